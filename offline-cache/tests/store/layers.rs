//! Layers of a centre's own: put, read, drawn; damaged files; the speed at 100,000 features.

use crate::made::{name, random};
use std::collections::BTreeMap;
use std::time::Instant;
use watchfloor_area::own::{OwnFeature, OwnRead, OwnShape, RowFault};
use watchfloor_offline_cache::areas::{AreaError, LayerInfo, Layers};

fn info() -> LayerInfo {
    LayerInfo {
        title: "Hydranten 消防栓".to_owned(),
        kind: "hydrants".to_owned(),
        added_ms: 1_700_000_000_000,
        shift: None,
        source: "hydrants.csv".to_owned(),
        sha256: "00".to_owned(),
        datum: "wgs84".to_owned(),
        features: 0,
        faulty: 0,
        bounds: None,
        floors: Vec::new(),
        shapes: Vec::new(),
    }
}

fn feature(id: usize, floor: Option<&str>, shape: OwnShape) -> OwnFeature {
    OwnFeature {
        id: format!("H-{id}"),
        name: String::new(),
        kind: "hydrant".to_owned(),
        floor: floor.map(str::to_owned),
        properties: BTreeMap::from([("pressure".to_owned(), "6 bar".to_owned())]),
        shape,
    }
}

fn point(lon: f64, lat: f64) -> OwnShape {
    OwnShape::Points(vec![[lon, lat]])
}

fn read() -> OwnRead {
    let ring = vec![[24.9, 60.1], [25.0, 60.1], [25.0, 60.2], [24.9, 60.1]];
    OwnRead {
        features: vec![
            feature(1, Some("2"), point(24.94, 60.17)),
            feature(2, Some("-1"), OwnShape::Areas(vec![vec![ring]])),
            feature(3, None, OwnShape::Lines(vec![vec![[26.0, 60.0], [26.1, 60.1]]])),
        ],
        faults: vec![RowFault { row: 4, field: "lat".to_owned(), why: "no number".to_owned() }],
        faulty: 1,
    }
}

#[test]
fn a_layer_reads_back_as_it_was_put() {
    let dir = tempfile::tempdir().unwrap();
    let layers = Layers::new(dir.path());
    assert!(layers.list().unwrap().is_empty());
    let put = layers.put(&name("hydrants"), &info(), &read()).unwrap();
    assert_eq!((put.features, put.faulty, put.bounds), (3, 1, Some([24.9, 60.0, 26.1, 60.2])));
    assert_eq!(put.floors, ["2", "-1"]);
    assert_eq!(put.shapes, ["points", "lines", "areas"]);
    let layer = layers.open(&name("hydrants")).unwrap();
    assert_eq!(layer.info().unwrap(), put);
    assert_eq!(layer.faults().unwrap(), read().faults);
    assert_eq!(layer.feature("H-2").unwrap(), Some(read().features[1].clone()));
    assert_eq!(layer.feature("H-9").unwrap(), None);
    let within = |bounds, floor, limit| {
        let (found, more) = layer.within(bounds, floor, limit).unwrap();
        (found.into_iter().map(|f| f.id).collect::<Vec<_>>(), more)
    };
    assert_eq!(within([24.0, 60.0, 25.5, 61.0], None, 9), (vec!["H-1".to_owned(), "H-2".to_owned()], false));
    assert_eq!(within([24.0, 60.0, 25.5, 61.0], Some("-1"), 9), (vec!["H-2".to_owned()], false));
    assert_eq!(within([0.0, 0.0, 90.0, 90.0], None, 2), (vec!["H-1".to_owned(), "H-2".to_owned()], true));
    assert!(layer.tile(14, 9327, 4742).unwrap().is_some());
    assert_eq!(layer.tile(14, 0, 0).unwrap(), None);
    // Replaced as a whole; who has it open sees it as it was.
    layers.put(&name("hydrants"), &info(), &OwnRead::default()).unwrap();
    assert_eq!(layer.info().unwrap().features, 3);
    assert_eq!(layers.list().unwrap()[0].1.as_ref().unwrap().features, 0);
    layers.remove(&name("hydrants")).unwrap();
    assert!(matches!(layers.open(&name("hydrants")), Err(AreaError::Missing(_))));
    assert!(matches!(layers.remove(&name("hydrants")), Err(AreaError::Missing(_))));
    assert_eq!(std::fs::read_dir(dir.path().join("layers")).unwrap().count(), 0);
}

