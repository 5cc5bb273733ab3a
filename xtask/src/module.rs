//! The browser module: compiled, split at the lazy routes, bound to JavaScript, made small.

use crate::{
    cache::{Cache, Files, key, read_files, write_files},
    compress::in_parallel,
    project::{Project, cargo},
    site::Variant,
    step::step,
};
use anyhow::{Context, Result, anyhow, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{self, Command},
};
use wasm_bindgen_cli_support::Bindgen;

pub const TARGET: &str = "wasm32-unknown-unknown";
/// The name that leptos looks for when file names carry no hash.
const SPLIT_LOADER: &str = "__wasm_split.______________________.js";
/// What a lazy route imports until splitting puts the loader in its place.
const SPLIT_POINT: &[u8] = b"__wasm_split_placeholder__";
/// leptos reads from it which chunks a page needs, and asks for them in the page's head.
const SPLIT_MANIFEST: &str = "__wasm_split_manifest.json";

/// All files of the `pkg` folder but the style sheet.
pub fn build(project: &Project, variant: Variant, work: &Path, cache: &Cache) -> Result<Files> {
    let compiled = step("browser module", || Ok((compile(project, variant)?, String::new())))?;
    let wasm = fs::read(&compiled).with_context(|| format!("{} cannot be read", compiled.display()))?;
    let bound = step("binding", || bind(project, variant, work, &compiled, &wasm))?;
    if variant.release {
        step("wasm-opt", || {
            shrink(project, &project.keys.wasm_opt_features, bound, work, cache)
        })
    } else {
        Ok(bound)
    }
}

/// Compiles the library and returns the path of the module.
fn compile(project: &Project, variant: Variant) -> Result<PathBuf> {
    let keys = &project.keys;
    let profile = project.wasm_profile(variant.release);
    let mut command = cargo();
    command
        .current_dir(&project.root)
        .env("LEPTOS_OUTPUT_NAME", &keys.output_name);
    command.args([
        "rustc",
        "--quiet",
        "--lib",
        "--crate-type",
        "cdylib",
        "--target",
        TARGET,
    ]);
    command.args(["--package", &project.package, "--profile", profile]);
    if !keys.lib_default_features {
        command.arg("--no-default-features");
    }
    if !keys.lib_features.is_empty() {
        command.arg("--features").arg(keys.lib_features.join(","));
    }
    if variant.split {
        // Splitting needs to know which function refers to which. Given to the last crate only, so that dependencies are
        // the same with and without it and are compiled once.
        command.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    let status = command.status().context("cargo could not be started")?;
    if !status.success() {
        bail!("the browser module does not compile");
    }
    Ok(project.compiled(&project.package, variant.release))
}

/// Splits the module where asked, and writes the JavaScript around it. Skipped when the module is the one of last time.
fn bind(project: &Project, variant: Variant, work: &Path, compiled: &Path, wasm: &[u8]) -> Result<(Files, String)> {
    if !variant.split && wasm.windows(SPLIT_POINT.len()).any(|bytes| bytes == SPLIT_POINT) {
        // Such a module would be served, look right, and never hydrate.
        bail!("the application has lazy routes, whose module only loads when it is split: add --split");
    }
    let out = work.join("pkg");
    let mark = work.join("pkg.key");
    let name = &project.keys.output_name;
    let now = format!(
        "{:016x}",
        key(&[
            wasm,
            name.as_bytes(),
            &[u8::from(variant.split)],
            env!("CARGO_PKG_VERSION").as_bytes()
        ])
    );
    if fs::read_to_string(&mark).is_ok_and(|last| last == now) {
        return Ok((read_files(&out)?, "unchanged".into()));
    }
    // The mark goes first and comes back last: an interrupted build is never taken for a finished one.
    let _ = fs::remove_file(&mark);
    write_files(&out, &Files::new())?;
    fs::create_dir_all(&out)?;

    let input = if variant.split {
        split(&out, work, name, wasm)?
    } else {
        compiled.to_path_buf()
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&input).out_name(name).typescript(false);
    // A split module keeps the linker's exports and its mangled names: its chunks are tied together by them.
    bindgen.keep_lld_exports(variant.split).demangle(!variant.split);
    bindgen.web(true).map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    bindgen
        .generate(&out)
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    // leptos asks for this name when LEPTOS_OUTPUT_NAME was set as the server was compiled, and .cargo/config.toml sets it.
    fs::rename(out.join(format!("{name}_bg.wasm")), out.join(format!("{name}.wasm")))
        .context("wasm-bindgen wrote no module")?;
    let files = read_files(&out)?;
    fs::write(&mark, now)?;
    let chunks = files.keys().filter(|name| name.ends_with(".wasm")).count();
    Ok((
        files,
        if chunks == 1 {
            "1 module".into()
        } else {
            format!("{chunks} modules")
        },
    ))
}

/// Writes the chunks into `out` and returns the path of the main module, which wasm-bindgen then works on.
fn split(out: &Path, work: &Path, name: &str, wasm: &[u8]) -> Result<PathBuf> {
    let main = work.join("main.wasm");
    let (loader, glue) = (format!("./{SPLIT_LOADER}"), format!("./{name}.js"));
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = out;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = &loader;
    let done =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("splitting the module: {error:#}"))?;
    // In order, so that the file is the same for the same module.
    let prefetch: std::collections::BTreeMap<_, _> = done.prefetch_map.into_iter().collect();
    fs::write(out.join(SPLIT_MANIFEST), serde_json::to_vec_pretty(&prefetch)?)?;
    Ok(main)
}

/// Runs wasm-opt over every module of the set.
pub fn shrink(
    project: &Project,
    arguments: &[String],
    mut files: Files,
    work: &Path,
    cache: &Cache,
) -> Result<(Files, String)> {
    let program = project.npm_program("wasm-opt")?;
    let version = Command::new(&program)
        .arg("--version")
        .output()
        .context("wasm-opt could not be started")?
        .stdout;
    let mut names: Vec<String> = files.keys().filter(|name| name.ends_with(".wasm")).cloned().collect();
    // The largest first: it decides how long the whole takes.
    names.sort_by_key(|name| std::cmp::Reverse(files[name].len()));
    let made = in_parallel(&names, |name| {
        let line = arguments.join(" ");
        cache.get("opt", &[&files[name], line.as_bytes(), &version], || {
            optimise(&program, arguments, &files[name], work, name)
        })
    })?;
    let kept = made.iter().filter(|(_, kept)| *kept).count();
    let note = format!("{} of {} made anew", names.len() - kept, names.len());
    for (name, (content, _)) in names.into_iter().zip(made) {
        files.insert(name, content);
    }
    Ok((files, note))
}

fn optimise(program: &Path, arguments: &[String], wasm: &[u8], work: &Path, name: &str) -> Result<Vec<u8>> {
    let flat = name.replace('/', "-");
    let (input, output) = (
        work.join(format!("{}-in-{flat}", process::id())),
        work.join(format!("{}-out-{flat}", process::id())),
    );
    fs::write(&input, wasm)?;
    let result = Command::new(program)
        .args(arguments)
        .arg(&input)
        .arg("-o")
        .arg(&output)
        .output()
        .context("wasm-opt could not be started")?;
    let made = fs::read(&output);
    let _ = fs::remove_file(&input);
    let _ = fs::remove_file(&output);
    if !result.status.success() {
        bail!(
            "wasm-opt failed on {name}:\n{}",
            String::from_utf8_lossy(&result.stderr).trim()
        );
    }
    made.with_context(|| format!("wasm-opt wrote nothing for {name}"))
}
