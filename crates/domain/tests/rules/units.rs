//! Units: busy is never taken silently, no step is made up, no run ends by a status key.

use crate::support::{
    assign, check, clear, close, did, divert, ids, minutes, new_unit, nobody, open, status, status_why,
};
use watchfloor_domain::Command;
use watchfloor_domain::board::IncidentState;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus::{self, Ad, Aq, Ar, Bm, Cl, Dp, Er, Off, Oos, Os, Sg, Tr, Wk, Xl};

/// E1 on the first of two incidents, in a state.
fn on_first(steps: &[UnitStatus]) -> Vec<crate::support::Step> {
    let mut given = vec![did(open("STRUCT")), did(open("MEDIC")), did(assign(1, &["E1"]))];
    given.extend(steps.iter().map(|s| did(status("E1", *s))));
    given
}

fn transport(to: Option<&str>) -> Command {
    Command::SetStatus { units: ids(&["E1"]), status: Tr, reason: None, destination: to.map(str::to_owned) }
}

#[test]
fn a_free_unit_is_assigned_once_however_it_is_named() {
    let said = ["unit.assigned from=AQ number=261122-001 unit=E1"];
    let world = check(vec![did(open("STRUCT"))], assign(1, &["e1", "E1", "E1"]), &said);
    assert_eq!(world.incident(1).runs.len(), 1);
    assert_eq!(world.incident(1).state(), IncidentState::Dispatched);
    let none = "refused.no_units field=units";
    check(vec![did(open("STRUCT"))], assign(1, &[]), &[none]);
    check(vec![did(open("STRUCT"))], assign(1, &["E1", "E9"]), &["refused.no_such_unit field=units[1] name=E9"]);
    check(
        vec![],
        assign(1, &["E1"]),
        &["refused.no_such_incident field=incident name=00000000-0000-0000-0000-000000000001"],
    );
}

#[test]
fn a_busy_unit_is_refused_with_incident_status_and_minutes() {
    let mut given = on_first(&[Er]);
    given.push(minutes(7));
    let said = "refused.unit_busy field=units[1] minutes=7 number=261122-001 status=ER unit=E1";
    let world = check(given, assign(2, &["E2", "E1"]), &[said]);
    assert_eq!(world.status("E2"), Aq, "all units of a command or none");
    // A clock set back since then never shows a negative age.
    let mut given = on_first(&[Er]);
    given.push(minutes(-90));
    check(
        given,
        assign(2, &["E1"]),
        &["refused.unit_busy field=units[0] minutes=0 number=261122-001 status=ER unit=E1"],
    );
    check(on_first(&[]), assign(1, &["E1"]), &["refused.already_assigned field=units[0] unit=E1"]);
    check(on_first(&[]), divert(1, &["E1"]), &["refused.already_assigned field=units[0] unit=E1"]);
}

#[test]
fn a_diverted_unit_leaves_its_story_on_both_incidents() {
    let said = "unit.assigned.diverted_last from=ER left=261122-001 number=261122-002 unit=E1";
    let world = check(on_first(&[Er]), divert(2, &["E1"]), &[said]);
    let (left, taken) = (world.incident(1), world.incident(2));
    let steps: Vec<UnitStatus> = left.runs[0].steps.iter().map(|s| s.status).collect();
    assert_eq!(steps, [Dp, Er]);
    let end = left.runs[0].ended.as_ref().expect("the run it left has ended");
    assert_eq!((end.diverted_to, &end.disposition), (Some(taken.id), &None));
    assert_eq!((left.state(), taken.state()), (IncidentState::New, IncidentState::Dispatched));
    assert!(taken.runs[0].ended.is_none());
}

#[test]
fn a_unit_that_is_out_is_never_assigned_even_by_diverting() {
    for (out, code) in [(Off, "OFF"), (Xl, "XL"), (Oos, "OOS")] {
        let given = || vec![did(open("STRUCT")), did(status_why("E1", out, "brakes"))];
        let said = format!("refused.unit_unavailable field=units[0] reason=brakes status={code} unit=E1");
        check(given(), assign(1, &["E1"]), &[&said]);
        check(given(), divert(1, &["E1"]), &[&said]);
    }
    for ready in [Ar, Cl, Bm] {
        let said = format!("unit.assigned from={} number=261122-001 unit=E1", ready.code());
        check(vec![did(open("STRUCT")), did(status("E1", ready))], assign(1, &["E1"]), &[&said]);
    }
}

