//! A card that was filled in on paper while the console was down, and when what stands on it can have happened: in the
//! order of a run, never before the call, never in the future, and no unit in two places (`dispatch.md` 2.2, 6.3, 6.4).

use super::{Answer, Paper, event::PaperStep};
use crate::board::{Board, Unit};
use crate::ids::UnitId;
use crate::number::{LocalTime, wall_clock};
use crate::rejection::Rejection;
use crate::status::{Availability, UnitStatus};
use crate::types::{Place, Priority};

/// A card older than this is a slip of the pen, days.
pub const OLDEST_DAYS: i64 = 31;
/// Most units on one card.
pub const MOST_RUNS: usize = 20;
const DAY_MS: i64 = 24 * 3_600_000;

/// A card. Times are UTC milliseconds; what does not stand on it is absent and stays so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// Why it was on paper.
    pub reason: String,
    pub type_code: String,
    pub priority: Option<Priority>,
    pub place: Option<Place>,
    pub what: String,
    pub caller_name: Option<String>,
    pub caller_phone: Option<String>,
    pub received_ms: i64,
    pub answers: Vec<Answer>,
    pub runs: Vec<CardRun>,
    /// With its disposition, when it was closed.
    pub closed_ms: Option<i64>,
    pub disposition: Option<String>,
}

/// One unit on a card.
#[derive(Clone, Debug, PartialEq)]
pub struct CardRun {
    pub unit: UnitId,
    pub sent_ms: Option<i64>,
    pub en_route_ms: Option<i64>,
    pub on_scene_ms: Option<i64>,
    pub transport_ms: Option<i64>,
    pub at_destination_ms: Option<i64>,
    pub destination: Option<String>,
    pub clear_ms: Option<i64>,
}

impl CardRun {
    /// A unit without times yet.
    pub fn of(unit: UnitId) -> Self {
        Self {
            unit,
            sent_ms: None,
            en_route_ms: None,
            on_scene_ms: None,
            transport_ms: None,
            at_destination_ms: None,
            destination: None,
            clear_ms: None,
        }
    }

    /// Each time there is, in the order of a run, with the field it stands in.
    fn times(&self) -> impl Iterator<Item = (&'static str, UnitStatus, i64)> {
        let columns = [
            ("sent_ms", UnitStatus::Dp, self.sent_ms),
            ("en_route_ms", UnitStatus::Er, self.en_route_ms),
            ("on_scene_ms", UnitStatus::Os, self.on_scene_ms),
            ("transport_ms", UnitStatus::Tr, self.transport_ms),
            ("at_destination_ms", UnitStatus::Ad, self.at_destination_ms),
            ("clear_ms", UnitStatus::Cl, self.clear_ms),
        ];
        columns.into_iter().filter_map(|(field, status, at)| Some((field, status, at?)))
    }
}

/// A run as it may be written into the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub unit: UnitId,
    pub steps: Vec<PaperStep>,
    pub cleared: Option<PaperStep>,
    pub destination: Option<String>,
}

/// Where a time stands and what it is of, so that a refusal can name it.
struct Stamp {
    field: String,
    /// `CALL`, the letters of a state, or `END`.
    what: &'static str,
    at_ms: i64,
}

/// Times against each other and against now.
struct Times {
    now_ms: i64,
    zone_offset_min: i32,
}

impl Times {
    /// As a person reads it: the day only where it is not today's.
    fn clock(&self, at_ms: i64) -> String {
        clock(at_ms, self.now_ms, self.zone_offset_min)
    }

    /// A later one may not lie before an earlier one, nor in the future. The same minute is no fault: paper has no seconds.
    fn follows(&self, earlier: &Stamp, later: &Stamp) -> Result<(), Rejection> {
        if later.at_ms > self.now_ms {
            return Err(Rejection::argument(&later.field, "refused.card_future").with("time", self.clock(later.at_ms)));
        }
        if later.at_ms < earlier.at_ms {
            return Err(Rejection::argument(&later.field, "refused.card_order")
                .with("what", later.what)
                .with("time", self.clock(later.at_ms))
                .with("other", earlier.what)
                .with("other_time", self.clock(earlier.at_ms)));
        }
        Ok(())
    }
}

/// The wall clock of an instant, with its day where that is not the day of `now`.
pub fn clock(at_ms: i64, now_ms: i64, zone_offset_min: i32) -> String {
    let (then, now) = (LocalTime::at(at_ms, zone_offset_min), LocalTime::at(now_ms, zone_offset_min));
    let time = wall_clock(at_ms, zone_offset_min);
    match (then.year, then.day_of_year) == (now.year, now.day_of_year) {
        true => time,
        false => format!("{:04}-{:02}-{:02} {time}", then.year, then.month, then.day),
    }
}

/// The head of a card: when the call came.
///
/// # Errors
/// Names `received_ms` when it is in the future or too long ago.
pub fn head(card: &Card, reason: &str, now_ms: i64, zone_offset_min: i32) -> Result<Paper, Rejection> {
    let times = Times { now_ms, zone_offset_min };
    times.follows(&Stamp { field: String::new(), what: "", at_ms: i64::MIN }, &received(card))?;
    if card.received_ms < now_ms.saturating_sub(OLDEST_DAYS * DAY_MS) {
        return Err(Rejection::argument("received_ms", "refused.card_too_old")
            .with("time", times.clock(card.received_ms))
            .with("days", OLDEST_DAYS.to_string()));
    }
    let clock = times.clock(card.received_ms);
    Ok(Paper { received_ms: card.received_ms, clock, reason: reason.to_owned(), entered_ms: now_ms })
}

fn received(card: &Card) -> Stamp {
    Stamp { field: "received_ms".into(), what: "CALL", at_ms: card.received_ms }
}

