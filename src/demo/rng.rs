//! A small seeded generator, so that the same seed makes the same club on every machine.
//!
//! The step is SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
//! Generators", OOPSLA 2014). Everything is integer arithmetic: a float's last bit may differ
//! between platforms and would move every later draw. It is for demonstration data and must never
//! make a token or a key.

/// Added to the state at each step: the odd integer nearest to 2^64 divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of pseudo-random numbers that depends on its seed alone.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// A stream for `seed`; any value is a good seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An independent stream for one part of the club.
    ///
    /// Parts draw from streams of their own, so that one more draw for the members does not
    /// change the coaches.
    #[must_use]
    pub fn stream(seed: u64, part: &str) -> Self {
        // FNV-1a: the standard library's hasher promises no stable value between releases
        let label = part.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self::new(mix(seed.wrapping_add(STEP)) ^ mix(label))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number from 0 up to, not including, `count`; 0 when `count` is 0.
    pub fn below(&mut self, count: u64) -> u64 {
        // the high half of the product is even enough here: the bias is at most count / 2^64
        let wide = u128::from(self.next_u64()) * u128::from(count);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// An index into a list of `len` things; 0 when the list is empty.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.below(span))
    }

    /// As [`Rng::range`], for counts.
    pub fn count(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.range(i64::from(low), i64::from(high))).unwrap_or(low)
    }

    /// True in `percent` of 100 draws: never at 0, always from 100 on.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of `items`, each as likely as the others; `None` when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.index(items.len()))
    }

    /// An index into `weights`, as likely as its weight; 0 when all weigh nothing.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let total = weights.iter().map(|&weight| u64::from(weight)).sum();
        let mut left = self.below(total);
        for (index, &weight) in weights.iter().enumerate() {
            if left < u64::from(weight) {
                return index;
            }
            left -= u64::from(weight);
        }
        0
    }

    /// Puts `items` into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }

    /// A number around `mean` with about the standard deviation `spread`, bell-shaped.
    ///
    /// The sum of twelve even draws: never farther from the mean than six spreads.
    pub fn near(&mut self, mean: i64, spread: i64) -> i64 {
        // twelve draws of 16 bits have the mean 6 * 2^16 and the standard deviation 2^16
        let sum: i64 = (0..12).map(|_| self.range(0, 0xffff)).sum();
        let offset = (sum - 6 * 0x1_0000).saturating_mul(spread);
        mean.saturating_add((offset + 0x8000) >> 16)
    }
}

/// The finaliser of SplitMix64: every bit of the input moves about half of the output's.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let mut rng = Rng::new(1_234_567);
        let drawn: Vec<u64> = (0..5).map(|_| rng.next_u64()).collect();
        assert_eq!(
            drawn,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn streams_depend_on_seed_and_part() {
        let first = |seed, part| Rng::stream(seed, part).next_u64();
        assert_eq!(first(1, "members"), first(1, "members"));
        assert_ne!(first(1, "members"), first(1, "coaches"));
        assert_ne!(first(1, "members"), first(2, "members"));
    }

    #[test]
    fn draws_stay_in_range_and_reach_its_ends() {
        let mut rng = Rng::new(7);
        let drawn: Vec<i64> = (0..1_000).map(|_| rng.range(-2, 2)).collect();
        for value in -2..=2 {
            assert!(drawn.contains(&value), "{value} was never drawn");
        }
        assert!(drawn.iter().all(|value| (-2..=2).contains(value)));
        assert_eq!(rng.range(5, 4), 5);
        assert_eq!(rng.below(0), 0);
        rng.range(i64::MIN, i64::MAX);
    }

    #[test]
    fn chance_is_certain_at_both_ends() {
        let mut rng = Rng::new(7);
        assert!((0..1_000).all(|_| !rng.chance(0)));
        assert!((0..1_000).all(|_| rng.chance(100)));
        let hits = (0..10_000).filter(|_| rng.chance(30)).count();
        assert!((2_800..3_200).contains(&hits), "{hits} of 10000 at 30 %");
    }

    #[test]
    fn weights_are_kept_and_weightless_things_never_drawn() {
        let mut rng = Rng::new(7);
        let mut seen = [0_u32; 3];
        for _ in 0..10_000 {
            seen[rng.weighted(&[1, 0, 3])] += 1;
        }
        assert_eq!(seen[1], 0);
        assert!((2_300..2_700).contains(&seen[0]), "{seen:?}");
        assert_eq!(rng.weighted(&[]), 0);
        assert_eq!(rng.pick::<u8>(&[]), None);
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Rng::new(7).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<u32>>());
    }

    #[test]
    fn near_has_the_mean_and_the_spread() {
        let mut rng = Rng::new(7);
        let drawn: Vec<i64> = (0..20_000).map(|_| rng.near(500, 100)).collect();
        let mean = drawn.iter().sum::<i64>() / 20_000;
        let variance = drawn.iter().map(|value| (value - mean).pow(2)).sum::<i64>() / 20_000;
        assert!((497..=503).contains(&mean), "mean {mean}");
        assert!((97 * 97..103 * 103).contains(&variance), "variance {variance}");
    }
}
