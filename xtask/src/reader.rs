//! The module that reads a camera's pictures: a package of its own, which only a tablet fetches whose browser cannot read codes.

use crate::{
    cache::{Cache, Files, read_files},
    module::{TARGET, shrink},
    project::{Project, cargo},
    step::step,
};
use anyhow::{Context, Result, anyhow, bail};
use std::{fs, path::Path};
use wasm_bindgen_cli_support::Bindgen;

/// The package, and what its files in the `pkg` folder begin with.
pub const NAME: &str = "reader";

/// Optimised for speed: it runs several times a second, on old tablets too.
const OPTIMISE: [&str; 3] = ["-O3", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/// The module and the script around it.
pub fn build(project: &Project, release: bool, work: &Path, cache: &Cache) -> Result<Files> {
    let bound = step("camera's reader", || {
        compile(project, release)?;
        let out = work.join(NAME);
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(project.compiled(NAME, release))
            .out_name(NAME)
            .typescript(false)
            .web(true)
            .and_then(|bindgen| bindgen.generate(&out))
            .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
        Ok((read_files(&out)?, String::new()))
    })?;
    if release {
        step("wasm-opt", || {
            shrink(project, &OPTIMISE.map(String::from), bound, work, cache)
        })
    } else {
        Ok(bound)
    }
}

fn compile(project: &Project, release: bool) -> Result<()> {
    let status = cargo()
        .current_dir(&project.root)
        .args(["build", "--quiet", "--lib", "--target", TARGET, "--package", NAME])
        .args(["--profile", project.wasm_profile(release)])
        .status()
        .context("cargo could not be started")?;
    if !status.success() {
        bail!("the camera's reader does not compile");
    }
    Ok(())
}
