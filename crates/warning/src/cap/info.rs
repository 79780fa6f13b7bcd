//! The `info` level: what, how bad, when, and the resources.

use super::fields::{InfoField, ResourceField};
use super::{Cx, Order, Reading, area};
use crate::fault::Reject;
use crate::flag::FlagCode;
use crate::model::{Category, Certainty, Info, Resource, ResponseType, Severity, Time, Urgency, Version};
use crate::notes::spend;
use crate::xml::Tag;

/// The block as far as it was read; single values stand apart until it is whole.
#[derive(Default)]
struct Draft {
    language: Option<String>,
    event: Option<String>,
    urgency: Option<Urgency>,
    severity: Option<Severity>,
    certainty: Option<Certainty>,
    effective: Option<Time>,
    onset: Option<Time>,
    expires: Option<Time>,
    texts: Texts,
    seen: u32,
    lists: Lists,
}

#[derive(Default)]
struct Texts {
    audience: Option<String>,
    sender_name: Option<String>,
    headline: Option<String>,
    description: Option<String>,
    instruction: Option<String>,
    web: Option<String>,
    contact: Option<String>,
}

#[derive(Default)]
struct Lists {
    categories: Vec<Category>,
    response_types: Vec<ResponseType>,
    event_codes: Vec<(String, String)>,
    parameters: Vec<(String, String)>,
    resources: Vec<Resource>,
    areas: Vec<crate::model::Area>,
    extra: Vec<(String, String)>,
}

/// Reads the element just opened to its end.
pub(super) fn read<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>) -> Result<Info, Reject> {
    let depth = cx.src.depth();
    let mut draft = Draft::default();
    let mut order = Order::default();
    while let Some(child) = cx.child(depth)? {
        match InfoField::of(child.local()).filter(|_| cx.is_cap(&child)) {
            Some(field) => {
                order.see(cx, field.rank(), child.local(), child.offset);
                draft.seen |= 1 << field.rank();
                if !read_text(cx, &mut draft.texts, field, &child)? && !read_single(cx, &mut draft, field, &child)? {
                    read_list(cx, &mut draft.lists, field, &child)?;
                }
            }
            None => cx.extra(&child, &mut draft.lists.extra)?,
        }
    }
    missing(cx, &draft, tag.offset);
    Ok(finish(cx, draft, tag.offset))
}

/// Texts for people.
fn read_text<'a>(cx: &mut Cx<'_, 'a, '_>, texts: &mut Texts, field: InfoField, tag: &Tag<'a>) -> Result<bool, Reject> {
    let slot = match field {
        InfoField::Audience => &mut texts.audience,
        InfoField::SenderName => &mut texts.sender_name,
        InfoField::Headline => &mut texts.headline,
        InfoField::Description => &mut texts.description,
        InfoField::Instruction => &mut texts.instruction,
        InfoField::Web => &mut texts.web,
        InfoField::Contact => &mut texts.contact,
        _ => return Ok(false),
    };
    let as_sent = matches!(field, InfoField::Description | InfoField::Instruction);
    let text = if as_sent { cx.prose(tag)? } else { cx.line(tag)? };
    if let (InfoField::Web, Some(link)) = (field, &text)
        && !crate::text::is_web_link(link)
    {
        cx.flag(FlagCode::ResourceLink, "web", tag.offset, link);
    }
    cx.once(slot, text, tag.local(), tag.offset);
    Ok(true)
}

