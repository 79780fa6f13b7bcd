//! A live store for benches of the window: filled by the headless binary, fed through the console's socket.
//! It must not know what is measured.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::console::Console;
use crate::page::key;
use crate::process::{Group, wait_for};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

const PASSWORD: &str = "nine bright lamps";
const HELSINKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/area/helsinki.osm.pbf");
/// The demo area's middle and half its size, degrees.
const MIDDLE: [f64; 2] = [24.9425, 60.1700];
const HALF: [f64; 2] = [0.035, 0.016];
/// Positions are reported in this many parts of a second.
const PARTS: u32 = 20;

/// A binary by its environment variable, else the one beside this bench in the target folder.
pub fn binary(variable: &str, name: &str) -> Result<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join(name));
    let found = std::env::var_os(variable).map(PathBuf::from).or_else(beside).filter(|file| file.is_file());
    found.with_context(|| format!("{name} is absent: ./dev bench NAME builds it"))
}

/// A live store for someone to sign on to.
pub struct Live {
    headless: PathBuf,
    /// The data folder.
    pub folder: PathBuf,
}

impl Live {
    /// The demo area, an administrator, a dispatcher, and so many units about the area.
    pub fn prepare(folder: PathBuf, units: u32) -> Result<Self> {
        let live = Self { headless: binary("WATCHFLOOR_BIN", "watchfloor")?, folder };
        std::fs::create_dir_all(&live.folder)?;
        live.run(&["area", "import", HELSINKI, "--name", "helsinki"], Stdio::null())?;
        let chief = json!({"user": "chief", "display_name": "Chief", "role": "administrator", "password": PASSWORD});
        live.rpc(&["rpc"], &[json!({"id": 1, "call": "first_administrator", "args": chief})])?;
        let password = live.file("password", &format!("{PASSWORD}\n"))?;
        live.run(&["user", "create", "anna", "--role", "dispatcher", "--password-file", &password], Stdio::null())?;
        let kind = |n: u32| ["engine", "ladder", "ambulance", "patrol", "rescue"][n as usize % 5];
        let row = |n: u32| {
            let [lon, lat] = place(n, 0.0);
            format!("U{n},U{n},{},Station {},{lon:.6},{lat:.6}\n", kind(n), n % 90)
        };
        let rows: String = (0..units).map(row).collect();
        let file = live.file("units.csv", &format!("id,call_sign,type,station,lon,lat\n{rows}"))?;
        live.run(&["unit", "import", &file], Stdio::null())?;
        Ok(live)
    }

    /// Calls from the dispatcher's seat, each of which must be done.
    pub fn as_dispatcher(&self, calls: &[Value]) -> Result<()> {
        let password = self.file("password", &format!("{PASSWORD}\n"))?;
        self.rpc(&["rpc", "--seat", "anna", "--password-file", &password], calls)
    }

    /// The host without a window over this store; it ends when dropped.
    pub fn serve(&self, patience: Duration) -> Result<Group> {
        let mut command = Command::new(&self.headless);
        command.args(["run", "--data"]).arg(&self.folder).env("USER", "bench").env_remove("WATCHFLOOR_DATA");
        let group = Group::start(&mut command, &self.folder.with_file_name("run.log"))?;
        wait_for("the host listens", patience, || Ok(UnixStream::connect(self.folder.join("live/console.sock")).ok()))?;
        Ok(group)
    }

    fn rpc(&self, args: &[&str], calls: &[Value]) -> Result<()> {
        let lines: String = calls.iter().map(|call| format!("{call}\n")).collect();
        self.run(args, std::fs::File::open(self.file("lines", &lines)?)?.into())
    }

