//! Cards that stood on paper: in order, never in the future, no unit in two places, and nothing rings as if it were now.

use crate::support::{
    GENUINE, HOUR, MINUTE, Rules, START_MS, Step, World, assign, check, clear, close, did, given, inc, minutes,
    new_unit, open, refusal, status, status_why, system,
};
use proptest::prelude::*;
use watchfloor_domain::board::{IncidentState, Run};
use watchfloor_domain::command::NewUnit;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::intake::{Answer, Ask, Card, CardRun};
use watchfloor_domain::status::UnitStatus::{self, Aq, Dp, Er, Oos, Os};
use watchfloor_domain::{Board, Command, Context, Event, Rejection, decide, timer};

/// Two hours after the units came, so that a card can be newer than what is known of them. The clock shows 14:13:20.
const NOW: i64 = START_MS + 120 * MINUTE;

fn two_hours_later(steps: Vec<Step>) -> Vec<Step> {
    std::iter::once(minutes(120)).chain(steps).collect()
}

/// So many minutes before that.
fn ago(minutes: i64) -> i64 {
    NOW - minutes * MINUTE
}

fn run(unit: &str) -> CardRun {
    CardRun::of(UnitId::from(unit))
}

/// Taken at 13:13, E1 there from 13:20 to 13:43, closed at 13:53.
fn card() -> Card {
    let e1 = CardRun {
        sent_ms: Some(ago(58)),
        en_route_ms: Some(ago(57)),
        on_scene_ms: Some(ago(53)),
        clear_ms: Some(ago(30)),
        ..run("E1")
    };
    Card {
        reason: "power was out".into(),
        type_code: "STRUCT".into(),
        what: "smoke from a roof".into(),
        received_ms: ago(60),
        runs: vec![e1],
        closed_ms: Some(ago(20)),
        disposition: Some("DONE".into()),
        ..Card::default()
    }
}

fn with_run(change: impl FnOnce(&mut CardRun)) -> Card {
    let mut card = card();
    change(&mut card.runs[0]);
    card
}

/// Of a unit that is still out, of an incident that goes on.
fn still_out() -> Card {
    let open = with_run(|run| run.clear_ms = None);
    Card { closed_ms: None, disposition: None, ..open }
}

fn enter(card: Card) -> Command {
    Command::Intake(Ask::EnterCard(Box::new(card)))
}

const OPENED: &str =
    "incident.opened.paper number=261122-001 place= priority=E reason=power was out time=13:13 type=STRUCT";

#[test]
fn a_card_becomes_an_incident_at_the_times_it_says() {
    let world = check(
        two_hours_later(vec![]),
        enter(card()),
        &[
            OPENED,
            "unit.run_entered number=- reason=power was out steps=DP 13:15, ER 13:16, OS 13:20, CL 13:43 unit=E1",
            "incident.closed_late disposition=DONE number=- reason=power was out time=13:53",
        ]
        .map(|line| line.replace("number=-", &format!("number={}", inc(1))))
        .each_ref()
        .map(String::as_str),
    );
    let incident = world.incident(1);
    assert_eq!((incident.opened_ms, incident.state()), (ago(60), IncidentState::Closed));
    let paper = incident.intake.paper.as_ref().expect("its flag");
    assert_eq!((paper.received_ms, paper.entered_ms, paper.reason.as_str()), (ago(60), NOW, "power was out"));
    let steps: Vec<_> = incident.runs[0].steps.iter().map(|s| (s.status, s.at_ms, s.backdated)).collect();
    assert_eq!(steps, [(Dp, ago(58), true), (Er, ago(57), true), (Os, ago(53), true)]);
    assert!(incident.runs[0].steps.iter().all(|s| s.reason.as_deref() == Some("power was out")));
    assert_eq!((incident.runs[0].ended.as_ref().map(|e| e.at_ms), world.status("E1")), (Some(ago(30)), Aq));
    for recorded in world.log.iter().filter(|r| r.event.typ() != "unit.added") {
        assert_eq!(recorded.recorded_ms, NOW);
        assert!(recorded.happened_ms < NOW, "when it happened is kept apart from when it was entered");
    }
}

#[test]
fn a_unit_without_a_clear_time_is_out_there_now_and_nothing_rings() {
    let mut world = given(two_hours_later(vec![did(enter(still_out()))]));
    assert_eq!((world.status("E1"), world.board.units[&UnitId::from("E1")].since_ms), (Os, ago(53)));
    assert_eq!(world.incident(1).state(), IncidentState::OnScene);
    assert_eq!(timer::due(&world.board, NOW + 48 * HOUR), [], "its time ran while nobody's clock did");
    // From the next state on, clocks run as for every unit.
    world.run(&status_why("E1", UnitStatus::Er, "sent on")).expect("allowed");
    assert!(!timer::due(&world.board, NOW + 48 * HOUR).is_empty());
    world.run(&clear(&["E1"], None)).expect("cleared as any other");
    world.run(&close(1, "DONE")).expect("closed as any other");
    // The control: the same run entered live does ring.
    let live = given(vec![did(open("STRUCT")), did(assign(1, &["E1"])), did(status("E1", Er))]);
    assert!(!timer::due(&live.board, NOW + 48 * HOUR).is_empty());
}

