//! For each call of a dispatcher: a moment in which it can be made, and the command.

use crate::support::{Step, World, assign, clear, close, did, ids, inc, note, open, reopen, status, system, warn};
use uuid::Uuid;
use watchfloor_domain::attach::{Kept, Media, NewFile};
use watchfloor_domain::command::{AttachedCall, CrewCommand, LateStatus, When};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ics::{ObjectiveState, Order as Ics, Post, SectorKind, Triage};
use watchfloor_domain::ids::{ClosureId, PremiseId, UnitId};
use watchfloor_domain::intake::{Answer, Ask, Card, PremiseInput, PremiseKind};
use watchfloor_domain::link::LinkKind;
use watchfloor_domain::radio::{Direction, Draft, Order as Radio};
use watchfloor_domain::resource::{Hospital, Order as Resource, Shelter, Stock, Tow, Traffic};
use watchfloor_domain::shelf::{Shelving, Subject};
use watchfloor_domain::site::{Details, Order as Site, RoadsClosed, SiteId, SiteKind, SiteShape};
use watchfloor_domain::staff::{MemberInput, Members, Order as Staff};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::status_codes::Preset;
use watchfloor_domain::traffic::{Lane, LaneKind, LaneState, Mark};
use watchfloor_domain::types::{Closure, ClosureShape, Place, Priority, Role};
use watchfloor_domain::work::{Category, LogEntry, Order as Work};
use watchfloor_domain::{Board, Command};
use watchfloor_geo::Wgs84;

fn place() -> Place {
    Place { at: Wgs84::new(24.94, 60.17).expect("in range"), label: "Exit 12".into() }
}

fn crew(order: CrewCommand) -> Command {
    Command::Crew(order)
}

pub fn e1() -> UnitId {
    "E1".into()
}

pub fn log_on() -> Command {
    let members = Members::Named(vec![MemberInput { name: "Berg".into(), ..MemberInput::default() }]);
    Command::Staff(Staff::LogOn { unit: e1(), members, vehicle: None, until_ms: None })
}

fn ics(order: Ics) -> Command {
    Command::Ics(order)
}

fn post() -> Command {
    ics(Ics::TakePost { incident: inc(1), post: Post::Command, holder: "E1".into(), note: None })
}

fn sector() -> Command {
    let (name, supervisor) = ("north".into(), None);
    ics(Ics::SetSector { incident: inc(1), sector: None, kind: SectorKind::Sector, name, supervisor })
}

fn objective(text: &str) -> Command {
    ics(Ics::AddObjective { incident: inc(1), text: text.into() })
}

fn major() -> Command {
    ics(Ics::DeclareMajor { incident: inc(1), reason: "train".into(), parts: vec![inc(2)] })
}

fn cordon(site: Option<SiteId>) -> Command {
    let shape = SiteShape::Circle { centre: place().at, radius_m: 200 };
    let roads = Some(RoadsClosed { emergency_may_pass: true });
    let details = Details { kind: SiteKind::Cordon, name: "gas".into(), shape, incident: Some(inc(1)), roads };
    Command::Site(Site::Set { site, details, reason: "wind turned".into() })
}

fn lanes() -> Command {
    let lanes = vec![Lane { kind: LaneKind::Mainline, state: LaneState::Blocked }];
    Command::Work(Work::SetLanes { incident: inc(1), direction: "north".into(), lanes })
}

fn step(done: bool) -> Command {
    let (incident, procedure, step) = (inc(1), "road-crash".to_owned(), "where".to_owned());
    Command::Work(if done {
        Work::DoStep { incident, procedure, step, answer: None, note: None }
    } else {
        Work::UndoStep { incident, procedure, step, reason: "wrong".into() }
    })
}

fn file() -> Command {
    let (name, media, sha256) = ("roof.png".into(), Media::Png, format!("{:064}", 1));
    let kept = Kept { sha256: format!("{:064}", 2), len: 51 };
    let file = NewFile { name, media, size: 7, sha256, kept, note: None };
    Command::Work(Work::Attach { incident: inc(1), file: Box::new(file) })
}

