//! Candidates on their way to the list: how good, where, and what becomes of them at the end.

use crate::{Answer, Found, FoundKind, Index, Question, Shown, Why, class, fold};
use std::collections::{HashMap, HashSet};
use watchfloor_geo::{Wgs84, distance_m};

/// The quality of a perfect match; costs are taken from it.
pub(crate) const BEST: u32 = 980;
/// As good as this, and harder looking cannot help.
pub(crate) const GOOD: u32 = 880;
/// As good as this (a name with one letter wrong, or one word more), and no word is left out to find others.
pub(crate) const FAIR: u32 = 840;
/// Same name within this many metres is the same thing.
const SAME_M: f64 = 100.0;

/// What a hit is taken from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Place(i64),
    Crossing(i64),
    /// Label and detail are known already.
    Text {
        label: String,
        detail: Option<String>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Hit {
    /// [`BEST`] less what it cost; in steps of 20.
    pub quality: u32,
    /// Importance and nearness together, 0..=2000: decides among the equally good.
    pub tie: u32,
    pub kind: FoundKind,
    pub at: Wgs84,
    pub source: Source,
    pub why: Vec<Why>,
}

impl Hit {
    /// The last word on order: rows by number, text by itself.
    fn id(&self) -> (u8, i64, &str) {
        match &self.source {
            Source::Text { label, .. } => (0, 0, label),
            Source::Crossing(row) => (1, *row, ""),
            Source::Place(row) => (2, *row, ""),
        }
    }
}

/// 1000 at the place itself, about 120 less each time the distance doubles beyond 250 m.
pub(crate) fn nearness(near: Option<Wgs84>, at: Wgs84) -> u32 {
    let Some(near) = near else { return 0 };
    let doublings = (1.0 + distance_m(near, at) / 250.0).log2();
    (1000.0 - 120.0 * doublings).max(0.0) as u32
}

/// Puts hits in order, makes one of those that are the same thing, and looks up what is shown of the first ones.
pub(crate) fn finish<I: Index>(question: &Question<'_>, mut hits: Vec<Hit>, index: &I) -> Result<Answer, I::Error> {
    hits.sort_by(|a, b| (b.quality, b.tie).cmp(&(a.quality, a.tie)).then_with(|| a.id().cmp(&b.id())));
    let mut rows = HashSet::new();
    hits.retain(|hit| match hit.source {
        Source::Place(row) => rows.insert((hit.kind, row)),
        Source::Crossing(row) => rows.insert((FoundKind::Crossing, row)),
        Source::Text { .. } => true,
    });
    let mut answer = Answer { found: Vec::new(), more: index.out_of_time() };
    // By folded label, to tell what is there already.
    let mut known: Vec<String> = Vec::new();
    for part in hits.chunks(question.limit.max(8)) {
        if answer.found.len() >= question.limit {
            answer.more = true;
            break;
        }
        let shown = Labels::of(part, index)?;
        for hit in part {
            let Some((label, classes, detail)) = shown.of_hit(hit) else { continue };
            let folded = fold::fold(&label);
            let same = |(found, known): (&Found, &String)| {
                found.kind == hit.kind && *known == folded && distance_m(found.at, hit.at) <= SAME_M
            };
            if answer.found.iter().zip(&known).any(same) {
                continue;
            }
            if answer.found.len() >= question.limit {
                answer.more = true;
                break;
            }
            let score = hit.quality + hit.tie.min(2000) * 19 / 2000;
            answer.found.push(Found {
                label,
                kind: hit.kind,
                at: hit.at,
                score,
                why: hit.why.clone(),
                classes,
                detail,
            });
            known.push(folded);
        }
    }
    Ok(answer)
}

/// As [`finish`], of hits that are no rows.
pub(crate) fn of_text(question: &Question<'_>, mut hits: Vec<Hit>) -> Answer {
    hits.sort_by(|a, b| (b.quality, b.tie).cmp(&(a.quality, a.tie)).then_with(|| a.id().cmp(&b.id())));
    let more = hits.len() > question.limit;
    let found = hits.into_iter().take(question.limit).filter_map(|hit| match hit.source {
        Source::Text { label, detail } => {
            let score = hit.quality + hit.tie.min(2000) * 19 / 2000;
            Some(Found { label, kind: hit.kind, at: hit.at, score, why: hit.why, classes: Vec::new(), detail })
        }
        Source::Place(_) | Source::Crossing(_) => None,
    });
    Answer { found: found.collect(), more }
}

/// What is shown of some hits' rows.
struct Labels {
    places: HashMap<i64, Shown>,
    crossings: HashMap<i64, Shown>,
}

impl Labels {
    fn of<I: Index>(hits: &[Hit], index: &I) -> Result<Self, I::Error> {
        let (mut places, mut crossings) = (Vec::new(), Vec::new());
        for hit in hits {
            match hit.source {
                Source::Place(row) => places.push(row),
                Source::Crossing(row) => crossings.push(row),
                Source::Text { .. } => {}
            }
        }
        let by_row = |shown: Vec<Shown>| shown.into_iter().map(|shown| (shown.row, shown)).collect();
        let places = if places.is_empty() { HashMap::new() } else { by_row(index.shown_places(&places)?) };
        let crossings = if crossings.is_empty() { HashMap::new() } else { by_row(index.shown_crossings(&crossings)?) };
        Ok(Self { places, crossings })
    }

    /// Label, classes and detail.
    fn of_hit(&self, hit: &Hit) -> Option<(String, Vec<&'static str>, Option<String>)> {
        let shown = match &hit.source {
            Source::Text { label, detail } => return Some((label.clone(), Vec::new(), detail.clone())),
            Source::Crossing(row) => self.crossings.get(row)?,
            Source::Place(row) => self.places.get(row)?,
        };
        let label = if shown.label.is_empty() { hit.kind.as_str().to_owned() } else { shown.label.clone() };
        let (classes, detail) = match (hit.kind, &shown.detail) {
            (FoundKind::Place(kind), Some(detail)) => class::read(kind, detail),
            (_, detail) => (Vec::new(), detail.clone()),
        };
        Some((label, classes, detail))
    }
}
