//! The drill by its lines: a store of its own, a seat without asking, everything marked, paused and sped up at will.

use crate::support::floor::exported;
use crate::support::program::watchfloor;
use crate::support::{Floor, Rpc, run};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::Duration;

/// `watchfloor run`, ended with the test.
struct Running(Child);

impl Running {
    fn start(floor: &Floor, args: &[&str]) -> Self {
        let mut command = watchfloor(&floor.data(), args);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let running = Self(child);
        let first = BufReader::new(out).lines().next().unwrap().unwrap();
        assert!(first.contains("running") && first.contains("drill"), "{first}");
        running
    }

    /// SIGTERM, as a service manager sends it; the exit code.
    fn stop(mut self) -> Option<i32> {
        let pid = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.0.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn positions(rpc: &mut Rpc) -> Vec<String> {
    let units = rpc.ok("units", &json!({}));
    let place = |unit: &Value| format!("{} {} {}", unit["id"], unit["position"]["lon"], unit["position"]["lat"]);
    units.as_array().unwrap().iter().map(place).collect()
}

#[test]
fn a_drill_runs_by_itself_apart_from_the_live_store() {
    let floor = Floor::live();
    let live = floor.events();
    let running = Running::start(&floor, &["run", "--drill"]);
    let mut rpc = Rpc::start(&floor.data(), &["--drill"]);
    let lobby = rpc.ok("lobby", &json!({}));
    assert_eq!(lobby["mode"], "drill");
    let accounts = lobby["drill_accounts"].as_array().unwrap();
    assert!(accounts.iter().any(|a| a["role"] == "administrator") && accounts.len() == 4, "{lobby}");
    // The seat of the dispatcher, without asking: it may dispatch and may not administer.
    rpc.ok("open_incident", &json!({"type_code": "UNK", "what": "by the trainee"}));
    rpc.refused(
        "create_user",
        &json!({"user": "x", "display_name": "x", "role": "operator", "password": "long enough"}),
        "forbidden",
    );
    let board = rpc.ok("board", &json!({}));
    assert_eq!(board["units"].as_array().map(Vec::len), Some(40), "forty units");
    assert_eq!((&board["status"]["mode"], &board["area"]["name"]), (&json!("drill"), &json!("helsinki")));
    assert!(board["cameras"].as_array().unwrap().len() > 200);

    rpc.ok("set_drill_clock", &json!({"speed": 60.0}));
    let before = positions(&mut rpc);
    let row = rpc.until(Duration::from_secs(90), "warnings", &json!({"all": true}), |rows| rows.get(0).cloned());
    assert_eq!((&row["status"], &row["source"]), (&json!("Exercise"), &json!("drill-exercise")), "{row}");
    let calls = |board: &Value| Some(()).filter(|()| board["incidents"].as_array().is_some_and(|i| i.len() >= 3));
    rpc.until(Duration::from_secs(60), "board", &json!({}), calls);
    let moved = positions(&mut rpc);
    assert!(before.iter().zip(&moved).filter(|(a, b)| a != b).count() >= 3, "units move along");

    rpc.ok("set_drill_clock", &json!({"paused": true}));
    std::thread::sleep(Duration::from_millis(600));
    let (standing, clock) = (positions(&mut rpc), rpc.ok("status", &json!({}))["drill"].clone());
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(positions(&mut rpc), standing, "a paused drill stands still");
    assert_eq!(rpc.ok("status", &json!({}))["drill"], clock, "and so does its clock");
    rpc.ok("set_drill_clock", &json!({"paused": false}));
    rpc.until(Duration::from_secs(20), "units", &json!({}), |units| {
        let places =
            units.as_array()?.iter().map(|u| format!("{} {} {}", u["id"], u["position"]["lon"], u["position"]["lat"]));
        (places.collect::<Vec<_>>() != standing).then_some(())
    });
    rpc.refused("set_drill_clock", &json!({"speed": 61.0}), "bad_argument");
    rpc.end().done();
    assert_eq!(running.stop(), Some(0), "an orderly end");

    let told = exported(&floor.data(), &["--drill"]);
    assert!(told.len() > 300 && told.iter().all(|e| e["mode"] == "drill"), "{} events", told.len());
    assert_eq!(told.last().unwrap()["typ"], "console.stopped");
    run(&floor.data(), &["log", "verify", "--drill"]).done();
    assert_eq!(floor.events(), live, "nothing of it reaches the live store");
}

#[test]
fn rpc_alone_is_a_drill_too_and_live_has_no_drill_clock() {
    let floor = Floor::live();
    let mut rpc = Rpc::start(&floor.data(), &["--drill"]);
    assert_eq!(rpc.ok("lobby", &json!({}))["mode"], "drill");
    assert_eq!(rpc.ok("status", &json!({}))["drill"]["speed"], 1.0);
    assert_eq!(rpc.ok("units", &json!({})).as_array().map(Vec::len), Some(40));
    rpc.end().done();
    let mut chief = floor.seat("chief");
    let error = chief.call("set_drill_clock", &json!({"speed": 2.0}))["error"].clone();
    assert_eq!(error["key"], "refused.not_a_drill", "{error}");
    assert_eq!(chief.ok("lobby", &json!({}))["drill_accounts"], json!([]));
    chief.refused("take_seat", &json!({"as": "dispatcher"}), "wrong_password");
    chief.end().done();
}
