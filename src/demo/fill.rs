//! How full the demonstration club's classes are, and how early their seats are booked.
//!
//! **Where the numbers come from.** A published table of 765 gym classes (weekday, morning or
//! afternoon, kind of class, capacity, days before, attendance) was summarised once; none of its
//! rows is here. Its fill (attendance by capacity) has the mean 54 % and the standard deviation
//! 16 points. [`SLOT_MEAN`] is the mean of each weekday's half, `kind_shift` what each kind of
//! class differs from its half of the day, `kind_spread` the standard deviation left within a
//! kind. The two effects are added rather than one mean being kept for each of the 70
//! combinations: some of those rest on five classes, and the seventy means explain no more than
//! chance beyond the sum (F = 0.65 on 48 and 695 degrees of freedom).
//!
//! **Kinds.** Strength, cycling and yoga are the table's own; conditioning takes its HIIT, care
//! takes its aqua classes (gentle, all ages), and dance, which it has none of, takes the overall
//! mean.
//!
//! **What it does not say.** The table knows no hour, no booking that was broken and no class that
//! was full. The lift of the busy hours ([`hour_lift`]) and the shares of no-shows and late
//! cancellations are assumptions of this demonstration, chosen so that some evenings have
//! waitlists. As the timetable lies mostly in busy hours, its week is about 64 % full.

use chrono::Weekday;

use super::classes::Category;
use super::rng::Rng;

/// Mean fill in percent, from Monday to Sunday: before noon, from noon on.
pub const SLOT_MEAN: [[i64; 2]; 7] = [[52, 53], [53, 59], [54, 54], [53, 54], [55, 54], [56, 54], [55, 53]];

/// Share in percent of the seats booked on the last day, the day before that, and so on: the
/// table's 244, 152, 144, 156 and 69 of 765 classes at 1 to 5 days.
pub const LEAD_DAYS: [u32; 5] = [32, 20, 19, 20, 9];

/// The longest lead that is drawn, in hours.
pub const MAX_LEAD_HOURS: u32 = 120;

/// Points that the kind adds to [`SLOT_MEAN`]: before noon, from noon on.
const fn kind_shift(category: Category) -> [i64; 2] {
    match category {
        Category::Strength => [1, 1],
        Category::Conditioning => [-1, -1],
        Category::Cycle => [1, -6],
        Category::Mind => [2, 1],
        Category::Dance => [0, 0],
        Category::Care => [-3, 4],
    }
}

/// Standard deviation of the fill within a kind, in points.
const fn kind_spread(category: Category) -> i64 {
    match category {
        Category::Strength | Category::Care => 17,
        Category::Conditioning => 15,
        Category::Cycle | Category::Mind | Category::Dance => 16,
    }
}

const fn is_weekend(weekday: Weekday) -> bool {
    matches!(weekday, Weekday::Sat | Weekday::Sun)
}

/// Points that the hour adds: an assumption (see the module).
#[must_use]
pub const fn hour_lift(weekday: Weekday, minute_of_day: u32) -> i64 {
    match (is_weekend(weekday), minute_of_day / 60) {
        (true, 9..=11) => 12,
        (true, _) => -6,
        (false, 17..=19) => 18,
        (false, 6 | 7) => 2,
        (false, 12) => -2,
        (false, 20..) => -6,
        (false, _) => -14,
    }
}

/// The average demand for a slot, as attendance in percent of the capacity.
#[must_use]
pub const fn mean_percent(weekday: Weekday, minute_of_day: u32, category: Category) -> i64 {
    let half = if minute_of_day < 12 * 60 { 0 } else { 1 };
    SLOT_MEAN[weekday.num_days_from_monday() as usize][half]
        + kind_shift(category)[half]
        + hour_lift(weekday, minute_of_day)
}

/// One class's demand, as attendance in percent of the capacity: 8 to 140.
///
/// Above 100 people are turned away, or wait. `pull` is what this class type draws beyond its
/// kind, in points.
pub fn demand_percent(weekday: Weekday, minute_of_day: u32, category: Category, pull: i64, rng: &mut Rng) -> u32 {
    let mean = mean_percent(weekday, minute_of_day, category).saturating_add(pull);
    let drawn = rng.near(mean, kind_spread(category)).clamp(8, 140);
    u32::try_from(drawn).unwrap_or(8)
}

/// One class's fill, as attendance in percent of the capacity: 0 to 100.
pub fn fill_percent(weekday: Weekday, minute_of_day: u32, category: Category, rng: &mut Rng) -> u32 {
    demand_percent(weekday, minute_of_day, category, 0, rng).min(100)
}

/// Share of the held seats whose owner stays away, in percent: an assumption (see the module).
#[must_use]
pub const fn no_show_percent(weekday: Weekday, minute_of_day: u32) -> u32 {
    match (weekday, minute_of_day / 60) {
        (Weekday::Sat | Weekday::Sun, ..=9) => 11,
        (_, ..=7) => 10,
        (Weekday::Fri, 17..) => 9,
        _ => 6,
    }
}

