//! Nobody is sent, freed or stood down over danger to a crew or a patient without a word; every way to the same end meets it.

use crate::support::{
    MINUTE, Step, World, assign, check, clear, close, did, divert, given, ids, inc, open, status, status_why, system,
};
use watchfloor_domain::Command;
use watchfloor_domain::command::{CrewCommand, LateStatus, When};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::event::Event;
use watchfloor_domain::harm::Harm;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::line::{Meaning, read};
use watchfloor_domain::staff::Order;
use watchfloor_domain::status::UnitStatus::{Ad, Aq, Off, Oos, Os, Tr};

fn crew(command: CrewCommand) -> Command {
    Command::Crew(command)
}

fn emergency(unit: &str) -> Step {
    did(crew(CrewCommand::RaiseEmergency { unit: UnitId::from(unit), source: EmergencySource::Radio }))
}

fn answer(unit: &str, ok: bool) -> Command {
    crew(CrewCommand::AnswerPar { units: ids(&[unit]), ok })
}

fn transport(unit: &str, to: &str) -> Command {
    Command::SetStatus { units: ids(&[unit]), status: Tr, reason: None, destination: Some(to.into()) }
}

fn arrived(unit: &str, at: Option<&str>) -> Command {
    Command::SetStatus { units: ids(&[unit]), status: Ad, reason: None, destination: at.map(str::to_owned) }
}

fn swap(out: &str, by: &str) -> Command {
    crew(CrewCommand::Swap { out: out.into(), by: by.into() })
}

fn log_off(unit: &str) -> Command {
    Command::Staff(Order::LogOff { unit: unit.into(), reason: "end of shift".into(), leave: true })
}

/// E1 on scene of the first incident; a second is open.
fn on_scene() -> Vec<Step> {
    vec![did(open("STRUCT")), did(open("GAS")), did(assign(1, &["E1"])), did(status("E1", Os))]
}

fn missing() -> Vec<Step> {
    let call = crew(CrewCommand::CallPar { incident: inc(1), benchmark: String::new() });
    on_scene().into_iter().chain([did(call), did(answer("E1", false))]).collect()
}

fn transporting() -> Vec<Step> {
    on_scene().into_iter().chain([did(transport("E1", "Meilahti"))]).collect()
}

fn in_emergency() -> Vec<Step> {
    on_scene().into_iter().chain([emergency("E1")]).collect()
}

/// Every way to take E1 from where it is.
fn ways() -> Vec<Command> {
    vec![
        clear(&["E1"], Some("FALSE")),
        divert(2, &["E1"]),
        status_why("E1", Oos, "brakes"),
        swap("E1", "E2"),
        log_off("E1"),
    ]
}

fn overridden(events: &[Event]) -> Vec<Harm> {
    let of = |event: &Event| if let Event::SafetyOverridden(e) = event { Some(e.harm.clone()) } else { None };
    events.iter().filter_map(of).collect()
}

#[test]
fn every_way_to_take_a_unit_asks_first_and_goes_on_with_a_word() {
    let patient = || Harm::Patient { destination: Some("Meilahti".into()) };
    type Given = fn() -> Vec<Step>;
    let cases: [(Given, &str, Harm); 3] = [
        (in_emergency, "refused.unit_in_emergency", Harm::Emergency),
        (missing, "refused.unit_people_missing", Harm::PeopleMissing { incident: inc(1) }),
        (transporting, "refused.unit_transporting", patient()),
    ];
    for (steps, key, harm) in cases {
        for way in ways() {
            let refused = given(steps()).preview(&way).unwrap_err();
            assert_eq!((refused.key, refused.field.as_deref()), (key, Some("despite")), "{way:?}");
            let events = given(steps()).run(&way.clone().despite(Some("one near".into()))).expect("said so");
            assert_eq!(overridden(&events), std::slice::from_ref(&harm), "{way:?}");
            assert!(events.len() > 1, "and then it is done: {events:?}");
        }
    }
    // The control: where nothing stands against it, nobody is asked, and nothing is overridden.
    for way in ways() {
        let plain = given(on_scene()).run(&way).expect("nothing stands against it");
        let said = given(on_scene()).run(&way.despite(Some("x".into()))).expect("a word too many harms nothing");
        assert_eq!((overridden(&plain), &plain), (Vec::new(), &said));
    }
}

#[test]
fn a_free_crew_in_danger_is_not_sent_or_stood_down_without_a_word() {
    let free = || vec![did(open("STRUCT")), emergency("E1")];
    let time = "refused.unit_in_emergency field=despite time=12:13 unit=E1";
    check(free(), assign(1, &["E1"]), &[time]);
    check(free(), assign(1, &["E2", "E1"]), &[time]);
    check(free(), status("E1", Off), &[time]);
    check(free(), status_why("E1", Oos, "brakes"), &[time]);
    check(
        free(),
        assign(1, &["E1"]).despite(Some("  only one near ".into())),
        &[
            "unit.safety_overridden.emergency.reason reason=only one near unit=E1",
            "unit.assigned from=AQ number=261122-001 unit=E1",
        ],
    );
    // Steps of its run are told as they are: the emergency stands beside them.
    given(in_emergency()).run(&transport("E1", "Meilahti")).expect("a step hides nothing");
}

