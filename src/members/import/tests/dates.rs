//! Every way of writing a date.

use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn reads(cell: &str) -> Reading {
    read(cell, Century::Pivot)
}

#[test]
fn one_reading() {
    for (cell, date) in [
        ("15 Jan 2024", day(2024, 1, 15)),
        ("Jan 15, 2024", day(2024, 1, 15)),
        ("15-Jan-2024", day(2024, 1, 15)),
        ("15-Jan-24", day(2024, 1, 15)),
        ("2024-Jan-15", day(2024, 1, 15)),
        ("Monday, January 15th 2024", day(2024, 1, 15)),
        ("3 Sept 2024", day(2024, 9, 3)),
        ("Jan 15, 2024 10:30 AM", day(2024, 1, 15)),
        ("12.4.2025", day(2025, 4, 12)),
        ("12.04.25", day(2025, 4, 12)),
        ("31.12.1969", day(1969, 12, 31)),
        ("45000", day(2023, 3, 15)),
        ("45000.75", day(2023, 3, 15)),
        ("20240115", day(2024, 1, 15)),
        ("5/5/2024", day(2024, 5, 5)),
    ] {
        assert_eq!(reads(cell), Reading::Clear(date), "{cell}");
    }
    for (cell, date, decided) in [
        ("2025-04-12", day(2025, 4, 12), false),
        ("2024/01/15", day(2024, 1, 15), true),
        ("2024.01.15", day(2024, 1, 15), true),
        ("2024年1月15日", day(2024, 1, 15), true),
        ("２０２４/０１/１５", day(2024, 1, 15), true),
        ("2024-01-15T23:30:00Z", day(2024, 1, 15), true),
        ("2024-01-15 00:00:00", day(2024, 1, 15), true),
    ] {
        assert_eq!(reads(cell), Reading::YearFirst { date, decided }, "{cell}");
    }
    assert_eq!(reads("1992-16-03"), Reading::YearDayMonth(day(1992, 3, 16)));
}

#[test]
fn two_readings_and_what_decides() {
    let either = Reading::Either {
        dmy: day(2025, 12, 4),
        mdy: day(2025, 4, 12),
    };
    for cell in ["4/12/2025", "4/12/25", "04-12-2025", "4/12/2025 12:00:00 AM"] {
        assert_eq!(reads(cell), either, "{cell}");
    }
    assert_eq!(reads("15/11/2026"), Reading::OnlyDmy(day(2026, 11, 15)));
    assert_eq!(reads("11/15/2026"), Reading::OnlyMdy(day(2026, 11, 15)));
    assert_eq!(reads("29/02/2024"), Reading::OnlyDmy(day(2024, 2, 29)));
}

#[test]
fn refused() {
    for cell in [
        "1992-03-32",
        "1992-13-13",
        "2024",
        "whenever",
        "29/02/2023",
        "31/04/2024",
        "13/13/2024",
        "4.25.2025",
        "25-04-12",
        "0/0/2024",
        "1/2/3",
        "2024-01",
        "2024-1-2-3",
        "1/2-2024",
        "99999",
        "9999",
        "May",
        "May 2024",
        "32 Jan 2024",
        "15 Jen 2024",
        "2500-01-01",
        "1700-01-01",
        "12:30",
        "/",
        "--",
        "+1/2/2024",
        "1/２/20244",
        "113/01/15",
        "15 Ma 2024",
    ] {
        assert_eq!(reads(cell), Reading::Unreadable, "{cell}");
    }
}

#[test]
fn null_dates_are_empty() {
    for cell in [
        "",
        "  ",
        "0001-01-01",
        "0001-01-01T00:00:00",
        "1/1/0001 12:00:00 AM",
        "0000-00-00",
        "01.01.0001",
    ] {
        assert_eq!(reads(cell), Reading::Empty, "{cell:?}");
    }
}

#[test]
fn two_digit_years() {
    let birthday = |cell| read(cell, Century::UpTo(2026));
    assert_eq!(birthday("1.1.26"), Reading::Clear(day(2026, 1, 1)));
    assert_eq!(birthday("1.1.27"), Reading::Clear(day(1927, 1, 1)));
    assert_eq!(birthday("15 Jan 27"), Reading::Clear(day(1927, 1, 15)));
    assert_eq!(reads("1.1.27"), Reading::Clear(day(2027, 1, 1)));
    assert_eq!(reads("1.1.69"), Reading::Clear(day(2069, 1, 1)));
    assert_eq!(reads("1.1.70"), Reading::Clear(day(1970, 1, 1)));
}

#[test]
fn patterns_in_column_names() {
    assert_eq!(
        pattern_at_end("dateofbirthmmddyyyy"),
        Some(("dateofbirth", Some(DateOrder::Mdy)))
    );
    assert_eq!(pattern_at_end("joinedddmmyyyy"), Some(("joined", Some(DateOrder::Dmy))));
    assert_eq!(pattern_at_end("joinedyyyymmdd"), Some(("joined", None)));
    assert_eq!(pattern_at_end("joined"), None);
}
