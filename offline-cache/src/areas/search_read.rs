//! Answers the search box from one area. Knows tables; what a question means is `watchfloor_search`'s.

use super::rows::{self, Bad};
use super::{Area, AreaError, deadline};
use crate::failure::Doing;
use rusqlite::{Connection, Params, Row, params};
use std::cell::Cell;
use std::time::{Duration, Instant};
use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_engine::ports::LogError;
use watchfloor_geo::{Wgs84, distance_m, metres_per_degree, nearest_on_segment};
use watchfloor_search::{Alias, Answer, Bearer, House, Index, Meeting, NameRow, Post, Question, Shown, Whereabouts};

const WHAT: &str = "searching an area";
/// How long a question may take: what was found by then is the answer. A busy machine is given eight times the goal.
pub const SEARCH_TIME: Duration = Duration::from_millis(40);
/// Bearers of one name whose distance is looked at: a chain store, a street name that every village has.
const MOST_BEARERS: usize = 2_000;
/// Streets that one list of names may stand for.
const MOST_STREETS: usize = 256;
/// Rows of a box that are looked at.
const MOST_IN_BOX: usize = 4_000;

impl Area {
    /// What a typed text may mean, best first; see [`watchfloor_search::search`]. After `within` ([`SEARCH_TIME`] for whoever
    /// waits at a screen) nothing more is looked for: a statement that runs is stopped, and [`Answer::more`] says so.
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
        self.asked(|conn| watchfloor_search::search(question, &Lookup::new(conn, ends), aliases))
    }

    /// The nearest address, crossing and street of a place.
    ///
    /// # Errors
    /// [`AreaError::Unusable`] when the file is damaged.
    pub fn whereabouts(&self, at: Wgs84) -> Result<Whereabouts, AreaError> {
        self.asked(|conn| watchfloor_search::whereabouts(at, &Lookup::new(conn, None)))
    }

    /// Answers from one state of the file: a lock and a look at the journal for the whole question, not for each statement.
    fn asked<T>(&self, answer: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, AreaError> {
        self.with(|conn| {
            let reading = conn.unchecked_transaction().doing(WHAT)?;
            let answer = answer(conn)?;
            reading.finish().doing(WHAT)?;
            Ok(answer)
        })
    }
}

/// One question's view of an area.
struct Lookup<'c> {
    conn: &'c Connection,
    ends: Option<Instant>,
    /// A list was cut short because the time was up.
    cut: Cell<bool>,
}

impl<'c> Lookup<'c> {
    fn new(conn: &'c Connection, ends: Option<Instant>) -> Self {
        Self { conn, ends, cut: Cell::new(false) }
    }

    fn all<T>(
        &self,
        query: &str,
        args: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, Bad>,
    ) -> Result<Vec<T>, LogError> {
        let mut out = Vec::new();
        self.each(query, args, |row| read(row).map(|row| out.push(row))).map(|()| out)
    }

    /// As [`Lookup::all`], for what may take long: stopped when the time is up, with the rows read so far.
    fn open_ended<T>(
        &self,
        query: &str,
        args: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, Bad>,
    ) -> Result<Vec<T>, LogError> {
        let Some(ends) = self.ends else { return self.all(query, args, read) };
        if self.out_of_time() {
            self.cut.set(true);
            return Ok(Vec::new());
        }
        let mut out = Vec::new();
        let (read, stopped) =
            deadline::until(ends, || self.each(query, args, |row| read(row).map(|row| out.push(row))));
        if stopped {
            self.cut.set(true);
        } else {
            read?;
        }
        Ok(out)
    }

