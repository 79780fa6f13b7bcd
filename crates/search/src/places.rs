//! From names to places: who bears a name, and the house numbers of a street.

use crate::hits::{BEST, Hit, Source, nearness};
use crate::matching::{EXTRA, Match, SHORT_WORD};
use crate::read::{HouseNumber, Reading};
use crate::{FoundKind, House, Index, Question, Why};
use watchfloor_area::PlaceKind;
use watchfloor_geo::{Wgs84, distance_m};

/// Importance of an address, as the importer gives it.
const ADDRESS: u32 = 150;
/// The same when street and number are exactly as asked.
const EXACT_ADDRESS: u32 = 600;
/// Names whose streets' houses are looked at.
const NAMES: usize = 32;
/// Houses with one number on the streets of these names that are looked at.
const HOUSES: usize = 256;
/// Names whose streets' neighbouring numbers are looked at.
const NAMES_BESIDE: usize = 4;
/// Neighbours by number looked at on either side.
const BESIDE: usize = 12;

const OTHER_LETTER: u32 = 40;
const IN_RANGE: u32 = 20;
const BETWEEN: u32 = 100;
const NEAREST: u32 = 200;
const NO_NUMBER: u32 = 300;
/// Words behind a number that are no place known here, such as a floor or a city outside the area.
const UNREAD: u32 = 20;
/// The same behind a comma, where they may be half of a name.
const UNREAD_NAME: u32 = 100;

/// What a reading's matches stand for on the map.
pub(crate) fn places<I: Index>(
    question: &Question<'_>,
    reading: &Reading,
    (settled, unread): (Option<Wgs84>, u32),
    matches: Vec<Match>,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    if matches.is_empty() {
        return Ok(());
    }
    let near = settled.or(question.near);
    let matches: Vec<Match> = matches.into_iter().map(|m| Match { cost: m.cost + unread, ..m }).collect();
    let Some((number, typed)) = &reading.number else {
        return bearers(question, reading, &matches, near, index, hits);
    };
    let exact_from = hits.len();
    houses(&matches, (number, typed), near, index, hits)?;
    // Only when nothing bears the number itself is it worth saying what comes near it.
    if hits[exact_from..].iter().any(|hit| hit.quality + BETWEEN >= BEST) {
        return Ok(());
    }
    let best = matches.first().map_or(0, |m| m.cost);
    for found in matches.iter().take(NAMES_BESIDE).filter(|m| m.cost <= best + SHORT_WORD) {
        if index.out_of_time() {
            break;
        }
        beside(found, (number, typed), near, index, hits)?;
    }
    Ok(())
}

/// Where the words behind a number or comma say it is, and what it costs that they, or a number among them, were not
/// used.
pub(crate) fn context<I: Index>(reading: &Reading, index: &I) -> Result<(Option<Wgs84>, u32), I::Error> {
    let Some(context) = &reading.context else { return Ok((None, 0)) };
    let digits = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let number = if reading.number.is_none() && context.words().next().is_some_and(digits) { NO_NUMBER } else { 0 };
    // `4000-123 Porto`: the words without the numbers.
    let words: Vec<&str> = context.words().filter(|word| !digits(word)).collect();
    if words.is_empty() {
        return Ok((None, number));
    }
    let named = index.named(&[crate::name(&words.join(" ")).bag()], 4)?;
    let names: Vec<i64> = named.into_iter().map(|(_, row)| row.id).collect();
    if !names.is_empty() {
        let bearers = index.bearers(&names, None, 8)?;
        if let Some(place) = bearers.into_iter().find(|b| b.kind == PlaceKind::Settlement) {
            return Ok((Some(place.at), number));
        }
    }
    Ok((None, number + if reading.number.is_some() { UNREAD } else { UNREAD_NAME }))
}

fn bearers<I: Index>(
    question: &Question<'_>,
    reading: &Reading,
    matches: &[Match],
    near: Option<Wgs84>,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let enough = question.limit.saturating_mul(2).clamp(10, 60);
    let (mut taken, mut worst) = (0, 0);
    for part in matches.chunks(enough) {
        let part: Vec<&Match> = part.iter().filter(|found| taken < enough || found.cost <= worst).collect();
        let names: Vec<i64> = part.iter().map(|found| found.row.id).collect();
        if names.is_empty() {
            break;
        }
        for bearer in index.bearers(&names, near, enough)? {
            let Some(found) = part.iter().find(|found| found.row.id == bearer.name) else { continue };
            if reading.kind.is_some_and(|kind| kind != bearer.kind) {
                continue;
            }
            let mut why = found.why.clone();
            let mut cost = found.cost;
            if !bearer.language.is_empty() {
                // What is called so in its own language comes first.
                cost += EXTRA;
                why.push(Why::OtherLanguage { language: bearer.language.clone(), name: found.row.label.clone() });
            }
            if reading.kind.is_some() {
                why.push(Why::KindWord(bearer.kind.as_str().to_owned()));
            }
            taken += 1;
            worst = found.cost;
            hits.push(Hit {
                quality: BEST.saturating_sub(cost),
                tie: u32::from(bearer.importance) + nearness(near, bearer.at),
                kind: FoundKind::Place(bearer.kind),
                at: bearer.at,
                source: Source::Place(bearer.place),
                why,
            });
        }
    }
    Ok(())
}

fn hit(found: &Match, cost: u32, near: Option<Wgs84>, at: Wgs84, source: Source, why: Why) -> Hit {
    let kind = if matches!(why, Why::Interpolated { .. }) {
        FoundKind::Interpolated
    } else {
        FoundKind::Place(PlaceKind::Address)
    };
    let quality = BEST.saturating_sub(found.cost + cost);
    // The house itself stands before a shop that is called by its address.
    let tie = nearness(near, at) + if matches!(why, Why::ExactNumber) { EXACT_ADDRESS } else { ADDRESS };
    let why = std::iter::once(why).chain(found.why.iter().cloned()).collect();
    Hit { quality, tie, kind, at, source, why }
}

