//! Threads of a floor. Each lives until the floor is gone; one that dies by a fault of the program is said, not missed.

use crate::floor::Floor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

/// Runs `work` on a thread of its own.
pub(crate) fn start(
    floor: &Arc<Floor>,
    name: &'static str,
    work: impl FnOnce(&Weak<Floor>) + Send + 'static,
) -> Result<(), String> {
    let weak = Arc::downgrade(floor);
    let run = move || {
        // Nothing of `work` is used again after a panic; what it shares replaces whole values under its locks.
        let ended = catch_unwind(AssertUnwindSafe(|| work(&weak)));
        if let (Err(_), Some(floor)) = (ended, weak.upgrade()) {
            floor.note_fault(name);
        }
    };
    std::thread::Builder::new().name(name.into()).spawn(run).map(drop).map_err(|e| e.to_string())
}

/// Does one piece of work of the part `name`. A panic costs that piece, not the part; `false` says so.
pub(crate) fn survive(floor: &Floor, name: &'static str, work: impl FnOnce()) -> bool {
    let done = catch_unwind(AssertUnwindSafe(work)).is_ok();
    if !done {
        floor.note_fault(name);
    }
    done
}
