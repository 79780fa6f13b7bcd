//! Answers the search box from one area. Knows tables; what a question means is `watchfloor_search`'s.

use super::rows::{self, Bad};
use super::{Area, AreaError};
use crate::failure::Doing;
use rusqlite::{Connection, Params, Row, params};
use std::time::{Duration, Instant};
use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_engine::ports::LogError;
use watchfloor_geo::{Wgs84, distance_m, metres_per_degree, nearest_on_segment};
use watchfloor_search::{Alias, Answer, Bearer, House, Index, Meeting, NameRow, Post, Question, Whereabouts};

const WHAT: &str = "searching an area";
/// How long one keystroke's search may take before harder looking is left out.
pub const SEARCH_TIME: Duration = Duration::from_millis(5);
/// Bearers of one name whose distance is looked at: a chain store, a street name that every village has.
const MOST_BEARERS: usize = 2_000;
/// Rows of a box that are looked at.
const MOST_IN_BOX: usize = 4_000;

impl Area {
    /// What a typed text may mean, best first; see [`watchfloor_search::search`]. After `within` ([`SEARCH_TIME`] for a
    /// keystroke) harder looking is left out and [`Answer::more`] says so.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn search(
        &self,
        question: &Question<'_>,
        aliases: &[Alias<'_>],
        within: Duration,
    ) -> Result<Answer, AreaError> {
        let ends = Instant::now().checked_add(within);
        self.with(|conn| watchfloor_search::search(question, &Lookup { conn, ends }, aliases))
    }

    /// The nearest address, crossing and street of a place.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn whereabouts(&self, at: Wgs84) -> Result<Whereabouts, AreaError> {
        self.with(|conn| watchfloor_search::whereabouts(at, &Lookup { conn, ends: None }))
    }
}

/// One question's view of an area.
struct Lookup<'c> {
    conn: &'c Connection,
    ends: Option<Instant>,
}

impl Lookup<'_> {
    fn all<T>(
        &self,
        query: &str,
        args: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, Bad>,
    ) -> Result<Vec<T>, LogError> {
        let mut statement = self.conn.prepare_cached(query).doing(WHAT)?;
        let mut rows = statement.query(args).doing(WHAT)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().doing(WHAT)? {
            out.push(read(row).map_err(|column| LogError::Damaged(format!("search: column {column} cannot be read")))?);
        }
        Ok(out)
    }

    fn sort_near(&self, bearers: &mut Vec<Bearer>, near: Option<Wgs84>, limit: usize) {
        if let Some(near) = near {
            let far = |bearer: &Bearer| distance_m(near, bearer.at);
            bearers.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.place.cmp(&b.place)));
        } else {
            bearers.sort_by_key(|bearer| (std::cmp::Reverse(bearer.importance), bearer.place));
        }
        bearers.truncate(limit);
    }

    /// Rows of a box table joined with their own, `metres` around a place.
    fn around<T>(
        &self,
        query: &str,
        at: Wgs84,
        metres: f64,
        read: impl Fn(&Row<'_>) -> Result<T, Bad>,
    ) -> Result<Vec<T>, LogError> {
        let (per_lon, per_lat) = metres_per_degree(at.lat());
        let (lon, lat) = ((metres / per_lon.max(1.0)).min(180.0), metres / per_lat);
        let bounds = params![at.lon() - lon, at.lat() - lat, at.lon() + lon, at.lat() + lat, MOST_IN_BOX as i64];
        self.all(query, bounds, read)
    }
}

fn position(row: &Row<'_>) -> Result<Wgs84, Bad> {
    let get = |column: &str| row.get(column);
    let (Ok(lon), Ok(lat)) = (get("lon"), get("lat")) else { return Err("lon, lat") };
    Wgs84::new(lon, lat).map_err(|_| "lon, lat")
}

fn get<T: rusqlite::types::FromSql>(row: &Row<'_>, column: Bad) -> Result<T, Bad> {
    row.get(column).map_err(|_| column)
}

fn kind(row: &Row<'_>) -> Result<PlaceKind, Bad> {
    let kind: String = get(row, "kind")?;
    PlaceKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or("kind")
}

fn name_row(row: &Row<'_>) -> Result<NameRow, Bad> {
    Ok(NameRow { id: get(row, "id")?, key: get(row, "key")?, label: get(row, "label")? })
}

fn bearer(row: &Row<'_>) -> Result<Bearer, Bad> {
    let (place, language) = (get(row, "place")?, get(row, "language")?);
    Ok(Bearer { place, kind: kind(row)?, language, at: position(row)?, importance: get(row, "importance")? })
}

fn house(row: &Row<'_>) -> Result<House, Bad> {
    Ok(House { place: get(row, "place")?, number: get(row, "number")?, rest: get(row, "rest")?, at: position(row)? })
}

