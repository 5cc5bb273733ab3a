//! Which tools are here: the first thing to look at when a build fails on a new machine.

use crate::project::Project;
use anyhow::{Result, bail};
use std::process::Command;

struct Tool {
    name: &'static str,
    command: &'static [&'static str],
    /// Without it nothing is built; the others serve tests or comfort.
    needed: bool,
    what_for: &'static str,
}

const TOOLS: [Tool; 10] = [
    Tool {
        name: "rustc",
        command: &["rustc", "--version"],
        needed: true,
        what_for: "https://rustup.rs",
    },
    Tool {
        name: "C compiler",
        command: &["cc", "--version"],
        needed: true,
        what_for: "apt-get install build-essential",
    },
    Tool {
        name: "node",
        command: &["node", "--version"],
        needed: true,
        what_for: "20 or newer: https://nodejs.org",
    },
    Tool {
        name: "npm",
        command: &["npm", "--version"],
        needed: true,
        what_for: "comes with node",
    },
    Tool {
        name: "tailwindcss",
        command: &["node_modules/.bin/tailwindcss", "--help"],
        needed: true,
        what_for: "make install",
    },
    Tool {
        name: "wasm-opt",
        command: &["node_modules/.bin/wasm-opt", "--version"],
        needed: true,
        what_for: "make install",
    },
    Tool {
        name: "chromium",
        command: &["chromium", "--version"],
        needed: false,
        what_for: "browser tests: make test installs it",
    },
    Tool {
        name: "cargo-nextest",
        command: &["cargo-nextest", "--version"],
        needed: false,
        what_for: "quicker tests; else cargo test",
    },
    Tool {
        name: "cargo-deny",
        command: &["cargo-deny", "--version"],
        needed: false,
        what_for: "make lint checks licences with it",
    },
    Tool {
        name: "cargo-leptos",
        command: &["cargo-leptos", "--version"],
        needed: false,
        what_for: "make dev rebuilds on change with it",
    },
];

/// Prints one line a tool and fails when one is missing that every build needs.
pub fn run(project: &Project) -> Result<()> {
    let mut missing = Vec::new();
    for tool in &TOOLS {
        let [program, arguments @ ..] = tool.command else {
            continue;
        };
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&project.root)
            .output()
            .ok()
            .filter(|output| output.status.success());
        match output {
            Some(output) => {
                let text =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
                println!("{:<14} {first}", tool.name);
            }
            None => {
                println!("{:<14} missing ({})", tool.name, tool.what_for);
                if tool.needed {
                    missing.push(tool.name);
                }
            }
        }
    }
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output()?;
    let wasm = std::path::Path::new(String::from_utf8_lossy(&sysroot.stdout).trim())
        .join("lib/rustlib/wasm32-unknown-unknown");
    if wasm.is_dir() {
        println!("{:<14} installed", "wasm32 target");
    } else {
        println!(
            "{:<14} missing (rustup target add wasm32-unknown-unknown)",
            "wasm32 target"
        );
        missing.push("wasm32 target");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        bail!("missing: {}", missing.join(", "))
    }
}
