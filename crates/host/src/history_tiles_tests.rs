//! Tests of the map of the past: nothing is lost between zooms, ranges hold, what changed shows, and what a tile costs.

use std::sync::atomic::{AtomicU64, Ordering};

use watchfloor_engine::ports::{HistoryFilter, Places};

use super::*;

/// Lists that hold just these places; `asked` counts how often they were read from the beginning.
#[derive(Default)]
struct Fake {
    places: Mutex<Places>,
    asked: AtomicU64,
}

impl ListReader for Fake {
    fn within(&self, _: [f64; 4], _: u32) -> Result<Vec<String>, LogError> {
        Ok(Vec::new())
    }
    fn story(&self, _: &str, _: u32) -> Result<Vec<u64>, LogError> {
        Ok(Vec::new())
    }
    fn history(&self, _: &HistoryFilter) -> Result<Vec<String>, LogError> {
        Ok(Vec::new())
    }
    fn incident(&self, _: &str) -> Result<Vec<String>, LogError> {
        Ok(Vec::new())
    }
    fn places(&self, after: Option<u64>, limit: u32) -> Result<Places, LogError> {
        self.asked.fetch_add(u64::from(after.is_none()), Ordering::Relaxed);
        let mut places = self.places.lock().unwrap().clone();
        places.changed.truncate(limit as usize);
        Ok(places)
    }
}

fn place(n: u128, lon: f64, lat: f64, opened_ms: i64) -> PastPlace {
    let number = format!("26-{n:05}");
    PastPlace { id: Uuid::from_u128(n), number, priority: "1".into(), opened_ms, at: Some((lon, lat)) }
}

/// A city of incidents, most of them around a few corners, by a fixed rule.
fn city(count: u32) -> Vec<PastPlace> {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let one = |n: u32| {
        let corner = (next() * 12.0).floor();
        let near = |seed: f64| seed * seed * 0.03;
        let (lon, lat) = (24.85 + corner % 4.0 * 0.05 + near(next()), 60.14 + corner / 4.0 * 0.02 + near(next()));
        place(u128::from(n) + 1, lon, lat, i64::from(n) * 60_000)
    };
    (0..count).map(one).collect()
}

fn fake(changed: Vec<PastPlace>) -> Fake {
    Fake { places: Mutex::new(Places { reach: 9, changed }), ..Fake::default() }
}

/// All tiles of a zoom that have something in them.
fn tiles(picture: &Picture, z: u32) -> Vec<[u32; 3]> {
    let mut tiles: Vec<u64> = picture.all.iter().map(|past| past.cell >> (2 * (BITS - z))).collect();
    tiles.dedup();
    tiles.into_iter().map(|tile| [z, squeeze(tile) as u32, squeeze(tile >> 1) as u32]).collect()
}

fn total(picture: &Picture, from_ms: i64, z: u32) -> u32 {
    let counted = |tile| picture.clusters(from_ms, tile).iter().map(|cluster| cluster.count).sum::<u32>();
    tiles(picture, z).into_iter().map(counted).sum()
}

#[test]
fn every_incident_stands_in_exactly_one_sign_at_every_zoom() {
    let picture = Picture::default().with(&city(20_000));
    for z in 0..=u32::from(MAX_ZOOM) {
        assert_eq!(total(&picture, i64::MIN, z), 20_000, "zoom {z}");
    }
    // The ranges hold, to the incident: 5,000 of them were opened at this instant or later.
    assert_eq!(total(&picture, 15_000 * 60_000, 3), 5_000);
    // The control: a tile beside the city has none.
    assert!(picture.clusters(i64::MIN, [12, 0, 0]).is_empty());
}

#[test]
fn a_sign_stands_in_its_own_tile_and_a_tile_holds_no_more_than_its_cells() {
    let picture = Picture::default().with(&city(20_000));
    for z in [4, 11, 14, u32::from(MAX_ZOOM)] {
        for tile in tiles(&picture, z) {
            let clusters = picture.clusters(i64::MIN, tile);
            assert!(clusters.len() <= 1 << (2 * DEEPEST_CELL_BITS));
            for cluster in clusters {
                let mean = cluster.sum.map(|sum| (sum / u64::from(cluster.count)) as u32 >> (BITS - z));
                assert_eq!(mean, [tile[1], tile[2]]);
            }
        }
    }
}

#[test]
fn the_curve_can_be_walked_back() {
    for (x, y) in [(0, 0), (1, 0), (0, 1), (123_456_789, 98_765_432), ((1 << BITS) - 1, (1 << BITS) - 1)] {
        let cell = curve(x, y);
        assert_eq!((squeeze(cell), squeeze(cell >> 1)), (u64::from(x), u64::from(y)));
    }
    // Helsinki's railway square in the tile that every slippy map gives it.
    assert_eq!(cell(24.9436, 60.1711) >> (2 * (BITS - 14)), curve(9327, 4742));
}

