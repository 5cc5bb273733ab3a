//! Reads the codes in a camera's pictures, for browsers that cannot.
//!
//! A module of its own and not a part of the application's: the tablet at the door runs without that one, and only a tablet whose
//! browser has no reader fetches this.

use rqrr::PreparedImage;
use wasm_bindgen::prelude::wasm_bindgen;

/// The texts of all QR codes in a grey picture of so many bytes a row; none when there is none, or when no row is whole.
///
/// A dim room makes specks, among which the corners of a code are lost. So a picture in which nothing is found is looked at once more
/// with each point calmed by its neighbours: not at first, because that blurs a code that is small.
#[wasm_bindgen]
#[must_use]
pub fn read(grey: &[u8], width: usize) -> Vec<String> {
    let found = texts(grey, width);
    if found.is_empty() {
        texts(&calmed(grey, width), width)
    } else {
        found
    }
}

fn texts(grey: &[u8], width: usize) -> Vec<String> {
    let Some(height) = grey.len().checked_div(width).filter(|height| *height > 0) else {
        return Vec::new();
    };
    let mut picture = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        grey.get(y * width + x).copied().unwrap_or(u8::MAX)
    });
    let grids = picture.detect_grids();
    grids
        .iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

/// Each point as the mean of itself and its eight neighbours, the nearer the heavier; those of the edge as they are.
fn calmed(grey: &[u8], width: usize) -> Vec<u8> {
    let mut calm = grey.to_vec();
    if width < 3 {
        return calm;
    }
    let rows: Vec<&[u8]> = grey.chunks_exact(width).collect();
    for (row, three) in calm.chunks_exact_mut(width).skip(1).zip(rows.windows(3)) {
        let [above, here, below] = three else { continue };
        let down = |x: usize| u16::from(above[x]) + 2 * u16::from(here[x]) + u16::from(below[x]);
        for (x, point) in row.iter_mut().enumerate().take(width - 1).skip(1) {
            *point = u8::try_from((down(x - 1) + 2 * down(x) + down(x + 1)) / 16).unwrap_or(u8::MAX);
        }
    }
    calm
}
