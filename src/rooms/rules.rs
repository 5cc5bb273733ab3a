//! What is typed of opening hours, and how the spots of a plan are named.

use super::model::Numbering;
use crate::{
    platform::form::{self, FieldErrors, Flaw},
    studio::model::Hours,
};

/// A day has so many minutes; a place that closes at midnight closes then.
const MIDNIGHT: i64 = 24 * 60;

/// Seven days from Monday on, each with a time of opening and of closing, or neither where the place is closed.
///
/// # Errors
/// Every flaw of the fields `opens[0]` to `closes[6]`.
pub fn week(opens: &[String], closes: &[String]) -> Result<Vec<Hours>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut hours = Vec::new();
    for day in 0..7 {
        let typed = |times: &[String]| times.get(day).map(|t| t.trim().to_owned()).unwrap_or_default();
        let (from, to) = (typed(opens), typed(closes));
        if from.is_empty() && to.is_empty() {
            continue;
        }
        let (opens_field, closes_field) = (format!("opens[{day}]"), format!("closes[{day}]"));
        let from = errors.check(&opens_field, form::minute(&from));
        let to = errors.check(&closes_field, form::minute(&to));
        let (Some(from), Some(to)) = (from, to) else { continue };
        let to = if to == 0 { MIDNIGHT } else { to };
        if to <= from {
            errors.0.push((closes_field, Flaw::EndsBeforeStart));
            continue;
        }
        hours.push(Hours {
            weekday: day as i64 + 1,
            opens: from,
            closes: to,
        });
    }
    if errors.is_empty() { Ok(hours) } else { Err(errors) }
}

/// The spots of a whole grid: name, row and place, row by row.
pub fn grid(lines: i64, places: i64, numbering: Numbering) -> Vec<(String, i64, i64)> {
    (1..=lines)
        .flat_map(|line| (1..=places).map(move |place| (line, place)))
        .map(|(line, place)| {
            let name = match numbering {
                Numbering::Through => ((line - 1) * places + place).to_string(),
                Numbering::Rows => {
                    let letter = u8::try_from(line - 1).unwrap_or_default();
                    format!("{}{place}", char::from(b'A' + letter % 26))
                }
            };
            (name, line, place)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_are_named_through_or_by_rows() {
        let names = |numbering| -> Vec<String> { grid(2, 3, numbering).into_iter().map(|(name, ..)| name).collect() };
        assert_eq!(names(Numbering::Through), ["1", "2", "3", "4", "5", "6"]);
        assert_eq!(names(Numbering::Rows), ["A1", "A2", "A3", "B1", "B2", "B3"]);
    }

    #[test]
    fn a_day_is_open_from_one_time_to_a_later_one_or_closed() {
        let text = |times: [&str; 7]| times.map(str::to_owned).to_vec();
        let week_of = |opens, closes| week(&text(opens), &text(closes));
        let opens = ["06:00", "", "10:00", "", "", "", "18:00"];
        let closes = ["22:00", "", "14:30", "", "", "", "00:00"];
        let hours = week_of(opens, closes).expect("good hours");
        let said: Vec<_> = hours.iter().map(|h| (h.weekday, h.opens, h.closes)).collect();
        assert_eq!(said, [(1, 360, 1320), (3, 600, 870), (7, 1080, 1440)]);

        let opens = ["22:00", "x", "10:00", "", "", "", ""];
        let closes = ["06:00", "12:00", "", "", "", "", "25:00"];
        let flaws = week_of(opens, closes).expect_err("flaws");
        let fields: Vec<_> = flaws.0.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["closes[0]", "opens[1]", "closes[2]", "opens[6]", "closes[6]"]);
        assert_eq!(flaws.of("closes[0]"), Some(&Flaw::EndsBeforeStart));
        assert_eq!(week(&[], &[]), Ok(Vec::new()), "closed all week");
    }
}
