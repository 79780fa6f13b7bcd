//! Areas written, read, replaced, damaged.

use std::collections::BTreeMap;
use std::path::Path;
use watchfloor_area::{
    AreaSink, Crossing, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge, RoadUse, TurnRestriction,
};
use watchfloor_offline_cache::areas::{AreaError, AreaName, Areas};

fn name(text: &str) -> AreaName {
    text.parse().unwrap()
}

fn place(kind: PlaceKind, id: i64, lon: f64) -> Place {
    Place {
        kind,
        osm: OsmId::Way(id),
        name: "Kallio".to_owned(),
        names: BTreeMap::from([("zh".to_owned(), "卡利奥".to_owned())]),
        reference: Some("7".to_owned()),
        street: None,
        number: None,
        lon,
        lat: 60.18,
        detail: None,
        importance: 500,
    }
}

fn camera() -> OsmCamera {
    OsmCamera {
        osm: OsmId::Node(5),
        lon: 24.95,
        lat: 60.17,
        azimuth_deg: Some(90.0),
        tilt_deg: None,
        hfov_deg: None,
        camera_type: Some("dome".to_owned()),
        height_m: Some(4.5),
        mount: None,
        operator: None,
        zone: Some("traffic".to_owned()),
        scope: None,
        name: None,
    }
}

fn edge(from: i64, lon: f64) -> RoadEdge {
    RoadEdge {
        from_node: from,
        to_node: from + 1,
        way_id: -3,
        class: RoadClass::LivingStreet,
        name: Some("Väinölä".into()),
        length_m: 12.5,
        speed_kmh: 20.0,
        usage: RoadUse { ordinary: true, gate: true, speed_tagged: true, ..RoadUse::default() },
        conditional: Some("no @ (22:00-06:00)".into()),
        points: vec![[lon, 60.1], [lon + 0.001, 60.100_000_1]],
    }
}

fn restriction() -> TurnRestriction {
    TurnRestriction {
        relation: 9,
        only: true,
        from_way: 1,
        via_nodes: vec![5],
        via_ways: Vec::new(),
        to_way: 2,
        spares_emergency: true,
        conditional: Some("only_right_turn @ (07:00-09:00)".to_owned()),
    }
}

fn crossing() -> Crossing {
    Crossing {
        node: 5,
        names: ["Aleksanterinkatu".into(), "Väinölä".into()],
        other_names: [("sv".to_owned(), ["Alexandersgatan".to_owned(), "Väinölä".to_owned()])].into(),
        lon: 24.95,
        lat: 60.17,
        importance: 500,
    }
}

fn import(areas: &Areas, text: &str, tile: &[u8]) {
    let mut writer = areas.create(&name(text)).unwrap();
    writer.meta("name", text).unwrap();
    writer.tile(2, 1, 0, tile).unwrap();
    writer.tile(14, 9326, 4743, b"deep").unwrap();
    writer.place(&place(PlaceKind::Settlement, 1, 24.90)).unwrap();
    writer.place(&place(PlaceKind::Hydrant, 2, 24.95)).unwrap();
    writer.place(&place(PlaceKind::Hydrant, 3, 25.95)).unwrap();
    writer.camera(&camera()).unwrap();
    writer.edge(&edge(1, 24.9)).unwrap();
    writer.edge(&edge(2, 25.9)).unwrap();
    writer.restriction(&restriction()).unwrap();
    writer.crossing(&crossing()).unwrap();
    writer.finish().unwrap();
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(dir.join("areas"))
        .unwrap()
        .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_area_reads_back_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    assert!(areas.list().unwrap().is_empty());
    import(&areas, "helsinki", b"one");
    let area = areas.open(&name("helsinki")).unwrap();
    assert_eq!(area.tile(2, 1, 0).unwrap().as_deref(), Some(&b"one"[..]));
    assert_eq!(area.tile(14, 9326, 4743).unwrap().as_deref(), Some(&b"deep"[..]));
    for (z, x, y) in [(2, 0, 0), (2, 1, 3), (2, 4, 0), (25, 0, 0), (255, u32::MAX, u32::MAX)] {
        assert_eq!(area.tile(z, x, y).unwrap(), None);
    }
    assert_eq!(area.places(PlaceKind::Settlement).unwrap(), [place(PlaceKind::Settlement, 1, 24.90)]);
    assert_eq!(area.places(PlaceKind::Hydrant).unwrap().len(), 2);
    let near = area.places_within(PlaceKind::Hydrant, [24.9, 60.0, 25.0, 60.2], 10).unwrap();
    assert_eq!(near, [place(PlaceKind::Hydrant, 2, 24.95)]);
    assert_eq!(area.cameras().unwrap(), [camera()]);
    assert_eq!(area.edges().unwrap(), [edge(1, 24.9), edge(2, 25.9)]);
    assert_eq!(area.edges_within([25.0, 60.0, 26.0, 61.0], 10).unwrap(), [edge(2, 25.9)]);
    let info = area.info().unwrap();
    assert_eq!(info.metadata["name"], "helsinki");
    assert!(info.bytes > 8192);
    // As MBTiles readers ask: TMS rows from the south.
    let raw = rusqlite::Connection::open(dir.path().join("areas/helsinki.area")).unwrap();
    let row: i64 = raw.query_row("SELECT tile_row FROM tiles WHERE zoom_level=2", [], |r| r.get(0)).unwrap();
    assert_eq!(row, 3);
}

