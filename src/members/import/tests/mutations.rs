//! Broken files of every kind: no panic, and never a record without a row.

use super::*;

const RUNS: u32 = 10_000;

/// Deterministic, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let english = "First Name,Last Name,Email,Phone,DOB,Joined,Status,Notes\nAnna,Keller,anna@example.org,0170 1234567,1990-05-31,25/12/2024,Active,\"a\nb\"\n\
                   Ben,Okafor,anna@example.org,,\"May 3, 1991\",45000,Pending,\"x \"\"y\"\" z\"\n\n\"Cora\",\"Lind\",,+39 02 36618300,1992-16-03,3/4/24,,\n";
    let chinese = "姓名;手机;邮箱;出生日期\n王芳;13800138000;a@example.cn;1990年5月17日\n李娜;;b@example.cn;\n";
    let german = "Name\tVorname\tE-Mail\r\nMüller\tJürgen\tjm@example.de\r\n\r\n";
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        english.as_bytes().to_vec(),
        chinese.as_bytes().to_vec(),
        german.as_bytes().to_vec(),
        encoding_rs::GB18030.encode(chinese).0.into_owned(),
        encoding_rs::WINDOWS_1252.encode(german).0.into_owned(),
        utf16(english),
    ]
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const BITS: [&[u8]; 16] = [
        b"\"",
        b"\"\"",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xFF",
        b"\xEF\xBB\xBF",
        b" ",
        b"+",
        b"0",
        b"/",
        "王".as_bytes(),
    ];
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(12)).min(bytes.len());
        match random.below(6) {
            0 => _ = bytes.drain(at..end),
            1 => {
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            2 => bytes.truncate(at.max(1)),
            3 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            _ => _ = bytes.splice(at..at, BITS[random.below(BITS.len())].iter().copied()),
        }
    }
}

fn is_value(c: char) -> bool {
    !c.is_whitespace() && c != ',' && c != ';'
}

/// The lines on which records begin, by the definition of CSV and not by the reader's way.
fn record_lines(text: &str, delimiter: char) -> Vec<u64> {
    let mut lines = Vec::new();
    let (mut line, mut begins, mut quoted, mut at_start, mut has_value) = (1, 1, false, true, false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let ends_line = c == '\n' || (c == '\r' && characters.peek() != Some(&'\n'));
        line += u64::from(ends_line);
        let mut starts_cell = false;
        if quoted {
            if c == '"' && characters.next_if_eq(&'"').is_none() {
                quoted = false;
            } else {
                has_value |= is_value(c);
            }
        } else if c == '"' && at_start {
            quoted = true;
        } else if c == '\n' || c == '\r' {
            if has_value {
                lines.push(begins);
            }
            (begins, has_value, starts_cell) = (line, false, true);
        } else if c == delimiter {
            starts_cell = true;
        } else {
            has_value |= is_value(c);
        }
        at_start = starts_cell;
    }
    if has_value {
        lines.push(begins);
    }
    lines
}

#[test]
fn every_record_has_its_row() {
    let seeds = seeds();
    let mut random = Random(0x5EED_CAFE);
    let (mut read_files, mut rows, mut refused_rows) = (0, 0, 0);
    for run in 0..RUNS {
        let mut bytes = seeds[random.below(seeds.len())].clone();
        mutate(&mut bytes, &mut random);
        let options = Options {
            dates: [None, Some(DateOrder::Dmy), Some(DateOrder::Mdy)][random.below(3)],
            region: ["DE", "CN", "US", "IT"][random.below(4)].to_owned(),
            ..options()
        };
        let Ok(sheet) = read(&bytes, &options) else {
            continue;
        };
        let text = super::super::encoding::decode(&bytes).unwrap().text;
        let expected = record_lines(&text, sheet.delimiter);
        let mut found = sheet.preamble.clone();
        found.push(sheet.header_line);
        found.extend(lines(&sheet));
        assert_eq!(found, expected, "run {run}: {text:?}");
        check_people(&sheet, &options);
        read_files += 1;
        rows += sheet.rows.len();
        refused_rows += sheet.rows.iter().filter(|row| row.outcome.is_err()).count();
    }
    // The mutations must neither leave everything intact nor break everything.
    assert!(read_files > RUNS / 3, "{read_files}");
    assert!(
        refused_rows * 50 > rows && refused_rows * 2 < rows,
        "{refused_rows} of {rows}"
    );
}

/// What every sheet promises.
fn check_people(sheet: &Sheet, options: &Options) {
    let mut emails = std::collections::HashSet::new();
    for row in &sheet.rows {
        for problem in row.notes.iter().chain(row.outcome.as_ref().err().into_iter().flatten()) {
            assert!(!problem.to_string().contains('\n'));
        }
        let Ok(person) = &row.outcome else {
            assert!(!problems(row).is_empty());
            continue;
        };
        assert!(!person.name.trim().is_empty());
        if let Some(email) = &person.email {
            assert_eq!(*email, email.to_lowercase());
            assert!(emails.insert(email.clone()), "{email} twice");
        }
        if let Some(phone) = &person.phone {
            assert!(phone.starts_with('+') && phone.len() <= 16, "{phone}");
        }
        assert!(person.birthday.is_none_or(|birthday| birthday <= options.today));
    }
}
