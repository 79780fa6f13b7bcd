//! Completions for the word being typed.

use super::VERBS;
use super::words::{Words, fold};
use crate::board::Board;
use crate::ics::Post;
use crate::site::SiteKind;
use crate::status::Availability;
use crate::status_codes::Said;

/// One completion: what is put in place of the word, and what it stands for (a message key or plain name).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub insert: String,
    pub label: String,
}

/// At most this many are offered.
pub const MOST: usize = 8;

/// Completions for the last word of a line.
pub fn complete(board: &Board, line: &str) -> Vec<Candidate> {
    let folded = fold(line);
    let mut words = Words::new(&folded);
    let Some(first) = words.next() else { return Vec::new() };
    if words.rest().is_empty() && !folded.ends_with(char::is_whitespace) {
        return verbs(first);
    }
    let last = folded.rsplit(|c: char| c.is_whitespace() || c == ';').next().unwrap_or("");
    let name = super::verb(first).or_else(|| super::typed::glued_verb(board, first).map(|(name, _)| name));
    if let Some(found) = name.and_then(|name| super::offer::desk(board, name, words.clone(), last)) {
        return found;
    }
    match name {
        Some("n") if folded.contains(';') => types(board, last),
        Some("cl") => dispositions(board, last),
        Some("c") if board.find_unit(words.rest().split_whitespace().next().unwrap_or("")).is_some() => {
            let mut found = dispositions(board, last);
            found.extend(units(board, last, |_| true));
            found.truncate(MOST);
            found
        }
        Some("d") if last.starts_with('@') => incidents(board, &last[1..]),
        Some("d") => units(board, last, |a| a != Availability::Unavailable),
        Some("dup" | "split" | "lnk" | "ulnk") => tied(board, last),
        Some("stk" | "ustk") if last.starts_with('@') => incidents(board, &last[1..]),
        Some("stk") => units(board, last, |a| a == Availability::Committed),
        Some("undo" | "z") => Vec::new(),
        Some("note" | "ho" | "rl") if last.starts_with('@') => {
            let mut found = incidents(board, &last[1..]);
            found.extend(people(board, &last[1..], "@"));
            found.truncate(MOST);
            found
        }
        Some("pri" | "reopen" | "acc" | "r" | "up" | "down" | "ics" | "sec" | "obj" | "cas" | "major")
            if last.starts_with('@') =>
        {
            incidents(board, &last[1..])
        }
        Some("par" | "pn") if last.starts_with('@') => incidents(board, &last[1..]),
        Some("s") if board.find_unit(words.rest().split_whitespace().next().unwrap_or("")).is_some() => {
            let mut found = codes(board, last);
            found.extend(units(board, last, |_| true));
            found.truncate(MOST);
            found
        }
        Some("site") if words.rest().split_whitespace().count() < 2 => {
            let fits = |kind: &&SiteKind| kind.word().starts_with(&last.to_lowercase());
            let found = SiteKind::ALL.iter().filter(fits).map(|kind| kind.word());
            found
                .map(|word| Candidate { insert: word.to_owned(), label: format!("site_kind.{word}") })
                .take(MOST)
                .collect()
        }
        Some("ics") if words.rest().split_whitespace().filter(|w| !w.starts_with('@')).count() < 2 => {
            let fits = |post: &&Post| post.word().starts_with(&last.to_lowercase());
            let found = Post::ALL.iter().filter(fits).map(|post| post.word());
            found.map(|word| Candidate { insert: word.to_owned(), label: format!("post.{word}") }).take(MOST).collect()
        }
        Some("ho") if words.rest().split_whitespace().filter(|w| !w.starts_with('@')).count() < 2 => {
            people(board, last, "")
        }
        Some(
            "n" | "note" | "acc" | "ho" | "pri" | "reopen" | "ackn" | "?" | "late" | "pn" | "r" | "up" | "down" | "cas"
            | "major" | "obj",
        )
        | None => Vec::new(),
        Some(_) => units(board, last, |_| true),
    }
}

