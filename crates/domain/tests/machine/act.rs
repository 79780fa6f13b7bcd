//! What people, feeds and time may do, as values that proptest makes and shrinks. Numbers are picks: what they mean
//! depends on the floor at that moment, so that any sequence is a possible one.

use crate::support::warn::{info, message, receive};
use crate::support::{HOUR, MINUTE, World, ids, inc, new_unit};
use proptest::prelude::*;
use watchfloor_domain::command::{
    AttachedCall, BackupOutcome, CrewCommand, FeedFault, LateStatus, NewUnit, OpenIncident, When,
};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::{CallId, CameraId, ClosureId, FeedId, IncidentId, SubjectId, UnitId, UserId, WarningKey};
use watchfloor_domain::link::LinkKind;
use watchfloor_domain::recommend::{Ask, Recommended, recommend};
use watchfloor_domain::staff::{MemberInput, Members, NewDuty, Order as StaffOrder};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::status_codes::Preset;
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState, Mark};
use watchfloor_domain::types::{
    Alias, Area, Camera, CameraKind, Closure, ClosureShape, LayerSort, MapLayer, Numbering, Place, Priority,
    Recommendation, RecommendedUnit, Reset, Role,
};
use watchfloor_domain::warning::Message;
use watchfloor_domain::work::{LogEntry, Order};
use watchfloor_domain::{Board, Command};
use watchfloor_geo::Wgs84;
use watchfloor_warning::model::{Identity, MsgType, Severity, Status};

pub const UNITS: [&str; 6] = ["E1", "E2", "L1", "M1", "M2", "P1"];

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Act {
    Open {
        kind: usize,
        place: Option<(f64, f64)>,
        what: String,
    },
    Note(usize, String),
    Describe {
        incident: usize,
        how: usize,
        at: (f64, f64),
    },
    Assign {
        incident: usize,
        units: u8,
        divert: bool,
    },
    Status {
        units: u8,
        to: usize,
        reason: bool,
        destination: bool,
    },
    Clear(u8),
    Close(usize),
    Reopen(usize),
    AddUnit(usize),
    Receive(Plan),
    Acknowledge(usize),
    Notified(usize, bool),
    Tick,
    Wait(i64),
    Feed {
        op: usize,
        id: usize,
    },
    User {
        op: usize,
        who: usize,
        role: usize,
    },
    Number(usize),
    Erase(usize),
    Office {
        op: usize,
        at: (f64, f64),
    },
    Road {
        op: usize,
        n: usize,
        at: (f64, f64),
    },
    /// Calls and incidents are tied together, or a command is taken back.
    Tie {
        op: usize,
        n: usize,
        m: usize,
    },
    /// Something for the crew of a unit.
    Crew {
        op: usize,
        unit: usize,
        n: usize,
    },
    /// The board goes through its snapshot.
    Restart,
    Work {
        op: usize,
        n: usize,
        pick: usize,
    },
    /// Crews log on and off, vehicles share them, incidents wait for units: the stretches of `crews` are made of these.
    Staff {
        op: usize,
        unit: usize,
        n: usize,
    },
    /// Answers, cards, places; files of an incident; alarms put aside: the stretches of `desk` are made of these.
    Intake(usize, usize, usize),
    Attach(usize, usize),
    Shelf(usize, usize),
    /// Posts, sectors, objectives, casualties; places; hospitals, shelters, stock, tows: see `operation`.
    Ics(usize, usize, usize),
    Site(usize, usize, usize),
    Resource(usize, usize, usize),
    Radio(usize, usize),
}

/// A warning message to be.
#[derive(Clone, Debug)]
pub struct Plan {
    sender: usize,
    name: usize,
    minute: i64,
    msg_type: usize,
    status: usize,
    severity: usize,
    content: usize,
    expires_h: Option<i64>,
    ends_h: Option<i64>,
    references: Vec<(usize, i64)>,
}

fn at() -> impl Strategy<Value = (f64, f64)> {
    (-180.0..=180.0, -90.0..=90.0)
}

