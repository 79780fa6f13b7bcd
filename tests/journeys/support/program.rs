//! The real `watchfloor` binary, found or built, and run once to its end. It must not know what any verb means.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The environment variable that names a binary to test instead of building one.
const BINARY: &str = "WATCHFLOOR_BIN";

/// `WATCHFLOOR_BIN`, else what cargo builds now from this checkout: never a binary left over from an older source.
pub fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| std::env::var_os(BINARY).map_or_else(built_once, PathBuf::from))
}

/// Nextest runs each test as a process of its own and names the run: one build serves them all.
fn built_once() -> PathBuf {
    let Ok(run) = std::env::var("NEXTEST_RUN_ID") else { return built() };
    let note = Path::new(env!("CARGO_TARGET_TMPDIR")).join("watchfloor-binary");
    let known = std::fs::read_to_string(&note).unwrap_or_default();
    if let Some((_, path)) = known.split_once('\n').filter(|(of, _)| *of == run) {
        return PathBuf::from(path);
    }
    let path = built();
    // Without the note the next process asks cargo again, which costs time only.
    drop(std::fs::write(note, format!("{run}\n{}", path.display())));
    path
}

fn built() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .args(["build", "--quiet", "-p", "watchfloor-cli", "--bin", "watchfloor", "--message-format", "json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be started");
    assert!(build.status.success(), "watchfloor-cli does not build; {BINARY} may name a binary to test instead");
    let text = String::from_utf8_lossy(&build.stdout).into_owned();
    let messages = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut binaries = messages.filter_map(|m| m["executable"].as_str().map(PathBuf::from));
    binaries.next().expect("cargo names the binary it built")
}

/// A command on a data folder, without anything of the caller's own set-up.
pub fn watchfloor(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.args(args).arg("--data").arg(data).env("TZ", "UTC").env("USER", "tester");
    command.env_remove("WATCHFLOOR_DATA").env_remove("WATCHFLOOR_LOG");
    command
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The output of a command that must have been done.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// Checks the exit code and that what was said holds every one of the words.
    #[track_caller]
    pub fn ends(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        for word in words {
            assert!(self.err.contains(word) || self.out.contains(word), "{word:?} is missing in {self:?}");
        }
        self
    }
}

/// Runs a verb on a data folder to its end.
pub fn run(data: &Path, args: &[&str]) -> Ran {
    finish(&mut watchfloor(data, args))
}

/// Runs a command to its end, its standard input closed.
pub fn finish(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output().expect("the binary can be started");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}
