//! What the command line asks an imported area beside a console or without one: places, ways, closest units. Reads the
//! area's file and the log; writes nothing.

use crate::console::{route_view, search_rows};
use crate::roads;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use watchfloor_api::view::{RouteView, SearchView};
use watchfloor_domain::Board;
use watchfloor_domain::types::{Closure, ClosureShape};
use watchfloor_engine::open_board;
use watchfloor_engine::ports::Clock;
use watchfloor_geo::Wgs84;
use watchfloor_offline_cache::Store;
use watchfloor_offline_cache::areas::{Area as AreaFile, AreaName, Areas};
use watchfloor_routing::{Candidate, RoadGraph, WeekMinute, World};
use watchfloor_search::{Alias, Question};

/// Longest that a search may take on a command line, where nobody types the next letter.
const PATIENCE: Duration = Duration::from_secs(2);
/// Rows of a list of units at most.
const MOST_UNITS: usize = 100_000;
/// Closures of one file at most, and points of one.
const MOST_SHAPES: usize = 5_000;
const MOST_POINTS: usize = 1_000;

/// One unit of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitAt {
    pub id: String,
    pub at: Wgs84,
}

/// One unit's drive.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    pub id: String,
    pub seconds: f64,
    pub metres: f64,
    /// Its place in the order by straight line, from 1.
    pub straight_rank: u32,
    /// What the log knows of it: whose it is, where not the centre's own, and the vehicles the same crew could take instead.
    pub agency: Option<String>,
    pub shares_crew: Vec<String>,
}

/// The units that reach a place first, and those that do not, by their place in the list asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Drives {
    pub rows: Vec<Drive>,
    pub unreachable: Vec<usize>,
    pub off_road: Vec<usize>,
    /// Each with the vehicle its crew is out with.
    pub crew_elsewhere: Vec<(usize, String)>,
}

/// An area, and what the log says of its roads.
pub struct AreaFloor {
    file: AreaFile,
    bounds: [f64; 4],
    board: Board,
    now_ms: i64,
    at: WeekMinute,
}

impl AreaFloor {
    /// Opens an area by name; without one, that on the floor of `store`, or the only one imported. A folder without a log
    /// has no closures and no names of its own.
    ///
    /// # Errors
    /// In words: no such area, several to choose from, a file that cannot be read.
    pub fn open(root: &Path, store: &Path, name: Option<&str>) -> Result<Self, String> {
        let board = board(store)?;
        let areas = Areas::new(root);
        let name: AreaName = match (name, &board.area) {
            (Some(name), _) => name.parse().map_err(|e: watchfloor_offline_cache::areas::AreaError| e.to_string())?,
            (None, Some(area)) => {
                area.name.parse().map_err(|e: watchfloor_offline_cache::areas::AreaError| e.to_string())?
            }
            (None, None) => only(&areas)?,
        };
        let file = areas.open(&name).map_err(|e| e.to_string())?;
        let bounds = crate::areas::bounds(&file.info().map_err(|e| e.to_string())?);
        let clock = crate::system::SystemClock::default();
        let now_ms = clock.now_ms();
        let at = roads::now(&clock);
        Ok(Self { file, bounds, board, now_ms, at })
    }

    /// Places that a text may mean, best first.
    ///
    /// # Errors
    /// In words.
    pub fn search(&self, text: &str, near: Option<[f64; 2]>, limit: u32) -> Result<SearchView, String> {
        let near = near.map(position).transpose()?;
        let limit = limit.clamp(1, 1_000) as usize;
        let aliases: Vec<Alias<'_>> =
            self.board.aliases.iter().map(|(text, place)| Alias { text, label: &place.label, at: place.at }).collect();
        let question = Question { text, near, bounds: self.bounds, limit };
        let answer = self.file.search(&question, &aliases, PATIENCE).map_err(|e| e.to_string())?;
        Ok(SearchView { rows: search_rows(&answer), more: answer.more, notes: Vec::new() })
    }