fn message_plan() -> impl Strategy<Value = Plan> {
    let name = (0..2usize, 0..4usize, 0..3i64);
    let nature =
        (0..MsgType::ALL.len(), prop_oneof![4 => Just(0usize), 1 => 1..Status::ALL.len()], 0..5usize, 0..2usize);
    let times = (proptest::option::of(-1..6i64), proptest::option::weighted(0.3, 0..9i64));
    let references = proptest::collection::vec((0..4usize, 0..3i64), 0..3);
    (name, nature, times, references).prop_map(|(name, nature, times, references)| Plan {
        sender: name.0,
        name: name.1,
        minute: name.2,
        msg_type: nature.0,
        status: nature.1,
        severity: nature.2,
        content: nature.3,
        expires_h: times.0,
        ends_h: times.1,
        references,
    })
}

fn wait() -> impl Strategy<Value = i64> {
    prop_oneof![6 => 0..10 * MINUTE, 3 => 0..30 * HOUR, 1 => -30 * HOUR..0, 1 => Just(400 * 24 * HOUR)]
}

fn act() -> impl Strategy<Value = Act> {
    let any_units = || 1..64u8;
    prop_oneof![
        8 => (0..40usize, proptest::option::of(at()), ".{0,12}").prop_map(|(kind, place, what)| Act::Open { kind, place, what }),
        4 => (0..9usize, ".{0,20}").prop_map(|(n, text)| Act::Note(n, text)),
        4 => (0..9usize, 0..18usize, at()).prop_map(|(incident, how, at)| Act::Describe { incident, how, at }),
        20 => (0..9usize, any_units(), any::<bool>()).prop_map(|(incident, units, divert)| Act::Assign { incident, units, divert }),
        30 => (any_units(), 0..15usize, any::<bool>(), any::<bool>())
            .prop_map(|(units, to, reason, destination)| Act::Status { units, to, reason, destination }),
        8 => any_units().prop_map(Act::Clear),
        8 => (0..9usize).prop_map(Act::Close),
        5 => (0..9usize).prop_map(Act::Reopen),
        2 => (0..6usize).prop_map(Act::AddUnit),
        12 => message_plan().prop_map(Act::Receive),
        3 => (0..9usize).prop_map(Act::Acknowledge),
        1 => (0..9usize, any::<bool>()).prop_map(|(n, told)| Act::Notified(n, told)),
        4 => Just(Act::Tick),
        6 => wait().prop_map(Act::Wait),
        6 => (0..6usize, 0..2usize).prop_map(|(op, id)| Act::Feed { op, id }),
        6 => (0..7usize, 0..2usize, 0..4usize).prop_map(|(op, who, role)| Act::User { op, who, role }),
        1 => (0..4usize).prop_map(Act::Number),
        1 => (0..9usize).prop_map(Act::Erase),
        1 => (0..12usize, at()).prop_map(|(op, at)| Act::Office { op, at }),
        6 => (0..7usize, 0..4usize, at()).prop_map(|(op, n, at)| Act::Road { op, n, at }),
        14 => (0..18usize, 0..9usize, 0..9usize).prop_map(|(op, n, m)| Act::Tie { op, n, m }),
        14 => (0..18usize, 0..4usize, 0..6usize).prop_map(|(op, unit, n)| Act::Crew { op, unit, n }),
        1 => Just(Act::Restart),
        24 => (0..21usize, 0..9usize, 0..12usize).prop_map(|(op, n, pick)| Act::Work { op, n, pick }),
        3 => (0..11usize, 0..4usize, 0..6usize).prop_map(|(op, unit, n)| Act::Staff { op, unit, n }),
        1 => (0..14usize, 0..6usize, 0..9usize).prop_map(|(op, n, m)| Act::Intake(op, n, m)),
        1 => (0..4usize, 0..8usize).prop_map(|(n, m)| Act::Attach(n, m)),
        1 => (0..6usize, 0..9usize).prop_map(|(op, n)| Act::Shelf(op, n)),
        6 => (0..15usize, 0..8usize, 0..7usize).prop_map(|(op, n, m)| Act::Ics(op, n, m)),
        3 => (0..6usize, 0..4usize, 0..7usize).prop_map(|(op, n, m)| Act::Site(op, n, m)),
        4 => (0..11usize, 0..5usize, 0..9usize).prop_map(|(op, n, m)| Act::Resource(op, n, m)),
        1 => (0..6usize, 0..6usize).prop_map(|(op, n)| Act::Radio(op, n)),
    ]
}

/// A stretch of a shift.
pub fn acts() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(act(), 1..90)
}

