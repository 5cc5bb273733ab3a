//! What a member's first page weighs on the line, compressed as it is sent.

use crate::{row, wanted};
use std::{fs, path::Path};

pub fn rows() {
    if !wanted("weight") {
        return;
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site/pkg");
    let Ok(files) = fs::read_dir(&package) else {
        eprintln!("no rows for the weight: build the site by `make release`");
        return;
    };
    let size = |ending: &str| -> f64 {
        let file = package.join(format!("spotter{ending}.br"));
        fs::metadata(file).map_or(0.0, |m| m.len() as f64 / 1024.0)
    };
    let (module, script, styles) = (size(".wasm"), size(".js"), size(".css"));
    row("weight.main_module", module, "KiB");
    row("weight.first_page_without_its_chunk", module + script + styles, "KiB");
    let chunks = files
        .filter_map(Result::ok)
        .filter(|f| f.file_name().to_string_lossy().ends_with(".wasm.br"))
        .count();
    row("weight.modules", chunks as f64, "files");
}
