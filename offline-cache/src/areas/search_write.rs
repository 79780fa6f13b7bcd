//! Makes the tables of the search box from an area's places and crossings. Knows rows; how a name is folded is
//! `watchfloor_search`'s.

use crate::failure::Doing;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, HashMap};
use watchfloor_area::PlaceKind;
use watchfloor_engine::ports::LogError;
use watchfloor_search::{Name, house_number, name, post_metres, road_key, typo_keys};

const WHAT: &str = "filing names for the search";
/// Names of one place that are filed at most.
const MOST_NAMES: usize = 64;

/// Fills the tables anew from `place` and `crossing`, in one order that depends on those rows alone.
///
/// Names are numbered by the importance of the first place that bears them, so that the order of rows in the word index
/// is the order of importance and a search may stop after the first.
pub(super) fn file_names(conn: &Connection) -> Result<(), LogError> {
    conn.execute_batch(
        "INSERT INTO filed(filed) VALUES('delete-all');
         DELETE FROM spoken; DELETE FROM called; DELETE FROM street_of; DELETE FROM house; DELETE FROM meeting;
         DELETE FROM post; DELETE FROM meets; DELETE FROM word; DELETE FROM slip",
    )
    .doing(WHAT)?;
    let mut filing = Filing { conn, ids: HashMap::new(), words: BTreeMap::new() };
    filing.places()?;
    filing.crossings()?;
    filing.meets()?;
    filing.words()?;
    conn.execute_batch("INSERT INTO filed(filed) VALUES('optimize')").doing(WHAT)
}

struct Filing<'c> {
    conn: &'c Connection,
    /// Names by key.
    ids: HashMap<String, i64>,
    /// Words that a misspelt one may be, and how many names hold them.
    words: BTreeMap<String, u32>,
}

/// What is read of a place.
struct Row {
    id: i64,
    kind: String,
    name: String,
    names: String,
    reference: Option<String>,
    street: Option<String>,
    number: Option<String>,
    lon: f64,
    lat: f64,
    importance: u16,
}

