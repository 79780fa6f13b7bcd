//! Warnings.

use std::collections::BTreeMap;
use watchfloor_api::view::{AckView, InfoView, WarningDetail, WarningRow};
use watchfloor_domain::Board;
use watchfloor_domain::board::Warning;
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::WarningKey;
use watchfloor_domain::story::state_word;
use watchfloor_domain::warning::Message;
use watchfloor_engine::telemetry::Telemetry;
use watchfloor_warning::model::Identity;
use watchfloor_warning::{Hints, text};

/// Longest raw document shown; the whole is in the log.
const RAW_SHOWN: usize = 256 * 1024;

/// One warning as a row.
pub fn warning_row(warning: &Warning, telemetry: &Telemetry, drill: bool) -> WarningRow {
    let message = &warning.message;
    let key = message.key();
    let times = message.times();
    let first = message.infos.first();
    let ranked = message.infos.iter().max_by_key(|i| i.severity);
    let rings: Vec<Vec<[f64; 2]>> =
        message.infos.iter().flat_map(|i| i.areas.iter().flat_map(|a| a.rings.iter().cloned())).collect();
    WarningRow {
        sender: message.identity.sender.clone(),
        identifier: message.identity.identifier.clone(),
        sent_ms: message.identity.sent_ms,
        status: message.status.to_string(),
        msg_type: message.msg_type.to_string(),
        state: state_word(warning.state).to_owned(),
        state_since_ms: warning.state_since_ms,
        state_why: warning.why.clone(),
        severity: message.severity().to_string(),
        urgency: ranked.map_or_else(|| "Unknown".into(), |i| i.urgency.to_string()),
        certainty: ranked.map_or_else(|| "Unknown".into(), |i| i.certainty.to_string()),
        event: per_language(message, |i| &i.event),
        headline: per_language(message, |i| &i.headline),
        areas: areas(message),
        effective_ms: times.effective_ms,
        onset_ms: first.and_then(|i| i.onset_ms),
        expires_ms: times.expires_ms,
        ends_ms: times.ends_ms,
        source: warning.source.clone(),
        first_seen_ms: warning.first_seen_ms,
        last_seen_ms: telemetry.warning_last_seen(&key.0).unwrap_or(warning.first_seen_ms),
        flags: message.flags.clone(),
        alarm: warning.is_alarm(drill),
        shelved: warning.shelved.as_ref().map(crate::console::shelf::view),
        acknowledged: warning.acknowledged.as_ref().map(|(by, at_ms)| AckView { by: by.clone(), at_ms: *at_ms }),
        notified: notified(warning, drill),
        placed: message.placed(),
        bbox: bbox(&rings),
        rings: unique(rings),
        vertices: message.vertices,
        key: key.0,
    }
}

/// Translations of one hazard often repeat its shape: each is drawn once.
fn unique(rings: Vec<Vec<[f64; 2]>>) -> Vec<Vec<[f64; 2]>> {
    let mut out: Vec<Vec<[f64; 2]>> = Vec::with_capacity(rings.len());
    for ring in rings {
        if !out.contains(&ring) {
            out.push(ring);
        }
    }
    out
}

fn notified(warning: &Warning, drill: bool) -> Option<String> {
    match &warning.notified {
        Some((_, None)) => Some("notified".into()),
        Some((_, Some(failure))) => Some(failure.clone()),
        None if !warning.message.sounds(drill) => Some("not_needed".into()),
        None => None,
    }
}

fn per_language(
    message: &Message,
    field: impl Fn(&watchfloor_domain::warning::InfoDigest) -> &String,
) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for info in message.infos.iter().filter(|i| !field(i).is_empty()) {
        let said = out.entry(info.language.clone()).or_default();
        if said.is_empty() {
            said.clone_from(field(info));
        } else if !said.split(" · ").any(|part| part == field(info)) {
            said.push_str(" · ");
            said.push_str(field(info));
        }
    }
    out
}

