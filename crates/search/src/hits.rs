//! Candidates on their way to the list: how good, where, and what becomes of them at the end.

use crate::{Answer, Found, FoundKind, Index, NameRow, Question, Why, fold};
use std::collections::HashSet;
use watchfloor_area::PlaceKind;
use watchfloor_geo::{Wgs84, distance_m};

/// The quality of a perfect match; costs are taken from it.
pub(crate) const BEST: u32 = 980;
/// As good as this, and harder looking cannot help.
pub(crate) const GOOD: u32 = 880;
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
    for hit in hits {
        if answer.found.len() >= question.limit {
            answer.more = true;
            break;
        }
        let score = hit.quality + hit.tie.min(2000) * 19 / 2000;
        let kind = hit.kind;
        let Some((label, detail)) = shown(&hit, index)? else { continue };
        let same = |found: &Found| {
            found.kind == kind
                && fold::fold(&found.label) == fold::fold(&label)
                && distance_m(found.at, hit.at) <= SAME_M
        };
        if !answer.found.iter().any(same) {
            answer.found.push(Found { label, kind, at: hit.at, score, why: hit.why, detail });
        }
    }
    Ok(answer)
}

fn shown<I: Index>(hit: &Hit, index: &I) -> Result<Option<(String, Option<String>)>, I::Error> {
    Ok(match &hit.source {
        Source::Text { label, detail } => Some((label.clone(), detail.clone())),
        Source::Crossing(row) => index.crossing(*row)?.map(|c| (format!("{} & {}", c.names[0], c.names[1]), None)),
        Source::Place(row) => match index.place(*row)? {
            Some(place) => {
                let label = [Some(place.name), place.reference].into_iter().flatten().find(|text| !text.is_empty());
                let detail = match place.kind {
                    PlaceKind::Street => None,
                    _ => place.detail,
                };
                Some((label.unwrap_or_else(|| place.kind.as_str().to_owned()), detail))
            }
            None => None,
        },
    })
}

/// The street that a street meets nearest to a place, for the line under its name.
pub(crate) fn nearest_cross<I: Index>(streets: &[NameRow], at: Wgs84, index: &I) -> Result<Option<String>, I::Error> {
    let mut best: Option<(f64, i64)> = None;
    for street in streets {
        for meeting in index.meetings(street.id, 400)? {
            let far = distance_m(at, meeting.at);
            if best.is_none_or(|(known, _)| far < known) {
                best = Some((far, meeting.crossing));
            }
        }
    }
    let Some((_, row)) = best else { return Ok(None) };
    let Some(crossing) = index.crossing(row)? else { return Ok(None) };
    let own = |name: &str| streets.iter().any(|street| crate::name(name).key() == street.key);
    Ok(crossing.names.iter().find(|name| !own(name)).map(|name| name.to_string()))
}
