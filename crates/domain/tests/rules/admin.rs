//! Accounts, feeds, cameras, area, copies, drill clock, erasure.

use crate::support::{HOUR, Step, World, check, did, given, nobody, seat, system};
use watchfloor_domain::Command;
use watchfloor_domain::command::{BackupOutcome, FeedFault};
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::{CameraId, FeedId, SubjectId, UserId};
use watchfloor_domain::types::{Area, Camera, CameraKind, Role};
use watchfloor_geo::Wgs84;

fn user(name: &str, role: Role) -> Command {
    Command::CreateUser {
        user: UserId::from(name),
        display_name: format!("{name} X"),
        role,
        verifier: "$argon2id$1".into(),
    }
}

fn disable(name: &str) -> Command {
    Command::DisableUser { user: UserId::from(name), reason: "left".into() }
}

fn password(name: &str) -> Command {
    Command::SetPassword { user: UserId::from(name), verifier: "$argon2id$2".into() }
}

fn feed(id: &str, interval_s: u32) -> Command {
    Command::AddFeed { feed: FeedId::from(id), url: "https://met.example/a".into(), allow: Vec::new(), interval_s }
}

fn fault(code: &str, why: &str) -> Command {
    let (url, raw) = (None, Raw::Text("<html>".into()));
    Command::NoteFeedFault(Box::new(FeedFault {
        feed: FeedId::from("met"),
        url,
        code: code.into(),
        why: why.into(),
        raw,
    }))
}

fn state(state: &str) -> Command {
    Command::NoteFeedState { feed: FeedId::from("met"), state: state.into(), error: None }
}

fn erase(subject: &str, reason: &str) -> Command {
    Command::EraseSubject { subject: SubjectId(subject.into()), reason: reason.into() }
}

fn two_administrators() -> Vec<Step> {
    vec![system(user("anna", Role::Administrator)), system(user("bo", Role::Administrator)), nobody()]
}

#[test]
fn accounts_have_plain_names_once() {
    check(vec![nobody()], user("anna", Role::Operator), &["user.created role=operator user=anna"]);
    for bad in ["", "Anna", "an na", "a/b", "å", &"x".repeat(33)] {
        check(vec![nobody()], user(bad, Role::Operator), &[&format!("refused.user_id field=user name={bad}")]);
    }
    check(two_administrators(), user("anna", Role::Operator), &["refused.user_exists name=anna"]);
    let nameless = Command::CreateUser {
        user: UserId::from("cy"),
        display_name: " ".into(),
        role: Role::Operator,
        verifier: String::new(),
    };
    check(vec![nobody()], nameless, &["refused.empty field=display_name"]);
}

#[test]
fn the_last_administrator_stays() {
    check(two_administrators(), disable("bo"), &["user.disabled reason=left user=bo"]);
    let mut given = two_administrators();
    given.push(did(disable("bo")));
    check(given, disable("anna"), &["refused.last_administrator"]);
    check(vec![nobody()], disable("zoe"), &["refused.no_such_user field=user name=zoe"]);
    let unsaid = Command::DisableUser { user: UserId::from("bo"), reason: " ".into() };
    check(two_administrators(), unsaid, &["refused.empty field=reason"]);
}

#[test]
fn everyone_changes_their_own_password_and_only_administrators_anothers() {
    let as_seat = |role, actor| {
        let mut given = two_administrators();
        given.push(Step::Seat(Some(role), actor));
        given
    };
    let said = ["user.password_set user=bo"];
    check(as_seat(Role::Operator, "bo"), password("bo"), &said);
    check(as_seat(Role::Administrator, "anna"), password("bo"), &said);
    for role in [Role::Operator, Role::Dispatcher, Role::Supervisor] {
        check(as_seat(role, "anna"), password("bo"), &["refused.others_password"]);
    }
    check(as_seat(Role::Administrator, "anna"), password("zoe"), &["refused.no_such_user field=user name=zoe"]);
}

