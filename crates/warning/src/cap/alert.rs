//! The `alert` level: identity, handling, references, and the rules that hold over the whole message.

use super::fields::AlertField;
use super::{Cx, Order, Reading, info};
use crate::fault::{Reason, Reject};
use crate::flag::FlagCode;
use crate::model::{Alert, Identity, Info, MsgType, Scope, Status, Time};
use crate::notes::spend;
use crate::xml::{Tag, Value};
use crate::{reference, time};

/// The alert as far as it was read.
#[derive(Default)]
struct Draft {
    identifier: Option<String>,
    sender: Option<String>,
    sent: Option<String>,
    status: Option<(String, Option<Status>)>,
    msg_type: Option<(String, Option<MsgType>)>,
    scope: Option<(String, Option<Scope>)>,
    source: Option<String>,
    restriction: Option<String>,
    addresses: Option<Vec<String>>,
    codes: Vec<String>,
    note: Option<String>,
    references: Option<Vec<crate::model::Reference>>,
    incidents: Option<Vec<String>>,
    infos: Vec<Info>,
    extra: Vec<(String, String)>,
    sent_time: Option<Time>,
    refusal: Option<Reject>,
}

type Read = (Result<Alert, Reject>, Option<Identity>);

/// Reads the element just opened at `offset` to its end.
pub(super) fn read(cx: &mut Cx<'_, '_, '_>, offset: usize) -> Result<Read, Reject> {
    let depth = cx.src.depth();
    let mut draft = Draft::default();
    let mut order = Order::default();
    while let Some(tag) = cx.child(depth)? {
        match AlertField::of(tag.local()).filter(|_| cx.is_cap(&tag)) {
            Some(field) => {
                order.see(cx, field.rank(), tag.local(), tag.offset);
                read_field(cx, &mut draft, field, &tag)?;
            }
            None => cx.extra(&tag, &mut draft.extra)?,
        }
    }
    if let Some(soft) = cx.src.take_soft() {
        draft.refusal = Some(soft);
    }
    Ok(finish(cx, draft, offset))
}

fn read_field<'a>(cx: &mut Cx<'_, 'a, '_>, draft: &mut Draft, field: AlertField, tag: &Tag<'a>) -> Result<(), Reject> {
    match field {
        AlertField::Identifier => name(cx, tag, &mut draft.identifier, &mut draft.refusal),
        AlertField::Sender => name(cx, tag, &mut draft.sender, &mut draft.refusal),
        AlertField::Sent => sent(cx, tag, draft),
        AlertField::Status => {
            let read = Reading { exact: Status::exact, loose: Status::loose };
            decisive(cx, tag, (&mut draft.status, &mut draft.refusal), read)
        }
        AlertField::MsgType => {
            let read = Reading { exact: MsgType::exact, loose: MsgType::loose };
            decisive(cx, tag, (&mut draft.msg_type, &mut draft.refusal), read)
        }
        AlertField::Scope => {
            let read = Reading { exact: Scope::exact, loose: Scope::loose };
            decisive(cx, tag, (&mut draft.scope, &mut draft.refusal), read)
        }
        AlertField::Source => text(cx, tag, &mut draft.source),
        AlertField::Restriction => text(cx, tag, &mut draft.restriction),
        AlertField::Note => text(cx, tag, &mut draft.note),
        AlertField::Addresses => list(cx, tag, &mut draft.addresses),
        AlertField::Incidents => list(cx, tag, &mut draft.incidents),
        AlertField::Code => {
            if let Some(code) = cx.line(tag)?
                && cx.item("code", tag.offset)
            {
                draft.codes.push(code);
            }
            Ok(())
        }
        AlertField::References => references(cx, tag, draft),
        // CAP 1.0's shared secret means nothing today and is not kept.
        AlertField::Password => cx.value(tag).map(drop),
        AlertField::Info => {
            if spend(&mut cx.budget.infos, 1) {
                cx.notes.info = Some(draft.infos.len());
                draft.infos.push(info::read(cx, tag)?);
                cx.notes.info = None;
            } else {
                cx.flag(FlagCode::LimitReached, "info", tag.offset, "");
                cx.src.flat(0)?;
            }
            Ok(())
        }
    }
}

