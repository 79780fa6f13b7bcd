//! A process and all it started, as Linux tells it in `/proc`: names, processor time, memory.
//! It must not know what the processes do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result};

/// Ticks per second of the times in `/proc/PID/stat`: a constant of Linux's interface to programs (proc(5)).
const USER_HZ: f64 = 100.0;

/// What one process has used so far.
pub struct Process {
    /// Its short name.
    pub name: String,
    /// Processor time since its start, in seconds.
    pub cpu_s: f64,
    /// Proportional set size, in MiB: shared pages count by the number of processes that share them.
    pub pss_mib: f64,
}

/// A process and its descendants.
pub struct Tree {
    root: u32,
}

/// What `/proc/PID/stat` says.
struct Stat {
    name: String,
    parent: u32,
    ticks: u64,
}

impl Tree {
    /// The tree of the process that runs `program` and was started, at whatever remove, by this one.
    pub fn of_program(program: &Path) -> Result<Self> {
        let program = program.canonicalize()?;
        let ours = descendants(std::process::id(), &stats()?);
        let runs = |pid: &u32| std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program);
        let root = ours.into_iter().find(runs).with_context(|| format!("{} does not run", program.display()))?;
        Ok(Self { root })
    }

    /// Every process of the tree that lives now.
    pub fn processes(&self) -> Result<BTreeMap<u32, Process>> {
        let stats = stats()?;
        let mut found = BTreeMap::new();
        for pid in descendants(self.root, &stats) {
            let Some(stat) = stats.get(&pid) else { continue };
            // One that ended in between has nothing more to tell.
            let Ok(rollup) = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else { continue };
            let kib: f64 = rollup
                .lines()
                .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok())
                .context("smaps_rollup has a line Pss")?;
            let cpu_s = stat.ticks as f64 / USER_HZ;
            found.insert(pid, Process { name: stat.name.clone(), cpu_s, pss_mib: kib / 1024.0 });
        }
        Ok(found)
    }
}

fn stats() -> Result<BTreeMap<u32, Stat>> {
    let mut stats = BTreeMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let text = std::fs::read_to_string(format!("/proc/{pid}/stat"));
        if let Some(stat) = text.ok().and_then(|text| stat(&text)) {
            stats.insert(pid, stat);
        }
    }
    Ok(stats)
}

/// `PID (NAME) STATE PPID ...`, where the name may hold anything, brackets too; the 14th and 15th fields are ticks in
/// the program and in the kernel.
fn stat(text: &str) -> Option<Stat> {
    let (head, tail) = text.rsplit_once(") ")?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<&str> = tail.split(' ').collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Stat { name, parent: u32::try_from(number(1)?).ok()?, ticks: number(11)? + number(12)? })
}

/// `root` and everything below it.
fn descendants(root: u32, stats: &BTreeMap<u32, Stat>) -> BTreeSet<u32> {
    let mut all = BTreeSet::from([root]);
    loop {
        let more: Vec<u32> = stats
            .iter()
            .filter(|(pid, stat)| all.contains(&stat.parent) && !all.contains(*pid))
            .map(|(pid, _)| *pid)
            .collect();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}
