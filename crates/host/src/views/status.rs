//! The status bar, feeds, and the codes in use.

use crate::console::plan::{label, question};
use watchfloor_api::catalogue::{Catalogue, DispositionCode, KindCode, StatusCode, TypeCode};
use watchfloor_api::view::{DrillView, FeedRow, StatusBar};
use watchfloor_domain::Board;
use watchfloor_domain::board::Feed;
use watchfloor_domain::ids::FeedId;
use watchfloor_domain::plan::TypeRule;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::{Priority, Role};
use watchfloor_engine::Engine;
use watchfloor_engine::telemetry::Telemetry;

/// A copy older than this is an alarm (`resilience.md` 4.5).
const BACKUP_OLD_MS: i64 = 60 * 60_000;
/// Below this the disk is said to be low.
const DISK_LOW: u64 = 1 << 30;
/// Below this it is as good as full.
const DISK_FULL: u64 = 16 << 20;

/// One feed as a row: what was logged, and the poller's live word.
pub fn feed_row(board: &Board, telemetry: &Telemetry, id: &FeedId, feed: &Feed) -> FeedRow {
    let health = telemetry.feed_health(id);
    let error = health.as_ref().and_then(|h| h.error.clone());
    let fault = feed.last_fault.as_ref().map(|(_, code, why)| (code.clone(), why.clone()));
    let (error_code, error) = error.or(fault).unzip();
    FeedRow {
        id: id.0.clone(),
        url: feed.url.clone(),
        state: health.as_ref().map_or_else(|| "unknown".into(), |h| h.state.clone()),
        since_ms: feed.state_since_ms,
        last_success_ms: health.as_ref().and_then(|h| h.last_success_ms),
        last_change_ms: health.as_ref().and_then(|h| h.last_change_ms),
        error_code,
        error,
        interval_s: feed.interval_s,
        alerts: count(board.warnings.values().filter(|w| w.source == id.0 && w.is_active()).count()),
        faults: feed.faults,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What is true of the whole console now. `drill` is its clock, when there is one.
pub fn status_bar(engine: &Engine, version: &str, notifications: &str, drill: Option<DrillView>) -> StatusBar {
    let now = engine.clock.now_ms();
    // Asked of the system before the board is held: a disk that is slow to answer must not hold up a commit.
    let (disk, audio) = (engine.reader.disk_free(), crate::system::has_audio());
    let log_fault = engine.fault();
    let board = engine.board();
    let states: Vec<String> = board
        .feeds
        .keys()
        .map(|id| engine.telemetry.feed_health(id).map_or_else(|| "unknown".into(), |h| h.state))
        .collect();
    StatusBar {
        mode: if engine.is_drill() { "drill" } else { "live" }.to_owned(),
        version: version.to_owned(),
        seq: board.gseq,
        feeds_live: count(states.iter().filter(|s| *s == "live").count()),
        feeds_total: count(states.len()),
        feeds_state: worst(&states).to_owned(),
        disk_free_bytes: disk,
        disk_state: match disk {
            None => "unknown",
            Some(free) if free < DISK_FULL => "full",
            Some(free) if free < DISK_LOW => "low",
            Some(_) => "ok",
        }
        .to_owned(),
        sharing: "alone".to_owned(),
        backup_dir: board.backup_dir.clone(),
        backup_verified_ms: board.backup.as_ref().map(|(at, _)| *at),
        backup_state: backup_state(&board, now).to_owned(),
        backup_error: board.backup_failure.as_ref().map(|(_, why)| why.clone()),
        notifications: notifications.to_owned(),
        audio: if audio { "ok" } else { "no_device" }.to_owned(),
        alarms: count(board.warnings.values().filter(|w| w.is_alarm(engine.is_drill())).count()),
        drill,
        log_fault,
        plan_sha256: board.plan.sha256().to_owned(),
        paper_board: None,
    }
}

fn worst(states: &[String]) -> &str {
    const ORDER: [&str; 5] = ["dead", "stale", "late", "unknown", "live"];
    ORDER.into_iter().find(|state| states.iter().any(|s| s == state)).unwrap_or("unknown")
}

fn backup_state(board: &Board, now_ms: i64) -> &'static str {
    match (&board.backup_failure, &board.backup) {
        (Some(_), _) => "failed",
        (None, None) => "none",
        (None, Some((at, _))) if now_ms - at > BACKUP_OLD_MS => "old",
        (None, Some(_)) => "ok",
    }
}

/// The codes in use.
pub fn catalogue(board: &Board) -> Catalogue {
    let plan = board.plan();
    let kind = |t: &TypeRule| TypeCode {
        code: t.code.clone(),
        service: t.service.word().to_owned(),
        default_priority: t.priority.code().to_owned(),
        label: label(&t.label),
        questions: t.questions.iter().map(question).collect(),
    };
    let status = |s: UnitStatus| StatusCode {
        code: s.code().to_owned(),
        availability: super::unit::availability(s.availability()).to_owned(),
        next: s.next().map(|n| n.code().to_owned()),
    };
    Catalogue {
        types: plan.types.iter().map(kind).collect(),
        priorities: Priority::ALL.iter().map(|p| p.code().to_owned()).collect(),
        dispositions: plan
            .dispositions
            .iter()
            .map(|d| DispositionCode { code: d.code.clone(), label: label(&d.label) })
            .collect(),
        kinds: plan.kinds.iter().map(|k| KindCode { kind: k.kind.clone(), label: label(&k.label) }).collect(),
        unknown_type: plan.unknown.clone(),
        default_disposition: plan.cleared.clone(),
        statuses: UnitStatus::ALL.into_iter().map(status).collect(),
        roles: Role::ALL.iter().map(|r| r.word().to_owned()).collect(),
        status_codes: board.status_codes.word().to_owned(),
        local_codes: board.status_codes.codes().iter().map(|(code, _)| (*code).to_owned()).collect(),
        numbering_template: board.numbering.template.clone(),
        numbering_reset: board.numbering.reset.word().to_owned(),
    }
}
