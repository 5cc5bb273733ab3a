//! Text to records: the delimiter, the header, and the line on which each record begins.

use super::encoding::Decoded;
use super::headers;
use super::problem::ImportError;
use super::{MAX_COLUMNS, MAX_RECORDS};

/// How many records at the top may come before the header: titles and filters of a report.
const HEADER_WITHIN: usize = 10;

/// The cells of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of the character encoding.
    pub encoding: &'static str,
    /// Whether the encoding was inferred from the characters.
    pub encoding_guessed: bool,
    /// What separates the cells.
    pub delimiter: char,
    /// 1-based line of the header.
    pub header_line: u64,
    /// 1-based lines of the records above the header.
    pub preamble: Vec<u64>,
    /// The column names, as written.
    pub header: Vec<String>,
    /// The records below the header. Records without any value (blank lines, `,,,`) are no records.
    pub records: Vec<Record>,
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// 1-based line where it begins.
    pub line: u64,
    /// Its values, as written. There may be fewer or more than the header has.
    pub cells: Vec<String>,
    /// Whether the file ended inside a quoted value, so that this record may have swallowed others.
    pub unclosed_quote: bool,
}

impl Record {
    /// Whether there is no value: only spaces, and what separates cells in this file or another.
    fn is_blank(&self) -> bool {
        let is_value = |c: char| !c.is_whitespace() && !matches!(c, ',' | ';');
        !self.cells.iter().any(|cell| cell.contains(is_value))
    }
}

/// Cuts a text into records, with the delimiter that makes most sense of the header.
pub(super) fn cut(decoded: &Decoded) -> Result<Table, ImportError> {
    let delimiter = delimiter(&decoded.text);
    let mut records = records(&decoded.text, delimiter, MAX_RECORDS + HEADER_WITHIN + 1)?;
    if records.is_empty() {
        return Err(ImportError::Empty);
    }
    let below = records.split_off(header_index(&records).0 + 1);
    // The header is the last of the records that stay: it is at the index just split after.
    let Some(header) = records.pop() else {
        return Err(ImportError::Empty);
    };
    for (what, found, limit) in [
        ("columns", header.cells.len(), MAX_COLUMNS),
        ("records", below.len(), MAX_RECORDS),
    ] {
        if found > limit {
            return Err(ImportError::TooLarge { what, found, limit });
        }
    }
    Ok(Table {
        encoding: decoded.encoding,
        encoding_guessed: decoded.guessed,
        delimiter: char::from(delimiter),
        header_line: header.line,
        preamble: records.iter().map(|record| record.line).collect(),
        header: header.cells,
        records: below,
    })
}

/// How many columns of the best header are known: tells which of two encodings makes sense.
pub(super) fn recognised_columns(text: &str) -> usize {
    score(text, delimiter(text)).0
}

fn delimiter(text: &str) -> u8 {
    if let Some(stated) = stated_delimiter(text) {
        return stated;
    }
    let mut best = (b',', score(text, b','));
    for delimiter in [b';', b'\t'] {
        let score = score(text, delimiter);
        // Equal scores keep the earlier one, so a single column is comma-separated.
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Excel reads, and some systems write, a first line `sep=;`.
fn stated_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?;
    let (key, value) = line.trim_matches('"').split_once('=')?;
    let stated = match value {
        "," => b',',
        ";" => b';',
        "\t" => b'\t',
        _ => return None,
    };
    key.eq_ignore_ascii_case("sep").then_some(stated)
}

/// Known columns of the header, then columns: what tells the delimiter.
fn score(text: &str, delimiter: u8) -> (usize, usize) {
    let Ok(top) = records(text, delimiter, HEADER_WITHIN) else {
        return (0, 0);
    };
    let (index, known) = header_index(&top);
    (known, top.get(index).map_or(0, |record| record.cells.len()))
}

/// The header is the first of the top records that names a person and something else, else the first that
/// names a person, else the first with any known column, else the first. Also how many columns are known.
fn header_index(records: &[Record]) -> (usize, usize) {
    let tops: Vec<(usize, bool)> = records
        .iter()
        .take(HEADER_WITHIN)
        .map(|record| headers::known(&record.cells))
        .collect();
    let first =
        |wanted: &dyn Fn(usize, bool) -> bool| tops.iter().position(|&(known, has_name)| wanted(known, has_name));
    let index = first(&|known, has_name| has_name && known > 1)
        .or_else(|| first(&|_, has_name| has_name))
        .or_else(|| first(&|known, _| known > 0))
        .unwrap_or(0);
    (index, tops.get(index).map_or(0, |&(known, _)| known))
}

/// The first `most` records that are not blank.
fn records(text: &str, delimiter: u8, most: usize) -> Result<Vec<Record>, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines::new(text);
    let mut raw = csv::StringRecord::new();
    let mut records = Vec::new();
    while records.len() < most {
        let begins = offset(&reader);
        match reader.read_record(&mut raw) {
            Ok(true) => {}
            Ok(false) => break,
            // The text is UTF-8 and of any width: nothing is left that the reader could refuse.
            Err(_) => {
                return Err(ImportError::NotText {
                    why: "its records cannot be told apart",
                });
            }
        }
        let begins = lines.skip_breaks(begins);
        let record = Record {
            line: lines.line_at(begins),
            cells: raw.iter().map(str::to_owned).collect(),
            unclosed_quote: offset(&reader) == text.len() && ends_inside_quotes(&text.as_bytes()[begins..], delimiter),
        };
        if !record.is_blank() {
            records.push(record);
        }
    }
    Ok(records)
}

fn offset(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// Counts lines up to growing offsets. The reader's own count starts a record before the blank lines above it.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The next offset that is not a line end: records are separated by any number of them.
    fn skip_breaks(&self, from: usize) -> usize {
        let from = from.min(self.bytes.len());
        from + self.bytes[from..]
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count()
    }

    fn line_at(&mut self, offset: usize) -> u64 {
        while self.at < offset {
            let ends_line = match self.bytes[self.at] {
                b'\n' => true,
                // A line end of two bytes is counted at its second.
                b'\r' => self.bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(ends_line);
            self.at += 1;
        }
        self.line
    }
}

/// Whether one record, which is the rest of the file, ends inside a quoted value.
fn ends_inside_quotes(record: &[u8], delimiter: u8) -> bool {
    let mut quoted = false;
    let mut at_start = true;
    let mut bytes = record.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if quoted {
            // A doubled quote is a quote inside the value.
            if byte == b'"' && bytes.next_if(|next| **next == b'"').is_none() {
                quoted = false;
            }
        } else if byte == b'"' && at_start {
            quoted = true;
        }
        at_start = !quoted && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
    }
    quoted
}
