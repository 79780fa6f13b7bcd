//! What a caller's words mean: a type and a priority, with the words that decided it. Fast enough for every keystroke.

use super::{Plan, TextRule};
use crate::types::Priority;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
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
    /// None of these may stand in the text.
    unwanted: Vec<usize>,
    /// These hold a wanted word, which does not count where it stands in them: of "no fire, but thick smoke" the smoke stays,
    /// and of "fire alarm, flames in the kitchen" the flames.
    masks: Vec<usize>,
}

impl Recogniser {
    /// Prepares the rules. Those of a type the plan does not have are left out.
    pub fn new(plan: &Plan) -> Self {
        let mut out = Self::default();
        let mut known = HashMap::new();
        for rule in &plan.rules {
            let Some(typ) = plan.typ(&rule.typ) else { continue };
            let wanted: Vec<Vec<usize>> = lists(rule).map(|list| out.take(list, &mut known)).collect();
            let not = out.take(&rule.not, &mut known);
            let holds = |not: &usize| wanted.iter().flatten().any(|word| out.is_part(*word, *not));
            let (masks, unwanted) = not.into_iter().partition(holds);
            let priority = rule.priority.unwrap_or(typ.priority);
            out.rules.push(Rule { typ: typ.code.clone(), priority, wanted, unwanted, masks });
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
        let mut best: Option<(_, &Rule, Vec<(usize, usize)>)> = None;
        for rule in &self.rules {
            if rule.unwanted.iter().any(|w| !met[*w].is_empty()) {
                continue;
            }
            let free = |w: usize| self.free(rule, &met, w).map(|at| (w, at));
            if !rule.wanted.iter().all(|list| list.iter().any(|w| free(*w).is_some())) {
                continue;
            }
            let words = self.counted(rule.wanted.iter().flatten().filter_map(|w| free(*w)).collect());
            let said: usize = words.iter().map(|(w, _)| self.said(*w)).sum();
            let letters: usize = words.iter().map(|(w, _)| self.letters(*w)).sum();
            let rank = (said, Reverse(rule.priority), letters);
            if best.as_ref().is_none_or(|(most, _, _)| rank > *most) {
                best = Some((rank, rule, words));
            }
        }
        let (_, rule, words) = best?;
        let mut ranges: Vec<Range<usize>> =
            words.iter().map(|(w, at)| folded.range(*at, self.words[*w].chars.len())).collect();
        ranges.sort_by_key(|r| (r.start, r.end));
        ranges.dedup();
        Some(Recognised { typ: rule.typ.clone(), priority: rule.priority, words: ranges })
    }

    /// Where each word stands, in the order of the text.
    fn met(&self, text: &Folded) -> Vec<Vec<usize>> {
        let mut met = vec![Vec::new(); self.words.len()];
        for at in 0..text.chars.len() {
            for word in self.starting.get(&text.chars[at]).into_iter().flatten() {
                if self.words[*word].stands(&text.chars, at) {
                    met[*word].push(at);
                }
            }
        }
        met
    }

    /// Where a word stands first outside what takes it away from a rule.
    fn free(&self, rule: &Rule, met: &[Vec<usize>], word: usize) -> Option<usize> {
        let length = self.words[word].chars.len();
        let taken = |at: usize| {
            rule.masks.iter().any(|mask| {
                let long = self.words[*mask].chars.len();
                met[*mask].iter().any(|from| *from <= at && at + length <= from + long)
            })
        };
        met[word].iter().copied().find(|at| !taken(*at))
    }

    /// The words of a rule that stand in the text, without those that are only part of another of them.
    fn counted(&self, mut words: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
        words.sort_unstable();
        words.dedup();
        words.iter().copied().filter(|(one, _)| !words.iter().any(|(other, _)| self.is_part(*one, *other))).collect()
    }

    /// Whether a word is only a part of another.
    fn is_part(&self, one: usize, other: usize) -> bool {
        let (small, large) = (&self.words[one].chars, &self.words[other].chars);
        small.len() < large.len() && large.windows(small.len()).any(|w| w == small)
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

/// Traditional characters and the simplified ones they are written as, from OpenCC's character table.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let one = |text: &str| text.chars().next();
    hanconv::RawDictionary::TSCharacters.iter().filter_map(|(from, to)| Some((one(from)?, one(to)?))).collect()
});

/// The simplified character of a traditional one, so that 電動車 is met by 电动车; others are themselves. 著 is a character
/// of both writings (著名); what a caller says with it is 着 (著火).
fn simplified(c: char) -> char {
    match c {
        '著' => '着',
        c if spaceless(c) => SIMPLIFIED.get(&c).copied().unwrap_or(c),
        c => c,
    }
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
            for folded in std::iter::once(simplified(c)).nfkd().flat_map(char::to_lowercase) {
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
