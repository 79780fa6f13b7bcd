//! The typed line: tried, shown before Enter, carried out.

use super::commands::{allowed, incident_id};
use super::refusal::{failed, refused};
use super::{Seat, opening, recommend};
use crate::floor::Floor;
use crate::words::{self, Language, say};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use watchfloor_api::ApiError;
use watchfloor_api::command::{Line, Receipt};
use watchfloor_api::view::{Candidate, LinePreview, MessageLine};
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::line::{MOVE_PLACE, Meaning, VERBS, complete, read};
use watchfloor_domain::rejection::Kind;
use watchfloor_domain::story::Sentence;
use watchfloor_domain::{Command, Rejection};
use watchfloor_engine::Done;

fn selected(floor: &Floor, line: &Line) -> Option<IncidentId> {
    line.selected.as_deref().and_then(|id| incident_id(floor, id).ok())
}

fn meaning(floor: &Floor, line: &Line) -> Result<Meaning, Rejection> {
    // Before the board is held: looking the incident up takes the board too, and a lock taken twice by one thread
    // stands still for ever when a commit waits in between.
    let selected = selected(floor, line);
    let read = read(&floor.engine.board(), &line.text, selected);
    let mut meaning = match read {
        Err(asked) if asked.key == MOVE_PLACE => opening::moved(floor, &line.text, selected, asked)?,
        read => read?,
    };
    if let Meaning::Do(commands) = &mut meaning {
        opening::placed(floor, &line.text, commands);
    }
    Ok(meaning)
}

/// Enter. A line that only shows something changes nothing and answers what to show.
pub(super) fn run(floor: &Floor, seat: &Seat, line: &Line) -> Result<Receipt, ApiError> {
    allowed(seat, "line")?;
    match meaning(floor, line).map_err(|r| refused(&r))? {
        Meaning::Do(commands) => {
            // What is to be known beside it is worked out before: afterwards the new incident is like itself.
            let remarks = opening::remarks(floor, seat, &line.text, &commands);
            let mut receipt = super::commands::run_as_shown(floor, seat, commands, line.shown.as_deref())?;
            receipt.lines.extend(remarks);
            Ok(receipt)
        }
        Meaning::Up(incident) => recommend::go_up(floor, seat, incident, line.shown.as_deref()),
        Meaning::Show(target) => {
            let lines = looked_at(floor, &target);
            Ok(shown(target, lines))
        }
        Meaning::Help(verb) => Ok(shown("help".into(), help(verb.as_deref()))),
    }
}

/// Carried out when it still does what was promised: what two people do to the same units in the same moment shows in the
/// sentences, and these are compared where nothing can come in between.
pub(super) fn as_shown(
    floor: &Floor,
    seat: &Seat,
    commands: Vec<Command>,
    shown: Option<&str>,
) -> Result<Done, ApiError> {
    let actor = floor.actor(seat);
    let done = match shown.map(str::to_owned) {
        Some(shown) => floor.engine.run_if(
            &actor,
            commands,
            Box::new(move |now| match promise(now) == shown {
                true => Ok(()),
                false => Err(Rejection::rule("refused.line_changed")),
            }),
        ),
        None => floor.engine.run(&actor, commands),
    };
    done.map_err(failed)
}

