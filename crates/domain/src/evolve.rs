//! Folds an event into the board. Total: an event about something the board does not hold changes nothing else.

mod crew;

use crate::board::{
    Board, CLOSED_STAYS_MS, Closed, Feed, Incident, Note, PAST_STAYS_MS, RoadClosure, Run, RunEnd, Step, Unit, User,
    Warning,
};
use crate::crew::Safety;
use crate::event::{self, Event, Recorded};
use crate::ids::{IncidentId, StreamId, UnitId};
use crate::plan::InForce;
use crate::status::UnitStatus;
use crate::types::Fix;
use crate::{link, undo};
use std::collections::BTreeSet;

/// How often what has been closed for a day is looked for: at every closing would cost as much as all else together.
const SWEEP_MS: i64 = 3_600_000;
/// Most contents remembered of one identity, and most faults of one feed.
const REMEMBERED: usize = 32;

/// Folds one event. Never fails; the same events give the same board everywhere.
pub fn evolve(board: &mut Board, recorded: &Recorded) {
    let swept = board.at_ms.div_euclid(SWEEP_MS);
    let deed = undo::deed(board, recorded);
    apply(board, recorded);
    undo::keep(board, recorded, deed);
    if board.at_ms.div_euclid(SWEEP_MS) != swept {
        let_go(board);
    }
}

fn apply(board: &mut Board, recorded: &Recorded) {
    board.gseq = recorded.gseq;
    crate::staff::fold(board, recorded);
    board.at_ms = board.at_ms.max(recorded.recorded_ms);
    board.versions.insert(recorded.event.stream(), recorded.version);
    match &recorded.event {
        Event::IncidentOpened(e) => incident_opened(board, recorded, e),
        Event::NoteAdded(e) => {
            crate::work::named(board, e.incident, &e.entry);
            with_incident(board, e.incident, |i| {
                let (at_ms, by) = (recorded.happened_ms, recorded.actor.clone());
                let (text, entry) = (e.text.clone(), e.entry.clone());
                i.notes.push(Note { at_ms, by, text, entry, gseq: recorded.gseq, struck: None });
            });
        }
        Event::PrioritySet(e) => with_incident(board, e.incident, |i| i.priority = e.priority),
        Event::TypeSet(e) => with_incident(board, e.incident, |i| i.type_code.clone_from(&e.type_code)),
        Event::IncidentMoved(e) => with_incident(board, e.incident, |i| i.place = Some(e.place.clone())),
        Event::IncidentClosed(e) => incident_closed(board, recorded, e),
        Event::IncidentReopened(e) => {
            if let Some(recalled) = e.recalled.as_ref().filter(|_| !board.incidents.contains_key(&e.incident)) {
                board.incidents.insert(e.incident, (**recalled).clone());
            }
            with_incident(board, e.incident, |i| {
                i.closed = None;
                i.reopened = i.reopened.saturating_add(1);
                i.state_since_ms = recorded.happened_ms;
            });
        }
        Event::UnitAdded(e) => unit_added(board, recorded, e),
        Event::UnitAssigned(e) => unit_assigned(board, recorded, e),
        Event::UnitStatusSet(e) => unit_status_set(board, recorded, e),
        Event::UnitReleased(e) => unit_released(board, recorded, e),
        Event::WarningReceived(e) => warning_received(board, recorded, e),
        Event::WarningStateChanged(e) => {
            if let Some(warning) = board.warnings.get_mut(&e.key) {
                warning.state = e.state;
                warning.state_since_ms = recorded.happened_ms;
                warning.why.clone_from(&e.why);
                warning.by.clone_from(&e.by);
                // What is over does not come back; what comes into force again sounds.
                warning.shelved = warning.shelved.take().filter(|_| warning.is_active());
            }
        }
        Event::WarningAcknowledged(e) => {
            if let Some(warning) = board.warnings.get_mut(&e.key) {
                warning.acknowledged.get_or_insert_with(|| (recorded.actor.clone(), recorded.happened_ms));
                warning.shelved = None;
            }
        }
        Event::WarningNotified(e) => {
            if let Some(warning) = board.warnings.get_mut(&e.key) {
                warning.notified = Some((recorded.happened_ms, e.failure.clone()));
            }
        }
        Event::FeedAdded(_) | Event::FeedRemoved(_) | Event::FeedFaulted(_) | Event::FeedStateChanged(_) => {
            feed(board, recorded);
        }
        Event::CameraRegistered(e) => {
            board.cameras.insert(e.camera.clone(), e.details.clone());
        }
        Event::UserCreated(_) | Event::PasswordSet(_) | Event::UserDisabled(_) => user(board, recorded),
        Event::AlarmShelved(_) | Event::AlarmReturned(_) => crate::shelf::fold(board, recorded),
        Event::PlanSet(e) => plan_set(board, recorded, &e.text),
        other if link::apply(board, recorded, other) => {}
        _ if crate::intake::fold(board, recorded) => {}
        other => {
            crate::work::fold(board, recorded);
            crate::ics::fold(board, recorded);
            crate::site::fold(board, recorded);
            crate::resource::fold(board, recorded);
            crate::radio::fold(board, recorded);
            console(board, recorded, other);
        }
    }
}

