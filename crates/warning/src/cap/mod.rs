//! One `alert` element to an [`Alert`]: everything kept, defects flagged, refused only where a guess would be unsafe.
//! Knows nothing of the document around it.

mod alert;
mod area;
mod fields;
mod info;

use crate::fault::Reject;
use crate::flag::FlagCode;
use crate::model::{Alert, Identity, Time, Version};
use crate::notes::{Budget, Notes, spend};
use crate::read::Hints;
use crate::time;
use crate::xml::{Source, Tag, Token, Value};

/// Longest text kept of an element CAP does not know, in bytes.
const EXTRA_TEXT_LIMIT: usize = 4_096;

/// What came out of one `alert` element.
pub(crate) struct Outcome {
    pub(crate) alert: Result<Alert, Reject>,
    /// The identity, when it could be read although the alert was refused.
    pub(crate) identity: Option<Identity>,
    pub(crate) notes: Notes,
    /// Polygon points as sent.
    pub(crate) vertices: usize,
}

/// Reads the `alert` element just opened. An error ends the document.
pub(crate) fn read<'a>(
    src: &mut Source<'a>,
    tag: &Tag<'a>,
    hints: &Hints,
    budget: &mut Budget,
) -> Result<Outcome, Reject> {
    let namespace = src.namespace(tag.prefix()).map(str::to_owned);
    let version = version(namespace.as_deref());
    let mut cx = Cx {
        hints,
        budget,
        notes: Notes::default(),
        version,
        prefix: tag.prefix().to_owned(),
        bindings: src.binding_count(),
        namespace,
        vertices: 0,
        src,
    };
    match (&cx.namespace, version) {
        (None, _) => cx.flag(FlagCode::NamespaceMissing, "alert", tag.offset, tag.name()),
        (Some(uri), Version::Other) => {
            let uri = uri.clone();
            cx.flag(FlagCode::NamespaceUnknown, "alert", tag.offset, &uri);
        }
        _ => {}
    }
    let (alert, identity) = alert::read(&mut cx, tag.offset)?;
    Ok(Outcome { alert, identity, vertices: cx.vertices, notes: cx.notes })
}

fn version(namespace: Option<&str>) -> Version {
    match namespace {
        Some("urn:oasis:names:tc:emergency:cap:1.2") => Version::V1_2,
        Some("urn:oasis:names:tc:emergency:cap:1.1") => Version::V1_1,
        Some("http://www.incident.com/cap/1.0") => Version::V1_0,
        _ => Version::Other,
    }
}

/// What all levels of one alert share.
struct Cx<'s, 'a, 'h> {
    src: &'s mut Source<'a>,
    hints: &'h Hints,
    budget: &'h mut Budget,
    notes: Notes,
    version: Version,
    prefix: String,
    namespace: Option<String>,
    bindings: usize,
    vertices: usize,
}

impl<'a> Cx<'_, 'a, '_> {
    fn flag(&mut self, code: FlagCode, field: &str, offset: usize, text: &str) {
        if !self.notes.is_full() {
            self.notes.add(code, field, self.src.lines.line(offset), text);
        }
    }