#[test]
fn a_card_is_refused_whole_and_the_field_is_named() {
    let refused = |card: Card, said: &str| drop(check(two_hours_later(vec![]), enter(card), &[said]));
    let order = |change: fn(&mut CardRun), said: &str| refused(with_run(change), said);
    refused(Card { reason: " ".into(), ..card() }, "refused.empty field=reason");
    refused(Card { received_ms: NOW + 1, ..card() }, "refused.card_future field=received_ms time=14:13");
    refused(
        Card { received_ms: NOW - 32 * 24 * HOUR, ..card() },
        "refused.card_too_old field=received_ms days=31 time=2026-10-21 14:13",
    );
    refused(Card { runs: vec![run("E1"); 21], ..card() }, "refused.card_units field=units limit=20");
    refused(Card { runs: vec![run("E9")], ..card() }, "refused.no_such_unit field=units[0].unit name=E9");
    let twice = vec![card().runs[0].clone(), card().runs[0].clone()];
    refused(Card { runs: twice, ..card() }, "refused.card_unit_twice field=units[1].unit unit=E1");
    order(
        |run| run.on_scene_ms = Some(ago(59)),
        "refused.card_order field=units[0].on_scene_ms other=ER other_time=13:16 time=13:14 what=OS",
    );
    order(
        |run| run.sent_ms = Some(ago(61)),
        "refused.card_order field=units[0].sent_ms other=CALL other_time=13:13 time=13:12 what=DP",
    );
    order(
        |run| run.clear_ms = Some(ago(54)),
        "refused.card_order field=units[0].clear_ms other=OS other_time=13:20 time=13:19 what=CL",
    );
    order(|run| run.clear_ms = Some(NOW + MINUTE), "refused.card_future field=units[0].clear_ms time=14:14");
    order(
        |run| *run = CardRun { clear_ms: Some(ago(30)), ..CardRun::of(run.unit.clone()) },
        "refused.card_no_time field=units[0].sent_ms unit=E1",
    );
    order(|run| run.transport_ms = Some(ago(50)), "refused.destination_needed field=units[0].destination");
    order(|run| run.destination = Some("x".repeat(201)), "refused.too_long field=units[0].destination limit=200");
    refused(
        Card { closed_ms: Some(ago(31)), ..card() },
        "refused.card_order field=closed_ms other=CL other_time=13:43 time=13:42 what=END",
    );
    refused(Card { closed_ms: None, ..card() }, "refused.empty field=closed_ms");
    refused(Card { disposition: None, ..card() }, "refused.empty field=disposition");
    refused(
        Card { disposition: Some("NOPE".into()), ..card() },
        "refused.unknown_disposition field=disposition name=NOPE",
    );
    let out = Card { closed_ms: Some(ago(20)), disposition: Some("DONE".into()), ..still_out() };
    refused(out, "refused.card_units_out field=closed_ms units=E1");
    let answer = Answer { question: "inside".into(), code: Some("no".into()), ..Answer::default() };
    let early = vec![Answer { at_ms: Some(ago(61)), ..answer }];
    refused(Card { answers: early, ..card() }, "refused.answer_too_old field=answers[0].at_ms");
}

#[test]
fn no_unit_was_in_two_places() {
    let elsewhere = |number: &str, time: &str| {
        format!("refused.card_unit_elsewhere field=units[0].sent_ms number={number} time={time} unit=E1")
    };
    let first = two_hours_later(vec![did(enter(card()))]);
    // From 11:30 while the first card has it until 13:43.
    let later = |sent, clear| {
        let run = CardRun { sent_ms: Some(ago(sent)), clear_ms: Some(ago(clear)), ..run("E1") };
        Card { runs: vec![run], closed_ms: None, disposition: None, received_ms: ago(60), ..card() }
    };
    check(first, enter(later(43, 25)), &[&elsewhere("261122-001", "13:15")]);
    // The very minute it was free it may be sent again.
    let world = given(two_hours_later(vec![did(enter(card())), did(enter(later(30, 25)))]));
    assert_eq!(world.incident(2).runs.len(), 1);
    // On the screen it is on its way: it cannot be cleared of a card that says it is still out, nor be on it.
    let live = two_hours_later(vec![did(open("STRUCT")), did(assign(1, &["E1"])), minutes(10)]);
    let now_out = Card { received_ms: NOW + 5 * MINUTE, ..still_out() };
    let now_out = Card { runs: vec![CardRun { sent_ms: Some(NOW + 6 * MINUTE), ..run("E1") }], ..now_out };
    check(live, enter(now_out), &[&elsewhere("261122-001", "14:13")]);
    // Something newer is known of it than the card says.
    let known = two_hours_later(vec![did(status("E1", UnitStatus::Ar)), minutes(1)]);
    let said = "refused.card_unit_known field=units[0].clear_ms status=AR time=14:13 unit=E1";
    check(known, enter(still_out()), &[said]);
    let broken = two_hours_later(vec![did(status_why("E1", Oos, "brakes"))]);
    let said = "refused.card_unit_known field=units[0].clear_ms status=OOS time=14:13 unit=E1";
    check(broken, enter(still_out()), &[said]);
}

