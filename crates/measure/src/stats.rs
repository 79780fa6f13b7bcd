//! Percentiles and intervals (`dispatch.md` 7, "How to compute"). Whole milliseconds and whole percents: the same figures
//! on every machine.

/// Fewer measurements than this have no percentile.
pub const TOO_FEW: usize = 20;
/// The normal quantile of a two-sided 95 % interval.
const Z: f64 = 1.96;

/// A percentile by nearest rank, with the order-statistic 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentile {
    pub ms: i64,
    pub low_ms: i64,
    pub high_ms: i64,
    /// A rank of the interval fell outside the measurements and the outermost was taken: the interval is too narrow.
    pub clipped: bool,
}

/// How measurements spread. Never a mean alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    pub n: usize,
    /// `None` below [`TOO_FEW`].
    pub p50: Option<Percentile>,
    pub p90: Option<Percentile>,
    pub p95: Option<Percentile>,
}

/// A share of measurements with Wilson's 95 % interval. Shares are 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub met: usize,
    pub n: usize,
    /// `None` of nothing, as the interval.
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The spread of measurements in milliseconds, in any order.
pub fn spread(measured: &mut [i64]) -> Spread {
    measured.sort_unstable();
    let of = |percent| percentile(measured, percent);
    Spread { n: measured.len(), p50: of(50), p90: of(90), p95: of(95) }
}

/// Nearest rank: the item ⌈p·n⌉ of the sorted measurements; `percent` is 1 to 99. `None` below [`TOO_FEW`].
pub fn percentile(sorted: &[i64], percent: usize) -> Option<Percentile> {
    let n = sorted.len();
    if n < TOO_FEW {
        return None;
    }
    let at = |rank: usize| sorted.get(rank - 1).copied();
    let (low, high, clipped) = ranks(n, percent);
    Some(Percentile { ms: at((percent * n).div_ceil(100))?, low_ms: at(low)?, high_ms: at(high)?, clipped })
}

/// The ranks ⌊np − 1.96√(np(1−p))⌋ and ⌈np + 1.96√(np(1−p))⌉ + 1, clipped to 1…n; whether one was.
pub fn ranks(n: usize, percent: usize) -> (usize, usize, bool) {
    let (count, p) = (n as f64, percent as f64 / 100.0);
    let (middle, half) = (count * p, Z * (count * p * (1.0 - p)).sqrt());
    let (low, high) = ((middle - half).floor(), (middle + half).ceil() + 1.0);
    let clipped = low < 1.0 || high > count;
    (low.clamp(1.0, count) as usize, high.clamp(1.0, count) as usize, clipped)
}

/// How many met a limit, with Wilson's interval.
pub fn share(met: usize, n: usize) -> Share {
    if n == 0 {
        return Share { met, n, share: None, low: None, high: None };
    }
    let (count, share) = (n as f64, met as f64 / n as f64);
    let z2 = Z * Z;
    let middle = share + z2 / (2.0 * count);
    let half = Z * (share * (1.0 - share) / count + z2 / (4.0 * count * count)).sqrt();
    let scale = 1.0 + z2 / count;
    let bound = |x: f64| Some((x / scale).clamp(0.0, 1.0));
    Share { met, n, share: Some(share), low: bound(middle - half), high: bound(middle + half) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the definition says, word by word, without the sorting and ranking above: the smallest measurement that at
    /// least `percent` of all do not exceed.
    fn brute(measured: &[i64], percent: usize) -> Option<i64> {
        let reached = |x: i64| measured.iter().filter(|y| **y <= x).count() * 100 >= percent * measured.len();
        measured.iter().copied().filter(|x| reached(*x)).min()
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_definition(mut measured in prop::collection::vec(-5_i64..5_000, 0..300)) {
            let plain = measured.clone();
            let spread = spread(&mut measured);
            prop_assert_eq!(spread.n, plain.len());
            for (percent, found) in [(50, spread.p50), (90, spread.p90), (95, spread.p95)] {
                if plain.len() < TOO_FEW {
                    prop_assert_eq!(found, None);
                    continue;
                }
                let found = found.ok_or_else(|| TestCaseError::fail("none"))?;
                prop_assert_eq!(Some(found.ms), brute(&plain, percent));
                prop_assert!(found.low_ms <= found.ms && found.ms <= found.high_ms);
                // One rank off is seen: without this the comparison could hold of anything.
                let rank = (percent * plain.len()).div_ceil(100);
                if measured[rank - 1] != measured[rank - 2] {
                    prop_assert_ne!(Some(measured[rank - 2]), brute(&plain, percent));
                }
            }
        }

        #[test]
        fn intervals_hold_their_estimate_and_narrow_with_more(met in 0_usize..500, more in 0_usize..500) {
            let n = met + more;
            let small = share(met, n);
            prop_assert_eq!(small.share.is_none(), n == 0);
            if let (Some(share), Some(low), Some(high)) = (small.share, small.low, small.high) {
                prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
                let large = super::share(met * 4, n * 4);
                prop_assert!(large.high.zip(large.low).is_some_and(|(h, l)| h - l < high - low));
            }
        }

        #[test]
        fn ranks_stay_inside_and_say_when_they_were_cut(n in TOO_FEW..2_000, percent in 1_usize..100) {
            let (low, high, clipped) = ranks(n, percent);
            prop_assert!(1 <= low && low <= high && high <= n);
            let middle = (percent * n).div_ceil(100);
            prop_assert!(low <= middle && middle <= high);
            prop_assert!(clipped || (low < middle && middle < high));
        }
    }

    #[test]
    fn known_figures() {
        // Wilson, 1927, as tabulated: 8 of 10 is 49.0 % to 94.3 %.
        let eight = share(8, 10);
        assert_eq!(eight.low.map(|x| (x * 1_000.0).round()), Some(490.0));
        assert_eq!(eight.high.map(|x| (x * 1_000.0).round()), Some(943.0));
        let hundred: Vec<i64> = (1..=100).collect();
        let p90 = percentile(&hundred, 90);
        assert_eq!(p90, Some(Percentile { ms: 90, low_ms: 84, high_ms: 97, clipped: false }));
        assert_eq!(ranks(20, 95), (17, 20, true));
        assert_eq!(percentile(&hundred[..19], 50), None);
    }
}
