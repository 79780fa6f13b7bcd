//! Which names a typed name may be, and how far each is from it. Cost 0 is the name itself; every step away adds.

use crate::fold::{is_han, one_slip, typo_keys};
use crate::name::{Name, Role, can_slip};
use crate::{Index, NameRow, Why, han, words};

/// Names looked at per lookup.
const ROWS: usize = 40;
/// Words that a misspelt one may have been.
const MOST_SLIPS: usize = 8;

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
}

impl<'a> Asked<'a> {
    fn new(word: &'a str) -> Self {
        let rest = words::sort_words().find_map(|sort| word.strip_prefix(sort));
        let behind_sort = rest.filter(|rest| rest.chars().count() >= 3);
        let stands_for = words::stands_for(word);
        Self { word, slips: Vec::new(), stands_for, sort_slip: sort_slip(word), behind_sort }
    }

    fn group(&self) -> Vec<String> {
        let short = self.stands_for.iter().map(|word| (*word).to_owned());
        std::iter::once(self.word.to_owned()).chain(short).collect()
    }
}

/// Names that `name` may be, the nearest to it first.
pub(crate) fn matches<I: Index>(name: &Name, effort: Effort, index: &I) -> Result<Vec<Match>, I::Error> {
    let mut asked: Vec<Asked<'_>> = name.words().map(Asked::new).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = match effort {
        Effort::Plain => plain(name, &asked, index)?,
        Effort::Slips => slipped(&mut asked, index)?,
        Effort::Fewer => fewer(&mut asked, index)?,
    };
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let mut found: Vec<Match> = rows.into_iter().filter_map(|row| judge(name, &asked, row)).collect();
    if effort == Effort::Slips {
        found.extend(by_sound(name, index)?);
    }
    found.sort_by_key(|found| (found.cost, found.row.id));
    found.dedup_by_key(|found| found.row.id);
    Ok(found)
}

/// The groups a store is asked for: one per word; for Han one per pair of characters.
fn groups(asked: &[Asked<'_>]) -> Vec<Vec<String>> {
    let group = |asked: &Asked<'_>| {
        if asked.word.starts_with(is_han) {
            return han::pairs(asked.word).into_iter().map(|pair| vec![pair]).collect();
        }
        vec![asked.group()]
    };
    asked.iter().flat_map(group).collect()
}

