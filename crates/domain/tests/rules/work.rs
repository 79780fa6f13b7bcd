//! Working together: owners, hand-over with receipt, mentions, checklists, tasks, lanes and the traffic clock.

use crate::support::{
    MINUTE, Step, World, assign, check, clear, close, did, given, inc, note, open, refusal, seat, status,
};
use watchfloor_domain::command::When;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::plan::procedure::starters;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::traffic::{Advice, Clock, Impact, Lane, LaneKind, LaneState, Mark, impact, suggest};
use watchfloor_domain::types::{Place, Role};
use watchfloor_domain::work::{Category, LogEntry, Order};
use watchfloor_domain::{Command, Event};
use watchfloor_geo::Wgs84;

fn account(user: &str, role: Role) -> Step {
    let display_name = user.to_owned();
    Step::System(Command::CreateUser { user: UserId::from(user), display_name, role, verifier: "$argon2id$".into() })
}

fn sits(user: &'static str) -> Step {
    Step::Seat(Some(Role::Dispatcher), user)
}

/// One incident, and colleagues: two dispatchers beside dora, an operator, a supervisor.
fn floor(more: Vec<Step>) -> Vec<Step> {
    let mut steps = vec![
        account("anna", Role::Dispatcher),
        account("ben", Role::Dispatcher),
        account("olga", Role::Operator),
        account("sven", Role::Supervisor),
        did(open("CRASH")),
    ];
    steps.extend(more);
    steps
}

fn work(order: Order) -> Command {
    Command::Work(order)
}

fn claim(take: bool) -> Command {
    work(Order::Claim { incident: inc(1), take })
}

fn release() -> Command {
    work(Order::Release { incident: inc(1) })
}

fn hand(to: &str) -> Command {
    work(Order::HandOver { incident: inc(1), to: UserId::from(to), note: " two inside ".into(), seat: "s1".into() })
}

fn accept() -> Command {
    work(Order::Accept { incident: inc(1), seat: "s2".into() })
}

fn decline(reason: &str) -> Command {
    work(Order::Decline { incident: inc(1), reason: reason.into() })
}

fn withdraw() -> Command {
    work(Order::Withdraw { incident: inc(1) })
}

const NUMBER: &str = "261122-001";

#[test]
fn an_incident_has_one_owner_at_most() {
    let world = check(floor(vec![]), claim(false), &["incident.claimed number=261122-001 owner=dora"]);
    assert_eq!(world.incident(1).work.owner, Some(UserId::from("dora")));
    check(floor(vec![did(claim(false))]), claim(false), &["refused.already_yours number=261122-001"]);
    check(
        floor(vec![did(claim(false)), sits("anna")]),
        claim(true),
        &["refused.owned_by number=261122-001 owner=dora"],
    );
    let supervisor = || floor(vec![did(claim(false)), Step::Seat(Some(Role::Supervisor), "sven")]);
    check(supervisor(), claim(true), &["incident.claimed.taken from=dora number=261122-001 owner=sven"]);
    check(supervisor(), release(), &["incident.claim_released number=261122-001 owner=dora"]);
    check(floor(vec![]), release(), &["refused.nobody_owns number=261122-001"]);
    check(
        floor(vec![did(claim(false)), did(close(1, "DONE"))]),
        claim(false),
        &["refused.incident_closed number=261122-001"],
    );
}

/// On a night without a supervisor anybody takes on what answered to an account that has ended.
#[test]
fn whose_account_has_ended_answers_for_nothing() {
    let gone = |user: &str| Step::System(Command::DisableUser { user: UserId::from(user), reason: "left".into() });
    let orphaned = |end: bool| {
        let mut steps = floor(vec![sits("ben"), did(claim(false)), sits("dora")]);
        steps.extend(end.then(|| gone("ben")));
        steps
    };
    check(orphaned(false), claim(false), &["refused.owned_by number=261122-001 owner=ben"]);
    check(orphaned(true), claim(false), &["incident.claimed.taken from=ben number=261122-001 owner=dora"]);
    check(orphaned(true), release(), &["incident.claim_released number=261122-001 owner=ben"]);
    let said = "incident.hand_over_offered.note from=dora number=261122-001 to=anna";
    check(orphaned(true), hand("anna"), &[said]);
    // What was offered to it is answered by nobody.
    let waits = || floor(vec![sits("ben"), did(hand("anna")), sits("dora"), gone("anna")]);
    let withdrawn = "incident.hand_over_withdrawn from=ben number=261122-001 to=anna";
    check(waits(), withdraw(), &[withdrawn]);
    let world = check(waits(), claim(false), &[withdrawn, "incident.claimed number=261122-001 owner=dora"]);
    assert_eq!(world.incident(1).work.offer, None);
}

