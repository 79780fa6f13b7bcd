//! Bytes to a judged document: which kind it is, every alert in it (each judged on its own), and where an index points.
//! Knows no network, no clock and no store. Native formats of single services join here as further kinds.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::cap;
use crate::decode;
use crate::fault::{Reason, Reject};
use crate::feed::{Entries, Link};
use crate::flag::{Flag, FlagCode};
use crate::model::{Alert, Identity};
use crate::notes::Budget;
use crate::xml::{Source, Tag, Token};

/// Largest body read, in bytes.
pub const BODY_LIMIT: usize = 32 << 20;
/// Most polygon points kept per document.
pub const VERTEX_LIMIT: usize = 200_000;
/// Most alerts read per document.
pub const ALERT_LIMIT: usize = 10_000;

/// Most flags kept about a document itself.
const DOCUMENT_FLAG_LIMIT: usize = 100;

/// What is known about a body before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The charset the transport stated.
    pub charset: Option<String>,
    /// This source writes a blank for the `T` of a time (GB/T 35965).
    pub blank_in_time: bool,
    /// This source's offset from UTC in minutes, for times without one.
    pub zone_min: Option<i32>,
}

/// The kind of a document, by its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A single alert.
    Cap,
    /// An Atom feed.
    Atom,
    /// An RSS feed.
    Rss,
    /// An EDXL-DE distribution.
    EdxlDe,
    /// Anything else, or nothing readable.
    Unknown,
}

impl Kind {
    fn of(root: &str) -> Kind {
        match root {
            "alert" => Kind::Cap,
            "feed" => Kind::Atom,
            "rss" | "RDF" => Kind::Rss,
            "EDXLDistribution" | "edxlDistribution" => Kind::EdxlDe,
            _ => Kind::Unknown,
        }
    }
}

/// The judgement on an alert or a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing to say against it.
    Accept,
    /// Usable, with flags.
    Warn,
    /// Not trusted; nothing of it enters the picture.
    Reject,
}

/// One alert found in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Place among the document's alerts, from 0.
    pub index: usize,
    /// Elements around it, such as `feed/entry/content`; empty for a bare alert.
    pub path: String,
    /// Its bytes in [`Document::text`]; for an alert written as escaped text, those of the element that holds it.
    pub raw: Range<usize>,
    /// The judgement.
    pub outcome: Outcome,
    /// The alert, unless it was refused.
    pub alert: Option<Alert>,
    /// Its identity, where it could be read.
    pub identity: Option<Identity>,
    /// What was noticed.
    pub flags: Vec<Flag>,
    /// Why it was refused.
    pub reason: Option<Reject>,
    /// Polygon points as sent, closing points included.
    pub vertices: usize,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document<'a> {
    /// The kind, by its root.
    pub kind: Kind,
    /// The decoded text; empty when it could not be decoded.
    pub text: Cow<'a, str>,
    /// Every alert in it.
    pub found: Vec<Found>,
    /// Where an index points.
    pub links: Vec<Link>,
    /// What was noticed about the document itself.
    pub flags: Vec<Flag>,
    /// Why the document, or the rest of it, was refused.
    pub fault: Option<Reject>,
}

impl Document<'_> {
    /// The text of one of its alerts, as decoded.
    pub fn raw(&self, found: &Found) -> &str {
        self.text.get(found.raw.clone()).unwrap_or_default()
    }
}

/// Reads a body.
pub fn read<'a>(bytes: &'a [u8], hints: &Hints) -> Document<'a> {
    let refused = |fault| Document {
        kind: Kind::Unknown,
        text: Cow::Borrowed(""),
        found: Vec::new(),
        links: Vec::new(),
        flags: Vec::new(),
        fault: Some(fault),
    };
    if bytes.len() > BODY_LIMIT {
        return refused(Reject::new(Reason::TooLarge, 0, &bytes.len().to_string()));
    }
    let decoded = match decode::decode(bytes, hints.charset.as_deref()) {
        Ok(decoded) => decoded,
        Err(fault) => return refused(fault),
    };
    let flags = decoded.flags.iter().map(|(code, text)| Flag::new(*code, "document".to_owned(), 1, text)).collect();
    let mut walk = Walk::new(hints, flags);
    walk.fault = if is_web_page(&decoded.text[decoded.start..]) {
        Some(Reject::new(Reason::WebPage, 1, ""))
    } else {
        walk.document(&decoded.text, decoded.start).err()
    };
    walk.judge();
    let Walk { kind, found, flags, fault, entries, .. } = walk;
    Document { kind, found, flags, fault, links: entries.links, text: decoded.text }
}

fn is_web_page(text: &str) -> bool {
    let head: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The state of one pass over a document.
struct Walk<'h> {
    hints: &'h Hints,
    kind: Kind,
    found: Vec<Found>,
    flags: Vec<Flag>,
    fault: Option<Reject>,
    entries: Entries,
    budget: Budget,
    /// Local names of the open elements around alerts.
    stack: Vec<String>,
}

