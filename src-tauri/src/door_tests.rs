//! Tests of the door, over a host that only remembers what reached it.

use std::thread;

use super::*;

#[derive(Default)]
struct Recorder {
    seen: Mutex<Vec<String>>,
    sinks: Mutex<Vec<Box<dyn PushSink>>>,
}

impl Recorder {
    fn note(&self, what: String) {
        lock(&self.seen).push(what);
    }
}

fn refusal() -> ApiError {
    ApiError::new(ErrorCode::Refused, "refused.test", "no")
}

impl Console for Recorder {
    fn sign_on(&self, credentials: SignOn) -> Result<(SeatToken, SeatView), ApiError> {
        let view = serde_json::from_value(serde_json::json!({
            "user": credentials.user, "display_name": "Ada", "role": "dispatcher", "may": []
        }));
        self.note(format!("on {}", credentials.user));
        Ok((SeatToken(credentials.user), view.map_err(|_| refusal())?))
    }
    fn sign_off(&self, seat: &SeatToken) {
        self.note(format!("off {}", seat.0));
    }
    fn command(&self, seat: &SeatToken, _command: Command) -> Result<Receipt, ApiError> {
        self.note(format!("command {}", seat.0));
        Err(refusal())
    }
    fn query(&self, seat: &SeatToken, _query: Query) -> Result<Reply, ApiError> {
        self.note(format!("query {}", seat.0));
        Err(refusal())
    }
    fn lobby(&self) -> LobbyView {
        LobbyView {
            version: "1".into(),
            mode: "drill".into(),
            drill_accounts: Vec::new(),
            auto_seat: None,
            needs_first_administrator: false,
            zone: "Europe/Helsinki".into(),
            data_dir: "/d".into(),
        }
    }
    fn subscribe(&self, _seat: &SeatToken, sink: Box<dyn PushSink>) -> Result<(), ApiError> {
        lock(&self.sinks).push(sink);
        Ok(())
    }
}

impl TileSource for Recorder {
    fn tile(&self, _key: &TileKey) -> Result<Option<Vec<u8>>, String> {
        Ok(Some(vec![1]))
    }
}

impl Host for Recorder {
    fn first_administrator(&self, user: &CreateUser) -> Result<(SeatToken, SeatView), ApiError> {
        self.note(format!("first {}", user.user));
        self.sign_on(SignOn { user: user.user.clone(), password: user.password.clone() })
    }

    fn attach(&self, seat: &SeatToken, file: Incoming) -> Result<Receipt, ApiError> {
        self.note(format!("attach {} {} {}", seat.0, file.name, file.bytes.len()));
        Err(refusal())
    }

    fn attachment(&self, seat: &SeatToken, incident: &str, number: u32) -> Result<Content, ApiError> {
        self.note(format!("attachment {} {incident} {number}", seat.0));
        Err(refusal())
    }

    fn wall_seat(&self, beside: &SeatToken) -> Result<(SeatToken, SeatView), ApiError> {
        self.note(format!("wall beside {}", beside.0));
        let (_, view) = self.sign_on(SignOn { user: "wall".into(), password: String::new() })?;
        Ok((SeatToken("wall".into()), view))
    }

    fn stop(&self) {
        self.note("stop".into());
    }
}

#[test]
fn closing_stops_the_host_whoever_holds_it_and_whenever_it_comes() {
    let (door, recorder) = open_door();
    door.close();
    assert_eq!(*lock(&recorder.seen), ["stop"]);
    assert_eq!(door.lobby().unwrap_err().code, ErrorCode::Busy);
    assert_eq!(door.failure(), None);
    let late = Arc::new(Recorder::default());
    door.opened(Ok(late.clone()));
    assert_eq!(*lock(&late.seen), ["stop"]);
    assert!(door.lobby().is_err());
}

fn open_door() -> (Door, Arc<Recorder>) {
    let (door, recorder) = (Door::default(), Arc::new(Recorder::default()));
    door.opened(Ok(recorder.clone()));
    (door, recorder)
}

fn user(name: &str) -> SignOn {
    SignOn { user: name.into(), password: "x".into() }
}

