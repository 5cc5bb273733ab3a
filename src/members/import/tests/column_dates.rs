//! The order of day and month, by column.

use super::super::DatesFound;
use super::*;

fn with(order: DateOrder, text: &str) -> Sheet {
    let options = Options {
        dates: Some(order),
        ..options()
    };
    read(text.as_bytes(), &options).unwrap()
}

fn joined(sheet: &Sheet) -> Vec<Option<NaiveDate>> {
    sheet.rows.iter().map(|row| person(row).joined_on).collect()
}

const OPEN: &str = "Name,Email,Joined\nAnna Keller,anna@example.org,03/04/2024\nBen Okafor,ben@example.org,5/6/2024\n\
                    Cora Lind,cora@example.org,07/08/2024\n";

#[test]
fn an_open_order_is_asked_for() {
    let error = error(OPEN);
    assert_eq!(
        error,
        ImportError::AmbiguousDates {
            column: "Joined".to_owned(),
            examples: vec!["03/04/2024".to_owned(), "5/6/2024".to_owned()],
        }
    );
    let text = error.to_string();
    for part in ["\"Joined\"", "03/04/2024, 5/6/2024", "--dates dmy", "--dates mdy"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn the_answer_is_used() {
    let sheet = with(DateOrder::Dmy, OPEN);
    assert_eq!(
        joined(&sheet),
        [Some(day(2024, 4, 3)), Some(day(2024, 6, 5)), Some(day(2024, 8, 7))]
    );
    assert_eq!(sheet.dates, DatesFound::Dmy);
    let sheet = with(DateOrder::Mdy, OPEN);
    assert_eq!(
        joined(&sheet),
        [Some(day(2024, 3, 4)), Some(day(2024, 5, 6)), Some(day(2024, 7, 8))]
    );
    assert_eq!(sheet.dates, DatesFound::Mdy);
    assert!(sheet.rows.iter().all(|row| row.notes.is_empty()));
}

#[test]
fn one_value_decides_its_column_even_against_the_answer() {
    let text = OPEN.replace("07/08/2024", "25/12/2024");
    for sheet in [sheet(&text), with(DateOrder::Mdy, &text)] {
        assert_eq!(
            joined(&sheet),
            [Some(day(2024, 4, 3)), Some(day(2024, 6, 5)), Some(day(2024, 12, 25))]
        );
        assert_eq!(sheet.dates, DatesFound::Dmy);
    }
    let sheet = sheet(&OPEN.replace("07/08/2024", "12/25/2024"));
    assert_eq!(joined(&sheet)[0], Some(day(2024, 3, 4)));
    assert_eq!(sheet.columns[2].dates, Some(DatesFound::Mdy));
    assert_eq!(sheet.columns[0].dates, None);
}

#[test]
fn a_column_says_nothing_about_another() {
    let text = "Name,Email,Joined,Birthday\nAnna Keller,anna@example.org,25/12/2024,03/04/1990\n";
    assert!(matches!(error(text), ImportError::AmbiguousDates { column, .. } if column == "Birthday"));
    let both = sheet("Name,Email,Joined,Birthday\nAnna Keller,anna@example.org,25/12/2024,12/25/1990\n");
    let anna = person(&both.rows[0]);
    assert_eq!(
        (anna.joined_on, anna.birthday),
        (Some(day(2024, 12, 25)), Some(day(1990, 12, 25)))
    );
    assert_eq!(both.dates, DatesFound::Mixed);
}

#[test]
fn same_day_and_month_need_no_answer() {
    let sheet = sheet("Name,Email,Joined\nAnna Keller,anna@example.org,05/05/2024\n");
    assert_eq!(joined(&sheet), [Some(day(2024, 5, 5))]);
    assert_eq!(sheet.dates, DatesFound::Iso);
}

#[test]
fn the_column_name_may_state_the_order() {
    let sheet = sheet(&OPEN.replace("Joined", "Joined (MM/DD/YYYY)"));
    assert_eq!(joined(&sheet)[0], Some(day(2024, 3, 4)));
    // A value that says otherwise is a contradiction like any other.
    let text = OPEN
        .replace("Joined", "Joined (MM/DD/YYYY)")
        .replace("07/08/2024", "25/12/2024");
    let rows = read(text.as_bytes(), &options()).unwrap().rows;
    assert!(matches!(
        problems(&rows[0]),
        [RowProblem::DateUnclear {
            day_first: 4,
            month_first: 1,
            ..
        }]
    ));
}

#[test]
fn contradicting_values_are_problems_of_their_records() {
    let text = format!(
        "{}Dan Reyes,dan@example.org,12/25/2024\nEve Sato,eve@example.org,2024-02-01\n",
        OPEN.replace("07/08/2024", "25/12/2024")
    );
    let rows = sheet(&text).rows;
    for row in &rows[..2] {
        let [
            RowProblem::DateUnclear {
                column,
                day_first: 4,
                month_first: 5,
                ..
            },
        ] = problems(row)
        else {
            panic!("{row:?}");
        };
        assert_eq!(column, "Joined");
    }
    // What has one reading is kept, and told.
    assert_eq!(person(&rows[2]).joined_on, Some(day(2024, 12, 25)));
    assert_eq!(person(&rows[3]).joined_on, Some(day(2024, 12, 25)));
    for row in &rows[2..4] {
        assert!(
            matches!(row.notes[..], [RowProblem::DateAgainstColumn { .. }]),
            "{row:?}"
        );
    }
    assert_eq!(
        (person(&rows[4]).joined_on, rows[4].notes.len()),
        (Some(day(2024, 2, 1)), 0)
    );

    // With the answer the open ones are read, and only the other order is told.
    let sheet = with(DateOrder::Dmy, &text);
    assert_eq!(joined(&sheet)[0], Some(day(2024, 4, 3)));
    assert_eq!(sheet.dates, DatesFound::Mixed);
    let told: Vec<u64> = sheet
        .rows
        .iter()
        .filter(|row| !row.notes.is_empty())
        .map(|row| row.line)
        .collect();
    assert_eq!(told, [5]);
}

#[test]
fn year_day_month_is_read_and_told() {
    let text = "Name,Email,Birthday\nAnna Keller,anna@example.org,1992-16-03\nBen Okafor,ben@example.org,1990-02-05\n";
    let rows = sheet(text).rows;
    assert_eq!(person(&rows[0]).birthday, Some(day(1992, 3, 16)));
    assert!(matches!(rows[0].notes[..], [RowProblem::YearDayMonth { .. }]));
    assert_eq!(person(&rows[1]).birthday, Some(day(1990, 2, 5)));
    assert!(matches!(
        rows[1].notes[..],
        [RowProblem::YearFirstUnclear { line: 2, .. }]
    ));
    // One date that can only be an ISO date settles the others.
    let rows = sheet(&format!("{text}Cora Lind,cora@example.org,1991-05-30\n")).rows;
    assert!(rows[1].notes.is_empty());
}

#[test]
fn all_the_ways_side_by_side() {
    let ways = [
        ("2025-04-12", day(2025, 4, 12)),
        ("4/12/2025", day(2025, 4, 12)),
        ("4/12/25", day(2025, 4, 12)),
        ("12.4.2025", day(2025, 4, 12)),
        ("1992-16-03", day(1992, 3, 16)),
        ("11/15/2026", day(2026, 11, 15)),
        ("2024/01/15", day(2024, 1, 15)),
        ("15 Jan 2024", day(2024, 1, 15)),
        ("\"Jan 15, 2024\"", day(2024, 1, 15)),
        ("15-Jan-2024", day(2024, 1, 15)),
        ("45000", day(2023, 3, 15)),
    ];
    let mut text = "Name,Email,Joined\n".to_owned();
    for (index, (way, _)) in ways.iter().enumerate() {
        text.push_str(&format!("Anna Keller,anna{index}@example.org,{way}\n"));
    }
    let expected: Vec<_> = ways.iter().map(|(_, date)| Some(*date)).collect();
    assert_eq!(joined(&sheet(&text)), expected);
}

#[test]
fn what_is_no_date_is_left_out_and_told() {
    for bad in ["1992-03-32", "1992-13-13", "2024", "whenever"] {
        let (anna, notes) = only(&format!("Name,Email,Joined\nAnna Keller,anna@example.org,{bad}\n"));
        assert_eq!(anna.joined_on, None);
        assert_eq!(
            notes,
            [RowProblem::InvalidDate {
                column: "Joined".to_owned(),
                value: bad.to_owned()
            }]
        );
        assert!(notes[0].to_string().contains(bad));
    }
    let (anna, notes) = only("Name,Email,Joined\nAnna Keller,anna@example.org,0001-01-01\n");
    assert_eq!((anna.joined_on, notes), (None, vec![]));
}

#[test]
fn birthdays_must_be_possible() {
    let birthday = |date: &str| only(&format!("Name,Email,DOB\nAnna Keller,anna@example.org,{date}\n"));
    assert_eq!(birthday("2026-07-01").0.birthday, Some(day(2026, 7, 1)));
    assert_eq!(birthday("1905-07-02").0.birthday, Some(day(1905, 7, 2)));
    let (anna, notes) = birthday("2026-07-02");
    assert_eq!(anna.birthday, None);
    assert!(matches!(notes[..], [RowProblem::BirthdayInFuture { .. }]));
    let (anna, notes) = birthday("1905-07-01");
    assert_eq!(anna.birthday, None);
    assert!(matches!(notes[..], [RowProblem::BirthdayTooLongAgo { .. }]));
    // Two digits: 26 is this year, 27 a hundred years less.
    assert_eq!(birthday("13/05/26").0.birthday, Some(day(2026, 5, 13)));
    assert_eq!(birthday("13/05/27").0.birthday, Some(day(1927, 5, 13)));
}