#[test]
fn a_hand_over_waits_for_its_answer_and_the_answer_is_a_receipt() {
    let offered = || floor(vec![did(claim(false)), did(hand("anna"))]);
    let world =
        check(floor(vec![]), hand("anna"), &["incident.hand_over_offered.note from=dora number=261122-001 to=anna"]);
    assert_eq!(world.incident(1).work.owner, None, "asking is not giving");
    check(offered(), hand("ben"), &["refused.hand_over_waits from=dora number=261122-001 to=anna"]);
    check(offered(), accept(), &["refused.hand_over_for_another number=261122-001 to=anna"]);
    let at_anna = |more: Vec<Step>| offered().into_iter().chain([sits("anna")]).chain(more).collect::<Vec<_>>();
    let said = "incident.hand_over_accepted from=dora number=261122-001 seat=s2 to=anna";
    let world = check(at_anna(vec![]), accept(), &[said]);
    let held = &world.incident(1).work;
    assert_eq!((held.owner.clone(), held.offer.clone()), (Some(UserId::from("anna")), None));
    let receipt = held.received.clone().expect("a receipt");
    assert_eq!((receipt.from.0.as_str(), receipt.seat.as_str(), receipt.at_ms), ("dora", "s2", world.now_ms));
    check(at_anna(vec![did(accept())]), accept(), &["refused.no_hand_over number=261122-001"]);
    check(at_anna(vec![]), decline(" "), &["refused.empty field=reason"]);
    let world =
        check(at_anna(vec![]), decline("busy"), &["incident.hand_over_declined from=dora number=261122-001 to=anna"]);
    assert_eq!(world.incident(1).work.owner, Some(UserId::from("dora")), "declined: it stays where it was");
    check(at_anna(vec![]), withdraw(), &["refused.hand_over_of_another from=dora number=261122-001"]);
    check(offered(), withdraw(), &["incident.hand_over_withdrawn from=dora number=261122-001 to=anna"]);
    let anyway = Command::CloseLeaving { incident: inc(1), disposition: "DONE".into() };
    let closed = given(offered().into_iter().chain([did(anyway)]).collect());
    assert_eq!(closed.incident(1).work.offer, None, "what is closed waits for nobody");
}

#[test]
fn only_a_colleague_who_may_dispatch_is_asked() {
    check(floor(vec![]), hand("nobody"), &["refused.no_such_colleague field=to name=nobody"]);
    check(floor(vec![]), hand("olga"), &["refused.may_not_take_over field=to name=olga"]);
    check(floor(vec![sits("anna")]), hand("anna"), &["refused.already_has_it field=to name=anna"]);
}

#[test]
fn a_note_that_names_a_person_waits_for_them() {
    let steps = || floor(vec![did(note(1, "@Anna. please call @dora, @nobody and (@ben)"))]);
    let world = given(steps());
    let unread: Vec<&str> = world.board.unread[&inc(1)].iter().map(|user| user.0.as_str()).collect();
    assert_eq!(unread, ["anna", "ben"], "neither the writer nor who is nobody");
    let read = || work(Order::ReadMentions { incident: inc(1) });
    check(steps(), read(), &["refused.nothing_to_read"]);
    let anna = steps().into_iter().chain([sits("anna")]).collect();
    let world = check(anna, read(), &["incident.mentions_read number=261122-001 user=anna"]);
    assert_eq!(world.board.unread[&inc(1)].len(), 1);
    let closed = steps().into_iter().chain([did(close(1, "DONE")), sits("ben")]).collect();
    check(closed, read(), &["incident.mentions_read number=261122-001 user=ben"]);
    let entry = LogEntry { category: Category::Radio, from: Some("x".repeat(201)), ..LogEntry::default() };
    let log = work(Order::Log { incident: inc(1), text: "on scene".into(), entry });
    check(floor(vec![]), log, &["refused.too_long field=from limit=200"]);
}

#[test]
fn a_note_of_an_old_log_is_read() {
    let old = br#"{"incident":"00000000-0000-0000-0000-000000000001","text":{"clear":{"subject":"s","text":"t"}}}"#;
    let Ok(Event::NoteAdded(read)) = Event::decode("incident.note_added", 1, old) else { panic!("version 1 is read") };
    assert_eq!(read.entry.category, Category::Other);
    assert!(Event::decode("incident.note_added", 3, old).is_err(), "a newer one is not guessed at");
}

fn start(id: &str) -> Command {
    work(Order::StartProcedure { incident: inc(1), procedure: id.into() })
}

