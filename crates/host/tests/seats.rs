//! Who may do, see and hear what, on a quiet floor of its own: seats, masks, and threads that must not wait for each
//! other.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::{Console, ErrorCode, Push, PushSink, SeatToken, rpc};
use watchfloor_host::socket::Session;
use watchfloor_host::{DataFolder, Floor, Mode, Options};

const PASSWORD: &str = "long enough for all";

struct Quiet {
    floor: Arc<Floor>,
    dir: tempfile::TempDir,
}

fn quiet() -> Quiet {
    on(tempfile::tempdir().expect("a folder"))
}

/// In memory where the system has a place for it: commits follow each other a hundred times faster.
fn quick() -> Quiet {
    on(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder"))
}

fn on(dir: tempfile::TempDir) -> Quiet {
    let folder = DataFolder::open(&dir.path().join("data")).expect("a data folder");
    let floor = Floor::open(&folder, Mode::Live, Options { lively: false, ..Options::default() }).expect("a floor");
    Quiet { floor, dir }
}

impl Quiet {
    fn call(&self, seat: &SeatToken, call: &str, args: &Value) -> Result<Value, (String, String)> {
        let line = json!({"id": 1, "call": call, "args": args}).to_string();
        let mut answer: Value = serde_json::from_str(&rpc::answer(&*self.floor, seat, &line)).expect("JSON");
        let text = |name: &str| answer["error"][name].as_str().unwrap_or_default().to_owned();
        if answer.get("error").is_some() { Err((text("code"), text("message"))) } else { Ok(answer["ok"].take()) }
    }

    fn ok(&self, seat: &SeatToken, call: &str, args: &Value) -> Value {
        self.call(seat, call, args).expect(call)
    }

    fn user(&self, user: &str, role: &str) -> SeatToken {
        let owner = self.floor.owner_seat("test");
        let account = json!({"user": user, "display_name": user, "role": role, "password": PASSWORD});
        self.ok(&owner, "create_user", &account);
        self.sign_on(user, PASSWORD).expect("signed on")
    }

    fn sign_on(&self, user: &str, password: &str) -> Result<SeatToken, ErrorCode> {
        let credentials = SignOn { user: user.to_owned(), password: password.to_owned() };
        self.floor.sign_on(credentials).map(|(token, _)| token).map_err(|e| e.code)
    }

    fn has_no_seat(&self, seat: &SeatToken) -> bool {
        self.call(seat, "status", &json!({})).is_err_and(|(code, _)| code == "no_seat")
    }
}

#[test]
fn search_does_not_tell_what_a_mask_hides() {
    let floor = quiet();
    let (desk, watch) = (floor.user("dora", "dispatcher"), floor.user("otto", "operator"));
    let caller = json!({"name": "Anna Virtanen", "phone": "+358505550123"});
    let open = json!({"type_code": "UNK", "what": "smell of gas", "caller": caller});
    let number = floor.ok(&desk, "open_incident", &open)["number"].as_str().expect("a number").to_owned();
    let found = |seat: &SeatToken, text: &str| floor.ok(seat, "history", &json!({"text": text}));
    for words in ["Virtanen", "anna", "+358505550123"] {
        assert_eq!(found(&desk, words)[0]["number"], number, "{words}");
        assert_eq!(found(&watch, words), json!([]), "{words}");
    }
    assert_eq!(found(&watch, "gas")[0]["number"], number);
    let shown = floor.ok(&watch, "incident", &json!({"id": number}));
    assert_eq!((&shown["caller"]["masked"], &shown["caller"]["name"]), (&json!(true), &json!("… Virtanen")));
}

#[test]
fn a_role_is_asked_before_anything_is_touched() {
    let floor = quiet();
    let watch = floor.user("otto", "operator");
    let place = floor.dir.path().join("made by an operator");
    let refused = floor.call(&watch, "set_backup_place", &json!({"dir": place})).expect_err("refused");
    assert_eq!(refused.0, "forbidden");
    assert!(!place.exists());
    let many = vec!["E1"; 100_000];
    let desk = floor.user("dora", "dispatcher");
    let refused = floor.call(&desk, "clear_units", &json!({"units": many})).expect_err("refused");
    assert_eq!(refused.0, "bad_argument");
}

struct Count(Arc<AtomicUsize>);

impl PushSink for Count {
    fn push(&self, _: &Push) -> bool {
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }
}

#[test]
fn another_password_and_an_ended_account_end_seats() {
    let floor = quiet();
    let admin = floor.user("root", "administrator");
    let (here, there) = (floor.user("dora", "dispatcher"), floor.sign_on("dora", PASSWORD).expect("signed on"));
    let new = "another long password";
    floor.ok(&here, "set_password", &json!({"user": "dora", "password": new}));
    assert!(floor.has_no_seat(&there) && !floor.has_no_seat(&here), "who changed it stays, other seats end");
    assert_eq!(floor.sign_on("dora", PASSWORD), Err(ErrorCode::WrongPassword));
    floor.ok(&admin, "disable_user", &json!({"user": "dora", "reason": "left"}));
    assert!(floor.has_no_seat(&here));
    assert_eq!(floor.sign_on("dora", new), Err(ErrorCode::WrongPassword));
    let long = "x".repeat(2_000);
    assert_eq!(floor.sign_on(&long, &long), Err(ErrorCode::WrongPassword));
}

#[test]
fn nobody_hears_more_after_the_seat_is_empty() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = DataFolder::open(&dir.path().join("data")).expect("a data folder");
    let floor = Floor::open(&folder, Mode::Live, Options::default()).expect("a floor");
    let owner = floor.owner_seat("test");
    let heard = Arc::new(AtomicUsize::new(0));
    floor.subscribe(&owner, Box::new(Count(heard.clone()))).expect("subscribed");
    let other = floor.owner_seat("test");
    let unit = |id: &str| {
        let line = json!({"id": 1, "call": "add_unit", "args": {"id": id, "call_sign": id, "type": "engine"}});
        assert!(rpc::answer(&*floor, &other, &line.to_string()).contains("\"ok\""));
        std::thread::sleep(Duration::from_millis(600));
    };
    unit("E1");
    let before = heard.load(Ordering::SeqCst);
    assert!(before >= 2, "a snapshot and a patch: {before}");
    floor.sign_off(&owner);
    let signed_off = heard.load(Ordering::SeqCst);
    unit("E2");
    assert_eq!(heard.load(Ordering::SeqCst), signed_off);
    floor.stop();
}

