//! Layers of a centre's own: good rows in, bad ones named, wrong datums suspected, tiles made on demand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops here, saying where")]

use std::io::Write;

use proptest::prelude::*;
use watchfloor_area::own::{
    Drawn, OwnError, OwnFeature, OwnFormat, OwnRead, OwnShape, Suspicion, own_tile, own_tile_box, read_own, suspect,
};
use watchfloor_geo::{Bd09, Datum, Gcj02, Wgs84, distance_m};

use crate::support::mvt;

fn geojson(text: &str, datum: Datum) -> OwnRead {
    read_own(text.as_bytes(), OwnFormat::GeoJson, datum, "thing").unwrap()
}

fn csv(text: &str, datum: Datum) -> OwnRead {
    read_own(text.as_bytes(), OwnFormat::Csv, datum, "hydrant").unwrap()
}

/// The faults as `row field: why`.
fn said(read: &OwnRead) -> Vec<String> {
    read.faults.iter().map(|fault| format!("{} {}: {}", fault.row, fault.field, fault.why)).collect()
}

#[test]
fn good_features_go_in_and_bad_ones_are_named() {
    let read = geojson(
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
        {"type":"Feature","id":7,"properties":{"name":"Station 1","kind":"station","floors":3,"note":null},"geometry":{"type":"Point","coordinates":[24.94,60.17,12.5]}},
        {"type":"Feature","properties":{"ref":"H-2"},"geometry":{"type":"Point","coordinates":[24.95,160.17]}},
        {"type":"Feature","properties":{"ref":"H-3","level":"-1"},"geometry":{"type":"MultiPoint","coordinates":[[24.95,60.17],[24.96,60.18]]}},
        {"type":"Feature","properties":{},"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[24.9,60.1],[24.91,60.1],[24.91,60.11]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[24.9,60.1],[24.91,60.1],[24.91,60.11],[24.9,60.1]]]}},
        {"type":"Feature","id":7,"properties":{},"geometry":{"type":"Point","coordinates":[1,2]}},
        {"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["a",2]}},
        5
        ]}"#,
        Datum::Wgs84,
    );
    let ids: Vec<&str> = read.features.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["7", "H-3", "row-6"]);
    let station = &read.features[0];
    assert_eq!((station.name.as_str(), station.kind.as_str(), &station.floor), ("Station 1", "station", &None));
    assert_eq!(station.properties["floors"], "3");
    assert_eq!(station.properties.len(), 1, "null is no value");
    assert_eq!(read.features[1].floor.as_deref(), Some("-1"));
    assert_eq!(read.features[1].kind, "thing");
    assert_eq!(read.features[1].shape.bounds(), [24.95, 60.17, 24.96, 60.18]);
    let said = said(&read);
    assert_eq!(read.faulty, 8);
    for (at, wanted) in [
        "2 position: latitude 160.17",
        "4 geometry: it has none",
        "5 geometry: a ring that is not closed",
        "7 id: 7 is the id of an earlier row",
        "8 geometry: GeometryCollection is not drawn",
        "9 geometry: a line of fewer than two points",
        "10 geometry: a position is no pair of numbers",
        "11 feature: invalid type",
    ]
    .iter()
    .enumerate()
    {
        assert!(said[at].starts_with(wanted), "{} is not {wanted}", said[at]);
    }
}

#[test]
fn the_declared_datum_is_applied_and_a_contradiction_refused() {
    let at = Wgs84::new(116.397_470, 39.908_823).unwrap();
    let [lon, lat] = Gcj02::from_wgs84(at).lon_lat();
    let file = |crs: &str| {
        format!(
            r#"{{"type":"Feature",{crs}"properties":{{}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
        )
    };
    let read = |crs: &str, datum| read_own(file(crs).as_bytes(), OwnFormat::GeoJson, datum, "");
    let place = |read: OwnRead| {
        let [lon, lat] = read.features[0].shape.points().next().unwrap();
        Wgs84::new(lon, lat).unwrap()
    };
    assert!(distance_m(place(read("", Datum::Gcj02).unwrap()), at) < 0.01);
    assert!(distance_m(place(read("", Datum::Wgs84).unwrap()), at) > 500.0, "declared wrongly, it is elsewhere");
    let epsg =
        |code: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{code}"}}}},"#);
    assert!(read(&epsg("4326"), Datum::Wgs84).is_ok() && read(&epsg("4490"), Datum::Cgcs2000).is_ok());
    assert!(matches!(read(&epsg("3857"), Datum::Wgs84), Err(OwnError::OtherDatum(name)) if name.contains("3857")));
}

