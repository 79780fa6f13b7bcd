//! What a caller's words mean: a type and a priority, with the words that decided it. Fast enough for every keystroke.

use super::{Plan, TextRule};
use crate::types::Priority;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Most characters of a text that are looked at; a call's text is shorter (`MAX_FIELD`).
const MOST_CHARS: usize = 8 * 1024;

/// A type recognised in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub typ: String,
    pub priority: Priority,
    /// The words that decided it, as bytes of the text, in the order they stand there.
    pub words: Vec<Range<usize>>,
}

/// Recognises by a plan's rules; for one text. To ask often, keep a [`Recogniser`].
pub fn recognise(plan: &Plan, text: &str) -> Option<Recognised> {
    Recogniser::new(plan).recognise(text)
}

/// The text rules of a plan, ready to be asked. Words of all rules are found in one pass over a text.
#[derive(Clone, Debug, Default)]
pub struct Recogniser {
    words: Vec<Word>,
    /// Words by their first character.
    starting: HashMap<char, Vec<usize>>,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Word {
    chars: Vec<char>,
    /// `burn*`: more letters may follow.
    open: bool,
}

#[derive(Clone, Debug)]
struct Rule {
    typ: String,
    priority: Priority,
    /// Of each list one word must stand in the text.
    wanted: Vec<Vec<usize>>,
    unwanted: Vec<usize>,
}

impl Recogniser {
    /// Prepares the rules. Those of a type the plan does not have are left out.
    pub fn new(plan: &Plan) -> Self {
        let mut out = Self::default();
        let mut known = HashMap::new();
        for rule in &plan.rules {
            let Some(typ) = plan.typ(&rule.typ) else { continue };
            let prepared = Rule {
                typ: typ.code.clone(),
                priority: rule.priority.unwrap_or(typ.priority),
                wanted: lists(rule).map(|list| out.take(list, &mut known)).collect(),
                unwanted: out.take(&rule.not, &mut known),
            };
            out.rules.push(prepared);
        }
        out
    }

    fn take(&mut self, list: &[String], known: &mut HashMap<String, usize>) -> Vec<usize> {
        list.iter()
            .filter_map(|text| {
                if let Some(at) = known.get(text) {
                    return Some(*at);
                }
                let open = text.trim_end().ends_with('*');
                let chars: Vec<char> = Folded::new(text.trim_end().trim_end_matches('*')).chars;
                let first = *chars.first()?;
                self.words.push(Word { chars, open });
                let at = self.words.len() - 1;
                self.starting.entry(first).or_default().push(at);
                known.insert(text.clone(), at);
                Some(at)
            })
            .collect()
    }

    /// What a text means; nothing when no rule fits. Of several, the one of which most was said wins ("smoke alarm" is more
    /// than "fire"), then the more urgent ("fire, smoke" is a fire though "smoke" has more letters), then the one with more
    /// letters, then the first of the plan; a word met twice counts once, so that the order of words changes nothing.
    pub fn recognise(&self, text: &str) -> Option<Recognised> {
        let folded = Folded::new(text);
        let met = self.met(&folded);
        let fits = |rule: &&Rule| {
            rule.wanted.iter().all(|list| list.iter().any(|w| met[*w].is_some()))
                && !rule.unwanted.iter().any(|w| met[*w].is_some())
        };
        let mut best: Option<(_, &Rule, Vec<usize>)> = None;
        for rule in self.rules.iter().filter(fits) {
            let words = self.counted(rule, &met);
            let said: usize = words.iter().map(|w| self.said(*w)).sum();
            let letters: usize = words.iter().map(|w| self.letters(*w)).sum();
            let rank = (said, Reverse(rule.priority), letters);
            if best.as_ref().is_none_or(|(most, _, _)| rank > *most) {
                best = Some((rank, rule, words));
            }
        }
        let (_, rule, words) = best?;
        let mut ranges: Vec<Range<usize>> =
            words.iter().filter_map(|w| met[*w].map(|at| folded.range(at, self.words[*w].chars.len()))).collect();
        ranges.sort_by_key(|r| (r.start, r.end));
        ranges.dedup();
        Some(Recognised { typ: rule.typ.clone(), priority: rule.priority, words: ranges })
    }

    /// Where each word stands first.
    fn met(&self, text: &Folded) -> Vec<Option<usize>> {
        let mut met = vec![None; self.words.len()];
        for at in 0..text.chars.len() {
            for word in self.starting.get(&text.chars[at]).into_iter().flatten() {
                if met[*word].is_none() && self.words[*word].stands(&text.chars, at) {
                    met[*word] = Some(at);
                }
            }
        }
        met
    }

