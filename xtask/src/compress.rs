//! Compressed copies beside the files, so that the server spends no time on it and can afford the best level.

use crate::cache::{Cache, Files};
use anyhow::Result;
use flate2::{Compression, write::GzEncoder};
use std::{
    io::Write,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Smaller files fit into one packet anyway.
const WORTH_IT: usize = 1024;
const KINDS: [&str; 9] = ["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Adds `name.br` and `name.gz` for every text or wasm file over 1 KiB that gets smaller by it. Returns how many were made anew.
pub fn add_copies(files: &mut Files, cache: &Cache) -> Result<usize> {
    let names: Vec<String> = files
        .iter()
        .filter(|(name, content)| is_worth_it(name, content))
        .map(|(name, _)| name.clone())
        .collect();
    let made = AtomicUsize::new(0);
    let copies = {
        let files = &*files;
        in_parallel(&names, |name| {
            let content = &files[name];
            let (brotli, brotli_kept) = cache.get("br11", &[content], || brotli(content))?;
            let (gzip, gzip_kept) = cache.get("gz9", &[content], || gzip(content))?;
            made.fetch_add(usize::from(!brotli_kept) + usize::from(!gzip_kept), Ordering::Relaxed);
            Ok([(format!("{name}.br"), brotli), (format!("{name}.gz"), gzip)])
        })?
    };
    for (name, copy) in copies.into_iter().flatten() {
        if copy.len() < files[&name[..name.len() - 3]].len() {
            files.insert(name, copy);
        }
    }
    Ok(made.into_inner())
}

fn is_worth_it(name: &str, content: &[u8]) -> bool {
    content.len() > WORTH_IT
        && name
            .rsplit_once('.')
            .is_some_and(|(_, extension)| KINDS.contains(&extension))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut out, &parameters)?;
    Ok(out)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Runs the work on every item, on as many threads as there are cores, and gives the results in the order of the items.
pub fn in_parallel<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let result = work(item);
                    results
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn copies_unpack_to_the_file_and_small_or_packed_files_get_none() {
        let folder = std::env::temp_dir().join(format!("xtask-{}-compress", std::process::id()));
        let cache = Cache::open(folder).unwrap();
        let text = "a line of text that repeats\n".repeat(200).into_bytes();
        let mut files = Files::from([
            ("a.css".into(), text.clone()),
            ("b.css".into(), b"short".to_vec()),
            ("c.png".into(), text.clone()),
        ]);
        assert_eq!(add_copies(&mut files, &cache).unwrap(), 2);
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            ["a.css", "a.css.br", "a.css.gz", "b.css", "c.png"]
        );

        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*files["a.css.br"], &mut unpacked).unwrap();
        assert_eq!(unpacked, text);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*files["a.css.gz"])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }

    #[test]
    fn results_keep_the_order_and_an_error_is_not_lost() {
        assert_eq!(in_parallel(&[3, 1, 2], |n| Ok(n * 10)).unwrap(), [30, 10, 20]);
        assert!(in_parallel(&[1, 2, 3], |n| if *n == 2 { anyhow::bail!("two") } else { Ok(()) }).is_err());
        assert!(in_parallel(&[] as &[u8], |_| Ok(())).unwrap().is_empty());
    }
}
