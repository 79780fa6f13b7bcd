//! `n place; type; text`: a new incident.

use super::words::{Words, fold};
use super::{Line, Meaning, typed, verb};
use crate::board::Board;
use crate::command::{Command, OpenIncident};
use crate::plan::Plan;
use crate::rejection::{Kind, Rejection};
use crate::types::{Place, Priority};

impl Line<'_> {
    /// `n place; type; text`. One field is text; the place may be coordinates in any common form.
    pub(super) fn new_incident(&self, rest: &str) -> Result<Meaning, Rejection> {
        let fields: Vec<&str> = rest.splitn(3, ';').map(str::trim).collect();
        let (place, kind, what) = match fields.as_slice() {
            [] | [""] => return Err(Rejection::new(Kind::Incomplete, "preview.new_incident")),
            [one] => (*one, "", ""),
            [place, kind] => (*place, *kind, ""),
            [place, kind, what, ..] => (*place, *kind, *what),
        };
        let (type_code, priority) = type_and_priority(self.board.plan(), kind)?;
        let (at, what) = self.place_or_text(place, typed::as_typed(self.typed, self.folded, what));
        Ok(Meaning::Do(vec![Command::OpenIncident(OpenIncident {
            type_code,
            priority,
            place: at,
            what,
            ..OpenIncident::default()
        })]))
    }

    /// Coordinates become the place; words that are no coordinates stay in the text, for a person to place.
    pub(super) fn place_or_text(&self, place: &str, what: String) -> (Option<Place>, String) {
        let found = watchfloor_geo::parse_coordinates(place);
        let inside = self.board.area.as_ref().and_then(|area| {
            let [west, south, east, north] = area.bounds;
            let fits = |lon: f64, lat: f64| lon >= west && lon <= east && lat >= south && lat <= north;
            found.iter().find(|(p, _)| fits(p.lon(), p.lat()))
        });
        // "berth3" is also a geohash, of a place far away: one outside the area is taken for a word.
        let sure = found.iter().find(|(_, why)| why.form != watchfloor_geo::Form::Geohash);
        match inside.or(sure) {
            Some((at, _)) => (Some(Place { at: *at, label: place.to_owned() }), what),
            None if place.is_empty() => (None, what),
            None => {
                let place = typed::as_typed(self.typed, self.folded, place);
                (None, if what.is_empty() { place } else { format!("{place}; {what}") })
            }
        }
    }
}

/// `STRUCT`, `struct 1`, or nothing (a call of unknown kind).
fn type_and_priority(plan: &Plan, text: &str) -> Result<(String, Option<Priority>), Rejection> {
    let mut words = text.split_whitespace();
    let code = words.next().unwrap_or(&plan.unknown);
    let kind = plan.typ(code).or_else(|| {
        let mut starting = plan.types.iter().filter(|t| t.code.to_lowercase().starts_with(&code.to_lowercase()));
        starting.next().filter(|_| starting.next().is_none())
    });
    let kind = kind.ok_or_else(|| Rejection::argument("type_code", "refused.unknown_type").with("name", code))?;
    let priority = match words.next() {
        Some(word) => Some(
            Priority::from_code(word)
                .ok_or_else(|| Rejection::argument("priority", "refused.unknown_priority").with("name", word))?,
        ),
        None => None,
    };
    Ok((kind.code.clone(), priority))
}

/// The words of a line `n …` that stand where the place does, and the text after them, both as typed; `alone` when the
/// line has no other field. For who knows the streets: this crate knows coordinates only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceWords {
    pub place: String,
    pub what: String,
    pub alone: bool,
}

/// The place of a new incident in words; `None` for other lines.
pub fn place_words(board: &Board, line: &str) -> Option<PlaceWords> {
    let folded = fold(line);
    let mut words = Words::new(&folded);
    let at_first = words.clone();
    let first = words.next()?;
    match (verb(first), typed::glued_verb(board, first)) {
        (Some("n"), _) => {}
        (None, Some(("n", beginning))) => words = at_first.after(beginning),
        _ => return None,
    }
    let fields: Vec<&str> = words.rest().splitn(3, ';').map(str::trim).collect();
    let typed = |field: &str| typed::as_typed(line, &folded, field);
    let place = fields.first().filter(|place| !place.is_empty())?;
    let what = fields.get(2).map(|what| typed(what)).unwrap_or_default();
    Some(PlaceWords { place: typed(place), what, alone: fields.len() == 1 })
}
