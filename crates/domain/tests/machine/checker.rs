//! What must hold after every command. Knows the log and the boards, not the rules that made them.

use std::collections::{BTreeMap, BTreeSet};
use watchfloor_domain::board::{Incident, Run};
use watchfloor_domain::event::Was;
use watchfloor_domain::ids::{IncidentId, StreamId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::Role;
use watchfloor_domain::warning::{END_POLICY, Message, key};
use watchfloor_domain::{Board, Event, Recorded};
use watchfloor_warning::chain::{Head, Standing, State, resolve, state};
use watchfloor_warning::model::{MsgType, Status};

/// A moment: the board before and after a command, the events between, and the whole log.
pub struct Moment<'a> {
    pub before: &'a Board,
    pub after: &'a Board,
    pub events: &'a [Event],
    pub log: &'a [Recorded],
    /// The instant of a tick, when the command was one.
    pub ticked_ms: Option<i64>,
}

/// Everything that is wrong, each starting with the name of what was broken.
pub fn violations(moment: &Moment<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    runs(moment.after, &mut wrong);
    steps(moment, &mut wrong);
    paths(moment, &mut wrong);
    releases(moment, &mut wrong);
    closed(moment, &mut wrong);
    numbers(moment, &mut wrong);
    versions(moment, &mut wrong);
    administrators(moment, &mut wrong);
    stored(moment.events, &mut wrong);
    warnings(moment, &mut wrong);
    owners(moment, &mut wrong);
    crews(moment, &mut wrong);
    stacks(moment, &mut wrong);
    crate::desk_checks::check(moment, &mut wrong);
    crate::operation::check(moment, &mut wrong);
    wrong
}

fn open_runs(board: &Board) -> impl Iterator<Item = (&Incident, &Run)> {
    board.incidents.values().flat_map(|incident| incident.open_runs().map(move |run| (incident, run)))
}

/// A unit is on one incident at most, and unit and incident agree about it.
fn runs(board: &Board, wrong: &mut Vec<String>) {
    let mut on: BTreeMap<&UnitId, IncidentId> = BTreeMap::new();
    for (incident, run) in open_runs(board) {
        if on.insert(&run.unit, incident.id).is_some() {
            wrong.push(format!("two open runs: {}", run.unit));
        }
        if board.units.get(&run.unit).and_then(|unit| unit.incident) != Some(incident.id) {
            wrong.push(format!("both ways: {} says {} is on it, the unit does not", incident.number, run.unit));
        }
    }
    for unit in board.units.values() {
        if unit.incident != on.get(&unit.id).copied() {
            wrong.push(format!("both ways: {} says it is on {:?}, that incident does not", unit.id, unit.incident));
        }
        if unit.status.is_step() != unit.incident.is_some() {
            wrong.push(format!("both ways: {} is {:?} with incident {:?}", unit.id, unit.status, unit.incident));
        }
    }
}

type Said<'a> = (IncidentId, &'a UnitId, UnitStatus, i64);

/// The last step of a unit on an incident does not hold: its assignment or status was undone.
fn take_back(said: &mut Vec<Said<'_>>, incident: IncidentId, unit: &UnitId) {
    if let Some(at) = said.iter().rposition(|(on, who, ..)| *on == incident && *who == unit) {
        said.remove(at);
    }
}

/// Every step on the board was said by an event, and every such event is on the board: nothing made up, nothing lost.
fn steps(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut said: Vec<Said<'_>> = Vec::new();
    for recorded in moment.log {
        let at_ms = recorded.happened_ms;
        match &recorded.event {
            Event::UnitAssigned(e) => said.push((e.incident, &e.unit, UnitStatus::Dp, at_ms)),
            Event::UnitStatusSet(e) if e.status.is_step() => {
                said.extend(e.incident.map(|incident| (incident, &e.unit, e.status, at_ms)));
            }
            Event::UnitTransferred(e) if e.back => take_back(&mut said, e.from, &e.unit),
            Event::UnitTransferred(e) => said.push((e.to, &e.unit, e.status, at_ms)),
            Event::UnitUndone(e) => {
                if let Some(incident) = e.incident {
                    take_back(&mut said, incident, &e.unit);
                }
            }
            Event::StatusBackdated(e) => said.push((e.incident, &e.unit, e.status, e.at_ms)),
            Event::LateStatusUndone(e) => {
                let step = (e.incident, &e.unit, e.status, e.at_ms);
                if let Some(at) = said.iter().rposition(|said| *said == step) {
                    said.remove(at);
                }
            }
            Event::UnitRunEntered(e) => {
                said.extend(e.steps.iter().map(|step| (e.incident, &e.unit, step.status, step.at_ms)));
            }
            _ => {}
        }
    }
    said.retain(|(incident, ..)| moment.after.incidents.contains_key(incident));
    let of = |i: &'_ Incident, run: &'_ Run| run.steps.iter().map(|s| (i.id, s.status, s.at_ms)).collect::<Vec<_>>();
    let mut shown: Vec<Said<'_>> = Vec::new();
    for incident in moment.after.incidents.values() {
        for run in &incident.runs {
            shown.extend(of(incident, run).into_iter().map(|(id, status, at_ms)| (id, &run.unit, status, at_ms)));
        }
    }
    said.sort();
    shown.sort();
    if said != shown {
        wrong.push(format!("steps: said {said:?}, shown {shown:?}"));
    }
}

