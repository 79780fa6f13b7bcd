//! How long copies stay: one of each quarter of an hour for two hours, of each hour for two days, of each day for 35.

use super::{BackupError, Copy, create, list};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

const QUARTER: i64 = 15 * 60 * 1000;
const HOUR: i64 = 4 * QUARTER;
const DAY: i64 = 24 * HOUR;
/// Length of a slot and how many of them are kept.
const SLOTS: [(i64, i64); 3] = [(QUARTER, 8), (HOUR, 48), (DAY, 35)];

/// Removes the copies at a place that have had their time. Returns what was removed.
///
/// In each slot the newest proved copy stays, else the newest. The newest proved copy of all always stays.
///
/// # Errors
/// [`BackupError::Store`] when the place cannot be read.
pub fn prune(dest: &Path, now_ms: i64) -> Result<Vec<PathBuf>, BackupError> {
    let _turn = super::turn();
    let copies = list(dest)?;
    let keep = kept(&copies, now_ms);
    let old: Vec<PathBuf> = copies.into_iter().map(|copy| copy.dir).filter(|dir| !keep.contains(dir)).collect();
    for dir in &old {
        create::remove(dir);
    }
    Ok(old)
}

/// Which of the copies, newest first, stay.
fn kept(copies: &[Copy], now_ms: i64) -> HashSet<PathBuf> {
    let proved = |copy: &&Copy| copy.manifest.verified.is_some();
    let mut ranked: Vec<&Copy> = copies.iter().filter(proved).collect();
    let mut keep: HashSet<PathBuf> = ranked.first().map(|copy| copy.dir.clone()).into_iter().collect();
    ranked.extend(copies.iter().filter(|copy| !proved(copy)));
    for (length, count) in SLOTS {
        let mut taken = HashSet::new();
        let newest = now_ms.div_euclid(length);
        for copy in &ranked {
            let slot = copy.manifest.made_ms.div_euclid(length);
            // One made in the future by a clock that was wrong is kept: nothing says it is old.
            if newest - slot < count && taken.insert(slot) {
                keep.insert(copy.dir.clone());
            }
        }
    }
    keep
}

#[cfg(test)]
mod tests {
    use super::super::manifest::{Manifest, Verified};
    use super::*;
    use std::collections::BTreeSet;

    fn copy(made_ms: i64, proved: bool) -> Copy {
        let mut manifest = Manifest::new(made_ms, 1, BTreeSet::new());
        manifest.verified = proved.then_some(Verified { at_ms: made_ms, took_ms: 1, state: None });
        Copy { dir: PathBuf::from(made_ms.to_string()), manifest }
    }

    #[test]
    fn copies_thin_out_with_age() {
        let now = 20_000 * DAY + 12 * HOUR;
        let copies: Vec<Copy> = (0..40 * 96).map(|n| copy(now - n * QUARTER, true)).collect();
        let keep = kept(&copies, now);
        let within = |from: i64, to: i64| {
            let age = |dir: &PathBuf| now - dir.to_string_lossy().parse::<i64>().unwrap();
            keep.iter().filter(|dir| (from..to).contains(&age(dir))).count()
        };
        assert_eq!(within(0, 2 * HOUR), 8);
        assert_eq!(within(2 * HOUR, 47 * HOUR), 45);
        assert!((31..=33).contains(&within(47 * HOUR, 36 * DAY)), "{}", within(47 * HOUR, 36 * DAY));
        assert_eq!(within(36 * DAY, 60 * DAY), 0);
        // Thinning a place again and again as time goes on never loses a slot.
        let mut place: Vec<Copy> = Vec::new();
        for n in 0..10 * 96 {
            place.insert(0, copy(now + n * QUARTER, true));
            let keep = kept(&place, now + n * QUARTER);
            place.retain(|copy| keep.contains(&copy.dir));
        }
        assert!((7 + 40 + 7..=8 + 48 + 10).contains(&place.len()), "{}", place.len());
    }

    #[test]
    fn an_unproved_copy_never_takes_a_proved_ones_slot() {
        let now = 20_000 * DAY;
        let copies = [copy(now, false), copy(now - 1, false), copy(now - QUARTER, true), copy(now - 90 * DAY, true)];
        let keep = kept(&copies, now);
        assert!(keep.contains(&copies[2].dir));
        assert!(!keep.contains(&copies[3].dir));
        let old = [copy(now, false), copy(now - 90 * DAY, true)];
        assert!(kept(&old, now).contains(&old[1].dir), "the only proved one stays, however old");
    }
}