#[test]
fn one_crew_is_not_out_in_two_vehicles_on_paper_either() {
    let of = |id: &str| NewUnit { crew_group: Some("pair".into()), ..new_unit(id) };
    let paired = || system(Command::AddUnits(vec![of("E1"), of("E2")]));
    let also = CardRun { sent_ms: Some(ago(50)), ..run("E2") };
    let both = Card { runs: vec![still_out().runs.remove(0), also.clone()], ..still_out() };
    let said = "refused.crew_elsewhere field=units number=261122-001 other=E1 unit=E2";
    check(two_hours_later(vec![paired()]), enter(both), &[said]);
    let second = Card { runs: vec![also], ..still_out() };
    let said = "refused.crew_elsewhere field=units[0].unit number=261122-001 other=E1 unit=E2";
    let world = check(two_hours_later(vec![paired(), did(enter(still_out()))]), enter(second.clone()), &[said]);
    assert_eq!(world.status("E2"), Aq);
    // One after the other the crew may have been in both.
    given(two_hours_later(vec![paired(), did(enter(card())), did(enter(second))]));
}

#[test]
fn a_time_alarm_does_not_outlive_the_state_it_was_of() {
    let cleared = vec![did(open("STRUCT")), did(assign(1, &["E1"])), did(clear(&["E1"], None))];
    let mut world = given(cleared);
    let limit = timer::limit(&world.board, &world.board.units[&UnitId::from("E1")]).expect("cleared has a limit");
    world.now_ms += i64::from(limit.alert_s + 1) * 1_000;
    world.system(&Command::Tick).expect("time always passes");
    assert!(world.board.units[&UnitId::from("E1")].safety.alerted);
    world.now_ms = NOW;
    world.run(&enter(still_out())).expect("it went out after that");
    assert_eq!(world.status("E1"), Os);
    assert!(!world.board.units[&UnitId::from("E1")].safety.alerted, "on scene it has not been for long");
}

#[test]
fn the_number_is_of_the_day_of_the_call() {
    let yesterday = |card: Card| Card { received_ms: card.received_ms - 24 * HOUR, runs: Vec::new(), ..card };
    let mut world = given(two_hours_later(vec![did(open("STRUCT")), did(enter(yesterday(card())))]));
    assert_eq!((world.incident(1).number.as_str(), world.incident(2).number.as_str()), ("261122-001", "261121-001"));
    assert_eq!(world.incident(2).intake.paper.as_ref().map(|p| p.clock.as_str()), Some("2026-11-21 13:13"));
    world.run(&open("STRUCT")).expect("opened");
    assert_eq!(world.incident(3).number, "261122-002", "numbers of today go on as they were");
}

/// What must be true of everything that stood on paper, whatever was entered.
fn unsound(board: &Board, now_ms: i64) -> Option<String> {
    let mut runs: Vec<(&str, &Run)> = Vec::new();
    for incident in board.incidents.values() {
        for run in &incident.runs {
            let mut before = incident.opened_ms;
            let end = run.ended.as_ref().map(|end| end.at_ms);
            for at in run.steps.iter().map(|s| s.at_ms).chain(end).chain(incident.closed.as_ref().map(|c| c.at_ms)) {
                if at < before || at > now_ms {
                    return Some(format!("{} {}: {at} after {before}, now {now_ms}", incident.number, run.unit));
                }
                before = at;
            }
            runs.push((&incident.number, run));
        }
    }
    for (n, (one, a)) in runs.iter().enumerate() {
        for (other, b) in runs.iter().skip(n + 1).filter(|(_, b)| b.unit == a.unit) {
            let end = |run: &Run| run.ended.as_ref().map_or(i64::MAX, |end| end.at_ms);
            if a.assigned_ms < end(b) && b.assigned_ms < end(a) {
                return Some(format!("{} on {one} and {other} at once", a.unit));
            }
        }
    }
    board.units.values().find_map(|unit| {
        let open = board.incidents.values().filter(|i| i.open_runs().any(|run| run.unit == unit.id)).map(|i| i.id);
        let open: Vec<_> = open.collect();
        (open != unit.incident.into_iter().collect::<Vec<_>>()).then(|| format!("{} is on {open:?}", unit.id))
    })
}

