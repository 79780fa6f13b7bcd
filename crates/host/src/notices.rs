//! Desktop notifications: who must be told comes from the domain, the words from the message files. The window's own
//! banner and tone are the first channel; this is the second, and its failure is said.

use crate::floor::Floor;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use std::sync::{Arc, Weak};
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

/// Watches commits and tells the desktop, on a thread of its own.
pub(crate) fn start(floor: &Arc<Floor>, notifier: Arc<dyn Notifier>, language: Language) -> Result<(), String> {
    let changes = floor.engine.subscribe();
    let weak = Arc::downgrade(floor);
    let attend = move || {
        for group in changes {
            let Some(floor) = Weak::upgrade(&weak) else { break };
            group.iter().for_each(|change| tell(&floor, &*notifier, language, change));
        }
    };
    std::thread::Builder::new().name("notices".into()).spawn(attend).map(drop).map_err(|e| e.to_string())
}

fn tell(floor: &Floor, notifier: &dyn Notifier, language: Language, change: &Change) {
    let Event::WarningReceived(e) = &change.recorded.event else { return };
    // Asked again at the time of telling: it may have been cancelled or acknowledged meanwhile.
    let notice = match floor.engine.board().warnings.get(&e.key) {
        Some(warning) if warning.is_alarm(floor.engine.is_drill()) => {
            notice(&warning.message, &warning.source, language)
        }
        _ => return,
    };
    let failure = notifier.notify(&notice).err();
    floor.note_notifications(failure.as_deref());
    note(floor, &e.key, failure);
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