/// Houses that have the number itself.
fn houses<I: Index>(
    matches: &[Match],
    (number, typed): (&HouseNumber, &str),
    near: Option<Wgs84>,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let names: Vec<i64> = matches.iter().take(NAMES).map(|found| found.row.id).collect();
    for house in index.houses(&names, number.value, HOUSES)? {
        let Some(found) = matches.iter().find(|found| found.row.id == house.name) else { continue };
        let (cost, why) = if house.rest == number.rest {
            (0, Why::ExactNumber)
        } else if number.value == 0 {
            continue;
        } else {
            (OTHER_LETTER, Why::OtherLetter { asked: typed.to_owned() })
        };
        let hit = hit(found, cost, near, house.at, Source::Place(house.place), why);
        hits.push(with_language(hit, found, house.street));
    }
    Ok(())
}

/// Says which name was matched when the street is found by one in another language.
fn with_language(mut hit: Hit, found: &Match, street: i64) -> Hit {
    if street != found.row.id {
        hit.quality = hit.quality.saturating_sub(EXTRA);
        hit.why.push(Why::OtherLanguage { language: String::new(), name: found.row.label.clone() });
    }
    hit
}

/// What stands for a number nobody mapped: a range it lies in, a place between its neighbours, the nearest number, or
/// the street.
fn beside<I: Index>(
    found: &Match,
    (number, typed): (&HouseNumber, &str),
    near: Option<Wgs84>,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let mut any = false;
    for (_, street) in index.streets(&[found.row.id])? {
        let below = index.houses_beside(street, number.value, true, BESIDE)?;
        let above = index.houses_beside(street, number.value, false, BESIDE)?;
        if let Some(house) = below.iter().find(|house| in_range(house, number.value)) {
            let why = Why::InRange { range: written(house) };
            hits.push(with_language(
                hit(found, IN_RANGE, near, house.at, Source::Place(house.place), why),
                found,
                street,
            ));
            any = true;
            continue;
        }
        if let Some((low, high, at)) = between(&below, &above, number.value, near) {
            let other = if street == found.row.id { None } else { index.spoken(street)? };
            let label = format!("{} {typed}", other.as_ref().map_or(&found.row.label, |row| &row.label));
            let why = Why::Interpolated { between: [written(low), written(high)] };
            let source = Source::Text { label, detail: None };
            hits.push(with_language(hit(found, BETWEEN, near, at, source, why), found, street));
            any = true;
        }
        let parity = |house: &&House| house.number % 2 == number.value % 2;
        let gap = |house: &&House| (house.number.abs_diff(number.value), house.place);
        let all = || below.iter().chain(&above);
        if let Some(house) = all().filter(parity).min_by_key(gap).or_else(|| all().min_by_key(gap)) {
            let why = Why::NearestNumber { asked: typed.to_owned() };
            hits.push(with_language(
                hit(found, NEAREST, near, house.at, Source::Place(house.place), why),
                found,
                street,
            ));
            any = true;
        }
    }
    if any {
        return Ok(());
    }
    for bearer in index.bearers(&[found.row.id], near, 8)?.into_iter().filter(|b| b.kind == PlaceKind::Street) {
        let mut why = vec![Why::NoNumber { asked: typed.to_owned() }];
        why.extend(found.why.iter().cloned());
        hits.push(Hit {
            quality: BEST.saturating_sub(found.cost + NO_NUMBER),
            tie: u32::from(bearer.importance) + nearness(near, bearer.at),
            kind: FoundKind::Place(PlaceKind::Street),
            at: bearer.at,
            source: Source::Place(bearer.place),
            why,
        });
    }
    Ok(())
}

fn written(house: &House) -> String {
    format!("{}{}", house.number, house.rest)
}

/// Whether `12-16` holds a number; both ends even or both odd means that side of the street only.
fn in_range(house: &House, number: u32) -> bool {
    let Some(end) = house.rest.strip_prefix('-').and_then(|end| end.parse::<u32>().ok()) else { return false };
    let one_side = house.number % 2 == end % 2;
    (house.number..=end).contains(&number) && (!one_side || number % 2 == house.number % 2)
}

/// The two known numbers of the same parity that lie closest around a number and near each other, and the place in
/// proportion between them.
fn between<'h>(
    below: &'h [House],
    above: &'h [House],
    number: u32,
    near: Option<Wgs84>,
) -> Option<(&'h House, &'h House, Wgs84)> {
    let side = |house: &&House| house.number % 2 == number % 2;
    let mut best: Option<((u32, u32, i64), &House, &House)> = None;
    for low in below.iter().filter(side) {
        for high in above.iter().filter(side) {
            let gap = high.number - low.number;
            // Farther apart than plots of 30 m would be: two streets of one name, or numbers that do not run along it.
            if distance_m(low.at, high.at) > 60.0 + f64::from(gap.min(40)) * 30.0 {
                continue;
            }
            let rank = (gap, 1000 - nearness(near, low.at).min(1000), low.place);
            if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                best = Some((rank, low, high));
            }
        }
    }
    let (_, low, high) = best?;
    let part = f64::from(number - low.number) / f64::from(high.number - low.number);
    let mix = |a: f64, b: f64| a + (b - a) * part;
    let at = Wgs84::new(mix(low.at.lon(), high.at.lon()), mix(low.at.lat(), high.at.lat())).ok()?;
    Some((low, high, at))
}
