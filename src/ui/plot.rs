//! The arithmetic of charts, in whole tenths of a unit: a number that server and browser could print differently would
//! break hydration, so no floating point takes part.

/// A length or place in tenths of a unit of the drawing.
pub type Tenths = i64;

/// Tenths as an attribute value: `123` is `12.3`, `120` is `12`.
pub fn text(n: Tenths) -> String {
    let (sign, n) = if n < 0 {
        ("-", n.unsigned_abs())
    } else {
        ("", n.unsigned_abs())
    };
    match (n / 10, n % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

/// A straight scale from values to places.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    from: i64,
    to: i64,
    start: Tenths,
    end: Tenths,
}

impl Scale {
    /// Maps `from..=to` onto `start..=end`; an empty range maps everything onto `start`.
    pub fn new((from, to): (i64, i64), (start, end): (Tenths, Tenths)) -> Self {
        Scale { from, to, start, end }
    }

    /// Where a value lies, rounded to a tenth.
    pub fn place(&self, value: i64) -> Tenths {
        let range = i128::from(self.to) - i128::from(self.from);
        if range == 0 {
            return self.start;
        }
        let way = (i128::from(value) - i128::from(self.from)) * i128::from(self.end - self.start);
        let half = range.abs() / 2 * way.signum() * range.signum();
        self.start + i64::try_from((way + half) / range).unwrap_or(0)
    }
}

/// The lines of an axis: whole steps of 1, 2 or 5 times a power of ten, three to six of them, around all values.
///
/// With `from_zero` the axis holds zero, as bars must.
pub fn ticks(values: impl Iterator<Item = i64>, from_zero: bool) -> Vec<i64> {
    let (mut low, mut high) = (i64::MAX, i64::MIN);
    for value in values {
        // an axis of astronomical numbers is a mistake elsewhere; it must not overflow here
        let value = value.clamp(i64::MIN / 4, i64::MAX / 4);
        low = low.min(value);
        high = high.max(value);
    }
    if low > high {
        (low, high) = (0, 1);
    }
    if from_zero {
        low = low.min(0);
        high = high.max(0);
    }
    let step = step(high - low);
    let first = low.div_euclid(step) * step;
    let mut last = -(-high).div_euclid(step) * step;
    if last == first {
        last = first + step;
    }
    (0..=(last - first) / step).map(|n| first + n * step).collect()
}

fn step(range: i64) -> i64 {
    let mut power = 1;
    loop {
        for times in [1, 2, 5] {
            let step = power * times;
            if range <= step * 4 {
                return step;
            }
        }
        // a quarter of the range at most is reached long before this saturates
        power = i64::saturating_mul(power, 10);
    }
}

/// How wide a word is at 12 units: Chinese characters are square, the rest a little over half of that.
pub fn word_width(word: &str) -> Tenths {
    word.chars().map(|c| if c as u32 >= 0x2e80 { 120 } else { 68 }).sum()
}

/// A line through points, as the `d` of a path.
pub fn line(points: &[(Tenths, Tenths)]) -> String {
    let mut d = String::new();
    for (n, (x, y)) in points.iter().enumerate() {
        d.push(if n == 0 { 'M' } else { 'L' });
        d.push_str(&text(*x));
        d.push(' ');
        d.push_str(&text(*y));
    }
    d
}

/// The area between a line and the floor.
pub fn area(points: &[(Tenths, Tenths)], floor: Tenths) -> String {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => {
            format!(
                "{}L{} {f}L{} {f}Z",
                line(points),
                text(last.0),
                text(first.0),
                f = text(floor)
            )
        }
        _ => String::new(),
    }
}

/// The step of the heat map for a value: 0 for nothing, then four even steps up to the largest.
pub fn heat(value: i64, largest: i64) -> usize {
    if value <= 0 || largest <= 0 {
        return 0;
    }
    let step = (i128::from(value) * 4 + i128::from(largest) - 1) / i128::from(largest);
    usize::try_from(step).unwrap_or(4).clamp(1, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_print_with_one_decimal_at_most() {
        assert_eq!(text(123), "12.3");
        assert_eq!(text(120), "12");
        assert_eq!(text(-5), "-0.5");
        assert_eq!(text(0), "0");
    }

    #[test]
    fn axes_hold_all_values_in_a_few_round_steps() {
        assert_eq!(ticks([1094, 1284, 1010].into_iter(), false), [1000, 1100, 1200, 1300]);
        assert_eq!(ticks([12, 22, 8].into_iter(), true), [0, 10, 20, 30]);
        assert_eq!(ticks([-3, 4].into_iter(), true), [-4, -2, 0, 2, 4]);
        assert_eq!(ticks([5, 5].into_iter(), false), [5, 6]);
        assert_eq!(ticks(std::iter::empty(), true), [0, 1]);
        let far = ticks([i64::MIN, i64::MAX].into_iter(), true);
        assert!(far.len() <= 6 && far.len() >= 2, "{far:?}");
        for (low, high) in [(0, 1), (0, 7), (3, 99), (100, 68_420), (-12, 250), (999, 1001)] {
            let ticks = ticks([low, high].into_iter(), false);
            assert!(
                ticks[0] <= low && ticks[ticks.len() - 1] >= high,
                "{low}..{high}: {ticks:?}"
            );
            assert!((2..=6).contains(&ticks.len()), "{low}..{high}: {ticks:?}");
        }
    }

    #[test]
    fn a_scale_runs_both_ways_and_survives_an_empty_range() {
        let down = Scale::new((0, 100), (1760, 120));
        assert_eq!(down.place(0), 1760);
        assert_eq!(down.place(100), 120);
        assert_eq!(down.place(50), 940);
        assert_eq!(Scale::new((7, 7), (10, 90)).place(7), 10);
    }

    #[test]
    fn heat_is_nothing_only_for_nothing() {
        assert_eq!([0, 1, 25, 26, 75, 100].map(|n| heat(n, 100)), [0, 1, 1, 2, 3, 4]);
        assert_eq!(heat(5, 0), 0);
    }

    #[test]
    fn paths_of_nothing_are_empty() {
        assert_eq!(line(&[]), "");
        assert_eq!(area(&[], 100), "");
        assert_eq!(area(&[(20, 30), (40, 10)], 100), "M2 3L4 1L4 10L2 10Z");
    }
}
