//! Kilometre posts: `A28 km 12,3`, `K12+300`, `12.3 km A28`, `京藏高速 K12+300`.

use crate::fold::fold;
use crate::hits::{BEST, Hit, Source, nearness};
use crate::{FoundKind, Index, Post, Question, Why};
use unicode_normalization::UnicodeNormalization;
use watchfloor_area::PlaceKind;
use watchfloor_geo::{Wgs84, distance_m};

/// Importance of a post, as the importer gives it.
const POST: u32 = 120;
/// Posts farther from the asked kilometre than this do not stand for it.
const REACH_M: u32 = 5_000;
/// A post this near is the one asked for.
const EXACT_M: u32 = 20;
/// No road is longer.
const LONGEST_M: f64 = 20_000_000.0;

const BETWEEN: u32 = 60;
const NEAREST: u32 = 160;
const ANY_ROAD: u32 = 100;

/// A road, perhaps unnamed, and metres along it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kilometre {
    pub road: Option<String>,
    pub metres: u32,
    pub typed: String,
}

/// A road's `ref` as posts are filed under it: letters and digits, folded, without spaces.
#[must_use]
pub fn road_key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Metres from what a milestone is tagged with, such as `12`, `12.3`, `12,3 km`, `K12+300`.
#[must_use]
pub fn post_metres(text: &str) -> Option<u32> {
    let plain: String = text.nfkc().collect::<String>().to_lowercase();
    let digits = plain.trim().trim_start_matches(|c: char| !c.is_ascii_digit());
    number(digits).map(|(metres, _)| metres)
}

/// Kilometres at the beginning of a text as metres, and the bytes they take: `12+300`, `12.3`, `12,3`, `12`.
fn number(text: &str) -> Option<(u32, usize)> {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = run(0);
    if !(1..=5).contains(&whole) {
        return None;
    }
    let km: u32 = text[..whole].parse().ok()?;
    let after = bytes.get(whole).copied();
    let more = bytes.get(whole + 1).map_or(0, |_| run(whole + 1));
    let (metres, taken) = match after {
        Some(b'+') if (1..=3).contains(&more) => {
            (text[whole + 1..=whole + more].parse::<u32>().ok()?, whole + 1 + more)
        }
        Some(b'.' | b',') if more >= 1 => {
            let digits: String = text[whole + 1..=whole + more].chars().chain("000".chars()).take(3).collect();
            (digits.parse().ok()?, whole + 1 + more)
        }
        _ => (0, whole),
    };
    Some((km.checked_mul(1000)?.checked_add(metres)?, taken)).filter(|(m, _)| f64::from(*m) < LONGEST_M)
}