    /// The next element inside the one at `depth`; none at its end.
    fn child(&mut self, depth: usize) -> Result<Option<Tag<'a>>, Reject> {
        loop {
            let offset = self.src.position();
            match self.src.next()? {
                Token::Open(tag) => return Ok(Some(tag)),
                Token::Close if self.src.depth() < depth => return Ok(None),
                Token::End => return Ok(None),
                Token::Text(text) if !text.trim().is_empty() => {
                    self.flag(FlagCode::TextStray, "", offset, text.trim());
                }
                _ => {}
            }
        }
    }

    /// Whether a tag is CAP's own, and not another vocabulary's element of the same name.
    fn is_cap(&self, tag: &Tag<'a>) -> bool {
        if tag.prefix() == self.prefix && self.src.binding_count() == self.bindings {
            return true;
        }
        match self.src.namespace(tag.prefix()) {
            Some(uri) => Some(uri) == self.namespace.as_deref() || version(Some(uri)) != Version::Other,
            None => true,
        }
    }

    /// The text of an element, read to its end.
    fn value(&mut self, tag: &Tag<'a>) -> Result<Value<'a>, Reject> {
        self.src.value(tag)
    }

    /// Takes one of the document's item budget; false, with a flag, when it is used up.
    fn item(&mut self, field: &str, offset: usize) -> bool {
        let left = spend(&mut self.budget.items, 1);
        if !left {
            self.flag(FlagCode::LimitReached, field, offset, "");
        }
        left
    }

    /// Keeps an element CAP does not know as a raw pair. Signatures are no unknown elements: they are judged over the
    /// bytes, elsewhere.
    fn extra(&mut self, tag: &Tag<'a>, into: &mut Vec<(String, String)>) -> Result<(), Reject> {
        let signature = tag.local() == "Signature";
        let text = self.src.flat(if signature { 0 } else { EXTRA_TEXT_LIMIT })?;
        if !signature {
            self.flag(FlagCode::ElementUnknown, tag.name(), tag.offset, &text);
            if self.item(tag.name(), tag.offset) {
                into.push((tag.name().to_owned(), text));
            }
        }
        Ok(())
    }

    /// Keeps the first of a single value and flags another.
    fn once<T>(&mut self, slot: &mut Option<T>, new: Option<T>, field: &str, offset: usize) {
        if slot.is_some() {
            self.flag(FlagCode::ElementRepeated, field, offset, "");
        } else {
            *slot = new;
        }
    }

    /// A list word: exact, in another case (flagged), or none (flagged).
    fn word<T>(&mut self, value: &Value<'a>, field: &str, read: Reading<T>) -> Option<T> {
        let text = value.trimmed();
        if let Some(word) = (read.exact)(text) {
            return Some(word);
        }
        let loose = (read.loose)(&crate::text::collapse(text));
        let code = match (text.is_empty(), &loose) {
            (true, _) => FlagCode::ValueEmpty,
            (false, Some(_)) => FlagCode::EnumCase,
            (false, None) => FlagCode::EnumUnknown,
        };
        self.flag(code, field, value.offset, text);
        loose
    }

    /// A time other than `sent`: unreadable ones are flagged and absent.
    fn time(&mut self, value: &Value<'a>, field: &str) -> Option<Time> {
        let text = crate::text::collapse(value.trimmed());
        let Some(read) = time::read(&text, self.hints.zone_min) else {
            let code = if text.is_empty() { FlagCode::ValueEmpty } else { FlagCode::TimeInvalid };
            self.flag(code, field, value.offset, &text);
            return None;
        };
        for code in read.odd {
            if code != FlagCode::TimeBlank || !self.hints.blank_in_time {
                self.flag(code, field, value.offset, &text);
            }
        }
        Some(read.time)
    }

    /// A text of one line: blanks collapsed, none when empty.
    fn line(&mut self, tag: &Tag<'a>) -> Result<Option<String>, Reject> {
        let text = crate::text::collapse(&self.value(tag)?.text);
        Ok((!text.is_empty()).then_some(text))
    }

    /// A text as sent; none when blank.
    fn prose(&mut self, tag: &Tag<'a>) -> Result<Option<String>, Reject> {
        let value = self.value(tag)?;
        Ok((!value.trimmed().is_empty()).then(|| value.text.into_owned()))
    }

    /// A `valueName`/`value` pair; CAP 1.0 writes `name=value` as text. An empty value is flagged where it matters.
    fn pair(&mut self, tag: &Tag<'a>, needs_value: bool) -> Result<Option<(String, String)>, Reject> {
        let depth = self.src.depth();
        let (mut name, mut value, mut plain) = (None, None, String::new());
        loop {
            match self.src.next()? {
                Token::Open(part) => {
                    let text = self.src.value(&part)?.trimmed().to_owned();
                    match part.local() {
                        "valueName" => {
                            self.once(&mut name, Some(crate::text::collapse(&text)), "valueName", part.offset)
                        }
                        "value" => self.once(&mut value, Some(text), "value", part.offset),
                        _ => self.flag(FlagCode::ElementUnknown, part.name(), part.offset, &text),
                    }
                }
                Token::Text(text) => plain.push_str(&text),
                Token::Close if self.src.depth() < depth => break,
                Token::Close => {}
                Token::End => break,
            }
        }
        if name.is_none() && value.is_none() {
            let (key, text) = plain.split_once('=').unwrap_or(("", &plain));
            (name, value) = (Some(key.trim().to_owned()), Some(text.trim().to_owned()));
        }
        let (name, value) = (name.unwrap_or_default(), value.unwrap_or_default());
        if name.is_empty() || (needs_value && value.is_empty()) {
            self.flag(FlagCode::ValueEmpty, tag.local(), tag.offset, &name);
        }
        Ok(self.item(tag.local(), tag.offset).then_some((name, value)))
    }
}

/// How a list word is read: exactly, or whatever its case.
struct Reading<T> {
    exact: fn(&str) -> Option<T>,
    loose: fn(&str) -> Option<T>,
}

/// Whether elements come in the schema's order; the first that does not is flagged.
#[derive(Default)]
struct Order {
    last: usize,
    broken: bool,
}

impl Order {
    fn see(&mut self, cx: &mut Cx<'_, '_, '_>, rank: usize, name: &str, offset: usize) {
        if rank < self.last && !self.broken && cx.version != Version::V1_0 {
            self.broken = true;
            cx.flag(FlagCode::ElementOrder, name, offset, "");
        }
        self.last = self.last.max(rank);
    }
}
