//! Sheets for the night the console is down: the blank card, and the last-known board, put down every few minutes as a file
//! that any browser reads without a network.

mod board;
mod card;
mod html;
mod keep;

pub(crate) use board::{Reader, board};
pub(crate) use card::{card, card_html};
pub(crate) use keep::{Kept, forget, start};

use crate::floor::Floor;
use crate::words::{Language, say};
use std::collections::BTreeMap;
use watchfloor_domain::number::{LocalTime, wall_clock};
use watchfloor_engine::ports::Clock;

/// One language's words.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// A message without parameters.
    fn word(self, key: &str) -> String {
        say(self.0, key, &BTreeMap::new())
    }

    /// A message with parameters.
    fn with(self, key: &str, params: &[(&str, String)]) -> String {
        say(self.0, key, &params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    /// A word for a code of one kind, such as a unit's type; the code itself where there is none.
    fn coded(self, of: &str, code: &str) -> String {
        let key = format!("{of}.{code}");
        if crate::words::known(&key) { self.word(&key) } else { code.to_owned() }
    }

    /// A label of the plan.
    fn label(self, words: &watchfloor_domain::plan::Words) -> String {
        if self.0 == Language::Zh { &words.zh } else { &words.en }.clone()
    }

    /// The language as HTML names it.
    fn lang(self) -> &'static str {
        if self.0 == Language::Zh { "zh" } else { "en" }
    }
}

/// The language of a word on the wire.
pub(crate) fn language(word: &str) -> Option<Language> {
    match word {
        "en" => Some(Language::En),
        "zh" => Some(Language::Zh),
        _ => None,
    }
}

/// Instants as the centre's clocks show them.
pub(crate) struct Wall<'a>(pub(crate) &'a dyn Clock);

impl Wall<'_> {
    /// `2026-11-23 14:05`.
    fn stamp(&self, at_ms: i64) -> String {
        let zone = self.0.zone_offset_min(at_ms);
        let day = LocalTime::at(at_ms, zone);
        format!("{:04}-{:02}-{:02} {}", day.year, day.month, day.day, wall_clock(at_ms, zone))
    }

    /// `14:05`, with the day where that is not today.
    fn clock(&self, at_ms: i64) -> String {
        watchfloor_domain::intake::card::clock(at_ms, self.0.now_ms(), self.0.zone_offset_min(at_ms))
    }
}

impl Floor {
    /// How the last-known board fares on disk.
    pub(crate) fn paper_board_mark(&self) -> Option<watchfloor_api::intake::PaperBoardMark> {
        let settings = self.engine.board().paper_board;
        let kept = self.paper.state()?;
        Some(watchfloor_api::intake::PaperBoardMark {
            every_min: settings.every_min,
            languages: settings.languages.word().to_owned(),
            written_ms: kept.written_ms,
            failure: kept.failure,
        })
    }
}