/// What stands for sentences: the same as long as they say the same. The number of a call not yet taken is none of it: with
/// several call takers it is another at every moment, and nothing hangs on it.
fn promise(sentences: &[Sentence]) -> String {
    let opened = |s: &Sentence| s.key.starts_with("event.incident.opened");
    let said = |s: &Sentence| {
        let told = s.params.iter().filter(|(name, _)| !(opened(s) && *name == "number"));
        told.fold(format!("{:?}", s.key), |said, (name, value)| format!("{said} {name}={value:?}"))
    };
    let all: Vec<String> = sentences.iter().map(said).collect();
    Sha256::digest(all.join("\n").as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn shown(target: String, lines: Vec<MessageLine>) -> Receipt {
    Receipt {
        seq: None,
        kept: "nothing".into(),
        lines,
        id: Some(target),
        number: None,
        refused_rows: Vec::new(),
        undo_until_ms: None,
    }
}

/// What a line that only shows something has to say: the recommendation, in words.
fn looked_at(floor: &Floor, target: &str) -> Vec<MessageLine> {
    let incident = target.strip_prefix("recommend/").and_then(|id| id.parse().ok()).map(IncidentId);
    incident.map_or_else(Vec::new, |incident| recommend::in_words(floor, incident))
}

fn help(verb: Option<&str>) -> Vec<MessageLine> {
    let wanted = VERBS.iter().filter(|(name, _)| verb.is_none_or(|v| v == *name));
    wanted
        .map(|(name, _)| {
            let key = format!("verb.{name}");
            MessageLine { text: say(Language::En, &key, &BTreeMap::new()), key, params: BTreeMap::new() }
        })
        .collect()
}

/// What Enter would do.
pub(super) fn preview(floor: &Floor, seat: &Seat, line: &Line) -> LinePreview {
    let board = floor.engine.board();
    let candidates = complete(&board, &line.text);
    drop(board);
    let label = |label: &str| {
        if let Some(words) = by_plan(floor, label) {
            words
        } else if words::known(label) {
            say(Language::En, label, &BTreeMap::new())
        } else {
            label.to_owned()
        }
    };
    let candidates =
        candidates.iter().map(|c| Candidate { insert: c.insert.clone(), label: label(&c.label) }).collect();
    let (mut target, mut promise) = (None, None);
    let (state, lines) = match meaning(floor, line) {
        Ok(Meaning::Show(to)) => {
            let lines = looked_at(floor, &to);
            target = Some(to);
            ("navigate", lines)
        }
        Ok(Meaning::Up(incident)) => match recommend::up(floor, seat, incident) {
            Ok(commands) => would(floor, seat, &commands, &mut promise),
            Err(ApiError { key, params, message, .. }) => ("refused", vec![MessageLine { key, params, text: message }]),
        },
        Ok(Meaning::Help(verb)) => {
            target = Some("help".to_owned());
            ("navigate", help(verb.as_deref()))
        }
        Ok(Meaning::Do(commands)) => {
            let (state, mut lines) = would(floor, seat, &commands, &mut promise);
            lines.extend(opening::remarks(floor, seat, &line.text, &commands));
            (state, lines)
        }
        Err(rejection) if rejection.key == "preview.empty" => ("empty", Vec::new()),
        Err(rejection) => (state(rejection.kind), vec![why(&rejection)]),
    };
    LinePreview { state: state.to_owned(), lines, candidates, target, promise }
}

/// What commands would do, in words, and what stands for that.
fn would(
    floor: &Floor,
    seat: &Seat,
    commands: &[Command],
    promised: &mut Option<String>,
) -> (&'static str, Vec<MessageLine>) {
    match floor.engine.preview(&floor.actor(seat), commands) {
        Ok(sentences) => {
            *promised = Some(promise(&sentences));
            let vault = &*floor.engine.vault;
            ("ready", sentences.iter().map(|s| words::line(vault, s)).collect())
        }
        Err(rejection) => (state(rejection.kind), vec![why(&rejection)]),
    }
}

fn state(kind: Kind) -> &'static str {
    match kind {
        Kind::Incomplete => "incomplete",
        Kind::Ambiguous => "ambiguous",
        Kind::Rule | Kind::Argument | Kind::NotFound | Kind::Forbidden => "refused",
    }
}

fn why(rejection: &Rejection) -> MessageLine {
    let ApiError { key, params, message, .. } = refused(rejection);
    MessageLine { key, params, text: message }
}

/// A type or disposition in the plan's words: `type.STRUCT`, `disposition.DONE`.
fn by_plan(floor: &Floor, label: &str) -> Option<String> {
    let plan = floor.engine.board().plan.clone();
    let words = match label.split_once('.')? {
        ("type", code) => plan.plan().typ(code).map(|t| &t.label),
        ("disposition", code) => plan.plan().disposition(code).map(|d| &d.label),
        _ => None,
    };
    words.map(|w| w.en.clone())
}
