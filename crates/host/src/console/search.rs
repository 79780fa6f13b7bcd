//! The one search box: places of the active area, the agency's names, coordinates, units, incidents, cameras.

use super::Seat;
use super::refusal::{bad, error};
use crate::floor::Floor;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use watchfloor_api::query::{At, SearchQuery};
use watchfloor_api::view::{MessageLine, NearView, SearchRow, SearchView, WhereaboutsView};
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_area::own::{OwnFeature, middle};
use watchfloor_domain::Board;
use watchfloor_geo::{CoordinateForm, Wgs84, distance_m, format_as};
use watchfloor_offline_cache::areas::{LayerInfo, SEARCH_TIME};
use watchfloor_search::{self as search_box, Alias, Found, Near, Question, Why};

/// Longest text anyone searches for, in characters.
const LONGEST: usize = 200;
/// Rows of a list when the caller does not say, and at most.
const ROWS: (u32, u32) = (10, 50);
/// Where any pair of coordinates may lie.
const EARTH: [f64; 4] = [-180.0, -90.0, 180.0, 90.0];
/// Units, incidents and cameras of one answer, so that they do not push the places out.
const MOST_OF_FLOOR: usize = 4;
/// What stands on the floor and bears exactly what was typed as its name.
const EXACT: u32 = 1_000;
/// What only begins so.
const BEGINS: u32 = 700;

pub(crate) fn search(floor: &Floor, _seat: &Seat, query: &SearchQuery) -> Result<SearchView, ApiError> {
    if query.text.chars().nth(LONGEST).is_some() {
        return Err(bad("text", format!("at most {LONGEST} characters")));
    }
    let near = query.near.map(|[lon, lat]| Wgs84::new(lon, lat)).transpose().map_err(|e| bad("near", e.to_string()))?;
    let limit = query.limit.unwrap_or(ROWS.0).clamp(1, ROWS.1) as usize;
    let mut rows = if query.places_only { Vec::new() } else { on_the_floor(&floor.engine.board(), &query.text) };
    rows.extend(in_layers(floor, &query.text));
    let mut view = SearchView { rows: Vec::new(), more: false, notes: Vec::new() };
    let (answer, whole) = places(floor, &query.text, near, limit)?;
    rows.extend(self::rows(&answer));
    view.more = answer.more;
    if !whole {
        view.notes.push(line("search.note.no_area", BTreeMap::new()));
    }
    // Stable: what is on the floor comes before a place that matches as well.
    rows.sort_by_key(|row| std::cmp::Reverse(row.score));
    view.more |= rows.len() > limit;
    rows.truncate(limit);
    view.rows = rows;
    Ok(view)
}

/// What the active area and the agency's names hold, and whether there is an area. Without one, names and coordinates are
/// still found.
pub(super) fn places(
    floor: &Floor,
    text: &str,
    near: Option<Wgs84>,
    limit: usize,
) -> Result<(search_box::Answer, bool), ApiError> {
    let (area, own) = {
        let board = floor.engine.board();
        (board.area.clone(), board.aliases.clone())
    };
    let aliases: Vec<Alias<'_>> =
        own.iter().map(|(text, place)| Alias { text, label: &place.label, at: place.at }).collect();
    let Some(area) = area else {
        let question = Question { text, near, bounds: EARTH, limit };
        return Ok((search_box::without_area(&question, &aliases), false));
    };
    let file = floor.area_file(&area.name).map_err(|why| unread(&why))?;
    let question = Question { text, near, bounds: area.bounds, limit };
    let answer = file.search(&question, &aliases, SEARCH_TIME).map_err(|e| unread(&e.to_string()))?;
    Ok((answer, true))
}

pub(super) fn unread(why: &str) -> ApiError {
    error(ErrorCode::Internal, "refused.not_read", why)
}

/// Rows of an answer, for a list.
pub(crate) fn rows(answer: &search_box::Answer) -> Vec<SearchRow> {
    answer.found.iter().map(row).collect()
}

fn row(found: &Found) -> SearchRow {
    SearchRow {
        label: found.label.clone(),
        kind: found.kind.as_str().to_owned(),
        lon: found.at.lon(),
        lat: found.at.lat(),
        score: found.score,
        why: found.why.iter().map(why).collect(),
        classes: found.classes.iter().map(|class| (*class).to_owned()).collect(),
        detail: found.detail.clone(),
        target: None,
    }
}

/// A reason in words. The form and the order of a reading are codes with words of their own, `search.form.*` and
/// `search.order.*`, which a window says in its language.
pub(super) fn why(why: &Why) -> MessageLine {
    let params: BTreeMap<String, String> =
        why.params().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let word = |(name, value): (&String, &String)| {
        let value = match name.as_str() {
            "form" | "order" => say(Language::En, &format!("search.{name}.{value}"), &BTreeMap::new()),
            _ => value.clone(),
        };
        (name.clone(), value)
    };
    let text = say(Language::En, why.key(), &params.iter().map(word).collect());
    MessageLine { key: why.key().to_owned(), params, text }
}