fn plain<I: Index>(name: &Name, asked: &[Asked<'_>], index: &I) -> Result<Vec<NameRow>, I::Error> {
    let mut rows = index.named(&name.bag(), ROWS)?;
    let all = groups(asked);
    let whole = index.holding(&all, None, ROWS)?;
    let full = whole.len() >= ROWS;
    rows.extend(whole);
    if let Some((last, before)) = asked.split_last().filter(|_| !full) {
        let one = last.word.chars().nth(1).is_none();
        if !last.word.starts_with(is_han) || one {
            rows.extend(index.holding(&groups(before), Some(last.word), ROWS)?);
        }
    }
    Ok(rows)
}

/// Words that are in use and differ from each by one letter.
fn find_slips<I: Index>(asked: &mut [Asked<'_>], index: &I) -> Result<(), I::Error> {
    for asked in asked.iter_mut().filter(|asked| can_slip(asked.word)) {
        let similar = index.similar(&typo_keys(asked.word), 64)?;
        let near = similar.into_iter().filter(|word| word != asked.word && one_slip(word, asked.word));
        asked.slips = near.take(MOST_SLIPS).collect();
    }
    Ok(())
}

/// Names with one word misspelt, two run together, or a space forgotten.
fn slipped<I: Index>(asked: &mut [Asked<'_>], index: &I) -> Result<Vec<NameRow>, I::Error> {
    find_slips(asked, index)?;
    let mut rows = Vec::new();
    let last = asked.len() - 1;
    for at in 0..asked.len() {
        if index.out_of_time() {
            return Ok(rows);
        }
        let mut others: Vec<Vec<String>> = [groups(&asked[..at]), groups(&asked[at + 1..])].concat();
        if !asked[at].slips.is_empty() {
            others.push(asked[at].slips.clone());
            rows.extend(index.holding(&others, None, ROWS)?);
            if at != last && !asked[last].word.starts_with(is_han) {
                let mut before = [groups(&asked[..at]), groups(&asked[at + 1..last])].concat();
                before.push(asked[at].slips.clone());
                rows.extend(index.holding(&before, Some(asked[last].word), ROWS)?);
            }
            others.pop();
        }
        if asked[at].sort_slip && !others.is_empty() {
            rows.extend(index.holding(&others, None, ROWS)?);
        }
        if at < last {
            let joined = format!("{}{}", asked[at].word, asked[at + 1].word);
            let mut others = [groups(&asked[..at]), groups(&asked[at + 2..])].concat();
            others.push(vec![joined]);
            rows.extend(index.holding(&others, None, ROWS)?);
        }
        if let Some(parted) = split(asked, at) {
            rows.extend(index.holding(&parted, None, ROWS)?);
        }
    }
    if rows.is_empty() && asked.iter().filter(|asked| !asked.slips.is_empty()).count() > 1 {
        let either = |asked: &Asked<'_>| [asked.group(), asked.slips.clone()].concat();
        rows = index.holding(&asked.iter().map(either).collect::<Vec<_>>(), None, ROWS)?;
    }
    Ok(rows)
}

/// The groups with the word at `at` cut in two where a space may have been forgotten: only the sort of street in front.
fn split(asked: &[Asked<'_>], at: usize) -> Option<Vec<Vec<String>>> {
    let rest = asked[at].behind_sort?;
    Some([groups(&asked[..at]), vec![vec![rest.to_owned()]], groups(&asked[at + 1..])].concat())
}

/// Whether a word may be a misspelt sort of street.
fn sort_slip(word: &str) -> bool {
    word.len() >= 2 && words::sort_words().any(|sort| one_slip(sort, word))
}

/// Names with all words but one, the others perhaps misspelt.
fn fewer<I: Index>(asked: &mut [Asked<'_>], index: &I) -> Result<Vec<NameRow>, I::Error> {
    let mut rows = Vec::new();
    if asked.len() < 2 {
        return Ok(rows);
    }
    find_slips(asked, index)?;
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
    for at in 0..asked.len() {
        if index.out_of_time() {
            break;
        }
        let others = [either(&asked[..at]), either(&asked[at + 1..])].concat();
        let whole = index.holding(&others, None, ROWS)?;
        let none = whole.is_empty();
        rows.extend(whole);
        let last = asked.len() - 1;
        if none && at != last && !asked[last].word.starts_with(is_han) {
            let before = [either(&asked[..at]), either(&asked[at + 1..last])].concat();
            rows.extend(index.holding(&before, Some(asked[last].word), ROWS)?);
        }
    }
    Ok(rows)
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
        if let Some((i, more, reason)) = found {
            taken[i] = true;
            cost += more;
            why.extend(reason);
            order.push(i);
        } else if ask.sort_slip {
            let meant = written.sorts().map(|(word, _)| word).find(|word| one_slip(word, ask.word));
            cost += if meant.is_some() { SHORT_WORD } else { OTHER_SORT };
            why.push(match meant {
                Some(word) => Why::Corrected { from: ask.word.to_owned(), to: word.to_owned() },
                None => Why::MissingToken(ask.word.to_owned()),
            });
        } else {
            cost += match ask.word {
                // A number that the name has not: its house number was not used.
                word if word.starts_with(|c: char| c.is_ascii_digit()) => 2 * MISSING,
                word if word.chars().count() <= 3 => 2 * SHORT_WORD,
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

/// What another sort of street costs.
fn sorts(name: &Name, written: &Name, why: &mut Vec<Why>) -> u32 {
    let Some((asked, _)) = name.sorts().next() else { return 0 };
    let one_sort = name.sorts().any(|(_, sort)| written.sorts().any(|(_, other)| other == sort));
    let one_word = name.sorts().any(|(word, _)| written.parts.iter().any(|(other, _)| other == word));
    if one_sort || one_word {
        return 0;
    }
    why.push(Why::OtherType { asked: asked.to_owned() });
    if written.sorts().next().is_some() { OTHER_SORT } else { EXTRA }
}

/// Chinese names whose sound, in full or by its first letters, is what was typed.
fn by_sound<I: Index>(name: &Name, index: &I) -> Result<Vec<Match>, I::Error> {
    let typed: String = name.parts.iter().map(|(word, _)| word.as_str()).collect();
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
            out.push(Match { row, cost, why: vec![why.clone()] });
        }
    }
    Ok(out)
}
