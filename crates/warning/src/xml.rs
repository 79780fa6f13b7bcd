//! A pull reader over one XML text: elements, text, nothing else. No DTD, no external anything, bounded depth, no
//! recursion. Faults that end the document are errors; faults that spoil only the text they stand in (a forbidden
//! character, an undefined entity) are remembered, so that they cost one alert and not its neighbours. Knows no CAP.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::fault::{Reason, Reject};
use crate::lines::Lines;

/// Deepest nesting read.
pub const DEPTH_LIMIT: usize = 64;
/// Most namespace declarations in force at a time; further ones are not seen.
const BINDING_LIMIT: usize = 64;

/// What comes next.
pub(crate) enum Token<'a> {
    Open(Tag<'a>),
    Close,
    Text(Cow<'a, str>),
    End,
}

/// A start tag.
pub(crate) struct Tag<'a> {
    start: BytesStart<'a>,
    /// Where it begins in the text.
    pub(crate) offset: usize,
}

impl Tag<'_> {
    pub(crate) fn local(&self) -> &str {
        let name = self.name();
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    pub(crate) fn prefix(&self) -> &str {
        self.name().split_once(':').map_or("", |(prefix, _)| prefix)
    }

    pub(crate) fn name(&self) -> &str {
        self.start.name().0
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut all = self.start.attributes();
        let found = all.with_checks(false).flatten().find(|attribute| attribute.key.0 == name)?;
        Some(
            found
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.clone().into_owned(), Cow::into_owned),
        )
    }
}

/// The text of an element.
pub(crate) struct Value<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where the element begins.
    pub(crate) offset: usize,
}

impl Value<'_> {
    /// The text without blanks at its ends.
    pub(crate) fn trimmed(&self) -> &str {
        self.text.trim_matches([' ', '\t', '\n', '\r'])
    }
}

/// The reader.
pub(crate) struct Source<'a> {
    reader: Reader<&'a [u8]>,
    base: usize,
    pub(crate) lines: Lines<'a>,
    depth: usize,
    /// Depth of the root the document may have: a nested document counts from its own.
    rooted: bool,
    closed: bool,
    bindings: Vec<(usize, String, String)>,
    soft: Option<Reject>,
}