#[test]
fn missing_people_stay_until_somebody_answers() {
    check(
        missing(),
        clear(&["E1"], None).despite(Some(" ".into())),
        &["refused.missing_needs_reason field=despite unit=E1"],
    );
    let end = crew(CrewCommand::EndPar { incident: inc(1) });
    check(missing(), end.clone(), &["refused.people_missing number=261122-001 unit=E1 units=E1"]);
    let gone = || {
        let cleared = clear(&["E1"], Some("DONE")).despite(Some("ordered out by command".into()));
        missing().into_iter().chain([did(cleared), did(status("E1", Aq))]).collect::<Vec<_>>()
    };
    // Nothing hides them: neither the end of the run, nor being free in quarters.
    check(gone(), close(1, "DONE"), &["refused.people_missing number=261122-001 unit=E1 units=E1"]);
    check(
        gone(),
        close(1, "DONE").despite(Some("sure".into())),
        &["refused.people_missing number=261122-001 unit=E1 units=E1"],
    );
    check(gone(), assign(2, &["E1"]), &["refused.unit_people_missing field=despite number=261122-001 unit=E1"]);
    let mut found = given(gone());
    found.run(&answer("E1", true)).expect("they are found");
    found.run(&assign(2, &["E1"])).expect("and it can go");
    found.run(&close(1, "DONE")).expect("and the incident ends");
}

#[test]
fn a_check_nobody_answered_does_not_vanish_in_quarters() {
    let fired = || {
        let set = crew(CrewCommand::SetWelfare { units: ids(&["E1"]), minutes: 1 });
        let cleared = [did(clear(&["E1"], None)), did(set), Step::Wait(2 * MINUTE), system(Command::Tick)];
        on_scene().into_iter().chain(cleared).collect::<Vec<_>>()
    };
    check(fired(), status("E1", Aq), &["refused.unit_unanswered field=despite time=12:15 unit=E1"]);
    let world = check(
        fired(),
        status("E1", Aq).despite(Some(String::new())),
        &[
            "unit.safety_overridden.unanswered unit=E1",
            "unit.welfare_ended unit=E1",
            "unit.status_set from=CL status=AQ unit=E1",
        ],
    );
    assert_eq!(world.board.units[&UnitId::from("E1")].safety.welfare, None);
    // One that is still to come ends with the run, as ever.
    let set = crew(CrewCommand::SetWelfare { units: ids(&["E1"]), minutes: 9 });
    let coming = [did(clear(&["E1"], None)), did(set)];
    given(on_scene().into_iter().chain(coming).collect()).run(&status("E1", Aq)).expect("nothing has fired");
}

#[test]
fn arriving_needs_a_destination_that_was_said() {
    check(on_scene(), arrived("E1", None), &["refused.destination_needed field=destination unit=E1"]);
    check(
        on_scene(),
        arrived("E1", Some("Meilahti")),
        &["unit.status_set.destination destination=Meilahti from=OS status=AD unit=E1"],
    );
    check(
        transporting(),
        arrived("E1", None),
        &["unit.status_set.destination destination=Meilahti from=TR status=AD unit=E1"],
    );
    let late = |destination: Option<&str>| {
        crew(CrewCommand::LateStatus(LateStatus {
            unit: "E1".into(),
            incident: None,
            status: Ad,
            at: When::At(crate::support::START_MS),
            reason: "radio".into(),
            destination: destination.map(str::to_owned),
        }))
    };
    check(on_scene(), late(None), &["refused.destination_needed field=destination unit=E1"]);
}

fn typed(world: &World, line: &str) -> Result<Vec<Command>, String> {
    match read(&world.board, line, None) {
        Ok(Meaning::Do(commands)) => Ok(commands),
        Ok(other) => Err(format!("{other:?}")),
        Err(why) => Err(crate::support::refusal(&why)),
    }
}

#[test]
fn a_line_with_a_mark_goes_on_and_one_that_contradicts_itself_does_nothing() {
    let world = given(in_emergency());
    let sure = |command: Command, why: &str| Ok(vec![command.despite(Some(why.into()))]);
    assert_eq!(typed(&world, "c E1 FALSE ! crew is well"), sure(clear(&["E1"], Some("FALSE")), "crew is well"));
    assert_eq!(typed(&world, "c E1 ！"), sure(clear(&["E1"], None), ""));
    assert_eq!(typed(&world, "oos E1 ! brakes"), sure(status_why("E1", Oos, "brakes"), "brakes"));
    assert_eq!(typed(&world, "swap E1 E2 ! hurt"), sure(swap("E1", "E2"), "hurt"));
    assert_eq!(typed(&world, "d E1 @2 ! only one"), sure(divert(2, &["E1"]), "only one"));
    assert_eq!(typed(&world, "ad E1 Meilahti"), Ok(vec![arrived("E1", Some("Meilahti"))]));
    // The incident that was typed is not the unit's.
    let other = Err("refused.not_on_incident number=261122-002 unit=E1".to_owned());
    for line in ["os E1 @2", "c E1 @2 DONE", "wk E1 @2", "s E1 @2 WK"] {
        assert_eq!(typed(&world, line), other, "{line}");
    }
    assert!(typed(&world, "wk E1 @1").is_ok(), "its own may be said");
    // A word like a unit that is none.
    let lost = |name: &str| Err(format!("refused.no_such_unit field=units name={name}"));
    assert_eq!(typed(&world, "wk E1 E9"), lost("E9"));
    assert_eq!(typed(&world, "c E1 e7 DONE"), lost("e7"));
    assert_eq!(typed(&world, "oos E1 E9"), lost("E9"));
    assert!(typed(&world, "wk E1 patient found").is_ok());
    assert!(typed(&world, "oos E1 E5 ran into it").is_ok(), "a reason that is asked for may begin so");
}
