//! The lists as readers see them: made a moment after the answer, so whoever asks waits until they tell what was
//! committed when it asked.

use crate::engine::lock;
use crate::ports::{ListReader, LogError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest wait of a question. Making the lists of a long log anew takes longer: then the question says so.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The lists, and how far they were made.
#[derive(Clone)]
pub struct Lists {
    reader: Arc<dyn ListReader>,
    made: Arc<Made>,
}

/// Shared between the clerk and those who wait for it.
#[derive(Default)]
pub(crate) struct Made {
    state: Mutex<State>,
    moved: Condvar,
    stopping: AtomicBool,
}

#[derive(Default)]
struct State {
    gseq: u64,
    fault: Option<String>,
    ended: bool,
}

impl Made {
    /// The lists tell everything up to a place.
    pub(crate) fn upto(&self, gseq: u64) {
        *lock(&self.state) = State { gseq, fault: None, ended: false };
        self.moved.notify_all();
    }

    /// The lists could not be written; nobody waits for them until they can.
    pub(crate) fn failed(&self, error: &LogError) {
        lock(&self.state).fault = Some(error.to_string());
        self.moved.notify_all();
    }

    /// Whether making the lists from the log must end: the next start goes on with it.
    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub(crate) fn ended(&self) {
        lock(&self.state).ended = true;
        self.moved.notify_all();
    }
}

impl Lists {
    pub(crate) fn new(reader: Arc<dyn ListReader>) -> Self {
        Self { reader, made: Arc::default() }
    }

    pub(crate) fn made(&self) -> Arc<Made> {
        self.made.clone()
    }

    pub(crate) fn stop(&self) {
        self.made.stopping.store(true, Ordering::Relaxed);
    }

    /// Why the lists are behind the log, if writing them failed.
    pub(crate) fn fault(&self) -> Option<String> {
        lock(&self.made.state).fault.clone()
    }

    /// The lists, however far they were made.
    pub(crate) fn now(&self) -> &dyn ListReader {
        &*self.reader
    }

    /// The lists once they tell everything up to a place, at least.
    ///
    /// # Errors
    /// Why they do not: they could not be written, or are still being made.
    pub(crate) fn upto(&self, gseq: u64) -> Result<&dyn ListReader, LogError> {
        let until = Instant::now() + LONGEST_WAIT;
        let mut state = lock(&self.made.state);
        while state.gseq < gseq {
            let left = until.saturating_duration_since(Instant::now());
            if let Some(why) = &state.fault {
                return Err(LogError::Other(format!("the lists end at event {} of {gseq}: {why}", state.gseq)));
            }
            if left.is_zero() || state.ended {
                return Err(LogError::Other(format!("the lists are being made: event {} of {gseq}", state.gseq)));
            }
            state = self.made.moved.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(&*self.reader)
    }
}
