//! Figures of floors made by the rules themselves: what is measured, what is left out and why, over days.

use watchfloor_domain::Command;
use watchfloor_domain::command::{AttachedCall, CrewCommand, LateStatus, When};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::testing::{Floor, floor};
use watchfloor_domain::types::Place;
use watchfloor_geo::Wgs84;
use watchfloor_measure::{Fault, FaultKind, Figure, Gather, Metric, Reason, Report, Span, ThresholdSet};

fn report(floor: &Floor, span: Span) -> Report {
    let mut gather = Gather::new(ThresholdSet::built_in(), span, false);
    floor.log.iter().for_each(|recorded| gather.take(recorded));
    gather.finish(floor.now_ms, None)
}

fn figure(report: &Report, metric: Metric) -> &Figure {
    report.figure(metric).unwrap_or_else(|| unreachable!("{metric:?}"))
}

fn excluded(report: &Report, metric: Metric) -> Vec<(Reason, usize)> {
    figure(report, metric).cases.excluded.iter().map(|(reason, n)| (*reason, *n)).collect()
}

fn unit(id: &str) -> UnitId {
    UnitId::from(id)
}

fn send(floor: &mut Floor, incident: IncidentId, units: &[&str]) {
    let units = units.iter().map(|id| unit(id)).collect();
    floor.run(Command::AssignUnits { incident, units, divert: false }).expect("free units");
}

fn step(floor: &mut Floor, id: &str, status: UnitStatus) {
    floor
        .run(Command::SetStatus { units: vec![unit(id)], status, reason: None, destination: None })
        .expect("the next state");
}

fn after(floor: &mut Floor, seconds: i64) {
    floor.now_ms += (seconds - 1) * 1_000;
}

fn clear(floor: &mut Floor, units: &[&str]) {
    let units = units.iter().map(|id| unit(id)).collect();
    floor.run(Command::ClearUnits { units, disposition: None }).expect("units on it");
}

fn close(floor: &mut Floor, incident: IncidentId, disposition: &str) {
    floor.run(Command::CloseIncident { incident, disposition: disposition.into() }).expect("nobody on it");
}

/// Sent after 30 s, rolling after 60, there after 200, cleared after 600.
fn whole(floor: &mut Floor, id: &str) -> IncidentId {
    let incident = floor.open("STRUCT");
    after(floor, 30);
    send(floor, incident, &[id]);
    after(floor, 60);
    step(floor, id, UnitStatus::Er);
    after(floor, 200);
    step(floor, id, UnitStatus::Os);
    after(floor, 600);
    clear(floor, &[id]);
    close(floor, incident, "DONE");
    incident
}

#[test]
fn each_interval_is_measured_where_it_stands_and_nothing_is_counted_twice() {
    let mut floor = floor(&["E1", "E2"]);
    whole(&mut floor, "E1");
    let report = report(&floor, Span::ALL);
    let one = |metric| {
        let cases = &figure(&report, metric).cases;
        (cases.spread.n, cases.total)
    };
    for metric in [Metric::Turnout, Metric::TravelFirst, Metric::Queue, Metric::Response, Metric::TotalConsumed] {
        assert_eq!(one(metric), (1, 1), "{metric:?}");
    }
    // Too few for a percentile, never too few to count.
    assert_eq!(figure(&report, Metric::Turnout).cases.spread.p50, None);
    let turnout = &figure(&report, Metric::Turnout).standards;
    let fire = turnout.iter().find(|s| s.standard.id == "nfpa-1710-turnout-fire").unwrap();
    assert_eq!((fire.targets[0].1.met, fire.targets[0].1.n, fire.met(0)), (1, 1, None));
    let ems = turnout.iter().find(|s| s.standard.id == "nfpa-1710-turnout-ems").unwrap();
    assert_eq!(ems.cases.total, 0, "an engine at a fire is no case of the EMS limit");
    assert_eq!(excluded(&report, Metric::TravelSecond), [(Reason::OneUnit, 1)]);
    assert_eq!(excluded(&report, Metric::CallProcessing), [(Reason::NoStart, 1)], "nobody said when it was answered");
    assert_eq!(excluded(&report, Metric::VolunteerResponse), [(Reason::CrewUnknown, 1)]);
}

