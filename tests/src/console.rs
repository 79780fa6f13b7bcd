//! The real console on a desktop of its own: started, driven, killed, started again.
//! It must not know what the page shows.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::desktop::{self, Desktop};
use crate::page::Page;
use crate::process::{Group, find_program, free_port, wait_for};

/// When set to 1 (as `./dev test` does), a missing program fails the window tests instead of skipping them.
pub const REQUIRED: &str = "WATCHFLOOR_WINDOW_TESTS_REQUIRED";

/// The programs that a window test starts.
#[derive(Debug, Clone)]
pub struct Programs {
    console: PathBuf,
    tauri_driver: PathBuf,
    native_driver: PathBuf,
}

impl Programs {
    /// The console's binary.
    pub fn console(&self) -> &Path {
        &self.console
    }

    /// Finds them, or prints plainly what is absent and gives `None`.
    ///
    /// # Errors
    /// Something is absent and [`REQUIRED`] is 1.
    pub fn find() -> Result<Option<Self>> {
        let mut absent: Vec<String> = desktop::missing_programs().into_iter().map(str::to_owned).collect();
        let mut found = |name: &str, path: Option<PathBuf>| {
            path.or_else(|| {
                absent.push(name.to_owned());
                None
            })
        };
        let console = found("watchfloor-console (cargo build -p watchfloor-console)", built_console());
        let tauri_driver = found("tauri-driver (./dev setup)", tauri_driver());
        let native_driver = found("WebKitWebDriver (webkit2gtk-driver)", find_program("WebKitWebDriver"));
        if let (Some(console), Some(tauri_driver), Some(native_driver), true) =
            (console, tauri_driver, native_driver, absent.is_empty())
        {
            return Ok(Some(Self { console, tauri_driver, native_driver }));
        }
        let list = absent.join(", ");
        if std::env::var_os(REQUIRED).is_some_and(|value| value == "1") {
            bail!("window tests are required here, but absent are: {list}");
        }
        println!("skipped: absent are {list}");
        Ok(None)
    }
}

/// `WATCHFLOOR_CONSOLE`, else the binary that stands beside this test in the target folder.
fn built_console() -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("watchfloor-console"));
    std::env::var_os("WATCHFLOOR_CONSOLE").map(PathBuf::from).or_else(beside).filter(|file| file.is_file())
}

fn tauri_driver() -> Option<PathBuf> {
    let local = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache/tools/bin/tauri-driver");
    local.is_file().then_some(local).or_else(|| find_program("tauri-driver"))
}

/// One console at a time: two cores share WebKit, software rendering and whatever else runs.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Waits until no console of this process runs; the next one starts when the answer is dropped.
pub fn turn() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running console. Dropping it ends all of it; the data folder stays until then.
pub struct Console {
    /// The page in its window.
    pub page: Page,
    driver: Group,
    programs: Programs,
    data: PathBuf,
    args: Vec<String>,
    /// The desktop it runs on.
    pub desktop: Desktop,
    _turn: MutexGuard<'static, ()>,
}

impl Console {
    /// Starts the console over `data` (made when absent) and waits until its document is loaded.
    pub fn start(programs: &Programs, data: &Path, args: &[&str]) -> Result<Self> {
        let turn = turn();
        let desktop = Desktop::start()?;
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let (driver, page) = open(&desktop, programs, data, &args)?;
        Ok(Self { page, driver, programs: programs.clone(), data: data.to_owned(), args, desktop, _turn: turn })
    }

    /// Kills the console at once, without a chance to tidy up, and starts it again over the same data.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        self.driver.kill();
        (self.driver, self.page) = open(&self.desktop, &self.programs, &self.data, &self.args)?;
        Ok(())
    }

    /// Waits until the page says it can be worked at; gives the milestones of the start, in milliseconds.
    pub fn wait_ready(&self, patience: Duration) -> Result<Value> {
        let file = ready_file(&self.desktop);
        let text = wait_for("the page says it is ready", patience, || Ok(std::fs::read_to_string(&file).ok()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// What the console and the drivers wrote to their log, the last lines.
    pub fn log_tail(&self) -> String {
        self.driver.log_tail()
    }
}

fn ready_file(desktop: &Desktop) -> PathBuf {
    desktop.home().join("ready.json")
}

fn open(desktop: &Desktop, programs: &Programs, data: &Path, args: &[String]) -> Result<(Group, Page)> {
    let (port, native_port) = (free_port()?, free_port()?);
    let ready = ready_file(desktop);
    if ready.exists() {
        std::fs::remove_file(&ready)?;
    }
    let mut command = desktop.command(&programs.tauri_driver);
    command.args(["--port", &port.to_string(), "--native-port", &native_port.to_string()]);
    command.arg("--native-driver").arg(&programs.native_driver);
    command.env("WATCHFLOOR_DATA", data).env("WATCHFLOOR_READY_FILE", &ready);
    let mut driver = Group::start(&mut command, &desktop.log("console"))?;
    wait_for("tauri-driver listens", Duration::from_secs(20), || {
        if !driver.is_alive() {
            bail!("tauri-driver ended:\n{}", driver.log_tail());
        }
        let both = [port, native_port].map(|port| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
        Ok((both == [true, true]).then_some(()))
    })?;
    let page = Page::open(&format!("http://127.0.0.1:{port}"), &programs.console, args)
        .with_context(|| format!("the log says:\n{}", driver.log_tail()))?;
    page.wait_until("document.readyState === 'complete'")?;
    Ok((driver, page))
}