#[test]
fn arriving_directly_makes_up_no_earlier_step() {
    let world = check(on_first(&[]), status("E1", Os), &["unit.status_set from=DP status=OS unit=E1"]);
    let steps: Vec<UnitStatus> = world.incident(1).runs[0].steps.iter().map(|s| s.status).collect();
    assert_eq!(steps, [Dp, Os]);
    assert_eq!(world.incident(1).state(), IncidentState::OnScene);
}

#[test]
fn the_furthest_unit_says_where_the_incident_stands() {
    let mut given = on_first(&[Os]);
    given.push(did(assign(1, &["E2"])));
    let world =
        check(given, clear(&["E1"], None), &["unit.released disposition=DONE number=261122-001 status=CL unit=E1"]);
    assert_eq!(world.incident(1).state(), IncidentState::Dispatched);
    let world = check(on_first(&[Sg]), status("E1", Wk), &["unit.status_set from=SG status=WK unit=E1"]);
    assert_eq!(world.incident(1).state(), IncidentState::OnScene);
}

#[test]
fn every_change_of_state_is_answered_as_the_table_says() {
    // Rows: from, on an incident. Columns: to, in the order of `UnitStatus::ALL`.
    // + allowed, r needs a reason, c clear first, i no incident, d by dispatch only, = same.
    //                     OFF AQ AR DP AK ER SG OS WK TR AD CL BM OOS XL
    let assigned = [
        ("DP ", "c c c = + + + + + + + c c r c"),
        ("AK ", "c c c d = + + + + + + c c r c"),
        ("ER ", "c c c d r = + + + + + c c r c"),
        ("SG ", "c c c d r r = + + + + c c r c"),
        ("OS ", "c c c d r r r = + + + c c r c"),
        ("WK ", "c c c d r r r r = + + c c r c"),
        ("TR ", "c c c d r r r r r = + c c r c"),
        ("AD ", "c c c d r r r r r r = c c r c"),
    ];
    let free = [
        ("OFF", "= + + d i i i i i i i r r r r"),
        ("AQ ", "+ = + d i i i i i i i + + r +"),
        ("AR ", "+ + = d i i i i i i i + + r +"),
        ("CL ", "+ + + d i i i i i i i = + r +"),
        ("BM ", "+ + + d i i i i i i i + = r +"),
        ("OOS", "+ + + d i i i i i i i + + = +"),
        ("XL ", "+ + + d i i i i i i i + + r ="),
    ];
    let rows = assigned.iter().map(|row| (row, true)).chain(free.iter().map(|row| (row, false)));
    for ((from, answers), has_incident) in rows {
        let from = UnitStatus::from_code(from.trim()).expect("a state");
        for (to, answer) in UnitStatus::ALL.into_iter().zip(answers.split(' ')) {
            let got = format!("{:?}", from.change_to(to, has_incident));
            let want = match answer {
                "+" => "Allow",
                "r" => "NeedsReason",
                "c" => r#"Refuse("refused.clear_first")"#,
                "i" => r#"Refuse("refused.no_incident")"#,
                "d" => r#"Refuse("refused.status_by_dispatch")"#,
                _ => r#"Refuse("refused.same_status")"#,
            };
            assert_eq!(got, want, "{from:?} -> {to:?}");
        }
    }
}

#[test]
fn refused_states_say_why() {
    check(on_first(&[]), status("E1", Aq), &["refused.clear_first field=units[0] number=261122-001 status=AQ unit=E1"]);
    check(
        on_first(&[Er]),
        status("E1", Dp),
        &["refused.status_by_dispatch field=units[0] number=261122-001 status=DP unit=E1"],
    );
    check(
        on_first(&[Er]),
        status("E1", Er),
        &["refused.same_status field=units[0] number=261122-001 status=ER unit=E1"],
    );
    check(vec![], status("E1", Er), &["refused.no_incident field=units[0] number= status=ER unit=E1"]);
    check(vec![], status("E9", Ar), &["refused.no_such_unit field=units[0] name=E9"]);
}

#[test]
fn going_back_needs_a_reason_that_is_kept() {
    let needed = "refused.reason_needed field=reason from=OS status=ER unit=E1";
    check(on_first(&[Os]), status("E1", Er), &[needed]);
    check(on_first(&[Os]), status_why("E1", Er, "  "), &[needed]);
    let world = check(
        on_first(&[Os]),
        status_why("E1", Er, "wrong key"),
        &["unit.status_set.reason from=OS reason=wrong key status=ER unit=E1"],
    );
    let steps: Vec<UnitStatus> = world.incident(1).runs[0].steps.iter().map(|s| s.status).collect();
    assert_eq!(steps, [Dp, Os, Er], "what was said before stays readable");
    let long = "x".repeat(8 * 1024 + 1);
    check(on_first(&[Os]), status_why("E1", Er, &long), &["refused.too_long field=reason limit=8192"]);
}