/// The runs of a card, each judged by itself and against where its unit is known to have been.
///
/// # Errors
/// Names the field at fault, such as `units[0].on_scene_ms`.
pub fn runs(board: &Board, card: &Card, now_ms: i64, zone_offset_min: i32) -> Result<Vec<Run>, Rejection> {
    if card.runs.len() > MOST_RUNS {
        return Err(Rejection::argument("units", "refused.card_units").with("limit", MOST_RUNS.to_string()));
    }
    let times = Times { now_ms, zone_offset_min };
    let mut done: Vec<Run> = Vec::new();
    for (at, entry) in card.runs.iter().enumerate() {
        let place = format!("units[{at}]");
        let named = |r: Rejection| Rejection { field: Some(format!("{place}.unit")), ..r };
        let unit = board.unit(&entry.unit).map_err(named)?;
        if done.iter().any(|run| run.unit == unit.id) {
            return Err(named(Rejection::rule("refused.card_unit_twice").with("unit", &unit.id.0)));
        }
        done.push(run(board, card, unit, entry, &place, &times)?);
    }
    Ok(done)
}

fn run(board: &Board, card: &Card, unit: &Unit, entry: &CardRun, place: &str, times: &Times) -> Result<Run, Rejection> {
    let mut before = received(card);
    let (mut steps, mut cleared) = (Vec::new(), None);
    for (field, status, at_ms) in entry.times() {
        let stamp = Stamp { field: format!("{place}.{field}"), what: status.code(), at_ms };
        times.follows(&before, &stamp)?;
        let step = PaperStep { status, at_ms, clock: times.clock(at_ms) };
        match status {
            UnitStatus::Cl => cleared = Some(step),
            _ => steps.push(step),
        }
        before = stamp;
    }
    let Some(first) = steps.first() else {
        let none = Rejection::argument(format!("{place}.sent_ms"), "refused.card_no_time");
        return Err(none.with("unit", &unit.id.0));
    };
    let destination = entry.destination.as_deref().map(str::trim).filter(|d| !d.is_empty());
    let carried = steps.iter().any(|s| matches!(s.status, UnitStatus::Tr | UnitStatus::Ad));
    if carried && destination.is_none() {
        return Err(Rejection::argument(format!("{place}.destination"), "refused.destination_needed"));
    }
    if destination.is_some_and(|d| d.chars().count() > 200) {
        return Err(Rejection::argument(format!("{place}.destination"), "refused.too_long").with("limit", "200"));
    }
    let end_ms = cleared.as_ref().map_or(i64::MAX, |step| step.at_ms);
    elsewhere(board, unit, (first.at_ms, end_ms), place, times)?;
    if cleared.is_none() {
        still_out(unit, before.at_ms, place, times)?;
    }
    Ok(Run { unit: unit.id.clone(), steps, cleared, destination: destination.map(str::to_owned) })
}

/// No unit has two runs at once, on paper as little as on the screen; one may begin when the other ends.
fn elsewhere(
    board: &Board,
    unit: &Unit,
    (from_ms, to_ms): (i64, i64),
    place: &str,
    times: &Times,
) -> Result<(), Rejection> {
    for incident in board.incidents.values() {
        for run in incident.runs.iter().filter(|run| run.unit == unit.id) {
            let ended_ms = run.ended.as_ref().map_or(i64::MAX, |end| end.at_ms);
            if run.assigned_ms < to_ms && from_ms < ended_ms {
                return Err(Rejection::argument(format!("{place}.sent_ms"), "refused.card_unit_elsewhere")
                    .with("unit", &unit.id.0)
                    .with("number", &incident.number)
                    .with("time", times.clock(run.assigned_ms)));
            }
        }
    }
    Ok(())
}

/// A unit without a clear time is out now: nothing newer may be known of it that says otherwise.
fn still_out(unit: &Unit, last_ms: i64, place: &str, times: &Times) -> Result<(), Rejection> {
    let newer = unit.since_ms > last_ms;
    if newer || unit.status.availability() == Availability::Unavailable {
        return Err(Rejection::argument(format!("{place}.clear_ms"), "refused.card_unit_known")
            .with("unit", &unit.id.0)
            .with("status", unit.status.code())
            .with("time", times.clock(unit.since_ms)));
    }
    Ok(())
}

/// When the incident was closed; none while it goes on.
///
/// # Errors
/// Names the field when units are still out, when it is out of order, or when one of time and disposition is missing.
pub fn end(card: &Card, runs: &[Run], now_ms: i64, zone_offset_min: i32) -> Result<Option<PaperStep>, Rejection> {
    let disposition = card.disposition.as_deref().is_some_and(|d| !d.trim().is_empty());
    let Some(at_ms) = card.closed_ms else {
        return if disposition { Err(Rejection::argument("closed_ms", "refused.empty")) } else { Ok(None) };
    };
    if !disposition {
        return Err(Rejection::argument("disposition", "refused.empty"));
    }
    let out: Vec<&str> = runs.iter().filter(|r| r.cleared.is_none()).map(|r| r.unit.0.as_str()).collect();
    if !out.is_empty() {
        return Err(Rejection::argument("closed_ms", "refused.card_units_out").with("units", out.join(" ")));
    }
    let times = Times { now_ms, zone_offset_min };
    let closing = Stamp { field: "closed_ms".into(), what: "END", at_ms };
    times.follows(&received(card), &closing)?;
    for cleared in runs.iter().filter_map(|run| run.cleared.as_ref()) {
        times.follows(&Stamp { field: String::new(), what: "CL", at_ms: cleared.at_ms }, &closing)?;
    }
    Ok(Some(PaperStep { status: UnitStatus::Cl, at_ms, clock: times.clock(at_ms) }))
}