/// The command an act means on this floor; `None` for what is no command.
pub fn command(world: &World, act: &Act) -> Option<Command> {
    Some(match act {
        Act::Open { kind, place, what } => open(*kind, *place, what),
        Act::Note(n, text) => Command::AddNote { incident: incident(world, *n), text: text.clone() },
        Act::Describe { incident: n, how, at } => describe(incident(world, *n), *how, *at),
        Act::Assign { incident: n, units, divert } => {
            let sent = Command::AssignUnits { incident: incident(world, *n), units: chosen(*units), divert: *divert };
            sent.despite(divert.then(|| "nobody nearer".to_owned()))
        }
        Act::Status { units, to, reason, destination } => Command::SetStatus {
            units: chosen(*units),
            status: UnitStatus::ALL[*to],
            reason: reason.then(|| "reason".to_owned()),
            destination: destination.then(|| "Meilahti".to_owned()),
        },
        Act::Clear(units) => {
            Command::ClearUnits { units: chosen(*units), disposition: None }.despite(Some("ordered out".to_owned()))
        }
        Act::Close(n) => Command::CloseIncident { incident: incident(world, *n), disposition: "DONE".into() },
        Act::Reopen(n) => Command::ReopenIncident { incident: incident(world, *n), reason: "again".into() },
        Act::AddUnit(n) => Command::AddUnits(vec![new_unit(UNITS[*n]), new_unit(&UNITS[*n].to_lowercase())]),
        Act::Receive(plan) => receive(&warning(plan)),
        Act::Acknowledge(n) => Command::AcknowledgeWarning { key: held(world, *n) },
        Act::Notified(n, told) => {
            Command::NoteNotified { key: held(world, *n), failure: (!told).then(|| "no server".to_owned()) }
        }
        Act::Tick => Command::Tick,
        Act::Feed { op, id } => feed(*op, &FeedId(format!("feed-{id}"))),
        Act::User { op, who, role } => user(*op, UserId(format!("user-{who}")), Role::ALL[*role]),
        Act::Number(n) => number(*n),
        Act::Erase(n) => Command::EraseSubject {
            subject: SubjectId(format!("incident/{}", incident(world, *n))),
            reason: "asked".into(),
        },
        Act::Office { op, at } => office(*op, *at),
        Act::Road { op, n, at } => road(world, *op, *n, *at),
        Act::Tie { op, n, m } => tie(world, *op, *n, *m),
        Act::Crew { op, unit, n } => Command::Crew(crew(world, *op, *unit, *n)),
        Act::Work { op, n, pick } => Command::Work(work(world, *op, *n, *pick)),
        Act::Staff { op, unit, n } => staff(world, *op, *unit, *n),
        Act::Intake(op, n, m) => crate::desk::intake(world, *op, *n, *m),
        Act::Attach(n, m) => crate::desk::attach(world, *n, *m),
        Act::Shelf(op, n) => crate::desk::aside(world, *op, *n),
        Act::Ics(op, n, m) => crate::operation::ics(world, *op, *n, *m),
        Act::Site(op, n, m) => crate::operation::site(world, *op, *n, *m),
        Act::Resource(op, n, m) => crate::operation::resource(world, *op, *n, *m),
        Act::Radio(op, n) => crate::operation::radio(world, *op, *n),
        Act::Wait(_) | Act::Restart => return None,
    })
}

/// Calls attached and taken off, incidents merged, split, linked; whatever was done last taken back.
fn tie(world: &World, op: usize, n: usize, m: usize) -> Command {
    let (id, other) = (incident(world, n), incident(world, m));
    let kind = if m.is_multiple_of(2) { LinkKind::Related } else { LinkKind::Parent };
    match op {
        0 | 1 => {
            let call = AttachedCall {
                what: format!("also {m}"),
                caller_phone: Some("0505550123".into()),
                ..AttachedCall::default()
            };
            Command::AttachCall { incident: id, call }
        }
        2 | 11 => {
            let calls = world.board.incidents.values().flat_map(|i| i.calls.iter().map(move |call| (i.id, call.id)));
            let held: Vec<_> = calls.collect();
            let (incident, call) = held.get(n % held.len().max(1)).copied().unwrap_or((id, CallId(id.0)));
            Command::DetachCall { incident, call, as_incident: m.is_multiple_of(2) }
        }
        3 | 4 => Command::MergeIncidents { incident: id, into: other, move_units: op == 4 },
        13 | 14 => {
            let busy = world.board.units.values().find_map(|unit| unit.incident);
            Command::MergeIncidents { incident: busy.unwrap_or(id), into: other, move_units: true }
        }
        5 | 12 => {
            let merged = world.board.incidents.values().find(|i| i.merged.is_some());
            Command::SplitIncident { incident: merged.map_or(id, |i| i.id) }
        }
        6 | 9 => Command::LinkIncidents { incident: id, other, kind },
        7 | 10 => match world.board.links.first() {
            Some(link) => Command::UnlinkIncidents { incident: link.incident, other: link.other },
            None => Command::UnlinkIncidents { incident: id, other },
        },
        8 => Command::Undo { event: Some(world.board.gseq.saturating_sub(n as u64)) },
        _ => Command::Undo { event: None },
    }
}