fn tow() -> Command {
    let text = |text: &str| text.to_owned();
    let classes = [text("heavy")].into();
    let tow = Tow { id: text("a"), name: text("A"), phone: text("5"), area: text("north"), classes };
    Command::Resource(Resource::SetTow(tow))
}

fn call_tow() -> Command {
    Command::Resource(Resource::CallTow { incident: inc(1), area: None, class: "heavy".into() })
}

fn closure() -> Command {
    let shape = ClosureShape::Line(vec![place().at, Wgs84::new(24.95, 60.17).expect("in range")]);
    let details = Closure { shape, reason: "flood".into(), from_ms: None, until_ms: None, emergency_may_pass: false };
    Command::SetClosure { closure: None, details }
}

fn premise() -> Command {
    let (kind, text) = (PremiseKind::Hazard, "dog".into());
    let details = PremiseInput { place: place(), radius_m: 50, kind, text, valid_until_ms: None };
    Command::Intake(Ask::SetPremise { premise: None, details })
}

fn shelve() -> Command {
    let alarm = Subject::Warning(warn::key_of(&warn::alert("a", 0)));
    Command::Shelf(Shelving::Shelve { alarm, minutes: 10, reason: "known".into() })
}

fn hand_over() -> Command {
    let (to, note, seat) = ("emil".into(), "two inside".into(), "s1".into());
    Command::Work(Work::HandOver { incident: inc(1), to, note, seat })
}

fn task() -> Command {
    Command::Work(Work::AddTask { incident: inc(1), text: "gas works".into(), owner: None, due: None })
}

fn claim() -> Command {
    Command::Work(Work::Claim { incident: inc(1), take: false })
}

fn attach_call() -> Command {
    let call = AttachedCall { what: "also".into(), ..AttachedCall::default() };
    Command::AttachCall { incident: inc(1), call }
}

fn request() -> [Step; 2] {
    let speak = CrewCommand::SetByCode { units: ids(&["E1"]), code: "5".into(), said: None };
    [system(crew(CrewCommand::SetStatusCodes { preset: Preset::Fms })), did(crew(speak))]
}

fn emergency() -> Command {
    crew(CrewCommand::RaiseEmergency { unit: e1(), source: EmergencySource::Radio })
}

fn par() -> Command {
    crew(CrewCommand::StartPar { incident: inc(1), every_min: Some(15), benchmark: String::new() })
}

fn call_par() -> Command {
    crew(CrewCommand::CallPar { incident: inc(1), benchmark: String::new() })
}

fn link() -> Command {
    Command::LinkIncidents { incident: inc(1), other: inc(2), kind: LinkKind::Related }
}

fn merge() -> Command {
    Command::MergeIncidents { incident: inc(2), into: inc(1), move_units: false }
}

fn radio(corrected: Option<&str>) -> Command {
    let text = |text: &str| text.to_owned();
    let (direction, channel, entry) =
        (Direction::In, text("FD1"), LogEntry { category: Category::Radio, ..LogEntry::default() });
    let draft =
        Draft { at_ms: None, direction, channel, unit: None, incident: Some(inc(1)), text: text("on scene"), entry };
    Command::Radio(match corrected {
        Some(message) => Radio::Correct { message: text(message), draft, reason: text("heard wrong") },
        None => Radio::Enter { draft, reason: String::new() },
    })
}

fn hospital() -> Command {
    let text = |text: &str| text.to_owned();
    let (id, name, source) = (text("h"), text("Harbour"), text("phone"));
    let (at, beds, reason) = (None, Default::default(), String::new());
    let as_of_ms = crate::support::START_MS;
    Command::Resource(Resource::SetHospital(Hospital {
        id,
        name,
        at,
        beds,
        traffic: Traffic::Normal,
        reason,
        as_of_ms,
        source,
    }))
}

pub fn stacked() -> Command {
    Command::Staff(Staff::Stack { unit: e1(), incident: inc(2), place: None })
}

