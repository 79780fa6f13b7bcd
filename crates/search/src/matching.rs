//! Which names a typed name may be, and how far each is from it. Cost 0 is the name itself; every step away adds.

use crate::fold::{is_han, one_slip, typo_keys};
use crate::name::{Name, Role, can_slip};
use crate::{Index, NameRow, Why, han, words};
use std::collections::HashSet;

/// Names looked at per lookup.
const ROWS: usize = 40;
/// Words that a misspelt one may have been.
const MOST_SLIPS: usize = 8;
/// Names that are exactly as asked, and ways to read what was asked that are tried at once.
const MOST_NAMED: usize = 200;
/// Words of which each is left out in turn.
const MOST_LEFT_OUT: usize = 8;

pub(crate) const EXTRA: u32 = 20;
pub(crate) const SWAPPED: u32 = 20;
pub(crate) const SHORT_WORD: u32 = 40;
pub(crate) const PREFIX: u32 = 40;
pub(crate) const OTHER_SORT: u32 = 80;
pub(crate) const SLIP: u32 = 120;
pub(crate) const MISSING: u32 = 160;
pub(crate) const SOUND: u32 = 20;
pub(crate) const INITIALS: u32 = 100;

/// A name that may be meant.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub row: NameRow,
    pub cost: u32,
    pub why: Vec<Why>,
}

/// How hard to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    /// The words as typed, the last perhaps unfinished.
    Plain,
    /// A letter wrong, words run together, Chinese by sound.
    Slips,
    /// A word too many.
    Fewer,
}

/// A typed word and what else it may be.
struct Asked<'a> {
    word: &'a str,
    /// Words it may have been misspelt from.
    slips: Vec<String>,
    stands_for: Vec<&'static str>,
    /// It may be a misspelt sort of street.
    sort_slip: bool,
    /// What is left of it behind a sort of street without a space.
    behind_sort: Option<&'a str>,
    /// It is in use as it is.
    known: bool,
    /// Two words in use that it is when a space was forgotten.
    parted: Option<[String; 2]>,
}

impl<'a> Asked<'a> {
    fn new(word: &'a str) -> Self {
        let rest = words::sort_words().find_map(|sort| word.strip_prefix(sort));
        let behind_sort = rest.filter(|rest| rest.chars().count() >= 3);
        let stands_for = words::stands_for(word);
        let sort_slip = sort_slip(word);
        Self { word, slips: Vec::new(), stands_for, sort_slip, behind_sort, known: false, parted: None }
    }

    fn group(&self) -> Vec<String> {
        let short = self.stands_for.iter().map(|word| (*word).to_owned());
        std::iter::once(self.word.to_owned()).chain(short).collect()
    }

    fn is_han(&self) -> bool {
        self.word.starts_with(is_han)
    }
}

/// A typed name that is looked for, ever harder.
pub(crate) struct Wanted<'n> {
    name: &'n Name,
    asked: Vec<Asked<'n>>,
    /// The last word may be the beginning of one.
    unfinished: bool,
    /// Names that were judged already.
    seen: HashSet<i64>,
    /// Whether the words' misspellings were looked up.
    corrected: bool,
}

impl<'n> Wanted<'n> {
    /// `unfinished` when nothing was typed behind the name.
    pub fn new(name: &'n Name, unfinished: bool) -> Self {
        let asked: Vec<Asked<'n>> = name.words().map(Asked::new).collect();
        let word = |last: &(String, Role)| last.1 == Role::Word && !last.0.starts_with(|c: char| c.is_ascii_digit());
        let unfinished = unfinished && name.parts.last().is_some_and(word);
        Self { name, asked, unfinished, seen: HashSet::new(), corrected: false }
    }

    /// What of these names may be meant and was not judged before, the nearest first.
    pub fn judge(&mut self, rows: Vec<NameRow>) -> Vec<Match> {
        let fresh: Vec<NameRow> = rows.into_iter().filter(|row| self.seen.insert(row.id)).collect();
        let mut found: Vec<Match> = fresh.into_iter().filter_map(|row| judge(self.name, &self.asked, row)).collect();
        found.sort_by_key(|found| (found.cost, found.row.id));
        found
    }

