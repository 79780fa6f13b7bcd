//! Crews: emergencies, welfare checks, roll calls, local codes, one unit in another's place.

use crate::support::{
    MINUTE, Step, assign, check, clear, close, did, given, ids, inc, minutes, open, seat, status, status_why, system,
};
use watchfloor_domain::Command;
use watchfloor_domain::command::CrewCommand;
use watchfloor_domain::crew::{EmergencySource, Request};
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus::{Aq, Bm, Cl, Dp, Er, Off, Oos, Os, Tr};
use watchfloor_domain::status_codes::Preset;
use watchfloor_domain::types::Role;

fn crew(command: CrewCommand) -> Command {
    Command::Crew(command)
}

fn raise(unit: &str) -> Command {
    crew(CrewCommand::RaiseEmergency { unit: UnitId::from(unit), source: EmergencySource::Radio })
}

fn heard(unit: &str) -> Command {
    crew(CrewCommand::AcknowledgeEmergency { unit: UnitId::from(unit) })
}

fn over(unit: &str, reason: &str) -> Command {
    crew(CrewCommand::ClearEmergency { unit: UnitId::from(unit), reason: reason.into() })
}

fn welfare(minutes: u32) -> Command {
    crew(CrewCommand::SetWelfare { units: ids(&["E1"]), minutes })
}

fn par(every_min: Option<u32>, benchmark: &str) -> Command {
    crew(CrewCommand::StartPar { incident: inc(1), every_min, benchmark: benchmark.into() })
}

fn call(benchmark: &str) -> Command {
    crew(CrewCommand::CallPar { incident: inc(1), benchmark: benchmark.into() })
}

fn answer(unit: &str, ok: bool) -> Command {
    crew(CrewCommand::AnswerPar { units: ids(&[unit]), ok })
}

fn code(code: &str, said: Option<&str>) -> Command {
    crew(CrewCommand::SetByCode { units: ids(&["E1"]), code: code.into(), said: said.map(str::to_owned) })
}

fn swap(out: &str, by: &str) -> Command {
    crew(CrewCommand::Swap { out: UnitId::from(out), by: UnitId::from(by) })
}

fn relieve(out: &str, by: &str) -> Command {
    crew(CrewCommand::Relieve { out: UnitId::from(out), by: UnitId::from(by) })
}

fn on_scene() -> Vec<Step> {
    vec![did(open("STRUCT")), did(assign(1, &["E1", "E2"])), did(status("E1", Os))]
}

#[test]
fn an_emergency_is_laid_over_the_state_and_ends_by_a_person() {
    let world = check(on_scene(), raise("e1"), &["unit.emergency_raised.radio unit=E1"]);
    assert_eq!(world.status("E1"), Os, "the state stays");
    let mut steps = on_scene();
    steps.push(did(raise("E1")));
    check(steps, raise("E1"), &["refused.emergency_stands by=dora unit=E1"]);
    let mut steps = on_scene();
    steps.extend([
        did(raise("E1")),
        did(clear(&["E1"], None).despite(Some("radio".into()))),
        minutes(600),
        system(Command::Tick),
    ]);
    let world = check(steps, heard("E1"), &["unit.emergency_acknowledged unit=E1"]);
    let emergency = world.board.units[&UnitId::from("E1")].safety.emergency.clone().expect("it stands");
    assert_eq!(emergency.acknowledged.as_ref().map(|(by, _)| by.as_str()), Some("dora"));
    check(vec![did(raise("E1")), did(heard("E1"))], heard("E1"), &["refused.already_acknowledged by=dora"]);
    check(vec![did(raise("E1"))], over("E1", " "), &["refused.empty field=reason"]);
    let world = check(
        vec![did(raise("E1"))],
        over("E1", "crew is out"),
        &["unit.emergency_cleared reason=crew is out unit=E1"],
    );
    assert_eq!(world.board.units[&UnitId::from("E1")].safety.emergency, None);
    check(vec![], over("E1", "x"), &["refused.no_emergency unit=E1"]);
    check(vec![], heard("E1"), &["refused.no_emergency unit=E1"]);
    // Whoever watches may raise and hear; only who dispatches ends it.
    check(vec![seat(Role::Operator)], raise("E1"), &["unit.emergency_raised.radio unit=E1"]);
    let watcher = vec![did(raise("E1")), seat(Role::Operator)];
    check(watcher, over("E1", "x"), &["refused.role call=clear_emergency role=operator"]);
}