/// Minutes on a clock that may be wrong: up to an hour before the earliest card, and into the future.
fn time() -> impl Strategy<Value = Option<i64>> {
    proptest::option::weighted(0.7, (-10..120_i64).prop_map(ago))
}

fn any_run() -> impl Strategy<Value = CardRun> {
    let units = prop_oneof![Just("E1"), Just("E2"), Just("E3"), Just("E9")];
    (units, time(), time(), time(), time(), time(), time(), any::<bool>()).prop_map(
        |(unit, sent, route, scene, transport, there, clear, sorted)| {
            let mut times = [sent, route, scene, transport, there, clear];
            if sorted {
                // Else hardly a card would be in order.
                let mut known: Vec<i64> = times.iter().flatten().copied().collect();
                known.sort_unstable();
                let mut known = known.into_iter();
                times.iter_mut().filter(|t| t.is_some()).for_each(|t| *t = known.next());
            }
            let [sent_ms, en_route_ms, on_scene_ms, transport_ms, at_destination_ms, clear_ms] = times;
            let destination = Some("Meilahti".to_owned());
            CardRun {
                sent_ms,
                en_route_ms,
                on_scene_ms,
                transport_ms,
                at_destination_ms,
                clear_ms,
                destination,
                ..run(unit)
            }
        },
    )
}

fn any_card() -> impl Strategy<Value = Card> {
    (time(), proptest::collection::vec(any_run(), 0..3), time(), any::<bool>()).prop_map(
        |(received, runs, closed, done)| {
            let disposition = done.then(|| "DONE".to_owned());
            Card {
                received_ms: received.unwrap_or(ago(120)),
                runs,
                closed_ms: closed.filter(|_| done),
                disposition,
                ..card()
            }
        },
    )
}

/// Every rule of one card by itself, written down a second time.
fn in_order(card: &Card) -> bool {
    let run = |run: &CardRun| {
        let steps = [run.sent_ms, run.en_route_ms, run.on_scene_ms, run.transport_ms, run.at_destination_ms];
        let all: Vec<i64> = [Some(card.received_ms)].into_iter().chain(steps).chain([run.clear_ms]).flatten().collect();
        steps.iter().any(Option::is_some) && all.is_sorted() && all.iter().all(|at| *at <= NOW)
    };
    let ended = card.closed_ms.is_none_or(|at| {
        let cleared = card.runs.iter().all(|run| run.clear_ms.is_some_and(|clear| clear <= at));
        cleared && at >= card.received_ms && at <= NOW
    });
    card.received_ms <= NOW
        && card.runs.iter().all(run)
        && ended
        && card.closed_ms.is_some() == card.disposition.is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_entered_the_floor_stays_sound(cards in proptest::collection::vec(any_card(), 1..5)) {
        let mut world = World::new(&["E1", "E2", "E3"]);
        world.now_ms = NOW;
        for card in cards {
            let before = world.board.clone();
            match world.run(&enter(card.clone())) {
                Ok(_) => prop_assert!(in_order(&card), "{card:?}"),
                Err(why) => {
                    prop_assert_eq!(&world.board, &before, "a refused card leaves nothing");
                    prop_assert!(why.field.is_some(), "{}", refusal(&why));
                    let known = ["refused.card_unit_elsewhere", "refused.card_unit_known", "refused.card_unit_twice", "refused.no_such_unit"];
                    prop_assert!(!in_order(&card) || known.contains(&why.key), "{}: {card:?}", refusal(&why));
                }
            }
            prop_assert_eq!(unsound(&world.board, NOW), None);
            prop_assert!(timer::due(&world.board, NOW).is_empty(), "nothing rings");
        }
    }
}

/// A rule that trusts the paper: the times of each run stand as they came, here turned round.
fn trusting(board: &Board, command: &Command, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let mut events = decide(board, command, ctx)?;
    for event in &mut events {
        if let Event::UnitRunEntered(run) = event {
            let times: Vec<i64> = run.steps.iter().rev().map(|step| step.at_ms).collect();
            run.steps.iter_mut().zip(times).for_each(|(step, at)| step.at_ms = at);
        }
    }
    Ok(events)
}

#[test]
fn the_checker_sees_a_rule_that_trusts_the_paper() {
    let enter_with = |rules: Rules| {
        let mut world = World::with(&["E1", "E2", "E3"], rules);
        world.now_ms = NOW;
        world.run(&enter(card())).expect("in order");
        unsound(&world.board, NOW)
    };
    assert_eq!(enter_with(GENUINE), None);
    assert!(enter_with(Rules { decide: trusting, ..GENUINE }).is_some(), "a negative interval is seen");
}
