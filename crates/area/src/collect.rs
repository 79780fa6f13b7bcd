//! Walks all objects once and gathers what is drawn and what can be found: features, line pieces, places, cameras.
//!
//! Joins geometry (rings, chains) with meaning (classify, places). Must not know tiles.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::chain::{self, Piece};
use crate::classify;
use crate::extent::Extent;
use crate::feature::{Feature, Layer, Look, Shape, Value};
use crate::geom::{self, Line, Point, Polygon, Rect};
use crate::osm::{MISSING, MemberKind, Osm, Relation, Span, Tags, Way};
use crate::places::{self, Spot};
use crate::rings::{self, Rims};
use crate::sink::{OsmCamera, OsmId, Place, PlaceKind};
use crate::text;

/// What could not be used whole, counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Losses {
    pub clipped_ways: usize,
    pub empty_ways: usize,
    pub broken_rims: usize,
    pub relations_without_members: usize,
}

/// A point of the world plane, and the clip it is drawn in.
type At = (Point, u16);

/// How a line shows, and the clip it is drawn in.
pub(crate) type Drawn = (Look, u16);

/// Everything found in the objects.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub features: Vec<Feature>,
    /// Line pieces by look, to be joined into long lines.
    pub lines: BTreeMap<Drawn, Vec<Piece>>,
    pub places: Vec<Place>,
    pub cameras: Vec<OsmCamera>,
    pub losses: Losses,
    pub buildings: usize,
    pub addressed: usize,
    houses: Vec<(House, At)>,
}

/// The polygons of one object.
#[derive(Clone, Copy)]
struct Sheets<'a> {
    polygons: &'a [Polygon],
    /// How many of them, the first, are not cut.
    whole: usize,
    /// The clip of the object's files.
    clip: u16,
}

/// What one object gave.
#[derive(Default)]
struct Yield {
    features: Vec<Feature>,
    lines: Vec<(Drawn, Piece)>,
    places: Vec<Place>,
    camera: Option<OsmCamera>,
    house: Option<(House, At)>,
    losses: Losses,
    building: bool,
}

/// A house number on the map, and the street it belongs to.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct House {
    street: Box<str>,
    number: Box<str>,
}

/// The objects with their places in the world plane, and the boxes they are drawn in.
pub(crate) struct Ground<'a> {
    pub osm: &'a Osm,
    /// World coordinates by node index.
    pub places: &'a [Point],
    pub extent: &'a Extent,
}

/// Gathers everything, in id order: nodes, ways, relations.
pub(crate) fn collect(ground: &Ground<'_>) -> Found {
    let osm = ground.osm;
    let plan = Plan::new(osm);
    let mut found = Found::default();
    let tagged: Vec<usize> = (0..osm.nodes.len()).filter(|n| !osm.tags(osm.nodes[*n].tags).is_empty()).collect();
    let nodes: Vec<Yield> = tagged.par_iter().map(|n| ground.node(*n)).collect();
    found.absorb(nodes);
    let ways: Vec<Yield> =
        osm.ways.par_iter().enumerate().map(|(n, w)| ground.way(w, plan.rims.contains(&n))).collect();
    found.absorb(ways);
    let relations: Vec<Yield> = osm.relations.par_iter().map(|r| ground.relation(r)).collect();
    found.absorb(relations);
    found.addressed = found.houses.len();
    found.features.extend(house_numbers(std::mem::take(&mut found.houses)));
    for (way, level, piece) in
        plan.boundaries.iter().filter_map(|(way, level)| Some((*way, *level, ground.whole(*way)?)))
    {
        let attrs = vec![("level", Value::Int(level))];
        let min_zoom = match level {
            ..=2 => 2,
            3..=4 => 4,
            5..=6 => 8,
            7..=8 => 10,
            _ => 12,
        };
        let look = Look { layer: Layer::Boundary, order: -i32::try_from(level).unwrap_or(0), min_zoom, attrs };
        let clip = ground.extent.clip(osm.ways[way].stamp.files);
        found.lines.entry((look, clip)).or_default().push(piece);
    }
    found
}

/// One label for a number that many objects of one house carry (shops, entrances), about 50 m around.
fn house_numbers(mut houses: Vec<(House, At)>) -> Vec<Feature> {
    const NEAR: f64 = 50.0 / 40_075_017.0 / 0.64;
    /// Not compared pair by pair beyond this many of one number (no street given, hostile input).
    const COMMON: usize = 500;
    houses.sort_by(|a, b| a.0.cmp(&b.0)); // stable: ties stay in id order
    let mut out: Vec<Feature> = Vec::new();
    for same in houses.chunk_by(|a, b| a.0 == b.0) {
        let mut kept: Vec<Point> = Vec::new();
        for (house, (at, clip)) in same {
            let near = |k: &Point| (k[0] - at[0]).hypot(k[1] - at[1]) < NEAR;
            if same.len() <= COMMON && kept.iter().any(near) {
                continue;
            }
            kept.push(*at);
            let attrs = vec![("number", Value::Text(house.number.clone()))];
            out.push(point(Layer::Housenumber, (14, 0), attrs, (*at, *clip)));
        }
    }
    out
}