impl<'a> Source<'a> {
    /// Reads `text` from byte `base`, which must be a character boundary.
    pub(crate) fn new(text: &'a str, base: usize) -> Source<'a> {
        let mut reader = Reader::from_str(&text[base..]);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        config.check_end_names = true;
        Source {
            reader,
            base,
            lines: Lines::new(text),
            depth: 0,
            rooted: false,
            closed: false,
            bindings: Vec::new(),
            soft: None,
        }
    }

    /// Byte offset of what comes next.
    pub(crate) fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn reject(&self, reason: Reason, offset: usize, text: &str) -> Reject {
        Reject::new(reason, self.lines.line(offset), text)
    }

    /// The first fault in text since the last call.
    pub(crate) fn take_soft(&mut self) -> Option<Reject> {
        self.soft.take()
    }

    /// The namespace a prefix stands for here; empty prefix: the default one.
    pub(crate) fn namespace(&self, prefix: &str) -> Option<&str> {
        self.bindings.iter().rev().find(|(_, bound, _)| bound == prefix).map(|(_, _, uri)| uri.as_str())
    }

    /// How many namespace declarations are in force; when it has not changed, no prefix has changed its meaning.
    pub(crate) fn binding_count(&self) -> usize {
        self.bindings.len()
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'a>, Reject> {
        loop {
            let offset = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.reject(Reason::Malformed, offset, &error.to_string())),
            };
            match event {
                Event::Start(start) | Event::Empty(start) => return self.open(start, offset).map(Token::Open),
                Event::End(_) => {
                    self.close();
                    return Ok(Token::Close);
                }
                Event::Text(text) => {
                    let text = text.xml10_content();
                    self.inspect(&text, offset, true);
                    if let Some(token) = self.text(text, offset)? {
                        return Ok(token);
                    }
                }
                Event::CData(text) => {
                    let text = text.xml10_content();
                    self.inspect(&text, offset, false);
                    if let Some(token) = self.text(text, offset)? {
                        return Ok(token);
                    }
                }
                Event::GeneralRef(reference) => {
                    let text = self.resolve(&reference.xml10_content(), offset);
                    if let Some(token) = self.text(text, offset)? {
                        return Ok(token);
                    }
                }
                Event::DocType(text) if text.contains('[') => return Err(self.reject(Reason::Dtd, offset, "")),
                Event::Eof => return self.end(offset),
                Event::DocType(_) | Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'a>, offset: usize) -> Result<Tag<'a>, Reject> {
        if self.closed {
            return Err(self.reject(Reason::TwoRoots, offset, start.name().0));
        }
        self.rooted = true;
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(self.reject(Reason::TooDeep, offset, ""));
        }
        if start.attributes_raw().contains("xmlns") {
            self.bind(&start);
        }
        Ok(Tag { start, offset })
    }

    fn bind(&mut self, start: &BytesStart<'a>) {
        let mut all = start.attributes();
        for attribute in all.with_checks(false).flatten() {
            let prefix = match attribute.key.0 {
                "xmlns" => "",
                key => match key.strip_prefix("xmlns:") {
                    Some(prefix) => prefix,
                    None => continue,
                },
            };
            if self.bindings.len() < BINDING_LIMIT {
                self.bindings.push((self.depth, prefix.to_owned(), attribute.value.trim().to_owned()));
            }
        }
    }

    fn close(&mut self) {
        while self.bindings.last().is_some_and(|(depth, _, _)| *depth >= self.depth) {
            self.bindings.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        self.closed = self.depth == 0;
    }

    fn text(&mut self, text: Cow<'a, str>, offset: usize) -> Result<Option<Token<'a>>, Reject> {
        if self.depth > 0 {
            return Ok(Some(Token::Text(text)));
        }
        match text.trim() {
            "" => Ok(None),
            stray => Err(self.reject(Reason::Outside, offset, stray)),
        }
    }

    fn end(&self, offset: usize) -> Result<Token<'a>, Reject> {
        if self.depth > 0 {
            Err(self.reject(Reason::Truncated, offset, ""))
        } else if !self.rooted {
            Err(self.reject(Reason::NotXml, offset, ""))
        } else {
            Ok(Token::End)
        }
    }

    /// Remembers forbidden characters and, where they have a meaning, stray ampersands.
    fn inspect(&mut self, text: &str, offset: usize, markup: bool) {
        let amp = if markup { b'&' } else { 0 };
        let suspect = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == amp || byte == 0xEF;
        if self.soft.is_some() || !text.bytes().any(suspect) {
            return;
        }
        let bad = text.char_indices().find(|&(_, c)| c == '&' && markup || !is_xml_char(c));
        if let Some((at, c)) = bad {
            let reason = if c == '&' { Reason::Ampersand } else { Reason::ControlChar };
            self.soft = Some(self.reject(reason, offset + at, &format!("U+{:04X}", u32::from(c))));
        }
    }

    fn resolve(&mut self, name: &str, offset: usize) -> Cow<'a, str> {
        let known = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => name.strip_prefix('#').and_then(char_reference),
        };
        match known {
            Some(c) if is_xml_char(c) => Cow::Owned(c.to_string()),
            Some(_) => {
                self.remember(Reason::ControlChar, offset, name);
                Cow::Borrowed("\u{FFFD}")
            }
            None => {
                self.remember(Reason::Entity, offset, name);
                Cow::Owned(format!("&{name};"))
            }
        }
    }

    fn remember(&mut self, reason: Reason, offset: usize, text: &str) {
        if self.soft.is_none() {
            self.soft = Some(self.reject(reason, offset, text));
        }
    }

    /// Reads the element just opened to its end and gives its own text; text of elements inside it is passed over.
    pub(crate) fn value(&mut self, tag: &Tag<'a>) -> Result<Value<'a>, Reject> {
        let depth = self.depth;
        let mut text: Cow<'a, str> = Cow::Borrowed("");
        loop {
            match self.next()? {
                Token::Close if self.depth < depth => return Ok(Value { text, offset: tag.offset }),
                Token::Text(piece) if self.depth == depth => append(&mut text, piece),
                Token::End => return Ok(Value { text, offset: tag.offset }),
                _ => {}
            }
        }
    }

    /// Reads the element just opened to its end and gives all text below it, cut at `limit` bytes.
    pub(crate) fn flat(&mut self, limit: usize) -> Result<String, Reject> {
        let depth = self.depth;
        let mut out = String::new();
        loop {
            match self.next()? {
                Token::Close if self.depth < depth => return Ok(crate::text::collapse(&out)),
                Token::Text(piece) if out.len() + piece.len() <= limit => {
                    out.push_str(&piece);
                    out.push(' ');
                }
                Token::End => return Ok(out),
                _ => {}
            }
        }
    }
}

fn append<'a>(text: &mut Cow<'a, str>, piece: Cow<'a, str>) {
    if text.is_empty() {
        *text = piece;
    } else {
        text.to_mut().push_str(&piece);
    }
}

fn char_reference(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    code.ok().and_then(char::from_u32)
}

fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}