fn areas(message: &Message) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for area in message.infos.iter().flat_map(|i| &i.areas) {
        if !area.desc.is_empty() && !out.contains(&area.desc) {
            out.push(area.desc.clone());
        }
    }
    out
}

fn bbox(rings: &[Vec<[f64; 2]>]) -> Option<[f64; 4]> {
    let mut points = rings.iter().flatten();
    let &[lon, lat] = points.next()?;
    Some(points.fold([lon, lat, lon, lat], |[w, s, e, n], &[x, y]| [w.min(x), s.min(y), e.max(x), n.max(y)]))
}

/// What the bytes of a warning say, as they came.
pub struct WarningText {
    infos: Vec<InfoView>,
    raw: String,
}

/// Reads the texts of a warning again from its bytes. May take long; needs no board.
pub fn warning_text(identity: &Identity, raw: &Raw) -> WarningText {
    let bytes = match raw {
        Raw::Text(text) => text.clone().into_bytes(),
        Raw::Base64(text) => {
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap_or_default()
        }
    };
    let document = watchfloor_warning::read(&bytes, &Hints::default());
    let alert = document.found.iter().filter_map(|f| f.alert.as_ref()).find(|a| a.identity == *identity);
    WarningText {
        infos: alert.map(|a| a.infos.iter().map(|info| info_view(a, info)).collect()).unwrap_or_default(),
        raw: text::display(shown(&document.text)),
    }
}

/// The beginning of a text, cut between two characters.
fn shown(text: &str) -> &str {
    let end = (0..=RAW_SHOWN.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// One warning whole.
pub fn warning_detail(
    board: &Board,
    telemetry: &Telemetry,
    drill: bool,
    key: &WarningKey,
    text: WarningText,
) -> Option<WarningDetail> {
    let warning = board.warnings.get(key)?;
    let kin = board.warnings.iter().filter(|(other, w)| *other != key && related(key, warning, other, w));
    Some(WarningDetail {
        row: warning_row(warning, telemetry, drill),
        infos: text.infos,
        chain: kin.map(|(_, w)| warning_row(w, telemetry, drill)).collect(),
        raw: text.raw,
    })
}

/// Replaced or cancelled by it, or it by them, directly or through a common successor.
fn related(key: &WarningKey, warning: &Warning, other: &WarningKey, w: &Warning) -> bool {
    let names = |a: &Message, b: &Message| {
        a.identity.sender == b.identity.sender && a.references.iter().any(|r| r.identifier == b.identity.identifier)
    };
    w.by.as_ref() == Some(key)
        || warning.by.as_ref() == Some(other)
        || (w.by.is_some() && w.by == warning.by)
        || names(&w.message, &warning.message)
        || names(&warning.message, &w.message)
}

fn info_view(alert: &watchfloor_warning::Alert, info: &watchfloor_warning::model::Info) -> InfoView {
    let shown = |text: &Option<String>| text.as_deref().map(text::display).unwrap_or_default();
    InfoView {
        language: info.language.clone().unwrap_or_else(|| "en-US".into()),
        event: text::display(&info.event),
        headline: shown(&info.headline),
        description: shown(&info.description),
        instruction: shown(&info.instruction),
        sender_name: shown(&info.sender_name),
        severity: info.severity.to_string(),
        urgency: info.urgency.to_string(),
        certainty: info.certainty.to_string(),
        effective_ms: info.effective.as_ref().map_or(alert.identity.sent_ms, |t| t.ms),
        expires_ms: info.expires.as_ref().map(|t| t.ms),
        areas: info.areas.iter().map(|a| text::display(&a.desc)).collect(),
        web: info.web.as_deref().filter(|uri| text::is_web_link(uri)).map(text::display).unwrap_or_default(),
        resources: info.resources.iter().map(|r| text::display(&r.description)).collect(),
        parameters: info.parameters.iter().map(|(k, v)| [text::display(k), text::display(v)]).collect(),
    }
}