    /// The way from one place to another, with the closures in force.
    ///
    /// # Errors
    /// In words: a place far from any road, no way.
    pub fn route(&self, from: [f64; 2], to: [f64; 2], profile: &str) -> Result<RouteView, String> {
        let world = self.world(profile, &[])?;
        let way = world.route(position(from)?, position(to)?).map_err(|e| e.to_string())?;
        Ok(route_view(&world, way))
    }

    /// The `k` units that reach a place first, with the closures in force and `more` ones.
    ///
    /// # Errors
    /// In words: a place far from any road.
    pub fn closest(
        &self,
        units: &[UnitAt],
        to: [f64; 2],
        k: usize,
        more: &[Closure],
        profile: &str,
    ) -> Result<Drives, String> {
        let world = self.world(profile, more)?;
        let candidates: Vec<Candidate<'_>> =
            units.iter().map(|unit| Candidate { id: &unit.id, at: unit.at, heading_deg: None }).collect();
        // The file says where they are; who rides them, and whose they are, the log may know.
        let known = |index: usize| self.board.find_unit(&units[index].id);
        let elsewhere = |index: usize| known(index).and_then(|unit| self.board.crew_elsewhere(unit));
        let free = |index: usize| elsewhere(index).is_none();
        let found = world.closest(position(to)?, &candidates, &free, k).map_err(|e| e.to_string())?;
        let shares = |index: usize| -> Vec<String> {
            let Some(unit) = known(index) else { return Vec::new() };
            let others = self.board.same_crew(unit).into_iter().filter(|other| other.id != unit.id);
            others.map(|other| other.id.0.clone()).collect()
        };
        let drive = |eta: &watchfloor_routing::Eta| Drive {
            agency: known(eta.index).and_then(|unit| unit.staff.agency.clone()),
            shares_crew: shares(eta.index),
            id: units[eta.index].id.clone(),
            seconds: eta.ms as f64 / 1_000.0,
            metres: eta.metres,
            straight_rank: eta.straight_rank,
        };
        Ok(Drives {
            rows: found.best.iter().map(drive).collect(),
            unreachable: found.unreachable,
            off_road: found.off_road,
            crew_elsewhere: (0..units.len()).filter_map(|at| Some((at, elsewhere(at)?.id.0.clone()))).collect(),
        })
    }

    fn world(&self, word: &str, more: &[Closure]) -> Result<World, String> {
        let profile = roads::profile(Some(word), Some(self.at))
            .ok_or_else(|| format!("profile {word:?}: ordinary or emergency"))?;
        let graph: Arc<RoadGraph> = Arc::new(roads::build(&self.file)?);
        let mut set = roads::in_force(&self.board, self.now_ms);
        set.extend(more.iter().enumerate().map(|(index, closure)| (format!("file/{}", index + 1), closure.clone())));
        let closed = Arc::new(roads::closed(&graph, profile.kind, &set));
        World::new(graph, profile, closed).map_err(|e| e.to_string())
    }
}

/// The board of a store, or an empty one where there is no log.
fn board(store: &Path) -> Result<Board, String> {
    if !store.join("log.sqlite").is_file() {
        return Ok(Board::default());
    }
    let (reader, _) = Store::open_read_only(store).map_err(|e| e.to_string())?;
    open_board(&reader).map_err(|e| e.to_string())
}

fn only(areas: &Areas) -> Result<AreaName, String> {
    let names: Vec<AreaName> = areas.list().map_err(|e| e.to_string())?.into_iter().map(|(name, _)| name).collect();
    match names.as_slice() {
        [] => Err("no area is imported".to_owned()),
        [only] => Ok(only.clone()),
        several => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(format!("several areas are imported; say which with --area: {}", names.join(", ")))
        }
    }
}

