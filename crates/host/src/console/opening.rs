//! An incident opened by a typed line: its place found by its words, and what a call taker would have seen in the form.

use super::search::{line, places};
use super::{Seat, ties};
use crate::floor::Floor;
use std::collections::BTreeMap;
use watchfloor_api::command::PlaceInput;
use watchfloor_api::link::{DuplicateRow, DuplicatesQuery};
use watchfloor_api::view::MessageLine;
use watchfloor_domain::command::OpenIncident;
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::line::{Meaning, PlaceWords, move_words, place_words};
use watchfloor_domain::rejection::Kind;
use watchfloor_domain::types::Place;
use watchfloor_domain::{Command, Rejection};
use watchfloor_geo::{Wgs84, distance_m};
use watchfloor_search::{Found, FoundKind, Why};

/// Places nearer to each other than this are one: a house and its door.
const ONE_PLACE_M: f64 = 100.0;
/// Places that are named when the words fit several.
const MOST_NAMED: usize = 3;
/// Open incidents that are named as perhaps the same.
const MOST_LIKE: usize = 2;
/// Places that are looked at.
const MOST_FOUND: usize = 10;
/// Longest words that are looked up, in characters.
const LONGEST: usize = 200;

/// What the words of a place mean.
enum Meant {
    One(Place),
    /// As labels.
    Several(Vec<String>),
    Nothing,
}

/// Gives a new incident the place its words mean, where they mean one and no other. A place that is only likely stays in
/// the text for a person to judge: units sent to a street of a similar name arrive too late.
pub(super) fn placed(floor: &Floor, text: &str, commands: &mut [Command]) {
    let [Command::OpenIncident(open)] = commands else { return };
    let Some(words) = unplaced(floor, text, open) else { return };
    if let Meant::One(place) = meant(floor, &words) {
        open.place = Some(place);
        open.what = words.what;
    }
}

fn unplaced(floor: &Floor, text: &str, open: &OpenIncident) -> Option<PlaceWords> {
    let words = place_words(&floor.engine.board(), text)?;
    (open.place.is_none() && words.place.chars().count() <= LONGEST).then_some(words)
}

fn meant(floor: &Floor, words: &PlaceWords) -> Meant {
    // What cannot be looked up is not placed; the line works without an area as well. A first question may end unfinished,
    // since nothing of the area is in memory yet: it is put once more.
    let ask = || places(floor, &words.place, None, MOST_FOUND).map(|(answer, _)| answer);
    let Ok(first) = ask() else { return Meant::Nothing };
    let answer = if first.found.is_empty() && first.more { ask().unwrap_or(first) } else { first };
    let fitting: Vec<&Found> = answer.found.iter().filter(|found| is_sure(found, words.alone)).collect();
    let Some(first) = fitting.first() else { return Meant::Nothing };
    if fitting.iter().all(|other| distance_m(first.at, other.at) <= ONE_PLACE_M) {
        return Meant::One(Place { at: first.at, label: first.label.clone() });
    }
    let named = fitting.iter().take(MOST_NAMED).map(|found| match &found.detail {
        Some(detail) => format!("{} ({detail})", found.label),
        None => found.label.clone(),
    });
    Meant::Several(named.collect())
}

/// Exactly what was typed, and a point: a house, a crossing, a kilometre, a name of the agency's own. A landmark only beside
/// other fields, since "fire" alone may be one; a street or a town is no point.
fn is_sure(found: &Found, alone: bool) -> bool {
    let exact = |why: &Why| {
        matches!(
            why,
            Why::ExactNumber
                | Why::ExactName
                | Why::Crossing
                | Why::Alias
                | Why::Kilometre
                | Why::Swapped
                | Why::Simplified
                | Why::OtherLanguage { .. }
                | Why::KindWord(_)
        )
    };
    let point =
        found.why.iter().any(|why| matches!(why, Why::ExactNumber | Why::Crossing | Why::Alias | Why::Kilometre));
    let wide = matches!(found.kind.as_str(), "street" | "settlement");
    let named = !alone && !wide && found.why.contains(&Why::ExactName) && found.kind != FoundKind::Interpolated;
    found.why.iter().all(exact) && (point || named)
}

/// What a line `mv …` means whose place is words: as with a new incident only where they mean one place and no other; else
/// `asked`, what the line is asked for without them.
pub(super) fn moved(
    floor: &Floor,
    text: &str,
    selected: Option<IncidentId>,
    asked: Rejection,
) -> Result<Meaning, Rejection> {
    let words = move_words(&floor.engine.board(), text, selected);
    let Some((incident, place)) = words.filter(|(_, place)| place.chars().count() <= LONGEST) else {
        return Err(asked);
    };
    match meant(floor, &PlaceWords { place: place.clone(), what: String::new(), alone: false }) {
        Meant::One(place) => Ok(Meaning::Do(vec![Command::MoveIncident { incident, place }])),
        Meant::Several(names) => {
            Err(Rejection::new(Kind::Ambiguous, "preview.new_which_place").with("places", names.join("; ")))
        }
        Meant::Nothing => Err(Rejection::not_found("place", "refused.no_such_place", &place)),
    }
}

/// What is to be known before a new incident is opened: that it has no place or one far away, and what is like it.
pub(super) fn remarks(floor: &Floor, seat: &Seat, text: &str, commands: &[Command]) -> Vec<MessageLine> {
    let [Command::OpenIncident(open)] = commands else { return Vec::new() };
    let mut lines = Vec::new();
    match &open.place {
        Some(place) => lines.extend(outside(floor, place.at)),
        None => {
            let several = unplaced(floor, text, open).map(|words| meant(floor, &words));
            lines.push(match several {
                Some(Meant::Several(names)) => said("preview.new_which_place", &[("places", names.join("; "))]),
                _ => said("preview.new_no_place", &[]),
            });
        }
    }
    lines.extend(like(floor, seat, open));
    lines
}

fn said(key: &str, params: &[(&str, String)]) -> MessageLine {
    line(key, params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<BTreeMap<_, _>>())
}

/// A place that the imported area does not hold: nobody has a road there.
fn outside(floor: &Floor, at: Wgs84) -> Option<MessageLine> {
    let area = floor.engine.board().area.clone()?;
    let [west, south, east, north] = area.bounds;
    let nearest = Wgs84::new(at.lon().clamp(west, east), at.lat().clamp(south, north)).ok()?;
    let metres = distance_m(at, nearest);
    let km = [("area", area.name), ("km", format!("{:.1}", metres / 1_000.0))];
    (metres > 0.0).then(|| said("preview.new_outside", &km))
}

/// Open incidents the call may be about.
fn like(floor: &Floor, seat: &Seat, open: &OpenIncident) -> Vec<MessageLine> {
    let place = open.place.as_ref().map(|place| PlaceInput {
        lon: place.at.lon(),
        lat: place.at.lat(),
        label: place.label.clone(),
    });
    let query = DuplicatesQuery {
        text: open.what.clone(),
        place,
        type_code: Some(open.type_code.clone()),
        phone: None,
        limit: None,
    };
    let rows = ties::duplicates(floor, seat, &query).unwrap_or_default();
    let told = |row: DuplicateRow| {
        let known = [
            ("number", row.number),
            ("type", row.type_code),
            ("score", row.score.to_string()),
            ("minutes", row.minutes.to_string()),
        ];
        match row.metres {
            Some(metres) => said("preview.new_like", &[&known[..], &[("metres", format!("{metres:.0}"))]].concat()),
            None => said("preview.new_like_nowhere", &known),
        }
    };
    rows.into_iter().filter(|row| row.open).take(MOST_LIKE).map(told).collect()
}
