//! Recommendations in words.

use crate::console::Shown;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use watchfloor_api::recommend::{
    CardView, CoverageView, CoveredView, MoveUpView, NeedView, PassedView, ProposedView, RecommendView,
};
use watchfloor_api::view::MessageLine;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::plan::Mode;
use watchfloor_domain::recommend::cover::{Coverage, WITHIN_S};
use watchfloor_domain::recommend::{Candidate, CardUsed, Chosen, Filled, Passed, Reason, Shortfall, WhyNot};

fn line(key: &str, params: &[(&str, String)]) -> MessageLine {
    let params: BTreeMap<String, String> =
        params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    MessageLine { key: key.to_owned(), text: say(Language::En, key, &params), params }
}

fn seconds(ms: Option<i64>) -> Option<f64> {
    ms.map(|ms| ms as f64 / 1_000.0)
}

/// A recommendation as windows and automation get it.
pub fn recommended(shown: &Shown) -> RecommendView {
    let answer = &shown.proposed;
    RecommendView {
        id: shown.id.clone(),
        incident: shown.incident.map(|id| id.to_string()),
        plan: answer.plan.clone(),
        edition: answer.edition.clone(),
        card: answer.card.as_ref().map(card),
        level: answer.level,
        level_now: shown.level_now,
        levels: answer.levels,
        at_ms: answer.at_ms,
        needs: answer.needs.iter().map(|need| filled(shown, need)).collect(),
        passed: answer.passed.iter().map(|row| passed(shown, row)).collect(),
        passed_more: answer.passed_more,
        straight: answer.straight.iter().map(|unit| call_sign(shown, unit)).collect(),
        coverage: answer.coverage.as_ref().map(|left| coverage(shown, left)),
        graph: Some(shown.basis.graph.clone()).filter(|graph| !graph.is_empty()),
        closure_set: shown.basis.closures.clone(),
        closures: shown.basis.closed_by.iter().map(ToString::to_string).collect(),
        notes: shown.notes.clone(),
    }
}

/// One line for each need: what the command line says before Enter.
pub fn recommended_lines(shown: &Shown) -> Vec<MessageLine> {
    let answer = &shown.proposed;
    if answer.card.is_none() {
        return vec![line("recommend.no_card", &[])];
    }
    let mut lines: Vec<MessageLine> = Vec::new();
    for need in &answer.needs {
        let unit = |chosen: &Chosen| {
            let minutes = |ms: i64| format!(" {}:{:02}", ms / 60_000, ms % 60_000 / 1_000);
            // From outside the map: no time, and how far in a straight line.
            let off_map = chosen.reasons.contains(&Reason::OffMap);
            let far = if off_map { format!(" ≥ {} km", km(chosen.straight_m)) } else { String::new() };
            format!("{}{}", call_sign(shown, &chosen.unit), chosen.eta_ms().map_or(far, minutes))
        };
        let units: Vec<String> = need.units.iter().map(unit).collect();
        let units = if units.is_empty() { "–".to_owned() } else { units.join(", ") };
        let said = [("count", need.count.to_string()), ("can", need.can.clone()), ("units", units)];
        lines.push(line("recommend.line", &said));
        lines.extend(need.shortfall.map(|why| shortfall(why, need.missing, &need.can)));
    }
    lines
}

fn call_sign(shown: &Shown, unit: &UnitId) -> String {
    shown.call_signs.get(unit).cloned().unwrap_or_else(|| unit.0.clone())
}

fn candidate<'a>(shown: &'a Shown, unit: &UnitId) -> Option<&'a Candidate> {
    shown.proposed.candidates.iter().find(|c| c.unit == *unit)
}

fn card(used: &CardUsed) -> CardView {
    let reasons = [
        (used.names_type, "recommend.card.type"),
        (used.names_area, "recommend.card.area"),
        (used.names_priority, "recommend.card.priority"),
        (!(used.names_type || used.names_area || used.names_priority), "recommend.card.any"),
    ];
    CardView {
        id: used.id.clone(),
        en: used.label.en.clone(),
        zh: used.label.zh.clone(),
        mode: if used.mode == Mode::Station { "station" } else { "closest" }.to_owned(),
        why: reasons.iter().filter(|(holds, _)| *holds).map(|(_, key)| line(key, &[])).collect(),
    }
}

