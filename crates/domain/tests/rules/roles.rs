//! Who may do what: every call of the wire for every role, as one table to be read by people.

use crate::support::{World, assign, clear, close, inc, new_unit, nobody, note, open, reopen, status, warn};
use watchfloor_domain::Command;
use watchfloor_domain::command::{AttachedCall, may};
use watchfloor_domain::ids::{CallId, ClosureId, FeedId, SubjectId, UserId};
use watchfloor_domain::link::LinkKind;
use watchfloor_domain::rejection::Kind;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{
    Alias, Area, Closure, ClosureShape, LayerSort, MapLayer, Numbering, Place, Priority, Role,
};
use watchfloor_geo::Wgs84;

/// Operator, dispatcher, supervisor, administrator; `+` may.
pub const TABLE: &[(&str, &str)] = &[
    ("open_incident", "- + + -"),
    ("add_note", "+ + + -"),
    ("set_priority", "- + + -"),
    ("set_incident_type", "- + + -"),
    ("move_incident", "- + + -"),
    ("assign_units", "- + + -"),
    ("set_status", "- + + -"),
    ("clear_units", "- + + -"),
    ("close_incident", "- + + -"),
    ("reopen_incident", "- + + -"),
    ("acknowledge_warning", "+ + + +"),
    ("line", "+ + + +"),
    ("report_position", "- + + +"),
    ("report_positions", "- + + +"),
    ("add_unit", "- - - +"),
    ("import_units", "- - - +"),
    ("import_cameras", "- - - +"),
    ("import_area_cameras", "- - - +"),
    ("add_feed", "- - - +"),
    ("remove_feed", "- - - +"),
    ("ingest_warning", "- - + +"),
    ("activate_area", "- - - +"),
    ("import_area", "- - - +"),
    ("cancel_area_import", "- - - +"),
    ("add_layer", "- - - +"),
    ("remove_layer", "- - - +"),
    ("add_basemap", "- - - +"),
    ("remove_basemap", "- - - +"),
    ("cancel_layer", "- - - +"),
    ("set_closure", "- + + -"),
    ("lift_closure", "- + + -"),
    ("set_alias", "- - + +"),
    ("remove_alias", "- - + +"),
    ("create_user", "- - - +"),
    ("set_password", "+ + + +"),
    ("disable_user", "- - - +"),
    ("set_numbering", "- - - +"),
    ("set_plan", "- - + +"),
    ("export_plan", "- - + +"),
    ("set_backup_place", "- - - +"),
    ("backup_now", "- - + +"),
    ("erase_subject", "- - - +"),
    ("set_drill_clock", "+ + + +"),
    ("attach_call", "- + + -"),
    ("detach_call", "- + + -"),
    ("merge_incidents", "- + + -"),
    ("split_incident", "- + + -"),
    ("link_incidents", "- + + -"),
    ("unlink_incidents", "- + + -"),
    ("undo", "+ + + -"),
    ("raise_emergency", "+ + + -"),
    ("acknowledge_emergency", "+ + + -"),
    ("clear_emergency", "- + + -"),
    ("set_welfare", "- + + -"),
    ("start_par", "- + + -"),
    ("call_par", "- + + -"),
    ("answer_par", "- + + -"),
    ("end_par", "- + + -"),
    ("set_status_code", "- + + -"),
    ("answer_request", "- + + -"),
    ("swap_units", "- + + -"),
    ("relieve_unit", "- + + -"),
    ("late_status", "- + + -"),
    ("set_status_codes", "- - + +"),
    ("claim_incident", "- + + -"),
    ("release_incident", "- + + -"),
    ("hand_over", "- + + -"),
    ("accept_hand_over", "- + + -"),
    ("decline_hand_over", "- + + -"),
    ("withdraw_hand_over", "- + + -"),
    ("start_procedure", "- + + -"),
    ("do_step", "- + + -"),
    ("undo_step", "- + + -"),
    ("add_task", "- + + -"),
    ("set_lanes", "- + + -"),
    ("set_traffic_time", "- + + -"),
    ("set_traffic_flags", "- + + -"),
    ("approve_sign", "- + + -"),
    ("read_mentions", "+ + + -"),
    ("finish_task", "+ + + -"),
    ("set_preference", "+ + + +"),
    ("raise_alarm", "- + + -"),
    ("log_on", "- + + -"),
    ("log_off", "- + + -"),
    ("import_roster", "- - + +"),
    ("stack_incident", "- + + -"),
    ("unstack_incident", "- + + -"),
    ("answer_question", "- + + -"),
    ("enter_card", "- + + -"),
    ("set_premise", "- + + -"),
    ("end_premise", "- + + -"),
    ("set_paper_board", "- - + +"),
    ("take_post", "- + + -"),
    ("leave_post", "- + + -"),
    ("set_sector", "- + + -"),
    ("close_sector", "- + + -"),
    ("sector_units", "- + + -"),
    ("add_objective", "- + + -"),
    ("set_objective", "- + + -"),
    ("move_objective", "- + + -"),
    ("count_casualties", "- + + -"),
    ("declare_major", "- + + -"),
    ("stand_down", "- + + -"),
    ("set_site", "- + + -"),
    ("close_site", "- + + -"),
    ("send_to_site", "- + + -"),
    ("set_hospital", "- + + +"),
    ("import_hospitals", "- + + +"),
    ("set_shelter", "- + + +"),
    ("move_stock", "- + + -"),
    ("call_tow", "- + + -"),
    ("skip_tow", "- + + -"),
    ("set_stock", "- - + +"),
    ("set_tow", "- - + +"),
    ("remove_resource", "- - + +"),
    ("log_radio", "+ + + -"),
    ("correct_radio", "+ + + -"),
    ("no_such_call", "- - - -"),
    ("internal", "- - - -"),
];