/// A plan that says so also sets the codes and the numbering, which older logs set by themselves.
fn plan_set(board: &mut Board, recorded: &Recorded, text: &str) {
    board.plan = InForce::new(text, recorded.happened_ms, &recorded.actor);
    if let Some(codes) = board.plan().codes {
        board.status_codes = codes;
    }
    if let Some(rule) = &board.plan().numbering {
        board.numbering = rule.numbering();
    }
}

pub(crate) fn with_incident(board: &mut Board, id: IncidentId, change: impl FnOnce(&mut Incident)) {
    if let Some(incident) = board.incidents.get_mut(&id) {
        change(incident);
    }
}

fn incident_opened(board: &mut Board, recorded: &Recorded, e: &event::IncidentOpened) {
    let highest = board.sequence.entry(e.period.clone()).or_default();
    *highest = e.count.max(*highest);
    board.incidents.insert(
        e.incident,
        Incident {
            id: e.incident,
            number: e.number.clone(),
            type_code: e.type_code.clone(),
            priority: e.priority,
            place: e.place.clone(),
            what: e.what.clone(),
            caller: e.caller.clone(),
            opened_ms: recorded.happened_ms,
            opened_by: recorded.actor.clone(),
            notes: Vec::new(),
            runs: Vec::new(),
            closed: None,
            reopened: 0,
            state_since_ms: recorded.happened_ms,
            recommended: None,
            calls: Vec::new(),
            merged: None,
            par: None,
            work: crate::work::Work::default(),
            ics: crate::ics::Ics::default(),
            level: 1,
            proposed: None,
            intake: crate::intake::Intake {
                ring_ms: e.ring_ms,
                answered_ms: e.answered_ms,
                answers: Vec::new(),
                paper: e.paper.clone(),
            },
        },
    );
}

fn incident_closed(board: &mut Board, recorded: &Recorded, e: &event::IncidentClosed) {
    with_incident(board, e.incident, |i| {
        i.closed = Some(Closed {
            at_ms: recorded.happened_ms,
            disposition: e.disposition.clone(),
            told_ms: recorded.recorded_ms,
        });
        // A closed incident has nobody to call; its rolls are in the log.
        i.par = None;
        i.work.offer = None;
        // What was shown for it is in the log as well, and nobody sends by it any more.
        i.recommended = None;
        i.proposed = None;
        i.state_since_ms = recorded.happened_ms;
    });
}