#[test]
fn what_is_left_out_has_its_reason() {
    let mut floor = floor(&["E1", "E2", "E3"]);
    // Cancelled on the way.
    let cancelled = floor.open("STRUCT");
    send(&mut floor, cancelled, &["E1"]);
    step(&mut floor, "E1", UnitStatus::Er);
    clear(&mut floor, &["E1"]);
    close(&mut floor, cancelled, "CANCEL");
    // Arrived without a word of having set out.
    let direct = floor.open("STRUCT");
    send(&mut floor, direct, &["E1"]);
    step(&mut floor, "E1", UnitStatus::Os);
    // Still waiting, and one that is no emergency.
    floor.open("STRUCT");
    let low = floor.open("STRUCT");
    let priority = watchfloor_domain::types::Priority::P4;
    floor.run(Command::SetPriority { incident: low, priority }).unwrap();
    // Two calls that were one.
    let twice = floor.open("STRUCT");
    floor.run(Command::MergeIncidents { incident: twice, into: direct, move_units: false }).unwrap();
    let report = report(&floor, Span::ALL);
    assert_eq!(report.incidents, 5);
    let reasons = [Reason::NotEmergency, Reason::Duplicate, Reason::Cancelled, Reason::Open, Reason::NoStart];
    assert_eq!(excluded(&report, Metric::TravelFirst), reasons.map(|reason| (reason, 1)));
    assert_eq!(excluded(&report, Metric::Turnout), [(Reason::NoEnd, 1)]);
    assert_eq!(figure(&report, Metric::DispatchToArrival).cases.spread.n, 1, "sent and there: both ends are known");
}

#[test]
fn times_entered_late_stand_apart() {
    let mut floor = floor(&["E1"]);
    let incident = floor.open("STRUCT");
    send(&mut floor, incident, &["E1"]);
    after(&mut floor, 300);
    step(&mut floor, "E1", UnitStatus::Os);
    let late = LateStatus {
        unit: unit("E1"),
        incident: None,
        status: UnitStatus::Er,
        at: When::At(floor.now_ms - 200_000),
        reason: "told by radio".into(),
        destination: None,
    };
    floor.run(Command::Crew(CrewCommand::LateStatus(late))).unwrap();
    let report = report(&floor, Span::ALL);
    let cases = &figure(&report, Metric::Turnout).cases;
    assert_eq!((cases.spread.n, cases.back_dated.n, cases.total), (0, 1, 1));
}

#[test]
fn calls_with_stamps_are_judged_whatever_became_of_them() {
    let mut floor = floor(&[]);
    let incident = floor.open("STRUCT");
    for seconds in 1..=24 {
        let now = floor.now_ms;
        let (ring_ms, answered_ms) = (Some(now - seconds * 1_000), Some(now));
        let call = AttachedCall { what: "same".into(), ring_ms, answered_ms, ..AttachedCall::default() };
        floor.run(Command::AttachCall { incident, call }).unwrap();
    }
    let report = report(&floor, Span::ALL);
    let answer = figure(&report, Metric::CallAnswer);
    assert_eq!((answer.cases.total, answer.cases.spread.n), (25, 24), "the first has no stamps");
    assert_eq!(answer.cases.spread.p50.map(|p| p.ms), Some(12_000));
    assert_eq!(answer.cases.spread.p90.map(|p| p.ms), Some(22_000));
    let nena = answer.standards.iter().find(|s| s.standard.id == "nena-sta-020-15").unwrap();
    assert_eq!(nena.targets.iter().map(|(_, share)| share.met).collect::<Vec<_>>(), [15, 20]);
    assert_eq!((nena.met(0), nena.met(1)), (Some(false), Some(false)));
}

/// Over days the board lets go of what is closed: all of it is counted, once, also what is opened again.
#[test]
fn what_left_the_board_is_counted_once() {
    let mut floor = floor(&["E1"]);
    let began = floor.now_ms;
    let mut recalled = None;
    for day in 0..4 {
        for hour in 0..6 {
            floor.now_ms = began + (day * 24 + hour * 4) * 3_600_000;
            let id = whole(&mut floor, "E1");
            if day == 0 && hour == 0 {
                recalled = floor.board.incidents.get(&id).cloned();
            }
        }
    }
    let gone = recalled.unwrap();
    assert!(!floor.board.incidents.contains_key(&gone.id), "the board let go of it");
    let opened = floor.log.len();
    let reopened = watchfloor_domain::event::IncidentReopened {
        incident: gone.id,
        reason: "late news".into(),
        recalled: Some(Box::new(gone)),
    };
    let mut again = floor.log[opened - 1].clone();
    again.gseq += 1;
    again.event = reopened.into();
    floor.log.push(again);
    let all = report(&floor, Span::ALL);
    assert_eq!((all.incidents, figure(&all, Metric::TravelFirst).cases.spread.n), (24, 24));
    assert_eq!(excluded(&all, Metric::TravelFirst), [(Reason::CountedBefore, 1)]);
    assert_eq!(figure(&all, Metric::TravelFirst).cases.spread.p95.map(|p| p.ms), Some(200_000));
    let day = Span { from_ms: began + 24 * 3_600_000, to_ms: began + 48 * 3_600_000 };
    assert_eq!(report(&floor, day).incidents, 6);
}