    /// Names it may be that no lesser effort found, the nearest first.
    pub fn look<I: Index>(&mut self, effort: Effort, index: &I) -> Result<Vec<Match>, I::Error> {
        if self.asked.is_empty() {
            return Ok(Vec::new());
        }
        let rows = match effort {
            Effort::Plain => self.plain(index)?,
            Effort::Slips => self.slipped(index)?,
            Effort::Fewer => self.fewer(index)?,
        };
        let mut found = self.judge(rows);
        if effort == Effort::Slips {
            found.extend(self.by_sound(index)?);
            found.sort_by_key(|found| (found.cost, found.row.id));
        }
        Ok(found)
    }

    fn plain<I: Index>(&self, index: &I) -> Result<Vec<NameRow>, I::Error> {
        let mut rows = index.holding(&groups(&self.asked), None, ROWS)?;
        if self.unfinished && rows.len() < ROWS {
            rows.extend(self.begun(&[], index)?);
        }
        Ok(rows)
    }

    /// Names with the last word as a beginning, and `more` groups in place of the words before it if there are any.
    fn begun<I: Index>(&self, more: &[Vec<String>], index: &I) -> Result<Vec<NameRow>, I::Error> {
        let Some((last, before)) = self.asked.split_last() else { return Ok(Vec::new()) };
        if last.is_han() && last.word.chars().nth(1).is_some() {
            return Ok(Vec::new());
        }
        let before = if more.is_empty() { groups(before) } else { more.to_vec() };
        index.holding(&before, Some(last.word), ROWS)
    }

    /// Words that are in use and differ from each by one letter; whether each is in use itself.
    fn find_slips<I: Index>(&mut self, index: &I) -> Result<(), I::Error> {
        if std::mem::replace(&mut self.corrected, true) {
            return Ok(());
        }
        for asked in self.asked.iter_mut().filter(|asked| can_slip(asked.word)) {
            let parted = words::parted_s(asked.word);
            let keys: Vec<i64> = std::iter::once(asked.word).chain(parted.as_deref()).flat_map(typo_keys).collect();
            let similar = index.similar(&keys, 64)?;
            asked.known = similar.iter().any(|word| word == asked.word);
            let slip = |word: &String| one_slip(word, asked.word) || parted.as_ref() == Some(word);
            let near = similar.into_iter().filter(|word| word != asked.word && slip(word));
            asked.slips = near.take(MOST_SLIPS).collect();
        }
        for asked in self.asked.iter_mut().filter(|a| can_slip(a.word) && !a.known && a.slips.is_empty()) {
            asked.parted = parted(asked.word, index)?;
        }
        Ok(())
    }

    /// Names with one word misspelt, two run together, or a space forgotten.
    fn slipped<I: Index>(&mut self, index: &I) -> Result<Vec<NameRow>, I::Error> {
        self.find_slips(index)?;
        let named = index.named(&self.other_bags(), MOST_NAMED)?;
        let mut rows: Vec<NameRow> = named.into_iter().map(|(_, row)| row).collect();
        let asked = &self.asked;
        let others = |at: usize| [groups(&asked[..at]), groups(&asked[at + 1..])].concat();
        let last = asked.len() - 1;
        // A word in use is less likely to be a misspelt one: only when nothing else helps.
        for known in [false, true] {
            for at in (0..asked.len()).filter(|at| asked[*at].known == known && !asked[*at].slips.is_empty()) {
                if index.out_of_time() || known && !rows.is_empty() {
                    return Ok(rows);
                }
                let mut groups = others(at);
                groups.push(asked[at].slips.clone());
                rows.extend(index.holding(&groups, None, ROWS)?);
                if rows.is_empty() && self.unfinished && at != last {
                    let before = [self::groups(&asked[..at]), self::groups(&asked[at + 1..last])].concat();
                    rows.extend(self.begun(&[before, vec![asked[at].slips.clone()]].concat(), index)?);
                }
            }
        }
        if !rows.is_empty() {
            return Ok(rows);
        }
        if !self.unfinished {
            rows.extend(self.begun(&[], index)?);
        }
        for at in 0..asked.len() {
            if index.out_of_time() {
                return Ok(rows);
            }
            if let Some(rest) = asked[at].behind_sort {
                rows.extend(index.holding(&[others(at), vec![vec![rest.to_owned()]]].concat(), None, ROWS)?);
            }
            if let Some(parts) = &asked[at].parted {
                let parts = parts.iter().map(|part| vec![part.clone()]).collect();
                rows.extend(index.holding(&[others(at), parts].concat(), None, ROWS)?);
            }
            if asked[at].sort_slip && asked.len() > 1 {
                rows.extend(index.holding(&others(at), None, ROWS)?);
            }
            if at < last {
                let joined = vec![vec![format!("{}{}", asked[at].word, asked[at + 1].word)]];
                let rest = [groups(&asked[..at]), groups(&asked[at + 2..])].concat();
                rows.extend(index.holding(&[rest, joined].concat(), None, ROWS)?);
            }
        }
        if rows.is_empty() && asked.iter().filter(|asked| !asked.slips.is_empty()).count() > 1 {
            let either = |asked: &Asked<'_>| [asked.group(), asked.slips.clone()].concat();
            rows = index.holding(&asked.iter().map(either).collect::<Vec<_>>(), None, ROWS)?;
        }
        Ok(rows)
    }