    fn file(&self, name: &str, text: &str) -> Result<String> {
        let path = self.folder.with_file_name(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    fn run(&self, args: &[&str], input: Stdio) -> Result<()> {
        let mut command = Command::new(&self.headless);
        command.args(args).arg("--data").arg(&self.folder).env("USER", "bench").env_remove("WATCHFLOOR_DATA");
        let output = command.stdin(input).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let short: String = said.chars().take(400).collect();
        let refused = said.lines().find(|line| line.contains("\"error\"")).unwrap_or(&short);
        ensure!(output.status.success() && !said.contains("\"error\""), "{args:?}: {refused}");
        Ok(())
    }

    /// A seat for the dispatcher at a console over this store; returns when the map is there.
    pub fn sign_on(&self, console: &Console, patience: Duration) -> Result<()> {
        let page = &console.page;
        page.click("[data-test=signon-user]")?;
        page.keys(&format!("anna{}{PASSWORD}{}", key::TAB, key::ENTER))?;
        page.wait_css("[data-test=status-seat][data-user=anna]")?;
        console.wait_ready(patience)?;
        page.wait_css(".floor-map")
    }

    /// Moves units about, each reported once a second through the console's socket, while `act` goes on.
    pub fn while_moving<T>(&self, units: u32, act: impl FnOnce(&AtomicU64) -> Result<T>) -> Result<T> {
        let (stop, answered) = (AtomicBool::new(false), Arc::new(AtomicU64::new(0)));
        let socket = self.folder.join("live/console.sock");
        std::thread::scope(|scope| {
            let feeder = scope.spawn(|| feed(&socket, units, &stop, &answered));
            let done = act(&answered);
            stop.store(true, Ordering::Relaxed);
            feeder.join().map_err(|_| anyhow::anyhow!("the feeder ended badly"))??;
            done
        })
    }
}

/// A session at the socket of a host that runs over a live store, in the dispatcher's seat.
pub struct Talk {
    stream: UnixStream,
    answers: BufReader<UnixStream>,
    asked: u64,
}

impl Talk {
    /// # Errors
    /// When nobody listens there, or the dispatcher is not let in.
    pub fn with(folder: &Path) -> Result<Self> {
        let stream = UnixStream::connect(folder.join("live/console.sock"))?;
        let mut talk = Self { answers: BufReader::new(stream.try_clone()?), stream, asked: 0 };
        talk.ask("sign_on", &json!({"user": "anna", "password": PASSWORD}))?;
        Ok(talk)
    }

    /// One call and its answer.
    ///
    /// # Errors
    /// When it is refused, or the host is gone.
    pub fn ask(&mut self, call: &str, args: &Value) -> Result<Value> {
        self.asked += 1;
        self.stream.write_all(format!("{}\n", json!({"id": self.asked, "call": call, "args": args})).as_bytes())?;
        loop {
            let mut line = String::new();
            ensure!(self.answers.read_line(&mut line)? > 0, "the host is gone");
            let mut answer: Value = serde_json::from_str(&line)?;
            if answer["id"] == self.asked {
                ensure!(answer["error"].is_null(), "{call}: {answer}");
                return Ok(answer["ok"].take());
            }
        }
    }
}

/// Where a unit is after some seconds: on a circle of its own around a corner of its own, at city speed.
pub fn place(n: u32, seconds: f64) -> [f64; 2] {
    let share = |salt: u32| {
        let mut bits = n.wrapping_mul(4).wrapping_add(salt).wrapping_mul(0x9e37_79b1);
        for _ in 0..3 {
            bits = (bits ^ bits >> 15).wrapping_mul(0x85eb_ca6b);
        }
        f64::from(bits >> 8) / f64::from(1_u32 << 24)
    };
    let turn = seconds * 0.05 + share(3) * std::f64::consts::TAU;
    let around = [MIDDLE[0] + (share(1) - 0.5) * 2.0 * HALF[0], MIDDLE[1] + (share(2) - 0.5) * 2.0 * HALF[1]];
    [around[0] + 0.004 * turn.cos(), around[1] + 0.002 * turn.sin()]
}

/// Reports every unit once a second until told to stop; counts reports that were answered.
fn feed(socket: &Path, units: u32, stop: &AtomicBool, answered: &Arc<AtomicU64>) -> Result<()> {
    let mut stream = UnixStream::connect(socket).with_context(|| socket.display().to_string())?;
    let (reader, counter) = (stream.try_clone()?, answered.clone());
    std::thread::spawn(move || {
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            let answer: Value = serde_json::from_str(&line).unwrap_or_default();
            if answer["ok"]["kept"] == "telemetry" {
                counter.fetch_add(answer["id"].as_u64().unwrap_or(0), Ordering::Relaxed);
            } else if line.contains("\"error\"") {
                eprintln!("the socket: {}", line.chars().take(300).collect::<String>());
            }
        }
    });
    stream.write_all(b"{\"id\":0,\"call\":\"take_seat\",\"args\":{\"as\":\"owner\"}}\n")?;
    let begun = Instant::now();
    for part in 0_u32.. {
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let due = begun + Duration::from_secs(1) * part / PARTS;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let fix = |n: u32| {
            let [lon, lat] = place(n, begun.elapsed().as_secs_f64());
            format!("{{\"unit\":\"U{n}\",\"lon\":{lon:.6},\"lat\":{lat:.6},\"source\":\"gnss\"}}")
        };
        let fixes: Vec<String> = (part % PARTS..units).step_by(PARTS as usize).map(fix).collect();
        let lines = format!(
            "{{\"id\":{},\"call\":\"report_positions\",\"args\":{{\"fixes\":[{}]}}}}\n",
            fixes.len(),
            fixes.join(",")
        );
        stream.write_all(lines.as_bytes())?;
    }
    Ok(())
}