#[test]
fn tables_as_spreadsheets_write_them() {
    for (text, lon, lat) in [
        ("id,name,lon,lat,floor\nA1,\"North, gate\",24.94,60.17,2\n", 24.94, 60.17),
        ("\u{feff}ID;Name;Latitude;Longitude;Level\r\nA1;North, gate;60,17;24,94;2\r\n", 24.94, 60.17),
        ("编号\t名称\t经度\t纬度\t楼层\nA1\tNorth, gate\t24.94\t60.17\t2\n", 24.94, 60.17),
    ] {
        let read = csv(text, Datum::Wgs84);
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        let row = &read.features[0];
        assert_eq!((row.id.as_str(), row.name.as_str(), row.floor.as_deref()), ("A1", "North, gate", Some("2")));
        assert_eq!((&row.kind[..], &row.shape), ("hydrant", &OwnShape::Points(vec![[lon, lat]])));
    }
    let (chinese, _, _) = encoding_rs::GB18030.encode("编号,名称,经度,纬度\n1,消防栓,116.4,39.9\n");
    let read = read_own(&chinese, OwnFormat::Csv, Datum::Wgs84, "hydrant").unwrap();
    assert_eq!(read.features[0].name, "消防栓");
    let read =
        csv("id,lon,lat\n1,24.9,60.1\n2,,60.1\n3,24.9\n4,east,60\n5,24.9,inf\n6,200,60\n7,24.9,60.2\n", Datum::Wgs84);
    assert_eq!(read.features.len(), 2);
    let said = said(&read);
    for (at, wanted) in
        ["2 lon", "3 row: 2 values for 3 columns", "4 lon: \"east\"", "5 lat", "6 position: longitude 200"]
            .iter()
            .enumerate()
    {
        assert!(said[at].starts_with(wanted), "{} is not {wanted}", said[at]);
    }
    let no = read_own(b"id,lon\n1,2\n", OwnFormat::Csv, Datum::Wgs84, "");
    assert_eq!(no.unwrap_err().to_string(), "no column for latitude: it needs one called lat");
    assert!(read_own(&[0xff; 50], OwnFormat::Csv, Datum::Wgs84, "").is_err());
    let deep = format!("{}{}", r#"{"type":"FeatureCollection","features":["#, "[".repeat(100_000));
    assert!(read_own(deep.as_bytes(), OwnFormat::GeoJson, Datum::Wgs84, "").is_err());
}

/// Numbers between 0 and 1, always the same.
fn random() -> impl FnMut() -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

type Streets = Vec<Vec<[f64; 2]>>;

/// A made-up town of crooked streets, and things along them, up to 6 m from the middle of the street.
fn town(lon: f64, lat: f64) -> (Streets, Vec<[f64; 2]>) {
    let mut next = random();
    let metre = [1.0 / (111_320.0 * lat.to_radians().cos()), 1.0 / 111_320.0];
    let mut streets = Vec::new();
    for _ in 0..260 {
        let (mut x, mut y, mut course) = (next() * 5_000.0, next() * 5_000.0, next() * 6.3);
        let mut street = vec![[lon + x * metre[0], lat + y * metre[1]]];
        for _ in 0..8 {
            course += (next() - 0.5) * 0.8;
            (x, y) = (x + 90.0 * course.cos(), y + 90.0 * course.sin());
            street.push([lon + x * metre[0], lat + y * metre[1]]);
        }
        streets.push(street);
    }
    let things = (0..600)
        .map(|n| {
            let street = &streets[n % streets.len()];
            let at = 1 + (next() * 7.0) as usize;
            let t = next();
            let on = |axis: usize| street[at - 1][axis] + (street[at][axis] - street[at - 1][axis]) * t;
            [on(0) + (next() - 0.5) * 12.0 * metre[0], on(1) + (next() - 0.5) * 12.0 * metre[1]]
        })
        .collect();
    (streets, things)
}

fn seen(streets: &Streets, points: &[[f64; 2]]) -> Option<Suspicion> {
    suspect(points, streets.iter().map(Vec::as_slice))
}

#[test]
fn a_wrong_datum_is_suspected_and_a_right_one_is_not() {
    let (streets, things) = town(116.38, 39.90);
    assert_eq!(seen(&streets, &things), None, "as declared, all is well");
    let moved = |to: fn(Wgs84) -> [f64; 2]| -> Vec<[f64; 2]> {
        things.iter().map(|[lon, lat]| to(Wgs84::new(*lon, *lat).unwrap())).collect()
    };
    let gcj = seen(&streets, &moved(|p| Gcj02::from_wgs84(p).lon_lat())).unwrap();
    assert_eq!(gcj.looks_like, Some(Datum::Gcj02), "{gcj:?}");
    assert!((500.0..600.0).contains(&gcj.offset_m) && gcj.east_m < 0.0, "{gcj:?}");
    assert!(gcj.share_moved > 0.8 && gcj.share_now < 0.5, "{gcj:?}");
    let bd = seen(&streets, &moved(|p| Bd09::from_wgs84(p).lon_lat())).unwrap();
    assert_eq!(bd.looks_like, Some(Datum::Bd09), "{bd:?}");
    assert!((700.0..1_500.0).contains(&bd.offset_m), "{bd:?}");
    // An offset of no datum of this place is told as what it is.
    let odd = seen(&streets, &moved(|p| [p.lon() - 0.004, p.lat()])).unwrap();
    assert_eq!(odd.looks_like, None, "{odd:?}");
    assert!((odd.east_m - 341.0).abs() < 15.0 && odd.north_m.abs() < 15.0, "{odd:?}");
    // Outside China only the length can tell.
    let (streets, things) = town(-8.63, 41.14);
    let off = |east: f64| -> Vec<[f64; 2]> {
        things.iter().map(|[lon, lat]| [lon + east / (111_320.0 * lat.to_radians().cos()), *lat]).collect()
    };
    assert_eq!(seen(&streets, &off(450.0)).unwrap().looks_like, Some(Datum::Gcj02));
    assert_eq!(seen(&streets, &off(-1_100.0)).unwrap().looks_like, Some(Datum::Bd09));
    assert_eq!(seen(&streets, &off(40.0)), None, "inaccurate is no other datum");
}

#[test]
fn nothing_is_suspected_where_nothing_can_be_told() {
    let (streets, things) = town(116.38, 39.90);
    let mut next = random();
    let anywhere: Vec<[f64; 2]> = (0..600).map(|_| [116.38 + next() * 0.058, 39.90 + next() * 0.045]).collect();
    assert_eq!(seen(&streets, &anywhere), None, "things that do not stand along streets");
    assert_eq!(seen(&streets, &things[..29]), None, "too few");
    assert_eq!(seen(&Vec::new(), &things), None, "no streets");
    assert_eq!(seen(&streets, &[]), None);
    let far: Vec<[f64; 2]> = things.iter().map(|[lon, lat]| [lon + 20.0, *lat]).collect();
    assert_eq!(seen(&streets, &far), None, "outside the area");
    let mut some_at_zero: Vec<[f64; 2]> =
        things.iter().map(|[lon, lat]| Gcj02::from_wgs84(Wgs84::new(*lon, *lat).unwrap()).lon_lat()).collect();
    some_at_zero[..20].fill([0.0, 0.0]);
    assert!(seen(&streets, &some_at_zero).is_some(), "a few zeros do not hide the rest");
}

fn feature(id: &str, shape: OwnShape) -> OwnFeature {
    let (name, kind) = ("Käthe".to_owned(), "district".to_owned());
    OwnFeature { id: id.to_owned(), name, kind, floor: Some("2".to_owned()), properties: Default::default(), shape }
}

fn drawn(features: &[OwnFeature]) -> Vec<Drawn> {
    let one = |feature: &OwnFeature| Drawn {
        feature: feature.clone(),
        stands_for: 1,
        label_at: watchfloor_area::own::label_at(&feature.shape),
    };
    features.iter().map(one).collect()
}

fn read_tile(bytes: &[u8]) -> Vec<mvt::Feature> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    mvt::read(&gz.finish().unwrap()).remove("own").unwrap()
}

