//! A desktop for one test: virtual display, session bus, notification server, and folders of its own.
//! Nothing of the person's session is seen or touched. It must not know the console.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use tempfile::TempDir;

use crate::process::{Group, find_program, wait_for};

/// Programs a desktop needs, as `./dev setup` installs them.
const NEEDED: [&str; 5] = ["Xvfb", "dbus-daemon", "dunst", "dunstctl", "busctl"];

const PATIENCE: Duration = Duration::from_secs(20);

/// A bus without activation: nothing of the system's services is started behind a test's back.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=@DIR@</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"#;

/// The history of dunst 1.9 leaves the urgency out, so rules write it where the history shows it.
const DUNST_CONFIG: &str = "[global]
    history_length = 1000
    font = Noto Sans CJK SC 10
    width = 360
[low]
    msg_urgency = low
    set_category = LOW
[normal]
    msg_urgency = normal
    set_category = NORMAL
[critical]
    msg_urgency = critical
    set_category = CRITICAL
";

/// One notification as the server received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its first line.
    pub summary: String,
    /// Its text.
    pub body: String,
    /// `LOW`, `NORMAL` or `CRITICAL`.
    pub urgency: String,
}

/// The desktop. Fields end in this order: the clients before the servers they talk to.
pub struct Desktop {
    dunst: Option<Group>,
    _bus: Group,
    _display: Group,
    display: String,
    bus: String,
    folder: TempDir,
}

/// Programs that are not installed here, of those a desktop needs.
pub fn missing_programs() -> Vec<&'static str> {
    NEEDED.into_iter().filter(|name| find_program(name).is_none()).collect()
}

impl Desktop {
    /// Starts display, bus and notification server on free addresses.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("watchfloor-desktop-").tempdir()?;
        for name in ["home", "run", "log"] {
            std::fs::create_dir(folder.path().join(name))?;
        }
        let log = |name: &str| folder.path().join("log").join(name);
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]);
        let (display_server, number) = Group::start_and_read_line(&mut command, &log("xvfb"), PATIENCE)?;
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, BUS_CONFIG.replace("@DIR@", &folder.path().join("run").to_string_lossy()))?;
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg("--print-address").arg("--config-file").arg(&config);
        let (bus_server, bus) = Group::start_and_read_line(&mut command, &log("bus"), PATIENCE)?;
        let display = format!(":{number}");
        let mut desktop = Self { dunst: None, _bus: bus_server, _display: display_server, display, bus, folder };
        desktop.start_notification_server()?;
        Ok(desktop)
    }

    /// Starts the notification server, again after [`Self::stop_notification_server`].
    pub fn start_notification_server(&mut self) -> Result<()> {
        let config = self.folder.path().join("dunstrc");
        std::fs::write(&config, DUNST_CONFIG)?;
        let mut command = self.command("dunst");
        command.arg("-conf").arg(&config);
        self.dunst = Some(Group::start(&mut command, &self.log("dunst"))?);
        wait_for("dunst answers", PATIENCE, || Ok(self.history().ok())).map(drop)
    }

    /// Ends the notification server, for tests of a desktop without one.
    pub fn stop_notification_server(&mut self) {
        self.dunst = None;
    }

    /// A command that sees this desktop and none other.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let home = self.folder.path().join("home");
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus).env("HOME", &home);
        command.env("XDG_RUNTIME_DIR", self.folder.path().join("run"));
        for name in ["WAYLAND_DISPLAY", "XAUTHORITY", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env_remove(name);
        }
        // No helper of a full desktop: accessibility bridge, settings daemon, portals.
        command.envs([("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none"), ("GSETTINGS_BACKEND", "memory")]);
        command.env("GTK_USE_PORTAL", "0").env("LANG", "C.UTF-8");
        command
    }

    /// A file in this desktop's own log folder.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join("log").join(name)
    }

    /// Its home folder, empty at the start.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Everything the notification server has shown so far, the newest first. Closes what is on screen,
    /// because the server's history holds closed ones only.
    pub fn notifications(&self) -> Result<Vec<Seen>> {
        let closed = self.command("dunstctl").arg("close-all").status()?;
        ensure!(closed.success(), "dunstctl close-all failed");
        // Closing is done in the server's main loop, a moment later.
        std::thread::sleep(Duration::from_millis(200));
        self.history()
    }

    /// Waits for a notification for which `wanted` holds.
    pub fn wait_notification(&self, patience: Duration, wanted: impl Fn(&Seen) -> bool) -> Result<Seen> {
        wait_for("a notification", patience, || Ok(self.notifications()?.into_iter().find(|seen| wanted(seen))))
    }

    fn history(&self) -> Result<Vec<Seen>> {
        let output = self.command("dunstctl").arg("history").output()?;
        ensure!(output.status.success(), "dunstctl history: {}", String::from_utf8_lossy(&output.stderr));
        parse_history(&output.stdout)
    }

    /// The whole display, notifications included, as a PNG.
    pub fn capture(&self, file: &Path) -> Result<()> {
        let status = self.command("import").args(["-window", "root"]).arg(file).status();
        ensure!(status.context("import (ImageMagick)")?.success(), "the display could not be captured");
        Ok(())
    }
}

#[derive(Deserialize)]
struct History {
    data: Vec<Vec<HistoryEntry>>,
}

#[derive(Deserialize)]
struct HistoryEntry {
    summary: Field,
    body: Field,
    category: Field,
}

#[derive(Deserialize)]
struct Field {
    data: String,
}

fn parse_history(json: &[u8]) -> Result<Vec<Seen>> {
    let history: History = serde_json::from_slice(json).context("the history of dunst")?;
    let seen = |e: HistoryEntry| Seen { summary: e.summary.data, body: e.body.data, urgency: e.category.data };
    Ok(history.data.into_iter().flatten().map(seen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_is_read() {
        let json = br#"{"type":"aa{sv}","data":[[{"body":{"type":"s","data":"b"},"summary":{"type":"s","data":"s"},
            "category":{"type":"s","data":"CRITICAL"},"id":{"type":"i","data":3}}]]}"#;
        let seen = Seen { summary: "s".into(), body: "b".into(), urgency: "CRITICAL".into() };
        assert_eq!(parse_history(json).unwrap(), [seen]);
        assert!(parse_history(b"").is_err());
    }
}
