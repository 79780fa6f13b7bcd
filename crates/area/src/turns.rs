//! Turn restrictions (`type=restriction`): which turn is forbidden, or the only one allowed, between which ways.
//!
//! Knows the tagging rules (wiki: Relation:restriction) and which ways touch; must not know how routes are searched.

use std::collections::BTreeSet;

use crate::osm::{MISSING, MemberKind, Osm, Relation, Tags, Way};
use crate::sink::{RoadEdge, TurnRestriction};
use crate::text;

/// Members of one role at most; an honest restriction has one or two.
const MOST: usize = 32;

/// Rows, and the relations that gave none.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    pub rows: Vec<TurnRestriction>,
    /// Relations that gave rows; one with several ways to enter or leave by gives several.
    pub kept: usize,
    /// Relations of restrictions in all.
    pub seen: usize,
    pub conditional: usize,
    /// A member is not in the files.
    pub missing: usize,
    /// They bind no car: for lorries, buses or bicycles, or cars excepted.
    pub not_for_cars: usize,
    /// A way of it is no road.
    pub off_road: usize,
    /// Roles that are absent or too many, ways that do not touch, words that are not known.
    pub malformed: usize,
}

enum Unusable {
    Missing,
    NotForCars,
    OffRoad,
    Malformed,
}

/// The restrictions of all relations, by relation id; `edges` are sorted by way, as `roads` gives them.
pub(crate) fn restrictions(osm: &Osm, edges: &[RoadEdge]) -> Turns {
    let mut out = Turns::default();
    for relation in &osm.relations {
        let tags = osm.tags(relation.tags);
        if !tags.has("type", "restriction") {
            continue;
        }
        out.seen += 1;
        match rule(tags).and_then(|rule| rows(osm, edges, (relation, rule))) {
            Ok(rows) => {
                out.kept += 1;
                out.conditional += usize::from(rows.iter().any(|r| r.conditional.is_some()));
                out.rows.extend(rows);
            }
            Err(Unusable::Missing) => out.missing += 1,
            Err(Unusable::NotForCars) => out.not_for_cars += 1,
            Err(Unusable::OffRoad) => out.off_road += 1,
            Err(Unusable::Malformed) => out.malformed += 1,
        }
    }
    out
}

/// What a restriction says, apart from where.
struct Rule {
    only: bool,
    many_from: bool,
    many_to: bool,
    spares_emergency: bool,
    conditional: Option<String>,
}

fn rule(tags: Tags<'_>) -> Result<Rule, Unusable> {
    let plain = ["restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction"]
        .iter()
        .find_map(|key| tags.get(key));
    let conditional = ["restriction:motorcar:conditional", "restriction:conditional"].iter().find_map(|k| tags.get(k));
    let for_others = || tags.iter().take(400).any(|(key, _)| key.starts_with("restriction:"));
    let (kind, conditional) = match (plain, conditional) {
        (Some(kind), _) => (kind, hours(kind, tags)),
        (None, Some(text)) => (text.split('@').next().unwrap_or_default().trim(), Some(text::clean(text))),
        (None, None) if for_others() => return Err(Unusable::NotForCars),
        (None, None) => return Err(Unusable::Malformed),
    };
    let except: Vec<&str> = tags.get("except").into_iter().flat_map(|e| e.split([';', ','])).map(str::trim).collect();
    if ["motorcar", "motor_vehicle", "vehicle"].iter().any(|mode| except.contains(mode)) {
        return Err(Unusable::NotForCars);
    }
    let spares_emergency = ["emergency", "psv", "bus"].iter().any(|mode| except.contains(mode));
    let only = match kind {
        "no_left_turn" | "no_right_turn" | "no_straight_on" | "no_u_turn" | "no_entry" | "no_exit" => false,
        "only_left_turn" | "only_right_turn" | "only_straight_on" | "only_u_turn" => true,
        _ => return Err(Unusable::Malformed),
    };
    Ok(Rule { only, many_from: kind == "no_entry", many_to: kind == "no_exit", spares_emergency, conditional })
}

/// The older way to state hours (`day_on`, `hour_on`), as the condition it stands for.
fn hours(kind: &str, tags: Tags<'_>) -> Option<String> {
    let span = |on: &str, off: &str| Some((tags.get(on)?, tags.get(off)?));
    let short = |day: &str| day.chars().take(2).collect::<String>();
    let days = span("day_on", "day_off").map(|(on, off)| format!("{}-{}", short(on), short(off)));
    let hours = span("hour_on", "hour_off").map(|(on, off)| format!("{on}-{off}"));
    let when: Vec<String> = days.into_iter().chain(hours).collect();
    (!when.is_empty()).then(|| text::clean(&format!("{kind} @ ({})", when.join(" "))))
}