/// Reads a kilometre with the road before or behind it. A bare number is none: it needs `km`, `K`, `pk`, 公里 or `+`.
pub(crate) fn read(text: &str) -> Option<Kilometre> {
    let plain: String = text.nfkc().take(200).collect::<String>().to_lowercase();
    let starts = plain.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !plain[..*at].ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',' || c == '+')
    });
    for (at, _) in starts {
        let Some((metres, taken)) = number(&plain[at..]) else { continue };
        let (before, behind) = (plain[..at].trim_end(), plain[at + taken..].trim_start());
        let plus = plain[at..at + taken].contains('+');
        let marks = ["里程桩号", "里程桩", "桩号", "公里", "kilometre", "kilometer", "km", "pk", "kp", "k"];
        let word_start = |rest: &str| !rest.ends_with(|c: char| c.is_ascii_alphabetic());
        let front = marks.iter().find_map(|mark| before.strip_suffix(mark)).filter(|rest| word_start(rest));
        let back = ["公里", "千米", "kilometres", "kilometre", "kilometers", "kilometer", "km"]
            .iter()
            .find_map(|mark| behind.strip_prefix(mark))
            .filter(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
            // `A28 km 12`: the kilometre is still to come.
            .filter(|rest| !rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        let road = match (front, back) {
            (Some(front), _) => format!("{front} {behind}"),
            (None, Some(back)) => format!("{before} {back}"),
            (None, None) if plus => format!("{before} {behind}"),
            (None, None) => continue,
        };
        let road = marks.iter().fold(road, |road, mark| match road.trim().strip_suffix(mark) {
            Some(rest) if word_start(rest) => rest.to_owned(),
            _ => road,
        });
        let road = Some(road_key(&road)).filter(|road| !road.is_empty());
        return Some(Kilometre { road, metres, typed: plain[at..at + taken].to_owned() });
    }
    None
}

pub(crate) fn kilometres<I: Index>(
    question: &Question<'_>,
    asked: &Kilometre,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let (low, high) = (asked.metres.saturating_sub(REACH_M), asked.metres.saturating_add(REACH_M));
    let posts = index.posts(asked.road.as_deref(), low, high, 400)?;
    let base = if asked.road.is_some() { 0 } else { ANY_ROAD };
    let mut roads: Vec<&str> = posts.iter().map(|post| post.road.as_str()).collect();
    roads.dedup();
    for road in roads {
        let posts: Vec<&Post> = posts.iter().filter(|post| post.road == road).collect();
        let exact = posts.iter().filter(|post| post.metres.abs_diff(asked.metres) <= EXACT_M);
        let mut push = |cost: u32, at: Wgs84, source: Source, kind: FoundKind, why: Why| {
            let tie = POST + nearness(question.near, at);
            hits.push(Hit { quality: BEST - base - cost, tie, kind, at, source, why: vec![why] });
        };
        let milestone = FoundKind::Place(PlaceKind::Milestone);
        let before = push_all(exact, |post| push(0, post.at, Source::Place(post.place), milestone, Why::Kilometre));
        if before > 0 {
            continue;
        }
        if let Some((low, high, at)) = between(&posts, asked.metres) {
            let road = road.to_uppercase();
            let label = format!("{road} km {}", written(asked.metres)).trim().to_owned();
            let why = Why::BetweenPosts { between: [written(low.metres), written(high.metres)] };
            push(BETWEEN, at, Source::Text { label, detail: None }, FoundKind::Interpolated, why);
        }
        if let Some(post) = posts.iter().min_by_key(|post| (post.metres.abs_diff(asked.metres), post.place)) {
            let why = Why::NearestPost { asked: written(asked.metres) };
            push(NEAREST, post.at, Source::Place(post.place), milestone, why);
        }
    }
    Ok(())
}

fn push_all<'p>(posts: impl Iterator<Item = &'p &'p Post>, mut push: impl FnMut(&Post)) -> usize {
    posts.map(|post| push(post)).count()
}

/// The posts right below and above that can lie on one road: no farther apart than the road between them is long.
fn between<'p>(posts: &[&'p Post], metres: u32) -> Option<(&'p Post, &'p Post, Wgs84)> {
    let mut best: Option<((u32, i64, i64), &Post, &Post)> = None;
    for low in posts.iter().filter(|post| post.metres < metres) {
        for high in posts.iter().filter(|post| post.metres > metres) {
            let gap = high.metres - low.metres;
            if distance_m(low.at, high.at) > f64::from(gap) + 100.0 {
                continue;
            }
            let rank = (gap, low.place, high.place);
            if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                best = Some((rank, low, high));
            }
        }
    }
    let (_, low, high) = best?;
    let part = f64::from(metres - low.metres) / f64::from(high.metres - low.metres);
    let mix = |a: f64, b: f64| a + (b - a) * part;
    let at = Wgs84::new(mix(low.at.lon(), high.at.lon()), mix(low.at.lat(), high.at.lat())).ok()?;
    Some((low, high, at))
}

/// `12+300`, as on the post.
fn written(metres: u32) -> String {
    format!("{}+{:03}", metres / 1000, metres % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilometres_in_the_ways_they_are_said() {
        for text in [
            "A28 km 12,3",
            "A28 km 12.3",
            "A 28 K12+300",
            "12.3 km A28",
            "A28 pk 12+300",
            "a28 12+300",
            "Ａ２８ Ｋ１２＋３００",
            "A28 里程桩 K12+300",
            "A28 12.3公里",
            "A28 km12.3",
        ] {
            let found = read(text).unwrap_or_else(|| unreachable!("{text}"));
            assert_eq!((found.road.as_deref(), found.metres), (Some("a28"), 12_300), "{text}");
        }
        assert_eq!(read("K12+300").map(|k| (k.road, k.metres)), Some((None, 12_300)));
        assert_eq!(read("京藏高速K12+300").and_then(|k| k.road).as_deref(), Some("京藏高速"));
        for text in ["Mannerheimintie 12", "12.3", "60.17, 24.94", "Kmart 12", "", "12 kmart"] {
            assert_eq!(read(text), None, "{text}");
        }
        for (text, metres) in [("12", 12_000), ("12.3", 12_300), ("12,35 km", 12_350), ("K12+5", 12_005), ("0", 0)] {
            assert_eq!(post_metres(text), Some(metres), "{text}");
        }
        assert_eq!(post_metres("x"), None);
    }
}
