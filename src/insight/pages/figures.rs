//! Figures as they are written and drawn: shares with one decimal, a day for every day, weeks that smooth the weekend out.
//!
//! Everything is whole numbers, so that server and browser write the same.

use crate::{
    insight::model::{Dashboard, DayFigures, Share},
    platform::{
        i18n::{Locale, grouped, t},
        time::{Day, day_plus},
    },
};

/// A part of a whole in basis points.
pub fn share(part: i64, whole: i64) -> Share {
    (whole > 0).then(|| part.saturating_mul(10_000) / whole)
}

/// Basis points as tenths of a percent, rounded: 7,418 is 742.
pub fn tenths(share: i64) -> i64 {
    (share + 5).div_euclid(10)
}

/// Tenths with their decimal and without a sign: 742 is `74.2`.
pub fn decimal(tenths: i64) -> String {
    let n = tenths.unsigned_abs();
    format!("{}.{}", n / 10, n % 10)
}

/// A share as people read it: `74.2 %`, a dash where there is nothing to divide by.
pub fn percent(l: Locale, share: Share) -> String {
    share.map_or_else(
        || "–".to_owned(),
        |share| t::insight::percent(l, decimal(tenths(share))),
    )
}

/// A number with its sign, the minus as wide as the plus: `+27`, `−4`.
pub fn signed(n: i64, written: String) -> String {
    let written = written.trim_start_matches('-');
    match n {
        0 => "±0".to_owned(),
        n if n > 0 => format!("+{written}"),
        _ => format!("−{written}"),
    }
}

/// A count with its sign.
pub fn signed_count(n: i64) -> String {
    signed(n, grouped(n))
}

/// How two shares differ, in tenths of a point, as their written forms do.
pub fn points(now: Share, before: Share) -> Option<i64> {
    Some(tenths(now?) - tenths(before?))
}

/// Every day of the span, the earliest first and today last; a day without classes has no places.
pub fn every_day(dashboard: &Dashboard) -> Vec<DayFigures> {
    let today = dashboard.now.day();
    (0..dashboard.span)
        .rev()
        .map(|back| {
            let day = day_plus(today, -back);
            dashboard
                .days
                .iter()
                .find(|figures| figures.day == day)
                .cloned()
                .unwrap_or(nothing_on(day))
        })
        .collect()
}

const fn nothing_on(day: Day) -> DayFigures {
    DayFigures {
        day,
        classes: 0,
        places: 0,
        booked: 0,
        came: 0,
        missed: 0,
    }
}

/// Days added up; the day is the first one's.
fn sum(days: &[DayFigures]) -> DayFigures {
    let first = days.first().map(|d| d.day).unwrap_or_default();
    days.iter().fold(nothing_on(first), |all, d| DayFigures {
        day: all.day,
        classes: all.classes + d.classes,
        places: all.places + d.places,
        booked: all.booked + d.booked,
        came: all.came + d.came,
        missed: all.missed + d.missed,
    })
}

/// Whole weeks that end today, the earliest first; days before the first whole one are left out.
pub fn weeks(days: &[DayFigures]) -> Vec<DayFigures> {
    let odd = days.len() % 7;
    days.get(odd..).unwrap_or_default().chunks(7).map(sum).collect()
}

/// The points of a sparkline: days for a week, otherwise the seven days up to every third or seventh day, because a
/// weekend would be a tooth each time. Nothing where nothing moved.
pub fn spark(days: &[DayFigures], figure: impl Fn(&DayFigures) -> Option<i64>) -> Vec<i64> {
    let (window, step) = match days.len() {
        0..=7 => (1, 1),
        8..=31 => (7, 3),
        _ => (7, 7),
    };
    let mut ends: Vec<usize> = (window..=days.len()).rev().step_by(step).collect();
    ends.reverse();
    let points: Vec<i64> = ends
        .into_iter()
        .filter_map(|end| figure(&sum(&days[end - window..end])))
        .collect();
    let still = points.iter().all(|p| Some(p) == points.first());
    if still { Vec::new() } else { points }
}

/// `19 Mar`, `3月19日`: a day without its weekday, for the foot of a chart.
pub fn day_month(l: Locale, day: Day) -> String {
    let short = l.day_short(day);
    match l {
        Locale::En => short.split_once(' ').map_or(short.clone(), |(_, rest)| rest.to_owned()),
        Locale::ZhHans | Locale::ZhHant => short
            .split_once(' ')
            .map_or(short.clone(), |(first, _)| first.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(figures: &[i64]) -> Vec<DayFigures> {
        let first = Day::from_ymd_opt(2026, 3, 1).expect("a real date");
        (0..)
            .zip(figures)
            .map(|(n, booked)| DayFigures {
                booked: *booked,
                places: 10,
                ..nothing_on(day_plus(first, n))
            })
            .collect()
    }

    #[test]
    fn shares_are_written_with_one_rounded_decimal() {
        assert_eq!(percent(Locale::En, Some(7_418)), "74.2 %");
        assert_eq!(percent(Locale::En, Some(7_414)), "74.1 %");
        assert_eq!(percent(Locale::En, Some(10_000)), "100.0 %");
        assert_eq!(percent(Locale::En, Some(4)), "0.0 %");
        assert_eq!(percent(Locale::ZhHans, None), "–");
        assert_eq!(share(1, 0), None);
    }

    #[test]
    fn a_change_is_what_the_written_shares_differ_by() {
        // 74.2 and 72.0 are on the page: 2.2 must stand between them, whatever the digits behind were
        assert_eq!(points(Some(7_415), Some(7_204)), Some(22));
        assert_eq!(points(Some(7_415), None), None);
        assert_eq!(signed(-22, decimal(-22)), "−2.2");
        assert_eq!(signed(3, decimal(3)), "+0.3");
        assert_eq!(signed_count(-1_234), "−1,234");
        assert_eq!(signed_count(0), "±0");
    }

    #[test]
    fn weeks_are_whole_and_end_today() {
        let weeks = weeks(&days(&[100, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]));
        assert_eq!(weeks.iter().map(|w| w.booked).collect::<Vec<_>>(), [7, 14]);
        assert_eq!(weeks[0].day, Day::from_ymd_opt(2026, 3, 2).expect("a real date"));
        assert!(super::weeks(&[]).is_empty());
    }

    #[test]
    fn a_sparkline_of_a_month_does_not_show_the_weekends() {
        let weekly: Vec<i64> = (0..30).map(|n| if n % 7 == 0 { 0 } else { 10 }).collect();
        assert!(
            spark(&days(&weekly), |d| Some(d.booked)).is_empty(),
            "the same every week is no movement"
        );
        assert_eq!(spark(&days(&[1, 2, 3]), |d| Some(d.booked)), [1, 2, 3]);
        assert_eq!(spark(&days(&(0..90).collect::<Vec<_>>()), |d| Some(d.booked)).len(), 12);
        assert!(spark(&[], |d| Some(d.booked)).is_empty());
    }

    #[test]
    fn days_lose_their_weekday_only() {
        let day = Day::from_ymd_opt(2026, 3, 19).expect("a real date");
        assert_eq!(day_month(Locale::En, day), "19 Mar");
        assert_eq!(day_month(Locale::ZhHant, day), "3月19日");
    }
}