#[test]
fn people_and_consoles_coming_and_going_are_on_the_record() {
    let (anna, seat) = (UserId::from("anna"), "window-1".to_owned());
    let on = Command::NoteSignOn { user: anna.clone(), seat: seat.clone() };
    check(two_administrators(), on, &["user.signed_on role=administrator user=anna"]);
    check(vec![], Command::NoteSignOff { user: anna.clone(), seat }, &["user.signed_off user=anna"]);
    check(vec![], Command::NoteSignOnRefused { user: anna, why: "wrong".into() }, &["user.sign_on_refused user=anna"]);
    let started = |clean| Command::NoteStarted { console: "A".into(), version: "1".into(), sqlite: "3".into(), clean };
    check(vec![], started(true), &["console.started console=A version=1"]);
    check(vec![], started(false), &["console.started.unclean console=A version=1"]);
    check(vec![], Command::NoteStopped { console: "A".into() }, &["console.stopped console=A"]);
}

#[test]
fn a_feed_is_added_changed_and_removed() {
    let added = "feed.added feed=met url=https://met.example/a";
    check(vec![nobody()], feed("met", 60), &[added]);
    check(vec![nobody(), did(feed("met", 60))], feed("met", 30), &[added]);
    check(vec![nobody(), did(feed("met", 60))], feed("met", 60), &["refused.same_feed name=met"]);
    check(vec![nobody()], feed("met", 9), &["refused.interval field=interval_s limit=10"]);
    check(vec![nobody()], feed("met", 86_401), &["refused.interval_long field=interval_s limit=86400"]);
    check(vec![nobody()], feed(" ", 60), &["refused.empty field=id"]);
    for bad in ["a b", " met", "met ", "mét", &"x".repeat(41)] {
        check(vec![nobody()], feed(bad, 60), &[&format!("refused.feed_id field=id name={bad}")]);
    }
    let long = Command::AddFeed { feed: FeedId::from("a"), url: "x".repeat(2_001), allow: vec![], interval_s: 60 };
    check(vec![nobody()], long, &["refused.too_long field=url limit=2000"]);
    let remove = || Command::RemoveFeed { feed: FeedId::from("met") };
    check(vec![nobody()], remove(), &["refused.no_such_feed field=id name=met"]);
    let world = check(vec![nobody(), did(feed("met", 60))], remove(), &["feed.removed feed=met"]);
    assert!(world.board.feeds.is_empty());
}

#[test]
fn a_fault_is_kept_once_however_often_it_is_polled() {
    let fed = |more: Vec<Step>| vec![nobody(), did(feed("met", 60))].into_iter().chain(more).collect::<Vec<_>>();
    let world = check(fed(vec![]), fault("a", "x"), &["feed.faulted feed=met why=x"]);
    assert_eq!(world.board.feeds[&FeedId::from("met")].faults, 1);
    check(fed(vec![did(fault("a", "x"))]), fault("a", "x"), &[]);
    check(fed(vec![did(fault("a", "x"))]), fault("a", "y"), &["feed.faulted feed=met why=y"]);
    // A document with two bad alerts brings both at every poll.
    check(fed(vec![did(fault("a", "x")), did(fault("a", "y"))]), fault("a", "x"), &[]);
    // A feed that makes up a new fault at every poll is remembered within bounds, and the newest are known.
    let many = (0..200).map(|n| did(fault("a", &n.to_string()))).collect();
    let world = check(fed(many), fault("a", "199"), &[]);
    let kept = serde_json::to_vec(&world.board.feeds).expect("a board is JSON").len();
    assert!(kept < 8_000, "{kept} bytes for one feed");
    // A file that is no feed has no memory: each fault is on the record.
    check(vec![did(fault("a", "x"))], fault("a", "x"), &["feed.faulted feed=met why=x"]);
}

#[test]
fn a_feeds_state_is_logged_when_it_changes() {
    let fed = || vec![nobody(), did(feed("met", 60))];
    let world = check(fed(), state("live"), &["feed.state_changed feed=met from=unknown state=live"]);
    assert_eq!(world.board.feeds[&FeedId::from("met")].state, "live");
    check(fed(), state("unknown"), &[]);
    check(vec![], state("live"), &[]);
}