fn filled(shown: &Shown, need: &Filled) -> NeedView {
    NeedView {
        can: need.can.clone(),
        count: need.count,
        missing: need.missing,
        shortfall: need.shortfall.map(|why| shortfall(why, need.missing, &need.can)),
        units: need.units.iter().map(|chosen| proposed(shown, chosen)).collect(),
    }
}

fn shortfall(why: Shortfall, missing: u32, can: &str) -> MessageLine {
    let key = match why {
        Shortfall::NoUnits => "recommend.short.no_units",
        Shortfall::NoneCan => "recommend.short.none_can",
        Shortfall::AllBusy => "recommend.short.all_busy",
        Shortfall::NoWay => "recommend.short.no_way",
        Shortfall::OffRoad => "recommend.short.off_road",
        Shortfall::Stale => "recommend.short.stale",
        Shortfall::TooFew => "recommend.short.too_few",
        Shortfall::ShortCrew => "recommend.short.short_crew",
        Shortfall::NotAsked => "recommend.short.not_asked",
        Shortfall::InDanger => "recommend.short.in_danger",
    };
    line(key, &[("count", missing.to_string()), ("can", can.to_owned())])
}

fn proposed(shown: &Shown, chosen: &Chosen) -> ProposedView {
    let of = candidate(shown, &chosen.unit);
    let answer_ms = shown.proposed.at_ms;
    ProposedView {
        unit: chosen.unit.0.clone(),
        call_sign: call_sign(shown, &chosen.unit),
        kind: of.map_or_else(String::new, |c| c.kind.clone()),
        status: of.map_or("", |c| c.status.code()).to_owned(),
        already_there: chosen.already_there,
        eta_s: seconds(chosen.eta_ms()),
        turnout_s: seconds(chosen.turnout_ms),
        drive_s: seconds(chosen.drive_ms),
        fix_at_ms: of.and_then(|c| c.fix.as_ref()).map(|fix| fix.time_ms),
        straight_metres: chosen.straight_m,
        straight_rank: chosen.straight_rank,
        why: chosen.reasons.iter().map(|reason| why(*reason, of, answer_ms)).collect(),
    }
}

/// How long a crew has been on, in whole hours.
fn hours(seconds: i64) -> String {
    (seconds.max(0) / 3_600).to_string()
}

/// Metres as kilometres.
fn km(metres: Option<f64>) -> String {
    metres.map_or_else(|| "?".to_owned(), |metres| format!("{:.1}", metres / 1_000.0))
}

fn why(reason: Reason, of: Option<&Candidate>, at_ms: i64) -> MessageLine {
    let agency = || of.and_then(|c| c.agency.clone()).unwrap_or_default();
    match reason {
        Reason::ShortOfRest => {
            let since_ms = of.and_then(|c| c.crew.as_ref()).map_or(at_ms, |crew| crew.since_ms);
            line("recommend.why.short_of_rest", &[("hours", hours(at_ms.saturating_sub(since_ms) / 1_000))])
        }
        Reason::CrewUnknown => line("recommend.why.crew_unknown", &[]),
        Reason::MutualAid => line("recommend.why.mutual_aid", &[("agency", agency())]),
        Reason::AutomaticAid => line("recommend.why.automatic_aid", &[("agency", agency())]),
        Reason::AlreadyThere => line("recommend.why.already_there", &[]),
        Reason::FirstThere => line("recommend.why.first_there", &[]),
        Reason::Next(rank) => line("recommend.why.next", &[("rank", rank.to_string())]),
        Reason::InStation => line("recommend.why.in_station", &[]),
        Reason::OnlyOneLeft => line("recommend.why.only_one_left", &[]),
        Reason::RestCut => line("recommend.why.rest_cut", &[]),
        Reason::FromStation => line("recommend.why.from_station", &[]),
        Reason::OffMap => line("recommend.why.off_map", &[("km", km(of.and_then(|c| c.straight_m)))]),
    }
}