/// Single values that are not prose.
fn read_single<'a>(
    cx: &mut Cx<'_, 'a, '_>,
    draft: &mut Draft,
    field: InfoField,
    tag: &Tag<'a>,
) -> Result<bool, Reject> {
    match field {
        InfoField::Language => {
            let language = cx.line(tag)?;
            if !language.as_deref().is_some_and(is_language) {
                cx.flag(FlagCode::LanguageInvalid, "language", tag.offset, language.as_deref().unwrap_or_default());
            }
            cx.once(&mut draft.language, language, "language", tag.offset);
        }
        InfoField::Event => {
            let event = cx.line(tag)?;
            cx.once(&mut draft.event, event, "event", tag.offset);
        }
        InfoField::Urgency => {
            let read = Reading { exact: Urgency::exact, loose: Urgency::loose };
            let value = cx.value(tag)?;
            let word = cx.word(&value, "urgency", read).or(Some(Urgency::Unknown));
            cx.once(&mut draft.urgency, word, "urgency", tag.offset);
        }
        InfoField::Severity => {
            let read = Reading { exact: Severity::exact, loose: Severity::loose };
            let value = cx.value(tag)?;
            let word = cx.word(&value, "severity", read).or(Some(Severity::Unknown));
            cx.once(&mut draft.severity, word, "severity", tag.offset);
        }
        InfoField::Certainty => {
            let word = certainty(cx, tag)?;
            cx.once(&mut draft.certainty, Some(word), "certainty", tag.offset);
        }
        InfoField::Effective | InfoField::Onset | InfoField::Expires => {
            let value = cx.value(tag)?;
            let time = cx.time(&value, tag.local());
            let slot = match field {
                InfoField::Effective => &mut draft.effective,
                InfoField::Onset => &mut draft.onset,
                _ => &mut draft.expires,
            };
            cx.once(slot, time, tag.local(), tag.offset);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Certainty; `Very Likely` is a word of CAP 1.0 and is read as `Likely`.
fn certainty<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>) -> Result<Certainty, Reject> {
    let value = cx.value(tag)?;
    if crate::text::collapse(value.trimmed()).eq_ignore_ascii_case("Very Likely") {
        if cx.version != Version::V1_0 {
            cx.flag(FlagCode::EnumUnknown, "certainty", tag.offset, value.trimmed());
        }
        return Ok(Certainty::Likely);
    }
    let read = Reading { exact: Certainty::exact, loose: Certainty::loose };
    Ok(cx.word(&value, "certainty", read).unwrap_or(Certainty::Unknown))
}

/// What may come more than once.
fn read_list<'a>(cx: &mut Cx<'_, 'a, '_>, lists: &mut Lists, field: InfoField, tag: &Tag<'a>) -> Result<(), Reject> {
    match field {
        InfoField::Category => {
            let value = cx.value(tag)?;
            let read = Reading { exact: Category::exact, loose: Category::loose };
            let word = cx.word(&value, "category", read).unwrap_or(Category::Other);
            if cx.item("category", tag.offset) {
                lists.categories.push(word);
            }
        }
        InfoField::ResponseType => {
            let value = cx.value(tag)?;
            let read = Reading { exact: ResponseType::exact, loose: ResponseType::loose };
            // An unknown word must not become "None": that says no action is needed.
            match cx.word(&value, "responseType", read) {
                Some(word) if cx.item("responseType", tag.offset) => lists.response_types.push(word),
                None if cx.item("responseType", tag.offset) => {
                    lists.extra.push((tag.local().to_owned(), value.trimmed().to_owned()));
                }
                _ => {}
            }
        }
        InfoField::EventCode => lists.event_codes.extend(cx.pair(tag, true)?),
        InfoField::Parameter => lists.parameters.extend(cx.pair(tag, false)?),
        InfoField::Resource => {
            let resource = resource(cx, tag)?;
            if cx.item("resource", tag.offset) {
                lists.resources.push(resource);
            }
        }
        InfoField::Area if spend(&mut cx.budget.areas, 1) => {
            cx.notes.area = Some(lists.areas.len());
            lists.areas.push(area::read(cx, tag)?);
            cx.notes.area = None;
        }
        _ => {
            cx.flag(FlagCode::LimitReached, "area", tag.offset, "");
            cx.src.flat(0)?;
        }
    }
    Ok(())
}

/// Flags what the schema requires and what an operator will miss.
fn missing(cx: &mut Cx<'_, '_, '_>, draft: &Draft, offset: usize) {
    let required = [
        (InfoField::Category, "category"),
        (InfoField::Event, "event"),
        (InfoField::Urgency, "urgency"),
        (InfoField::Severity, "severity"),
        (InfoField::Certainty, "certainty"),
    ];
    for (field, name) in required {
        // CAP 1.0 does not require a category.
        let excused = field == InfoField::Category && cx.version == Version::V1_0;
        if draft.seen & (1 << field.rank()) == 0 && !excused {
            cx.flag(FlagCode::ElementMissing, name, offset, "");
        }
    }
    if draft.seen & (1 << InfoField::Event.rank()) != 0 && draft.event.is_none() {
        cx.flag(FlagCode::ValueEmpty, "event", offset, "");
    }
    if draft.expires.is_none() {
        cx.flag(FlagCode::ExpiresMissing, "expires", offset, "");
    }
    if draft.lists.areas.is_empty() {
        cx.flag(FlagCode::AreaMissing, "area", offset, "");
    }
}

fn finish(cx: &mut Cx<'_, '_, '_>, draft: Draft, offset: usize) -> Info {
    let Draft { texts, lists, .. } = draft;
    let mut info = Info {
        language: draft.language,
        categories: lists.categories,
        event: draft.event.unwrap_or_default(),
        response_types: lists.response_types,
        urgency: draft.urgency.unwrap_or(Urgency::Unknown),
        severity: draft.severity.unwrap_or(Severity::Unknown),
        certainty: draft.certainty.unwrap_or(Certainty::Unknown),
        audience: texts.audience,
        event_codes: lists.event_codes,
        effective: draft.effective,
        onset: draft.onset,
        expires: draft.expires,
        ends: None,
        sender_name: texts.sender_name,
        headline: texts.headline,
        description: texts.description,
        instruction: texts.instruction,
        web: texts.web,
        contact: texts.contact,
        parameters: lists.parameters,
        resources: lists.resources,
        areas: lists.areas,
        extra: lists.extra,
    };
    info.ends = ends(cx, &info, offset);
    info
}

/// The hazard's end as the US weather service states it, in a parameter.
fn ends(cx: &mut Cx<'_, '_, '_>, info: &Info, offset: usize) -> Option<Time> {
    let text = info.parameter("eventEndingTime").filter(|text| !text.is_empty())?;
    let read = crate::time::read(text, cx.hints.zone_min);
    if read.is_none() {
        cx.flag(FlagCode::TimeInvalid, "parameter/eventEndingTime", offset, text);
    }
    read.map(|read| read.time)
}

/// Whether a text has the shape of a language tag (RFC 5646): letters, then groups of letters and digits.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (1..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn resource<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>) -> Result<Resource, Reject> {
    let depth = cx.src.depth();
    let mut order = Order::default();
    let (mut description, mut mime_type, mut size, mut uri) = (None, None, None, None);
    let (mut deref_uri, mut digest): (Option<String>, Option<String>) = (None, None);
    while let Some(child) = cx.child(depth)? {
        let field = ResourceField::of(child.local()).filter(|_| cx.is_cap(&child));
        let Some(field) = field else {
            cx.extra(&child, &mut Vec::new())?;
            continue;
        };
        order.see(cx, field.rank(), child.local(), child.offset);
        let line = if field == ResourceField::DerefUri { None } else { cx.line(&child)? };
        match field {
            ResourceField::Description => cx.once(&mut description, line, child.local(), child.offset),
            ResourceField::MimeType => cx.once(&mut mime_type, line, child.local(), child.offset),
            ResourceField::Uri => cx.once(&mut uri, line, child.local(), child.offset),
            ResourceField::Digest => cx.once(&mut digest, line, child.local(), child.offset),
            ResourceField::Size => {
                let number = line.as_deref().and_then(|text| text.parse::<u64>().ok());
                if number.is_none() {
                    cx.flag(
                        FlagCode::NumberInvalid,
                        "resource/size",
                        child.offset,
                        line.as_deref().unwrap_or_default(),
                    );
                }
                cx.once(&mut size, number, child.local(), child.offset);
            }
            ResourceField::DerefUri => {
                let text: String = cx.value(&child)?.text.split_ascii_whitespace().collect();
                cx.once(&mut deref_uri, Some(text).filter(|text| !text.is_empty()), child.local(), child.offset);
            }
        }
    }
    let mut out = Resource {
        description: description.unwrap_or_default(),
        mime_type,
        size,
        uri,
        deref_uri,
        digest,
        usable: true,
    };
    out.usable = usable(cx, &out, tag.offset);
    Ok(out)
}

