//! Child processes that never outlive a test. It must not know what they are for.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// A child and everything it started: one process group, killed when this is dropped, also by a panic.
pub struct Group {
    child: Child,
    log: PathBuf,
}

impl Group {
    /// Starts `command` with its standard error (and output) in `log`.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let out = File::create(log)?;
        let err = out.try_clone()?;
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        Self::spawn(command, log)
    }

    /// Starts `command` and waits for the first line of its output, in which many servers say where they listen.
    pub fn start_and_read_line(command: &mut Command, log: &Path, patience: Duration) -> Result<(Self, String)> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(log)?);
        let mut group = Self::spawn(command, log)?;
        let output = group.child.stdout.take().context("the output is piped")?;
        let (sender, line) = mpsc::channel();
        thread::spawn(move || {
            let mut text = String::new();
            if BufReader::new(output).read_line(&mut text).is_ok() {
                // The receiver has given up when this fails; there is nobody left to tell.
                let _ = sender.send(text);
            }
        });
        match line.recv_timeout(patience) {
            Ok(text) if !text.trim().is_empty() => Ok((group, text.trim().to_owned())),
            _ => bail!("{command:?} said nothing within {patience:?}:\n{}", group.log_tail()),
        }
    }

    fn spawn(command: &mut Command, log: &Path) -> Result<Self> {
        let child = command.process_group(0).spawn().with_context(|| format!("starting {command:?}"))?;
        Ok(Self { child, log: log.to_owned() })
    }

    /// True while the first process of the group lives.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the whole group at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Fails only when nothing of the group is left.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }

    /// The last lines it wrote, for a failure's message.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            eprintln!("--- {} ---\n{}", self.log.display(), self.log_tail());
        }
    }
}

/// Asks `probe` every 50 ms until it gives something; says `what` was awaited when it never does.
pub fn wait_for<T>(what: &str, patience: Duration, mut probe: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let until = Instant::now() + patience;
    loop {
        if let Some(found) = probe()? {
            return Ok(found);
        }
        if Instant::now() >= until {
            bail!("waited {patience:?} in vain: {what}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// A TCP port on the loopback that nobody listens on now.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// The program's path, when it is installed.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropping_a_group_ends_grandchildren_too() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & echo $!; wait"]);
        let started = Group::start_and_read_line(&mut command, &dir.path().join("log"), Duration::from_secs(10));
        let (group, grandchild) = started.unwrap();
        let alive = || Path::new("/proc").join(&grandchild).join("exe").exists();
        assert!(alive());
        drop(group);
        wait_for("the grandchild ends", Duration::from_secs(5), || Ok((!alive()).then_some(()))).unwrap();
    }

    #[test]
    fn a_silent_program_is_reported_with_what_it_logged() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no display >&2"]);
        let error = Group::start_and_read_line(&mut command, &dir.path().join("log"), Duration::from_secs(5));
        assert!(format!("{:#}", error.err().unwrap()).contains("no display"));
    }
}