fn step(id: &str, answer: Option<&str>) -> Command {
    let answer = answer.map(str::to_owned);
    work(Order::DoStep { incident: inc(1), procedure: "road-crash".into(), step: id.into(), answer, note: None })
}

fn undo(id: &str) -> Command {
    work(Order::UndoStep { incident: inc(1), procedure: "road-crash".into(), step: id.into(), reason: "wrong".into() })
}

#[test]
fn a_checklist_branches_by_its_answers_and_a_step_is_taken_back_with_a_reason() {
    let at = |more: Vec<Step>| floor([did(start("road-crash"))].into_iter().chain(more).collect());
    check(floor(vec![]), start("nope"), &["refused.no_such_procedure field=procedure name=nope"]);
    check(floor(vec![]), step("where", None), &["refused.procedure_not_started field=procedure name=road-crash"]);
    check(at(vec![]), start("road-crash"), &["refused.procedure_started name=road-crash"]);
    check(at(vec![]), step("camera", None), &["incident.step_done number=261122-001 procedure=road-crash step=camera"]);
    check(at(vec![]), step("hurt", None), &["refused.answer_needed field=answer name=hurt"]);
    check(at(vec![]), step("hurt", Some("maybe")), &["refused.no_such_answer field=answer name=maybe"]);
    check(at(vec![]), step("cutting", None), &["refused.step_not_on_the_way field=step name=cutting"]);
    check(at(vec![did(step("where", None))]), step("where", None), &["refused.step_done name=where"]);
    check(at(vec![]), undo("where"), &["refused.step_not_done name=where"]);
    let world = check(
        at(vec![]),
        step("hurt", Some("NO")),
        &["incident.step_done.answer answer=no number=261122-001 procedure=road-crash step=hurt"],
    );
    let way: Vec<&str> = world.incident(1).work.procedures[0].way().iter().map(|s| s.id.as_str()).collect();
    assert_eq!(way, ["where", "camera", "hurt", "load"]);
    check(
        at(vec![did(step("hurt", Some("no")))]),
        undo("hurt"),
        &["incident.step_undone number=261122-001 procedure=road-crash reason=wrong step=hurt"],
    );
    let all = ["where", "camera", "signs"].map(|id| did(step(id, None)));
    let answers = [did(step("hurt", Some("no"))), did(step("load", Some("no")))];
    let world = given(at(answers.into_iter().chain(all).collect()));
    assert!(world.incident(1).work.procedures[0].is_finished());
    let mut many = vec![];
    many.extend(starters().iter().map(|p| did(start(&p.id))));
    assert_eq!(given(floor(many)).incident(1).work.procedures.len(), starters().len());
}

fn task(due_ms: Option<i64>, owner: Option<&str>) -> Command {
    let (owner, due) = (owner.map(UserId::from), due_ms.map(When::At));
    work(Order::AddTask { incident: inc(1), text: "call the tow".into(), owner, due })
}

#[test]
fn a_task_has_an_owner_and_a_time_ahead() {
    let finish = |task| work(Order::FinishTask { incident: inc(1), task, note: None });
    let due = crate::support::START_MS + 10 * MINUTE;
    let world = check(
        floor(vec![]),
        task(Some(due), Some("olga")),
        &["incident.task_added.owner number=261122-001 owner=olga task=1"],
    );
    assert_eq!(world.incident(1).work.next_due_ms(), Some(due));
    check(floor(vec![]), task(Some(due - 20 * MINUTE), None), &["refused.due_past field=due_ms"]);
    check(floor(vec![]), task(None, Some("nobody")), &["refused.no_such_colleague field=owner name=nobody"]);
    check(floor(vec![]), finish(1), &["refused.no_such_task field=task name=1"]);
    let world =
        check(floor(vec![did(task(Some(due), None))]), finish(1), &["incident.task_finished number=261122-001 task=1"]);
    assert_eq!(world.incident(1).work.next_due_ms(), None);
    check(floor(vec![did(task(None, None)), did(finish(1))]), finish(1), &["refused.task_done task=1"]);
    let full = (0..100).map(|_| did(task(None, None))).collect();
    check(floor(full), task(None, None), &["refused.too_many_tasks limit=100"]);
}

#[test]
fn twenty_checklists_are_enough() {
    let mut world = given(floor(vec![did(start("road-crash"))]));
    let run = world.incident(1).work.procedures[0].clone();
    let held = world.board.incidents.get_mut(&inc(1)).expect("it is open");
    held.work.procedures = (0..20)
        .map(|n| {
            let mut run = run.clone();
            run.procedure.id = n.to_string();
            run
        })
        .collect();
    let refused = world.run(&start("road-crash")).expect_err("too many");
    assert_eq!(refusal(&refused), "refused.too_many_procedures limit=20");
}

