//! The time metrics from the log, for the window, for automation and for the command line. Nothing is kept: a figure is what
//! the log says when it is asked.

use super::queries::unread;
use super::refusal::{bad, error};
use super::shift::first_since;
use crate::floor::Floor;
use std::ops::ControlFlow;
use watchfloor_api::kpi::{
    KpiCases, KpiExcluded, KpiFault, KpiFaultCount, KpiFigure, KpiPercentile, KpiQuery, KpiReport, KpiSpread,
    KpiStandard, KpiTarget,
};
use watchfloor_api::plan::Label;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::plan::Words;
use watchfloor_engine::ports::LogReader;
use watchfloor_engine::recorded_lean;
use watchfloor_measure::stats::Spread;
use watchfloor_measure::{
    Figure, Gather, Judged, Percentile, Report, Share, Span, StandardFigure, Target, ThresholdSet, set, wants,
};

/// Most events read for one report: some days of a large centre.
const MOST_READ: u32 = 3_000_000;
/// How far before the span reading begins, for a clock that was set back, ms.
const SLACK_MS: i64 = 3_600_000;

/// What a running floor answers.
pub(super) fn of_floor(floor: &Floor, ask: &KpiQuery) -> Result<KpiReport, ApiError> {
    let reader = &*floor.engine.reader;
    let gather = gather(ask, floor.engine.is_drill())?;
    let (gather, start) = match ask.from_ms {
        None => (gather, 0),
        Some(from_ms) => {
            let start = first_since(reader, from_ms.saturating_sub(SLACK_MS)).map_err(|e| unread(&e))?;
            // What a reading from the middle cannot know: which units there are, and the plan in force.
            let known = floor.engine.board();
            (gather.knowing(&known), start)
        }
    };
    read(reader, gather, start, ask, floor.engine.clock.now_ms())
}

/// Of a store that is only read, a running console's too. The log is read from its beginning, and ends when its last event
/// was entered.
///
/// # Errors
/// The span is none, the set has faults, no standard is called so, or the log cannot be read.
pub fn report(reader: &dyn LogReader, ask: &KpiQuery, drill: bool) -> Result<KpiReport, ApiError> {
    read(reader, gather(ask, drill)?, 0, ask, i64::MIN)
}

fn gather(ask: &KpiQuery, drill: bool) -> Result<Gather, ApiError> {
    let span = Span { from_ms: ask.from_ms.unwrap_or(i64::MIN), to_ms: ask.to_ms.unwrap_or(i64::MAX) };
    if span.to_ms <= span.from_ms {
        return Err(bad("to_ms", "after from_ms"));
    }
    let set = match &ask.set {
        None => ThresholdSet::built_in(),
        Some(text) => set::read(text).map_err(|faults| {
            let first = faults.iter().take(20).map(ToString::to_string).collect::<Vec<_>>();
            bad("set", first.join("; "))
        })?,
    };
    let named = |s: &watchfloor_measure::Standard, name: &str| s.family.eq_ignore_ascii_case(name) || s.id == name;
    if let Some(name) = &ask.standard
        && !set.standards.iter().any(|s| named(s, name))
    {
        let mut families: Vec<&str> = set.standards.iter().map(|s| s.family.as_str()).collect();
        families.dedup();
        families.sort_unstable();
        families.dedup();
        return Err(bad("standard", format!("there are: {}", families.join(", "))));
    }
    Ok(Gather::new(set, span, drill))
}

