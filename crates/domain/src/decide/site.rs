//! Places of an operation: set, moved, closed; units sent there.

use super::{Context, road, text, unit};
use crate::board::{Board, Unit};
use crate::event::{ClosureLifted, Event};
use crate::ids::UnitId;
use crate::rejection::Rejection;
use crate::site::{Details, Order, Site, SiteClosed, SiteId, SiteKind, SiteSet, SiteShape, UnitSent};
use crate::types::{Closure, ClosureShape};
use watchfloor_geo::{Wgs84, distance_m};

/// Most sites at once.
const MOST_SITES: usize = 1_000;
/// Most corners of one.
const MOST_CORNERS: usize = 1_000;
/// Radius of a circle in metres.
const RADIUS_M: std::ops::RangeInclusive<u32> = 5..=50_000;
/// How far corners may lie from the first, metres: farther is a slip of the hand or another datum.
const WIDEST_M: f64 = 100_000.0;
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

pub(super) fn decide(board: &Board, order: &Order, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    match order {
        Order::Set { site, details, reason } => set(board, *site, details, (reason, ctx)),
        Order::Close { site, reason } => closed(board, *site, reason),
        Order::Send { site, units } => sent(board, *site, units, ctx),
    }
}

fn known(board: &Board, id: SiteId) -> Result<&Site, Rejection> {
    board.sites.get(&id).ok_or_else(|| Rejection::not_found("site", "refused.no_such_site", id.to_string()))
}

fn shape_ok(shape: &SiteShape) -> Result<(), Rejection> {
    match shape {
        SiteShape::Point(_) => Ok(()),
        SiteShape::Circle { radius_m, .. } if RADIUS_M.contains(radius_m) => Ok(()),
        SiteShape::Circle { .. } => Err(Rejection::argument("radius_m", "refused.site_radius")
            .with("least", RADIUS_M.start().to_string())
            .with("most", RADIUS_M.end().to_string())),
        SiteShape::Polygon(corners) => {
            if !(3..=MOST_CORNERS).contains(&corners.len()) {
                return Err(
                    Rejection::argument("points", "refused.site_corners").with("most", MOST_CORNERS.to_string())
                );
            }
            let far = |at: &Wgs84| corners.first().is_some_and(|first| distance_m(*first, *at) > WIDEST_M);
            if corners.iter().any(far) {
                return Err(Rejection::argument("points", "refused.site_wide"));
            }
            Ok(())
        }
    }
}

fn set(
    board: &Board,
    id: Option<SiteId>,
    details: &Details,
    (reason, ctx): (&str, &Context),
) -> Result<Vec<Event>, Rejection> {
    let before = id.map(|id| known(board, id)).transpose()?;
    let name = text("name", &details.name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(Rejection::argument("name", "refused.too_long").with("limit", LONGEST_NAME.to_string()));
    }
    // Setting a place says why by itself; moving one that crews are on their way to does not.
    let reason = super::bounded("reason", reason)?.trim().to_owned();
    if before.is_some() && reason.is_empty() {
        return Err(Rejection::argument("reason", "refused.empty"));
    }
    shape_ok(&details.shape)?;
    if let Some(incident) = details.incident {
        board.open_incident(incident)?;
    }
    if details.roads.is_some() && details.kind != SiteKind::Cordon {
        return Err(Rejection::argument("closes_roads", "refused.site_roads"));
    }
    let same = |other: &Site| other.details.name.to_lowercase() == name.to_lowercase();
    if let Some((_, other)) = board.sites.iter().find(|(other, site)| Some(**other) != id && same(site)) {
        return Err(Rejection::argument("name", "refused.site_name").with("name", &other.details.name));
    }
    if before.is_none() && board.sites.len() >= MOST_SITES {
        return Err(Rejection::rule("refused.sites_full").with("most", MOST_SITES.to_string()));
    }
    let site = id.unwrap_or(SiteId(ctx.fresh));
    let details = Details { name: name.to_owned(), ..details.clone() };
    let roads = roads(board, site, &details, ctx)?;
    Ok(std::iter::once(SiteSet { site, details, reason }.into()).chain(roads).collect())
}