/// What people do for crews.
fn crew(world: &World, op: usize, unit: usize, n: usize) -> CrewCommand {
    let id = UnitId::from(UNITS[unit]);
    let units = vec![id.clone()];
    let on = world.board.units.get(&id).and_then(|u| u.incident).unwrap_or_else(|| incident(world, n));
    let by = UnitId::from(UNITS[n % 4]);
    // Asked where somebody is on scene, answered by who was asked: else nearly all of it would be refused.
    let all = || world.board.incidents.values();
    let on = match op {
        6..10 => all().find(|i| i.on_scene().next().is_some()).map_or(on, |i| i.id),
        10 => all().find(|i| i.par.is_some()).map_or(on, |i| i.id),
        _ => on,
    };
    let rolls = || all().filter(|i| i.closed.is_none()).filter_map(|i| i.par.as_ref()?.roll.as_ref());
    let called = rolls().flat_map(|roll| roll.units.keys().cloned()).next();
    let asking = world.board.units.values().find(|u| u.safety.request.is_some()).map(|u| u.id.clone());
    let units = match op {
        8 | 9 => called.map_or(units, |unit| vec![unit]),
        12 => asking.map_or(units, |unit| vec![unit]),
        _ => units,
    };
    match op {
        0 => CrewCommand::RaiseEmergency { unit: id, source: EmergencySource::Device },
        1 => CrewCommand::AcknowledgeEmergency { unit: id },
        2 => CrewCommand::ClearEmergency { unit: id, reason: "safe".into() },
        3 | 4 => {
            let asked = world.board.units.get(&id).is_some_and(|unit| unit.safety.welfare.is_some());
            CrewCommand::SetWelfare { units, minutes: if asked && op == 4 { 0 } else { n as u32 * 10 } }
        }
        5 => CrewCommand::StartPar { incident: on, every_min: Some(n as u32 * 10), benchmark: String::new() },
        6 | 7 => CrewCommand::CallPar { incident: on, benchmark: "search done".into() },
        8 | 9 if rolls().next().is_some() => CrewCommand::AnswerPar { units, ok: n > 2 },
        8 | 9 => CrewCommand::CallPar { incident: on, benchmark: String::new() },
        10 => CrewCommand::EndPar { incident: on },
        11 => CrewCommand::SetByCode { units, code: ["0", "3", "4", "5", "9", "OS"][n].into(), said: None },
        12 if !n.is_multiple_of(3) && world.board.status_codes != Preset::Fms => {
            CrewCommand::SetStatusCodes { preset: Preset::Fms }
        }
        12 if !n.is_multiple_of(2) => CrewCommand::SetByCode { units, code: "5".into(), said: None },
        12 => CrewCommand::AnswerRequest { units },
        13 => CrewCommand::SetStatusCodes { preset: [Preset::Fms, Preset::Fms, Preset::Uk][n % 3] },
        14 => CrewCommand::Swap { out: id, by },
        15 => CrewCommand::Relieve { out: id, by },
        _ => CrewCommand::LateStatus(LateStatus {
            unit: id,
            incident: None,
            status: [UnitStatus::Ak, UnitStatus::Er, UnitStatus::Sg][n % 3],
            at: When::At(world.now_ms.saturating_sub(n as i64 * MINUTE)),
            reason: "radio was down".into(),
            destination: None,
        }),
    }
}