#[test]
fn the_drill_clock_turns_only_in_a_drill() {
    let clock = |speed| Command::SetDrillClock { console: "A".into(), paused: false, speed };
    check(vec![], clock(2.0), &["refused.not_a_drill"]);
    for wrong in [0.0, 0.99, 60.1, f64::NAN, f64::INFINITY, -1.0] {
        check(vec![Step::Drill], clock(wrong), &["refused.drill_speed field=speed"]);
    }
    check(vec![Step::Drill], clock(60.0), &["console.drill_clock_set speed=60"]);
    let paused = Command::SetDrillClock { console: "A".into(), paused: true, speed: 1.0 };
    check(vec![Step::Drill], paused, &["console.drill_clock_set.paused"]);
}

#[test]
fn erasure_names_a_subject_and_a_reason() {
    let said = ["subject.erased reason=asked subject=caller/1"];
    let world = check(vec![nobody()], erase("caller/1", "asked"), &said);
    assert!(world.board.erased.contains(&SubjectId("caller/1".into())));
    // Blanks around a name must not make it another's, which nobody would notice.
    let world = check(vec![nobody()], erase(" caller/1 ", " asked "), &said);
    assert!(world.board.erased.contains(&SubjectId("caller/1".into())));
    check(vec![nobody()], erase("caller", "asked"), &["refused.subject field=subject name=caller"]);
    check(vec![nobody()], erase(" ", "asked"), &["refused.empty field=subject"]);
    check(vec![nobody()], erase("caller/1", " "), &["refused.empty field=reason"]);
    let long = format!("a/{}", "x".repeat(120));
    check(vec![nobody()], erase(&long, "x"), &[&format!("refused.subject field=subject name={long}")]);
    check(vec![seat(Role::Supervisor)], erase("caller/1", "x"), &["refused.role call=erase_subject role=supervisor"]);
}

#[test]
fn a_camera_described_in_the_same_words_changes_nothing() {
    let camera = |name: &str| Camera {
        id: CameraId("csv-1".into()),
        name: name.into(),
        at: Wgs84::new(24.9, 60.2).expect("in range"),
        datum: "wgs84".into(),
        azimuth_deg: Some(90.0),
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
    };
    let register = |name: &str| Command::RegisterCameras(vec![camera(name)]);
    let known = || vec![nobody(), did(register("North"))];
    check(known(), register("North"), &[]);
    let world = check(known(), register("South"), &["camera.registered camera=South"]);
    assert_eq!(world.board.cameras.len(), 1);
}

#[test]
fn copies_and_their_age_are_on_the_board() {
    let verified = || {
        Command::NoteBackup(BackupOutcome::Verified {
            console: "A".into(),
            path: "/b/1".into(),
            gseq: 7,
            sha256: "00".into(),
            ms: 5,
        })
    };
    let failed =
        || Command::NoteBackup(BackupOutcome::Failed { console: "A".into(), path: "/b".into(), why: "full".into() });
    let world = check(vec![did(verified())], failed(), &["console.backup_failed why=full"]);
    assert_eq!(world.board.backup.as_ref().map(|b| b.1.as_str()), Some("/b/1"), "the older copy still counts");
    assert!(world.board.backup_failure.is_some());
    let world = check(vec![did(failed())], verified(), &["console.backup_verified path=/b/1 seq=7"]);
    assert!(world.board.backup_failure.is_none());
    let to = |dir: Option<&str>| Command::SetBackupPlace { dir: dir.map(str::to_owned) };
    check(vec![nobody()], to(Some("/b")), &["config.backup_place_set dir=/b"]);
    check(vec![nobody(), did(to(Some("/b")))], to(None), &["config.backup_place_set.none"]);
}

#[test]
fn an_area_without_true_bounds_would_make_the_log_unreadable() {
    let area = |bounds| Command::ActivateArea(Area { name: "helsinki".into(), bounds, sha256: "00".into() });
    check(vec![nobody()], area([24.9, 60.1, 25.0, 60.2]), &["area.activated area=helsinki"]);
    for bounds in [[f64::NAN, 0.0, 1.0, 1.0], [0.0, 0.0, f64::INFINITY, 1.0], [0.0, 0.0, 181.0, 1.0]] {
        let mut world: World = given(vec![nobody(), Step::Wait(HOUR)]);
        let refused = world.run(&area(bounds)).expect_err("no such place");
        assert_eq!((refused.key, refused.field.as_deref()), ("refused.area_bounds", Some("bounds")));
    }
}