fn kinds(faults: &[Fault]) -> Vec<(FaultKind, Option<i64>)> {
    faults.iter().map(|fault| (fault.kind, fault.after_ms.map(|ms| ms / 1_000))).collect()
}

#[test]
fn what_went_wrong_is_named_with_its_place() {
    let mut floor = floor(&["E1", "E2"]);
    let crew = |command| Command::Crew(command);
    let raise = |id: &str| crew(CrewCommand::RaiseEmergency { unit: unit(id), source: EmergencySource::Radio });
    // Heard at once: no fault. Heard after half a minute: one. Never: two.
    floor.run(raise("E1")).unwrap();
    floor.run(crew(CrewCommand::AcknowledgeEmergency { unit: unit("E1") })).unwrap();
    let ended = CrewCommand::ClearEmergency { unit: unit("E1"), reason: "by mistake".into() };
    floor.run(crew(ended.clone())).unwrap();
    floor.run(raise("E1")).unwrap();
    after(&mut floor, 30);
    floor.run(crew(CrewCommand::AcknowledgeEmergency { unit: unit("E1") })).unwrap();
    floor.run(crew(ended)).unwrap();
    floor.run(raise("E2")).unwrap();
    // A fire that waited, and its twin next door, which nobody put to it.
    let place = |lon: f64| Place { at: Wgs84::new(lon, 60.17).unwrap(), label: "x".into() };
    let first = floor.open("STRUCT");
    floor.run(Command::MoveIncident { incident: first, place: place(24.94) }).unwrap();
    let call = watchfloor_domain::command::OpenIncident {
        type_code: "STRUCT".into(),
        priority: None,
        place: Some(place(24.9405)),
        what: "again".into(),
        ..Default::default()
    };
    floor.run(Command::OpenIncident(call)).unwrap();
    after(&mut floor, 200);
    send(&mut floor, first, &["E1"]);
    let found = report(&floor, Span::ALL);
    let all = [
        (FaultKind::EmergencyUnanswered, Some(30)),
        (FaultKind::EmergencyUnanswered, None),
        (FaultKind::EmergencyOpen, None),
        (FaultKind::CallWaited, Some(201)),
        (FaultKind::CallWaited, None),
        (FaultKind::DuplicateApart, None),
    ];
    let told = kinds(&found.score.faults);
    assert_eq!(told.len(), all.len(), "{told:?}");
    for (kind, after) in all {
        let near = |(k, a): &&(FaultKind, Option<i64>)| {
            *k == kind && a.zip(after).map_or(a.is_none() == after.is_none(), |(a, b)| (a - b).abs() <= 2)
        };
        assert!(told.iter().any(|t| near(&t)), "{kind:?} {after:?} in {told:?}");
    }
    assert!(found.score.faults.iter().all(|f| f.gseq > 0 && floor.log.iter().any(|r| r.gseq == f.gseq)));
    // Put together, it is no fault.
    let twin = floor.board.incidents.keys().copied().find(|id| *id != first).unwrap();
    floor.run(Command::MergeIncidents { incident: twin, into: first, move_units: false }).unwrap();
    let told = kinds(&report(&floor, Span::ALL).score.faults);
    assert!(!told.iter().any(|(kind, _)| *kind == FaultKind::DuplicateApart), "{told:?}");
}

#[test]
fn a_unit_that_came_with_a_merge_has_no_turnout_there_whatever_its_state_was() {
    let mut floor = floor(&["E1"]);
    let (whole, part) = (floor.open("STRUCT"), floor.open("STRUCT"));
    // Merged while it was dispatched and had not rolled: its order is older than its stamps here.
    send(&mut floor, part, &["E1"]);
    after(&mut floor, 60);
    floor.run(Command::MergeIncidents { incident: part, into: whole, move_units: true }).expect("two open incidents");
    step(&mut floor, "E1", UnitStatus::Er);
    let report = report(&floor, Span::ALL);
    assert!(excluded(&report, Metric::Turnout).contains(&(Reason::Moved, 1)), "{:?}", figure(&report, Metric::Turnout));
    assert_eq!(figure(&report, Metric::Turnout).cases.spread.n, 0);
}
