//! Texts as QR codes.

use super::error::{Answer, fault};

/// A text as the path of a QR code with a quiet border of four units, and its side in units.
///
/// # Errors
/// A fault when the text is too long for any code.
pub fn picture<R>(text: &str) -> Answer<(String, i64), R> {
    use std::fmt::Write as _;
    let qr = fast_qr::QRBuilder::new(text)
        .ecl(fast_qr::ECL::M)
        .build()
        .map_err(|e| fault(&format_args!("{e:?}")))?;
    let mut path = String::new();
    for y in 0..qr.size {
        let mut x = 0;
        while x < qr.size {
            let dark = |x: usize| qr[y][x].value();
            if dark(x) {
                let start = x;
                while x < qr.size && dark(x) {
                    x += 1;
                }
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + 4, y + 4, x - start, x - start);
            } else {
                x += 1;
            }
        }
    }
    Ok((path, qr.size as i64 + 8))
}