/// Lets go of incidents closed for hours, closures and duties over for a day, so that memory stays bounded over any number of shifts.
fn let_go(board: &mut Board) {
    let (before, yesterday) = (board.at_ms - CLOSED_STAYS_MS, board.at_ms - PAST_STAYS_MS);
    let open: BTreeSet<IncidentId> = board.incidents.values().filter(|i| i.closed.is_none()).map(|i| i.id).collect();
    let versions = &mut board.versions;
    board.incidents.retain(|id, i| {
        // What was merged into an open incident is part of it, and can be split off as long as that is worked on.
        let part = i.merged.as_ref().is_some_and(|merged| open.contains(&merged.into));
        let stays = part || i.closed.as_ref().is_none_or(|closed| !closed.before(before));
        if !stays {
            versions.remove(&StreamId::new("incident", id));
        }
        stays
    });
    let incidents = &board.incidents;
    board.links.retain(|link| incidents.contains_key(&link.incident) && incidents.contains_key(&link.other));
    let incidents = &board.incidents;
    board.unread.retain(|id, _| incidents.contains_key(id));
    board.resources.calls.retain(|id, _| incidents.contains_key(id));
    // A closure whose time is long over; until then its stream may still be changed.
    board.closures.retain(|id, closure| {
        let stays = closure.details.until_ms.is_none_or(|until| until >= yesterday);
        if !stays {
            versions.remove(&StreamId::new("closure", id));
        }
        stays
    });
    crate::staff::let_go(board, yesterday);
    crate::radio::let_go(board);
}

fn unit_added(board: &mut Board, recorded: &Recorded, e: &event::UnitAdded) {
    let unit = board.units.entry(e.unit.clone()).or_insert_with(|| Unit {
        id: e.unit.clone(),
        call_sign: String::new(),
        kind: String::new(),
        station: String::new(),
        home: None,
        status: UnitStatus::Aq,
        since_ms: recorded.happened_ms,
        by: recorded.actor.clone(),
        reason: None,
        incident: None,
        fix: None,
        safety: Safety::default(),
        staff: crate::staff::Staff::default(),
    });
    unit.call_sign.clone_from(&e.call_sign);
    unit.kind.clone_from(&e.kind);
    unit.station.clone_from(&e.station);
    unit.home = e.home;
    // Absent, the word stays; empty, it goes.
    let said = |held: &mut Option<String>, said: &Option<String>| {
        if let Some(word) = said {
            *held = Some(word.clone()).filter(|word| !word.is_empty());
        }
    };
    said(&mut unit.staff.agency, &e.agency);
    said(&mut unit.staff.crew_group, &e.crew_group);
}

pub(crate) fn set_unit(board: &mut Board, recorded: &Recorded, id: &UnitId, change: impl FnOnce(&mut Unit)) {
    if let Some(unit) = board.units.get_mut(id) {
        unit.since_ms = recorded.happened_ms;
        unit.by.clone_from(&recorded.actor);
        unit.reason = None;
        unit.safety.alerted = false;
        unit.safety.limit_from_ms = None;
        unit.safety.heard = None;
        unit.safety.shelved = None;
        let run = unit.incident;
        change(unit);
        if unit.incident != run {
            unit.safety.relief = None;
        }
        // Back in its station or off duty there is nobody to ask whether they are well.
        if matches!(unit.status, UnitStatus::Aq | UnitStatus::Off) {
            unit.safety.welfare = None;
        }
    }
}

fn remember(unit: &mut Unit, fix: Option<&Fix>) {
    if let Some(fix) = fix {
        unit.fix = Some(fix.clone());
    }
}

fn unit_assigned(board: &mut Board, recorded: &Recorded, e: &event::UnitAssigned) {
    set_unit(board, recorded, &e.unit, |unit| {
        unit.status = UnitStatus::Dp;
        unit.incident = Some(e.incident);
        remember(unit, e.fix.as_ref());
    });
    if let Some(from) = e.diverted_from {
        crate::staff::run_ended(board, &e.unit, from);
        end_run(
            board,
            from,
            &e.unit,
            RunEnd { at_ms: recorded.happened_ms, disposition: None, diverted_to: Some(e.incident) },
        );
    }
    with_state(board, e.incident, recorded.happened_ms, |incident| {
        let by = recorded.actor.clone();
        let step = Step { status: UnitStatus::Dp, at_ms: recorded.happened_ms, by, backdated: false, reason: None };
        let run = Run {
            unit: e.unit.clone(),
            assigned_ms: recorded.happened_ms,
            steps: vec![step],
            ended: None,
            sector: None,
            site: None,
            moved: false,
            destination: None,
        };
        incident.runs.push(run);
    });
}

