//! The last-known board as one document: what is open, who is where, what was closed lately, and how old each of it is.

use super::html::Html;
use super::{Wall, Words};
use watchfloor_domain::Board;
use watchfloor_domain::board::{Incident, Unit};
use watchfloor_domain::intake::PremiseKind;
use watchfloor_domain::types::Place;
use watchfloor_engine::ports::Vault;
use watchfloor_engine::telemetry::Telemetry;

/// Longest text of a caller on the sheet, in characters: enough to know what it is about.
const LONGEST_WHAT: usize = 200;
/// Incidents closed so long ago are no longer told, milliseconds.
const CLOSED_MS: i64 = 12 * 3_600_000;

/// What the sheet is made from.
pub(crate) struct Reader<'a> {
    pub(crate) board: &'a Board,
    pub(crate) vault: &'a dyn Vault,
    pub(crate) telemetry: &'a Telemetry,
    pub(crate) wall: Wall<'a>,
    pub(crate) drill: bool,
    /// With numbers to call back; without, no more of a caller than what happened.
    pub(crate) calls_back: bool,
    pub(crate) every_min: u32,
}

/// The sheet in one language.
pub(crate) fn board(reader: &Reader<'_>, words: Words) -> String {
    let now = reader.wall.0.now_ms();
    let mut html = Html::new(words.lang(), &words.word("paper.board"));
    html.tag("h1", &words.word("paper.board"));
    if reader.drill {
        html.tag("p class=drill", &words.word("paper.drill"));
    }
    let made = [("time", reader.wall.stamp(now)), ("seq", reader.board.gseq.to_string())];
    html.tag("p class=b", &words.with("paper.made", &made));
    html.tag("p", &words.with("paper.newest", &[("time", reader.wall.stamp(reader.board.at_ms))]));
    html.tag("p class=note", &words.with("paper.stale", &[("minutes", reader.every_min.to_string())]));
    open(&mut html, reader, words, now);
    units(&mut html, reader, words, now);
    closed(&mut html, reader, words, now);
    html.end()
}

fn minutes(since_ms: i64, now: i64, words: Words) -> String {
    let minutes = now.saturating_sub(since_ms).max(0) / 60_000;
    match minutes {
        0..600 => words.with("paper.minutes", &[("minutes", minutes.to_string())]),
        _ => words.with("paper.hours", &[("hours", (minutes / 60).to_string())]),
    }
}

fn place_words(place: Option<&Place>, words: Words) -> String {
    match place {
        Some(place) => format!("{} {:.5}, {:.5}", place.label, place.at.lat(), place.at.lon()).trim().to_owned(),
        None => words.word("incident.no_place"),
    }
}

fn type_words(board: &Board, code: &str, words: Words) -> String {
    board.plan().typ(code).map_or_else(|| code.to_owned(), |kind| format!("{code} {}", words.label(&kind.label)))
}

fn open(html: &mut Html, reader: &Reader<'_>, words: Words, now: i64) {
    let board = reader.board;
    let mut rows: Vec<&Incident> = board.incidents.values().filter(|i| i.closed.is_none()).collect();
    rows.sort_by_key(|i| (i.priority, i.opened_ms, i.id));
    html.tag("h2", &words.with("paper.open", &[("count", rows.len().to_string())])).raw("<table>");
    let heads = ["paper.number", "intake.type", "intake.place", "intake.what", "paper.units", "paper.since"];
    html.heads(&heads.map(|key| words.word(key)));
    for incident in rows {
        html.raw("<tr><td class=n><b>").text(&incident.number).raw("</b><br>");
        html.tag("span class=danger", incident.priority.code()).raw("</td><td>");
        html.text(&type_words(board, &incident.type_code, words));
        if incident.intake.paper.is_some() {
            html.raw("<br>").tag("b", &words.word("paper.mark"));
        }
        html.raw("</td><td>").text(&place_words(incident.place.as_ref(), words));
        hazards(html, reader, incident, words, now);
        html.raw("</td><td>").text(&said(reader, incident));
        if let Some(phone) = phone(reader, incident) {
            html.raw("<br>☎ ").tag("b", &phone);
        }
        html.raw("</td><td>");
        let mut any = false;
        for run in incident.open_runs() {
            any = true;
            let call_sign = board.units.get(&run.unit).map_or(run.unit.0.as_str(), |u| u.call_sign.as_str());
            let (code, since) = run.steps.last().map_or(("DP", run.assigned_ms), |s| (s.status.code(), s.at_ms));
            let state = words.word(&format!("status.{code}"));
            html.raw("<p class=n>").tag("b", call_sign).text(&format!(" {code} {state} {}", reader.wall.clock(since)));
            html.raw("</p>");
        }
        if !any {
            html.tag("b", &format!("▲ {}", words.word("incident.no_units")));
        }
        html.raw("</td><td class=n>").text(&reader.wall.clock(incident.opened_ms)).raw("<br>");
        html.text(&minutes(incident.opened_ms, now, words)).raw("</td></tr>");
    }
    html.raw("</table>");
}

