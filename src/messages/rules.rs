//! Whom a campaign keeps back, and what may be said of the difference.

use super::model::{CAMPAIGN_FEWEST, Difference, Share};

/// Who of a list, the most urgent first, is not written to: of each `one_in` that follow one another one, by lot. So both groups are
/// alike in what matters, however short the list is; 0 keeps nobody back. `draw(n)` gives a number below `n`, each equally likely.
pub fn held(people: usize, one_in: usize, mut draw: impl FnMut(usize) -> usize) -> Vec<bool> {
    let mut held = vec![false; people];
    if one_in == 0 {
        return held;
    }
    // the last block may be cut short: its lot may then fall on nobody, and each of it is drawn as likely as everybody else
    for block in held.chunks_mut(one_in) {
        if let Some(one) = block.get_mut(draw(one_in)) {
            *one = true;
        }
    }
    held
}

/// The normal quantile of an interval that covers the truth in 95 of 100 cases.
const Z: f64 = 1.959_964;

/// The score interval of a share (Wilson 1927).
fn score(share: Share) -> (f64, f64) {
    let (x, n) = (share.came as f64, share.of as f64);
    let p = x / n;
    let middle = Z.mul_add(Z, 2.0 * x);
    let half = Z * (4.0 * n * p).mul_add(1.0 - p, Z * Z).sqrt();
    let below = 2.0 * Z.mul_add(Z, n);
    ((middle - half) / below, (middle + half) / below)
}

/// The difference of two shares, as an interval of fractions: the hybrid of two score intervals (Newcombe 1998, method 10).
///
/// Both groups have to have somebody in them.
#[must_use]
pub fn interval(a: Share, b: Share) -> (f64, f64) {
    let (p, q) = (a.came as f64 / a.of as f64, b.came as f64 / b.of as f64);
    let ((l1, u1), (l2, u2)) = (score(a), score(b));
    let d = p - q;
    (d - (p - l1).hypot(u2 - q), d + (u1 - p).hypot(q - l2))
}

/// What may be said of it.
#[must_use]
pub fn difference(written: Share, held: Share) -> Difference {
    if written.of < CAMPAIGN_FEWEST || held.of < CAMPAIGN_FEWEST {
        return Difference::TooFew;
    }
    let (low, high) = interval(written, held);
    let points = |x: f64| (x * 100.0).round() as i64;
    if low > 0.0 {
        let (low, high) = (points(low), points(high));
        Difference::More { low, high }
    } else if high < 0.0 {
        let (low, high) = (points(-high), points(-low));
        Difference::Fewer { low, high }
    } else {
        let (low, high) = (points(low), points(high));
        Difference::Chance { low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn share(came: i64, of: i64) -> Share {
        Share { came, of }
    }

    #[test]
    fn the_interval_is_the_published_one() {
        // 56 of 70 and 48 of 80, table II of the paper: 0.0524 to 0.3339
        let (low, high) = interval(share(56, 70), share(48, 80));
        assert!((low - 0.0524).abs() < 0.000_05, "{low}");
        assert!((high - 0.3339).abs() < 0.000_05, "{high}");
        // 10 of 10 and 0 of 10: 0.6075 to 1
        let (low, high) = interval(share(10, 10), share(0, 10));
        assert!((low - 0.6075).abs() < 0.000_05, "{low}");
        assert!((high - 1.0).abs() < 1e-9, "{high}");
    }

    #[test]
    fn little_is_not_called_much() {
        assert_eq!(difference(share(9, 9), share(0, 40)), Difference::TooFew);
        assert_eq!(difference(share(40, 40), share(0, 9)), Difference::TooFew);
        assert!(matches!(
            difference(share(12, 30), share(10, 30)),
            Difference::Chance { low, high } if low < 0 && high > 0
        ));
        assert!(matches!(
            difference(share(56, 70), share(48, 80)),
            Difference::More { low: 5, high: 33 }
        ));
        assert!(matches!(
            difference(share(48, 80), share(56, 70)),
            Difference::Fewer { low: 5, high: 33 }
        ));
    }

    #[test]
    fn one_of_each_block_is_kept_back() {
        let mut lots = [4, 0, 2, 3].into_iter().cycle();
        let held = held(23, 5, |n| lots.next().unwrap_or(0) % n);
        let those: Vec<_> = held
            .iter()
            .enumerate()
            .filter(|(_, held)| **held)
            .map(|(at, _)| at)
            .collect();
        // the last block has three people, and its lot fell on the fifth
        assert_eq!(those, [4, 5, 12, 18]);
        assert_eq!(super::held(7, 0, |_| 0), [false; 7]);
        assert_eq!(super::held(0, 5, |_| 0), [false; 0]);
    }

    #[test]
    fn everybody_is_as_likely_to_be_kept_back() {
        // all lots, once each, over a list that does not end with a block
        let mut times = [0; 7];
        for lot in 0..5 {
            for (at, held) in held(7, 5, |_| lot).into_iter().enumerate() {
                times[at] += i32::from(held);
            }
        }
        assert_eq!(times, [1; 7]);
    }

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        assert_eq!(share(0, 0).percent(), 0);
        assert_eq!(share(1, 3).percent(), 33);
        assert_eq!(share(2, 3).percent(), 67);
        assert_eq!(share(1, 8).percent(), 13);
        assert_eq!(share(5, 5).percent(), 100);
    }
}