/// Who rides and what waits; two of the units share a crew now and then.
fn staff(world: &World, op: usize, unit: usize, n: usize) -> Command {
    let id = UnitId::from(UNITS[unit]);
    let at = world.board.units.get(&id);
    let open: Vec<IncidentId> = world.board.incidents.values().filter(|i| i.closed.is_none()).map(|i| i.id).collect();
    let waits = at.and_then(|unit| unit.staff.stack.first()).map(|held| held.incident);
    let some = open.get(n % open.len().max(1)).copied().unwrap_or_else(|| incident(world, n));
    let people = || vec![MemberInput { name: "A B".into(), role: "driver".into(), skills: vec!["ALS".into()] }; n % 4];
    Command::Staff(match op {
        0 => StaffOrder::LogOn { unit: id, members: Members::Planned, vehicle: None, until_ms: None },
        1 => StaffOrder::LogOn {
            unit: id,
            members: Members::Named(people()),
            vehicle: Some("V1".into()),
            until_ms: None,
        },
        2 | 3 => StaffOrder::LogOff { unit: id, reason: "end".into(), leave: op == 3 },
        4 => {
            let hours = |h: i64| world.now_ms.saturating_add(h * HOUR);
            let (from_ms, to_ms) = (hours(n as i64 - 2), hours(n as i64 + 4));
            StaffOrder::Plan(vec![NewDuty { unit: id, from_ms, to_ms, members: people() }])
        }
        5..=8 => StaffOrder::Stack { unit: id, incident: some, place: (op == 8).then_some(n as u32) },
        9 => StaffOrder::Unstack { unit: id, incident: waits.unwrap_or(some), reason: None },
        10 => {
            let crew_group = Some(if n > 2 { String::new() } else { "pair".to_owned() });
            return Command::AddUnits(vec![NewUnit { crew_group, ..new_unit(UNITS[unit % 2]) }]);
        }
        _ => {
            return Command::SetPlan { text: small_plan(if n.is_multiple_of(2) { "offer" } else { "assign" }) };
        }
    })
}

/// The first types of the built-in plan and nothing else: read in no time.
fn small_plan(on_freed: &str) -> String {
    let board = Board::default();
    let words = "label = { en = \"a\", zh = \"a\" }";
    let typ = |t: &watchfloor_domain::plan::TypeRule| {
        let service = serde_json::to_string(&t.service).expect("a word");
        format!(
            "[[types]]\ncode = \"{}\"\nservice = {service}\npriority = \"{}\"\n{words}\n",
            t.code,
            t.priority.code()
        )
    };
    let unknown = board.plan().typ(&board.plan().unknown).into_iter();
    let types: String = board.plan().types.iter().take(8).chain(unknown).map(typ).collect();
    let head = format!("name = \"small\"\nedition = \"1\"\n[crews]\non_freed = \"{on_freed}\"\n");
    format!("{head}{types}[[dispositions]]\ncode = \"DONE\"\n{words}\n")
}

/// Two dispatchers with accounts from the start.
pub const COLLEAGUES: [&str; 2] = ["anna", "ben"];

/// Who sits down for an act: people take turns where they work together, so that what one asks another can answer.
pub fn sitter(act: &Act) -> Option<&'static str> {
    match act {
        Act::Work { pick, .. } => Some(COLLEAGUES[pick % 2]),
        _ => None,
    }
}