#[test]
fn there_is_one_first_administrator() {
    let floor = quiet();
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let first = |user: &'static str| {
            let floor = &floor.floor;
            let user = CreateUser {
                user: user.into(),
                display_name: user.into(),
                role: "administrator".into(),
                password: PASSWORD.into(),
            };
            scope.spawn(move || floor.first_administrator(&user).is_ok())
        };
        let asked = ["anna", "berta", "carla"].map(first);
        asked.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(outcomes.iter().filter(|won| **won).count(), 1);
}

/// A typed line with a selected incident once took the board's lock twice: with a commit in between, for ever.
#[test]
fn typing_and_commits_do_not_wait_for_each_other() {
    let floor = Arc::new(quick());
    let desk = floor.user("dora", "dispatcher");
    let opened = floor.ok(&desk, "open_incident", &json!({"type_code": "UNK", "what": "x"}));
    let id = opened["id"].as_str().expect("an id").to_owned();
    let (done, ended) = mpsc::channel();
    let working = Arc::new(AtomicBool::new(true));
    for typing in [true, true, true, false] {
        let (floor, desk, id) = (floor.clone(), desk.clone(), id.clone());
        let (done, working) = (done.clone(), working.clone());
        std::thread::spawn(move || {
            if typing {
                let line = json!({"text": "note x", "selected": id});
                while working.load(Ordering::Relaxed) {
                    floor.ok(&desk, "preview_line", &line);
                }
            } else {
                for n in 0..1_000 {
                    let priority = if n % 2 == 0 { "1" } else { "2" };
                    floor.ok(&desk, "set_priority", &json!({"incident": id, "priority": priority}));
                }
                working.store(false, Ordering::Relaxed);
            }
            done.send(()).expect("the test waits");
        });
    }
    for _ in 0..4 {
        ended.recv_timeout(Duration::from_secs(120)).expect("a thread stands still, or failed");
    }
}

/// A caller who stops reading until told otherwise.
struct Stuck(Arc<AtomicBool>);

impl std::io::Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        while self.0.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_caller_who_does_not_read_holds_up_nobody() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = DataFolder::open(&dir.path().join("data")).expect("a data folder");
    let floor = Floor::open(&folder, Mode::Live, Options::default()).expect("a floor");
    let stuck = Arc::new(AtomicBool::new(false));
    let mut session = Session::new(floor.clone(), "test", Arc::new(Mutex::new(Stuck(stuck.clone()))));
    assert!(session.answer(r#"{"call":"take_seat","args":{"as":"owner"}}"#));
    assert!(session.answer(r#"{"call":"subscribe"}"#));
    stuck.store(true, Ordering::SeqCst);
    let (owner, heard) = (floor.owner_seat("test"), Arc::new(AtomicUsize::new(0)));
    floor.subscribe(&owner, Box::new(Count(heard.clone()))).expect("subscribed");
    for id in ["E1", "E2"] {
        let before = heard.load(Ordering::SeqCst);
        let line = json!({"id": 1, "call": "add_unit", "args": {"id": id, "call_sign": id, "type": "engine"}});
        assert!(rpc::answer(&*floor, &owner, &line.to_string()).contains("\"ok\""));
        std::thread::sleep(Duration::from_millis(800));
        assert!(heard.load(Ordering::SeqCst) > before, "{id}");
    }
    stuck.store(false, Ordering::SeqCst);
    floor.stop();
}