/// Joins the line pieces of each look into long lines: fewer features, names that fit.
pub(crate) fn join_lines(lines: BTreeMap<Drawn, Vec<Piece>>, places: &[Point]) -> Vec<Feature> {
    let groups: Vec<_> = lines.into_iter().collect();
    groups
        .into_par_iter()
        .flat_map_iter(|((look, clip), pieces)| {
            let directed = look.attrs.iter().any(|(key, _)| *key == "oneway");
            chain::join(pieces, directed).into_iter().map(move |chain| Feature {
                look: look.clone(),
                shape: Shape::Line(chain.iter().map(|n| places[*n as usize]).collect()),
                clip,
            })
        })
        .collect()
}

/// What relations decide about ways, worked out before the ways are walked.
struct Plan {
    /// Way index -> lowest admin level of the boundaries it is part of.
    boundaries: BTreeMap<usize, i64>,
    /// Ways whose area is drawn by an old-style multipolygon (tags on the outer way) instead of by themselves.
    rims: BTreeSet<usize>,
}

impl Plan {
    fn new(osm: &Osm) -> Self {
        let mut plan = Self { boundaries: BTreeMap::new(), rims: BTreeSet::new() };
        for relation in &osm.relations {
            let tags = osm.tags(relation.tags);
            let ways = osm.members(relation).iter().filter(|m| m.kind == MemberKind::Way);
            let ways = ways.filter_map(|m| Some((osm.way_index(m.id)?, osm.strings.text(m.role))));
            if tags.has("boundary", "administrative") && !tags.has("type", "multipolygon") {
                plan.boundary(osm, tags, ways);
            } else if tags.has("type", "multipolygon") && classify::area(tags).is_none() {
                let outer = ways.filter(|(_, role)| *role != "inner");
                plan.rims.extend(outer.map(|(way, _)| way));
            }
        }
        plan
    }

    fn boundary<'a>(&mut self, osm: &Osm, tags: Tags<'_>, ways: impl Iterator<Item = (usize, &'a str)>) {
        let level = tags.get("admin_level").and_then(|l| l.parse::<i64>().ok());
        let Some(level) = level.filter(|l| (2..=10).contains(l)) else { return };
        for (way, _) in ways {
            let at_sea = osm.tags(osm.ways[way].tags);
            if !at_sea.has("maritime", "yes") && !at_sea.has("natural", "coastline") {
                self.boundaries.entry(way).and_modify(|l| *l = level.min(*l)).or_insert(level);
            }
        }
    }
}