impl Filing<'_> {
    fn places(&mut self) -> Result<(), LogError> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT id, kind, name, names, reference, street, number, lon, lat, importance FROM place
                 ORDER BY importance DESC, id",
            )
            .doing(WHAT)?;
        let mut rows = statement.query([]).doing(WHAT)?;
        while let Some(row) = rows.next().doing(WHAT)? {
            let read = || {
                Ok(Row {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    name: row.get(2)?,
                    names: row.get(3)?,
                    reference: row.get(4)?,
                    street: row.get(5)?,
                    number: row.get(6)?,
                    lon: row.get(7)?,
                    lat: row.get(8)?,
                    importance: row.get(9)?,
                })
            };
            self.place(&read().doing(WHAT)?)?;
        }
        Ok(())
    }

    fn place(&mut self, row: &Row) -> Result<(), LogError> {
        if row.kind == PlaceKind::Address.as_str() {
            return self.address(row);
        }
        if row.kind == PlaceKind::Milestone.as_str() {
            return self.milestone(row);
        }
        let local = self.id(&row.name)?;
        let mut borne: Vec<(i64, &str)> = local.iter().map(|id| (*id, "")).collect();
        let names: BTreeMap<String, String> =
            serde_json::from_str(&row.names).map_err(|_| LogError::Damaged(format!("place {}: names", row.id)))?;
        let others = names.iter().map(|(language, name)| (language.as_str(), name.as_str()));
        // `H-123` is asked for as H123 too.
        let joined = row.reference.as_deref().map(road_key);
        let numbered =
            [row.reference.as_deref(), joined.as_deref()].into_iter().flatten().map(|number| ("ref", number));
        // An alternative name may list several.
        let each = others.chain(numbered).flat_map(|(language, name)| name.split(';').map(move |one| (language, one)));
        for (language, name) in each.take(MOST_NAMES) {
            if let Some(id) = self.id(name)?.filter(|id| borne.iter().all(|(known, _)| known != id)) {
                borne.push((id, language));
            }
        }
        for (id, language) in &borne {
            self.insert(
                "INSERT INTO called(name, place, language, kind, lon, lat, importance) VALUES(?1,?2,?3,?4,?5,?6,?7)",
                params![id, row.id, language, row.kind, row.lon, row.lat, row.importance],
            )?;
            if let Some(local) = local.filter(|_| row.kind == PlaceKind::Street.as_str()) {
                self.street(*id, local)?;
            }
        }
        Ok(())
    }

    fn address(&mut self, row: &Row) -> Result<(), LogError> {
        let (Some(street), Some(number)) = (&row.street, &row.number) else { return Ok(()) };
        let (Some(street), Some(number)) = (self.id(street)?, house_number(number)) else { return Ok(()) };
        self.street(street, street)?;
        self.insert(
            "INSERT OR IGNORE INTO house(street, number, rest, place, lon, lat) VALUES(?1,?2,?3,?4,?5,?6)",
            params![street, number.value, number.rest, row.id, row.lon, row.lat],
        )
    }

    fn milestone(&self, row: &Row) -> Result<(), LogError> {
        let Some(metres) = row.number.as_deref().and_then(post_metres) else { return Ok(()) };
        let road = row.reference.as_deref().map(road_key).unwrap_or_default();
        self.insert(
            "INSERT INTO post(road, metres, place, lon, lat) VALUES(?1,?2,?3,?4,?5)",
            params![road, metres, row.id, row.lon, row.lat],
        )
    }

    fn crossings(&mut self) -> Result<(), LogError> {
        let mut statement = self.conn.prepare("SELECT id, a, b, lon, lat FROM crossing ORDER BY id").doing(WHAT)?;
        let mut rows = statement.query([]).doing(WHAT)?;
        while let Some(row) = rows.next().doing(WHAT)? {
            let (id, lon, lat): (i64, f64, f64) =
                (row.get(0).doing(WHAT)?, row.get(3).doing(WHAT)?, row.get(4).doing(WHAT)?);
            let (a, b): (String, String) = (row.get(1).doing(WHAT)?, row.get(2).doing(WHAT)?);
            let (Some(a), Some(b)) = (self.id(&a)?, self.id(&b)?) else { continue };
            for (street, other) in [(a, b), (b, a)] {
                self.street(street, street)?;
                self.insert(
                    "INSERT OR IGNORE INTO meeting(street, other, crossing, lon, lat) VALUES(?1,?2,?3,?4,?5)",
                    params![street, other, id, lon, lat],
                )?;
            }
        }
        Ok(())
    }

    /// What each street meets nearest to its middle; the lowest crossing where two are as near.
    fn meets(&self) -> Result<(), LogError> {
        let mut streets = self
            .conn
            .prepare(
                "SELECT name, place, lon, lat FROM called WHERE kind='street' AND language='' ORDER BY name, place",
            )
            .doing(WHAT)?;
        let mut rows = streets.query([]).doing(WHAT)?;
        let mut met: (i64, Vec<(i64, i64, [f64; 2])>) = (0, Vec::new());
        while let Some(row) = rows.next().doing(WHAT)? {
            let read = || Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?]));
            let (name, place, at): (i64, i64, [f64; 2]) = read().doing(WHAT)?;
            if met.0 != name {
                met = (name, self.meetings(name)?);
            }
            let far = |other: &[f64; 2]| planar(at, *other);
            let nearest = met.1.iter().min_by(|a, b| far(&a.2).total_cmp(&far(&b.2)).then(a.1.cmp(&b.1)));
            if let Some((other, ..)) = nearest {
                self.insert(
                    "INSERT INTO meets(place, other) SELECT ?1, label FROM spoken WHERE id=?2",
                    params![place, other],
                )?;
            }
        }
        Ok(())
    }

    /// Other street, crossing and place of each crossing of a street.
    fn meetings(&self, street: i64) -> Result<Vec<(i64, i64, [f64; 2])>, LogError> {
        let mut statement =
            self.conn.prepare_cached("SELECT other, crossing, lon, lat FROM meeting WHERE street=?1").doing(WHAT)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?]));
        statement.query_map([street], read).and_then(Iterator::collect).doing(WHAT)
    }

    fn words(&mut self) -> Result<(), LogError> {
        for (at, (text, names)) in (1_i64..).zip(&self.words) {
            self.insert("INSERT INTO word(id, text, names) VALUES(?1,?2,?3)", params![at, text, names])?;
            for key in typo_keys(text) {
                self.insert("INSERT INTO slip(key, word) VALUES(?1,?2)", params![key, at])?;
            }
        }
        Ok(())
    }

    /// The number of a name, filed now if it is new; `None` for a name without a letter or digit.
    fn id(&mut self, text: &str) -> Result<Option<i64>, LogError> {
        let folded: Name = name(text);
        let key = folded.key();
        if key.is_empty() {
            return Ok(None);
        }
        if let Some(id) = self.ids.get(&key) {
            return Ok(Some(*id));
        }
        let id = i64::try_from(self.ids.len()).unwrap_or(i64::MAX) + 1;
        self.insert(
            "INSERT INTO spoken(id, key, bag, label) VALUES(?1,?2,?3,?4)",
            params![id, key, folded.bag(), text.trim()],
        )?;
        self.insert("INSERT INTO filed(rowid, words) VALUES(?1,?2)", params![id, folded.filed_under().join(" ")])?;
        for word in folded.correctable() {
            *self.words.entry(word.to_owned()).or_default() += 1;
        }
        self.ids.insert(key, id);
        Ok(Some(id))
    }

    fn street(&self, name: i64, street: i64) -> Result<(), LogError> {
        self.insert("INSERT OR IGNORE INTO street_of(name, street) VALUES(?1,?2)", params![name, street])
    }

    fn insert(&self, query: &str, row: &[&dyn rusqlite::ToSql]) -> Result<(), LogError> {
        self.conn.prepare_cached(query).and_then(|mut s| s.execute(row)).map(drop).doing(WHAT)
    }
}

/// The square of how far two places of one street lie apart, in degrees of latitude: enough to compare.
fn planar(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (lon, lat) = ((a[0] - b[0]) * a[1].to_radians().cos(), a[1] - b[1]);
    lon * lon + lat * lat
}
