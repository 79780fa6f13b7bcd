//! A test with every cable pulled: run again where no network interface but the loopback exists. It must not know what the
//! test does.

use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::console;
use crate::process::find_program;

/// Set in the run that has no network.
const PULLED: &str = "WATCHFLOOR_PULLED";

/// The only interface that may be left.
const LOOPBACK: &str = "lo";

/// Runs `work` where nothing but the loopback is reachable: this test binary is started again in user and network namespaces of
/// its own, with `test` (its whole name) alone. Where the kernel or an absent program refuses that, `work` runs with the network
/// as it is, and standard output says so.
///
/// # Errors
/// The run without network failed, or has a network after all.
pub fn run(test: &str, work: impl FnOnce()) -> Result<()> {
    if std::env::var_os(PULLED).is_some() {
        nothing_but_loopback()?;
        work();
        return nothing_but_loopback();
    }
    if let Err(why) = possible() {
        println!("skipped: not without network, only with it as it is here: {why:#}");
        work();
        return Ok(());
    }
    let _turn = console::turn();
    let binary = std::env::current_exe()?;
    let output = apart("exec \"$@\"")
        .arg(binary)
        .args(["--exact", test, "--nocapture", "--test-threads", "1"])
        .env(PULLED, "1")
        .output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    ensure!(output.status.success() && said.contains("1 passed"), "{test} without network: {}", output.status);
    Ok(())
}

/// A shell in namespaces of its own, the loopback up, then `script`; arguments added become its `$@`.
fn apart(script: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--net", "sh", "-c"]);
    command.arg(format!("ip link set {LOOPBACK} up && {script}")).arg("sh");
    command
}

fn possible() -> Result<()> {
    for name in ["unshare", "ip"] {
        ensure!(find_program(name).is_some(), "absent is {name}");
    }
    let tried = apart("cat /proc/self/net/dev").output()?;
    ensure!(tried.status.success(), "{}", String::from_utf8_lossy(&tried.stderr).trim());
    only_loopback(&String::from_utf8_lossy(&tried.stdout))
}

/// Proves that this process has no interface but the loopback, no route, and no way to a public address.
fn nothing_but_loopback() -> Result<()> {
    only_loopback(&std::fs::read_to_string("/proc/self/net/dev")?)?;
    let routes = std::fs::read_to_string("/proc/self/net/route")?;
    ensure!(routes.lines().count() <= 1, "routes are left:\n{routes}");
    // A public address by definition of RFC 5737 nobody answers at; without a route the kernel says so at once.
    match std::net::TcpStream::connect("192.0.2.1:80") {
        Err(error) if error.kind() == std::io::ErrorKind::NetworkUnreachable => Ok(()),
        other => bail!("not unreachable: {other:?}"),
    }
}

/// `table` is the text of `/proc/net/dev`: two lines of heading, then one per interface.
fn only_loopback(table: &str) -> Result<()> {
    let names = table.lines().skip(2).map(|line| line.split_once(':').map(|(name, _)| name.trim()));
    let names: Vec<_> = names.collect::<Option<_>>().context("an interface has a name")?;
    ensure!(names == [LOOPBACK], "interfaces: {names:?}");
    Ok(())
}

/// True when a process of this program lives in the network namespace of this one.
pub fn beside(program: &std::path::Path) -> Result<bool> {
    let own = std::fs::read_link("/proc/self/ns/net")?;
    let lives = |process: std::io::Result<std::fs::DirEntry>| {
        let folder = process.ok()?.path();
        let same = std::fs::read_link(folder.join("exe")).ok()?.file_name() == program.file_name();
        (same && std::fs::read_link(folder.join("ns/net")).ok()? == own).then_some(())
    };
    Ok(std::fs::read_dir("/proc")?.any(|process| lives(process).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_interface_is_seen() {
        let table = |names: &[&str]| {
            let rows: String = names.iter().map(|name| format!("{name:>6}: 0 0 0\n")).collect();
            format!("Inter-| Receive\n face |bytes\n{rows}")
        };
        only_loopback(&table(&["lo"])).unwrap();
        for others in [&["lo", "eth0"][..], &["wlan0"], &[]] {
            assert!(only_loopback(&table(others)).is_err(), "{others:?}");
        }
    }

    #[test]
    fn a_program_that_does_not_run_is_not_beside() {
        assert!(beside(&std::env::current_exe().unwrap()).unwrap());
        assert!(!beside(std::path::Path::new("/no/such-program")).unwrap());
    }
}