#[test]
fn out_of_service_needs_a_reason_and_ends_the_run() {
    check(vec![], status("E1", Oos), &["refused.reason_needed field=reason from=AQ status=OOS unit=E1"]);
    let world = check(
        on_first(&[Er]),
        status_why("E1", Oos, "brakes"),
        &["unit.released.reason number=261122-001 reason=brakes status=OOS unit=E1"],
    );
    assert!(world.incident(1).open_runs().next().is_none());
    assert_eq!(world.board.units[&UnitId::from("E1")].incident, None);
    assert_eq!(world.board.units[&UnitId::from("E1")].reason.as_deref(), Some("brakes"));
}

#[test]
fn transporting_needs_a_destination() {
    check(on_first(&[Os]), transport(None), &["refused.destination_needed field=destination unit=E1"]);
    check(on_first(&[Os]), transport(Some(" ")), &["refused.destination_needed field=destination unit=E1"]);
    check(
        on_first(&[Os]),
        transport(Some("Meilahti")),
        &["unit.status_set.destination destination=Meilahti from=OS status=TR unit=E1"],
    );
    let long = "x".repeat(8 * 1024 + 1);
    check(on_first(&[Os]), transport(Some(&long)), &["refused.too_long field=destination limit=8192"]);
    check(on_first(&[Os]), status("E1", Ad), &["refused.destination_needed field=destination unit=E1"]);
}

#[test]
fn clearing_needs_an_assignment_and_a_known_disposition() {
    check(vec![], clear(&["E1"], None), &["refused.not_assigned field=units[0] status=AQ unit=E1"]);
    check(on_first(&[Os]), clear(&["E1"], Some("NOPE")), &["refused.unknown_disposition field=disposition name=NOPE"]);
    let world = check(
        on_first(&[Os]),
        clear(&["E1"], Some("false")),
        &["unit.released disposition=FALSE number=261122-001 status=CL unit=E1"],
    );
    let end = world.incident(1).runs[0].ended.clone().expect("ended");
    assert_eq!((end.disposition.as_deref(), end.diverted_to), (Some("FALSE"), None));
    let mut given = on_first(&[Os]);
    given.push(did(clear(&["E1"], None)));
    check(given, close(1, "DONE"), &["incident.closed disposition=DONE number=261122-001"]);
}

#[test]
fn a_unit_described_again_keeps_its_state_and_its_letters() {
    let described = |id: &str, call_sign: &str| {
        Command::AddUnits(vec![watchfloor_domain::command::NewUnit { call_sign: call_sign.into(), ..new_unit(id) }])
    };
    let mut given = on_first(&[Er]);
    given.push(nobody());
    let world = check(given, described("e1", "Engine 1"), &["unit.added station=1 type=engine unit=E1"]);
    let unit = &world.board.units[&UnitId::from("E1")];
    assert_eq!((unit.call_sign.as_str(), unit.status, unit.incident.is_some()), ("Engine 1", Er, true));
    for (id, said) in [
        ("E 1", "refused.unit_id field=id name=E 1"),
        (" ", "refused.empty field=id"),
        ("E12345678901234567", "refused.unit_id field=id name=E12345678901234567"),
    ] {
        check(vec![nobody()], described(id, "x"), &[said]);
    }
    check(vec![nobody()], described("E4", &"x".repeat(65)), &["refused.too_long field=call_sign limit=64"]);
}

#[test]
fn one_unit_is_never_taken_for_another() {
    // Another unit's call sign is not this unit's id.
    let named = watchfloor_domain::command::NewUnit { call_sign: "E7".into(), ..new_unit("U7") };
    let given = vec![nobody(), did(Command::AddUnits(vec![named]))];
    let world = check(given, Command::AddUnits(vec![new_unit("E7")]), &["unit.added station=1 type=engine unit=E7"]);
    assert_eq!(world.board.units[&UnitId::from("U7")].call_sign, "E7");
    assert_eq!(world.board.units.len(), 5);
    // Two spellings of one id in a file are one unit.
    let world = check(
        vec![nobody()],
        Command::AddUnits(vec![new_unit("K1"), new_unit("k1")]),
        &["unit.added station=1 type=engine unit=K1", "unit.added station=1 type=engine unit=K1"],
    );
    assert_eq!(world.board.units.len(), 4);
}