fn verbs(typed: &str) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let fits = |name: &&(&str, &[&str])| name.0.starts_with(&typed) || name.1.iter().any(|o| o.starts_with(&typed));
    let found = VERBS.iter().filter(fits).take(MOST);
    found.map(|(name, _)| Candidate { insert: (*name).to_owned(), label: format!("verb.{name}") }).collect()
}

fn units(board: &Board, typed: &str, wanted: impl Fn(Availability) -> bool) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let mut found: Vec<_> = board
        .units
        .values()
        .filter(|u| u.id.0.to_lowercase().starts_with(&typed) && wanted(u.status.availability()))
        .collect();
    found.sort_by_key(|u| (u.status.availability() != Availability::Available, u.id.clone()));
    let label = |u: &&crate::board::Unit| format!("{} {}", u.status.code(), u.kind);
    found.iter().take(MOST).map(|u| Candidate { insert: u.id.0.clone(), label: label(u) }).collect()
}

/// The one that is meant as it is typed comes first: to complete a number never turns it into another incident's.
pub(super) fn incidents(board: &Board, typed: &str) -> Vec<Candidate> {
    let open = board.incidents.values().filter(|i| i.closed.is_none() && i.number.contains(typed));
    let mut found: Vec<_> = open.collect();
    let meant = board.find_incident(typed).ok().map(|i| i.id);
    found.sort_by_key(|i| (Some(i.id) != meant, i.priority, i.opened_ms));
    let candidate =
        |i: &&crate::board::Incident| Candidate { insert: format!("@{}", i.number), label: i.type_code.clone() };
    found.iter().take(MOST).map(candidate).collect()
}

pub(super) fn people(board: &Board, typed: &str, mark: &str) -> Vec<Candidate> {
    let typed = typed.to_lowercase();
    let found = board.users.iter().filter(|(id, user)| !user.disabled && id.0.starts_with(&typed)).take(MOST);
    found
        .map(|(id, user)| Candidate { insert: format!("{mark}{id}"), label: format!("role.{}", user.role.word()) })
        .collect()
}

/// Open incidents and those merged into another, by number, without the sign of a target.
fn tied(board: &Board, typed: &str) -> Vec<Candidate> {
    let mut found: Vec<_> = board
        .incidents
        .values()
        .filter(|i| (i.closed.is_none() || i.merged.is_some()) && i.number.contains(typed))
        .collect();
    let meant = board.find_incident(typed).ok().map(|i| i.id);
    found.sort_by_key(|i| (Some(i.id) != meant, i.closed.is_some(), i.priority, i.opened_ms, i.id));
    let candidate = |i: &&crate::board::Incident| Candidate { insert: i.number.clone(), label: i.type_code.clone() };
    found.iter().take(MOST).map(candidate).collect()
}

fn types(board: &Board, typed: &str) -> Vec<Candidate> {
    let typed = typed.to_uppercase();
    let found = board.plan().types.iter().filter(|t| t.code.starts_with(&typed)).take(MOST);
    found.map(|t| Candidate { insert: t.code.clone(), label: format!("type.{}", t.code) }).collect()
}

/// Codes of the set in force, each with the state it stands for.
fn codes(board: &Board, typed: &str) -> Vec<Candidate> {
    let found = board.status_codes.codes().iter().filter(|(code, _)| code.starts_with(typed)).take(MOST);
    let label = |said: &Said| match said {
        Said::Status(status) => format!("status.{}", status.code()),
        Said::Request(request) => format!("request.{}", request.word()),
        Said::Emergency => "emergency.title".to_owned(),
    };
    found.map(|(code, said)| Candidate { insert: (*code).to_owned(), label: label(said) }).collect()
}

fn dispositions(board: &Board, typed: &str) -> Vec<Candidate> {
    let typed = typed.to_uppercase();
    let found = board.plan().dispositions.iter().filter(|d| d.code.starts_with(&typed)).take(MOST);
    found.map(|d| Candidate { insert: d.code.clone(), label: format!("disposition.{}", d.code) }).collect()
}