impl Ground<'_> {
    fn line(&self, nodes: &[u32]) -> Line {
        nodes.iter().map(|n| self.places[*n as usize]).collect()
    }

    /// The nodes of a way that are there.
    fn whole(&self, way: usize) -> Option<Piece> {
        let links = self.osm.links(&self.osm.ways[way]);
        let piece: Piece = links.iter().copied().filter(|n| *n != MISSING).collect();
        (piece.len() > 1).then_some(piece)
    }

    fn node(&self, index: usize) -> Yield {
        let node = &self.osm.nodes[index];
        let mut out = Yield::default();
        let clip = self.extent.clip(node.stamp.files);
        self.found_at(&mut out, (self.osm.tags(node.tags), OsmId::Node(node.id)), (self.places[index], clip));
        out
    }

    fn way(&self, way: &Way, is_rim: bool) -> Yield {
        let mut out = Yield::default();
        let links = self.osm.links(way);
        let tags = self.osm.tags(way.tags);
        let clip = self.extent.clip(way.stamp.files);
        let clipped = links.contains(&MISSING);
        out.losses.clipped_ways = usize::from(clipped);
        if tags.is_empty() {
            return out;
        }
        let ring = links.len() > 3 && (links.first() == links.last());
        if ring && classify::is_area(tags) {
            let mut nodes: Piece = links.iter().copied().filter(|n| *n != MISSING).collect();
            if nodes.first() == nodes.last() {
                nodes.pop();
            }
            if nodes.len() < 3 {
                out.losses.empty_ways = 1;
                return out;
            }
            let polygons = [vec![self.line(&nodes)]];
            let sheets = Sheets { polygons: &polygons, whole: usize::from(!clipped), clip };
            self.area(&mut out, (tags, OsmId::Way(way.id)), sheets, !is_rim);
            return out;
        }
        let runs: Vec<&[u32]> = links.split(|n| *n == MISSING).filter(|run| run.len() > 1).collect();
        let Some(longest) = runs.iter().max_by_key(|run| run.len()) else {
            out.losses.empty_ways = 1;
            return out;
        };
        if let Some(look) = classify::line(tags) {
            let backward = classify::oneway(tags, None) == classify::Oneway::Backward;
            out.lines.extend(runs.iter().map(|run| {
                let mut piece = run.to_vec();
                if backward {
                    piece.reverse();
                }
                ((look.clone(), clip), piece)
            }));
        }
        if tags.get("highway").is_none()
            && let Some(at) = geom::midpoint(&self.line(longest))
        {
            self.found_at(&mut out, (tags, OsmId::Way(way.id)), (at, clip));
        }
        out
    }

    fn relation(&self, relation: &Relation) -> Yield {
        let mut out = Yield::default();
        let own = self.osm.tags(relation.tags);
        if !matches!(own.get("type"), Some("multipolygon" | "building" | "site")) {
            return out;
        }
        let Some((rims, outer_tags)) = self.rims(relation) else {
            out.losses.relations_without_members = 1;
            return out;
        };
        let clip = self.extent.clip(relation.stamp.files);
        let old_style = classify::area(own).is_none();
        let tags = if old_style { self.osm.tags(outer_tags) } else { own };
        let assembled = rings::assemble(rims);
        out.losses.broken_rims = assembled.broken;
        let sheets = Sheets { polygons: &assembled.polygons, whole: assembled.whole, clip };
        // An old-style relation only draws: its outer way was already found by its own tags.
        if old_style && own.get("name").is_none() {
            if let Some(look) = classify::area(tags) {
                self.draw(&mut out, &look, sheets);
            }
            return out;
        }
        self.area(&mut out, (own, OsmId::Relation(relation.id)), sheets, true);
        out
    }

    /// A relation's rims and the tags of its first outer way; `None` when no member way is in the files.
    fn rims(&self, relation: &Relation) -> Option<(Rims<'_>, Span)> {
        let clip = self.extent.rect(self.extent.clip(relation.stamp.files));
        let mut rims = Rims { outer: Vec::new(), inner: Vec::new(), places: self.places, clip };
        let mut tags = None;
        for member in self.osm.members(relation).iter().filter(|m| m.kind == MemberKind::Way) {
            let Some(way) = self.osm.way_index(member.id).map(|w| &self.osm.ways[w]) else { continue };
            let inner = self.osm.strings.text(member.role) == "inner";
            let runs = self.osm.links(way).split(|n| *n == MISSING).filter(|run| run.len() > 1);
            let pieces = runs.map(<[u32]>::to_vec);
            if inner {
                rims.inner.extend(pieces);
            } else {
                rims.outer.extend(pieces);
                tags.get_or_insert(way.tags);
            }
        }
        Some((rims, tags?))
    }

    /// Draws an area and finds what it is; `draw` is off when a relation draws it.
    fn area(&self, out: &mut Yield, (tags, osm): (Tags<'_>, OsmId), sheets: Sheets<'_>, draw: bool) {
        let look = classify::area(tags);
        out.building = look.as_ref().is_some_and(|l| l.layer == Layer::Building);
        if let Some(look) = look.filter(|_| draw) {
            self.draw(out, &look, sheets);
        }
        let Sheets { polygons, clip, .. } = sheets;
        let largest = polygons.iter().max_by(|a, b| outer_area(a).total_cmp(&outer_area(b)));
        if let Some((at, rect)) = largest.and_then(|l| geom::label_point(l).zip(Rect::around(l[0].iter().copied()))) {
            self.found_at(out, (tags, osm), (at, clip));
            let labels = out.features.iter_mut().filter(|f| f.look.layer == Layer::Label);
            labels.for_each(|label| name_by_size(&mut label.look, &rect));
        }
    }

    /// Draws an area inside its clip. Water that is whole goes on beyond its file's box, as far as the area does: a river
    /// does not end where a file of the town centre does, and other files need not know of it.
    fn draw(&self, out: &mut Yield, look: &Look, sheets: Sheets<'_>) {
        let water = look.layer == Layer::Water;
        out.features.extend(sheets.polygons.iter().enumerate().map(|(at, polygon)| Feature {
            look: look.clone(),
            shape: Shape::Area(polygon.clone()),
            clip: if water && at < sheets.whole { self.extent.around } else { sheets.clip },
        }));
    }

    /// Places, cameras and point features of an object, at a point of the world plane.
    fn found_at(&self, out: &mut Yield, (tags, osm): (Tags<'_>, OsmId), (at, clip): At) {
        let spot = Spot { osm, at: geom::lon_lat(at).map(|d| (d * 1e7).round() / 1e7) };
        if let Some(camera) = places::camera(spot, tags) {
            out.features.push(camera_feature(&camera, (at, clip)));
            out.camera = Some(camera);
        }
        let rows = places::rows(spot, tags);
        if let Some(number) = tags.get("addr:housenumber") {
            let street = tags.get("addr:street").or_else(|| tags.get("addr:place")).unwrap_or_default();
            out.house = Some((House { street: street.into(), number: text::clean(number).into() }, (at, clip)));
        }
        if let Some(place) = rows.iter().find(|p| p.kind != PlaceKind::Address) {
            out.features.extend(place_feature(place, tags, (at, clip)));
        }
        if !rows.iter().any(|p| p.kind == PlaceKind::Landmark)
            && tags.get("place").is_none()
            && let Some(label) = label_feature(tags, (at, clip))
        {
            out.features.push(label);
        }
        out.places = rows;
    }
}

/// An area carries its name from the zoom at which it is large enough for it, some 60 pixels. Tiles end at zoom 14; what
/// is still too small there says by its rank how much later its name is due: 5 for one zoom, 6 for more.
fn name_by_size(look: &mut Look, rect: &Rect) {
    let zoom = (60.0 / 512.0 / rect.long_side()).log2().ceil().clamp(9.0, 16.0) as u8;
    look.min_zoom = zoom.min(14);
    let Some(late) = zoom.checked_sub(14).filter(|late| *late > 0) else { return };
    for (key, value) in &mut look.attrs {
        if *key == "rank" {
            *value = Value::Int(4 + i64::from(late));
        }
    }
}

fn outer_area(polygon: &Polygon) -> f64 {
    polygon.first().map_or(0.0, |ring| geom::area2(ring).abs())
}

fn point(layer: Layer, (min_zoom, order): (u8, i32), attrs: crate::feature::Attrs, at: At) -> Feature {
    let (at, clip) = at;
    Feature { look: Look { layer, order, min_zoom, attrs }, shape: Shape::Point(at), clip }
}

fn camera_feature(camera: &OsmCamera, at: At) -> Feature {
    let mut attrs = Vec::new();
    if let Some(kind) = &camera.camera_type {
        attrs.push(("type", kind.as_str().into()));
    }
    if let Some(azimuth) = camera.azimuth_deg {
        attrs.push(("azimuth", Value::Int(azimuth.round() as i64)));
    }
    if let Some(fov) = camera.hfov_deg {
        attrs.push(("fov", Value::Int(fov.round() as i64)));
    }
    point(Layer::Camera, (12, 0), attrs, at)
}

fn place_feature(place: &Place, tags: Tags<'_>, at: At) -> Option<Feature> {
    if let Some(min_zoom) = classify::safety(place.kind) {
        let mut attrs = vec![("class", Value::Word(place.kind.as_str()))];
        classify::push_names(&mut attrs, tags);
        for (key, value) in [("ref", &place.reference), ("detail", &place.detail)] {
            if let Some(value) = value {
                attrs.push((key, value.as_str().into()));
            }
        }
        return Some(point(Layer::Safety, (min_zoom, -i32::from(place.importance)), attrs, at));
    }
    if place.kind == PlaceKind::Settlement {
        let (class, rank, min_zoom) = tags.get("place").and_then(classify::settlement)?;
        let mut attrs = vec![("class", Value::Word(class)), ("rank", Value::Int(rank))];
        classify::push_names(&mut attrs, tags);
        return Some(point(Layer::Place, (min_zoom, i32::try_from(rank).unwrap_or(9)), attrs, at));
    }
    label_feature(tags, at)
}

fn label_feature(tags: Tags<'_>, at: At) -> Option<Feature> {
    if classify::water(tags) == Some("river") {
        return None;
    }
    let (class, rank) = places::map_label(tags)?;
    let mut attrs = vec![("class", Value::Word(class)), ("rank", Value::Int(rank))];
    classify::push_names(&mut attrs, tags);
    let min_zoom = if rank <= 2 { 12 } else { 13 };
    Some(point(Layer::Label, (min_zoom, i32::try_from(rank).unwrap_or(9)), attrs, at))
}

impl Found {
    fn absorb(&mut self, yields: Vec<Yield>) {
        for y in yields {
            self.features.extend(y.features);
            for (look, piece) in y.lines {
                self.lines.entry(look).or_default().push(piece);
            }
            self.places.extend(y.places);
            self.cameras.extend(y.camera);
            self.losses.clipped_ways += y.losses.clipped_ways;
            self.losses.empty_ways += y.losses.empty_ways;
            self.losses.broken_rims += y.losses.broken_rims;
            self.losses.relations_without_members += y.losses.relations_without_members;
            self.buildings += usize::from(y.building);
            self.houses.extend(y.house);
        }
    }
}
