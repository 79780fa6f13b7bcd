//! Past incidents as vector tiles, gathered into clusters here so that a window draws a few hundred signs whatever the
//! store holds.
//!
//! The places are read from the lists once and kept, in the order of a Z curve: what lies in a tile stands together, and
//! so does what lies in one cell of it. A tile is one pass over its stretch. It must not know the window nor SQL.

use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use mvt::{GeomEncoder, GeomType, Tile};
use uuid::Uuid;
use watchfloor_engine::ports::{ListReader, LogError, PastPlace};

/// Incidents kept for drawing, the newest; about 80 bytes each. A city of ten million opens as many in three months.
const MOST: u32 = 500_000;
/// A tile may be this much behind the lists.
const FRESH: Duration = Duration::from_secs(2);
/// Bits of a coordinate on either axis of the Web Mercator square: cells of 15 cm at the equator.
const BITS: u32 = 28;
/// From this zoom on an incident alone in its house is drawn alone; the page asks for no deeper tile.
pub const MAX_ZOOM: u8 = 17;
/// A tile has 2^4 by 2^4 cells, one sign each: a sign every 32 pixels at most.
const CELL_BITS: u32 = 4;
/// In the deepest tiles 2^5 by 2^5, about 5 m at 60° north.
const DEEPEST_CELL_BITS: u32 = 5;
const EXTENT: u32 = 4096;
/// Where Web Mercator ends, degrees.
const MAX_LAT: f64 = 85.051_128;
const DAY_MS: i64 = 86_400_000;

/// How far back the map of the past looks, by the time incidents were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastRange {
    /// The last 24 hours.
    Day,
    /// The last 30 days.
    Month,
    /// Everything kept for drawing.
    All,
}

impl PastRange {
    /// The range of a name: `day`, `month`, `all`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "day" => Some(Self::Day),
            "month" => Some(Self::Month),
            "all" => Some(Self::All),
            _ => None,
        }
    }

    fn since_ms(self, now_ms: i64) -> i64 {
        match self {
            Self::Day => now_ms.saturating_sub(DAY_MS),
            Self::Month => now_ms.saturating_sub(30 * DAY_MS),
            Self::All => i64::MIN,
        }
    }
}

#[derive(Clone, Debug)]
struct Past {
    /// Place on the Z curve, [`BITS`] bits of x and y interleaved.
    cell: u64,
    opened_ms: i64,
    id: Uuid,
    number: Box<str>,
    priority: Box<str>,
}

/// Closed incidents in the order of the curve, those of one spot by id.
#[derive(Default)]
struct Picture {
    all: Vec<Past>,
}

/// The past of one store, ready to be cut into tiles. Shared by the threads that serve them.
#[derive(Default)]
pub struct HistoryTiles {
    picture: Mutex<Option<Arc<Picture>>>,
    looked: Mutex<Looked>,
}

#[derive(Default)]
struct Looked {
    at: Option<Instant>,
    reach: Option<u64>,
}

impl HistoryTiles {
    /// The closed incidents in one tile (y from the north), as a plain vector tile with the layer `past`; `None` where
    /// there are none. Each point has `n`, how many it stands for; one alone has `id`, `number` and `priority` too.
    ///
    /// # Errors
    /// The lists could not be read, or the tile lies outside the pyramid.
    pub fn tile(
        &self,
        lists: &dyn ListReader,
        range: PastRange,
        now_ms: i64,
        [z, x, y]: [u32; 3],
    ) -> Result<Option<Vec<u8>>, String> {
        if z > u32::from(MAX_ZOOM) || x >> z != 0 || y >> z != 0 {
            return Ok(None);
        }
        let picture = self.picture(lists).map_err(|error| error.to_string())?;
        let clusters = picture.clusters(range.since_ms(now_ms), [z, x, y]);
        encode(&clusters, [z, x, y]).map_err(|error| error.to_string())
    }

    /// The places as they are now, or as they were two seconds ago; while another thread looks, as they were before.
    fn picture(&self, lists: &dyn ListReader) -> Result<Arc<Picture>, LogError> {
        let held = self.held();
        let mut looked = match (self.looked.try_lock(), &held) {
            (Ok(looked), _) => looked,
            (Err(TryLockError::WouldBlock), Some(picture)) => return Ok(picture.clone()),
            (Err(_), _) => self.looked.lock().unwrap_or_else(PoisonError::into_inner),
        };
        // Another thread may have read it all while this one waited.
        let held = self.held();
        if let Some(picture) = held.clone().filter(|_| looked.at.is_some_and(|at| at.elapsed() < FRESH)) {
            return Ok(picture);
        }
        let (picture, reach) = read(lists, looked.reach.zip(held))?;
        *looked = Looked { at: Some(Instant::now()), reach: Some(reach) };
        *self.picture.lock().unwrap_or_else(PoisonError::into_inner) = Some(picture.clone());
        Ok(picture)
    }