/// A word as the word index takes it: quoted, so that nothing in it is syntax.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

/// A query of the word index: all groups, one word of each; `None` when there is nothing to ask for.
fn all_of(groups: &[Vec<String>], prefix: Option<&str>) -> Option<String> {
    let group = |words: &Vec<String>| {
        let either: Vec<String> = words.iter().filter(|word| !word.is_empty()).map(|word| quoted(word)).collect();
        format!("({})", either.join(" OR "))
    };
    if groups.iter().any(|words| words.iter().all(String::is_empty)) {
        return None;
    }
    let prefix = prefix.filter(|prefix| !prefix.is_empty()).map(|prefix| format!("{}*", quoted(prefix)));
    let all: Vec<String> = groups.iter().map(group).chain(prefix).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

impl Index for Lookup<'_> {
    type Error = LogError;

    fn out_of_time(&self) -> bool {
        self.ends.is_some_and(|ends| Instant::now() >= ends)
    }

    fn named(&self, bag: &str, limit: usize) -> Result<Vec<NameRow>, LogError> {
        let query = "SELECT id, key, label FROM spoken WHERE bag=?1 ORDER BY id LIMIT ?2";
        self.all(query, params![bag, limit as i64], name_row)
    }

    fn holding(&self, groups: &[Vec<String>], prefix: Option<&str>, limit: usize) -> Result<Vec<NameRow>, LogError> {
        let Some(words) = all_of(groups, prefix) else { return Ok(Vec::new()) };
        let query = "SELECT s.id, s.key, s.label FROM
                       (SELECT rowid AS id FROM filed WHERE filed MATCH ?1 ORDER BY rowid LIMIT ?2) f
                     CROSS JOIN spoken s ON s.id=f.id ORDER BY s.id";
        self.all(query, params![words, limit as i64], name_row)
    }

    fn similar(&self, keys: &[i64], limit: usize) -> Result<Vec<String>, LogError> {
        let mut found: Vec<(u32, String)> = Vec::new();
        for key in keys {
            let query = "SELECT w.text, w.names FROM slip s CROSS JOIN word w ON w.id=s.word WHERE s.key=?1 LIMIT 256";
            let read = |row: &Row<'_>| Ok((get(row, "names")?, get(row, "text")?));
            found.extend(self.all(query, [key], read)?);
        }
        found.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
        found.dedup();
        Ok(found.into_iter().take(limit).map(|(_, text)| text).collect())
    }

    fn bearers(&self, name: i64, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, LogError> {
        let query = "SELECT * FROM called WHERE name=?1 ORDER BY place LIMIT ?2";
        let mut found = self.all(query, params![name, MOST_BEARERS as i64], bearer)?;
        self.sort_near(&mut found, near, limit);
        Ok(found)
    }

    fn streets(&self, name: i64) -> Result<Vec<NameRow>, LogError> {
        let query = "SELECT s.id, s.key, s.label FROM street_of o CROSS JOIN spoken s ON s.id=o.street
                     WHERE o.name=?1 ORDER BY s.id LIMIT 32";
        self.all(query, [name], name_row)
    }

    fn houses(&self, street: i64, low: u32, high: u32, limit: usize) -> Result<Vec<House>, LogError> {
        let query =
            "SELECT * FROM house WHERE street=?1 AND number BETWEEN ?2 AND ?3 ORDER BY number, rest, place LIMIT ?4";
        self.all(query, params![street, low, high, limit as i64], house)
    }

    fn houses_beside(&self, street: i64, number: u32, below: bool, limit: usize) -> Result<Vec<House>, LogError> {
        let query = if below {
            "SELECT * FROM house WHERE street=?1 AND number<?2 ORDER BY number DESC, rest DESC, place DESC LIMIT ?3"
        } else {
            "SELECT * FROM house WHERE street=?1 AND number>?2 ORDER BY number, rest, place LIMIT ?3"
        };
        self.all(query, params![street, number, limit as i64], house)
    }

    fn meetings(&self, street: i64, limit: usize) -> Result<Vec<Meeting>, LogError> {
        let query = "SELECT * FROM meeting WHERE street=?1 ORDER BY other, crossing LIMIT ?2";
        self.all(query, params![street, limit as i64], |row| {
            Ok(Meeting { crossing: get(row, "crossing")?, other: get(row, "other")?, at: position(row)? })
        })
    }

    fn posts(&self, road: Option<&str>, low: u32, high: u32, limit: usize) -> Result<Vec<Post>, LogError> {
        let read = |row: &Row<'_>| {
            Ok(Post {
                place: get(row, "place")?,
                road: get(row, "road")?,
                metres: get(row, "metres")?,
                at: position(row)?,
            })
        };
        let limit = limit as i64;
        let mut posts = match road {
            Some(road) => self.all(
                "SELECT * FROM post WHERE road=?1 AND metres BETWEEN ?2 AND ?3 ORDER BY metres, place LIMIT ?4",
                params![road, low, high, limit],
                read,
            )?,
            None => self.all(
                "SELECT * FROM post WHERE metres BETWEEN ?1 AND ?2 ORDER BY metres, place LIMIT ?3",
                params![low, high, limit],
                read,
            )?,
        };
        posts.sort_by(|a, b| (&a.road, a.metres, a.place).cmp(&(&b.road, b.metres, b.place)));
        Ok(posts)
    }

    fn of_kind(&self, kind: PlaceKind, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, LogError> {
        let columns = "p.id AS place, p.kind, '' AS language, p.lon, p.lat, p.importance";
        let mut found = Vec::new();
        if let Some(near) = near {
            let query = format!(
                "SELECT {columns} FROM place_box b CROSS JOIN place p ON p.id=b.id
                 WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 AND p.kind='{}' LIMIT ?5",
                kind.as_str()
            );
            // A box holds all that is nearer than its half side, so widening stops when it holds enough.
            for metres in [500.0, 2_000.0] {
                found = self.around(&query, near, metres, bearer)?;
                if found.len() >= limit || self.out_of_time() {
                    break;
                }
            }
        }
        if found.len() < limit {
            let query = format!("SELECT {columns} FROM place p WHERE p.kind=?1 ORDER BY p.id LIMIT {MOST_BEARERS}");
            found = self.all(&query, [kind.as_str()], bearer)?;
        }
        self.sort_near(&mut found, near, limit);
        Ok(found)
    }

    fn place(&self, row: i64) -> Result<Option<Place>, LogError> {
        Ok(self.all("SELECT * FROM place WHERE id=?1", [row], rows::place)?.pop())
    }

    fn crossing(&self, row: i64) -> Result<Option<Crossing>, LogError> {
        Ok(self.all("SELECT * FROM crossing WHERE id=?1", [row], rows::crossing)?.pop())
    }

    fn nearest_address(&self, at: Wgs84, metres: f64) -> Result<Option<(Place, f64)>, LogError> {
        let query = "SELECT p.* FROM place_box b CROSS JOIN place p ON p.id=b.id
                     WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 AND p.kind='address' LIMIT ?5";
        let found =
            self.around(query, at, metres, |row| Ok((get::<i64>(row, "id")?, position(row)?, rows::place(row)?)))?;
        let far = found.into_iter().map(|(id, place_at, place)| (distance_m(at, place_at), id, place));
        let nearest = far.filter(|(far, ..)| *far <= metres).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Ok(nearest.map(|(far, _, place)| (place, far)))
    }

    fn nearest_crossing(&self, at: Wgs84, metres: f64) -> Result<Option<(Crossing, f64)>, LogError> {
        let query = "SELECT c.* FROM crossing_box b CROSS JOIN crossing c ON c.id=b.id
                     WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 LIMIT ?5";
        let found =
            self.around(query, at, metres, |row| Ok((get::<i64>(row, "id")?, position(row)?, rows::crossing(row)?)))?;
        let far = found.into_iter().map(|(id, its, crossing)| (distance_m(at, its), id, crossing));
        let nearest = far.filter(|(far, ..)| *far <= metres).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Ok(nearest.map(|(far, _, crossing)| (crossing, far)))
    }

    fn nearest_street(&self, at: Wgs84, metres: f64) -> Result<Option<(String, Wgs84, f64)>, LogError> {
        let query = "SELECT e.* FROM road_edge_box b CROSS JOIN road_edge e ON e.id=b.id
                     WHERE b.east>=?1 AND b.north>=?2 AND b.west<=?3 AND b.south<=?4 AND e.name IS NOT NULL LIMIT ?5";
        let mut best: Option<(f64, String, Wgs84)> = None;
        for edge in self.around(query, at, metres, rows::edge)? {
            let Some(name) = edge.name else { continue };
            for pair in edge.points.windows(2) {
                let (Ok(a), Ok(b)) = (Wgs84::new(pair[0][0], pair[0][1]), Wgs84::new(pair[1][0], pair[1][1])) else {
                    continue;
                };
                let found = nearest_on_segment(at, a, b);
                let better = |(far, known, _): &(f64, String, Wgs84)| {
                    found.distance_m.total_cmp(far).then_with(|| name.as_ref().cmp(known.as_str())).is_lt()
                };
                if found.distance_m <= metres && best.as_ref().is_none_or(better) {
                    best = Some((found.distance_m, name.to_string(), found.position));
                }
            }
        }
        Ok(best.map(|(far, name, point)| (name, point, far)))
    }
}
