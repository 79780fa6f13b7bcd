//! One `watchfloor rpc` process: a line in, a line out. It must not know what the calls mean.

use super::program::{Ran, watchfloor};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

/// Longer than any call takes, on a loaded machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// A caller that the program answers.
pub struct Rpc {
    child: Child,
    to: Option<ChildStdin>,
    lines: Receiver<String>,
    err: Option<JoinHandle<String>>,
    next: u64,
}

impl Rpc {
    /// Starts it on a data folder, with further arguments such as a seat.
    pub fn start(data: &Path, args: &[&str]) -> Self {
        let mut all = vec!["rpc"];
        all.extend_from_slice(args);
        let mut command = watchfloor(data, &all);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary can be started");
        let to = child.stdin.take();
        let out = child.stdout.take().expect("standard output is piped");
        let mut err = child.stderr.take().expect("standard error is piped");
        let (sender, lines) = channel();
        spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let err = spawn(move || {
            let mut text = Vec::new();
            drop(err.read_to_end(&mut text));
            String::from_utf8_lossy(&text).into_owned()
        });
        Self { child, to, lines, err: Some(err), next: 0 }
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends one line as it is. False when the program no longer reads.
    pub fn send(&mut self, line: &str) -> bool {
        let to = self.to.as_mut().expect("the input is open until the end");
        to.write_all(line.as_bytes()).and_then(|()| to.write_all(b"\n")).and_then(|()| to.flush()).is_ok()
    }

    /// The next answer; none when the program ended or says nothing.
    pub fn receive(&self) -> Option<Value> {
        let line = self.lines.recv_timeout(PATIENCE).ok()?;
        Some(serde_json::from_str(&line).expect("every answer is one JSON object"))
    }

    /// Makes a call; the whole answer.
    #[track_caller]
    pub fn call(&mut self, call: &str, args: &Value) -> Value {
        self.next += 1;
        let sent = self.send(&json!({"id": self.next, "call": call, "args": args}).to_string());
        let answer = sent.then(|| self.receive()).flatten();
        let Some(answer) = answer else {
            let said = self.kill();
            unreachable!("no answer to {call} {args}; it said: {said}")
        };
        assert_eq!(answer["id"], self.next, "{answer}");
        answer
    }

    /// A call that must be carried out; what it answers.
    #[track_caller]
    pub fn ok(&mut self, call: &str, args: &Value) -> Value {
        let mut answer = self.call(call, args);
        assert!(answer.get("ok").is_some(), "{call} {args}: {answer}");
        answer["ok"].take()
    }

    /// A call that must be refused under this code; the error.
    #[track_caller]
    pub fn refused(&mut self, call: &str, args: &Value, code: &str) -> Value {
        let mut answer = self.call(call, args);
        assert_eq!(answer["error"]["code"], code, "{call} {args}: {answer}");
        answer["error"].take()
    }

    /// Asks until `found` gives something.
    #[track_caller]
    pub fn until<T>(&mut self, patience: Duration, call: &str, args: &Value, found: impl Fn(&Value) -> Option<T>) -> T {
        let tries = patience.as_millis() / 100;
        let mut last = Value::Null;
        for _ in 0..=tries {
            last = self.ok(call, args);
            if let Some(found) = found(&last) {
                return found;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        unreachable!("waited {patience:?} in vain; {call} answers {last}")
    }

    /// `kill -9`, as a power cut would; what it had said on standard error.
    pub fn kill(&mut self) -> String {
        drop(self.child.kill());
        drop(self.child.wait());
        self.err.take().and_then(|err| err.join().ok()).unwrap_or_default()
    }

    /// Closes the input and waits for the end.
    pub fn end(mut self) -> Ran {
        drop(self.to.take());
        let code = self.child.wait().expect("the program can be waited for").code();
        let err = self.err.take().and_then(|err| err.join().ok()).unwrap_or_default();
        Ran { code, out: self.lines.try_iter().collect::<Vec<_>>().join("\n"), err }
    }
}

impl Drop for Rpc {
    fn drop(&mut self) {
        self.kill();
    }
}