fn position([lon, lat]: [f64; 2]) -> Result<Wgs84, String> {
    Wgs84::new(lon, lat).map_err(|e| e.to_string())
}

/// Reads `id,lon,lat`; bad rows are named by line and field, the others taken.
///
/// # Errors
/// A missing column, or more rows than a fleet has.
pub fn units_of_csv(bytes: &[u8]) -> Result<(Vec<UnitAt>, Vec<String>), String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|e| e.to_string())?.clone();
    let bare = |name: &str| name.trim_start_matches('\u{feff}').to_ascii_lowercase();
    let column = |wanted: &str| {
        header.iter().position(|name| bare(name) == wanted).ok_or_else(|| format!("column {wanted} is missing"))
    };
    let (id, lon, lat) = (column("id")?, column("lon")?, column("lat")?);
    let (mut units, mut faults) = (Vec::new(), Vec::new());
    for (index, row) in reader.records().enumerate() {
        if index >= MOST_UNITS {
            return Err(format!("more than {MOST_UNITS} rows"));
        }
        let read = || {
            let row = row.as_ref().map_err(ToString::to_string)?;
            let text = |at: usize, name: &str| row.get(at).ok_or_else(|| format!("{name} is missing"));
            let number = |at, name: &str| text(at, name)?.parse::<f64>().map_err(|_| format!("{name} is not a number"));
            let id = text(id, "id")?;
            if id.is_empty() {
                return Err("id is empty".to_owned());
            }
            let at = Wgs84::new(number(lon, "lon")?, number(lat, "lat")?).map_err(|e| e.to_string())?;
            Ok(UnitAt { id: id.to_owned(), at })
        };
        match read() {
            Ok(unit) => units.push(unit),
            Err(why) => faults.push(format!("line {}: {why}", index + 2)),
        }
    }
    Ok((units, faults))
}

/// Closures of a GeoJSON file, WGS-84: lines and polygons (of which the outside counts), alone, in features or
/// collections. The property `emergency_may_pass` is read, `reason` as well.
///
/// # Errors
/// Not GeoJSON, a shape of another kind, a point that is none; names the shape by its place.
pub fn closures_of_geojson(bytes: &[u8]) -> Result<Vec<Closure>, String> {
    let json: serde_json::Value = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    take(&json, &serde_json::Value::Null, &mut out)?;
    if out.is_empty() { Err("no line and no polygon in it".to_owned()) } else { Ok(out) }
}

fn take(json: &serde_json::Value, properties: &serde_json::Value, out: &mut Vec<Closure>) -> Result<(), String> {
    let list = |key: &str| json[key].as_array().ok_or_else(|| format!("{key} is no list"));
    match json["type"].as_str().unwrap_or_default() {
        "FeatureCollection" => list("features")?.iter().try_for_each(|feature| take(feature, properties, out)),
        "Feature" => take(&json["geometry"], &json["properties"], out),
        "GeometryCollection" => list("geometries")?.iter().try_for_each(|shape| take(shape, properties, out)),
        "LineString" => push(ClosureShape::Line(points(&json["coordinates"], out.len())?), properties, out),
        "MultiLineString" => list("coordinates")?
            .iter()
            .try_for_each(|line| push(ClosureShape::Line(points(line, out.len())?), properties, out)),
        "Polygon" => push(ClosureShape::Polygon(ring(&json["coordinates"], out.len())?), properties, out),
        "MultiPolygon" => list("coordinates")?
            .iter()
            .try_for_each(|rings| push(ClosureShape::Polygon(ring(rings, out.len())?), properties, out)),
        other => Err(format!("shape {}: {other:?} closes no road: only lines and polygons do", out.len() + 1)),
    }
}

