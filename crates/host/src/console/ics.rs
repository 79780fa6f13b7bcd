//! Command of incidents and places of operations: wire shapes become orders.

use super::commands::{incident_id, units};
use super::refusal::{bad, refused};
use crate::floor::Floor;
use watchfloor_api::ApiError;
use watchfloor_api::command::Command as Wire;
use watchfloor_api::ics::SetSite;
use watchfloor_domain::Command;
use watchfloor_domain::decide::named_site;
use watchfloor_domain::ics::{ObjectiveState, Order, Post, SectorKind, Triage};
use watchfloor_domain::site::{Details, Order as SiteOrder, RoadsClosed, SiteId, SiteKind, SiteShape};
use watchfloor_geo::Wgs84;

fn one_of<T: Copy>(field: &str, found: Option<T>, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, ApiError> {
    let known = || all.iter().map(|it| word(*it)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| bad(field, format!("one of {}", known())))
}

fn post(word: &str) -> Result<Post, ApiError> {
    one_of("post", Post::from_word(word.trim()), Post::ALL, Post::word)
}

/// The command of such a verb; none for other verbs.
pub(super) fn read(floor: &Floor, command: &Wire) -> Result<Option<Command>, ApiError> {
    let incident = |text: &str| incident_id(floor, text);
    let order = match command {
        Wire::TakePost(take) => Order::TakePost {
            incident: incident(&take.incident)?,
            post: post(&take.post)?,
            holder: take.holder.clone(),
            note: take.note.clone(),
        },
        Wire::LeavePost(leave) => Order::LeavePost {
            incident: incident(&leave.incident)?,
            post: post(&leave.post)?,
            reason: leave.reason.clone(),
        },
        Wire::SetSector(set) => {
            let word = set.kind.as_deref().unwrap_or("sector");
            Order::SetSector {
                incident: incident(&set.incident)?,
                sector: set.sector,
                kind: one_of("kind", SectorKind::from_word(word), SectorKind::ALL, SectorKind::word)?,
                name: set.name.clone(),
                supervisor: set.supervisor.clone(),
            }
        }
        Wire::CloseSector(close) => Order::CloseSector { incident: incident(&close.incident)?, sector: close.sector },
        Wire::SectorUnits(put) => {
            Order::SectorUnits { incident: incident(&put.incident)?, sector: put.sector, units: units(&put.units)? }
        }
        Wire::AddObjective(add) => Order::AddObjective { incident: incident(&add.incident)?, text: add.text.clone() },
        Wire::SetObjective(set) => Order::SetObjective {
            incident: incident(&set.incident)?,
            objective: set.objective,
            state: one_of("state", ObjectiveState::from_word(&set.state), ObjectiveState::ALL, ObjectiveState::word)?,
            reason: set.reason.clone(),
        },
        Wire::MoveObjective(to) => {
            Order::MoveObjective { incident: incident(&to.incident)?, objective: to.objective, place: to.place }
        }
        Wire::CountCasualties(count) => Order::CountCasualties {
            incident: incident(&count.incident)?,
            count: Triage {
                immediate: count.immediate,
                delayed: count.delayed,
                minor: count.minor,
                deceased: count.deceased,
            },
        },
        Wire::DeclareMajor(declare) => Order::DeclareMajor {
            incident: incident(&declare.incident)?,
            reason: declare.reason.clone(),
            parts: declare.parts.iter().take(MOST_PARTS + 1).map(|part| incident(part)).collect::<Result<_, _>>()?,
        },
        Wire::StandDown(end) => Order::StandDown { incident: incident(&end.incident)?, reason: end.reason.clone() },
        other => return site(floor, other).map(|order| order.map(Command::Site)),
    };
    Ok(Some(Command::Ics(order)))
}

/// Most parts looked up for one command; the rule has its own limit and says so.
const MOST_PARTS: usize = 100;

fn site(floor: &Floor, command: &Wire) -> Result<Option<SiteOrder>, ApiError> {
    Ok(Some(match command {
        Wire::SetSite(set) => set_site(floor, set)?,
        Wire::CloseSite(close) => SiteOrder::Close { site: site_id(floor, &close.id)?, reason: close.reason.clone() },
        Wire::SendToSite(send) => SiteOrder::Send { site: site_id(floor, &send.id)?, units: units(&send.units)? },
        _ => return Ok(None),
    }))
}

/// By identity, else by name.
fn site_id(floor: &Floor, text: &str) -> Result<SiteId, ApiError> {
    match text.trim().parse() {
        Ok(id) => Ok(SiteId(id)),
        Err(_) => named_site(&floor.engine.board(), text).map(|(id, _)| id).map_err(|r| refused(&r)),
    }
}

fn set_site(floor: &Floor, set: &SetSite) -> Result<SiteOrder, ApiError> {
    let at = |(index, [lon, lat]): (usize, &[f64; 2])| {
        Wgs84::new(*lon, *lat).map_err(|e| bad("points", format!("point {}: {e}", index + 1)))
    };
    let points = set.points.iter().enumerate().map(at).collect::<Result<Vec<_>, _>>()?;
    let shape = match (set.shape.as_str(), points.as_slice()) {
        ("point", [at]) => SiteShape::Point(*at),
        ("circle", [centre]) => {
            let radius_m = set.radius_m.ok_or_else(|| bad("radius_m", "a circle has a radius in metres"))?;
            SiteShape::Circle { centre: *centre, radius_m }
        }
        ("point" | "circle", _) => return Err(bad("points", "one point")),
        ("polygon", _) => SiteShape::Polygon(points),
        _ => return Err(bad("shape", "point, circle or polygon")),
    };
    let named = set.incident.as_deref().filter(|of| !of.trim().is_empty());
    let details = Details {
        kind: one_of("kind", SiteKind::from_word(&set.kind), SiteKind::ALL, SiteKind::word)?,
        name: set.name.clone(),
        shape,
        incident: named.map(|of| incident_id(floor, of)).transpose()?,
        roads: set.closes_roads.then_some(RoadsClosed { emergency_may_pass: set.emergency_may_pass }),
    };
    let site = set.id.as_deref().map(|id| site_id(floor, id)).transpose()?;
    Ok(SiteOrder::Set { site, details, reason: set.reason.clone() })
}