fn board() -> Query {
    serde_json::from_str(r#"{"call":"board","args":{}}"#).unwrap()
}

fn push() -> Push {
    Push::Patch(Box::default())
}

#[test]
fn each_window_speaks_for_its_own_seat_only() {
    let (door, recorder) = open_door();
    assert_eq!(door.query("main", board()).unwrap_err().code, ErrorCode::NoSeat);
    door.sign_on("main", user("ada")).unwrap();
    door.sign_on("desk-review", user("eve")).unwrap();
    assert_eq!(door.query("main", board()).unwrap_err(), refusal());
    assert_eq!(door.query("desk-review", board()).unwrap_err(), refusal());
    door.sign_off("desk-review").unwrap();
    door.sign_off("desk-review").unwrap();
    assert_eq!(door.query("desk-review", board()).unwrap_err().code, ErrorCode::NoSeat);
    assert_eq!(*lock(&recorder.seen), ["on ada", "on eve", "query ada", "query eve", "off eve"]);
}

#[test]
fn files_come_and_go_for_the_seat_of_their_window_only() {
    let (door, recorder) = open_door();
    let file = || Incoming { incident: "1".into(), name: "a.png".into(), note: String::new(), bytes: vec![1, 2] };
    assert_eq!(door.attach("main", file()).unwrap_err().code, ErrorCode::NoSeat);
    assert_eq!(door.attachment("main", "1", 1).unwrap_err().code, ErrorCode::NoSeat);
    door.sign_on("main", user("ada")).unwrap();
    assert_eq!(door.attach("main", file()).unwrap_err(), refusal());
    assert_eq!(door.attachment("main", "1", 7).unwrap_err(), refusal());
    assert_eq!(*lock(&recorder.seen), ["on ada", "attach ada a.png 2", "attachment ada 1 7"]);
}

#[test]
fn a_new_person_at_the_window_ends_the_seat_and_the_stream_before() {
    let (door, recorder) = open_door();
    door.sign_on("main", user("ada")).unwrap();
    door.subscribe("main", Box::new(|_| true)).unwrap();
    assert!(lock(&recorder.sinks)[0].push(&push()));
    door.subscribe("main", Box::new(|_| true)).unwrap();
    assert!(!lock(&recorder.sinks)[0].push(&push()), "one stream a window");
    door.sign_on("main", user("eve")).unwrap();
    assert!(!lock(&recorder.sinks)[1].push(&push()), "what Ada saw is not shown to Eve");
    assert_eq!(*lock(&recorder.seen), ["on ada", "on eve", "off ada"]);
}

#[test]
fn the_first_administrator_sits_at_the_window_that_made_them() {
    let (door, recorder) = open_door();
    let user = serde_json::json!({ "user": "ada", "display_name": "Ada", "role": "administrator", "password": "x" });
    door.first_administrator("main", &serde_json::from_value(user).unwrap()).unwrap();
    assert_eq!(door.query("main", board()).unwrap_err(), refusal());
    assert_eq!(*lock(&recorder.seen), ["first ada", "on ada", "query ada"]);
}

#[test]
fn a_page_that_is_gone_ends_its_stream() {
    let (door, recorder) = open_door();
    door.sign_on("main", user("ada")).unwrap();
    door.subscribe("main", Box::new(|_| false)).unwrap();
    assert!(!lock(&recorder.sinks)[0].push(&push()));
}

#[test]
fn requests_wait_while_the_store_opens_and_hear_why_it_did_not() {
    let door = Arc::new(Door::default());
    let waiting = Arc::clone(&door);
    let asked = thread::spawn(move || waiting.lobby());
    door.opened(Err("the data folder is of a newer version".into()));
    let error = asked.join().unwrap().unwrap_err();
    assert_eq!(
        (error.key.as_str(), error.message.as_str()),
        ("refused.not_open", "the data folder is of a newer version")
    );
    let impatient = Door { patience: Duration::ZERO, ..Door::default() };
    assert_eq!(impatient.lobby().unwrap_err().code, ErrorCode::Busy);
    let key = TileKey { set: crate::tiles::TileSet::Area("a".into()), z: 0, x: 0, y: 0 };
    assert!(impatient.tile(&key).is_err());
    assert_eq!(open_door().0.tile(&key), Ok(Some(vec![1])));
}

/// The names that `text` lists between `before` and `after`, in order, without decoration.
fn names(text: &str, before: &str, after: &str) -> Vec<String> {
    let list = text.split_once(before).unwrap().1.split_once(after).unwrap().0;
    let clean = |name: &str| name.trim().trim_matches('"').rsplit("::").next().unwrap_or_default().to_owned();
    list.split(',').map(clean).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_door_is_the_same_everywhere() {
    let declared = names(include_str!("../build.rs"), "COMMANDS: &[&str] = &[", "];");
    let handled = names(include_str!("lib.rs"), "generate_handler![", "]");
    assert_eq!(declared, handled);
    let allowed = |text: &str| -> Vec<String> {
        let file: serde_json::Value = serde_json::from_str(text).unwrap();
        assert!(file.get("remote").is_none(), "nothing remote is ever let in");
        let permissions = file["permissions"].as_array().unwrap();
        permissions.iter().map(|p| p.as_str().unwrap().trim_start_matches("allow-").replace('-', "_")).collect()
    };
    let own: Vec<String> = declared.iter().filter(|name| *name != "sit_at_wall").cloned().collect();
    assert_eq!(allowed(include_str!("../capabilities/main.json")), own, "a person sits down by signing on");
    let wall = allowed(include_str!("../capabilities/wall.json"));
    assert_eq!(wall, ["query", "subscribe", "host_info", "window_ready", "sit_at_wall"]);
}

#[test]
fn a_wall_sits_beside_somebody_or_not_at_all() {
    let (door, recorder) = open_door();
    assert_eq!(door.sit_at_wall("wall").unwrap_err().code, ErrorCode::NoSeat);
    door.sign_on("main", user("ada")).unwrap();
    door.sit_at_wall("wall").unwrap();
    assert_eq!(door.query("wall", board()).unwrap_err(), refusal());
    door.sign_off("main").unwrap();
    assert_eq!(door.sit_at_wall("wall").unwrap_err().code, ErrorCode::NoSeat, "not beside itself");
    let seen = lock(&recorder.seen);
    assert_eq!(*seen, ["on ada", "wall beside ada", "on wall", "query wall", "off ada"]);
}
