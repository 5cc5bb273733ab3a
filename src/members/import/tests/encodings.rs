//! Every encoding with every delimiter, and what is no text.

use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};

use super::*;

const SIMPLIFIED: &str = "姓名,手机号码,邮箱,性别,出生日期,备注\n王芳,13800138000,wangfang@example.cn,女,1990-05-17,喜欢瑜伽\n\
                          欧阳小明,13900139000,xiaoming@example.cn,男,1985年12月1日,\"膝盖受过伤,注意\"\n李娜,,lina@example.cn,女,,\n";
const TRADITIONAL: &str = "姓名,手機號碼,電子郵件,性別,出生日期,備註\n陳淑芬,0912345678,shufen@example.tw,女,1990-05-17,喜歡瑜伽\n\
                           歐陽小明,0922345678,xiaoming@example.tw,男,1985年12月1日,\"膝蓋受過傷,注意\"\n林雅婷,,yating@example.tw,女,,\n";
const WESTERN: &str =
    "Name,E-Mail,Notizen\nJürgen Müller,jm@example.de,trainiert für Größeres\nZoë Åkesson,zoe@example.se,\n";

fn utf16(text: &str, big_endian: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let unit = |unit: u16| {
        if big_endian {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    mark.into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
}

fn legacy(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "the sample has characters that {} has not", encoding.name());
    bytes.into_owned()
}

/// The samples quote every value with a comma, so swapping the commas outside quotes is enough.
fn delimited(text: &str, delimiter: char) -> String {
    let mut quoted = false;
    let swap = |c: char| {
        quoted ^= c == '"';
        if c == ',' && !quoted { delimiter } else { c }
    };
    text.chars().map(swap).collect()
}

fn read_in(bytes: &[u8], region: &str) -> Sheet {
    let options = Options {
        region: region.to_owned(),
        ..options()
    };
    read(bytes, &options).unwrap()
}

#[test]
fn every_encoding_with_every_delimiter() {
    for (delimiter, text, region) in [',', ';', '\t']
        .into_iter()
        .flat_map(|d| [(d, SIMPLIFIED, "CN"), (d, TRADITIONAL, "TW"), (d, WESTERN, "DE")])
    {
        let plain = delimited(text, delimiter);
        let expected = read_in(plain.as_bytes(), region);
        assert!(expected.rows.iter().all(|row| row.outcome.is_ok()), "{expected:?}");
        assert_eq!((expected.encoding, expected.encoding_guessed), ("UTF-8", false));
        let mut files = vec![
            ("UTF-8", false, format!("\u{FEFF}{plain}").into_bytes()),
            ("UTF-16LE", false, utf16(&plain, false, true)),
            ("UTF-16BE", false, utf16(&plain, true, true)),
            ("UTF-16LE", true, utf16(&plain, false, false)),
            ("UTF-16BE", true, utf16(&plain, true, false)),
        ];
        files.push(match region {
            "CN" => ("gb18030", true, legacy(&plain, GB18030)),
            "TW" => ("Big5", true, legacy(&plain, BIG5)),
            _ => ("windows-1252", true, legacy(&plain, WINDOWS_1252)),
        });
        for (encoding, guessed, bytes) in files {
            let sheet = read_in(&bytes, region);
            assert_eq!((sheet.encoding, sheet.encoding_guessed), (encoding, guessed));
            assert_eq!(sheet.delimiter, delimiter, "{encoding}");
            assert_eq!(sheet.columns, expected.columns, "{encoding}");
            for (row, same) in sheet.rows.iter().zip(&expected.rows) {
                assert_eq!(person(row), person(same), "{encoding}");
            }
        }
    }
}

#[test]
fn chinese_people_are_understood() {
    let sheet = read_in(SIMPLIFIED.as_bytes(), "CN");
    let wang = person(&sheet.rows[0]);
    assert_eq!(
        (wang.name.as_str(), wang.family.as_deref(), wang.given.as_deref()),
        ("王芳", Some("王"), Some("芳"))
    );
    assert_eq!(wang.phone.as_deref(), Some("+8613800138000"));
    assert_eq!(wang.birthday, Some(day(1990, 5, 17)));
    let ouyang = person(&sheet.rows[1]);
    assert_eq!(
        (ouyang.family.as_deref(), ouyang.birthday),
        (Some("欧阳"), Some(day(1985, 12, 1)))
    );
    assert_eq!(ouyang.notes.as_deref(), Some("膝盖受过伤,注意"));
}

#[test]
fn the_header_may_be_ascii_and_the_names_few() {
    for (name, encoding, expected) in [
        ("张伟", GB18030, "gb18030"),
        ("刘洋", GB18030, "gb18030"),
        ("王大明", BIG5, "Big5"),
        ("林志玲", BIG5, "Big5"),
        ("張家豪", BIG5, "Big5"),
        ("魏小明", BIG5, "Big5"),
        ("José Peña", WINDOWS_1252, "windows-1252"),
        ("Sören", WINDOWS_1252, "windows-1252"),
        ("Sinéad O’Neill", WINDOWS_1252, "windows-1252"),
    ] {
        let bytes = legacy(&format!("Name,Email\n{name},someone@example.org\n"), encoding);
        let sheet = read_in(&bytes, "DE");
        assert_eq!(person(&sheet.rows[0]).name, name, "{}", sheet.encoding);
        assert_eq!((sheet.encoding, sheet.encoding_guessed), (expected, true));
    }
}

#[test]
fn damaged_utf8_stays_utf8_and_is_told() {
    let mut bytes = SIMPLIFIED.as_bytes().to_vec();
    // The file was cut off inside a character.
    bytes.extend("孙丽,,sunli@example.cn,女,,备".as_bytes());
    bytes.pop();
    let sheet = read_in(&bytes, "CN");
    assert_eq!((sheet.encoding, sheet.encoding_guessed), ("UTF-8", true));
    assert_eq!(person(&sheet.rows[0]).name, "王芳");
    assert!(matches!(&sheet.rows[3].notes[..], [RowProblem::Damaged { column, .. }] if column == "备注"));
    assert_eq!(sheet.rows[3].line, 5);
}

#[test]
fn what_is_no_text_is_refused() {
    let noise: Vec<u8> = (0..4000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for (bytes, why) in [
        (&b"PK\x03\x04\x14\x00\x06\x00"[..], "Excel workbook"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1F\x8B\x08\x00", "compressed"),
        (b"\xFF\xFE\x00\x00N\x00\x00\x00", "UTF-32"),
        (&noise, ""),
    ] {
        let error = read(bytes, &options()).unwrap_err();
        assert!(matches!(error, ImportError::NotText { .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert_eq!(read(b"", &options()).unwrap_err(), ImportError::Empty);
    assert_eq!(
        read("\u{FEFF}\r\n \n,,\n".as_bytes(), &options()).unwrap_err(),
        ImportError::Empty
    );
}
