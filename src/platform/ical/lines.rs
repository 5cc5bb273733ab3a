//! Bytes to content lines: encoding, line ends, folding, parameters (RFC 5545 §3.1, RFC 6868).

use super::problem::{ProblemKind, Problems, shorten};

/// One property of the file, unfolded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, counted from 1.
    pub(super) number: usize,
    /// In upper case, without a group.
    pub(super) name: String,
    /// Names in upper case, values without quotes; several values of one parameter stay joined by commas.
    pub(super) params: Vec<(String, String)>,
    pub(super) value: String,
}

impl Line {
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Calls `each` for every property of the file; what is no property becomes a problem.
pub(super) fn read_lines(bytes: &[u8], problems: &mut Problems, mut each: impl FnMut(Line, &mut Problems)) {
    let decoded = decode_utf16(bytes, problems);
    let bytes = decoded.as_deref().unwrap_or(bytes);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut told = false;
    let mut finish = |number: usize, raw: &mut Vec<u8>, problems: &mut Problems| {
        if raw.iter().all(u8::is_ascii_whitespace) {
            raw.clear();
            return;
        }
        let text = String::from_utf8_lossy(raw);
        if !told && matches!(text, std::borrow::Cow::Owned(_)) {
            told = true;
            problems.add(number, None, ProblemKind::NotUtf8);
        }
        match parse_line(&text) {
            Some((name, params, value)) => each(
                Line {
                    number,
                    name,
                    params,
                    value,
                },
                problems,
            ),
            None => problems.add(number, None, ProblemKind::NotALine(shorten(text.trim()))),
        }
        raw.clear();
    };

    let (mut begun, mut logical) = (1, Vec::new());
    for (index, physical) in physical_lines(bytes).enumerate() {
        // unfolding comes before decoding: a fold may split a letter of several bytes
        match physical.first() {
            // an empty line means nothing, not even between the halves of a fold
            None => {}
            Some(b' ' | b'\t') if !logical.is_empty() => logical.extend_from_slice(&physical[1..]),
            _ => {
                finish(begun, &mut logical, problems);
                begun = index + 1;
                logical.extend_from_slice(physical);
            }
        }
    }
    finish(begun, &mut logical, problems);
}

/// Lines ending with CR LF, LF or CR alone; CR CR LF is a CR LF that went through a text file of Windows once too often.
fn physical_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let text = rest?;
        match text.iter().position(|b| matches!(b, b'\r' | b'\n')) {
            Some(end) => {
                let ends: [&[u8]; 2] = [b"\r\r\n", b"\r\n"];
                let width = ends.iter().find(|e| text[end..].starts_with(e)).map_or(1, |e| e.len());
                rest = Some(&text[end + width..]);
                Some(&text[..end])
            }
            None => rest.take(),
        }
    })
}

/// UTF-16 is recognised by its byte order mark; `None` when the file has none.
fn decode_utf16(bytes: &[u8], problems: &mut Problems) -> Option<Vec<u8>> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut lost = bytes.len() % 2 == 1;
    let text: String = char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|_| {
                lost = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if lost {
        problems.add(1, None, ProblemKind::NotUtf8);
    }
    Some(text.into_bytes())
}

type Parts = (String, Vec<(String, String)>, String);

/// `NAME;PARAM=value;PARAM="quoted value":value`, or `None` if it is not that.
fn parse_line(text: &str) -> Option<Parts> {
    let end = text.find([';', ':'])?;
    let name = clean_name(&text[..end])?;
    let mut params = Vec::new();
    let mut rest = &text[end..];
    while let Some(param) = rest.strip_prefix(';') {
        let equals = param.find(['=', ';', ':'])?;
        let key = param[..equals].trim().to_ascii_uppercase();
        rest = &param[equals..];
        let mut value = String::new();
        if let Some(values) = rest.strip_prefix('=') {
            rest = param_value(values, &mut value)?;
        }
        params.push((key, value));
    }
    let value = rest.strip_prefix(':')?;
    Some((name, params, value.to_owned()))
}

/// Names are letters, digits and hyphens; a group before a dot (as vCard has) is dropped.
fn clean_name(text: &str) -> Option<String> {
    let name = text.trim();
    let name = name.rsplit_once('.').map_or(name, |(_, n)| n);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then(|| name.to_ascii_uppercase())
}

