//! A check on ourselves: the site must hold the files that cargo-leptos would make from the same keys.

use crate::{
    cache::read_files,
    project::{Project, cargo},
    reader,
    site::{self, Variant},
};
use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

/// Builds the site both ways and compares the file names; says so and succeeds when cargo-leptos is not here.
pub fn run(project: &Project, variant: Variant) -> Result<()> {
    let here = |name: &str| {
        Command::new(name)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !here("cargo-leptos") || !here("wasm-bindgen") {
        println!("skipped: cargo-leptos and wasm-bindgen are not both installed");
        return Ok(());
    }
    site::build(project, variant)?;
    let ours = names(&project.site_root())?;

    let other_root = PathBuf::from("target/site-of-cargo-leptos");
    let mut command = cargo();
    command
        .current_dir(&project.root)
        .env("LEPTOS_SITE_ROOT", &other_root)
        .env("PATH", path_with_npm(project)?);
    command.args(["leptos", "build", "--frontend-only"]);
    if variant.release {
        command.arg("--release");
    }
    if variant.split {
        command.arg("--split");
    }
    if !command.status().context("cargo leptos could not be started")?.success() {
        bail!("cargo leptos build failed");
    }
    let theirs = names(&project.root.join(&other_root))?;

    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join(", ");
    if ours != theirs {
        bail!(
            "the sites differ; only ours: [{}]; only cargo-leptos's: [{}]",
            only(&ours, &theirs),
            only(&theirs, &ours)
        );
    }
    println!("the same {} files as cargo-leptos makes", ours.len());
    Ok(())
}

/// The names that matter: no compressed copies, no list of files, no TypeScript declarations, and not the camera's reader, because
/// cargo-leptos knows of one module alone.
fn names(root: &Path) -> Result<BTreeSet<String>> {
    let extra = [".br", ".gz", ".d.ts"];
    let readers = [format!("{}.js", reader::NAME), format!("{}_bg.wasm", reader::NAME)];
    Ok(read_files(root)?
        .into_keys()
        .filter(|name| name != site::LIST && !extra.iter().any(|end| name.ends_with(end)))
        .filter(|name| {
            !name
                .rsplit('/')
                .next()
                .is_some_and(|last| readers.iter().any(|r| r == last))
        })
        .collect())
}

fn path_with_npm(project: &Project) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![project.root.join("node_modules/.bin")];
    folders.extend(std::env::split_paths(&path));
    Ok(std::env::join_paths(folders)?)
}
