//! Command of an incident and places of operations, as the wire shows them.

use super::tie::named;
use watchfloor_api::ics::{
    CasualtiesView, CommandMark, CommandView, MajorView, ObjectiveView, PartView, PostView, SectorUnitView, SectorView,
    SiteRef, SiteRow, SumView, TriageView,
};
use watchfloor_domain::Board;
use watchfloor_domain::board::{Incident, IncidentState, Run, Unit};
use watchfloor_domain::ics::{Held, Holder, Ics, Objective, Post, Sector, Triage};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::personal::Personal;
use watchfloor_domain::site::{Site, SiteId, SiteShape};
use watchfloor_engine::ports::Vault;
use watchfloor_geo::Wgs84;

/// What a row shows.
pub fn command_mark(board: &Board, vault: &dyn Vault, incident: &Incident) -> CommandMark {
    let ics = &incident.ics;
    let commander = ics.posts.get(&Post::Command).and_then(|held| holder(board, vault, &held.holder));
    CommandMark {
        major_ms: ics.major.as_ref().filter(|major| major.ended.is_none()).map(|major| major.since_ms),
        parent: board.parent_of(incident.id).map(|parent| named(board, parent)),
        commander,
        parts_open: count(board.open_children(incident.id).len()),
    }
}

/// One incident in full.
pub fn command_view(board: &Board, vault: &dyn Vault, incident: &Incident) -> CommandView {
    let ics = &incident.ics;
    let children = board.children_of(incident.id);
    let of = |(_, site): &(&SiteId, &Site)| site.details.incident == Some(incident.id);
    CommandView {
        posts: ics.posts.iter().map(|(post, held)| post_view(board, vault, (incident, *post, held))).collect(),
        sectors: ics.open_sectors().map(|sector| sector_view(board, vault, sector)).collect(),
        units: incident.open_runs().map(|run| unit_view(board, run)).collect(),
        objectives: ics.objectives.iter().map(|it| objective(vault, it)).collect(),
        casualties: ics.casualties.as_ref().map(|counted| CasualtiesView {
            count: triage(counted.count),
            at_ms: counted.at_ms,
            by: counted.by.clone(),
        }),
        major: major(ics),
        sum: (!children.is_empty()).then(|| sum(board, incident.id)),
        parts: children.into_iter().map(part).collect(),
        sites: board.sites.iter().filter(of).map(|(id, site)| site_row(board, *id, site)).collect(),
    }
}

/// Every place that is not closed.
pub fn sites(board: &Board) -> Vec<SiteRow> {
    board.sites.iter().map(|(id, site)| site_row(board, *id, site)).collect()
}

