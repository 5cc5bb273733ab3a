//! The whole site folder: browser module, style sheet, static files and their compressed copies.

use crate::{
    cache::{Cache, Files, key, read_files, write_files},
    compress, module,
    project::{Project, shorten},
    reader,
    step::{kib, step},
    style,
};
use anyhow::{Result, ensure};
use std::fs;

/// Which of the four sites to build.
#[derive(Clone, Copy)]
pub struct Variant {
    pub release: bool,
    /// One module a lazy route instead of one for all.
    pub split: bool,
}

impl Variant {
    fn name(self) -> &'static str {
        match (self.release, self.split) {
            (false, false) => "debug",
            (false, true) => "debug-split",
            (true, false) => "release",
            (true, true) => "release-split",
        }
    }
}

/// Names every file with its hash. The server embeds it like the others, and cargo watches what was embedded: so a file
/// that is new or gone changes this one and has the server compiled again. Its own hash names the build of the site.
pub const LIST: &str = "files.txt";

/// Builds what changed and makes the site folder hold exactly the result.
pub fn build(project: &Project, variant: Variant) -> Result<()> {
    let keys = &project.keys;
    let root = project.site_root();
    ensure!(
        root.starts_with(project.root.join("target")),
        "site-root must lie in target/, because what does not belong there is deleted from it; it is {}",
        root.display()
    );
    let all_work = project.target_dir.join("site-work");
    let work = all_work.join(variant.name());
    fs::create_dir_all(&work)?;
    let cache = Cache::open(all_work.join("cache"))?;

    let pkg = keys.site_pkg_dir.display().to_string();
    let mut files = Files::new();
    for (name, content) in module::build(project, variant, &work, &cache)? {
        files.insert(format!("{pkg}/{name}"), content);
    }
    for (name, content) in reader::build(project, variant.release, &work, &cache)? {
        files.insert(format!("{pkg}/{name}"), content);
    }
    let sheet = step("style sheet", || {
        let (sheet, kept) = style::build(project, variant.release, &cache)?;
        Ok((sheet, if kept { "unchanged".into() } else { String::new() }))
    })?;
    files.insert(format!("{pkg}/{}.css", keys.output_name), sheet);
    files.extend(read_files(&project.root.join(&keys.assets_dir))?);

    if variant.release {
        step("compressed copies", || {
            let made = compress::add_copies(&mut files, &cache)?;
            Ok((
                (),
                if made == 0 {
                    "unchanged".into()
                } else {
                    format!("{made} made anew")
                },
            ))
        })?;
    }
    files.insert(LIST.into(), list(&files));
    let (written, deleted) = write_files(&root, &files)?;
    cache.sweep()?;
    println!(
        "  {} files in {}: {written} written, {deleted} deleted; {}",
        files.len(),
        shorten(&project.root, &root),
        weights(&files, &pkg, &keys.output_name)
    );
    Ok(())
}

/// Puts the camera's reader into the site folder and touches nothing else there: for a site that cargo-leptos builds, which knows of one
/// module alone.
pub fn add_reader(project: &Project) -> Result<()> {
    let all_work = project.target_dir.join("site-work");
    let work = all_work.join("debug");
    fs::create_dir_all(&work)?;
    let files = reader::build(project, false, &work, &Cache::open(all_work.join("cache"))?)?;
    let folder = project.site_root().join(&project.keys.site_pkg_dir);
    fs::create_dir_all(&folder)?;
    for (name, content) in files {
        fs::write(folder.join(name), content)?;
    }
    Ok(())
}

fn list(files: &Files) -> Vec<u8> {
    files
        .iter()
        .map(|(name, content)| format!("{:016x} {name}\n", key(&[content])))
        .collect::<String>()
        .into_bytes()
}

/// What a browser fetches before the first page can answer, without the page's own chunk.
fn weights(files: &Files, pkg: &str, name: &str) -> String {
    let size = |extension: &str| {
        let path = format!("{pkg}/{name}.{extension}");
        files
            .get(&format!("{path}.br"))
            .or_else(|| files.get(&path))
            .map_or(0, Vec::len)
    };
    let (wasm, js, css) = (size("wasm"), size("js"), size("css"));
    format!(
        "main module {}, script {}, style sheet {}",
        kib(wasm),
        kib(js),
        kib(css)
    )
}
