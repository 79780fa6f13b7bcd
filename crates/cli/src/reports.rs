//! Figures from the log, as a table or as JSON.

use crate::args::{Place, ReportArgs, ReportVerb};
use crate::outcome::{Outcome, read_file, refused, say};
use serde_json::json;
use watchfloor_api::kpi::{KpiCases, KpiFigure, KpiPercentile, KpiQuery, KpiReport, KpiStandard, KpiTarget};
use watchfloor_host::{Mode, kpi};
use watchfloor_offline_cache::Store;

pub fn report(place: &Place, verb: &ReportVerb) -> Outcome {
    let (args, drill) = match verb {
        ReportVerb::Kpi(args) => (args, false),
        ReportVerb::Drill(args) => (args, true),
    };
    if args.show_set {
        drop(std::io::Write::write_all(&mut std::io::stdout(), watchfloor_measure::set::BUILT_IN.as_bytes()));
        return Ok(());
    }
    let place = if drill { Place { mode: Mode::Drill, ..place.clone() } } else { place.clone() };
    let found = read(&place, args)?;
    if place.json {
        say(json!(found));
    } else {
        say(table(&found, drill).trim_end());
    }
    Ok(())
}

/// From the store's files alone: a running console is not asked, and not disturbed.
fn read(place: &Place, args: &ReportArgs) -> Outcome<KpiReport> {
    let set = match &args.set {
        None => None,
        Some(file) => Some(String::from_utf8(read_file(file)?).map_err(|_| refused("the set is not UTF-8"))?),
    };
    let ask = KpiQuery { from_ms: args.from, to_ms: args.to, standard: args.standard.clone(), set };
    let (reader, _) = Store::open_read_only(&place.store_to_read()).map_err(refused)?;
    kpi::report(&reader, &ask, place.mode == Mode::Drill).map_err(|e| match e.field {
        Some(field) => refused(format!("{field}: {}", e.message)),
        None => refused(e.message),
    })
}

fn table(report: &KpiReport, faults: bool) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!(
        "{} incidents, {} events; thresholds: {}, edition {}",
        report.incidents, report.events, report.set_name, report.set_edition
    ));
    if report.unreadable > 0 {
        line(format!("! {} events of a newer program were not read", report.unreadable));
    }
    if report.more {
        line("! the log is longer than is read at once: the newest part is missing; give --from".to_owned());
    }
    for figure in &report.figures {
        line(String::new());
        figure_lines(figure).into_iter().for_each(&mut line);
    }
    line(String::new());
    line(format!(
        "Traffic: {} incidents with word of the road; {} secondary, {} responders struck",
        report.traffic_incidents, report.secondary, report.responders_struck
    ));
    if faults {
        line(String::new());
        line("What went wrong".to_owned());
        if report.fault_counts.is_empty() {
            line("  nothing that the log knows of".to_owned());
        }
        for kind in &report.fault_counts {
            line(format!("  {:>5}  {}", kind.count, kind.kind.replace('_', " ")));
        }
        for fault in &report.faults {
            let of = [fault.incident.as_deref(), fault.unit.as_deref()].into_iter().flatten().collect::<Vec<_>>();
            let after = fault.after_ms.map_or_else(String::new, |ms| format!(", after {}", duration(ms)));
            line(format!("  event {:>7}  {}  {}{after}", fault.seq, fault.kind.replace('_', " "), of.join(" ")));
        }
    }
    out
}

fn figure_lines(figure: &KpiFigure) -> Vec<String> {
    let mut lines = vec![
        format!("{}: {} to {}; {}", figure.label.en, figure.start.en, figure.end.en, figure.each.en),
        format!("  {}", cases(&figure.cases)),
    ];
    lines.extend(figure.note.as_ref().map(|note| format!("  note: {}", note.en)));
    lines.extend(figure.standards.iter().flat_map(standard));
    lines
}

fn standard(standard: &KpiStandard) -> Vec<String> {
    let only: Vec<&str> = standard.services.iter().chain(&standard.kinds).map(String::as_str).collect();
    let only = if only.is_empty() { String::new() } else { format!(" [{}]", only.join(", ")) };
    let head = format!(
        "  {}{only}: {}, edition {}, {}",
        standard.id,
        standard.source,
        standard.edition,
        standard.mark.replace('_', " ")
    );
    let targets = standard.targets.iter().map(|t| format!("    {}", target(t)));
    std::iter::once(head).chain([format!("    {}", cases(&standard.cases))]).chain(targets).collect()
}

fn target(target: &KpiTarget) -> String {
    let wanted =
        target.wanted.map_or_else(|| "no share named".to_owned(), |share| format!("wanted {}", percent(share)));
    let found = match (target.share, target.low, target.high) {
        (Some(share), Some(low), Some(high)) => {
            format!("{} ({} to {})", percent(share), percent(low), percent(high))
        }
        _ => "nothing measured".to_owned(),
    };
    let verdict = match target.kept {
        Some(true) => ", kept",
        Some(false) => ", NOT kept",
        None => "",
    };
    format!("within {} s: {} of {}, {found}; {wanted}{verdict}", target.within_s, target.met, target.n)
}

fn cases(cases: &KpiCases) -> String {
    let spread = &cases.measured;
    let of = |name: &str, p: &Option<KpiPercentile>| {
        p.as_ref().map(|p| {
            let cut = if p.clipped { ", cut" } else { "" };
            format!("{name} {} ({} to {}{cut})", duration(p.ms), duration(p.low_ms), duration(p.high_ms))
        })
    };
    let known: Vec<String> =
        [of("P50", &spread.p50), of("P90", &spread.p90), of("P95", &spread.p95)].into_iter().flatten().collect();
    let figures = match (spread.n, known.is_empty()) {
        (0, _) => String::new(),
        (_, true) => ", too few".to_owned(),
        (_, false) => format!(", {}", known.join(", ")),
    };
    let late = match cases.back_dated.n {
        0 => String::new(),
        n => format!("; {n} with times entered late, apart"),
    };
    let out: Vec<String> =
        cases.excluded.iter().map(|e| format!("{} {}", e.count, e.reason.replace('_', " "))).collect();
    let out = if out.is_empty() { String::new() } else { format!("; left out: {}", out.join(", ")) };
    format!("n {} of {}{figures}{late}{out}", spread.n, cases.total)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn duration(ms: i64) -> String {
    let seconds = ms as f64 / 1_000.0;
    if ms < 600_000 { format!("{seconds:.1} s") } else { format!("{:.1} min", seconds / 60.0) }
}
