//! A data folder for the window: filled by the headless binary, before the console starts or beside it.
//! It must not know what the page shows.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use watchfloor_tests::console::{Programs, REQUIRED};

/// Password of every account made here.
pub const PASSWORD: &str = "nine bright lamps";

/// The demo area's extract, part of the project.
pub const HELSINKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/area/helsinki.osm.pbf");

/// Two engines and an ambulance at their stations in central Helsinki.
const UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    E1,E1,engine,Kluuvi,24.9452,60.1752\n\
    E2,E2,engine,Erottaja,24.9443,60.1660\n\
    M1,M1,ambulance,Rautatientori,24.9440,60.1715\n";

/// The programs of a window test and a data folder.
pub struct Place {
    /// The console and its drivers.
    pub programs: Programs,
    binary: PathBuf,
    dir: TempDir,
}

impl Place {
    /// A new, empty data folder; `None` where window tests cannot run (said on standard output).
    pub fn new() -> Option<Self> {
        let programs = Programs::find().unwrap()?;
        let Some(binary) = headless() else {
            assert!(std::env::var_os(REQUIRED).is_none_or(|value| value != "1"), "the binary watchfloor is absent");
            println!("skipped: absent is watchfloor (cargo build -p watchfloor-cli)");
            return None;
        };
        let place = Self { programs, binary, dir: tempfile::Builder::new().prefix("watchfloor-").tempdir().unwrap() };
        place.file("password", &format!("{PASSWORD}\n"));
        Some(place)
    }

    /// A live store with the demo area, three units, an administrator `chief` and a dispatcher `anna`.
    pub fn live() -> Option<Self> {
        let place = Self::new()?;
        place.cli(&["area", "import", HELSINKI, "--name", "helsinki"]);
        place.call(
            "first_administrator",
            &json!({"user": "chief", "display_name": "Chief", "role": "administrator", "password": PASSWORD}),
        );
        place.people_and_units();
        Some(place)
    }

    /// The dispatcher's account and the units, through the console when one runs.
    pub fn people_and_units(&self) {
        self.colleague("anna");
        self.cli(&["unit", "import", &self.file("units.csv", UNITS)]);
    }

    /// A dispatcher's account.
    pub fn colleague(&self, user: &str) {
        let password = self.beside("password").display().to_string();
        let mut name = user.to_owned();
        name[..1].make_ascii_uppercase();
        let account = ["--role", "dispatcher", "--display-name", &name, "--password-file", &password];
        self.cli(&[&["user", "create", user], account.as_slice()].concat());
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file beside the data folder and gives its path as text.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.beside(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(args).arg("--data").arg(self.data()).env("USER", "tester").env_remove("WATCHFLOOR_DATA");
        command
    }

    /// Runs a verb to its end, which must be a good one; gives what it said.
    #[track_caller]
    pub fn cli(&self, args: &[&str]) -> String {
        let output = self.command(args).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// One call without a seat of its own, such as the first administrator's making.
    #[track_caller]
    pub fn call(&self, call: &str, args: &Value) -> Value {
        self.rpc(&["rpc"], &[(call, args.clone())]).remove(0)
    }

    /// Calls from a seat, one after another; each must be done.
    #[track_caller]
    pub fn calls(&self, user: &str, calls: &[(&str, Value)]) -> Vec<Value> {
        let password = self.beside("password").display().to_string();
        self.rpc(&["rpc", "--seat", user, "--password-file", &password], calls)
    }

    /// Sets how fast a running drill goes; its dispatcher's seat is automation's default.
    pub fn drill_speed(&self, speed: u32) {
        self.rpc(&["--drill", "rpc"], &[("set_drill_clock", json!({"speed": speed}))]);
    }

    /// Pauses a running drill, or lets it go on.
    pub fn drill_paused(&self, paused: bool) {
        self.rpc(&["--drill", "rpc"], &[("set_drill_clock", json!({"paused": paused}))]);
    }

    #[track_caller]
    fn rpc(&self, args: &[&str], calls: &[(&str, Value)]) -> Vec<Value> {
        let lines: String =
            calls.iter().map(|(call, args)| format!("{}\n", json!({"id": 1, "call": call, "args": args}))).collect();
        let input = std::fs::File::open(self.file("lines", &lines)).unwrap();
        let output = self.command(args).stdin(input).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(answers.len(), calls.len(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        for (answer, (call, args)) in answers.iter().zip(calls) {
            assert!(answer.get("ok").is_some(), "{call} {args}: {answer}");
        }
        answers.into_iter().map(|mut answer| answer["ok"].take()).collect()
    }
}

/// `WATCHFLOOR_BIN`, else the binary that stands beside this test in the target folder.
fn headless() -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("watchfloor"));
    std::env::var_os("WATCHFLOOR_BIN").map(PathBuf::from).or_else(beside).filter(|file| file.is_file())
}

/// Where to keep a picture of a test's end, when `WATCHFLOOR_PICTURES` names a folder.
pub fn pictures() -> Option<PathBuf> {
    std::env::var_os("WATCHFLOOR_PICTURES").map(|folder| Path::new(&folder).to_owned())
}

/// A CAP 1.2 alert over central Helsinki, sent a moment ago, in force for two hours.
pub struct Alert<'a> {
    /// Its identifier.
    pub identifier: &'a str,
    /// `Extreme`, `Severe`, ...
    pub severity: &'a str,
    /// What happens; markup must be escaped already.
    pub event: &'a str,
    /// Its headline; likewise.
    pub headline: &'a str,
    /// Description and instruction; likewise.
    pub text: &'a str,
    /// The area's name; likewise.
    pub area: &'a str,
    /// `lat,lon` pairs, closed, as CAP writes them.
    pub polygon: &'a str,
}

impl Alert<'_> {
    /// The document.
    pub fn xml(&self) -> String {
        let at = |ahead: i64| {
            let time = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead);
            time.strftime("%Y-%m-%dT%H:%M:%S-00:00").to_string()
        };
        let Self { identifier, severity, event, headline, text, area, polygon } = self;
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>duty@weather.example</sender><sent>{sent}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>en-GB</language><category>Met</category><event>{event}</event>
    <responseType>Shelter</responseType><urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>
    <onset>{sent}</onset><expires>{expires}</expires><senderName>Example Weather Service</senderName>
    <headline>{headline}</headline><description>{text}</description><instruction>{text}</instruction>
    <area><areaDesc>{area}</areaDesc><polygon>{polygon}</polygon></area></info>
</alert>"#,
            sent = at(-60),
            expires = at(7_200),
        )
    }
}