    fn each(
        &self,
        query: &str,
        args: impl Params,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Bad>,
    ) -> Result<(), LogError> {
        let mut statement = self.conn.prepare_cached(query).doing(WHAT)?;
        let mut rows = statement.query(args).doing(WHAT)?;
        while let Some(row) = rows.next().doing(WHAT)? {
            take(row).map_err(|column| LogError::Damaged(format!("search: column {column} cannot be read")))?;
        }
        Ok(())
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
        self.open_ended(query, bounds, read)
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
    let (name, importance) = (get(row, "name")?, get(row, "importance")?);
    Ok(Bearer { name, place, kind: kind(row)?, language, at: position(row)?, importance })
}

fn house(row: &Row<'_>, name: i64) -> Result<House, Bad> {
    Ok(House {
        name,
        street: get(row, "street")?,
        place: get(row, "place")?,
        number: get(row, "number")?,
        rest: get(row, "rest")?,
        at: position(row)?,
    })
}

fn shown(row: &Row<'_>) -> Result<Shown, Bad> {
    Ok(Shown { row: get(row, "row")?, label: get(row, "label")?, detail: get(row, "detail")? })
}

/// The first `limit` by distance, or by importance without a place to be near to.
fn nearest_of(mut bearers: Vec<Bearer>, near: Option<Wgs84>, limit: usize) -> Vec<Bearer> {
    if let Some(near) = near {
        bearers.sort_by_cached_key(|bearer| ((distance_m(near, bearer.at) * 1_000.0) as u64, bearer.place));
    } else {
        bearers.sort_by_key(|bearer| (std::cmp::Reverse(bearer.importance), bearer.place));
    }
    bearers.truncate(limit);
    bearers
}

/// A list as one parameter of a statement.
fn list<T: serde::Serialize>(items: &[T]) -> String {
    serde_json::to_string(items).unwrap_or_default()
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
        self.cut.get() || self.ends.is_some_and(|ends| Instant::now() >= ends)
    }

    fn named(&self, bags: &[String], limit: usize) -> Result<Vec<(usize, NameRow)>, LogError> {
        let query =
            "SELECT j.key AS bag, s.id, s.key, s.label FROM json_each(?1) j CROSS JOIN spoken s ON s.bag=j.value
                     ORDER BY j.key, s.id LIMIT ?2";
        self.open_ended(query, params![list(bags), limit as i64], |row| {
            Ok((usize::try_from(get::<i64>(row, "bag")?).map_err(|_| "bag")?, name_row(row)?))
        })
    }

    fn holding(&self, groups: &[Vec<String>], prefix: Option<&str>, limit: usize) -> Result<Vec<NameRow>, LogError> {
        let Some(words) = all_of(groups, prefix) else { return Ok(Vec::new()) };
        let query = "SELECT s.id, s.key, s.label FROM
                       (SELECT rowid AS id FROM filed WHERE filed MATCH ?1 ORDER BY rowid LIMIT ?2) f
                     CROSS JOIN spoken s ON s.id=f.id ORDER BY s.id";
        self.open_ended(query, params![words, limit as i64], name_row)
    }

    fn similar(&self, keys: &[i64], limit: usize) -> Result<Vec<String>, LogError> {
        let query = "SELECT w.text, w.names FROM json_each(?1) j CROSS JOIN slip s ON s.key=j.value
                     CROSS JOIN word w ON w.id=s.word LIMIT 2048";
        let read = |row: &Row<'_>| Ok((get::<u32>(row, "names")?, get::<String>(row, "text")?));
        let mut found = self.open_ended(query, [list(keys)], read)?;
        found.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
        found.dedup();
        Ok(found.into_iter().take(limit).map(|(_, text)| text).collect())
    }

    fn known(&self, words: &[String]) -> Result<Vec<String>, LogError> {
        let query = "SELECT w.text FROM json_each(?1) j CROSS JOIN word w ON w.text=j.value ORDER BY j.key";
        self.open_ended(query, [list(words)], |row| get(row, "text"))
    }

