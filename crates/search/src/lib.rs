//! The one search box: how text is folded, read, matched and ranked. Pure: it must not know SQL, a window or a clock.
//!
//! One normalisation ([`name`]) serves both sides: the store files every name under it when an area is written, and the
//! box folds what is typed with it. [`search`] asks an [`Index`] and ranks by how well the words agree, then by
//! importance and nearness, all as integers, so that the same question always gives the same order.

mod class;
mod crossing;
mod fold;
mod found;
mod han;
mod hits;
mod index;
mod kilometre;
mod look;
mod matching;
mod name;
mod places;
mod read;
mod words;

pub use class::classes;
pub use fold::{MOST_TYPED, fold, one_slip, typo_keys};
pub use found::{Answer, Found, FoundKind, Near, Question, Whereabouts, Why};
pub use index::{Alias, Bearer, House, Index, Meeting, NameRow, Post, Shown};
pub use kilometre::{post_metres, road_key};
pub use name::{Name, name};
pub use read::{HouseNumber, house_number};

use hits::{BEST, Hit, Source, nearness};
use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_geo::{Form, Order, Wgs84, parse_coordinates_near};

/// Most results of one question.
pub const MOST_FOUND: usize = 50;

/// Everything `question` may mean, best first. Text of any length and content is safe; what cannot be read finds nothing.
///
/// Looks harder only while nothing good was found: first names exactly as typed, then those that hold the words, then with
/// a letter wrong, then with a word too many, then as two streets without a word between them. When the index says the time
/// is up, the rest is left out and [`Answer::more`] says so.
///
/// # Errors
/// What the index fails with.
pub fn search<I: Index>(question: &Question<'_>, index: &I, aliases: &[Alias<'_>]) -> Result<Answer, I::Error> {
    let text: String = question.text.chars().take(MOST_TYPED).collect();
    let question = &Question { text: &text, limit: question.limit.min(MOST_FOUND), ..*question };
    if text.trim().is_empty() || question.limit == 0 {
        return Ok(Answer::default());
    }
    let mut hits = coordinates(question);
    hits.extend(named_by_agency(question, aliases));
    if let Some(asked) = kilometre::read(&text) {
        kilometre::kilometres(question, &asked, index, &mut hits)?;
    }
    let read = read::read(&text);
    if let Some(kind) = read.kind {
        of_kind(question, kind, index, &mut hits)?;
    }
    look::look(question, &read, index, &mut hits)?;
    let mut answer = hits::finish(question, hits, index)?;
    if question.text.trim() != fold(&text).trim() && text.chars().any(fold::is_han) {
        say_simplified(&text, &mut answer);
    }
    Ok(answer)
}

/// Every reading of the text as a position; a pair without named axes is likelier in the order that lies in the area.
fn coordinates(question: &Question<'_>) -> Vec<Hit> {
    let [west, south, east, north] = question.bounds;
    let mut hits = Vec::new();
    // A short Plus Code is completed from where one looks, else from the middle of the area.
    let near = question.near.or_else(|| Wgs84::new(f64::midpoint(west, east), f64::midpoint(south, north)).ok());
    for (rank, (at, why)) in (0_u32..).zip(parse_coordinates_near(question.text, near)) {
        let inside = (west..=east).contains(&at.lon()) && (south..=north).contains(&at.lat());
        // A few letters that happen to be a cell on another continent are a word.
        if !inside && why.form == Form::Geohash && question.text.trim().chars().count() < 8 {
            continue;
        }
        let quality = match (inside, why.order) {
            (true, _) => BEST,
            (false, Order::Named) if why.form != Form::Geohash => BEST - 20,
            (false, _) => 500,
        };
        let mut reasons = vec![Why::Reading { form: why.form, order: why.order }];
        if !inside {
            reasons.push(Why::OutsideArea);
        }
        let label = format!("{:.6}, {:.6}", at.lat(), at.lon());
        hits.push(Hit {
            quality,
            tie: 2000 - rank.min(1000),
            kind: FoundKind::Coordinates,
            at,
            source: Source::Text { label, detail: None },
            why: reasons,
        });
    }
    hits
}

