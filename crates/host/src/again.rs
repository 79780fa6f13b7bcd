//! Starting this program once more with variables that the C library or the window's engine read before the first thread.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// glibc gives each busy thread a heap of its own, and what one thread lets go of stays in its heap: over a shift of
/// twelve hours the headless host held 65 MiB so and holds 35 with two heaps (`docs/performance.md`).
pub const FEW_HEAPS: (&str, &str) = ("MALLOC_ARENA_MAX", "2");

/// Starts the program again unless all of these are set already; what the person has set stays as it is. Returns when
/// nothing is to be set, or when starting again failed, which is said: the program then runs as it otherwise would.
pub fn with<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let wanted: Vec<_> = variables.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
    if wanted.is_empty() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error = Command::new(program).args(std::env::args_os().skip(1)).envs(wanted).exec();
        eprintln!("watchfloor: not started again with its variables: {error}");
    }
}