impl<'h> Walk<'h> {
    fn new(hints: &'h Hints, flags: Vec<Flag>) -> Walk<'h> {
        Walk {
            hints,
            kind: Kind::Unknown,
            found: Vec::new(),
            flags,
            fault: None,
            entries: Entries::default(),
            budget: Budget::default(),
            stack: Vec::new(),
        }
    }

    /// Walks the whole document; an error is a fault that ends it.
    fn document(&mut self, text: &str, start: usize) -> Result<(), Reject> {
        let mut src = Source::new(text, start);
        loop {
            match src.next()? {
                Token::Open(tag) => {
                    if self.stack.is_empty() {
                        self.kind = Kind::of(tag.local());
                    }
                    self.open(&mut src, tag)?;
                }
                Token::Close => self.close(&src),
                Token::Text(piece) => self.entries.text(&piece),
                Token::End => return Ok(()),
            }
        }
    }

    fn open<'a>(&mut self, src: &mut Source<'a>, tag: Tag<'a>) -> Result<(), Reject> {
        if tag.local() == "alert" {
            // What spoiled text before the alert is not the alert's fault.
            src.take_soft();
            self.alert(src, &tag)?;
            self.entries.has_alert();
            return Ok(());
        }
        let parent = self.stack.last().map(String::as_str).unwrap_or_default();
        if self.entries.open(src, &tag, parent)? {
            return Ok(());
        }
        self.stack.push(tag.local().to_owned());
        Ok(())
    }

    fn close(&mut self, src: &Source<'_>) {
        let Some(name) = self.stack.pop() else { return };
        if let Some((from, text)) = self.entries.close(&name, &self.stack) {
            self.escaped(&text, from..src.position(), &name);
        }
        if let Some(offset) = self.entries.take_incomplete()
            && self.flags.len() < DOCUMENT_FLAG_LIMIT
        {
            self.flags.push(Flag::new(FlagCode::EntryIncomplete, name, src.lines.line(offset), ""));
        }
    }

    /// An alert that stands in a feed as escaped text.
    fn escaped(&mut self, text: &str, raw: Range<usize>, name: &str) {
        let first = self.found.len();
        let mut src = Source::new(text, text.len() - text.trim_start().len());
        let path = self.stack.len();
        self.stack.push(name.to_owned());
        while let Ok(token) = src.next() {
            match token {
                Token::Open(tag) if tag.local() == "alert" => {
                    if self.alert(&mut src, &tag).is_err() {
                        break;
                    }
                    self.entries.has_alert();
                }
                Token::End => break,
                _ => {}
            }
        }
        self.stack.truncate(path);
        self.found[first..].iter_mut().for_each(|found| found.raw = raw.clone());
    }

    fn alert<'a>(&mut self, src: &mut Source<'a>, tag: &Tag<'a>) -> Result<(), Reject> {
        if self.found.len() >= ALERT_LIMIT {
            return Err(src.reject(Reason::TooLarge, tag.offset, &format!("more than {ALERT_LIMIT} alerts")));
        }
        let read = cap::read(src, tag, self.hints, &mut self.budget)?;
        let (alert, reason) = match read.alert {
            Ok(alert) => (Some(alert), None),
            Err(reason) => (None, Some(reason)),
        };
        self.found.push(Found {
            index: self.found.len(),
            path: self.stack.join("/"),
            raw: tag.offset..src.position(),
            outcome: Outcome::Accept,
            alert,
            identity: read.identity,
            flags: read.notes.flags,
            reason,
            vertices: read.vertices,
        });
        Ok(())
    }

    /// The last word on every alert, once the whole document is known.
    fn judge(&mut self) {
        if self.fault.is_none() && self.found.is_empty() && self.kind == Kind::Unknown {
            self.fault = Some(Reject::new(Reason::NoAlert, 1, ""));
        }
        // What concerns the bytes concerns every alert in them; what concerns a feed's entries does not.
        let shared: Vec<Flag> =
            self.flags.iter().filter(|flag| flag.code != FlagCode::EntryIncomplete).cloned().collect();
        for found in &mut self.found {
            found.flags.splice(0..0, shared.iter().cloned());
            match &self.fault {
                // A bare alert is the document: a damaged one is not trusted. In an envelope the alert is whole.
                Some(fault) if self.kind == Kind::Cap && found.reason.is_none() => {
                    found.reason = Some(fault.clone());
                    found.alert = None;
                }
                Some(fault) if self.kind != Kind::Cap => {
                    found.flags.push(Flag::new(
                        FlagCode::EnvelopeDamaged,
                        "document".to_owned(),
                        fault.line,
                        &fault.to_string(),
                    ));
                }
                _ => {}
            }
            found.outcome = match (&found.reason, found.flags.is_empty()) {
                (Some(_), _) => Outcome::Reject,
                (None, false) => Outcome::Warn,
                (None, true) => Outcome::Accept,
            };
        }
    }
}