/// Whether there is something to open, with a flag for what is wrong with it.
fn usable(cx: &mut Cx<'_, '_, '_>, resource: &Resource, offset: usize) -> bool {
    let Some(content) = &resource.deref_uri else {
        if let Some(uri) = resource.uri.as_ref().filter(|_| resource.link().is_none()) {
            cx.flag(FlagCode::ResourceLink, "resource/uri", offset, uri);
        }
        return resource.link().is_some();
    };
    // Beside embedded content a bare file name is normal; another scheme is not.
    if let Some(uri) = resource.uri.as_ref().filter(|uri| resource.link().is_none() && uri.contains(':')) {
        cx.flag(FlagCode::ResourceLink, "resource/uri", offset, uri);
    }
    match (base64_len(content), resource.size) {
        (None, _) => cx.flag(FlagCode::ResourceBase64, "resource/derefUri", offset, content),
        (Some(found), Some(size)) if found != size => {
            cx.flag(FlagCode::ResourceSize, "resource/size", offset, &format!("{size} declared, {found} embedded"));
        }
        _ => return true,
    }
    false
}

/// The number of bytes a base64 text stands for; none when it is not base64 (RFC 4648 §4, padding required).
fn base64_len(text: &str) -> Option<u64> {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if !text.len().is_multiple_of(4) || padding > 2 || !body.bytes().all(alphabet) {
        return None;
    }
    Some((text.len() / 4 * 3 - padding) as u64)
}