#[test]
fn a_welfare_check_fires_once_and_waits_for_a_person() {
    check(vec![], welfare(241), &["refused.minutes field=minutes limit=240"]);
    check(vec![], welfare(0), &["refused.no_welfare field=units[0] unit=E1"]);
    check(vec![], welfare(10), &["unit.welfare_set minutes=10 unit=E1"]);
    let fired = given(vec![did(welfare(10)), minutes(10), system(Command::Tick), system(Command::Tick)]);
    assert_eq!(fired.log.iter().filter(|r| r.event.typ() == "timer.fired").count(), 1);
    check(vec![did(welfare(10)), minutes(9)], welfare(0), &["unit.welfare_ended unit=E1"]);
    let extended = given(vec![did(welfare(10)), minutes(9), did(welfare(10)), minutes(9), system(Command::Tick)]);
    assert!(extended.log.iter().all(|r| r.event.typ() != "timer.fired"), "it was extended in time");
    // Back in its station there is nobody to ask.
    let mut steps = on_scene();
    steps.extend([did(welfare(5)), did(clear(&["E1"], None)), did(status("E1", Aq)), minutes(6)]);
    let home = given(steps);
    assert_eq!(home.board.units[&UnitId::from("E1")].safety.welfare, None);
}

#[test]
fn a_timer_due_while_the_console_was_down_says_how_late_it_is() {
    let steps = vec![did(welfare(10)), minutes(13), crate::support::nobody()];
    check(steps, Command::Tick, &["timer.fired.welfare.late late_s=180 unit=E1"]);
    let steps = vec![did(welfare(10)), minutes(10), crate::support::nobody()];
    check(steps, Command::Tick, &["timer.fired.welfare unit=E1"]);
    let steps = vec![did(welfare(10)), minutes(-60), crate::support::nobody()];
    let world = check(steps, Command::Tick, &["timer.rearmed.welfare unit=E1"]);
    let welfare = world.board.units[&UnitId::from("E1")].safety.welfare.clone().expect("it runs");
    assert_eq!(welfare.due_ms, world.now_ms + 10 * MINUTE, "its full length from now, not an hour more");
}

#[test]
fn a_state_that_lasts_too_long_is_told_once() {
    let mut steps = on_scene();
    steps.extend([minutes(41), crate::support::nobody()]);
    let world = check(
        steps,
        Command::Tick,
        &[
            "timer.fired.status.late late_s=2340 status=DP unit=E2",
            "timer.fired.status.late late_s=60 status=OS unit=E1",
        ],
    );
    assert!(world.board.units[&UnitId::from("E1")].safety.alerted);
    assert_eq!(world.preview(&Command::Tick), Ok(Vec::new()));
}

#[test]
fn a_roll_asks_who_is_on_scene_and_the_missing_stay_missing() {
    check(on_scene(), par(Some(0), ""), &["refused.minutes field=every_min limit=240"]);
    let long = "x".repeat(201);
    check(on_scene(), par(None, &long), &["refused.too_long field=benchmark limit=200"]);
    check(on_scene(), par(None, ""), &["incident.par_started minutes=20 number=261122-001"]);
    let said = [
        "incident.par_started.benchmark benchmark=search done minutes=20 number=261122-001",
        "incident.par_called.benchmark benchmark=search done number=261122-001",
    ];
    let world = check(on_scene(), call(" search done "), &said);
    let roll = world.incident(1).par.clone().and_then(|par| par.roll).expect("a roll");
    assert_eq!(roll.units.keys().map(|u| u.0.as_str()).collect::<Vec<_>>(), ["E1"], "E2 is not there yet");
    assert!(!roll.complete());
    check(vec![did(open("STRUCT"))], call(""), &["refused.nobody_on_scene number=261122-001"]);
    check(on_scene(), answer("E1", true), &["refused.not_called field=units[0] unit=E1"]);
    let mut steps = on_scene();
    steps.extend([did(par(Some(15), "")), minutes(15), system(Command::Tick), did(answer("E1", false))]);
    steps.extend([did(status("E2", Os)), minutes(15), system(Command::Tick)]);
    let world = check(steps, answer("E2", true), &["incident.par_answered number=261122-001 unit=E2"]);
    let roll = world.incident(1).par.clone().and_then(|par| par.roll).expect("the second roll");
    assert_eq!(roll.units[&UnitId::from("E1")].as_ref().map(|a| a.ok), Some(false), "still missing");
    let mut steps = on_scene();
    steps.push(did(call("")));
    let missing = "incident.par_answered.missing number=261122-001 unit=E1";
    check(steps, answer("E1", false), &[missing]);
    let end = crew(CrewCommand::EndPar { incident: inc(1) });
    check(on_scene(), end.clone(), &["refused.no_par number=261122-001"]);
    let mut steps = on_scene();
    steps.push(did(call("")));
    check(steps, end, &["incident.par_ended number=261122-001"]);
    // Closing ends the clock.
    let mut steps = on_scene();
    steps.extend([did(call("")), did(clear(&["E1", "E2"], None)), did(close(1, "DONE")), minutes(60)]);
    let world = given(steps);
    assert_eq!(world.incident(1).par, None);
}