/// Identifier or sender: a second, different one is a contradiction.
fn name<'a>(
    cx: &mut Cx<'_, 'a, '_>,
    tag: &Tag<'a>,
    slot: &mut Option<String>,
    refusal: &mut Option<Reject>,
) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let text = crate::text::collapse(value.trimmed());
    if text.contains([' ', ',', '<', '&']) {
        cx.flag(FlagCode::IdentifierForbidden, tag.local(), tag.offset, &text);
    }
    single(cx, tag, text, (slot, refusal));
    Ok(())
}

fn sent<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, draft: &mut Draft) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let text = crate::text::collapse(value.trimmed());
    let readable = time::read(&text, cx.hints.zone_min)
        .filter(|read| cx.hints.blank_in_time || !read.odd.contains(&FlagCode::TimeBlank));
    match readable {
        Some(_) if draft.sent_time.is_none() => draft.sent_time = cx.time(&value, "sent"),
        Some(_) => {}
        None if text.is_empty() => return Ok(()),
        None => refuse(cx, &mut draft.refusal, Reason::BadSent, (tag.offset, &text)),
    }
    single(cx, tag, text, (&mut draft.sent, &mut draft.refusal));
    Ok(())
}

/// Keeps the first value; an equal second is flagged, a different one refuses the alert.
fn single(
    cx: &mut Cx<'_, '_, '_>,
    tag: &Tag<'_>,
    text: String,
    (slot, refusal): (&mut Option<String>, &mut Option<Reject>),
) {
    match slot {
        None if text.is_empty() => {}
        None => *slot = Some(text),
        Some(held) if *held == text => cx.flag(FlagCode::ElementRepeated, tag.local(), tag.offset, &text),
        Some(held) => {
            let both = format!("{}: {held} / {text}", tag.local());
            refuse(cx, refusal, Reason::Contradiction, (tag.offset, &both));
        }
    }
}

/// Status, message type, scope: the words that decide what may be done with a message.
fn decisive<'a, T: Copy + PartialEq>(
    cx: &mut Cx<'_, 'a, '_>,
    tag: &Tag<'a>,
    (slot, refusal): (&mut Option<(String, Option<T>)>, &mut Option<Reject>),
    read: Reading<T>,
) -> Result<(), Reject> {
    let value: Value<'a> = cx.value(tag)?;
    let word = cx.word(&value, tag.local(), read);
    let text = value.trimmed().to_owned();
    match slot {
        None => *slot = Some((text, word)),
        Some((_, held)) if *held == word && word.is_some() => {
            cx.flag(FlagCode::ElementRepeated, tag.local(), tag.offset, &text);
        }
        Some((held, _)) => {
            let both = format!("{}: {held} / {text}", tag.local());
            refuse(cx, refusal, Reason::Contradiction, (tag.offset, &both));
        }
    }
    Ok(())
}

fn refuse(cx: &Cx<'_, '_, '_>, refusal: &mut Option<Reject>, reason: Reason, (offset, text): (usize, &str)) {
    if refusal.is_none() {
        *refusal = Some(cx.src.reject(reason, offset, text));
    }
}

fn text<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, slot: &mut Option<String>) -> Result<(), Reject> {
    let text = cx.prose(tag)?.map(|text| text.trim().to_owned());
    cx.once(slot, text, tag.local(), tag.offset);
    Ok(())
}

fn list<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, slot: &mut Option<Vec<String>>) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    let mut entries = crate::text::quoted_list(&value.text);
    if !spend(&mut cx.budget.items, entries.len()) {
        entries.clear();
        cx.flag(FlagCode::LimitReached, tag.local(), tag.offset, "");
    }
    cx.once(slot, Some(entries), tag.local(), tag.offset);
    Ok(())
}

fn references<'a>(cx: &mut Cx<'_, 'a, '_>, tag: &Tag<'a>, draft: &mut Draft) -> Result<(), Reject> {
    let value = cx.value(tag)?;
    if value.trimmed().is_empty() {
        cx.flag(FlagCode::ReferenceEmpty, "references", tag.offset, "");
    }
    let (mut list, odd) = reference::read(&value.text);
    for (code, text) in odd {
        cx.flag(code, "references", tag.offset, &text);
    }
    if !spend(&mut cx.budget.items, list.len()) {
        list.clear();
        cx.flag(FlagCode::LimitReached, "references", tag.offset, "");
    }
    cx.once(&mut draft.references, Some(list), "references", tag.offset);
    Ok(())
}

