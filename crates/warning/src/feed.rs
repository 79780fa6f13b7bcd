//! Atom and RSS entries: where an index points and what it says of the alert behind the link. An index is a hint list,
//! the alert is the truth. Knows no alerts and fetches nothing.

use serde::{Deserialize, Serialize};

use crate::fault::Reject;
use crate::time;
use crate::xml::{Source, Tag};

/// Most links kept per document.
const LINK_LIMIT: usize = 20_000;
/// Largest escaped content looked at, in bytes.
const ESCAPED_LIMIT: usize = 8 << 20;

/// One entry of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it points; empty when the entry has no link.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The MIME type it states.
    pub media_type: Option<String>,
    /// The entry's own id (`id`, `guid`).
    pub id: Option<String>,
    /// When the entry was last changed, UTC ms.
    pub updated_ms: Option<i64>,
    /// The alert's identifier, when the entry names it.
    pub identifier: Option<String>,
    /// The alert's sender, when the entry names it.
    pub sender: Option<String>,
    /// The alert's time of sending, when the entry names it, UTC ms.
    pub sent_ms: Option<i64>,
    /// The alert itself stands in the entry: there is nothing to fetch.
    pub inline: bool,
}

/// The entries of a feed in the making.
#[derive(Default)]
pub(crate) struct Entries {
    pub(crate) links: Vec<Link>,
    current: Option<(usize, Link, u8)>,
    /// Text of the content being read and where its element begins.
    content: Option<(usize, String)>,
    incomplete: Option<usize>,
}

impl Entries {
    /// Sees an element open; true when it was read to its end here.
    pub(crate) fn open<'a>(&mut self, src: &mut Source<'a>, tag: &Tag<'a>, parent: &str) -> Result<bool, Reject> {
        let in_entry = matches!(parent, "entry" | "item");
        match tag.local() {
            "entry" | "item" if !in_entry => self.current = Some((tag.offset, Link::default(), 0)),
            "content" | "description" | "summary" | "encoded" if in_entry => {
                self.content = Some((tag.offset, String::new()));
            }
            name @ ("title" | "id" | "guid" | "link" | "updated" | "pubDate" | "identifier" | "sender" | "sent")
                if in_entry =>
            {
                let value = src.value(tag)?;
                let text = crate::text::collapse(&value.text);
                if let Some((_, link, rank)) = &mut self.current {
                    field(link, rank, (name, tag, text));
                }
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }

    /// Sees text.
    pub(crate) fn text(&mut self, piece: &str) {
        if let Some((_, text)) = &mut self.content
            && text.len() + piece.len() <= ESCAPED_LIMIT
        {
            text.push_str(piece);
        }
    }

    /// An alert stands in the entry being read.
    pub(crate) fn has_alert(&mut self) {
        if let Some((_, link, _)) = &mut self.current {
            link.inline = true;
        }
    }

    /// Sees an element close. Gives content that looks like an escaped alert, with the place of its element.
    pub(crate) fn close(&mut self, name: &str, around: &[String]) -> Option<(usize, String)> {
        match name {
            "content" | "description" | "summary" | "encoded" => {
                let looks = |text: &str| {
                    let text = text.trim_start();
                    text.starts_with('<') && text.contains("alert") && text.contains("identifier")
                };
                return self.content.take().filter(|(_, text)| looks(text));
            }
            "entry" | "item" if !around.iter().any(|name| name == "entry" || name == "item") => {
                if let Some((offset, link, _)) = self.current.take() {
                    let bare = link.href.is_empty() && !link.inline;
                    let nameless = link.title.is_empty() || (link.id.is_none() && link.href.is_empty());
                    self.incomplete = (bare || nameless).then_some(offset);
                    if !(bare && link.identifier.is_none()) && self.links.len() < LINK_LIMIT {
                        self.links.push(link);
                    }
                }
            }
            _ => {}
        }
        None
    }

    /// Where an entry that lacks what an entry needs began, once.
    pub(crate) fn take_incomplete(&mut self) -> Option<usize> {
        self.incomplete.take()
    }
}

/// Puts one child of an entry in its place; of several links the one most like an alert wins.
fn field(link: &mut Link, rank: &mut u8, (name, tag, text): (&str, &Tag<'_>, String)) {
    let full = (!text.is_empty()).then_some(text);
    match name {
        "title" => link.title = full.unwrap_or_default(),
        "id" | "guid" => link.id = full,
        "identifier" => link.identifier = full,
        "sender" => link.sender = full,
        "sent" => link.sent_ms = full.and_then(|text| time::feed_ms(&text)),
        "updated" | "pubDate" => link.updated_ms = full.and_then(|text| time::feed_ms(&text)),
        _ => {
            let media_type = tag.attribute("type");
            let href = tag.attribute("href").map(|href| href.trim().to_owned()).or(full);
            let new = rank_of(media_type.as_deref(), tag.attribute("rel").as_deref());
            if let Some(href) = href.filter(|_| new > *rank) {
                (link.href, link.media_type, *rank) = (href, media_type, new);
            }
        }
    }
}

fn rank_of(media_type: Option<&str>, rel: Option<&str>) -> u8 {
    match (media_type.unwrap_or_default(), rel.unwrap_or("alternate")) {
        (kind, _) if kind.contains("cap+xml") => 4,
        (kind, "alternate") if kind.contains("xml") => 3,
        (_, "alternate") => 2,
        _ => 1,
    }
}