#[test]
fn a_code_of_the_radio_is_a_state_a_request_or_an_emergency() {
    let fms = || vec![did_as_supervisor(Preset::Fms)];
    check(vec![], code("3", None), &["refused.unknown_status_code field=code name=3 preset=canonical"]);
    check(vec![seat(Role::Supervisor)], codes(Preset::Uk), &["config.status_codes_set preset=uk"]);
    check(vec![], codes(Preset::Uk), &["refused.role call=set_status_codes role=dispatcher"]);
    let world = check(fms(), code("5", None), &["unit.request_raised.speak unit=E1"]);
    assert_eq!(world.status("E1"), Aq, "a request keeps the state");
    check(fms(), code("0", None), &["unit.emergency_raised.radio unit=E1"]);
    check(fms(), code("3", None), &["refused.no_incident field=units[0] number= status=ER unit=E1"]);
    check(fms(), code("6", None), &["refused.reason_needed field=reason from=AQ status=OOS unit=E1"]);
    let mut steps = fms();
    steps.extend(on_scene());
    let said = ["unit.status_set.destination destination=Meilahti from=OS status=TR unit=E1"];
    assert_eq!(check(steps, code("7", Some("Meilahti")), &said).status("E1"), Tr);
    let answered = crew(CrewCommand::AnswerRequest { units: ids(&["E1"]) });
    check(vec![], answered.clone(), &["refused.no_request field=units[0] unit=E1"]);
    let mut steps = fms();
    steps.push(did(code("9", None)));
    check(steps, answered, &["unit.request_answered unit=E1"]);
}

fn codes(preset: Preset) -> Command {
    crew(CrewCommand::SetStatusCodes { preset })
}

fn did_as_supervisor(preset: Preset) -> Step {
    system(codes(preset))
}

#[test]
fn one_unit_takes_the_place_of_another() {
    let said =
        ["unit.assigned from=AQ number=261122-001 unit=E3", "unit.released.plain number=261122-001 status=CL unit=E1"];
    let world = check(on_scene(), swap("E1", "E3"), &said);
    assert_eq!((world.status("E1"), world.status("E3")), (Cl, Dp));
    check(on_scene(), swap("E1", "e1"), &["refused.same_unit unit=E1"]);
    check(on_scene(), swap("E3", "E1"), &["refused.not_assigned status=AQ unit=E3"]);
    check(on_scene(), swap("E1", "E2"), &["refused.already_assigned unit=E2"]);
    let mut steps = on_scene();
    steps.push(did(status_why("E3", Oos, "brakes")));
    check(steps, swap("E1", "E3"), &["refused.unit_unavailable reason=brakes status=OOS unit=E3"]);
    let said = ["unit.assigned from=AQ number=261122-001 unit=E3", "unit.relief_set by=E3 number=261122-001 unit=E1"];
    let world = check(on_scene(), relieve("E1", "E3"), &said);
    assert_eq!(world.status("E1"), Os, "it stays until a person clears it");
    assert_eq!(world.board.units[&UnitId::from("E1")].safety.relief, Some(UnitId::from("E3")));
    let world = check(on_scene(), relieve("E1", "E2"), &["unit.relief_set by=E2 number=261122-001 unit=E1"]);
    assert_eq!(world.status("E2"), Dp);
    let mut steps = on_scene();
    steps.extend([did(relieve("E1", "E2")), did(clear(&["E1"], None))]);
    let world = given(steps);
    assert_eq!(world.board.units[&UnitId::from("E1")].safety.relief, None);
    let mut steps = on_scene();
    steps.push(did(status("E2", Er)));
    check(
        steps,
        swap("E2", "E3"),
        &["unit.assigned from=AQ number=261122-001 unit=E3", "unit.released.plain number=261122-001 status=CL unit=E2"],
    );
}