/// Puts the parts together, or says why the alert cannot be trusted.
fn finish(cx: &mut Cx<'_, '_, '_>, draft: Draft, offset: usize) -> Read {
    let identity = identity(&draft);
    let missing = |reason: Reason| cx.src.reject(reason, offset, "");
    let refusal = draft.refusal.clone().or_else(|| match &draft {
        Draft { identifier: None, .. } => Some(missing(Reason::NoIdentifier)),
        Draft { sender: None, .. } => Some(missing(Reason::NoSender)),
        Draft { sent: None, .. } => Some(missing(Reason::NoSent)),
        _ => None,
    });
    let (status, msg_type) = (draft.status.as_ref().and_then(|s| s.1), draft.msg_type.as_ref().and_then(|m| m.1));
    let refusal = refusal
        .or_else(|| status.is_none().then(|| missing(Reason::BadStatus)))
        .or_else(|| msg_type.is_none().then(|| missing(Reason::BadMsgType)));
    match (refusal, identity, status, msg_type) {
        (None, Some(identity), Some(status), Some(msg_type)) => {
            let mut alert = assemble(cx, draft, identity.clone(), offset);
            (alert.status, alert.msg_type) = (status, msg_type);
            judge(cx, &alert, offset);
            (Ok(alert), Some(identity))
        }
        (refusal, identity, ..) => (Err(refusal.unwrap_or_else(|| missing(Reason::NoSent))), identity),
    }
}

fn identity(draft: &Draft) -> Option<Identity> {
    Some(Identity {
        sender: draft.sender.clone()?,
        identifier: draft.identifier.clone()?,
        sent_ms: draft.sent_time.as_ref()?.ms,
        sent_text: draft.sent.clone()?,
    })
}

fn assemble(cx: &mut Cx<'_, '_, '_>, draft: Draft, identity: Identity, offset: usize) -> Alert {
    let scope = draft.scope.and_then(|(_, scope)| scope).unwrap_or_else(|| {
        cx.flag(FlagCode::ScopeAssumedPrivate, "scope", offset, "");
        Scope::Private
    });
    Alert {
        identity,
        version: cx.version,
        status: Status::Test,
        msg_type: MsgType::Error,
        scope,
        source: draft.source,
        restriction: draft.restriction,
        addresses: draft.addresses.unwrap_or_default(),
        codes: draft.codes,
        note: draft.note,
        references: draft.references.unwrap_or_default(),
        incidents: draft.incidents.unwrap_or_default(),
        infos: draft.infos,
        extra: draft.extra,
    }
}

/// The rules that need the whole message.
fn judge(cx: &mut Cx<'_, '_, '_>, alert: &Alert, offset: usize) {
    let mut flag = |code, field: &str, text: &str| cx.flag(code, field, offset, text);
    if alert.infos.is_empty() && matches!(alert.msg_type, MsgType::Alert | MsgType::Update) {
        flag(FlagCode::InfoMissing, "info", "");
    }
    if alert.scope == Scope::Private && alert.addresses.is_empty() {
        flag(FlagCode::AddressesMissing, "addresses", "");
    }
    if alert.scope == Scope::Restricted && alert.restriction.is_none() {
        flag(FlagCode::RestrictionMissing, "restriction", "");
    }
    if alert.references.is_empty() && !matches!(alert.msg_type, MsgType::Alert) {
        flag(FlagCode::ReferencesMissing, "references", alert.msg_type.word());
    }
    let own = &alert.identity;
    for reference in &alert.references {
        let same_sender = reference.sender.as_deref().is_none_or(|sender| sender == own.sender);
        let same_time = reference.sent_ms.is_none_or(|sent| sent == own.sent_ms);
        if same_sender && same_time && reference.identifier == own.identifier {
            flag(FlagCode::ReferenceSelf, "references", &reference.text);
        }
    }
    for (at, expires) in alert.infos.iter().enumerate().filter_map(|(at, info)| Some((at, info.expires.as_ref()?))) {
        if expires.ms < own.sent_ms {
            flag(FlagCode::ExpiresBeforeSent, &format!("info[{at}]/expires"), &expires.text);
        }
    }
}