/// The closure of a cordon follows it: set with it, changed with it, lifted when it no longer closes roads.
fn roads(board: &Board, site: SiteId, details: &Details, ctx: &Context) -> Result<Option<Event>, Rejection> {
    let closure = site.closure();
    let held = board.closures.contains_key(&closure);
    let Some(roads) = details.roads else {
        let lifted = ClosureLifted { closure, reason: details.name.clone() };
        return Ok(held.then(|| lifted.into()));
    };
    let Some(ring) = details.shape.ring() else {
        return Err(Rejection::argument("closes_roads", "refused.site_roads_point"));
    };
    let wanted = Closure {
        shape: ClosureShape::Polygon(ring),
        reason: details.name.clone(),
        from_ms: None,
        until_ms: None,
        emergency_may_pass: roads.emergency_may_pass,
    };
    if board.closures.get(&closure).is_some_and(|held| held.details == wanted) {
        return Ok(None);
    }
    let event = road::closed(board, held.then_some(closure), &wanted, ctx)?;
    Ok(Some(match event {
        Event::ClosureSet(set) => crate::event::ClosureSet { closure, ..set }.into(),
        other => other,
    }))
}

fn closed(board: &Board, id: SiteId, reason: &str) -> Result<Vec<Event>, Rejection> {
    let incident = known(board, id)?.details.incident;
    let reason = text("reason", reason)?.to_owned();
    let mut events: Vec<Event> = vec![SiteClosed { site: id, incident, reason: reason.clone() }.into()];
    if board.closures.contains_key(&id.closure()) {
        events.push(ClosureLifted { closure: id.closure(), reason }.into());
    }
    Ok(events)
}

fn sent(board: &Board, id: SiteId, units: &[UnitId], ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let site = known(board, id)?;
    if units.is_empty() {
        return Err(Rejection::argument("units", "refused.no_units"));
    }
    let mut events = Vec::new();
    let mut done: Vec<&UnitId> = Vec::new();
    for named in units {
        let unit = board.unit(named)?;
        if done.contains(&&unit.id) {
            continue;
        }
        done.push(&unit.id);
        events.extend(one_sent(board, (id, site), unit, ctx).map_err(|r| r.with("unit", &unit.id.0))?);
    }
    Ok(events)
}

fn one_sent(board: &Board, (id, site): (SiteId, &Site), unit: &Unit, ctx: &Context) -> Result<Vec<Event>, Rejection> {
    let name = &site.details.name;
    let sent = |incident| UnitSent { unit: unit.id.clone(), incident, site: id, name: name.clone() }.into();
    match (unit.incident, site.details.incident) {
        (Some(on), of) if of.is_none_or(|of| of == on) => {
            let run = board.incident(on)?.open_runs().find(|run| run.unit == unit.id);
            if run.is_some_and(|run| run.site == Some(id)) {
                return Err(Rejection::rule("refused.already_sent").with("name", name));
            }
            Ok(vec![sent(on)])
        }
        (_, Some(of)) => {
            board.open_incident(of)?;
            Ok(vec![unit::assigned(board, unit, of, false, ctx)?, sent(of)])
        }
        (None, None) => Err(Rejection::rule("refused.site_no_incident").with("name", name)),
        (Some(_), None) => Ok(Vec::new()),
    }
}

/// A site by the beginning of its name; one that has it whole wins.
pub fn named<'a>(board: &'a Board, name: &str) -> Result<(SiteId, &'a Site), Rejection> {
    let wanted = name.trim().to_lowercase();
    let begins = |exact: bool| -> Vec<(SiteId, &'a Site)> {
        let fits = |site: &Site| {
            let name = site.details.name.to_lowercase();
            if exact { name == wanted } else { name.starts_with(&wanted) }
        };
        board.sites.iter().filter(|(_, site)| fits(site)).map(|(id, site)| (*id, site)).collect()
    };
    let found = [begins(true), begins(false)].into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    match found.as_slice() {
        [one] if !wanted.is_empty() => Ok(*one),
        _ => Err(Rejection::not_found("site", "refused.no_such_site", name.trim())),
    }
}
