//! Desktop notifications, through the session's notification server.
//!
//! It must not know which warnings deserve one. It runs on its own thread: a server that is slow, hung or absent
//! holds nothing up, and what became of each notice comes back as a value, so that the console can say
//! "not shown" where an operator would otherwise rely on it.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

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

/// How long the server may take over one notice before it counts as not shown.
const PATIENCE: Duration = Duration::from_secs(3);

/// Notices that may wait behind a server that does not answer. What comes then is reported as not shown at once;
/// the alarm list holds it all the same.
const WAITING: usize = 8;

/// Why a notice was not shown, or not known to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// No notification server answers on the session bus, or it refused.
    #[error("the desktop does not show notifications: {0}")]
    Server(String),
    /// The server took the notice and has not answered.
    #[error("the notification server does not answer")]
    Silent,
    /// The server has not answered for so long that notices pile up.
    #[error("the notification server does not answer, and too many notices wait for it")]
    Flood,
}

type Answer = SyncSender<Result<(), NotShown>>;

/// Hands notices to the server, one after another. Its thread ends when it is dropped.
pub struct Notifier {
    notices: SyncSender<(Notice, Answer)>,
    patience: Duration,
}

impl Notifier {
    /// Starts the thread.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn start() -> std::io::Result<Self> {
        Self::over(Desktop::default(), PATIENCE)
    }

    fn over(mut server: impl Server, patience: Duration) -> std::io::Result<Self> {
        let (notices, waiting): (_, Receiver<(Notice, Answer)>) = sync_channel(WAITING);
        thread::Builder::new().name("notify".into()).spawn(move || {
            for (notice, answer) in waiting {
                // Nobody listens any more when the server took longer than the patience; that was reported.
                let _ = answer.send(server.show(&notice).map_err(NotShown::Server));
            }
        })?;
        Ok(Self { notices, patience })
    }

    /// Shows one notice; waits for the server's answer, at most three seconds.
    ///
    /// # Errors
    /// Why it is not on the screen, as far as is known.
    pub fn show(&self, notice: Notice) -> Result<(), NotShown> {
        let (answer, answered) = sync_channel(1);
        self.notices.try_send((notice, answer)).map_err(|error| match error {
            TrySendError::Full(_) => NotShown::Flood,
            TrySendError::Disconnected(_) => NotShown::Server("its thread has ended".into()),
        })?;
        answered.recv_timeout(self.patience).unwrap_or(Err(NotShown::Silent))
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

    use super::*;

    fn notice(title: &str) -> Notice {
        Notice { title: title.into(), body: "Leave <b>now</b>".into(), urgency: Urgency::Critical }
    }

    struct Refusing;

    impl Server for Refusing {
        fn show(&mut self, notice: &Notice) -> Result<(), String> {
            if notice.title == "good" { Ok(()) } else { Err("no server".into()) }
        }
    }

    #[test]
    fn a_failure_is_a_value_and_ends_nothing() {
        let notifier = Notifier::over(Refusing, PATIENCE).unwrap();
        assert_eq!(notifier.show(notice("bad")), Err(NotShown::Server("no server".into())));
        assert_eq!(notifier.show(notice("good")), Ok(()));
    }

    struct Hung(mpsc::Receiver<()>);

    impl Server for Hung {
        fn show(&mut self, _notice: &Notice) -> Result<(), String> {
            self.0.recv().map_err(|gone| gone.to_string())
        }
    }

    #[test]
    fn a_hung_server_holds_nobody_up_for_long_and_the_flood_is_reported() {
        let (_keep_hung, hold) = mpsc::channel();
        let notifier = Notifier::over(Hung(hold), Duration::from_millis(5)).unwrap();
        let results: Vec<_> = (0..WAITING + 5).map(|n| notifier.show(notice(&n.to_string()))).collect();
        assert_eq!(results[0], Err(NotShown::Silent));
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