    /// Every bag of words that this may be with one thing wrong.
    fn other_bags(&self) -> Vec<String> {
        let words: Vec<&str> = self.asked.iter().map(|asked| asked.word).collect();
        let bag = |at: usize, taken: usize, new: &[&str]| {
            let mut bag = [&words[..at], new, &words[at + taken..]].concat();
            bag.sort_unstable();
            bag.join(" ")
        };
        let mut bags = Vec::new();
        for (at, asked) in self.asked.iter().enumerate() {
            bags.extend(asked.slips.iter().map(|slip| bag(at, 1, &[slip])));
            bags.extend(asked.stands_for.iter().map(|word| bag(at, 1, &[word])));
            bags.extend(asked.behind_sort.map(|rest| bag(at, 1, &[rest])));
            bags.extend(asked.parted.as_ref().map(|[a, b]| bag(at, 1, &[a, b])));
            if asked.sort_slip && words.len() > 1 {
                bags.push(bag(at, 1, &[]));
            }
            if let Some(next) = words.get(at + 1) {
                bags.push(bag(at, 2, &[&format!("{}{next}", asked.word)]));
            }
        }
        bags
    }

    /// Names with all words but one, the others perhaps misspelt.
    fn fewer<I: Index>(&mut self, index: &I) -> Result<Vec<NameRow>, I::Error> {
        let mut rows = Vec::new();
        if self.asked.len() < 2 {
            return Ok(rows);
        }
        self.find_slips(index)?;
        let asked = &self.asked;
        let either = |part: &[Asked<'_>]| -> Vec<Vec<String>> {
            let with_slips = |asked: &Asked<'_>| {
                let mut own = groups(std::slice::from_ref(asked));
                if let [group] = own.as_mut_slice() {
                    group.extend(asked.slips.iter().cloned());
                }
                own
            };
            part.iter().flat_map(with_slips).collect()
        };
        let last = asked.len() - 1;
        for at in 0..asked.len().min(MOST_LEFT_OUT) {
            if index.out_of_time() {
                break;
            }
            let others = [either(&asked[..at]), either(&asked[at + 1..])].concat();
            let whole = index.holding(&others, None, ROWS)?;
            let none = whole.is_empty();
            rows.extend(whole);
            if none && self.unfinished && at != last && last > 1 {
                let before = [either(&asked[..at]), either(&asked[at + 1..last])].concat();
                rows.extend(self.begun(&before, index)?);
            }
        }
        Ok(rows)
    }

    /// Chinese names whose sound, in full or by its first letters, is what was typed.
    fn by_sound<I: Index>(&mut self, index: &I) -> Result<Vec<Match>, I::Error> {
        let typed: String = self.name.parts.iter().map(|(word, _)| word.as_str()).collect();
        if typed.len() < 2 || !typed.bytes().all(|b| b.is_ascii_lowercase()) {
            return Ok(Vec::new());
        }
        let mut out = Vec::new();
        for (mark, base, why) in [(han::SOUND, SOUND, Why::Pinyin), (han::INITIALS, INITIALS, Why::Initials)] {
            let word = format!("{mark}{typed}");
            for row in index.holding(&[], Some(&word), ROWS)? {
                let filed = Name::from_key(&row.key).filed_under();
                // From the beginning of the name, to its end: the whole name; else a piece of it.
                let whole = filed.contains(&word);
                let cost = base + if whole { 0 } else { PREFIX };
                if self.seen.insert(row.id) {
                    out.push(Match { row, cost, why: vec![why.clone()] });
                }
            }
        }
        Ok(out)
    }
}