/// The steps of a run in their order (`dispatch.md` 6.3), written here a second time.
const WAY: [UnitStatus; 8] = {
    use UnitStatus::{Ad, Ak, Dp, Er, Os, Sg, Tr, Wk};
    [Dp, Ak, Er, Sg, Os, Wk, Tr, Ad]
};

/// A status is reached by an allowed path or with a reason: a run goes forward, ends by being cleared, begins by being sent.
fn paths(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let at = |status: UnitStatus| WAY.iter().position(|step| *step == status);
    let mut is: BTreeMap<&UnitId, UnitStatus> = moment.before.units.iter().map(|(id, u)| (id, u.status)).collect();
    for event in moment.events {
        let (unit, from, to, reason) = match event {
            Event::UnitStatusSet(e) => {
                (&e.unit, e.from, e.status, e.reason.as_deref().is_some_and(|r| !r.trim().is_empty()))
            }
            Event::UnitReleased(e) if e.status == UnitStatus::Oos => {
                (&e.unit, e.from, e.status, e.reason.as_deref().is_some_and(|r| !r.trim().is_empty()))
            }
            _ => continue,
        };
        let allowed = match (at(from), at(to)) {
            _ if to == UnitStatus::Dp || from == to => false,
            (Some(from), Some(to)) => to > from || reason,
            (None, Some(_)) => false,
            (Some(_), None) => to == UnitStatus::Oos && reason,
            (None, None) => to != UnitStatus::Oos || reason,
        };
        if !allowed || is.insert(unit, to).is_some_and(|was| was != from) {
            wrong.push(format!("path: {unit} {from:?} to {to:?}, reason {reason}"));
        }
    }
}

/// Who was released, or diverted, has left.
fn releases(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for event in moment.events {
        let (unit, left) = match event {
            Event::UnitReleased(e) => (&e.unit, e.incident),
            Event::UnitAssigned(e) => match e.diverted_from {
                Some(left) => (&e.unit, left),
                None => continue,
            },
            _ => continue,
        };
        if open_runs(moment.after).any(|(incident, run)| incident.id == left && run.unit == *unit) {
            wrong.push(format!("release: {unit} is still on {left}"));
        }
    }
}

/// A closed incident holds no run and changes only by being reopened (or by leaving the board).
fn closed(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for (incident, run) in open_runs(moment.after) {
        if incident.closed.is_some() {
            wrong.push(format!("closed with a run: {} {}", incident.number, run.unit));
        }
    }
    let reopened: BTreeSet<IncidentId> = moment
        .events
        .iter()
        .filter_map(|event| match event {
            Event::IncidentReopened(e) => Some(e.incident),
            Event::IncidentSplit(e) => Some(e.incident),
            Event::IncidentUndone(e) => matches!(e.was, Was::Open(_)).then_some(e.incident),
            _ => None,
        })
        .collect();
    for (id, was) in moment.before.incidents.iter().filter(|(id, i)| i.closed.is_some() && !reopened.contains(id)) {
        if moment.after.incidents.get(id).is_some_and(|is| is != was) {
            wrong.push(format!("closed changed: {}", was.number));
        }
    }
}

/// An incident changes hands only by a claim, a release or a receipt; what is closed waits for no answer.
fn owners(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let hands = |event: &Event| match event {
        Event::IncidentClaimed(e) => Some(e.incident),
        Event::ClaimReleased(e) => Some(e.incident),
        Event::HandOverAccepted(e) => Some(e.incident),
        _ => None,
    };
    let changed: BTreeSet<IncidentId> = moment.events.iter().filter_map(hands).collect();
    for (id, is) in moment.after.incidents.iter() {
        let was = moment.before.incidents.get(id);
        if was.is_some_and(|was| was.work.owner != is.work.owner) && !changed.contains(id) {
            wrong.push(format!("owner: {} changed hands by nothing", is.number));
        }
        if is.closed.is_some() && is.work.offer.is_some() {
            wrong.push(format!("owner: {} is closed and waits", is.number));
        }
    }
}