/// `|` a mainline lane, `/` an exit, `[` and `]` shoulders; `x` after it blocked, `~` affected.
fn lanes(text: &str) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    for c in text.chars() {
        let kind = match c {
            '[' => LaneKind::ShoulderLeft,
            '|' => LaneKind::Mainline,
            '/' => LaneKind::Exit,
            ']' => LaneKind::ShoulderRight,
            state => {
                let last = lanes.last_mut().expect("a lane first");
                last.state = if state == 'x' { LaneState::Blocked } else { LaneState::Affected };
                continue;
            }
        };
        lanes.push(Lane { kind, state: LaneState::Free });
    }
    lanes
}

fn set(text: &str) -> Command {
    work(Order::SetLanes { incident: inc(1), direction: " north ".into(), lanes: lanes(text) })
}

fn time(mark: Mark, at_ms: Option<i64>) -> Command {
    work(Order::SetTrafficTime { incident: inc(1), mark, at: at_ms.map(When::At), withdraw: false })
}

#[test]
fn impact_counts_the_mainline() {
    let cases = [
        ("[|||]", None),
        ("[x|||]", Some(Impact::Minor)),
        ("|~||", Some(Impact::Minor)),
        ("|||/x", Some(Impact::Minor)),
        ("|x||", Some(Impact::Normal)),
        ("|x|x||", Some(Impact::Normal)),
        ("|x|x|", Some(Impact::Major)),
        ("|x", Some(Impact::Major)),
    ];
    for (text, expected) in cases {
        assert_eq!(impact(&lanes(text)), expected, "{text}");
    }
}

#[test]
fn lanes_make_a_road() {
    for text in ["", "[]", "|[", "]|", "[[|"] {
        check(floor(vec![]), set(text), &["refused.no_such_road field=lanes"]);
    }
    check(floor(vec![]), set(&"|".repeat(25)), &["refused.too_many_lanes field=lanes limit=24"]);
    check(
        floor(vec![]),
        set("[|x|~/]"),
        &[&format!("incident.lanes_set direction=north lanes=[|x|~/] number={NUMBER}")],
    );
    check(floor(vec![did(set("||"))]), set("||"), &["refused.same_lanes"]);
    let nowhere = work(Order::SetLanes { incident: inc(1), direction: " ".into(), lanes: lanes("|") });
    check(floor(vec![]), nowhere, &["refused.empty field=direction"]);
    let wordy = work(Order::SetLanes { incident: inc(1), direction: "x".repeat(41), lanes: lanes("|") });
    check(floor(vec![]), wordy, &["refused.too_long field=direction limit=40"]);
}

#[test]
fn the_clock_takes_times_from_the_log_and_guesses_none() {
    let later = || Step::Wait(MINUTE);
    let world = given(floor(vec![later(), did(assign(1, &["E1", "E2"])), later(), did(set("|x|")), later()]));
    let start = world.incident(1).opened_ms;
    let minute = |n: i64| Some(start + n * MINUTE);
    assert_eq!(Clock::of(world.incident(1)).0, [None, minute(0), None, minute(1), None, None, None, None]);
    let mut world = world;
    let go = |world: &mut World, command: Command| {
        world.run(&command).unwrap_or_else(|r| panic!("{command:?}: {r:?}"));
        world.now_ms += MINUTE;
    };
    go(&mut world, status("E1", UnitStatus::Os));
    go(&mut world, set("||"));
    go(&mut world, set("|~|"));
    go(&mut world, clear(&["E1"], None));
    assert_eq!(Clock::of(world.incident(1)).0[4..7], [minute(3), minute(4), None], "E2 is still on its way");
    go(&mut world, clear(&["E2"], None));
    let clock = Clock::of(world.incident(1));
    assert_eq!(clock.0[6], minute(6), "the last who had been there");
    assert_eq!((clock.roadway_clearance(), clock.incident_clearance()), (Some(4 * MINUTE), Some(6 * MINUTE)));
    assert_eq!((clock.detection(), clock.verification(), clock.response(), clock.recovery()), (None, None, None, None));
    go(&mut world, set("|x|"));
    assert_eq!(Clock::of(world.incident(1)).0[5], None, "blocked again: not all lanes are open");
    for (mark, at) in [(Mark::Occurred, -2), (Mark::Verified, 1), (Mark::Normal, 7)] {
        go(&mut world, time(mark, minute(at)));
    }
    let clock = Clock::of(world.incident(1));
    assert_eq!((clock.detection(), clock.verification()), (Some(2 * MINUTE), Some(MINUTE)));
    assert_eq!((clock.response(), clock.recovery()), (Some(2 * MINUTE), Some(MINUTE)));
    go(&mut world, work(Order::SetTrafficTime { incident: inc(1), mark: Mark::Occurred, at: None, withdraw: true }));
    assert_eq!(Clock::of(world.incident(1)).0[0], None);
}