/// What can hurt a crew there, and how to get in.
fn hazards(html: &mut Html, reader: &Reader<'_>, incident: &Incident, words: Words, now: i64) {
    let Some(place) = &incident.place else { return };
    for (premise, _) in reader.board.premises.near(place.at, now) {
        if !matches!(premise.kind, PremiseKind::Hazard | PremiseKind::Access) {
            continue;
        }
        let text = reader.vault.open(&premise.text).unwrap_or_else(|| words.word("personal.erased"));
        let kind = words.word(&format!("premise.{}", premise.kind.word()));
        html.raw("<p>").tag("span class=danger", &format!("▲ {kind}")).text(&format!(" {text}")).raw("</p>");
    }
}

fn said(reader: &Reader<'_>, incident: &Incident) -> String {
    let what = reader.vault.open(&incident.what).unwrap_or_default();
    match what.chars().count() > LONGEST_WHAT {
        true => what.chars().take(LONGEST_WHAT).chain(['…']).collect(),
        false => what,
    }
}

fn phone(reader: &Reader<'_>, incident: &Incident) -> Option<String> {
    let phone = incident.caller.as_ref().filter(|_| reader.calls_back)?.phone.as_ref()?;
    reader.vault.open(phone).filter(|phone| !phone.is_empty())
}

fn units(html: &mut Html, reader: &Reader<'_>, words: Words, now: i64) {
    let board = reader.board;
    let mut rows: Vec<&Unit> = board.units.values().collect();
    rows.sort_by(|a, b| (&a.station, &a.call_sign, &a.id).cmp(&(&b.station, &b.call_sign, &b.id)));
    html.tag("h2", &words.with("paper.who", &[("count", rows.len().to_string())])).raw("<table>");
    let heads = ["paper.station", "paper.unit", "paper.state", "paper.since", "paper.number", "paper.position"];
    html.heads(&heads.map(|key| words.word(key)));
    for unit in rows {
        let code = unit.status.code();
        html.raw("<tr><td>").text(&unit.station).raw("</td><td class=n>").tag("b", &unit.call_sign);
        html.text(&format!(" {}", words.coded("unit_type", &unit.kind))).raw("</td><td>").tag("b", code);
        html.text(&format!(" {}", words.word(&format!("status.{code}"))));
        if let Some(reason) = &unit.reason {
            html.text(&format!(" – {reason}"));
        }
        if unit.safety.emergency.is_some() {
            html.raw(" ").tag("span class=danger", &format!("▲ {}", words.word("emergency.title")));
        }
        html.raw("</td><td class=n>").text(&reader.wall.clock(unit.since_ms)).raw("</td><td class=n>");
        html.text(&unit.incident.map_or_else(String::new, |id| board.number_of(id))).raw("</td><td>");
        html.text(&position(reader, unit, words, now)).raw("</td></tr>");
    }
    html.raw("</table>");
}

fn position(reader: &Reader<'_>, unit: &Unit, words: Words, now: i64) -> String {
    let live = reader.telemetry.fix(&unit.id);
    match live.as_ref().or(unit.fix.as_ref()) {
        Some(fix) => {
            let age = minutes(fix.time_ms, now, words);
            words.with("paper.fix", &[("place", format!("{:.5}, {:.5}", fix.at.lat(), fix.at.lon())), ("age", age)])
        }
        None => words.word("paper.no_fix"),
    }
}

fn closed(html: &mut Html, reader: &Reader<'_>, words: Words, now: i64) {
    let board = reader.board;
    let recent = |i: &&Incident| i.closed.as_ref().is_some_and(|c| c.at_ms >= now.saturating_sub(CLOSED_MS));
    let mut rows: Vec<&Incident> = board.incidents.values().filter(recent).collect();
    rows.sort_by_key(|i| (std::cmp::Reverse(i.closed.as_ref().map(|c| c.at_ms)), i.id));
    html.tag("h2", &words.with("paper.lately", &[("count", rows.len().to_string())])).raw("<table>");
    let heads = ["paper.number", "intake.type", "intake.place", "paper.closed", "paper.disposition"];
    html.heads(&heads.map(|key| words.word(key)));
    for incident in rows {
        let Some(closed) = &incident.closed else { continue };
        html.raw("<tr><td class=n>").text(&incident.number).raw("</td><td>");
        html.text(&type_words(board, &incident.type_code, words)).raw("</td><td>");
        html.text(&place_words(incident.place.as_ref(), words)).raw("</td><td class=n>");
        html.text(&reader.wall.clock(closed.at_ms)).raw("</td><td>").text(&closed.disposition).raw("</td></tr>");
    }
    html.raw("</table>");
}