/// A crash in which E1 is on scene, a fire, a colleague.
pub fn floor(world: &mut World) {
    let verifier = "$argon2id$".to_owned();
    let emil =
        Command::CreateUser { user: "emil".into(), display_name: "Emil".into(), role: Role::Dispatcher, verifier };
    world.system(&emil).expect("an account");
    world.actor = "dora".into();
    for command in [open("CRASH"), open("STRUCT"), assign(1, &["E1"]), status("E1", UnitStatus::Os)] {
        world.run(&command).expect("the floor");
        world.now_ms += 10_000;
    }
}

fn first<K: Copy + Ord, V>(map: &std::collections::BTreeMap<K, V>) -> K {
    map.keys().next().copied().expect("it is there")
}

/// What was there before a command, and the command on the board that came of it.
pub type Scene = (Vec<Step>, Box<dyn Fn(&Board) -> Command>);

/// The scene of a command of this call.
pub fn scene(call: &str) -> Scene {
    let text = |text: &str| text.to_owned();
    let (incident, units) = (inc(1), || ids(&["E1"]));
    let reason = || text("reason");
    let plain = |command: Command| -> Box<dyn Fn(&Board) -> Command> { Box::new(move |_| command.clone()) };
    let (before, command): (Vec<Command>, Command) = match call {
        "open_incident" => (vec![], open("STRUCT")),
        "add_note" => (vec![], note(1, "x")),
        "set_priority" => (vec![], Command::SetPriority { incident, priority: Priority::P4 }),
        "set_incident_type" => (vec![], Command::SetIncidentType { incident, type_code: text("GAS") }),
        "move_incident" => (vec![], Command::MoveIncident { incident, place: place() }),
        "assign_units" => (vec![], assign(1, &["E2", "E3"])),
        "set_status" => (vec![], status("E1", UnitStatus::Wk)),
        "clear_units" => (vec![], clear(&["E1"], None)),
        "close_incident" => (vec![], close(2, "DONE")),
        "reopen_incident" => (vec![close(2, "DONE")], reopen(2, "again")),
        "set_closure" => (vec![], closure()),
        "attach_call" => (vec![], attach_call()),
        "merge_incidents" => (vec![], merge()),
        "split_incident" => (vec![merge()], Command::SplitIncident { incident: inc(2) }),
        "link_incidents" => (vec![], link()),
        "unlink_incidents" => (vec![link()], Command::UnlinkIncidents { incident, other: inc(2) }),
        "raise_emergency" => (vec![], emergency()),
        "acknowledge_emergency" => (vec![emergency()], crew(CrewCommand::AcknowledgeEmergency { unit: e1() })),
        "clear_emergency" => (vec![emergency()], crew(CrewCommand::ClearEmergency { unit: e1(), reason: reason() })),
        "set_welfare" => (vec![], crew(CrewCommand::SetWelfare { units: units(), minutes: 30 })),
        "start_par" => (vec![], par()),
        "call_par" => (vec![par()], call_par()),
        "answer_par" => (vec![par(), call_par()], crew(CrewCommand::AnswerPar { units: units(), ok: true })),
        "end_par" => (vec![par()], crew(CrewCommand::EndPar { incident })),
        "set_status_code" => (vec![], crew(CrewCommand::SetByCode { units: units(), code: text("WK"), said: None })),
        "swap_units" => (vec![], crew(CrewCommand::Swap { out: e1(), by: "E2".into() })),
        "relieve_unit" => (vec![], crew(CrewCommand::Relieve { out: e1(), by: "E2".into() })),
        "late_status" => {
            let at = When::At(crate::support::START_MS + 25_000);
            let late = LateStatus {
                unit: e1(),
                incident: None,
                status: UnitStatus::Er,
                at,
                reason: reason(),
                destination: None,
            };
            (vec![], crew(CrewCommand::LateStatus(late)))
        }
        "claim_incident" => (vec![], claim()),
        "release_incident" => (vec![claim()], Command::Work(Work::Release { incident })),
        "hand_over" => (vec![claim()], hand_over()),
        "withdraw_hand_over" => (vec![claim(), hand_over()], Command::Work(Work::Withdraw { incident })),
        "start_procedure" => (vec![], Command::Work(Work::StartProcedure { incident, procedure: text("road-crash") })),
        "do_step" | "undo_step" => {
            let start = Command::Work(Work::StartProcedure { incident, procedure: text("road-crash") });
            let before = if call == "do_step" { vec![start] } else { vec![start, step(true)] };
            (before, step(call == "do_step"))
        }
        "add_task" => (vec![], task()),
        "finish_task" => (vec![task()], Command::Work(Work::FinishTask { incident, task: 1, note: None })),
        "set_lanes" => (vec![], lanes()),
        "set_traffic_time" => {
            let time =
                Work::SetTrafficTime { incident, mark: Mark::ALL[Mark::ALL.len() - 1], at: None, withdraw: false };
            (vec![], Command::Work(time))
        }
        "set_traffic_flags" => {
            (vec![], Command::Work(Work::SetTrafficFlags { incident, secondary: Some(true), responder_struck: None }))
        }
        "approve_sign" => (
            vec![Command::MoveIncident { incident, place: place() }, lanes()],
            Command::Work(Work::ApproveSign { incident, lines: vec![text("CRASH")] }),
        ),
        "raise_alarm" => (vec![], Command::RaiseAlarm { incident: inc(2), level: 2 }),
        "attach_file" => (vec![], file()),
        "withdraw_attachment" => {
            (vec![file()], Command::Work(Work::WithdrawAttachment { incident, attachment: 1, reason: reason() }))
        }
        "log_on" => (vec![], log_on()),
        "log_off" => {
            (vec![log_on(), stacked()], Command::Staff(Staff::LogOff { unit: e1(), reason: reason(), leave: true }))
        }
        "stack_incident" => (vec![], stacked()),
        "unstack_incident" => {
            (vec![stacked()], Command::Staff(Staff::Unstack { unit: e1(), incident: inc(2), reason: None }))
        }
        "answer_question" => {
            let question =
                Board::default().plan().typ("STRUCT").and_then(|t| t.questions.first()).map(|q| q.id.clone());
            let answer = Answer { question: question.expect("it asks"), code: Some(text("yes")), ..Answer::default() };
            (vec![], Command::Intake(Ask::Answer { incident: inc(2), answer }))
        }
        "enter_card" => {
            let received_ms = crate::support::START_MS - 3_600_000;
            let (reason, type_code) = (reason(), text("STRUCT"));
            let card = Card {
                reason,
                type_code,
                what: text("smoke"),
                received_ms,
                closed_ms: Some(received_ms + 60_000),
                disposition: Some(text("DONE")),
                ..Card::default()
            };
            (vec![], Command::Intake(Ask::EnterCard(Box::new(card))))
        }
        "set_premise" => (vec![], premise()),
        "take_post" => (vec![], post()),
        "leave_post" => (vec![post()], ics(Ics::LeavePost { incident, post: Post::Command, reason: reason() })),
        "set_sector" => (vec![], sector()),
        "close_sector" => (vec![sector()], ics(Ics::CloseSector { incident, sector: 1 })),
        "sector_units" => (vec![sector()], ics(Ics::SectorUnits { incident, sector: Some(1), units: units() })),
        "add_objective" => (vec![], objective("a")),
        "set_objective" => {
            let (objective_no, state) = (1, ObjectiveState::Met);
            (vec![objective("a")], ics(Ics::SetObjective { incident, objective: objective_no, state, reason: None }))
        }
        "move_objective" => {
            (vec![objective("a"), objective("b")], ics(Ics::MoveObjective { incident, objective: 2, place: 1 }))
        }
        "count_casualties" => (vec![], ics(Ics::CountCasualties { incident, count: Triage::default() })),
        "declare_major" => (vec![], ics(Ics::DeclareMajor { incident, reason: reason(), parts: vec![] })),
        "stand_down" => (vec![major()], ics(Ics::StandDown { incident, reason: reason() })),
        "set_site" => (vec![], cordon(None)),
        "log_radio" => (vec![], radio(None)),
        "correct_radio" => (vec![radio(None)], radio(Some("1"))),
        "set_hospital" => (vec![], hospital()),
        "set_shelter" => {
            let (id, name) = (text("s"), text("School"));
            let shelter = Shelter { id, name, at: None, capacity: 10, occupied: 0, open: true };
            (vec![], Command::Resource(Resource::SetShelter(shelter)))
        }
        _ => return placed(call),
    };
    (before.into_iter().map(did).collect(), plain(command))
}