#[test]
fn entered_times_keep_their_order() {
    let start = crate::support::START_MS;
    let out = |mark: &str| format!("refused.time_out_of_order field=at_ms mark={mark}");
    check(floor(vec![]), time(Mark::Occurred, Some(start + 1)), &[&out("t0")]);
    check(floor(vec![]), time(Mark::Verified, Some(start - 1)), &[&out("t2")]);
    check(floor(vec![]), time(Mark::Normal, Some(start + MINUTE)), &[&out("t7")]);
    check(floor(vec![]), time(Mark::Verified, None), &["incident.traffic_time_set mark=t2 number=261122-001"]);
    check(floor(vec![did(time(Mark::Verified, None))]), time(Mark::Verified, None), &["refused.same_time mark=t2"]);
    let flags =
        |secondary, responder_struck| work(Order::SetTrafficFlags { incident: inc(1), secondary, responder_struck });
    check(floor(vec![]), flags(Some(false), Some(false)), &["refused.same_flags"]);
    check(floor(vec![]), flags(None, None), &["refused.same_flags"]);
    let set = &["incident.traffic_flags_set number=261122-001 secondary=+ struck=–"];
    check(floor(vec![]), flags(Some(true), Some(false)), set);
    // What a colleague set a moment ago stays when another flag is set.
    let both = &["incident.traffic_flags_set number=261122-001 secondary=+ struck=+"];
    check(floor(vec![did(flags(None, Some(true)))]), flags(Some(true), None), both);
}

fn placed(label: &str) -> Step {
    let at = Wgs84::new(24.94, 60.17).expect("in range");
    did(Command::MoveIncident { incident: inc(1), place: Place { at, label: label.into() } })
}

fn sign(lines: &[&str]) -> Command {
    work(Order::ApproveSign { incident: inc(1), lines: lines.iter().map(|line| (*line).to_owned()).collect() })
}

#[test]
fn a_sign_says_what_where_and_how_or_nothing() {
    let said = |steps: Vec<Step>| suggest(given(floor(steps)).incident(1)).map(|s| s.advice);
    assert_eq!(said(vec![did(set("|x|"))]), None, "no place");
    assert_eq!(said(vec![placed("Exit 12")]), None, "no lanes");
    assert_eq!(said(vec![placed("Exit 12"), did(set("||"))]), None, "nothing is blocked");
    assert_eq!(said(vec![placed(&"x".repeat(25)), did(set("|x|"))]), None, "does not fit");
    let kind = did(Command::SetIncidentType { incident: inc(1), type_code: "UNK".into() });
    assert_eq!(said(vec![placed("Exit 12"), did(set("|x|")), kind]), None, "no word for it");
    let cases = [
        ("|x|x", Advice::RoadBlocked),
        ("|x||", Advice::LeftBlocked),
        ("||x", Advice::RightBlocked),
        ("||x|", Advice::LanesBlocked),
        ("||/x", Advice::ExitBlocked),
        ("|~|", Advice::Slow),
        ("|]x", Advice::ShoulderBlocked),
    ];
    for (text, advice) in cases {
        assert_eq!(said(vec![placed("Exit 12"), did(set(text))]), Some(advice), "{text}");
    }
    let ready = || floor(vec![placed("Exit 12"), did(set("|x||"))]);
    check(
        ready(),
        sign(&[" CRASH ", "", "EXIT 12"]),
        &["incident.sign_approved lines=CRASH / EXIT 12 number=261122-001"],
    );
    check(ready(), sign(&[" "]), &["refused.empty field=lines"]);
    check(ready(), sign(&["前方事故前方事故前方事故事"]), &["refused.sign_too_long field=lines limit=24 lines=3"]);
    check(floor(vec![]), sign(&["CRASH"]), &["refused.no_sign"]);
}

#[test]
fn an_operator_reads_and_finishes_but_owns_nothing() {
    let refused = given(floor(vec![seat(Role::Operator)])).preview(&claim(false)).expect_err("not theirs");
    assert_eq!(refusal(&refused), "refused.role call=claim_incident role=operator");
}