fn rows(osm: &Osm, edges: &[RoadEdge], (relation, rule): (&Relation, Rule)) -> Result<Vec<TurnRestriction>, Unusable> {
    let from = ways(osm, relation, "from")?;
    let to = ways(osm, relation, "to")?;
    let via_ways = ways(osm, relation, "via")?;
    let via_nodes = via_nodes(osm, relation)?;
    let on_road = |way: &&Way| edges.binary_search_by_key(&way.id, |e| e.way_id).is_ok();
    let (in_reach, out_reach, via_ways) = match (via_nodes.as_slice(), via_ways.as_slice()) {
        (&[node], []) => (BTreeSet::from([node]), BTreeSet::from([node]), Vec::new()),
        ([], [_, ..]) => chained(osm, &via_ways, &from).ok_or(Unusable::Malformed)?,
        _ => return Err(Unusable::Malformed),
    };
    let touching = |ways: &[&Way], reach: &BTreeSet<u32>| -> Vec<i64> {
        let here = ways.iter().filter(|w| osm.links(w).iter().any(|n| reach.contains(n)));
        here.map(|w| w.id).collect()
    };
    let (froms, tos) = (touching(&from, &in_reach), touching(&to, &out_reach));
    if froms.is_empty() || tos.is_empty() {
        return Err(Unusable::Malformed);
    }
    if (froms.len() > 1 && !rule.many_from) || (tos.len() > 1 && !rule.many_to) {
        return Err(Unusable::Malformed);
    }
    if !from.iter().chain(&to).chain(&via_ways).all(on_road) {
        return Err(Unusable::OffRoad);
    }
    let nodes: Vec<i64> = via_nodes.iter().map(|n| osm.nodes[*n as usize].id).collect();
    let vias: Vec<i64> = via_ways.iter().map(|w| w.id).collect();
    let row = |from_way: i64, to_way: i64| TurnRestriction {
        relation: relation.id,
        only: rule.only,
        from_way,
        via_nodes: nodes.clone(),
        via_ways: vias.clone(),
        to_way,
        spares_emergency: rule.spares_emergency,
        conditional: rule.conditional.clone(),
    };
    Ok(froms.iter().flat_map(|from| tos.iter().map(move |to| (*from, *to))).map(|(from, to)| row(from, to)).collect())
}

fn ways<'a>(osm: &'a Osm, relation: &Relation, role: &str) -> Result<Vec<&'a Way>, Unusable> {
    let members = osm.members(relation).iter().filter(|m| m.kind == MemberKind::Way);
    let found: Vec<i64> = members.filter(|m| osm.strings.text(m.role) == role).map(|m| m.id).take(MOST + 1).collect();
    match found.len() {
        0 if role != "via" => Err(Unusable::Malformed),
        0..=MOST => found.iter().map(|id| Ok(&osm.ways[osm.way_index(*id).ok_or(Unusable::Missing)?])).collect(),
        _ => Err(Unusable::Malformed),
    }
}

fn via_nodes(osm: &Osm, relation: &Relation) -> Result<Vec<u32>, Unusable> {
    let members = osm.members(relation).iter().filter(|m| m.kind == MemberKind::Node);
    let via = members.filter(|m| osm.strings.text(m.role) == "via").take(MOST);
    via.map(|m| osm.node_index(m.id).ok_or(Unusable::Missing)).collect()
}

/// The via ways in driving order, with the nodes the first is entered at and the last is left by. `None` when they do
/// not hang together from a `from` way on.
fn chained<'a>(osm: &Osm, via: &[&'a Way], from: &[&Way]) -> Option<(BTreeSet<u32>, BTreeSet<u32>, Vec<&'a Way>)> {
    let ends = |way: &Way| -> Option<[u32; 2]> {
        let links = osm.links(way);
        let ends = [*links.first()?, *links.last()?];
        (!ends.contains(&MISSING)).then_some(ends)
    };
    let start: BTreeSet<u32> = from.iter().flat_map(|w| osm.links(w)).copied().filter(|n| *n != MISSING).collect();
    let mut rest: Vec<&Way> = via.to_vec();
    let (mut ordered, mut entered, mut reach) = (Vec::new(), None, start);
    while !rest.is_empty() {
        let touches = |w: &&Way| ends(w).is_some_and(|e| e.iter().any(|n| reach.contains(n)));
        let way = rest.remove(rest.iter().position(touches)?);
        let [a, b] = ends(way)?;
        let inward: BTreeSet<u32> = [a, b].into_iter().filter(|n| reach.contains(n)).collect();
        // Both ends touch when a way leads back: it may be left by either.
        let outward = [(a, b), (b, a)].into_iter().filter(|(into, _)| inward.contains(into)).map(|(_, out)| out);
        reach = outward.collect();
        entered.get_or_insert(inward);
        ordered.push(way);
    }
    Some((entered?, reach, ordered))
}