    /// The words of a rule that stand in the text, without those that are only part of another of them.
    fn counted(&self, rule: &Rule, met: &[Option<usize>]) -> Vec<usize> {
        let mut words: Vec<usize> = rule.wanted.iter().flatten().copied().filter(|w| met[*w].is_some()).collect();
        words.sort_unstable();
        words.dedup();
        let part = |one: &usize, other: &usize| {
            let (small, large) = (&self.words[*one].chars, &self.words[*other].chars);
            small.len() < large.len() && large.windows(small.len()).any(|w| w == small)
        };
        words.iter().copied().filter(|one| !words.iter().any(|other| part(one, other))).collect()
    }

    /// How much a word of the plan says: two for each word it is of, one for each character of writing without spaces, where
    /// two mostly make a word.
    fn said(&self, word: usize) -> usize {
        let chars = &self.words[word].chars;
        let dense = chars.iter().filter(|c| spaceless(**c)).count();
        dense + 2 * chars.split(|c| !c.is_alphanumeric() || spaceless(*c)).filter(|part| !part.is_empty()).count()
    }

    fn letters(&self, word: usize) -> usize {
        self.words[word].chars.iter().filter(|c| c.is_alphanumeric()).count()
    }
}

fn lists(rule: &TextRule) -> impl Iterator<Item = &Vec<String>> {
    std::iter::once(&rule.any).chain(&rule.and)
}

/// What is left of a word when case, accents and width are folded; empty when it says nothing.
pub(super) fn folded(text: &str) -> String {
    Folded::new(text.trim_end().trim_end_matches('*')).chars.into_iter().collect()
}

impl Word {
    fn stands(&self, text: &[char], at: usize) -> bool {
        let end = at + self.chars.len();
        text.get(at..end) == Some(&self.chars[..])
            && !joined(at.checked_sub(1).and_then(|before| text.get(before)), self.chars.first())
            && (self.open || !joined(self.chars.last(), text.get(end)))
    }
}

/// Whether two neighbours belong to one word. Chinese is written without spaces: its characters stand each for itself.
fn joined(left: Option<&char>, right: Option<&char>) -> bool {
    let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !spaceless(*c));
    letter(left) && letter(right)
}

/// Characters of writing without spaces: Han and kana, and their punctuation.
fn spaceless(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A text folded for comparing, with the bytes each character came from.
struct Folded {
    chars: Vec<char>,
    from: Vec<Range<usize>>,
}

impl Folded {
    fn new(text: &str) -> Self {
        let mut out = Self { chars: Vec::new(), from: Vec::new() };
        for (at, c) in text.char_indices().take(MOST_CHARS) {
            let from = at..at + c.len_utf8();
            if c.is_ascii() {
                out.push(c.to_ascii_lowercase(), &from);
                continue;
            }
            for folded in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
                out.push(folded, &from);
            }
        }
        while matches!(out.chars.last(), Some(' ' | '|')) {
            out.chars.pop();
            out.from.pop();
        }
        out
    }

    fn push(&mut self, c: char, from: &Range<usize>) {
        match c {
            // "can't", "can’t" and "cant" are one word; accents are no letters of their own.
            '\'' | '\u{2019}' | '\u{2bc}' => {}
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c if c.is_alphanumeric() => {
                // A blank between Chinese characters separates nothing.
                if self.chars.last() == Some(&' ') && spaceless(c) {
                    self.chars.pop();
                    self.from.pop();
                }
                self.chars.push(c);
                self.from.push(from.clone());
            }
            c if c.is_whitespace() || c == '-' => {
                if self.chars.last().is_some_and(|last| !matches!(last, ' ' | '|') && !spaceless(*last)) {
                    self.chars.push(' ');
                    self.from.push(from.clone());
                }
            }
            // A comma or a full stop ends what belongs together, in Chinese too.
            _ => {
                if self.chars.last() == Some(&' ') {
                    self.chars.pop();
                    self.from.pop();
                }
                if self.chars.last().is_some_and(|last| *last != '|') {
                    self.chars.push('|');
                    self.from.push(from.clone());
                }
            }
        }
    }

    fn range(&self, at: usize, length: usize) -> Range<usize> {
        let start = self.from.get(at).map_or(0, |r| r.start);
        let end = self.from.get((at + length).saturating_sub(1)).map_or(start, |r| r.end);
        start..end
    }
}