    fn bearers(&self, names: &[i64], near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, LogError> {
        let query = "SELECT c.* FROM json_each(?1) j CROSS JOIN called c ON c.name=j.value
                     ORDER BY j.key, c.place LIMIT ?2";
        let all = self.open_ended(query, params![list(names), MOST_BEARERS as i64], bearer)?;
        let each = all.chunk_by(|a, b| a.name == b.name).map(|own| nearest_of(own.to_vec(), near, limit));
        Ok(each.flatten().collect())
    }

    fn streets(&self, names: &[i64]) -> Result<Vec<(i64, i64)>, LogError> {
        let query = "SELECT o.name, o.street FROM json_each(?1) j CROSS JOIN street_of o ON o.name=j.value
                     ORDER BY j.key, o.street LIMIT ?2";
        self.open_ended(query, params![list(names), MOST_STREETS as i64], |row| {
            Ok((get(row, "name")?, get(row, "street")?))
        })
    }

    fn spoken(&self, name: i64) -> Result<Option<NameRow>, LogError> {
        Ok(self.all("SELECT id, key, label FROM spoken WHERE id=?1", [name], name_row)?.pop())
    }

    fn houses(&self, names: &[i64], number: u32, limit: usize) -> Result<Vec<House>, LogError> {
        let query = "SELECT o.name, h.* FROM json_each(?1) j CROSS JOIN street_of o ON o.name=j.value
                     CROSS JOIN house h ON h.street=o.street AND h.number=?2
                     ORDER BY j.key, h.street, h.rest, h.place LIMIT ?3";
        self.open_ended(query, params![list(names), number, limit as i64], |row| house(row, get(row, "name")?))
    }

    fn houses_beside(&self, street: i64, number: u32, below: bool, limit: usize) -> Result<Vec<House>, LogError> {
        let query = if below {
            "SELECT * FROM house WHERE street=?1 AND number<?2 ORDER BY number DESC, rest DESC, place DESC LIMIT ?3"
        } else {
            "SELECT * FROM house WHERE street=?1 AND number>?2 ORDER BY number, rest, place LIMIT ?3"
        };
        self.open_ended(query, params![street, number, limit as i64], |row| house(row, street))
    }

    fn meetings(&self, these: &[i64], those: &[i64], limit: usize) -> Result<Vec<Meeting>, LogError> {
        // The plus keeps the second list a filter: a street meets fewer others than there are pairs to look up.
        let query = "SELECT m.* FROM json_each(?1) j CROSS JOIN meeting m ON m.street=j.value
                     WHERE +m.other IN (SELECT value FROM json_each(?2)) ORDER BY j.key, m.other, m.crossing LIMIT ?3";
        self.open_ended(query, params![list(these), list(those), limit as i64], |row| {
            let streets = [get(row, "street")?, get(row, "other")?];
            Ok(Meeting { crossing: get(row, "crossing")?, streets, at: position(row)? })
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
            Some(road) => self.open_ended(
                "SELECT * FROM post WHERE road=?1 AND metres BETWEEN ?2 AND ?3 ORDER BY metres, place LIMIT ?4",
                params![road, low, high, limit],
                read,
            )?,
            None => self.open_ended(
                "SELECT * FROM post WHERE metres BETWEEN ?1 AND ?2 ORDER BY metres, place LIMIT ?3",
                params![low, high, limit],
                read,
            )?,
        };
        posts.sort_by(|a, b| (&a.road, a.metres, a.place).cmp(&(&b.road, b.metres, b.place)));
        Ok(posts)
    }

    fn of_kind(&self, kind: PlaceKind, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, LogError> {
        let columns = "0 AS name, p.id AS place, p.kind, '' AS language, p.lon, p.lat, p.importance";
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
            found = self.open_ended(&query, [kind.as_str()], bearer)?;
        }
        Ok(nearest_of(found, near, limit))
    }

    fn shown_places(&self, rows: &[i64]) -> Result<Vec<Shown>, LogError> {
        let query = "SELECT p.id AS \"row\", coalesce(nullif(p.name, ''), p.reference, '') AS label,
                       CASE p.kind WHEN 'street' THEN m.other ELSE p.detail END AS detail
                     FROM json_each(?1) j CROSS JOIN place p ON p.id=j.value LEFT JOIN meets m ON m.place=p.id
                     ORDER BY j.key";
        self.all(query, [list(rows)], shown)
    }

    fn shown_crossings(&self, rows: &[i64]) -> Result<Vec<Shown>, LogError> {
        let query = "SELECT c.id AS \"row\", c.a || ' & ' || c.b AS label, NULL AS detail
                     FROM json_each(?1) j CROSS JOIN crossing c ON c.id=j.value ORDER BY j.key";
        self.all(query, [list(rows)], shown)
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