    fn held(&self) -> Option<Arc<Picture>> {
        self.picture.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The picture that follows from what is held: only what changed is read, unless the lists were begun anew or too much
/// changed.
fn read(lists: &dyn ListReader, held: Option<(u64, Arc<Picture>)>) -> Result<(Arc<Picture>, u64), LogError> {
    if let Some((reach, picture)) = held {
        let news = lists.places(Some(reach), MOST)?;
        if news.reach >= reach && news.changed.len() < MOST as usize {
            let same = news.changed.is_empty();
            return Ok((if same { picture } else { Arc::new(picture.with(&news.changed)) }, news.reach));
        }
    }
    let all = lists.places(None, MOST)?;
    if all.changed.len() == MOST as usize {
        tracing::warn!(kept = MOST, "the map of the past shows the newest incidents only");
    }
    Ok((Arc::new(Picture::default().with(&all.changed)), all.reach))
}

impl Picture {
    /// This picture with some incidents in their present state: closed ones with a place are on it, others are not.
    fn with(&self, changed: &[PastPlace]) -> Self {
        let mut ids: Vec<Uuid> = changed.iter().map(|place| place.id).collect();
        ids.sort_unstable();
        let stays = |past: &&Past| ids.binary_search(&past.id).is_err();
        let mut all: Vec<Past> = self.all.iter().filter(stays).cloned().collect();
        all.extend(changed.iter().filter_map(Past::of));
        if all.len() > MOST as usize {
            all.sort_unstable_by_key(|past| (std::cmp::Reverse(past.opened_ms), past.id));
            all.truncate(MOST as usize);
        }
        all.sort_unstable_by_key(|past| (past.cell, past.id));
        Self { all }
    }

    fn clusters(&self, from_ms: i64, [z, x, y]: [u32; 3]) -> Vec<Cluster<'_>> {
        let tile = curve(x, y);
        let shift = 2 * (BITS - z);
        let start = self.all.partition_point(|past| past.cell >> shift < tile);
        let cell_bits = if z == u32::from(MAX_ZOOM) { DEEPEST_CELL_BITS } else { CELL_BITS };
        let cell_shift = 2 * (BITS - z - cell_bits);
        let mut clusters: Vec<Cluster<'_>> = Vec::new();
        let mut last = None;
        for past in self.all[start..].iter().take_while(|past| past.cell >> shift == tile) {
            if past.opened_ms < from_ms {
                continue;
            }
            let cell = past.cell >> cell_shift;
            match clusters.last_mut().filter(|_| last == Some(cell)) {
                Some(cluster) => cluster.add(past),
                None => clusters.push(Cluster::of(past)),
            }
            last = Some(cell);
        }
        clusters
    }
}

impl Past {
    fn of(place: &PastPlace) -> Option<Self> {
        let (lon, lat) = place.at?;
        let on_map = (-180.0..=180.0).contains(&lon) && (-MAX_LAT..=MAX_LAT).contains(&lat);
        on_map.then(|| Self {
            cell: cell(lon, lat),
            opened_ms: place.opened_ms,
            id: place.id,
            number: place.number.as_str().into(),
            priority: place.priority.as_str().into(),
        })
    }
}

/// Incidents of one cell, drawn as one sign in their middle.
struct Cluster<'a> {
    first: &'a Past,
    count: u32,
    sum: [u64; 2],
}

impl<'a> Cluster<'a> {
    fn of(past: &'a Past) -> Self {
        Self { first: past, count: 1, sum: [squeeze(past.cell), squeeze(past.cell >> 1)] }
    }

    fn add(&mut self, past: &Past) {
        self.count += 1;
        self.sum[0] += squeeze(past.cell);
        self.sum[1] += squeeze(past.cell >> 1);
    }
}

/// Where a place lies on the Z curve.
fn cell(lon: f64, lat: f64) -> u64 {
    let side = f64::from(1_u32 << BITS);
    let sin = lat.to_radians().sin();
    let x = (lon + 180.0) / 360.0;
    let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI);
    // Both lie within the square; the last cell takes its far edge.
    let whole = |share: f64| ((share * side) as u32).min((1 << BITS) - 1);
    curve(whole(x), whole(y))
}

/// Interleaves the bits of x (even) and y (odd).
fn curve(x: u32, y: u32) -> u64 {
    spread(x) | spread(y) << 1
}

fn spread(bits: u32) -> u64 {
    let mut v = u64::from(bits);
    v = (v | v << 16) & 0x0000_ffff_0000_ffff;
    v = (v | v << 8) & 0x00ff_00ff_00ff_00ff;
    v = (v | v << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}

/// The even bits, together: the inverse of [`spread`].
fn squeeze(cell: u64) -> u64 {
    let mut v = cell & 0x5555_5555_5555_5555;
    v = (v | v >> 1) & 0x3333_3333_3333_3333;
    v = (v | v >> 2) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | v >> 4) & 0x00ff_00ff_00ff_00ff;
    v = (v | v >> 8) & 0x0000_ffff_0000_ffff;
    (v | v >> 16) & 0x0000_0000_ffff_ffff
}

fn encode(clusters: &[Cluster<'_>], [z, x, y]: [u32; 3]) -> Result<Option<Vec<u8>>, mvt::Error> {
    if clusters.is_empty() {
        return Ok(None);
    }
    let mut tile = Tile::new(EXTENT);
    let mut layer = tile.create_layer("past");
    let scale = f64::from(EXTENT) / f64::from(1_u32 << (BITS - z));
    for cluster in clusters {
        let within = |sum: u64, from: u32| {
            let mean = sum as f64 / f64::from(cluster.count);
            ((mean - f64::from(from) * f64::from(1_u32 << (BITS - z))) * scale) as i32
        };
        let at = [within(cluster.sum[0], x), within(cluster.sum[1], y)];
        let point = GeomEncoder::<i32>::new(GeomType::Point).point(at[0], at[1])?.encode()?;
        let mut feature = layer.into_feature(point);
        feature.add_tag_uint("n", u64::from(cluster.count));
        if cluster.count == 1 {
            feature.add_tag_string("id", &cluster.first.id.to_string());
            feature.add_tag_string("number", &cluster.first.number);
            feature.add_tag_string("priority", &cluster.first.priority);
        }
        layer = feature.into_layer();
    }
    tile.add_layer(layer)?;
    tile.to_bytes().map(Some)
}

#[cfg(test)]
#[path = "history_tiles_tests.rs"]
mod tests;