/// The groups a store is asked for: one per word; for Han one per pair of characters.
fn groups(asked: &[Asked<'_>]) -> Vec<Vec<String>> {
    let group = |asked: &Asked<'_>| {
        if asked.is_han() {
            return han::pairs(asked.word).into_iter().map(|pair| vec![pair]).collect();
        }
        vec![asked.group()]
    };
    asked.iter().flat_map(group).collect()
}

/// The two words in use that a word falls into, the first as long as it may be.
fn parted<I: Index>(word: &str, index: &I) -> Result<Option<[String; 2]>, I::Error> {
    let cuts: Vec<(&str, &str)> = word.char_indices().skip(3).map(|(at, _)| word.split_at(at)).collect();
    let cuts: Vec<(&str, &str)> = cuts.into_iter().filter(|(_, end)| end.chars().count() >= 3).collect();
    let halves: Vec<String> = cuts.iter().flat_map(|(a, b)| [(*a).to_owned(), (*b).to_owned()]).collect();
    if halves.is_empty() {
        return Ok(None);
    }
    let known = index.known(&halves)?;
    let is = |half: &str| known.iter().any(|word| word == half);
    let cut = cuts.iter().rev().find(|(a, b)| is(a) && is(b));
    Ok(cut.map(|(a, b)| [(*a).to_owned(), (*b).to_owned()]))
}

/// Whether a word may be a misspelt sort of street.
fn sort_slip(word: &str) -> bool {
    word.len() >= 2 && words::sort_words().any(|sort| one_slip(sort, word))
}