/// Share of the bookings given back after the free cancellation ended, in percent: an assumption
/// (see the module).
#[must_use]
pub const fn late_cancel_percent(weekday: Weekday) -> u32 {
    if is_weekend(weekday) { 7 } else { 5 }
}

/// How many hours before its start a seat is booked: 1 to [`MAX_LEAD_HOURS`].
pub fn lead_hours(rng: &mut Rng) -> u32 {
    let day = u32::try_from(rng.weighted(&LEAD_DAYS)).unwrap_or(0);
    rng.count(day * 24 + 1, (day + 1) * 24)
}

/// What became of one class's seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Seats held at the start: never more than the capacity.
    pub booked: u32,
    /// Of those, people who came.
    pub attended: u32,
    /// Of those, people who did not.
    pub no_show: u32,
    /// Bookings given back too late, beyond `booked`.
    pub late_cancelled: u32,
    /// People on the waitlist at the start: none unless the class is full.
    pub waiting: u32,
}

/// Draws one class's turnout for `capacity` seats.
pub fn turnout(
    weekday: Weekday,
    minute_of_day: u32,
    category: Category,
    pull: i64,
    capacity: u32,
    rng: &mut Rng,
) -> Turnout {
    let demand = demand_percent(weekday, minute_of_day, category, pull, rng);
    let no_show_percent = no_show_percent(weekday, minute_of_day);
    // the demand counts those who come, so more seats are asked for than it says
    let kept = 100 - no_show_percent;
    let wanted = (u64::from(demand) * u64::from(capacity) + u64::from(kept) / 2) / u64::from(kept);
    let wanted = u32::try_from(wanted).unwrap_or(u32::MAX);
    let booked = wanted.min(capacity);
    let no_show = hits(booked, no_show_percent, rng);
    Turnout {
        booked,
        attended: booked - no_show,
        no_show,
        late_cancelled: hits(booked, late_cancel_percent(weekday), rng),
        waiting: wanted - booked,
    }
}

/// How many of `count` happen when each does in `percent` of the cases.
fn hits(count: u32, percent: u32, rng: &mut Rng) -> u32 {
    (0..count).map(|_| u32::from(rng.chance(percent))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    #[test]
    fn fill_is_a_percentage_for_every_slot_and_kind() {
        let mut rng = Rng::new(3);
        for day in DAYS {
            for minute in (0..24 * 60).step_by(15) {
                for category in Category::ALL {
                    assert!(fill_percent(day, minute, category, &mut rng) <= 100);
                    let late = no_show_percent(day, minute) + late_cancel_percent(day);
                    assert!((1..40).contains(&late));
                }
            }
        }
    }

    #[test]
    fn an_hour_without_lift_has_the_fill_of_its_source() {
        let mut rng = Rng::new(3);
        let drawn: Vec<i64> = (0..20_000)
            .map(|_| i64::from(demand_percent(Weekday::Tue, 14 * 60, Category::Strength, 14, &mut rng)))
            .collect();
        let mean = (drawn.iter().sum::<i64>() + 10_000) / 20_000;
        let variance = drawn.iter().map(|fill| (fill - 60).pow(2)).sum::<i64>() / 20_000;
        assert_eq!(mean, 60, "source: 59 on Tuesday afternoons and 1 for strength");
        assert!(
            (16 * 16..=18 * 18).contains(&variance),
            "variance {variance}, source 17^2"
        );
    }

    #[test]
    fn evenings_are_busier_than_afternoons_and_some_have_waitlists() {
        let mut rng = Rng::new(3);
        let mut waiting = |minute| {
            let mut full = 0;
            for _ in 0..1_000 {
                let seen = turnout(Weekday::Wed, minute, Category::Mind, 0, 16, &mut rng);
                assert_eq!(seen.booked, seen.attended + seen.no_show);
                assert!(seen.booked <= 16);
                assert!(seen.waiting == 0 || seen.booked == 16);
                full += u32::from(seen.waiting > 0);
            }
            full
        };
        let (evening, afternoon) = (waiting(18 * 60), waiting(14 * 60));
        assert!((50..300).contains(&evening), "{evening} of 1000 evenings");
        assert!(afternoon < 10, "{afternoon} of 1000 afternoons");
    }

    #[test]
    fn leads_follow_their_shares() {
        assert_eq!(LEAD_DAYS.iter().sum::<u32>(), 100);
        let mut rng = Rng::new(3);
        let leads: Vec<u32> = (0..10_000).map(|_| lead_hours(&mut rng)).collect();
        assert!(leads.iter().all(|lead| (1..=MAX_LEAD_HOURS).contains(lead)));
        let last_day = leads.iter().filter(|&&lead| lead <= 24).count();
        assert!((3_000..3_400).contains(&last_day), "{last_day} of 10000");
    }

    #[test]
    fn a_class_without_seats_has_no_one_in_it() {
        let none = turnout(Weekday::Mon, 600, Category::Care, 0, 0, &mut Rng::new(3));
        assert_eq!((none.booked, none.attended, none.waiting), (0, 0, 0));
    }
}