/// Reads parameter values up to the next `;` or `:` outside quotes and gives back what follows.
fn param_value<'a>(mut rest: &'a str, value: &mut String) -> Option<&'a str> {
    loop {
        let stop = rest.find(['"', ';', ':'])?;
        push_caret_decoded(&rest[..stop], value);
        match rest[stop..].strip_prefix('"') {
            Some(quoted) => {
                let close = quoted.find('"')?;
                push_caret_decoded(&quoted[..close], value);
                rest = &quoted[close + 1..];
            }
            None => return Some(&rest[stop..]),
        }
    }
}

/// RFC 6868: `^n` line break, `^'` quote, `^^` caret; any other caret stands for itself.
fn push_caret_decoded(text: &str, into: &mut String) {
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let decoded = match (c, letters.peek()) {
            ('^', Some('n' | 'N')) => '\n',
            ('^', Some('\'')) => '"',
            ('^', Some('^')) => '^',
            _ => {
                into.push(c);
                continue;
            }
        };
        letters.next();
        into.push(decoded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> (Vec<Line>, Vec<ProblemKind>) {
        let mut problems = Problems::default();
        let mut lines = Vec::new();
        read_lines(bytes, &mut problems, |line, _| lines.push(line));
        (lines, problems.finish().into_iter().map(|p| p.what).collect())
    }

    #[test]
    fn line_ends_of_all_three_kinds_and_folds() {
        let (read, problems) = lines(b"A:1\r\nB:two\r\n  words\n\nC:3\rD:4\n\t5\rE\r\r\n\n :6");
        let short: Vec<_> = read
            .iter()
            .map(|l| (l.number, l.name.as_str(), l.value.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                (1, "A", "1"),
                (2, "B", "two words"),
                (5, "C", "3"),
                (6, "D", "45"),
                (8, "E", "6")
            ]
        );
        assert!(problems.is_empty());
    }

    #[test]
    fn a_fold_may_split_a_letter() {
        let mut file = b"SUMMARY:caf\xc3".to_vec();
        file.extend_from_slice(b"\r\n \xa9");
        let (read, problems) = lines(&file);
        assert_eq!(read[0].value, "café");
        assert!(problems.is_empty());
    }

    #[test]
    fn encodings() {
        let expect = "SUMMARY:Kraft für alle 瑜伽";
        let le: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(expect.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let be: Vec<u8> = [0xfe, 0xff]
            .into_iter()
            .chain(expect.encode_utf16().flat_map(u16::to_be_bytes))
            .collect();
        let bom = [b"\xef\xbb\xbf", expect.as_bytes()].concat();
        for file in [expect.as_bytes().to_vec(), bom, le, be] {
            let (read, problems) = lines(&file);
            assert_eq!(read[0].name, "SUMMARY");
            assert_eq!(read[0].value, "Kraft für alle 瑜伽");
            assert!(problems.is_empty());
        }
        let (read, problems) = lines(b"SUMMARY:f\xfcr\nLOCATION:T\xfcr");
        assert_eq!(read[0].value, "f\u{fffd}r");
        assert_eq!(problems, [ProblemKind::NotUtf8], "said once, not per line");
        assert_eq!(
            lines(b"\xff\xfeA").1,
            [ProblemKind::NotUtf8],
            "half a letter at the end"
        );
    }

    #[test]
    fn parameters_with_quotes_carets_and_spaces() {
        let (read, _) = lines(
            b"ATTENDEE;CN=\"Lee: the ^'boss^'; yes^^no^nnew\";ROLE=CHAIR ; X=\"a\",\"b,c\";EMPTY=:mailto:lee@example.org",
        );
        let line = &read[0];
        assert_eq!(line.param("CN"), Some("Lee: the \"boss\"; yes^no\nnew"));
        assert_eq!(line.param("X"), Some("a,b,c"));
        assert_eq!(line.param("EMPTY"), Some(""));
        assert_eq!(line.param("CNN"), None);
        assert_eq!(line.value, "mailto:lee@example.org");
    }

    #[test]
    fn junk_is_named_and_skipped() {
        let (read, problems) = lines(b"<html>\nfoo bar: x\nA;B=\"open:1\n:none\ngroup.B:2");
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].name, "B");
        assert_eq!(problems.len(), 4);
        assert_eq!(problems[0], ProblemKind::NotALine("<html>".into()));
    }
}