#[test]
fn places_that_cannot_be_drawn_are_left_out() {
    let open = PastPlace { at: None, ..place(1, 0.0, 0.0, 0) };
    let bad = [f64::NAN, f64::INFINITY, 181.0].map(|lon| place(2, lon, 0.0, 0));
    let pole = place(3, 0.0, 89.0, 0);
    assert!(Picture::default().with(&[open, pole]).all.is_empty());
    assert!(Picture::default().with(&bad).all.is_empty());
}

#[test]
fn a_change_moves_removes_and_adds_without_reading_everything_again() {
    let lists = fake(city(1_000));
    let tiles = HistoryTiles::default();
    let first = tiles.picture(&lists).unwrap();
    assert_eq!(first.all.len(), 1_000);
    // Reopened, moved, and closed since.
    let reopened = PastPlace { at: None, ..place(1, 0.0, 0.0, 0) };
    *lists.places.lock().unwrap() =
        Places { reach: 10, changed: vec![reopened, place(2, 1.0, 1.0, 5), place(5_000, 2.0, 2.0, 6)] };
    assert_eq!(tiles.picture(&lists).unwrap().all.len(), 1_000, "asked again at once, it is the picture of before");
    tiles.looked.lock().unwrap().at = None;
    let second = tiles.picture(&lists).unwrap();
    let has = |n: u128| second.all.iter().find(|past| past.id == Uuid::from_u128(n)).map(|past| past.cell);
    assert_eq!((has(1), has(2), has(5_000)), (None, Some(cell(1.0, 1.0)), Some(cell(2.0, 2.0))));
    assert_eq!((second.all.len(), lists.asked.load(Ordering::Relaxed)), (1_000, 1));
    // Lists begun anew reach less far: all is read again.
    *lists.places.lock().unwrap() = Places { reach: 2, changed: vec![place(7, 1.0, 1.0, 5)] };
    tiles.looked.lock().unwrap().at = None;
    assert_eq!(tiles.picture(&lists).unwrap().all.len(), 1);
    assert_eq!(lists.asked.load(Ordering::Relaxed), 2);
}

#[test]
fn tiles_are_plain_vector_tiles_and_empty_ones_are_none() {
    let lists = fake(vec![place(42, 24.9436, 60.1711, 1_000)]);
    let tiles = HistoryTiles::default();
    let tile = |range, now_ms, at| tiles.tile(&lists, range, now_ms, at).unwrap();
    let bytes = tile(PastRange::All, 0, [14, 9327, 4742]).unwrap();
    let holds = |word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    assert!(["past", "number", "26-00042", "priority", "00000000-0000-0000-0000-00000000002a"].into_iter().all(holds));
    assert!(tile(PastRange::All, 0, [14, 9328, 4742]).is_none());
    assert!(tile(PastRange::Day, 1_000 + DAY_MS, [14, 9327, 4742]).is_some());
    assert!(tile(PastRange::Day, 1_001 + DAY_MS, [14, 9327, 4742]).is_none());
    assert!(tile(PastRange::Month, 1_001 + DAY_MS, [14, 9327, 4742]).is_some());
    // Outside the pyramid there is nothing, and nothing breaks.
    assert!(tile(PastRange::All, 0, [40, 0, 0]).is_none());
    assert!(tile(PastRange::All, 0, [3, 8, 0]).is_none());
}

#[test]
fn ranges_have_the_names_the_page_uses() {
    assert_eq!(PastRange::named("day"), Some(PastRange::Day));
    assert_eq!(PastRange::named("month"), Some(PastRange::Month));
    assert_eq!(PastRange::named("all"), Some(PastRange::All));
    assert_eq!(PastRange::named("year"), None);
}

/// What a tile costs with 100,000 incidents, from the whole world in one tile to one house. Prints figures; a debug build
/// is no measure, so only the counts are held.
#[test]
fn a_hundred_thousand_incidents_make_small_tiles() {
    let lists = fake(city(100_000));
    let tiles_of = HistoryTiles::default();
    let picture = tiles_of.picture(&lists).unwrap();
    let mut times = Vec::new();
    for z in 0..=u32::from(MAX_ZOOM) {
        for at in tiles(&picture, z).into_iter().take(60) {
            let begun = Instant::now();
            let bytes = tiles_of.tile(&lists, PastRange::All, 0, at).unwrap().unwrap();
            times.push(begun.elapsed());
            assert!(bytes.len() < 200_000, "{at:?}: {} bytes", bytes.len());
        }
    }
    times.sort_unstable();
    println!(
        "{} tiles of 100,000 past incidents: p50 {:?}, p99 {:?}, longest {:?}",
        times.len(),
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1],
    );
}