/// People working together, mostly on one of the first two incidents that are open; steps and tasks are those that wait.
fn work(world: &World, op: usize, n: usize, pick: usize) -> Order {
    let all = || world.board.incidents.values().filter(|i| i.closed.is_none());
    let at_work = all().find(|i| !i.work.procedures.is_empty()).filter(|_| matches!(op, 9..12 | 18));
    let to = UserId::from(COLLEAGUES[pick % 2]);
    let offered =
        all().find(|i| i.work.offer.as_ref().is_some_and(|offer| offer.to == to)).filter(|_| matches!(op, 5 | 6));
    let waits_for_me = offered.is_some();
    let tasked = all().find(|i| !i.work.tasks.is_empty()).filter(|_| op == 13);
    let open = at_work.or(offered).or(tasked).or_else(|| all().nth(n % 2)).filter(|_| n < 8);
    let named = world.board.unread.keys().next().filter(|_| matches!(op, 1 | 19));
    let incident = named.copied().or_else(|| open.map(|i| i.id)).unwrap_or_else(|| incident(world, n));
    let seat = || "s1".to_owned();
    let procedure = &watchfloor_domain::plan::procedure::starters()[pick % 2];
    let run = open.and_then(|i| i.work.procedures.first());
    let id = run.map_or(&procedure.id, |run| &run.procedure.id).clone();
    let way = run.map(|run| run.way()).unwrap_or_default();
    let waits = way.iter().find(|step| run.is_some_and(|run| run.taken(&step.id).is_none()));
    let answer = waits.and_then(|step| step.answers.get(pick % 3)).map(|answer| answer.code.clone());
    let step = waits.map_or("address", |step| step.id.as_str()).to_owned();
    let taken = run.and_then(|run| run.done.first()).map_or_else(|| "address".into(), |taken| taken.step.clone());
    let task = open.and_then(|i| i.work.open_tasks().next()).map_or(7, |task| task.number);
    let user = UserId::from(COLLEAGUES[(pick + 1) % 2]);
    let signed = all().find(|i| watchfloor_domain::traffic::suggest(i).is_some()).map(|i| i.id);
    let lane = |kind, state: usize| Lane { kind, state: LaneState::ALL[state % 3] };
    match op {
        14 | 20 if signed.is_some() && pick < 7 => {
            Order::ApproveSign { incident: signed.unwrap_or(incident), lines: vec!["CRASH".into()] }
        }
        5 | 6 if !waits_for_me => Order::HandOver { incident, to: user, note: "note".into(), seat: seat() },
        0 | 17 => Order::Log { incident, text: format!("@{user} {pick}"), entry: LogEntry::default() },
        1 | 19 => Order::ReadMentions { incident },
        2 => Order::Claim { incident, take: pick.is_multiple_of(2) },
        3 => Order::Release { incident },
        4 => Order::HandOver { incident, to: user, note: "note".into(), seat: seat() },
        5 => Order::Accept { incident, seat: seat() },
        6 => Order::Decline { incident, reason: "busy".into() },
        7 => Order::Withdraw { incident },
        9 | 10 if run.is_some() => Order::DoStep { incident, procedure: id, step, answer, note: None },
        8..=10 => Order::StartProcedure { incident, procedure: procedure.id.clone() },
        11 | 18 => Order::UndoStep { incident, procedure: id, step: taken, reason: "wrong".into() },
        12 => Order::AddTask {
            incident,
            text: "tow".into(),
            owner: None,
            due: Some(When::At(world.now_ms.saturating_add(MINUTE))),
        },
        13 => Order::FinishTask { incident, task, note: None },
        14 => Order::SetLanes {
            incident,
            direction: "north".into(),
            lanes: vec![lane(LaneKind::Mainline, pick), lane(LaneKind::Exit, pick / 3)],
        },
        20 => Order::SetLanes {
            incident: all().find(|i| i.place.is_some()).map_or(incident, |i| i.id),
            direction: "north".into(),
            lanes: vec![lane(
                LaneKind::Mainline,
                LaneState::ALL.iter().position(|s| *s == LaneState::Blocked).unwrap_or(0),
            )],
        },
        15 => Order::SetTrafficTime { incident, mark: Mark::ALL[pick % 3], at: None, withdraw: pick > 8 },
        _ => Order::SetTrafficFlags {
            incident,
            secondary: Some(pick.is_multiple_of(2)),
            responder_struck: (pick > 3).then_some(pick > 5),
        },
    }
}

/// Roads closed and opened, names given, drive times shown.
fn road(world: &World, op: usize, n: usize, (lon, lat): (f64, f64)) -> Command {
    let at = Wgs84::new(lon, lat).unwrap();
    let held = world.board.closures.keys().nth(n % world.board.closures.len().max(1)).copied();
    let details = Closure {
        shape: if n == 0 { ClosureShape::Line(vec![at, at]) } else { ClosureShape::Polygon(vec![at; n]) },
        reason: "flood".into(),
        from_ms: (op == 1).then_some(world.now_ms.saturating_add(MINUTE)),
        until_ms: (op != 0).then_some(world.now_ms.saturating_add(n as i64 * HOUR)),
        emergency_may_pass: n == 2,
    };
    match op {
        0 | 1 => Command::SetClosure { closure: None, details },
        2 => Command::SetClosure { closure: held, details },
        3 => Command::LiftClosure { closure: held.unwrap_or(ClosureId(uuid::Uuid::nil())), reason: "open".into() },
        4 => Command::SetAlias(Alias { text: "gate 4".into(), place: Place { at, label: "harbour".into() } }),
        5 => Command::RemoveAlias { text: "gate 4".into() },
        _ => Command::NoteRecommended {
            incident: incident(world, n),
            recommendation: Box::new(Recommendation {
                graph: "g".into(),
                closures: format!("c{n}"),
                closed_by: held.into_iter().collect(),
                profile: "emergency".into(),
                to: at,
                units: vec![RecommendedUnit {
                    unit: UNITS[n].into(),
                    fix: None,
                    drive_ms: Some(61_000),
                    metres: Some(700.0),
                    straight_rank: 1,
                }],
            }),
            proposed: (n == 1).then(|| Box::new(proposed(world.now_ms, at))),
            acted_on: n == 2,
        },
    }
}