/// The site a unit was sent to, as long as it is there.
pub fn site_of(board: &Board, unit: &Unit) -> Option<SiteRef> {
    let incident = board.incidents.get(&unit.incident?)?;
    let site = incident.open_runs().find(|run| run.unit == unit.id)?.site?;
    Some(SiteRef { id: site.to_string(), name: board.sites.get(&site)?.details.name.clone() })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn call_sign(board: &Board, unit: &UnitId) -> String {
    board.units.get(unit).map_or_else(|| unit.0.clone(), |unit| unit.call_sign.clone())
}

fn holder(board: &Board, vault: &dyn Vault, holder: &Holder) -> Option<String> {
    match holder {
        Holder::Unit(unit) => Some(call_sign(board, unit)),
        Holder::Person(name) => vault.open(name),
    }
}

fn post_view(board: &Board, vault: &dyn Vault, (incident, post, held): (&Incident, Post, &Held)) -> PostView {
    let unit = match &held.holder {
        Holder::Unit(unit) => Some(unit),
        Holder::Person(_) => None,
    };
    PostView {
        post: post.word().to_owned(),
        holder: holder(board, vault, &held.holder),
        unit: unit.is_some(),
        gone: unit.is_some_and(|unit| incident.open_runs().all(|run| run.unit != *unit)),
        since_ms: held.since_ms,
        by: held.by.clone(),
        from: held.from.as_ref().and_then(|from| holder(board, vault, from)),
        note: opened(vault, held.note.as_ref()),
    }
}

fn opened(vault: &dyn Vault, text: Option<&Personal>) -> Option<String> {
    text.and_then(|text| vault.open(text))
}

fn sector_view(board: &Board, vault: &dyn Vault, sector: &Sector) -> SectorView {
    SectorView {
        number: sector.number,
        kind: sector.kind.word().to_owned(),
        name: sector.name.clone(),
        supervisor: sector.supervisor.as_ref().and_then(|held| holder(board, vault, &held.holder)),
        supervisor_since_ms: sector.supervisor.as_ref().map(|held| held.since_ms),
        since_ms: sector.since_ms,
    }
}

fn unit_view(board: &Board, run: &Run) -> SectorUnitView {
    SectorUnitView {
        unit: run.unit.0.clone(),
        call_sign: call_sign(board, &run.unit),
        status: run.steps.last().map_or("DP", |step| step.status.code()).to_owned(),
        sector: run.sector,
        site: run.site.and_then(|site| board.sites.get(&site)).map(|site| site.details.name.clone()),
    }
}

fn objective(vault: &dyn Vault, objective: &Objective) -> ObjectiveView {
    ObjectiveView {
        number: objective.number,
        text: vault.open(&objective.text),
        state: objective.state.word().to_owned(),
        state_ms: objective.state_ms,
        state_by: objective.state_by.clone(),
        reason: opened(vault, objective.reason.as_ref()),
        added_ms: objective.added_ms,
        added_by: objective.added_by.clone(),
    }
}

fn triage(count: Triage) -> TriageView {
    let Triage { immediate, delayed, minor, deceased } = count;
    TriageView { immediate, delayed, minor, deceased, total: count.total() }
}

fn major(ics: &Ics) -> Option<MajorView> {
    ics.major.as_ref().map(|major| MajorView {
        since_ms: major.since_ms,
        by: major.by.clone(),
        reason: major.reason.clone(),
        ended_ms: major.ended.as_ref().map(|(at_ms, ..)| *at_ms),
        ended_by: major.ended.as_ref().map(|(_, by, _)| by.clone()),
        ended_reason: major.ended.as_ref().map(|(.., reason)| reason.clone()),
    })
}

fn sum(board: &Board, id: IncidentId) -> SumView {
    let sum = board.sum_of(id);
    SumView {
        incidents: sum.incidents,
        open: sum.open,
        units: sum.units,
        tasks: sum.tasks,
        casualties: triage(sum.casualties),
        uncounted: sum.uncounted,
    }
}

fn part(incident: &Incident) -> PartView {
    PartView {
        id: incident.id.to_string(),
        number: incident.number.clone(),
        type_code: incident.type_code.clone(),
        priority: incident.priority.code().to_owned(),
        state: incident.state().word().to_owned(),
        state_since_ms: incident.state_since_ms,
        units: count(incident.open_runs().count()),
        tasks: count(incident.work.open_tasks().count()),
        casualties: incident.ics.casualties.as_ref().map(|counted| counted.count.total()),
    }
}

fn site_row(board: &Board, id: SiteId, site: &Site) -> SiteRow {
    let details = &site.details;
    let (shape, points, radius_m) = match &details.shape {
        SiteShape::Point(at) => ("point", vec![*at], None),
        SiteShape::Circle { centre, radius_m } => ("circle", vec![*centre], Some(*radius_m)),
        SiteShape::Polygon(corners) => ("polygon", corners.clone(), None),
    };
    let flat = |points: Vec<Wgs84>| points.into_iter().map(Wgs84::lon_lat).collect();
    let state = details.incident.and_then(|of| board.incidents.get(&of)).map(Incident::state);
    let closure = board.closures.get(&id.closure());
    SiteRow {
        id: id.to_string(),
        kind: details.kind.word().to_owned(),
        name: details.name.clone(),
        shape: shape.to_owned(),
        points: flat(points),
        radius_m,
        ring: flat(details.shape.ring().unwrap_or_default()),
        incident: details.incident.map(|of| named(board, of)),
        left_over: details.incident.is_some() && state.is_none_or(|state| state == IncidentState::Closed),
        since_ms: site.since_ms,
        set_ms: site.set_ms,
        set_by: site.set_by.clone(),
        reason: site.reason.clone(),
        closes_roads: closure.is_some(),
        emergency_may_pass: closure.is_some_and(|closure| closure.details.emergency_may_pass),
    }
}
