//! The dispatch plan for those who ask: what is in force, what would be wrong with another, what words mean.

use super::queries::unread;
use super::refusal::{bad, error};
use crate::floor::Floor;
use crate::views::KEPT;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use watchfloor_api::command::Receipt;
use watchfloor_api::plan::{
    AnswerChoice, Label, PlanCheck, PlanFault, PlanText, PlanVersion, PlanView, QuestionView, RecognisedView,
};
use watchfloor_api::view::MessageLine;
use watchfloor_api::{ApiError, ErrorCode};
use watchfloor_domain::decide::MAX_FIELD;
use watchfloor_domain::event::Event;
use watchfloor_domain::plan::in_force::{STARTERS, starter as starter_text};
use watchfloor_domain::plan::{Fault, Question, Words, read};
use watchfloor_engine::recorded;

/// Most earlier plans told.
const VERSIONS: u32 = 100;

/// The plan in force with those before it.
pub(crate) fn view(floor: &Floor) -> Result<PlanView, ApiError> {
    let rows = floor.engine.reader.streams(&["config/plan".to_owned()], VERSIONS).map_err(|e| unread(&e))?;
    let version = |row| {
        let recorded = recorded(row).ok()?;
        match recorded.event {
            Event::PlanSet(e) => Some(PlanVersion {
                seq: recorded.gseq,
                at_ms: recorded.happened_ms,
                by: recorded.actor,
                name: e.name,
                edition: e.edition,
                sha256: e.sha256,
            }),
            _ => None,
        }
    };
    let mut versions: Vec<PlanVersion> = rows.iter().filter_map(version).collect();
    versions.sort_by_key(|v| std::cmp::Reverse(v.seq));
    let in_force = floor.engine.board().plan.clone();
    let (set_ms, set_by) = in_force.set.clone().unzip();
    Ok(PlanView {
        name: in_force.plan().name.clone(),
        edition: in_force.plan().edition.clone(),
        sha256: in_force.sha256().to_owned(),
        text: in_force.text().to_owned(),
        set_ms,
        set_by,
        versions,
        starters: STARTERS.iter().map(|(name, _)| (*name).to_owned()).collect(),
    })
}

/// The same, with the open incidents whose type the plan does not have.
pub(crate) fn check_on(floor: &Floor, text: &str) -> PlanCheck {
    let mut check = check(text);
    if let Ok(plan) = read(text) {
        let board = floor.engine.board();
        let told = |(code, numbers): (&str, Vec<&str>)| {
            let params =
                BTreeMap::from([("type".to_owned(), code.to_owned()), ("numbers".to_owned(), numbers.join(" "))]);
            super::search::line("preview.plan_dropped", params)
        };
        check.dropped = board.types_dropped(&plan).into_iter().map(told).collect();
    }
    check
}

/// Everything that is wrong with a plan's text. Needs no floor.
pub fn check(text: &str) -> PlanCheck {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match read(text) {
        Ok(plan) => PlanCheck {
            types: count(plan.types.len()),
            rules: count(plan.rules.len()),
            cards: count(plan.cards.len()),
            name: plan.name,
            edition: plan.edition,
            faults: Vec::new(),
            dropped: Vec::new(),
        },
        Err(faults) => PlanCheck {
            name: String::new(),
            edition: String::new(),
            faults: faults.iter().map(fault).collect(),
            dropped: Vec::new(),
            types: 0,
            rules: 0,
            cards: 0,
        },
    }
}

fn fault(fault: &Fault) -> PlanFault {
    let params: BTreeMap<String, String> =
        fault.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let text = say(Language::En, fault.key, &params);
    let message = MessageLine { key: fault.key.to_owned(), params, text };
    PlanFault { line: fault.line, column: fault.column, field: fault.field.clone(), message }
}

/// A starter set.
pub fn starter(name: &str) -> Result<PlanText, ApiError> {
    let none = || error(ErrorCode::NotFound, "refused.no_such_starter", "").field("name").param("name", name);
    starter_text(name).map(|text| PlanText { name: name.to_owned(), text: text.to_owned() }).ok_or_else(none)
}

/// Writes the plan in force to a new file. Nothing is overwritten, so that a slip of the hand costs nothing.
pub(crate) fn export(floor: &Floor, file: &str) -> Result<Receipt, ApiError> {
    let path = Path::new(file.trim());
    if !path.is_absolute() || path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("toml")) {
        return Err(error(ErrorCode::BadArgument, "refused.plan_file", "").field("file"));
    }
    let in_force = floor.engine.board().plan.clone();
    let written = std::fs::File::create_new(path).and_then(|mut to| {
        to.write_all(in_force.text().as_bytes())?;
        to.sync_all()
    });
    let why =
        |e: std::io::Error| error(ErrorCode::BadArgument, "refused.file", "").field("file").param("why", e.to_string());
    written.map_err(why)?;
    Ok(written_to(DONE, path))
}

/// A receipt for a file that was written; `done` is the sentence's key.
pub(super) fn written_to(done: &str, path: &Path) -> Receipt {
    let params = BTreeMap::from([("file".to_owned(), path.display().to_string())]);
    let line = MessageLine { key: done.to_owned(), text: say(Language::En, done, &params), params };
    Receipt {
        seq: None,
        kept: KEPT.to_owned(),
        lines: vec![line],
        id: None,
        number: None,
        refused_rows: Vec::new(),
        undo_until_ms: None,
    }
}

/// What is said of a plan that was written.
const DONE: &str = "done.plan_written";

/// What a caller's words mean by the plan in force.
pub(crate) fn recognise(floor: &Floor, text: &str) -> Result<Option<RecognisedView>, ApiError> {
    if text.len() > MAX_FIELD {
        return Err(bad("text", format!("at most {MAX_FIELD} bytes")));
    }
    // Not while the board is held: commits wait for that.
    let plan = floor.engine.board().plan.clone();
    Ok(plan.recogniser().recognise(text).map(|found| RecognisedView {
        type_code: found.typ,
        priority: found.priority.code().to_owned(),
        words: found.words.into_iter().filter_map(|range| text.get(range)).map(str::to_owned).collect(),
    }))
}

/// Text of the plan in both languages.
pub(crate) fn label(words: &Words) -> Label {
    Label { en: words.en.clone(), zh: words.zh.clone() }
}

/// A question for the window.
pub(crate) fn question(question: &Question) -> QuestionView {
    let answer = |a: &watchfloor_domain::plan::Answer| AnswerChoice {
        code: a.code.clone(),
        label: label(&a.label),
        then: a.then.clone(),
        type_code: a.typ.clone(),
        priority: a.priority.map(|p| p.code().to_owned()),
    };
    QuestionView {
        id: question.id.clone(),
        ask: label(&question.ask),
        answers: question.answers.iter().map(answer).collect(),
    }
}
