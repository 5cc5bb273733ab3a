//! One line a step: its name, how long it took, and a word about the result.

use anyhow::Result;
use std::{
    io::{IsTerminal, Write},
    time::Instant,
};

/// Runs one step and reports it. The text that the step returns is shown behind the seconds.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
    let start = Instant::now();
    let mut out = std::io::stdout();
    if out.is_terminal() {
        // Overwritten by the line below: somebody who waits sees what for.
        write!(out, "  {name:<44} …\r")?;
        out.flush()?;
    }
    let (value, note) = work()?;
    let line = format!("  {name:<44} {:>4.0} s  {note}", start.elapsed().as_secs_f64());
    writeln!(out, "{}", line.trim_end())?;
    Ok(value)
}

/// Bytes as KiB for a report.
#[must_use]
pub fn kib(bytes: usize) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}