fn unit_status_set(board: &mut Board, recorded: &Recorded, e: &event::UnitStatusSet) {
    set_unit(board, recorded, &e.unit, |unit| {
        unit.status = e.status;
        unit.reason.clone_from(&e.reason);
        remember(unit, e.fix.as_ref());
    });
    let Some(id) = e.incident.filter(|_| e.status.is_step()) else { return };
    with_state(board, id, recorded.happened_ms, |incident| {
        if let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == e.unit && run.ended.is_none()) {
            let by = recorded.actor.clone();
            run.steps.push(Step { status: e.status, at_ms: recorded.happened_ms, by, backdated: false, reason: None });
            run.destination = e.destination.clone().or(run.destination.take());
        }
    });
}

fn unit_released(board: &mut Board, recorded: &Recorded, e: &event::UnitReleased) {
    set_unit(board, recorded, &e.unit, |unit| {
        unit.status = e.status;
        unit.incident = None;
        unit.reason.clone_from(&e.reason);
        remember(unit, e.fix.as_ref());
    });
    let end = RunEnd { at_ms: recorded.happened_ms, disposition: e.disposition.clone(), diverted_to: None };
    end_run(board, e.incident, &e.unit, end);
}

pub(crate) fn end_run(board: &mut Board, incident: IncidentId, unit: &UnitId, end: RunEnd) {
    with_state(board, incident, end.at_ms, |incident| {
        if let Some(run) = incident.runs.iter_mut().rev().find(|run| &run.unit == unit && run.ended.is_none()) {
            run.ended = Some(end);
        }
    });
}

/// Changes an incident and, when that changes its derived state, the time since when it holds.
pub(crate) fn with_state(board: &mut Board, id: IncidentId, at_ms: i64, change: impl FnOnce(&mut Incident)) {
    with_incident(board, id, |incident| {
        let before = incident.state();
        change(incident);
        if incident.state() != before {
            incident.state_since_ms = at_ms;
        }
    });
}

fn warning_received(board: &mut Board, recorded: &Recorded, e: &event::WarningReceived) {
    let before = board.warnings.get(&e.key);
    let others = before.map_or_else(Vec::new, |held| {
        let mut others = held.before.clone();
        keep_newest(&mut others, held.message.content.clone());
        others
    });
    let warning = Warning {
        message: (*e.message).clone(),
        source: e.source.clone(),
        url: e.url.clone(),
        state: e.state,
        state_since_ms: recorded.happened_ms,
        why: e.why.clone(),
        by: e.by.clone(),
        before: others,
        first_seen_ms: before.map_or(recorded.recorded_ms, |w| w.first_seen_ms),
        gseq: recorded.gseq,
        acknowledged: None,
        notified: None,
        shelved: None,
    };
    board.warnings.insert(e.key.clone(), warning);
}

/// Keeps the newest, each once.
fn keep_newest<T: PartialEq>(known: &mut Vec<T>, new: T) {
    known.retain(|old| *old != new);
    if known.len() == REMEMBERED {
        known.remove(0);
    }
    known.push(new);
}

