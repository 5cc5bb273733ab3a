//! What to build, read from the keys under `[package.metadata.leptos]` that cargo-leptos reads too.

use crate::module::TARGET;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The application's package and its folders, all absolute.
pub struct Project {
    pub root: PathBuf,
    pub target_dir: PathBuf,
    pub package: String,
    pub keys: Keys,
}

/// The keys of `[package.metadata.leptos]` that a build of the site needs.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Keys {
    pub output_name: String,
    pub site_root: PathBuf,
    pub site_pkg_dir: PathBuf,
    pub tailwind_input_file: PathBuf,
    pub assets_dir: PathBuf,
    #[serde(default)]
    pub lib_features: Vec<String>,
    #[serde(default)]
    pub lib_default_features: bool,
    pub lib_profile_release: Option<String>,
    /// The arguments of wasm-opt. Others than the default often give a module that loads and never hydrates.
    #[serde(default = "default_wasm_opt")]
    pub wasm_opt_features: Vec<String>,
}

fn default_wasm_opt() -> Vec<String> {
    ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"]
        .map(String::from)
        .to_vec()
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    metadata: Option<PackageMetadata>,
}

#[derive(Deserialize)]
struct PackageMetadata {
    leptos: Option<Keys>,
}

impl Project {
    /// Asks cargo about the workspace around the current folder. The current folder decides, not the place this program was
    /// compiled in, because two checkouts may share a target folder.
    pub fn read() -> Result<Self> {
        let output = cargo()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .context("cargo metadata could not be started")?;
        if !output.status.success() {
            bail!(
                "cargo metadata failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).context("cargo metadata said something unexpected")?;
        for package in metadata.packages {
            if let Some(keys) = package.metadata.and_then(|m| m.leptos) {
                return Ok(Self {
                    root: metadata.workspace_root,
                    target_dir: metadata.target_directory,
                    package: package.name,
                    keys,
                });
            }
        }
        bail!("no package of this workspace has a section [package.metadata.leptos]")
    }

    /// The folder that the server embeds or serves.
    pub fn site_root(&self) -> PathBuf {
        self.root.join(&self.keys.site_root)
    }

    /// The profile that modules for the browser are compiled with.
    pub fn wasm_profile(&self, release: bool) -> &str {
        match (&self.keys.lib_profile_release, release) {
            (_, false) => "dev",
            (Some(profile), true) => profile,
            (None, true) => "release",
        }
    }

    /// Where cargo leaves a package's module for the browser.
    pub fn compiled(&self, package: &str, release: bool) -> PathBuf {
        let profile = self.wasm_profile(release);
        let folder = if profile == "dev" { "debug" } else { profile };
        let name = package.replace('-', "_");
        self.target_dir.join(TARGET).join(folder).join(format!("{name}.wasm"))
    }

    /// A program that npm installed here. Never the system's: Debian's wasm-opt breaks the module without a word.
    pub fn npm_program(&self, name: &str) -> Result<PathBuf> {
        let path = self.root.join("node_modules/.bin").join(name);
        if !path.exists() {
            bail!("{} is missing: run `make install`", shorten(&self.root, &path));
        }
        Ok(path)
    }
}

/// The cargo that called us, so that a toolchain override stays in force.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `path` as a person in `root` would write it.
pub fn shorten(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
