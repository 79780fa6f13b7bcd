//! Places of an operation: where crews stage, what is cordoned off, where people are sheltered, led, sorted or flown out.
//! State, events and their folding; the rules are in [`crate::decide`].

use crate::board::Board;
use crate::event::{Event, Recorded};
use crate::ids::{ClosureId, IncidentId, StreamId, UnitId};
use crate::story::Sentence;
use crate::traffic::words;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;
use watchfloor_geo::{Wgs84, destination};

/// Corners of the polygon that stands for a circle where only polygons are understood.
const CIRCLE_CORNERS: u32 = 32;

/// Identity of a site. A cordon that closes roads has a closure of the same identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(pub Uuid);

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl SiteId {
    /// The closure a cordon closes roads by.
    pub fn closure(self) -> ClosureId {
        ClosureId(self.0)
    }
}

words! {
    /// What a site is for.
    SiteKind {
        Staging "staging",
        Cordon "cordon",
        Shelter "shelter",
        CommandPost "command_post",
        CasualtyPoint "casualty_point",
        Landing "landing",
    }
}

/// Where a site is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteShape {
    Point(Wgs84),
    /// Radius in metres.
    Circle {
        centre: Wgs84,
        radius_m: u32,
    },
    /// At least three corners, the first not repeated.
    Polygon(Vec<Wgs84>),
}

impl SiteShape {
    /// The point, the centre, or the mean of the corners.
    pub fn anchor(&self) -> Option<Wgs84> {
        match self {
            Self::Point(at) | Self::Circle { centre: at, .. } => Some(*at),
            Self::Polygon(corners) => {
                let count = corners.len() as f64;
                let sum = corners.iter().fold([0.0, 0.0], |[lon, lat], at| [lon + at.lon(), lat + at.lat()]);
                Wgs84::new(sum[0] / count, sum[1] / count).ok()
            }
        }
    }

    /// Its ring, without repeating the first corner; none for a point.
    pub fn ring(&self) -> Option<Vec<Wgs84>> {
        match self {
            Self::Point(_) => None,
            Self::Circle { centre, radius_m } => {
                let corner = |n: u32| {
                    let bearing = f64::from(n) * 360.0 / f64::from(CIRCLE_CORNERS);
                    destination(*centre, bearing, f64::from(*radius_m))
                };
                Some((0..CIRCLE_CORNERS).map(corner).collect())
            }
            Self::Polygon(corners) => Some(corners.clone()),
        }
    }
}

/// A site as it is asked for and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Details {
    pub kind: SiteKind,
    pub name: String,
    pub shape: SiteShape,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// A cordon closes the roads it touches, for all but emergency vehicles when these may pass.
    pub roads: Option<RoadsClosed>,
}

/// How a cordon closes roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoadsClosed {
    pub emergency_may_pass: bool,
}

/// A site on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub details: Details,
    /// When it was first set.
    pub since_ms: i64,
    /// When it was last changed, by whom and why.
    pub set_ms: i64,
    pub set_by: String,
    pub reason: String,
}

/// A site was set, moved or changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteSet {
    pub site: SiteId,
    pub details: Details,
    pub reason: String,
}

/// A site is given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteClosed {
    pub site: SiteId,
    /// The incident it belonged to.
    pub incident: Option<IncidentId>,
    pub reason: String,
}

/// A unit on an incident is to go to a site and wait there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitSent {
    pub unit: UnitId,
    pub incident: IncidentId,
    pub site: SiteId,
    pub name: String,
}

impl SiteSet {
    /// The stream the event belongs to.
    pub fn stream(&self) -> StreamId {
        StreamId::new("site", self.site)
    }
}
impl SiteClosed {
    /// The stream the event belongs to.
    pub fn stream(&self) -> StreamId {
        StreamId::new("site", self.site)
    }
}
impl UnitSent {
    /// The stream the event belongs to: the unit is the scarce thing.
    pub fn stream(&self) -> StreamId {
        StreamId::new("unit", &self.unit)
    }
}

/// What people ask for about sites.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Without an id, a new one.
    Set {
        site: Option<SiteId>,
        details: Details,
        reason: String,
    },
    Close {
        site: SiteId,
        reason: String,
    },
    /// Units that are on no incident are assigned to the site's.
    Send {
        site: SiteId,
        units: Vec<UnitId>,
    },
}

impl Order {
    /// The call a role is allowed or refused by.
    pub fn call(&self) -> &'static str {
        match self {
            Self::Set { .. } => "set_site",
            Self::Close { .. } => "close_site",
            Self::Send { .. } => "send_to_site",
        }
    }
}

/// Total, like all folding.
pub(crate) fn fold(board: &mut Board, recorded: &Recorded) {
    match &recorded.event {
        Event::SiteSet(e) => {
            let since_ms = board.sites.get(&e.site).map_or(recorded.happened_ms, |site| site.since_ms);
            let site = Site {
                details: e.details.clone(),
                since_ms,
                set_ms: recorded.happened_ms,
                set_by: recorded.actor.clone(),
                reason: e.reason.clone(),
            };
            board.sites.insert(e.site, site);
        }
        Event::SiteClosed(e) => drop(board.sites.remove(&e.site)),
        Event::UnitSent(e) => {
            if let Some(incident) = board.incidents.get_mut(&e.incident)
                && let Some(run) = incident.runs.iter_mut().rev().find(|run| run.unit == e.unit && run.ended.is_none())
            {
                run.site = Some(e.site);
            }
        }
        _ => {}
    }
}

/// Completes the sentence of such an event; that of any other stays as it is.
pub(crate) fn tell(board: &Board, event: &Event, s: Sentence) -> Sentence {
    match event {
        Event::SiteSet(e) => {
            let s = s.with("kind", e.details.kind.word()).with("name", &e.details.name).with("reason", &e.reason);
            match board.sites.get(&e.site) {
                Some(before) if before.details.shape != e.details.shape => s.variant("moved"),
                Some(_) => s.variant("changed"),
                None => s,
            }
        }
        Event::SiteClosed(e) => {
            let site = board.sites.get(&e.site).map(|site| &site.details);
            s.with("kind", site.map_or("", |site| site.kind.word()))
                .with("name", site.map_or("", |site| site.name.as_str()))
                .with("reason", &e.reason)
        }
        Event::UnitSent(e) => {
            s.with("unit", &e.unit.0).with("number", board.number_of(e.incident)).with("name", &e.name)
        }
        other => crate::resource::tell(board, other, s),
    }
}