fn feed(board: &mut Board, recorded: &Recorded) {
    match &recorded.event {
        Event::FeedAdded(e) => {
            let feed = Feed {
                url: e.url.clone(),
                allow: e.allow.clone(),
                interval_s: e.interval_s,
                added_ms: recorded.happened_ms,
                faults: 0,
                last_fault: None,
                known_faults: Vec::new(),
                state: "unknown".into(),
                state_since_ms: recorded.happened_ms,
            };
            board.feeds.insert(e.feed.clone(), feed);
        }
        Event::FeedRemoved(e) => {
            board.feeds.remove(&e.feed);
        }
        Event::FeedFaulted(e) => {
            if let Some(feed) = board.feeds.get_mut(&e.feed) {
                feed.faults = feed.faults.saturating_add(1);
                keep_newest(&mut feed.known_faults, (e.code.clone(), e.why.clone()));
                feed.last_fault = Some((recorded.happened_ms, e.code.clone(), e.why.clone()));
            }
        }
        Event::FeedStateChanged(e) => {
            if let Some(feed) = board.feeds.get_mut(&e.feed) {
                feed.state.clone_from(&e.state);
                feed.state_since_ms = recorded.happened_ms;
            }
        }
        _ => {}
    }
}

fn user(board: &mut Board, recorded: &Recorded) {
    match &recorded.event {
        Event::UserCreated(e) => {
            let user = User {
                display_name: e.display_name.clone(),
                role: e.role,
                verifier: e.verifier.clone(),
                disabled: false,
                created_ms: recorded.happened_ms,
            };
            board.users.insert(e.user.clone(), user);
        }
        Event::PasswordSet(e) => {
            if let Some(user) = board.users.get_mut(&e.user) {
                user.verifier.clone_from(&e.verifier);
            }
        }
        Event::UserDisabled(e) => {
            if let Some(user) = board.users.get_mut(&e.user) {
                user.disabled = true;
            }
        }
        _ => {}
    }
}

fn console(board: &mut Board, recorded: &Recorded, event: &Event) {
    match event {
        Event::AreaActivated(e) => board.area = Some(e.area.clone()),
        Event::ClosureSet(e) => {
            let closure = RoadClosure {
                details: e.details.clone(),
                set_ms: recorded.happened_ms,
                set_by: recorded.actor.clone(),
            };
            board.closures.insert(e.closure, closure);
        }
        Event::ClosureLifted(e) => {
            board.closures.remove(&e.closure);
        }
        Event::AliasSet(e) => {
            board.aliases.insert(e.alias.text.clone(), e.alias.place.clone());
        }
        Event::AliasRemoved(e) => {
            board.aliases.remove(&e.text);
        }
        Event::IncidentRecommended(e) => {
            with_incident(board, e.incident, |i| {
                i.recommended = Some(e.recommendation.clone());
                i.proposed = e.proposed.as_ref().map(|proposed| Box::new(proposed.without_inputs()));
            });
        }
        Event::AlarmRaised(e) => with_incident(board, e.incident, |i| i.level = e.level),
        Event::NumberingSet(e) => board.numbering = e.numbering.clone(),
        Event::BackupPlaceSet(e) => board.backup_dir.clone_from(&e.dir),
        Event::BackupVerified(e) => {
            board.backup = Some((recorded.happened_ms, e.path.clone()));
            board.backup_failure = None;
        }
        Event::BackupFailed(e) => board.backup_failure = Some((recorded.happened_ms, e.why.clone())),
        Event::SubjectErased(e) => {
            board.erased.insert(e.subject.clone());
        }
        Event::DrillClockSet(e) => board.drill = Some((e.paused, e.speed)),
        Event::EmergencyRaised(_)
        | Event::EmergencyAcknowledged(_)
        | Event::EmergencyCleared(_)
        | Event::RequestRaised(_)
        | Event::RequestAnswered(_)
        | Event::WelfareSet(_)
        | Event::WelfareEnded(_)
        | Event::ReliefSet(_)
        | Event::StatusBackdated(_)
        | Event::ParStarted(_)
        | Event::ParCalled(_)
        | Event::ParAnswered(_)
        | Event::ParEnded(_)
        | Event::TimerFired(_)
        | Event::TimerRearmed(_)
        | Event::StatusCodesSet(_) => crew::apply(board, recorded),
        // What remains tells of people and consoles coming and going; the log holds it, the board does not need it.
        _ => {}
    }
}
