//! Desktop notifications: who must be told comes from the domain, the words from the message files. The window's own
//! banner and tone are the first channel; this is the second, and its failure is said.

use crate::floor::Floor;
use crate::threads;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use std::sync::Arc;
use watchfloor_domain::board::Warning;
use watchfloor_domain::ids::WarningKey;
use watchfloor_domain::{Command, Event};
use watchfloor_engine::{Actor, Change};
use watchfloor_warning::model::{Severity, Status};

/// One desktop notification, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub title: String,
    pub body: String,
    /// For Extreme: stays until dismissed.
    pub critical: bool,
}

/// Delivers notices; the answer says whether the desktop took it. May block for a second.
pub trait Notifier: Send + Sync {
    fn notify(&self, notice: &Notice) -> Result<(), String>;
}

/// The name of this part.
const PART: &str = "notices";

/// Watches commits and tells the desktop, on a thread of its own.
pub(crate) fn start(floor: &Arc<Floor>, notifier: Arc<dyn Notifier>, language: Language) -> Result<(), String> {
    let mut changes = floor.engine.subscribe();
    threads::start(floor, PART, move |weak| {
        let teller = Teller { notifier, language };
        loop {
            // What nobody was told of: from before this start, or from while this thread was behind.
            match weak.upgrade() {
                Some(floor) if !floor.is_stopping() => teller.waiting(&floor),
                _ => return,
            }
            for group in &changes {
                let Some(floor) = weak.upgrade() else { return };
                group.iter().for_each(|change| teller.received(&floor, change));
            }
            // A desktop that is slow made this thread fall behind, and it was let go.
            let Some(floor) = weak.upgrade() else { return };
            changes = floor.engine.subscribe();
        }
    })
}

struct Teller {
    notifier: Arc<dyn Notifier>,
    language: Language,
}

impl Teller {
    fn received(&self, floor: &Floor, change: &Change) {
        if let Event::WarningReceived(e) = &change.recorded.event {
            threads::survive(floor, PART, || self.tell(floor, &e.key));
        }
    }

    fn waiting(&self, floor: &Floor) {
        let drill = floor.engine.is_drill();
        let untold = |w: &Warning| w.is_alarm(drill) && w.notified.is_none();
        let keys: Vec<WarningKey> = {
            let board = floor.engine.board();
            board.warnings.iter().filter(|(_, w)| untold(w)).map(|(key, _)| key.clone()).collect()
        };
        for key in keys {
            threads::survive(floor, PART, || self.tell(floor, &key));
        }
    }

    /// Asked again at the time of telling: it may have been cancelled, acknowledged or told meanwhile.
    fn tell(&self, floor: &Floor, key: &WarningKey) {
        let drill = floor.engine.is_drill();
        let warning = floor.engine.board().warnings.get(key).cloned();
        let Some(warning) = warning.filter(|w| w.is_alarm(drill) && w.notified.is_none()) else { return };
        let failure = self.notifier.notify(&notice(&warning.message, &warning.source, self.language)).err();
        floor.note_notifications(failure.as_deref());
        note(floor, key, failure);
    }
}

fn note(floor: &Floor, key: &WarningKey, failure: Option<String>) {
    let command = Command::NoteNotified { key: key.clone(), failure };
    if let Err(error) = floor.engine.run(&Actor::rule("rule/notify"), vec![command]) {
        tracing::warn!(%error, "the outcome of a notification was not saved");
    }
}

/// Source, hazard, level, area and end, on few lines; an exercise says so first.
fn notice(message: &watchfloor_domain::warning::Message, source: &str, language: Language) -> Notice {
    let wanted = if language == Language::Zh { "zh" } else { "en" };
    let info = message.infos.iter().find(|i| i.language.to_lowercase().starts_with(wanted)).or(message.infos.first());
    let severity = message.severity();
    let event = info.map_or_else(String::new, |i| i.event.clone());
    let areas: Vec<&str> = info.map(|i| i.areas.iter().map(|a| a.desc.as_str()).collect()).unwrap_or_default();
    let params = BTreeMap::from([
        ("event".to_owned(), event),
        ("severity".to_owned(), say(language, &format!("severity.{severity}"), &BTreeMap::new())),
        ("areas".to_owned(), areas.join(", ")),
        ("source".to_owned(), source.to_owned()),
        ("headline".to_owned(), info.map_or_else(String::new, |i| i.headline.clone())),
    ]);
    let title = if message.status == Status::Exercise { "notify.title.exercise" } else { "notify.title" };
    Notice {
        title: say(language, title, &params),
        body: say(language, "notify.body", &params),
        critical: severity == Severity::Extreme,
    }
}