fn read(
    reader: &dyn LogReader,
    mut gather: Gather,
    start: u64,
    ask: &KpiQuery,
    now_ms: i64,
) -> Result<KpiReport, ApiError> {
    let (mut events, mut unreadable, mut more, mut read_to_ms) = (0_u32, 0_u32, false, None);
    let scanned = reader.scan_lean(start, &mut |row| {
        if events == MOST_READ {
            more = true;
            return ControlFlow::Break(());
        }
        events += 1;
        read_to_ms = read_to_ms.max(Some(row.recorded_ms));
        if wants(row.typ) {
            match recorded_lean(row) {
                Ok(recorded) => gather.take(&recorded),
                Err(_) => unreadable += 1,
            }
        }
        ControlFlow::Continue(())
    });
    scanned.map_err(|e| error(ErrorCode::Internal, "refused.not_read", &e.to_string()))?;
    let now_ms = now_ms.max(read_to_ms.unwrap_or(i64::MIN));
    let report = gather.finish(now_ms, ask.standard.as_deref());
    Ok(KpiReport { read_to_ms, events, unreadable, more, from_ms: ask.from_ms, to_ms: ask.to_ms, ..view(&report) })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn view(report: &Report) -> KpiReport {
    let score = &report.score;
    KpiReport {
        set_name: report.set_name.clone(),
        set_edition: report.set_edition.clone(),
        from_ms: None,
        to_ms: None,
        read_to_ms: None,
        events: 0,
        unreadable: 0,
        more: false,
        incidents: count(report.incidents),
        figures: report.figures.iter().map(figure).collect(),
        traffic_incidents: count(report.traffic.incidents),
        secondary: count(report.traffic.secondary),
        responders_struck: count(report.traffic.responder_struck),
        fault_counts: score
            .counts
            .iter()
            .map(|(kind, n)| KpiFaultCount { kind: kind.word().to_owned(), count: count(*n) })
            .collect(),
        faults: score
            .faults
            .iter()
            .map(|fault| KpiFault {
                kind: fault.kind.word().to_owned(),
                seq: fault.gseq,
                at_ms: fault.at_ms,
                after_ms: fault.after_ms,
                incident: fault.incident.clone(),
                unit: fault.unit.clone(),
            })
            .collect(),
    }
}

fn figure(figure: &Figure) -> KpiFigure {
    let d = figure.definition;
    KpiFigure {
        metric: d.metric.word().to_owned(),
        label: label(&d.label),
        start: label(&d.start),
        end: label(&d.end),
        each: label(&d.each),
        note: d.note.as_ref().map(label),
        cases: cases(&figure.cases),
        standards: figure.standards.iter().map(standard).collect(),
    }
}

fn label(words: &Words) -> Label {
    Label { en: words.en.clone(), zh: words.zh.clone() }
}

fn standard(of: &StandardFigure) -> KpiStandard {
    let s = &of.standard;
    KpiStandard {
        id: s.id.clone(),
        family: s.family.clone(),
        source: s.source.clone(),
        edition: s.edition.clone(),
        mark: s.mark.word().to_owned(),
        services: s.services.iter().map(|service| service.word().to_owned()).collect(),
        kinds: s.kinds.clone(),
        cases: cases(&of.cases),
        targets: of.targets.iter().enumerate().map(|(at, (t, share))| target(t, share, of.met(at))).collect(),
    }
}

fn target(target: &Target, share: &Share, kept: Option<bool>) -> KpiTarget {
    KpiTarget {
        within_s: target.within_s,
        wanted: target.share,
        met: count(share.met),
        n: count(share.n),
        share: share.share,
        low: share.low,
        high: share.high,
        kept,
    }
}

fn cases(judged: &Judged) -> KpiCases {
    KpiCases {
        total: count(judged.total),
        measured: spread(&judged.spread),
        back_dated: spread(&judged.back_dated),
        excluded: judged
            .excluded
            .iter()
            .map(|(reason, n)| KpiExcluded { reason: reason.word().to_owned(), count: count(*n) })
            .collect(),
    }
}

fn spread(of: &Spread) -> KpiSpread {
    let percentile =
        |p: Percentile| KpiPercentile { ms: p.ms, low_ms: p.low_ms, high_ms: p.high_ms, clipped: p.clipped };
    KpiSpread { n: count(of.n), p50: of.p50.map(percentile), p90: of.p90.map(percentile), p95: of.p95.map(percentile) }
}