/// A message by its key.
pub(super) fn line(key: &str, params: BTreeMap<String, String>) -> MessageLine {
    MessageLine { key: key.to_owned(), text: say(Language::En, key, &params), params }
}

/// Units, incidents and cameras whose name is or begins with what was typed.
fn on_the_floor(board: &Board, text: &str) -> Vec<SearchRow> {
    let typed = text.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let mut rows = units(board, &typed);
    rows.extend(incidents(board, &typed));
    rows.extend(cameras(board, &typed));
    rows.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.target.cmp(&b.target)));
    rows.truncate(MOST_OF_FLOOR);
    rows
}

/// Features of the centre's own layers by their names.
fn in_layers(floor: &Floor, text: &str) -> Vec<SearchRow> {
    let typed = search_box::fold(text);
    let row = |(layer, info, feature): (String, LayerInfo, OwnFeature)| {
        let [lon, lat] = middle(feature.shape.bounds());
        let score = if search_box::fold(&feature.name).trim() == typed.trim() { EXACT } else { BEGINS };
        let target = format!("layer/{layer}/{}", feature.id);
        let row = floor_row("layer", feature.name, Wgs84::new(lon, lat).ok()?, score, target);
        Some(SearchRow { detail: Some(info.title), ..row })
    };
    floor.layers_named(text).into_iter().filter_map(row).collect()
}

/// How well a name answers to what was typed, in small letters.
fn answers(name: &str, typed: &str) -> Option<u32> {
    let name = name.to_lowercase();
    if name == typed {
        return Some(EXACT);
    }
    (typed.chars().count() > 1 && name.starts_with(typed)).then_some(BEGINS)
}

fn floor_row(kind: &str, label: String, at: Wgs84, score: u32, target: String) -> SearchRow {
    let key = if score == EXACT { "search.why.exact_name" } else { "search.why.prefix" };
    SearchRow {
        label,
        kind: kind.to_owned(),
        lon: at.lon(),
        lat: at.lat(),
        score,
        why: vec![line(key, BTreeMap::new())],
        classes: Vec::new(),
        detail: None,
        target: Some(target),
    }
}

fn units(board: &Board, typed: &str) -> Vec<SearchRow> {
    let found = board.units.values().filter_map(|unit| {
        let score = answers(&unit.id.0, typed).or_else(|| answers(&unit.call_sign, typed))?;
        let at = unit.fix.as_ref().map(|fix| fix.at).or(unit.home)?;
        Some(floor_row("unit", unit.call_sign.clone(), at, score, format!("unit/{}", unit.id)))
    });
    found.collect()
}

fn incidents(board: &Board, typed: &str) -> Vec<SearchRow> {
    let digits = typed.trim_start_matches('@');
    let found = board.incidents.values().filter_map(|incident| {
        let number = incident.number.to_lowercase();
        let counter = number.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().trim_start_matches('0');
        let score = match answers(&number, typed) {
            Some(score) => score,
            None if !digits.is_empty() && counter == digits.trim_start_matches('0') => BEGINS + 100,
            None => return None,
        };
        let at = incident.place.as_ref()?.at;
        Some(floor_row("incident", incident.number.clone(), at, score, format!("incident/{}", incident.id)))
    });
    found.collect()
}

fn cameras(board: &Board, typed: &str) -> Vec<SearchRow> {
    let found = board.cameras.values().filter_map(|camera| {
        let score = answers(&camera.id.0, typed).or_else(|| answers(&camera.name, typed))?;
        Some(floor_row("camera", camera.name.clone(), camera.at, score, format!("camera/{}", camera.id)))
    });
    found.collect()
}

pub(crate) fn whereabouts(floor: &Floor, at: &At) -> Result<WhereaboutsView, ApiError> {
    let place = Wgs84::new(at.lon, at.lat).map_err(|e| bad("lon", e.to_string()))?;
    let area = floor.engine.board().area.as_ref().map(|area| area.name.clone());
    let around = match area {
        Some(name) => {
            let file = floor.area_file(&name).map_err(|why| unread(&why))?;
            file.whereabouts(place).map_err(|e| unread(&e.to_string()))?
        }
        None => search_box::Whereabouts::default(),
    };
    let forms = CoordinateForm::ALL.into_iter().map(|form| (form.name().to_owned(), format_as(place, form)));
    Ok(WhereaboutsView {
        address: around.address.as_ref().map(near_view),
        crossing: around.crossing.as_ref().map(near_view),
        street: around.street.as_ref().map(near_view),
        forms: forms.collect(),
    })
}

fn near_view(near: &Near) -> NearView {
    NearView { label: near.label.clone(), metres: near.metres, lon: near.at.lon(), lat: near.at.lat() }
}

/// Straight line between two places, metres.
pub(super) fn straight(a: Wgs84, b: Wgs84) -> f64 {
    distance_m(a, b)
}
