//! Where two streets meet, named in either order.

use crate::hits::{BEST, Hit, Source, nearness};
use crate::matching::{EXTRA, Effort, Match, matches};
use crate::name::Name;
use crate::read::Cross;
use crate::{FoundKind, Index, Question, Why};
use std::collections::BTreeMap;
use watchfloor_area::PlaceKind;

/// Streets of one side that are tried.
const MOST_STREETS: usize = 32;
/// Meetings of one street that are looked at.
const MOST_MEETINGS: usize = 600;
/// What it costs that two streets are not known to meet.
const APART: u32 = 60;
/// Importance of a crossing without looking it up: among crossings only nearness decides.
const CROSSING: u32 = 400;

/// One side: the streets it may be, by row, with the match that led there.
type Side = BTreeMap<i64, Match>;

pub(crate) fn crossings<I: Index>(
    question: &Question<'_>,
    cross: &Cross,
    effort: Effort,
    index: &I,
    hits: &mut Vec<Hit>,
) -> Result<(), I::Error> {
    let [a, b] = [side(&cross.sides[0], effort, index)?, side(&cross.sides[1], effort, index)?];
    let mut met = false;
    for (street, first) in &a {
        if index.out_of_time() {
            break;
        }
        for meeting in index.meetings(*street, MOST_MEETINGS)? {
            let Some(second) = b.get(&meeting.other) else { continue };
            met = true;
            let exact = |m: &Match| m.cost == 0;
            let told = [first, second].into_iter().filter(|m| !exact(m)).flat_map(|m| m.why.iter().cloned());
            hits.push(Hit {
                quality: BEST.saturating_sub(first.cost + second.cost).max(100),
                tie: CROSSING + nearness(question.near, meeting.at),
                kind: FoundKind::Crossing,
                at: meeting.at,
                source: Source::Crossing(meeting.crossing),
                why: std::iter::once(Why::Crossing).chain(told).collect(),
            });
        }
    }
    if met || a.is_empty() || b.is_empty() {
        return Ok(());
    }
    for (own, other) in [(&a, &b), (&b, &a)] {
        let (Some(own), Some(other)) = (own.values().min_by_key(|m| m.cost), other.values().min_by_key(|m| m.cost))
        else {
            continue;
        };
        for bearer in index.bearers(own.row.id, question.near, 4)?.into_iter().filter(|b| b.kind == PlaceKind::Street) {
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
    }
    Ok(())
}

fn side<I: Index>(name: &Name, effort: Effort, index: &I) -> Result<Side, I::Error> {
    let mut found = matches(name, Effort::Plain, index)?;
    // A side that is spelt right needs no harder look.
    if effort > Effort::Plain && found.first().is_none_or(|m| m.cost > 0) {
        found.extend(matches(name, Effort::Slips, index)?);
        if effort > Effort::Slips {
            found.extend(matches(name, Effort::Fewer, index)?);
        }
        found.sort_by_key(|found| (found.cost, found.row.id));
    }
    let mut side = Side::new();
    for m in found.into_iter().take(MOST_STREETS) {
        for street in index.streets(m.row.id)? {
            // By a name in another language, which other streets may bear too.
            let cost = m.cost + if street.id == m.row.id { 0 } else { EXTRA };
            if side.get(&street.id).is_none_or(|known| cost < known.cost) {
                side.insert(street.id, Match { cost, ..m.clone() });
            }
        }
    }
    Ok(side)
}