#[test]
fn every_role_may_what_the_table_says() {
    for (call, row) in TABLE {
        let got: Vec<&str> = Role::ALL.iter().map(|role| if may(*role, call) { "+" } else { "-" }).collect();
        assert_eq!(got.join(" "), *row, "{call}");
    }
}

fn layer(sort: LayerSort) -> MapLayer {
    let text = || "text".to_owned();
    MapLayer {
        sort,
        id: text(),
        title: text(),
        source: text(),
        sha256: text(),
        datum: text(),
        features: 1,
        faulty: 0,
        shifted_m: None,
    }
}

/// One command of every call that a person can make.
fn commands() -> Vec<Command> {
    let (user, text) = (UserId::from("eva"), || "text".to_owned());
    let place = Place { at: Wgs84::new(0.0, 0.0).expect("in range"), label: text() };
    vec![
        open("STRUCT"),
        note(1, "text"),
        Command::SetPriority { incident: inc(1), priority: Priority::P4 },
        Command::SetIncidentType { incident: inc(1), type_code: "GAS".into() },
        Command::MoveIncident { incident: inc(1), place: place.clone() },
        assign(1, &["E1"]),
        status("E1", UnitStatus::Ar),
        clear(&["E1"], None),
        close(1, "DONE"),
        reopen(1, "reason"),
        Command::AddUnits(vec![new_unit("E9")]),
        Command::RegisterCameras(Vec::new()),
        warn::receive(&warn::alert("a", 0)),
        warn::acknowledge(&warn::alert("a", 0)),
        Command::AddFeed {
            feed: FeedId::from("met"),
            url: "https://met.example/".into(),
            allow: vec![],
            interval_s: 60,
        },
        Command::RemoveFeed { feed: FeedId::from("met") },
        Command::AddLayer(layer(LayerSort::Own)),
        Command::AddLayer(layer(LayerSort::Basemap)),
        Command::RemoveLayer { sort: LayerSort::Own, id: text() },
        Command::RemoveLayer { sort: LayerSort::Basemap, id: text() },
        Command::ActivateArea(Area { name: text(), bounds: [0.0; 4], sha256: text() }),
        Command::SetClosure {
            closure: None,
            details: Closure {
                shape: ClosureShape::Line(Vec::new()),
                reason: text(),
                from_ms: None,
                until_ms: None,
                emergency_may_pass: false,
            },
        },
        Command::LiftClosure { closure: ClosureId(inc(1).0), reason: text() },
        Command::SetAlias(Alias { text: text(), place: place.clone() }),
        Command::RemoveAlias { text: text() },
        Command::CreateUser { user: user.clone(), display_name: text(), role: Role::Operator, verifier: text() },
        Command::SetPassword { user: user.clone(), verifier: text() },
        Command::DisableUser { user, reason: text() },
        Command::SetNumbering(Numbering::default()),
        Command::SetBackupPlace { dir: None },
        Command::EraseSubject { subject: SubjectId("caller/1".into()), reason: text() },
        Command::SetDrillClock { console: text(), paused: false, speed: 1.0 },
        Command::AttachCall { incident: inc(1), call: AttachedCall::default() },
        Command::DetachCall { incident: inc(1), call: CallId(inc(1).0), as_incident: false },
        Command::MergeIncidents { incident: inc(1), into: inc(2), move_units: false },
        Command::SplitIncident { incident: inc(1) },
        Command::LinkIncidents { incident: inc(1), other: inc(2), kind: LinkKind::Related },
        Command::UnlinkIncidents { incident: inc(1), other: inc(2) },
        Command::Undo { event: None },
    ]
}

#[test]
fn the_engine_refuses_by_the_same_table_and_says_role_and_call() {
    for command in commands() {
        let call = command.call();
        let row = TABLE.iter().find(|(name, _)| *name == call).unwrap_or_else(|| panic!("{call} is not in the table"));
        for (role, answer) in Role::ALL.into_iter().zip(row.1.split(' ')) {
            let mut world = World::new(&["E1"]);
            world.role = Some(role);
            let refused = world.preview(&command).err().filter(|r| r.kind == Kind::Forbidden);
            assert_eq!(refused.is_none(), answer == "+", "{role:?} {call}");
            if let Some(refused) = refused {
                assert_eq!(refused.key, "refused.role");
                assert_eq!((refused.params["role"].as_str(), refused.params["call"].as_str()), (role.word(), call));
            }
        }
    }
}

#[test]
fn rules_and_feeds_ask_without_a_role() {
    for command in commands() {
        let world = crate::support::given(vec![nobody()]);
        let refused = world.preview(&command).err();
        assert!(refused.as_ref().is_none_or(|r| r.kind != Kind::Forbidden), "{command:?}: {refused:?}");
    }
}