#[test]
fn foreign_and_damaged_layers_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let layers = Layers::new(dir.path());
    layers.put(&name("good"), &info(), &read()).unwrap();
    let path = |name: &str| dir.path().join(format!("layers/{name}.layer"));
    std::fs::write(path("text"), "no database at all ".repeat(100)).unwrap();
    for (name, sql) in [
        ("view", "CREATE VIEW v AS SELECT 1"),
        ("shape", "UPDATE feature SET shape=x'01ffffffff' WHERE id=1"),
        ("info", "UPDATE metadata SET value='{}'"),
    ] {
        std::fs::copy(path("good"), path(name)).unwrap();
        rusqlite::Connection::open(path(name)).unwrap().execute_batch(sql).unwrap();
    }
    let said: Vec<String> =
        layers.list().unwrap().into_iter().map(|(_, i)| i.err().map(|e| e.to_string()).unwrap_or_default()).collect();
    assert!(said[0].is_empty() && said[2].is_empty(), "{said:?}");
    assert!(
        said[1].contains("metadata: info") && said[3].contains("not a database") && said[4].contains("view v"),
        "{said:?}"
    );
    let shape = layers.open(&name("shape")).unwrap();
    assert!(shape.feature("H-1").unwrap_err().to_string().contains("feature 1: column shape"));
    assert!(shape.feature("H-2").unwrap().is_some(), "the others can be read");
}

#[test]
fn a_hundred_thousand_points_are_drawn_from_few_rows_at_any_zoom() {
    let dir = tempfile::tempdir().unwrap();
    let layers = Layers::new(dir.path());
    let share = |n: u64| (n >> 11) as f64 / (1_u64 << 53) as f64;
    let mut numbers = random(9).map(share);
    let mut next = || numbers.next().unwrap();
    let features = (0..100_000).map(|id| feature(id, None, point(24.5 + next(), 60.0 + next() / 2.0))).collect();
    layers.put(&name("many"), &info(), &OwnRead { features, ..OwnRead::default() }).unwrap();
    let layer = layers.open(&name("many")).unwrap();
    let side = |z: u8| f64::from(1_u32 << z);
    let mut sizes = Vec::new();
    for z in 0..=16 {
        let x = ((25.0 / 360.0 + 0.5) * side(z)) as u32;
        let y = ((0.5 - 60.25_f64.to_radians().tan().asinh() / std::f64::consts::TAU) * side(z)) as u32;
        let started = Instant::now();
        let tile = layer.tile(z, x, y).unwrap().unwrap();
        println!("tile {z}/{x}/{y}: {} bytes in {:?}", tile.len(), started.elapsed());
        assert_eq!(layer.tile(z, x, y).unwrap().unwrap(), tile, "the same bytes each time");
        sizes.push(tile.len());
    }
    assert!(sizes.iter().all(|size| *size < 100_000), "{sizes:?}");
    assert!(sizes[0] < 1_000, "from far they are one sign with a count: {sizes:?}");
    // Nothing is hidden where things are looked for.
    let (all, more) = layer.within([24.99, 60.24, 25.01, 60.26], None, 10_000).unwrap();
    assert!(all.len() > 50 && !more);
}

#[test]
fn features_are_found_by_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let layers = Layers::new(dir.path());
    let called = |id, name: &str| OwnFeature { name: name.to_owned(), ..feature(id, None, point(24.9, 60.1)) };
    let features = vec![
        called(1, "Käthe-Kollwitz Depot North"),
        called(2, "Depot"),
        called(3, "中央消防站"),
        called(4, ""),
        called(5, "Depotstraße 5"),
    ];
    layers.put(&name("stations"), &info(), &OwnRead { features, ..OwnRead::default() }).unwrap();
    let layer = layers.open(&name("stations")).unwrap();
    let named = |typed: &str, limit| -> Vec<String> {
        layer.named(typed, limit).unwrap().into_iter().map(|feature| feature.id).collect()
    };
    assert_eq!(named("depot", 9), ["H-2", "H-1", "H-5"], "the whole name first, then words in order");
    assert_eq!(named("DEPOT n", 9), ["H-1"]);
    assert_eq!(named("kathe", 9), ["H-1"]);
    assert_eq!(named("消防站", 9), ["H-3"]);
    assert_eq!(named("depot", 1), ["H-2"]);
    assert!(named("", 9).is_empty() && named("  ", 9).is_empty() && named("epot", 9).is_empty());
    assert!(named("%_*\"'", 9).is_empty());
}