#[test]
fn a_tile_holds_what_lies_in_it() {
    let at = [24.94, 60.17];
    let (x, y, unit) = mvt::tile_of(14, at);
    let square = |d: f64| {
        let [lon, lat] = at;
        vec![[lon - d, lat - d], [lon + d, lat - d], [lon + d, lat + d], [lon - d, lat + d], [lon - d, lat - d]]
    };
    let features = [
        feature("p", OwnShape::Points(vec![at, [30.0, 60.0]])),
        feature("l", OwnShape::Lines(vec![vec![[24.0, 60.17], [26.0, 60.17]]])),
        feature("a", OwnShape::Areas(vec![vec![square(0.5), square(0.001)], vec![square(0.000_2)]])),
        feature("far", OwnShape::Points(vec![[25.5, 60.17]])),
        feature("far area", OwnShape::Areas(vec![vec![vec![[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]]])),
    ];
    let found = read_tile(&own_tile(14, x, y, &drawn(&features)).unwrap().unwrap());
    let ids: Vec<&str> = found.iter().map(|f| f.tag("id").unwrap()).collect();
    assert_eq!(ids, ["p", "l", "a", "a"], "the area's name stands at a point of its own in this tile");
    assert_eq!((found[3].parts.len(), found[3].parts[0].len()), (1, 1));
    assert_eq!(
        (found[0].tag("name"), found[0].tag("kind"), found[0].tag("floor")),
        (Some("Käthe"), Some("district"), Some("2"))
    );
    assert_eq!(found[0].parts[0], [[unit[0].round() as i64, unit[1].round() as i64]]);
    let area = &found[2];
    assert!(area.covers([10.0, 10.0]) && area.covers(unit) && !area.covers([unit[0] + 40.0, unit[1]]), "{area:?}");
    let wound: Vec<bool> = area.parts.iter().map(|ring| mvt::area2(ring) > 0).collect();
    assert_eq!(wound, [true, false, true]);
    assert_eq!(own_tile(14, x + 3, y + 9, &drawn(&features[..1])).unwrap(), None, "nothing there");
    assert_eq!(own_tile(14, 1 << 14, 0, &drawn(&features)).unwrap(), None, "no such tile");
    assert_eq!(own_tile(40, 0, 0, &drawn(&features)).unwrap(), None);
    let [west, south, east, north] = own_tile_box(14, x, y).unwrap();
    assert!(west < at[0] && at[0] < east && south < at[1] && at[1] < north && east - west < 0.03);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), csv in any::<bool>()) {
        let format = if csv { OwnFormat::Csv } else { OwnFormat::GeoJson };
        let _ = read_own(&bytes, format, Datum::Bd09, "");
    }

    #[test]
    fn any_table_is_survived(rows in "(id|lon|lat|x|y|名称)(,(id|lon|lat|x|y)){0,4}\n([-0-9a-z.,;\"\t é]{0,40}\n){0,6}") {
        if let Ok(read) = read_own(rows.as_bytes(), OwnFormat::Csv, Datum::Gcj02, "k") {
            for feature in &read.features {
                prop_assert!(feature.shape.points().all(|[lon, lat]| Wgs84::new(lon, lat).is_ok()));
            }
        }
    }

    #[test]
    fn any_shape_can_be_drawn(z in 0_u8..=16, points in prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 4..30)) {
        let mut ring: Vec<[f64; 2]> = points.iter().map(|(lon, lat)| [*lon, *lat]).collect();
        let (x, y, _) = mvt::tile_of(z, [ring[0][0], ring[0][1].clamp(-85.0, 85.0)]);
        ring.push(ring[0]);
        for shape in [OwnShape::Points(ring.clone()), OwnShape::Lines(vec![ring.clone()]), OwnShape::Areas(vec![vec![ring]])] {
            prop_assert!(own_tile(z, x, y, &drawn(&[feature("f", shape)])).is_ok());
        }
    }
}