fn passed(shown: &Shown, row: &Passed) -> PassedView {
    let of = candidate(shown, &row.unit);
    let status = of.map_or("", |c| c.status.code()).to_owned();
    let why = match &row.why {
        WhyNot::Busy { number } => {
            line("recommend.not.busy", &[("status", status.clone()), ("number", number.clone())])
        }
        WhyNot::Emergency => line("recommend.not.emergency", &[]),
        WhyNot::PeopleMissing { number } => line("recommend.not.people_missing", &[("number", number.clone())]),
        WhyNot::Clearing => line("recommend.not.clearing", &[("status", status.clone())]),
        WhyNot::OutOfService { reason } => line("recommend.not.out_of_service", &[("reason", reason.clone())]),
        WhyNot::OffDuty => line("recommend.not.off_duty", &[]),
        WhyNot::NoCrew => line("recommend.not.no_crew", &[]),
        WhyNot::WrongKind => {
            line("recommend.not.wrong_kind", &[("kind", of.map_or_else(String::new, |c| c.kind.clone()))])
        }
        WhyNot::NoPosition => line("recommend.not.no_position", &[]),
        WhyNot::Stale { age_s, most_s } => {
            line("recommend.not.stale", &[("minutes", (age_s / 60).to_string()), ("most", (most_s / 60).to_string())])
        }
        WhyNot::NoWay => line("recommend.not.no_way", &[]),
        WhyNot::OffRoad => line("recommend.not.off_road", &[]),
        WhyNot::OffMap => line("recommend.not.off_map", &[("km", km(row.straight_m))]),
        WhyNot::Resting { until_ms } => {
            let minutes = until_ms.saturating_sub(shown.proposed.at_ms).max(0) / 60_000 + 1;
            line("recommend.not.resting", &[("minutes", minutes.to_string())])
        }
        WhyNot::Taken { need } => line("recommend.not.taken", &[("can", need.clone())]),
        WhyNot::StationFirst => line("recommend.not.station_first", &[]),
        WhyNot::Slower => line("recommend.not.slower", &[]),
        WhyNot::Farther { roads: true } => line("recommend.not.farther", &[]),
        WhyNot::Farther { roads: false } => line("recommend.not.farther_straight", &[]),
        WhyNot::NeedMet => line("recommend.not.need_met", &[]),
        WhyNot::CrewElsewhere { unit } => line("recommend.not.crew_elsewhere", &[("unit", call_sign(shown, unit))]),
        WhyNot::ShortCrew { strength, wanted } => {
            line("recommend.not.short_crew", &[("count", strength.to_string()), ("wanted", wanted.to_string())])
        }
        WhyNot::LacksSkill { skill } => line("recommend.not.lacks_skill", &[("skill", skill.clone())]),
        WhyNot::CrewUnknown => line("recommend.not.crew_unknown", &[]),
        WhyNot::ShortOfRest { worked_s } => line("recommend.not.short_of_rest", &[("hours", hours(*worked_s))]),
        WhyNot::NotAsked { agency, level: 0 } => line("recommend.not.never_asked", &[("agency", agency.clone())]),
        WhyNot::NotAsked { agency, level } => {
            line("recommend.not.not_asked", &[("agency", agency.clone()), ("level", level.to_string())])
        }
        WhyNot::OwnFirst { agency } => line("recommend.not.own_first", &[("agency", agency.clone())]),
    };
    PassedView {
        unit: row.unit.0.clone(),
        call_sign: call_sign(shown, &row.unit),
        status,
        since_ms: of.map_or(shown.proposed.at_ms, |c| c.since_ms),
        eta_s: seconds(row.eta_ms),
        straight_metres: row.straight_m,
        why,
    }
}

fn coverage(shown: &Shown, left: &Coverage) -> CoverageView {
    let shares = |of: &[u32; 2]| of.iter().map(|share| f64::from(*share) / 1_000.0).collect::<Vec<_>>();
    CoverageView {
        seconds: WITHIN_S.to_vec(),
        rows: left
            .of
            .iter()
            .map(|c| CoveredView { can: c.can.clone(), before: shares(&c.before), after: shares(&c.after) })
            .collect(),
        move_up: left.move_up.as_ref().map(|up| MoveUpView {
            unit: up.unit.0.clone(),
            call_sign: call_sign(shown, &up.unit),
            station: up.station.clone(),
            can: up.can.clone(),
            drive_s: up.drive_s,
            then: shares(&up.then),
        }),
    }
}