/// What the built-in plan proposes where there is nobody.
fn proposed(now_ms: i64, at: Wgs84) -> Recommended {
    let plan = Board::default().plan().clone();
    recommend(&Ask { plan: &plan, type_code: "STRUCT", priority: Priority::E, at, level: 1, now_ms }, &[])
}

pub fn incident(world: &World, pick: usize) -> IncidentId {
    let opened = world.log.iter().filter(|r| r.event.typ() == "incident.opened").count().max(1);
    inc((pick % opened) as u128 + 1)
}

fn chosen(mask: u8) -> Vec<UnitId> {
    ids(&UNITS.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, id)| *id).collect::<Vec<_>>())
}

fn held(world: &World, pick: usize) -> WarningKey {
    let count = world.board.warnings.len().max(1);
    world.board.warnings.keys().nth(pick % count).cloned().unwrap_or_else(|| WarningKey::from("none"))
}

fn place((lon, lat): (f64, f64)) -> Place {
    Place { at: Wgs84::new(lon, lat).expect("in range"), label: "Exit 12".into() }
}

fn open(kind: usize, at: Option<(f64, f64)>, what: &str) -> Command {
    let board = watchfloor_domain::Board::default();
    let types = &board.plan().types;
    Command::OpenIncident(OpenIncident {
        type_code: match kind {
            0..32 => types.get(kind).map_or("NOPE", |t| &t.code).to_owned(),
            32..37 => "CRASH".into(),
            _ => "NOPE".into(),
        },
        priority: None,
        place: at.map(place),
        what: what.to_owned(),
        caller_name: Some(what.to_owned()),
        caller_phone: None,
        ..OpenIncident::default()
    })
}

fn describe(incident: IncidentId, how: usize, at: (f64, f64)) -> Command {
    match how {
        0..5 => Command::SetPriority { incident, priority: Priority::ALL[how] },
        15.. => Command::RaiseAlarm { incident, level: how as u32 - 14 },
        5..10 => Command::MoveIncident { incident, place: place(at) },
        _ => {
            let type_code = watchfloor_domain::Board::default().plan().types[how].code.clone();
            Command::SetIncidentType { incident, type_code }
        }
    }
}

fn warning(plan: &Plan) -> Message {
    let sender = format!("met-{}", plan.sender);
    let mut m = message(&format!("w{}", plan.name), plan.minute, MsgType::ALL[plan.msg_type], &[]);
    let named = |(name, minute): &(usize, i64)| {
        let target = message(&format!("w{name}"), *minute, MsgType::Alert, &[]).identity;
        crate::support::warn::reference(&Identity { sender: sender.clone(), ..target })
    };
    m.references = plan.references.iter().map(named).collect();
    m.identity.sender = sender.clone();
    m.status = Status::ALL[plan.status];
    m.content = format!("{}/{}", plan.content, m.content);
    m.infos = vec![info(m.identity.sent_ms)];
    m.infos[0].severity = Severity::ALL[plan.severity];
    m.infos[0].expires_ms = plan.expires_h.map(|h| m.identity.sent_ms + h * HOUR);
    m.infos[0].ends_ms = plan.ends_h.map(|h| m.identity.sent_ms + h * HOUR);
    m
}