/// Those whose command names something made before, or that need somebody else before them.
fn placed(call: &str) -> Scene {
    let reason = || "reason".to_owned();
    let incident = inc(1);
    let warning = || system(warn::receive(&warn::alert("a", 0)));
    match call {
        "acknowledge_warning" => (vec![warning()], Box::new(|_| warn::acknowledge(&warn::alert("a", 0)))),
        "shelve_alarm" => (vec![warning()], Box::new(|_| shelve())),
        "unshelve_alarm" => {
            let alarm = Subject::Warning(warn::key_of(&warn::alert("a", 0)));
            let back = Command::Shelf(Shelving::Unshelve { alarm });
            (vec![warning(), did(shelve())], Box::new(move |_| back.clone()))
        }
        "lift_closure" => {
            let lift = move |board: &Board| Command::LiftClosure {
                closure: first::<ClosureId, _>(&board.closures),
                reason: reason(),
            };
            (vec![did(closure())], Box::new(lift))
        }
        "detach_call" => {
            let detach = move |board: &Board| {
                let call = board.incidents[&incident].calls[0].id;
                Command::DetachCall { incident, call, as_incident: false }
            };
            (vec![did(attach_call())], Box::new(detach))
        }
        "answer_request" => {
            let answer = crew(CrewCommand::AnswerRequest { units: ids(&["E1"]) });
            (request().into(), Box::new(move |_| answer.clone()))
        }
        "accept_hand_over" | "decline_hand_over" => {
            let seat = "s2".to_owned();
            let answer = Command::Work(match call {
                "accept_hand_over" => Work::Accept { incident, seat },
                _ => Work::Decline { incident, reason: reason() },
            });
            let steps = vec![did(claim()), did(hand_over()), Step::Seat(Some(Role::Dispatcher), "emil")];
            (steps, Box::new(move |_| answer.clone()))
        }
        "end_premise" => {
            let end = move |board: &Board| {
                let premise = board.premises.iter().next().map_or(PremiseId(Uuid::nil()), |it| it.id);
                Command::Intake(Ask::EndPremise { premise, reason: reason() })
            };
            (vec![did(premise())], Box::new(end))
        }
        "close_site" => {
            let close = move |board: &Board| Command::Site(Site::Close { site: first(&board.sites), reason: reason() });
            (vec![did(cordon(None))], Box::new(close))
        }
        "send_to_site" => {
            let send = |board: &Board| Command::Site(Site::Send { site: first(&board.sites), units: ids(&["E1"]) });
            (vec![did(cordon(None))], Box::new(send))
        }
        "move_stock" => {
            let text = |text: &str| text.to_owned();
            let stock =
                Stock { id: text("SAND"), item: text("sand"), unit: text("bags"), place: text("depot"), amount: 9 };
            let (id, reason) = (text("SAND"), reason());
            let moved = Command::Resource(Resource::MoveStock { id, amount: -2, incident: None, reason });
            (vec![system(Command::Resource(Resource::SetStock(stock)))], Box::new(move |_| moved.clone()))
        }
        "call_tow" => (vec![system(tow())], Box::new(|_| call_tow())),
        "skip_tow" => {
            let skip = Command::Resource(Resource::SkipTow { incident, reason: reason() });
            (vec![system(tow()), did(call_tow())], Box::new(move |_| skip.clone()))
        }
        other => panic!("{other} has no scene"),
    }
}
