//! What the product exists for, measured beside the raw limit of the same database in the same run.
//!
//! Each row is printed as `bench NAME VALUE UNIT`. Rates are medians of a few rounds; a `raw` row is the limit that the rows before
//! it are to be compared with: absolute numbers depend on the machine, ratios less so. Nothing here fails a build.
//!
//!     make bench                 all rows
//!     make bench ROWS=booking    the rows whose name contains the word

#[path = "../../tests/stories/support.rs"]
#[allow(dead_code, reason = "stories use more of it")]
mod support;

mod client;
mod door;
mod http;
mod program;
mod raw;
mod search;
mod seats;
mod weight;

use std::time::Duration;

/// Prints one row.
pub fn row(name: &str, value: f64, unit: &str) {
    if value >= 100.0 {
        println!("bench {name} {value:.0} {unit}");
    } else {
        println!("bench {name} {value:.2} {unit}");
    }
}

/// Whether the rows of this name were asked for.
pub fn wanted(name: &str) -> bool {
    std::env::var("ROWS").map_or(true, |word| word.is_empty() || name.contains(&word))
}

/// The value below which so many hundredths of the others lie, in milliseconds.
pub fn percentile(times: &mut [Duration], hundredths: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * hundredths / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |t| t.as_secs_f64() * 1000.0)
}

/// The middle of some rates.
pub fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        for on in [support::On::Sqlite, support::On::Postgres] {
            if on == support::On::Postgres && std::env::var("TEST_POSTGRES").is_err() {
                eprintln!("no rows for Postgres: TEST_POSTGRES is not set");
                continue;
            }
            seats::rows(on).await;
            http::rows(on).await;
            door::rows(on).await;
            search::rows(on).await;
        }
    });
    weight::rows();
    program::rows();
}
