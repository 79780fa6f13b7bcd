//! The order in which the readings of a question are tried, and when it is enough.

use crate::crossing::Crossed;
use crate::hits::{BEST, FAIR, GOOD, Hit};
use crate::matching::{EXTRA, Effort, Match, PREFIX, Wanted};
use crate::name::Name;
use crate::places::{context, places};
use crate::read::{Cross, Read, Reading};
use crate::{FoundKind, Index, NameRow, Question};
use watchfloor_area::PlaceKind;
use watchfloor_geo::Wgs84;

/// Names exactly as typed that are taken of all readings together.
const MOST_NAMED: usize = 200;
/// As good as a name whose beginning was typed, and one more word.
const BEGUN: u32 = BEST - PREFIX - EXTRA;
/// Words of a text that may be two streets without a word between them.
const MOST_SIDE_BY_SIDE: usize = 8;

/// One reading that is looked for, ever harder.
struct Looked<'r> {
    reading: &'r Reading,
    wanted: Wanted<'r>,
    /// Where the words behind it say it is, and what it costs that they were not used; once known.
    context: Option<(Option<Wgs84>, u32)>,
    /// What it costs before anything is compared.
    base: u32,
}

impl<'r> Looked<'r> {
    fn new(reading: &'r Reading, unfinished: bool, base: u32) -> Self {
        let unfinished = unfinished && reading.number.is_none() && reading.context.is_none();
        Self { reading, wanted: Wanted::new(&reading.name, unfinished), context: None, base }
    }

    fn take<I: Index>(
        &mut self,
        question: &Question<'_>,
        matches: Vec<Match>,
        index: &I,
        hits: &mut Vec<Hit>,
    ) -> Result<(), I::Error> {
        if matches.is_empty() {
            return Ok(());
        }
        let (settled, unread) = match self.context {
            Some(known) => known,
            None => *self.context.insert(context(self.reading, index)?),
        };
        places(question, self.reading, (settled, unread + self.base), matches, index, hits)
    }
}

/// Puts everything the readings may mean to `hits`.
pub(crate) fn look<I: Index>(
    question: &Question<'_>,
    read: &Read,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let mut crosses: Vec<Crossed<'_>> = read.crosses.iter().map(Crossed::new).collect();
    // A text with a sign between two streets is hardly one name.
    let base = if crosses.iter().any(|cross| cross.sign) { EXTRA } else { 0 };
    let mut readings: Vec<Looked<'_>> = read.readings.iter().map(|r| Looked::new(r, true, base)).collect();
    exact(question, read, (&mut readings, &mut crosses), index, hits)?;
    for effort in [Effort::Plain, Effort::Slips, Effort::Fewer] {
        if index.out_of_time() || settled(hits, effort) {
            break;
        }
        for cross in &mut crosses {
            cross.look(question, effort, index, hits)?;
        }
        if crosses.iter().any(|cross| cross.sign && cross.is_right()) {
            return Ok(());
        }
        for looked in &mut readings {
            if index.out_of_time() {
                break;
            }
            let matches = looked.wanted.look(effort, index)?;
            looked.take(question, matches, index, hits)?;
        }
        if effort == Effort::Fewer && best(hits) < BEST - EXTRA {
            odd(question, &read.odd, index, hits)?;
        }
    }
    if best(hits) < FAIR && !index.out_of_time() && crosses.is_empty() {
        side_by_side(question, read, index, hits)?;
    }
    Ok(())
}

/// Whether looking with this effort can be left out. A single good name may still be another's misspelling (`Hinman` for
/// `Heinman`); with its house number it is not.
fn settled(hits: &[Hit], next: Effort) -> bool {
    let street = |hit: &Hit| hit.kind == FoundKind::Place(PlaceKind::Street);
    let whole = |hit: &Hit| matches!(hit.kind, FoundKind::Crossing | FoundKind::Place(PlaceKind::Address));
    match next {
        // A crossing or a house exactly as asked; a name may still be the beginning of others.
        Effort::Plain => hits.iter().any(|hit| hit.quality >= BEST - EXTRA && whole(hit)),
        Effort::Slips => {
            let good = |least: u32| hits.iter().filter(move |hit| hit.quality >= least);
            good(GOOD).any(whole) || good(BEGUN).any(|hit| !street(hit)) || good(BEGUN).nth(2).is_some()
        }
        Effort::Fewer => best(hits) >= FAIR,
    }
}

fn best(hits: &[Hit]) -> u32 {
    hits.iter().map(|hit| hit.quality).max().unwrap_or(0)
}

/// Names exactly as typed, for all readings and both sides of all crossings at once.
fn exact<I: Index>(
    question: &Question<'_>,
    read: &Read,
    (readings, crosses): (&mut [Looked<'_>], &mut [Crossed<'_>]),
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let sides = read.crosses.iter().flat_map(|cross| &cross.sides);
    let bags: Vec<String> = sides.chain(read.readings.iter().map(|r| &r.name)).map(Name::bag).collect();
    let mut found = by_bag(&bags, index)?.into_iter();
    for cross in crosses {
        let rows = [found.next().unwrap_or_default(), found.next().unwrap_or_default()];
        cross.exact(question, rows, index, hits)?;
    }
    for (looked, rows) in readings.iter_mut().zip(found) {
        let matches = looked.wanted.judge(rows);
        looked.take(question, matches, index, hits)?;
    }
    Ok(())
}

/// The names of each bag.
fn by_bag<I: Index>(bags: &[String], index: &I) -> Result<Vec<Vec<NameRow>>, I::Error> {
    let mut found = vec![Vec::new(); bags.len()];
    for (at, row) in index.named(bags, MOST_NAMED)? {
        if let Some(rows) = found.get_mut(at) {
            rows.push(row);
        }
    }
    Ok(found)
}

/// Numbers as few write them.
fn odd<I: Index>(
    question: &Question<'_>,
    readings: &[Reading],
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let bags: Vec<String> = readings.iter().map(|reading| reading.name.bag()).collect();
    for (reading, rows) in readings.iter().zip(by_bag(&bags, index)?) {
        let mut looked = Looked::new(reading, false, 0);
        let matches = looked.wanted.judge(rows);
        let from = hits.len();
        looked.take(question, matches, index, hits)?;
        // What only comes near such a number is a guess too many.
        let mut at = 0;
        hits.retain(|hit| {
            at += 1;
            at <= from || hit.quality >= BEST - EXTRA
        });
    }
    Ok(())
}

/// The words of the first reading cut in two at each place: streets named without a word between them, spelt right.
fn side_by_side<I: Index>(
    question: &Question<'_>,
    read: &Read,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let Some(all) = read.readings.first() else { return Ok(()) };
    let words: Vec<&str> = all.name.parts.iter().map(|(word, _)| word.as_str()).collect();
    let cut = |at: usize| Cross {
        sides: [&words[..at], &words[at..]].map(|side| Name::from_key(&side.join(" "))),
        sign: false,
    };
    let cuts: Vec<Cross> = (1..words.len().min(MOST_SIDE_BY_SIDE)).map(cut).collect();
    let bags: Vec<String> = cuts.iter().flat_map(|cross| cross.sides.each_ref().map(Name::bag)).collect();
    let mut found = by_bag(&bags, index)?.into_iter();
    for cross in &cuts {
        let rows = [found.next().unwrap_or_default(), found.next().unwrap_or_default()];
        Crossed::new(cross).exact(question, rows, index, hits)?;
    }
    Ok(())
}