fn feed(op: usize, id: &FeedId) -> Command {
    let fault = |why: &str| FeedFault {
        feed: id.clone(),
        url: None,
        code: "alert_refused".into(),
        why: why.into(),
        raw: Raw::Base64("AA==".into()),
    };
    match op {
        0 | 1 => Command::AddFeed {
            feed: id.clone(),
            url: format!("https://met.example/{op}"),
            allow: Vec::new(),
            interval_s: 60,
        },
        2 => Command::RemoveFeed { feed: id.clone() },
        3 => Command::NoteFeedFault(Box::new(fault("a"))),
        4 => Command::NoteFeedFault(Box::new(fault("b"))),
        _ => Command::NoteFeedState { feed: id.clone(), state: "live".into(), error: None },
    }
}

fn user(op: usize, user: UserId, role: Role) -> Command {
    let (verifier, seat) = (format!("$argon2id${op}"), "window-1".to_owned());
    match op {
        0 => Command::CreateUser { user, display_name: "A B".into(), role, verifier },
        1 => Command::CreateUser { user, display_name: "A B".into(), role: Role::Administrator, verifier },
        2 => Command::SetPassword { user, verifier },
        3 | 6 => Command::DisableUser { user, reason: "left".into() },
        4 => Command::NoteSignOn { user, seat },
        _ => Command::NoteSignOff { user, seat },
    }
}

/// Templates that can tell their periods apart, as an administrator is expected to choose.
fn number(pick: usize) -> Command {
    let (template, reset) = [
        ("{YY}{MM}{DD}-{NNN}", Reset::Daily),
        ("{YYYY}.{MM}/{N}", Reset::Monthly),
        ("{YYYY}.{NNNN}", Reset::Yearly),
        ("A{NN}", Reset::Never),
    ][pick];
    Command::SetNumbering(Numbering { template: template.into(), reset })
}

/// A layer, or a base map, of one name.
fn layer(lon: f64) -> MapLayer {
    MapLayer {
        sort: if lon > 0.0 { LayerSort::Own } else { LayerSort::Basemap },
        id: "hydrants".into(),
        title: "Hydrants".into(),
        source: "hydrants.csv".into(),
        sha256: "00".into(),
        datum: "gcj02".into(),
        features: 7,
        faulty: 1,
        shifted_m: (lon > 90.0).then_some(550),
    }
}

/// A plan of the centre's own, with the codes of the starter set; now and then a wrong one, which is refused.
fn own_plan(lon: f64) -> String {
    let set = watchfloor_domain::plan::in_force::INTERNATIONAL;
    if lon > 150.0 { "name = 1".to_owned() } else { format!("{set}# {}\n", if lon > 0.0 { "east" } else { "west" }) }
}

fn camera(lon: f64, lat: f64) -> Camera {
    Camera {
        id: CameraId("C1".into()),
        name: "Station".into(),
        at: Wgs84::new(lon, lat).expect("in range"),
        datum: "wgs84".into(),
        azimuth_deg: None,
        tilt_deg: None,
        hfov_deg: None,
        vfov_deg: None,
        range_m: None,
        height_m: None,
        width_px: None,
        rtsp_url: None,
        snapshot_url: None,
        gb_id: None,
        kind: CameraKind::Fixed,
        source: "csv".into(),
    }
}

fn office(op: usize, (lon, lat): (f64, f64)) -> Command {
    let console = || "A".to_owned();
    match op {
        0 => Command::ActivateArea(Area { name: "x".into(), bounds: [-180.0, -90.0, lon, lat], sha256: "00".into() }),
        1 => Command::SetBackupPlace { dir: (lon > 0.0).then(|| "/b".to_owned()) },
        2 => Command::NoteStarted { console: console(), version: "1".into(), sqlite: "3".into(), clean: true },
        3 => Command::NoteStopped { console: console() },
        4 => Command::NoteBackup(BackupOutcome::Failed { console: console(), path: "/b".into(), why: "full".into() }),
        5 => Command::NoteBackup(BackupOutcome::Verified {
            console: console(),
            path: "/b".into(),
            gseq: 1,
            sha256: "00".into(),
            ms: 1,
        }),
        6 => Command::AddLayer(layer(lon)),
        7 => Command::RemoveLayer { sort: layer(lon).sort, id: "hydrants".into() },
        8 => Command::SetPlan { text: own_plan(lon) },
        9 => Command::NoteSignOnRefused { user: UserId("nobody".into()), why: "password".into() },
        10 => Command::RegisterCameras(vec![camera(lon, lat)]),
        _ => Command::SetDrillClock { console: console(), paused: lon > 0.0, speed: 1.0 + lat.abs() / 2.0 },
    }
}