/// The agency's own names stand before the map's when they agree as well.
fn named_by_agency(question: &Question<'_>, aliases: &[Alias<'_>]) -> Vec<Hit> {
    let asked = name(question.text);
    let (key, bag) = (asked.key(), asked.bag());
    if bag.is_empty() {
        return Vec::new();
    }
    let last = asked.words().last().unwrap_or_default();
    let judge = |alias: &Alias<'_>| {
        let own = name(alias.text);
        let words: Vec<&str> = own.words().collect();
        let whole = asked.words().filter(|word| *word != last).all(|word| words.contains(&word));
        let (cost, why) = if own.key() == key || own.bag() == bag {
            (0, None)
        } else if whole && words.iter().any(|word| word.starts_with(last)) {
            (40, Some(Why::Prefix))
        } else if one_slip(&own.key(), &key) && key.chars().count() >= 4 {
            (120, Some(Why::Corrected { from: question.text.trim().to_owned(), to: alias.text.to_owned() }))
        } else {
            return None;
        };
        Some(Hit {
            quality: BEST - cost,
            tie: 1000 + nearness(question.near, alias.at),
            kind: FoundKind::Alias,
            at: alias.at,
            source: Source::Text { label: alias.text.to_owned(), detail: Some(alias.label.to_owned()) },
            why: std::iter::once(Why::Alias).chain(why).collect(),
        })
    };
    aliases.iter().filter_map(judge).collect()
}

/// What `question` may mean where no area is imported: a position, or one of the agency's own names.
#[must_use]
pub fn without_area(question: &Question<'_>, aliases: &[Alias<'_>]) -> Answer {
    let text: String = question.text.chars().take(MOST_TYPED).collect();
    let question = &Question { text: &text, limit: question.limit.min(MOST_FOUND), ..*question };
    let mut hits = coordinates(question);
    hits.extend(named_by_agency(question, aliases));
    hits::of_text(question, hits)
}

fn of_kind<I: Index>(question: &Question<'_>, kind: PlaceKind, index: &I, hits: &mut Vec<Hit>) -> Result<(), I::Error> {
    for bearer in index.of_kind(kind, question.near, question.limit)? {
        hits.push(Hit {
            quality: BEST - 40,
            tie: u32::from(bearer.importance) + nearness(question.near, bearer.at),
            kind: FoundKind::Place(kind),
            at: bearer.at,
            source: Source::Place(bearer.place),
            why: vec![Why::KindWord(kind.as_str().to_owned())],
        });
    }
    Ok(())
}

/// Says that traditional or full-width characters were read as simplified ones.
fn say_simplified(text: &str, answer: &mut Answer) {
    let changed = text.chars().any(|c| fold::is_han(c) && fold(&c.to_string()) != c.to_string());
    for found in answer.found.iter_mut().filter(|found| changed && found.kind != FoundKind::Coordinates) {
        found.why.push(Why::Simplified);
    }
}

/// The nearest address within 200 m, crossing and street within 500 m of a place.
///
/// # Errors
/// What the index fails with.
pub fn whereabouts<I: Index>(at: Wgs84, index: &I) -> Result<Whereabouts, I::Error> {
    let on_map = |lon, lat| Wgs84::new(lon, lat).ok();
    let address = index.nearest_address(at, 200.0)?.and_then(|(place, metres): (Place, f64)| {
        Some(Near { at: on_map(place.lon, place.lat)?, label: place.name, metres })
    });
    let crossing = index.nearest_crossing(at, 500.0)?.and_then(|(crossing, metres): (Crossing, f64)| {
        let label = format!("{} & {}", crossing.names[0], crossing.names[1]);
        Some(Near { at: on_map(crossing.lon, crossing.lat)?, label, metres })
    });
    let street = index.nearest_street(at, 500.0)?.map(|(label, at, metres)| Near { label, metres, at });
    Ok(Whereabouts { address, crossing, street })
}
