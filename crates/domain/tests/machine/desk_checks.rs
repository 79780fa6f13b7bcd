//! What must hold of cards, files and alarms that were put aside: part of [`crate::checker`], and as ignorant of the rules.

use crate::checker::Moment;
use std::collections::BTreeSet;
use watchfloor_domain::board::Run;
use watchfloor_domain::shelf::{Alarm, Shelved, shelf};
use watchfloor_domain::timer::{SET_BACK_MS, TimerKey};
use watchfloor_domain::{Board, Event};

pub fn check(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    overlaps(moment, wrong);
    aside(moment, wrong);
    time_alarms(moment, wrong);
    files(moment, wrong);
}

/// Where a run begins and ends, UTC milliseconds.
fn span(run: &Run) -> (i64, i64) {
    (run.assigned_ms, run.ended.as_ref().map_or(i64::MAX, |end| end.at_ms))
}

/// A run from paper lies beside every run its unit had already.
fn overlaps(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for event in moment.events {
        let Event::UnitRunEntered(e) = event else { continue };
        let entered = moment.after.incidents.get(&e.incident);
        let Some(new) = entered.and_then(|incident| incident.runs.iter().find(|run| run.unit == e.unit)) else {
            wrong.push(format!("overlap: the run of {} is not there", e.unit));
            continue;
        };
        let (from, to) = span(new);
        let had = moment.before.incidents.values().flat_map(|incident| &incident.runs);
        for (start, end) in had.filter(|run| run.unit == e.unit).map(span) {
            if start < to && from < end {
                wrong.push(format!("overlap: {} was out from {start} to {end}, entered {from} to {to}", e.unit));
            }
        }
    }
}

fn held<'a>(board: &'a Board, alarm: &Alarm) -> Option<&'a Shelved> {
    shelf(board).into_iter().find(|(other, _)| other == alarm).map(|(_, held)| held)
}

/// What comes back was put aside, comes back when it is due and is then not put aside any more; at a tick nothing that is
/// due stays.
fn aside(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    let mut back: BTreeSet<&Alarm> = BTreeSet::new();
    for event in moment.events {
        let Event::AlarmReturned(e) = event else { continue };
        let was = held(moment.before, &e.alarm);
        if was.is_none_or(|was| was.until_ms != e.until_ms) || !back.insert(&e.alarm) {
            wrong.push(format!("shelf: {:?} came back from nowhere", e.alarm));
        }
        if held(moment.after, &e.alarm).is_some() {
            wrong.push(format!("shelf: {:?} came back and is still there", e.alarm));
        }
    }
    let Some(now_ms) = moment.ticked_ms else { return };
    for (alarm, held) in shelf(moment.after) {
        if held.until_ms <= now_ms || held.at_ms > now_ms + SET_BACK_MS {
            wrong.push(format!("shelf: {alarm:?} was due at {} and stays", held.until_ms));
        }
    }
}

/// A time alarm is of one state: with another state it is gone, and so is its place on the shelf. A state that undo brings back
/// has its alarm again.
fn time_alarms(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for (id, is) in &moment.after.units {
        let changed = moment.before.units.get(id).is_some_and(|was| was.status != is.status);
        let fired = moment.events.iter().any(|event| match event {
            Event::TimerFired(e) => matches!(&e.key, TimerKey::Status { unit, .. } if unit == id),
            _ => false,
        });
        let undone = moment.events.iter().any(|event| match event {
            Event::UnitUndone(e) => e.unit == *id,
            Event::UnitReleaseUndone(e) => e.unit == *id,
            Event::StaffUndone(e) => e.unit == *id,
            _ => false,
        });
        if changed && !fired && (is.safety.alerted && !undone || is.safety.shelved.is_some()) {
            wrong.push(format!("time alarm: {id} kept that of another state"));
        }
    }
}

/// Files keep their numbers, each its own, and a withdrawn one stays withdrawn.
fn files(moment: &Moment<'_>, wrong: &mut Vec<String>) {
    for (id, is) in moment.after.incidents.iter() {
        let numbers: BTreeSet<u32> = is.work.attachments.iter().map(|file| file.number).collect();
        let was = moment.before.incidents.get(id).map_or(&[][..], |was| &was.work.attachments);
        let kept = was.iter().zip(&is.work.attachments).all(|(was, is)| {
            was.number == is.number && was.sha256 == is.sha256 && (was.withdrawn.is_none() || is.withdrawn.is_some())
        });
        if numbers.len() != is.work.attachments.len() || was.len() > is.work.attachments.len() || !kept {
            wrong.push(format!("files: those of {} are others", is.number));
        }
    }
}
