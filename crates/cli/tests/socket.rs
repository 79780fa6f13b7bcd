//! `rpc` beside a running console: how it ends when either side goes.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

fn watchfloor(data: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_watchfloor"))
        .arg("--data")
        .arg(data)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn out(child: &mut Child) -> BufReader<ChildStdout> {
    BufReader::new(child.stdout.take().expect("piped"))
}

fn line(from: &mut impl BufRead) -> String {
    let mut text = String::new();
    from.read_line(&mut text).expect("a line");
    text
}

fn ask(child: &mut Child, call: &str, args: &Value) {
    let request = json!({"id": 1, "call": call, "args": args});
    writeln!(child.stdin.as_mut().expect("piped"), "{request}").expect("it listens");
}

#[test]
fn rpc_ends_with_its_lines_and_with_its_console() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    let mut console = watchfloor(&data, &["--json", "run"]);
    let running: Value = serde_json::from_str(&line(&mut out(&mut console))).expect("JSON");
    assert_eq!(running["mode"], "live");

    // A stream is open, and ends with the lines.
    let mut listener = watchfloor(&data, &["rpc"]);
    let mut heard = out(&mut listener);
    ask(&mut listener, "take_seat", &json!({"as": "owner"}));
    ask(&mut listener, "subscribe", &json!({}));
    let mut lines = [line(&mut heard), line(&mut heard), line(&mut heard)];
    lines.sort();
    assert!(lines[2].starts_with("{\"push\":{") && lines[2].contains("snapshot"), "{lines:?}");
    drop(listener.stdin.take());
    let mut rest = String::new();
    heard.read_to_string(&mut rest).expect("the end");
    assert!(listener.wait().expect("ended").success());

    // The console goes while nobody types.
    let mut idle = watchfloor(&data, &["rpc"]);
    let mut answers = out(&mut idle);
    ask(&mut idle, "lobby", &json!({}));
    assert!(line(&mut answers).contains("needs_first_administrator"));
    // Waiting closes what is piped in, and lines that end are an orderly end: nobody types, but somebody could.
    let keyboard = idle.stdin.take();
    console.kill().expect("killed");
    console.wait().expect("ended");
    assert_eq!(idle.wait().expect("ended").code(), Some(1));
    drop(keyboard);
    let mut why = String::new();
    idle.stderr.take().expect("piped").read_to_string(&mut why).expect("text");
    assert!(why.contains("the console ended"), "{why}");
}

#[test]
fn a_verb_that_reads_makes_no_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("mistyped");
    for verb in ["verify", "export"] {
        let ended = watchfloor(&data, &["log", verb]).wait_with_output().expect("ended");
        assert_eq!(ended.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&ended.stderr).contains("mistyped"), "{ended:?}");
        assert!(!data.exists());
    }
}