fn push(shape: ClosureShape, properties: &serde_json::Value, out: &mut Vec<Closure>) -> Result<(), String> {
    let least = if matches!(shape, ClosureShape::Line(_)) { 2 } else { 3 };
    let count = shape.points().len();
    if count < least || count > MOST_POINTS || out.len() >= MOST_SHAPES {
        return Err(format!("shape {}: {count} points", out.len() + 1));
    }
    out.push(Closure {
        shape,
        reason: properties["reason"].as_str().unwrap_or("file").to_owned(),
        from_ms: None,
        until_ms: None,
        emergency_may_pass: properties["emergency_may_pass"].as_bool().unwrap_or(false),
    });
    Ok(())
}

fn points(json: &serde_json::Value, index: usize) -> Result<Vec<Wgs84>, String> {
    let list = json.as_array().ok_or_else(|| format!("shape {}: no coordinates", index + 1))?;
    let point = |at: &serde_json::Value| {
        let number = |n: usize| at[n].as_f64().ok_or_else(|| format!("shape {}: a point is no [lon, lat]", index + 1));
        Wgs84::new(number(0)?, number(1)?).map_err(|e| format!("shape {}: {e}", index + 1))
    };
    list.iter().map(point).collect()
}

/// The outside of a polygon, its last point not repeated.
fn ring(json: &serde_json::Value, index: usize) -> Result<Vec<Wgs84>, String> {
    let mut ring = points(&json[0], index)?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    Ok(ring)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_rows_are_named_and_do_not_take_others_with_them() {
        let csv = "\u{feff}id,lon,lat\nE1,24.9,60.1\n,1,1\nE2,x,1\nE3,24.9\nE4,24.9,95\nE5, 25 , 60.2\n";
        let (units, faults) = units_of_csv(csv.as_bytes()).unwrap();
        assert_eq!(units.iter().map(|u| u.id.as_str()).collect::<Vec<_>>(), ["E1", "E5"]);
        let said = ["line 3: id is empty", "line 4: lon is not a number", "line 5: lat is missing"];
        assert_eq!(faults[..3], said);
        assert!(faults.len() == 4 && faults[3].starts_with("line 6: "), "{faults:?}");
        assert_eq!(units_of_csv(b"id,lon\nE1,2\n").unwrap_err(), "column lat is missing");
    }

    #[test]
    fn lines_and_polygons_close_roads_and_points_do_not() {
        let line = r#"{"type":"LineString","coordinates":[[24.9,60.1],[24.91,60.1]]}"#;
        let one = closures_of_geojson(line.as_bytes()).unwrap();
        assert!(matches!(&one[0].shape, ClosureShape::Line(points) if points.len() == 2));
        let area = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
            "properties":{"reason":"flood","emergency_may_pass":true},
            "geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}}]}"#;
        let two = closures_of_geojson(area.as_bytes()).unwrap();
        assert!(two[0].emergency_may_pass && two[0].reason == "flood");
        assert_eq!(two[0].shape.points().len(), 3, "the last point is the first");
        for (bad, why) in [
            (r#"{"type":"Point","coordinates":[1,2]}"#, "closes no road"),
            (r#"{"type":"LineString","coordinates":[[1,2]]}"#, "shape 1: 1 points"),
            (r#"{"type":"LineString","coordinates":[[1,2],[300,2]]}"#, "shape 1"),
            (r#"{"type":"LineString","coordinates":[[1,2],["x",2]]}"#, "no [lon, lat]"),
            (r#"{"type":"FeatureCollection"}"#, "features is no list"),
            (r#"{"type":"FeatureCollection","features":[]}"#, "no line and no polygon"),
            ("{", "EOF"),
        ] {
            let error = closures_of_geojson(bad.as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }

    #[test]
    fn without_an_area_the_question_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let error = AreaFloor::open(dir.path(), &dir.path().join("live"), None).err().unwrap();
        assert_eq!(error, "no area is imported");
        let error = AreaFloor::open(dir.path(), &dir.path().join("live"), Some("porto")).err().unwrap();
        assert_eq!(error, "there is no area porto");
    }
}