/// One crew is not in two vehicles that are out, and who logged off is off duty and on nothing.
fn crews(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut out: BTreeMap<&String, &UnitId> = BTreeMap::new();
    for unit in moment.after.units.values().filter(|unit| unit.incident.is_some()) {
        let Some(group) = &unit.staff.crew_group else { continue };
        if let Some(other) = out.insert(group, &unit.id) {
            wrong.push(format!("crew twice: {other} and {}", unit.id));
        }
    }
    for event in moment.events {
        if let Event::CrewLoggedOff(e) = event {
            let gone =
                |unit: &&watchfloor_domain::board::Unit| unit.status == UnitStatus::Off && unit.incident.is_none();
            if moment.after.units.get(&e.unit).filter(gone).is_none() {
                wrong.push(format!("logged off: {} is not off duty", e.unit));
            }
        }
    }
}

/// What waits for a unit is open and waits once; nothing waits for a unit that is out; a unit that was freed with something
/// waiting goes there or it is offered.
fn stacks(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let closed = |id: &IncidentId| moment.after.incidents.get(id).is_none_or(|incident| incident.closed.is_some());
    for unit in moment.after.units.values() {
        let waiting: Vec<IncidentId> = moment.after.waiting(unit).map(|held| held.incident).collect();
        let once: BTreeSet<&IncidentId> = waiting.iter().collect();
        if once.len() != waiting.len()
            || waiting.iter().any(closed)
            || waiting.iter().any(|id| unit.incident == Some(*id))
        {
            wrong.push(format!("stack: {} has {waiting:?} waiting", unit.id));
        }
    }
    for event in moment.events {
        let (id, out) = match event {
            Event::UnitReleased(e) => (&e.unit, e.status == UnitStatus::Oos),
            Event::CrewLoggedOff(e) => (&e.unit, true),
            _ => continue,
        };
        let Some(before) = moment.before.units.get(id) else { continue };
        let Some(first) = moment.before.waiting(before).next().map(|held| held.incident) else { continue };
        let follows = |event: &Event| match event {
            Event::UnitAssigned(e) => e.unit == *id && e.incident == first,
            Event::StackOffered(e) => e.unit == *id && e.incident == first,
            _ => false,
        };
        let waits = moment.after.units.get(id).is_some_and(|unit| moment.after.waiting(unit).next().is_some());
        if out && waits || !out && !moment.events.iter().any(follows) {
            wrong.push(format!("stack: {id} was freed and {first} is forgotten"));
        }
    }
}

/// No number is given twice, ever.
fn numbers(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for recorded in moment.log {
        if let Event::IncidentOpened(e) = &recorded.event
            && !seen.insert(&e.number)
        {
            wrong.push(format!("number twice: {}", e.number));
        }
    }
}

/// Versions of a stream count from 1 without a gap. A recalled incident's stream goes on where its author says.
fn versions(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut at: BTreeMap<StreamId, u64> = BTreeMap::new();
    for recorded in moment.log {
        let stream = recorded.event.stream();
        let before = at.insert(stream.clone(), recorded.version).unwrap_or(0);
        if recorded.version != before + 1 {
            wrong.push(format!("version: {stream} {} after {before}", recorded.version));
        }
    }
}

fn administrators(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let any = |board: &Board| board.users.values().any(|u| u.role == Role::Administrator && !u.disabled);
    if any(moment.before) && !any(moment.after) {
        wrong.push("administrator: the last one is gone".into());
    }
}

/// What is written can be read, and reads the same.
fn stored(events: &[Event], wrong: &mut Vec<String>) {
    for event in events {
        let read = Event::decode(event.typ(), event.schema_v(), &event.encode());
        if read.as_ref() != Ok(event) {
            wrong.push(format!("stored: {event:?} reads as {read:?}"));
        }
    }
}

/// The state of warnings is a function of all messages and the time; only real hazards sound on a live floor.
fn warnings(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let board = moment.after;
    let mut newest: BTreeMap<String, &Message> = BTreeMap::new();
    for recorded in moment.log {
        if let Event::WarningReceived(e) = &recorded.event {
            newest.insert(e.key.0.clone(), &e.message);
        }
    }
    let heads: Vec<Head> = newest.values().map(|m| m.head()).collect();
    let resolved = resolve(&heads);
    for ((name, message), standing) in newest.iter().zip(&resolved.standings) {
        let Some(held) = board.warnings.get(&key(&message.identity)) else {
            wrong.push(format!("warning lost: {name}"));
            continue;
        };
        let by = match standing {
            Standing::Live => None,
            Standing::Superseded { by } | Standing::Cancelled { by } => Some(key(by)),
        };
        let ended = matches!(held.state, State::Superseded | State::Cancelled);
        let stands = held.by == by && ended == (*standing != Standing::Live);
        let timely =
            moment.ticked_ms.is_none_or(|now| held.state == state(standing, &message.times(), &END_POLICY, now));
        if !stands || !timely {
            wrong.push(format!("warning state: {name} is {:?} by {:?}, stands {standing:?}", held.state, held.by));
        }
        let real = message.status == Status::Actual && matches!(message.msg_type, MsgType::Alert | MsgType::Update);
        if held.is_alarm(false) && !real {
            wrong.push(format!("alarm: {name} is {:?} {:?}", message.status, message.msg_type));
        }
    }
}
