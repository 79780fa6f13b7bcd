//! Where two streets meet, named in either order.

use crate::hits::{BEST, Hit, Source, nearness};
use crate::matching::{EXTRA, Effort, Match, Wanted};
use crate::read::Cross;
use crate::{FoundKind, Index, NameRow, Question, Why};
use std::collections::HashMap;
use watchfloor_area::PlaceKind;

/// Names of one side that are tried.
const MOST_NAMES: usize = 32;
/// Crossings of the streets of one question that are looked at.
const MOST_MEETINGS: usize = 400;
/// What it costs that two streets are not known to meet.
const APART: u32 = 60;
/// A side that costs no more is spelt right: at most a sort of street and a particle are left out.
const RIGHT: u32 = 2 * EXTRA;
/// Importance of a crossing without looking it up: among crossings only nearness decides.
const CROSSING: u32 = 400;

/// One side: what is looked for, and the names it may be.
struct Side<'r> {
    wanted: Wanted<'r>,
    names: Vec<Match>,
}

/// Two streets that are looked for, ever harder.
pub(crate) struct Crossed<'r> {
    sides: [Side<'r>; 2],
    /// A sign parts the streets in the text.
    pub sign: bool,
    met: bool,
}

impl<'r> Crossed<'r> {
    pub fn new(cross: &'r Cross) -> Self {
        let side = |at: usize| Side { wanted: Wanted::new(&cross.sides[at], at == 1), names: Vec::new() };
        Self { sides: [side(0), side(1)], sign: cross.sign, met: false }
    }

    /// Both streets are there as they were typed: whether they meet or not, this is what was asked.
    pub fn is_right(&self) -> bool {
        self.sides.iter().all(|side| side.names.first().is_some_and(|m| m.cost <= RIGHT))
    }

    /// Takes names that are exactly as one side was typed.
    pub fn exact<I: Index>(
        &mut self,
        question: &Question<'_>,
        rows: [Vec<NameRow>; 2],
        index: &I,
        hits: &mut Vec<Hit>,
    ) -> Result<(), I::Error> {
        for (side, rows) in self.sides.iter_mut().zip(rows) {
            side.names = side.wanted.judge(rows);
        }
        self.meet(question, index, hits)
    }

    /// Looks harder, at first for both, then for a side that is not spelt right.
    pub fn look<I: Index>(
        &mut self,
        question: &Question<'_>,
        effort: Effort,
        index: &I,
        hits: &mut Vec<Hit>,
    ) -> Result<(), I::Error> {
        if self.met {
            return Ok(());
        }
        let mut more = false;
        for side in &mut self.sides {
            if effort > Effort::Plain && side.names.first().is_some_and(|m| m.cost <= RIGHT) {
                continue;
            }
            let found = side.wanted.look(effort, index)?;
            more |= !found.is_empty();
            side.names.extend(found);
            side.names.sort_by_key(|found| (found.cost, found.row.id));
        }
        if more {
            self.meet(question, index, hits)?;
        }
        if !self.met && (effort > Effort::Plain || self.is_right()) {
            self.apart(question, index, hits)?;
        }
        Ok(())
    }

    fn meet<I: Index>(&mut self, question: &Question<'_>, index: &I, hits: &mut Vec<Hit>) -> Result<(), I::Error> {
        let [a, b] = [self.sides[0].streets(index)?, self.sides[1].streets(index)?];
        if a.is_empty() || b.is_empty() {
            return Ok(());
        }
        let ids = |side: &[(i64, u32, usize)]| side.iter().map(|(street, ..)| *street).collect::<Vec<_>>();
        let by_street = |side: &[(i64, u32, usize)]| -> HashMap<i64, (u32, usize)> {
            side.iter().map(|(street, cost, at)| (*street, (*cost, *at))).collect()
        };
        let known = [by_street(&a), by_street(&b)];
        for meeting in index.meetings(&ids(&a), &ids(&b), MOST_MEETINGS)? {
            let (Some((first, one)), Some((second, other))) =
                (known[0].get(&meeting.streets[0]), known[1].get(&meeting.streets[1]))
            else {
                continue;
            };
            self.met = true;
            let sides = [&self.sides[0].names[*one], &self.sides[1].names[*other]];
            let told = sides.into_iter().filter(|m| m.cost > 0).flat_map(|m| m.why.iter().cloned());
            hits.push(Hit {
                quality: BEST.saturating_sub(first + second).max(100),
                tie: CROSSING + nearness(question.near, meeting.at),
                kind: FoundKind::Crossing,
                at: meeting.at,
                source: Source::Crossing(meeting.crossing),
                why: std::iter::once(Why::Crossing).chain(told).collect(),
            });
        }
        Ok(())
    }

    /// The streets themselves, when they are not known to meet.
    fn apart<I: Index>(&self, question: &Question<'_>, index: &I, hits: &mut Vec<Hit>) -> Result<(), I::Error> {
        let [Some(a), Some(b)] = self.sides.each_ref().map(|side| side.names.first()) else { return Ok(()) };
        for bearer in index.bearers(&[a.row.id, b.row.id], question.near, 4)? {
            if bearer.kind != PlaceKind::Street {
                continue;
            }
            let (own, other) = if bearer.name == a.row.id { (a, b) } else { (b, a) };
            let mut why = vec![Why::NoCrossing { other: other.row.label.clone() }];
            why.extend(own.why.iter().cloned());
            hits.push(Hit {
                quality: BEST.saturating_sub(own.cost + APART),
                tie: u32::from(bearer.importance) + nearness(question.near, bearer.at),
                kind: FoundKind::Place(PlaceKind::Street),
                at: bearer.at,
                source: Source::Place(bearer.place),
                why,
            });
        }
        Ok(())
    }
}

impl Side<'_> {
    /// The streets it may be with what each costs and the match that led there, the cheapest first.
    fn streets<I: Index>(&self, index: &I) -> Result<Vec<(i64, u32, usize)>, I::Error> {
        let names: Vec<i64> = self.names.iter().take(MOST_NAMES).map(|m| m.row.id).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut out: Vec<(i64, u32, usize)> = Vec::new();
        for (name, street) in index.streets(&names)? {
            let Some(at) = names.iter().position(|known| *known == name) else { continue };
            // By a name in another language, which other streets may bear too.
            out.push((street, self.names[at].cost + if street == name { 0 } else { EXTRA }, at));
        }
        out.sort_by_key(|(street, cost, _)| (*street, *cost));
        out.dedup_by_key(|(street, ..)| *street);
        out.sort_by_key(|(street, cost, _)| (*cost, *street));
        Ok(out)
    }
}
