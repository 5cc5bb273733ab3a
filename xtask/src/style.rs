//! The style sheet: Tailwind reads the Rust sources and keeps the classes that stand in them.

use crate::{
    cache::{Cache, read_files},
    project::Project,
};
use anyhow::{Context, Result, bail};
use std::{fs, process::Command};

/// The finished style sheet, and whether it was kept from an earlier build.
pub fn build(project: &Project, release: bool, cache: &Cache) -> Result<(Vec<u8>, bool)> {
    let input = project.root.join(&project.keys.tailwind_input_file);
    let folder = input.parent().context("the Tailwind input lies in no folder")?;
    let mut sources = read_files(folder)?;
    for (name, content) in read_files(&project.root.join("src"))? {
        if name.ends_with(".rs") {
            sources.insert(format!("src/{name}"), content);
        }
    }
    // Versions of Tailwind and its plugins are inputs too.
    sources.insert(
        "package-lock.json".into(),
        fs::read(project.root.join("package-lock.json")).unwrap_or_default(),
    );
    let mut inputs: Vec<&[u8]> = vec![if release { b"release" } else { b"debug" }];
    for (name, content) in &sources {
        inputs.extend([name.as_bytes(), content]);
    }
    cache.get("style", &inputs, || {
        let output = project.target_dir.join("site-work/style.css");
        let mut command = Command::new(project.npm_program("tailwindcss")?);
        command
            .current_dir(&project.root)
            .arg("--input")
            .arg(&input)
            .arg("--output")
            .arg(&output);
        if release {
            command.arg("--minify");
        }
        let result = command.output().context("tailwindcss could not be started")?;
        if !result.status.success() {
            bail!(
                "tailwindcss failed:\n{}",
                String::from_utf8_lossy(&result.stderr).trim()
            );
        }
        fs::read(&output).context("tailwindcss wrote no style sheet")
    })
}
