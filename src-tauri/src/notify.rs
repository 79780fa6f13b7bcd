//! Desktop notifications, through the session's notification server.
//!
//! It must not know which warnings deserve one. It runs on its own thread: a server that is slow, hung or absent
//! holds nothing up, and what became of each notice comes back as a value, so that the console can say
//! "not shown" where an operator would otherwise rely on it.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use notify_rust::{Hint, Notification, Timeout};

/// How loudly the server should present a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Shown for the server's usual time.
    Normal,
    /// Stays until dismissed, also over a full-screen window. For Extreme warnings.
    Critical,
}

/// One notice. Its texts come from outside: they are shown as text, never as markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The caller's name for it, handed back in the [`Outcome`].
    pub id: String,
    /// First line; cut after [`MAX_TITLE`] characters.
    pub title: String,
    /// The rest; cut after [`MAX_BODY`] characters.
    pub body: String,
    /// See [`Urgency`].
    pub urgency: Urgency,
}

/// Longest title, in characters.
pub const MAX_TITLE: usize = 120;
/// Longest body, in characters.
pub const MAX_BODY: usize = 600;

/// Notices that may wait for the server. More than this within its answering time is a flood:
/// the newest are reported as not shown, and the alarm list holds them all the same.
const WAITING: usize = 32;

/// What became of one notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// [`Notice::id`].
    pub id: String,
    /// Accepted by the server, or the reason why not.
    pub result: Result<(), NotShown>,
}

/// Why a notice was not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// No notification server answers on the session bus, or it refused.
    #[error("the desktop does not show notifications: {0}")]
    Server(String),
    /// Too many were waiting already.
    #[error("too many notifications at once")]
    Flood,
}

/// Hands notices to the server, one after another. Its thread ends when it is dropped.
pub struct Notifier {
    notices: SyncSender<Notice>,
}

impl Notifier {
    /// Starts the thread. `report` is called on it once for every notice that [`Self::send`] accepted.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn start(report: impl Fn(Outcome) + Send + 'static) -> std::io::Result<Self> {
        Self::over(Desktop::default(), report)
    }

    fn over(mut server: impl Server, report: impl Fn(Outcome) + Send + 'static) -> std::io::Result<Self> {
        let (notices, waiting): (_, Receiver<Notice>) = sync_channel(WAITING);
        thread::Builder::new().name("notify".into()).spawn(move || {
            for notice in waiting {
                let result = server.show(&notice).map_err(NotShown::Server);
                report(Outcome { id: notice.id, result });
            }
        })?;
        Ok(Self { notices })
    }

    /// Queues one notice and returns at once.
    ///
    /// # Errors
    /// [`NotShown::Flood`] when too many wait; `report` is not called then.
    pub fn send(&self, notice: Notice) -> Result<(), NotShown> {
        self.notices.try_send(notice).map_err(|error| match error {
            TrySendError::Full(_) => NotShown::Flood,
            TrySendError::Disconnected(_) => NotShown::Server("its thread has ended".into()),
        })
    }
}

trait Server: Send + 'static {
    fn show(&mut self, notice: &Notice) -> Result<(), String>;
}

/// The session's server, by D-Bus.
#[derive(Default)]
struct Desktop {
    /// Whether it reads markup in a body; asked once it has answered.
    markup: Option<bool>,
}

impl Server for Desktop {
    fn show(&mut self, notice: &Notice) -> Result<(), String> {
        let markup = self.reads_markup()?;
        let body = plain(&notice.body, MAX_BODY);
        let (urgency, timeout) = match notice.urgency {
            Urgency::Normal => (notify_rust::Urgency::Normal, Timeout::Default),
            Urgency::Critical => (notify_rust::Urgency::Critical, Timeout::Never),
        };
        Notification::new()
            .appname("Watchfloor")
            .icon("watchfloor-console")
            .summary(&plain(&notice.title, MAX_TITLE))
            .body(&if markup { escape(&body) } else { body })
            .urgency(urgency)
            .timeout(timeout)
            .hint(Hint::DesktopEntry("org.watchfloor.console".into()))
            .show()
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

impl Desktop {
    fn reads_markup(&mut self) -> Result<bool, String> {
        if let Some(known) = self.markup {
            return Ok(known);
        }
        let abilities = notify_rust::get_capabilities().map_err(|error| error.to_string())?;
        Ok(*self.markup.insert(abilities.iter().any(|ability| ability == "body-markup")))
    }
}

/// The text without what could disguise it (controls, bidirectional overrides), cut to `most` characters.
fn plain(text: &str, most: usize) -> String {
    let shown = |c: &char| *c == '\n' || !(c.is_control() || is_bidi_control(*c));
    let mut characters = text.chars().filter(shown);
    let mut kept: String = characters.by_ref().take(most).collect();
    if characters.next().is_some() {
        kept.pop();
        kept.push('…');
    }
    kept
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn notice(id: &str) -> Notice {
        Notice { id: id.into(), title: "Flood".into(), body: "Leave <b>now</b>".into(), urgency: Urgency::Critical }
    }

    struct Refusing;

    impl Server for Refusing {
        fn show(&mut self, notice: &Notice) -> Result<(), String> {
            if notice.id == "good" { Ok(()) } else { Err("no server".into()) }
        }
    }

    #[test]
    fn each_outcome_comes_back_with_its_name_and_a_failure_ends_nothing() {
        let (sender, outcomes) = mpsc::channel();
        let notifier = Notifier::over(Refusing, move |outcome| sender.send(outcome).unwrap()).unwrap();
        notifier.send(notice("bad")).unwrap();
        notifier.send(notice("good")).unwrap();
        let next = || outcomes.recv_timeout(Duration::from_secs(5)).unwrap();
        assert_eq!(next(), Outcome { id: "bad".into(), result: Err(NotShown::Server("no server".into())) });
        assert_eq!(next(), Outcome { id: "good".into(), result: Ok(()) });
    }

    struct Hung(mpsc::Receiver<()>);

    impl Server for Hung {
        fn show(&mut self, _notice: &Notice) -> Result<(), String> {
            self.0.recv().map_err(|gone| gone.to_string())
        }
    }

    #[test]
    fn a_hung_server_holds_nobody_up_and_the_flood_is_reported() {
        let (_keep_hung, hold) = mpsc::channel();
        let notifier = Notifier::over(Hung(hold), |_| {}).unwrap();
        let results: Vec<_> = (0..WAITING + 5).map(|n| notifier.send(notice(&n.to_string()))).collect();
        let refused = results.iter().filter(|result| **result == Err(NotShown::Flood)).count();
        assert!((4..=5).contains(&refused), "{refused}");
    }

    #[test]
    fn foreign_text_stays_text_and_is_bounded() {
        assert_eq!(escape(&plain("a <b>&amp;\u{202E}x\u{7}\ny", 100)), "a &lt;b&gt;&amp;amp;x\ny");
        assert_eq!(plain("警报警报", 3), "警报…");
        assert_eq!(plain("警报警", 3), "警报警");
    }
}