/// How far a name is from what was asked; `None` when no word of it was.
fn judge(name: &Name, asked: &[Asked<'_>], row: NameRow) -> Option<Match> {
    let written = Name::from_key(&row.key);
    let words: Vec<&str> = written.words().collect();
    let mut taken = vec![false; words.len()];
    let (mut cost, mut why, mut order) = (0, Vec::new(), Vec::new());
    let mut skip = false;
    for (at, ask) in asked.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        let free =
            |test: &dyn Fn(&str) -> bool, taken: &[bool]| (0..words.len()).find(|i| !taken[*i] && test(words[*i]));
        let joined = asked.get(at + 1).map(|next| format!("{}{}", ask.word, next.word));
        let last = at + 1 == asked.len();
        let found = if let Some(i) = free(&|w| w == ask.word, &taken) {
            Some((i, 0, None))
        } else if let Some(i) = free(&|w| ask.stands_for.contains(&w), &taken) {
            Some((i, 0, None))
        } else if let Some(i) = free(&|w| joined.as_deref() == Some(w), &taken) {
            skip = true;
            Some((
                i,
                EXTRA,
                Some(Why::Corrected { from: format!("{} {}", ask.word, asked[at + 1].word), to: words[i].to_owned() }),
            ))
        } else if let Some(i) = free(&|w| (last || ask.word.starts_with(is_han)) && w.starts_with(ask.word), &taken) {
            Some((i, PREFIX, Some(Why::Prefix)))
        } else if let Some(i) = free(&|w| ask.slips.iter().any(|slip| slip == w), &taken) {
            Some((i, SLIP, Some(Why::Corrected { from: ask.word.to_owned(), to: words[i].to_owned() })))
        } else if let Some(i) = free(&|w| ask.word.starts_with(is_han) && w.contains(ask.word), &taken) {
            Some((i, PREFIX + EXTRA, None))
        } else {
            free(&|w| ask.behind_sort == Some(w), &taken)
                .map(|i| (i, EXTRA, Some(Why::Corrected { from: ask.word.to_owned(), to: words[i].to_owned() })))
        };
        let two = ask.parted.as_ref().and_then(|parts| {
            let each = parts.each_ref().map(|part| (0..words.len()).find(|i| !taken[*i] && words[*i] == part));
            Some([each[0]?, each[1]?])
        });
        if let (None, Some(two)) = (&found, two) {
            two.iter().for_each(|i| taken[*i] = true);
            order.extend(two);
            cost += EXTRA;
            why.push(Why::Corrected { from: ask.word.to_owned(), to: two.map(|i| words[i]).join(" ") });
        } else if let Some((i, more, reason)) = found {
            taken[i] = true;
            cost += more;
            why.extend(reason);
            order.push(i);
        } else if ask.sort_slip {
            // A sort that was asked for beside it is not what it was misspelt from.
            let told = |word: &str| name.sorts().any(|(asked, _)| asked == word);
            let meant = written.sorts().map(|(word, _)| word).find(|word| one_slip(word, ask.word) && !told(word));
            cost += match meant {
                Some(_) => SHORT_WORD,
                None if name.sorts().next().is_none() && written.sorts().next().is_some() => OTHER_SORT + SHORT_WORD,
                None => MISSING,
            };
            why.push(match meant {
                Some(word) => Why::Corrected { from: ask.word.to_owned(), to: word.to_owned() },
                None => Why::MissingToken(ask.word.to_owned()),
            });
        } else {
            cost += match ask.word {
                // A number that the name has not: its house number was not used.
                word if word.starts_with(|c: char| c.is_ascii_digit()) => 2 * MISSING,
                word if word.chars().count() <= 3 => SLIP,
                _ => MISSING,
            };
            why.push(Why::MissingToken(ask.word.to_owned()));
        }
    }
    if order.is_empty() {
        return None;
    }
    if !order.is_sorted() {
        cost += SWAPPED;
        why.push(Why::Swapped);
    }
    let extra = taken.iter().filter(|taken| !**taken).count().min(3) as u32;
    cost += extra * EXTRA + sorts(name, &written, &mut why);
    // `El Cubil` and `Cubil` are told apart where both are there.
    let particles = |name: &Name| -> Vec<String> {
        name.parts.iter().filter(|(_, role)| *role == Role::Particle).map(|(word, _)| word.clone()).collect()
    };
    if particles(name) != particles(&written) {
        cost += EXTRA;
    }
    if why.is_empty() {
        why.push(if extra == 0 { Why::ExactName } else { Why::AllWords });
    }
    Some(Match { row, cost, why })
}

/// What it costs that sorts of street were asked for that the name has not, or that it has one that was not asked for.
fn sorts(name: &Name, written: &Name, why: &mut Vec<Why>) -> u32 {
    let same = |word: &str| written.parts.iter().any(|(other, _)| other == word);
    let has = |word: &str, sort: words::Sort| written.sorts().any(|(_, other)| other == sort) || same(word);
    // `Praceta` and `Praça` are told apart, `Av.` and `Avenida` are not.
    let short = |word: &str, sort: words::Sort| {
        let from = |other: &str| word.chars().count() <= 4 && other.chars().next() == word.chars().next();
        written.sorts().any(|(other, its)| its == sort && from(other))
    };
    let near = name.sorts().any(|(word, sort)| has(word, sort) && !same(word) && !short(word, sort));
    let (asked, missing) = name.sorts().fold((0, Vec::new()), |(asked, mut missing), (word, sort)| {
        if !has(word, sort) {
            missing.push(word);
        }
        (asked + 1, missing)
    });
    if let [first, ..] = missing[..] {
        why.push(Why::OtherType { asked: first.to_owned() });
    }
    let other = asked == missing.len() && written.sorts().next().is_some();
    match missing.len() {
        // `North Star` is told from `North Star Avenue`, and that from `North Star Avenue Court`.
        0 if written.sorts().count() > asked => EXTRA,
        0 if near => EXTRA,
        0 => 0,
        _ if other => OTHER_SORT,
        _ => EXTRA,
    }
}
