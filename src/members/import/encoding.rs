//! Bytes to text.
//!
//! A byte order mark or valid UTF-8 settles it. Everything else is inferred from the bytes and said to be:
//! UTF-16 by where its zero bytes are, Western European text by single accented letters between ASCII ones,
//! and Chinese text by which of GB18030 and Big5 makes common characters of it.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::problem::ImportError;
use super::table;

/// Text, and how it was found.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    pub guessed: bool,
}

/// Decodes a whole file.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if let Some(why) = other_format(bytes) {
        return Err(ImportError::NotText { why });
    }
    let (encoding, guessed) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, false),
        None => guess(bytes)?,
    };
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let text = text.into_owned();
    if is_binary(&text) {
        return Err(ImportError::NotText {
            why: "it holds binary data",
        });
    }
    Ok(Decoded {
        text,
        encoding: encoding.name(),
        guessed,
    })
}

/// Formats that people upload instead of CSV, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "it is an Excel workbook or a zip archive"),
        (b"\xD0\xCF\x11\xE0", "it is an old Excel workbook"),
        (b"%PDF", "it is a PDF"),
        (b"\x1F\x8B", "it is compressed"),
        (b"\xFF\xFE\x00\x00", "it is UTF-32"),
        (b"\x00\x00\xFE\xFF", "it is UTF-32"),
    ];
    FORMATS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, why)| *why)
}

/// Text holds hardly any control characters, whatever its language.
fn is_binary(text: &str) -> bool {
    let (mut all, mut control, mut damaged) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        control += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}'));
        damaged += usize::from(c == '\u{FFFD}');
    }
    control * 50 > all || damaged * 10 > all
}

fn guess(bytes: &[u8]) -> Result<(&'static Encoding, bool), ImportError> {
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok((encoding, true));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, false));
    }
    if is_damaged_utf8(bytes) {
        return Ok((UTF_8, true));
    }
    if is_western(bytes) {
        return Ok((WINDOWS_1252, true));
    }
    let chinese = [GB18030, BIG5]
        .into_iter()
        .filter_map(|encoding| {
            let (text, damaged) = encoding.decode_without_bom_handling(bytes);
            (!damaged).then(|| {
                (
                    table::recognised_columns(&text),
                    common_characters(bytes, encoding),
                    encoding,
                )
            })
        })
        // The first of equals wins: GB18030 is the law for software in its country, so it is the likelier one.
        .reduce(|best, next| {
            if (next.0, next.1) > (best.0, best.1) {
                next
            } else {
                best
            }
        });
    chinese
        .map(|(_, _, encoding)| (encoding, true))
        .ok_or(ImportError::NotText {
            why: "its characters are in none of UTF-8, UTF-16, Windows-1252, GB18030 and Big5",
        })
}

/// UTF-16 of anything with commas, line ends or Latin letters has zero bytes, all on one side.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    let zeros = |start: usize| sample.iter().skip(start).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // One unit in ten is fewer than the delimiters and line ends of any list are.
    if (even + odd) * 20 < sample.len() || sample.len() < 4 {
        return None;
    }
    if even * 10 <= odd {
        Some(UTF_16LE)
    } else if odd * 10 <= even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Mostly UTF-8: then a broken character is damage (a file cut off, two lists glued together), and no
/// other encoding would read the rest any better.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && (bad * 20 <= good || (bad == 1 && ends_inside_character(bytes)))
}

fn ends_inside_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Accented letters of Western European names stand alone between ASCII letters (Müller, José), while
/// the high bytes of Chinese text come in runs.
fn is_western(bytes: &[u8]) -> bool {
    let (mut runs, mut letters) = (0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            at += 1;
            continue;
        }
        let end = bytes[at..]
            .iter()
            .position(u8::is_ascii)
            .map_or(bytes.len(), |length| at + length);
        runs += 1;
        let beside = |index: Option<usize>| {
            index
                .and_then(|index| bytes.get(index))
                .is_some_and(u8::is_ascii_alphabetic)
        };
        if end - at <= 2
            && bytes[at..end].iter().all(|&byte| is_western_letter(byte))
            && (beside(at.checked_sub(1)) || beside(Some(end)))
        {
            letters += 1;
        }
        at = end;
    }
    letters * 5 >= runs * 4
}

/// In Windows-1252. The curly apostrophe counts: it is in O’Neill.
const fn is_western_letter(byte: u8) -> bool {
    matches!(byte, 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0xFF | 0x8A | 0x8C | 0x8E | 0x92 | 0x9A | 0x9C | 0x9E | 0x9F)
}

/// How many of a thousand two-byte characters are in the half of the set that holds the common ones. Both sets
/// were laid out by frequency, and text read in the wrong one scatters over the rare half.
fn common_characters(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let (mut all, mut common) = (0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        let Some(&trail) = bytes.get(at + 1).filter(|_| !lead.is_ascii()) else {
            at += 1;
            continue;
        };
        all += 1;
        let is_common = if encoding == GB18030 {
            matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7) && trail >= 0xA1
        } else {
            matches!(lead, 0xA1..=0xC6)
        };
        common += usize::from(is_common);
        at += 2;
    }
    common * 1000 / all.max(1)
}