#[test]
fn an_import_is_visible_only_when_finished() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "kyiv", b"old");
    let open = areas.open(&name("kyiv")).unwrap();
    let mut unfinished = areas.create(&name("kyiv")).unwrap();
    unfinished.tile(2, 1, 0, b"new").unwrap();
    assert_eq!(areas.open(&name("kyiv")).unwrap().tile(2, 1, 0).unwrap().unwrap(), b"old");
    drop(unfinished);
    assert_eq!(files(dir.path()), ["kyiv.area"], "a dropped import leaves nothing");
    // A killed import leaves its part; the next one sweeps it.
    std::fs::write(dir.path().join("areas/kyiv.4194304999.part"), b"x").unwrap();
    import(&areas, "kyiv", b"new");
    assert_eq!(files(dir.path()), ["kyiv.area"]);
    assert_eq!(open.tile(2, 1, 0).unwrap().unwrap(), b"old", "who has it open sees it as it was");
    assert_eq!(areas.open(&name("kyiv")).unwrap().tile(2, 1, 0).unwrap().unwrap(), b"new");
    areas.remove(&name("kyiv")).unwrap();
    assert!(matches!(areas.open(&name("kyiv")), Err(AreaError::Missing(_))));
}

#[test]
fn bad_rows_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    let mut writer = areas.create(&name("x")).unwrap();
    let said = |result: Result<(), AreaError>| result.unwrap_err().to_string();
    assert!(said(writer.tile(2, 4, 0, b"")).contains("2/4/0"));
    assert!(said(writer.place(&place(PlaceKind::Aed, 9, 200.0))).contains("w9"));
    assert!(said(writer.camera(&OsmCamera { lat: f64::NAN, ..camera() })).contains("n5"));
    assert!(said(writer.edge(&RoadEdge { points: vec![[1.0, 1.0]], ..edge(1, 0.0) })).contains("points"));
    assert!(said(writer.edge(&RoadEdge { length_m: f64::INFINITY, ..edge(1, 0.0) })).contains("length_m"));
    writer.tile(2, 1, 0, b"a").unwrap();
    assert!(writer.tile(2, 1, 0, b"b").is_err(), "each address once");
    writer.finish().unwrap();
    assert!(writer.tile(1, 1, 0, b"late").is_err());
    for bad in ["", "A", "a/b", "..", "a b", "é", &"a".repeat(41)] {
        assert!(matches!(bad.parse::<AreaName>(), Err(AreaError::Name(_))), "{bad:?}");
    }
}

#[test]
fn foreign_and_damaged_files_are_named_and_hide_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "good", b"tile");
    let folder = dir.path().join("areas");
    std::fs::write(folder.join("text.area"), "no database at all ".repeat(1000)).unwrap();
    rusqlite::Connection::open(folder.join("foreign.area")).unwrap().execute_batch("CREATE TABLE t(x)").unwrap();
    std::fs::copy(folder.join("good.area"), folder.join("trigger.area")).unwrap();
    let sql = "CREATE TRIGGER t AFTER INSERT ON metadata BEGIN SELECT 1; END";
    rusqlite::Connection::open(folder.join("trigger.area")).unwrap().execute_batch(sql).unwrap();
    let whole = std::fs::read(folder.join("good.area")).unwrap();
    std::fs::write(folder.join("cut.area"), &whole[..whole.len() / 3]).unwrap();
    std::fs::write(folder.join("Bad Name.area"), b"").unwrap();
    let list = areas.list().unwrap();
    let said: Vec<_> = list
        .iter()
        .map(|(name, info)| (name.as_str(), info.as_ref().err().map(ToString::to_string).unwrap_or_default()))
        .collect();
    assert_eq!(said.iter().map(|s| s.0).collect::<Vec<_>>(), ["cut", "foreign", "good", "text", "trigger"]);
    assert!(said[0].1.contains("malformed") && said[0].1.contains("cut"), "{}", said[0].1);
    assert!(said[1].1.contains("not a Watchfloor area"), "{}", said[1].1);
    assert_eq!(said[2].1, "");
    assert!(said[3].1.contains("not a database"), "{}", said[3].1);
    assert!(said[4].1.contains("trigger t is foreign"), "{}", said[4].1);
}
