//! Chance from a seed: the same seed gives the same numbers on every machine. It must not know a clock or the system's
//! entropy. SplitMix64 (Steele, Lea, Flood 2014): not for secrets, good enough for a drill.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A stream of its own for each name, so that what one actor draws never changes what another does.
    pub fn named(seed: u64, name: &str) -> Self {
        // FNV-1a spreads the name; SplitMix64 does the mixing.
        let hash =
            name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut rng = Self(seed ^ hash);
        rng.next();
        rng
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 included, 1 excluded.
    pub fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.fraction()
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// Milliseconds between two numbers of seconds.
    pub fn seconds(&mut self, (low, high): (u32, u32)) -> i64 {
        (self.between(f64::from(low), f64::from(high)) * 1_000.0) as i64
    }

    /// An index below `count`; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { (self.next() % count as u64) as usize }
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len());
        from.get(at)
    }

    /// Waiting time of a Poisson process, ms; never longer than ten times the mean.
    pub fn wait_ms(&mut self, mean_ms: f64) -> i64 {
        (-(1.0 - self.fraction()).ln() * mean_ms).min(mean_ms * 10.0) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ_by_name() {
        let draw = |seed, name| {
            (0..5)
                .map({
                    let mut r = Rng::named(seed, name);
                    move |_| r.next()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(7, "E1"), draw(7, "E1"));
        assert_ne!(draw(7, "E1"), draw(7, "E2"));
        assert_ne!(draw(7, "E1"), draw(8, "E1"));
    }

    #[test]
    fn waits_average_to_their_mean() {
        let mut rng = Rng::named(1, "calls");
        let sum: i64 = (0..20_000).map(|_| rng.wait_ms(300_000.0)).sum();
        let mean = sum as f64 / 20_000.0;
        assert!((mean - 300_000.0).abs() < 9_000.0, "{mean}");
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&rng.fraction())));
    }
}
