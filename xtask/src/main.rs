//! Build tasks that cargo itself does not know: `cargo xtask help` lists them.

mod cache;
mod compare;
mod compress;
mod module;
mod project;
mod reader;
mod site;
mod step;
mod style;
mod tools;

use anyhow::{Result, bail};
use project::Project;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask site [--release] [--split]          build the site folder that the server embeds
cargo xtask reader                              put the camera's reader into a site that cargo-leptos builds
cargo xtask compare-site [--release] [--split]  compare its file names with what cargo-leptos makes, when that is installed
cargo xtask tools                               which tools are here, in which version
cargo xtask help                                this list";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match task.as_str() {
        "site" => site::build(&Project::read()?, variant(&rest)?),
        "reader" if rest.is_empty() => site::add_reader(&Project::read()?),
        "compare-site" => compare::run(&Project::read()?, variant(&rest)?),
        "tools" if rest.is_empty() => tools::run(&Project::read()?),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no task {other:?} with {rest:?}\n{HELP}"),
    }
}

fn variant(arguments: &[String]) -> Result<site::Variant> {
    let mut variant = site::Variant {
        release: false,
        split: false,
    };
    for argument in arguments {
        match argument.as_str() {
            "--release" => variant.release = true,
            "--split" => variant.split = true,
            other => bail!("unknown option {other:?}; known are --release and --split"),
        }
    }
    Ok(variant)
}
