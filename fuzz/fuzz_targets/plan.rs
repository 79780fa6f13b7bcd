//! Dispatch plans from outside: whatever the text says, the reader answers with a plan or with faults that each have a place in
//! it, and a plan it takes reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor_domain::plan::{read, recognise};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines = u32::try_from(text.lines().count().max(1)).unwrap_or(u32::MAX);
    match read(text) {
        Ok(plan) => {
            assert_eq!(read(text).as_ref(), Ok(&plan));
            // A rule that was taken must not stop the recogniser.
            let _ = recognise(&plan, "fire in the kitchen 厨房着火 burning");
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            assert!(faults.iter().all(|fault| fault.line >= 1 && fault.line <= lines + 1 && fault.column >= 1));
            assert!(faults.is_sorted_by_key(|fault| (fault.line, fault.column)), "told by line");
        }
    }
});