#[test]
fn a_radio_that_says_free_during_a_run_is_not_lost() {
    let fms = || {
        let set = seat(Role::Supervisor);
        let codes = did(crew(CrewCommand::SetStatusCodes { preset: Preset::Fms }));
        let run = [did(open("STRUCT")), did(assign(1, &["E1"])), did(status("E1", Os))];
        [set, codes].into_iter().chain(run).collect::<Vec<_>>()
    };
    let pressed = |code: &str, said: Option<&str>| {
        crew(CrewCommand::SetByCode { units: ids(&["E1"]), code: code.into(), said: said.map(str::to_owned) })
    };
    for code in ["1", "2"] {
        let world = check(fms(), pressed(code, None), &["unit.request_raised.free unit=E1"]);
        let unit = &world.board.units[&UnitId::from("E1")];
        assert_eq!((unit.status, unit.safety.heard.as_ref().map(|h| h.what)), (Os, Some(Request::Free)));
    }
    check(fms(), pressed("7", None), &["unit.request_raised.transport unit=E1"]);
    check(fms(), pressed("8", None), &["unit.request_raised.at_destination unit=E1"]);
    check(
        fms(),
        pressed("7", Some("Meilahti")),
        &["unit.status_set.destination destination=Meilahti from=OS status=TR unit=E1"],
    );
    // Letters are a person's, who is told what to do instead.
    check(fms(), pressed("AQ", None), &["refused.clear_first field=units[0] number=261122-001 status=AQ unit=E1"]);
    // It ends with the state, or when somebody answers; a wish to speak stands beside it.
    let mut world = given(fms());
    world.run(&pressed("5", None)).unwrap();
    world.run(&pressed("1", None)).unwrap();
    let safety = |world: &crate::support::World| world.board.units[&UnitId::from("E1")].safety.clone();
    assert!(safety(&world).request.is_some() && safety(&world).heard.is_some());
    let answer = crew(CrewCommand::AnswerRequest { units: ids(&["E1"]) });
    world.run(&answer).unwrap();
    assert!(safety(&world).request.is_none() && safety(&world).heard.is_some());
    world.run(&clear(&["E1"], None)).unwrap();
    assert_eq!(safety(&world).heard, None);
    assert_eq!(world.run(&answer).unwrap_err().key, "refused.no_request");
    // Off a run the same keys are the states they say.
    check(
        vec![
            did(open("STRUCT")),
            seat(Role::Supervisor),
            did(crew(CrewCommand::SetStatusCodes { preset: Preset::Fms })),
        ],
        pressed("1", None),
        &["unit.status_set from=AQ status=AR unit=E1"],
    );
}

#[test]
fn a_limit_does_not_fall_silent_when_the_clock_goes_back() {
    // Sent at a clock that then goes back by an hour: two minutes later somebody is told, not an hour and two minutes.
    let mut world = given(vec![did(open("STRUCT")), did(assign(1, &["E1"])), Step::Wait(-60 * MINUTE)]);
    let told = |world: &mut crate::support::World| -> Vec<String> {
        let events = world.system(&Command::Tick).unwrap();
        events.iter().map(|event| crate::support::words(&world.board, event)).collect()
    };
    assert_eq!(told(&mut world), ["timer.rearmed.status status=DP unit=E1"]);
    assert!(told(&mut world).is_empty(), "once");
    world.now_ms += 119_000;
    assert!(told(&mut world).is_empty(), "not before its time");
    world.now_ms += 1_000;
    assert_eq!(told(&mut world), ["timer.fired.status status=DP unit=E1"]);
    world.run(&status("E1", Er)).unwrap();
    assert_eq!(world.board.units[&UnitId::from("E1")].safety.limit_from_ms, None, "a new state has its own time");
}

#[test]
fn a_late_step_given_by_the_minute_fits_into_its_minute() {
    // Sent at 12:13:20, asked at 12:13:50: 12:13 by the wall is not before it was sent.
    let sent = vec![did(open("STRUCT")), did(assign(1, &["E1"])), Step::Wait(30_000)];
    let late = crew(CrewCommand::LateStatus(watchfloor_domain::command::LateStatus {
        unit: "E1".into(),
        incident: None,
        status: Er,
        at: watchfloor_domain::command::When::Clock(12 * 60 + 13),
        reason: "radio".into(),
        destination: None,
    }));
    let world =
        check(sent, late, &["unit.status_backdated number=261122-001 reason=radio status=ER time=12:13 unit=E1"]);
    let steps: Vec<_> = world.incident(1).runs[0].steps.iter().map(|s| (s.status, s.at_ms)).collect();
    let at = crate::support::START_MS;
    assert_eq!(steps, [(Dp, at), (Er, at)], "in order, as far as anybody knows");
}

#[test]
fn from_off_duty_a_unit_comes_back_ready_or_somebody_says_why() {
    let off = || vec![did(status("E1", Off))];
    check(off(), status("E1", Cl), &["refused.reason_needed field=reason from=OFF status=CL unit=E1"]);
    check(off(), status("E1", Bm), &["refused.reason_needed field=reason from=OFF status=BM unit=E1"]);
    check(
        off(),
        status_why("E1", Bm, "training"),
        &["unit.status_set.reason from=OFF reason=training status=BM unit=E1"],
    );
    check(off(), status("E1", Aq), &["unit.status_set from=OFF status=AQ unit=E1"]);
}
