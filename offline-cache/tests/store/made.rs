//! Areas made up for tests: every sort of row, valid tiles, and a newer state of the same.

use std::collections::BTreeMap;
use std::io::Write;
use watchfloor_area::{
    AreaSink, Crossing, OsmCamera, OsmId, Place, PlaceKind, RoadClass, RoadEdge, RoadUse, TurnRestriction,
};
use watchfloor_offline_cache::areas::{AreaName, AreaWriter, Areas};

pub fn name(text: &str) -> AreaName {
    text.parse().unwrap()
}

/// A gzip-packed vector tile with one layer of that name, made of about `bytes` incompressible bytes.
pub fn tile(layer: &str, bytes: usize, seed: u64) -> Vec<u8> {
    let mut body = vec![0x78, 2, 0x0a, layer.len() as u8];
    body.extend(layer.bytes());
    // A string value of the layer: noise, so that tiles have a size.
    let noise: Vec<u8> = random(seed).flat_map(|n| n.to_le_bytes()).map(|b| b'a' + b % 26).take(bytes).collect();
    body.push(0x22);
    varint(&mut body, noise.len() + 1 + varint_len(noise.len()));
    body.push(0x0a);
    varint(&mut body, noise.len());
    body.extend(noise);
    let mut out = vec![0x1a];
    varint(&mut out, body.len());
    out.extend(body);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&out).unwrap();
    gz.finish().unwrap()
}

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn varint_len(value: usize) -> usize {
    (1..).find(|n| value >> (7 * n) == 0).unwrap()
}

/// The same numbers for the same seed, always.
pub fn random(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

fn place(kind: PlaceKind, id: i64, street: &str) -> Place {
    Place {
        kind,
        osm: OsmId::Node(id),
        name: format!("{street} {id}"),
        names: BTreeMap::from([("zh".to_owned(), format!("街{id}"))]),
        reference: None,
        street: Some(street.to_owned()),
        number: Some(id.to_string()),
        lon: 9.5 + id as f64 * 1e-4,
        lat: 47.1,
        detail: None,
        importance: (1000 - id % 1000) as u16,
    }
}

fn edge(way: i64, speed: f64) -> RoadEdge {
    let lon = 9.5 + way as f64 * 1e-4;
    RoadEdge {
        from_node: way,
        to_node: way + 1,
        way_id: way,
        class: RoadClass::Residential,
        name: Some("Gasse".into()),
        length_m: 10.0,
        speed_kmh: speed,
        usage: RoadUse { ordinary: true, emergency: true, ..RoadUse::default() },
        conditional: None,
        points: vec![[lon, 47.1], [lon + 1e-4, 47.1]],
    }
}

/// Writes the state of a year: `scale` times 20 rows of each sort, of which each year changes some.
///
/// From one year to the next: of every 20 tiles one changes; of every 20 places and edges one goes, one comes, and one
/// edge has another speed.
pub fn write(writer: &mut AreaWriter, year: i64, scale: i64) {
    let rows = scale * 20;
    writer.meta("year", &year.to_string()).unwrap();
    for (key, value) in [
        ("name", "valley"),
        ("bounds", "9.4,47.0,9.7,47.3"),
        ("minzoom", "0"),
        ("maxzoom", "14"),
        ("attribution", "made up"),
        ("datum", "WGS-84"),
        ("center", "9.5,47.1,12"),
    ] {
        writer.meta(key, value).unwrap();
    }
    for n in 0..rows {
        let state = if n % 20 == 3 { year } else { 0 };
        writer.tile(14, n as u32, 7, &tile("road", 2_000, (n + state * 100_000) as u64)).unwrap();
    }
    let (gone, came) = (year.min(1), year.min(1));
    for n in (0..rows).filter(|n| gone == 0 || n % 20 != 5).chain((0..scale * came).map(|n| 900_000 + n)) {
        writer.place(&place(PlaceKind::Address, n, "Landstraße")).unwrap();
        let speed = if n % 20 == 7 { 30.0 + year as f64 } else { 50.0 };
        writer.edge(&edge(n, speed)).unwrap();
    }
    writer
        .camera(&OsmCamera {
            osm: OsmId::Node(5),
            lon: 9.5,
            lat: 47.1,
            azimuth_deg: None,
            tilt_deg: None,
            hfov_deg: None,
            camera_type: None,
            height_m: None,
            mount: None,
            operator: None,
            zone: None,
            scope: None,
            name: None,
        })
        .unwrap();
    let restriction = TurnRestriction {
        relation: 9,
        only: false,
        from_way: 1,
        via_nodes: vec![2],
        via_ways: Vec::new(),
        to_way: 2,
        spares_emergency: false,
        conditional: None,
    };
    writer.restriction(&restriction).unwrap();
    writer
        .crossing(&Crossing {
            node: 5,
            names: ["Gasse".into(), "Landstraße".into()],
            other_names: BTreeMap::new(),
            lon: 9.5,
            lat: 47.1,
            importance: 500,
        })
        .unwrap();
}

/// Imports the state of a year afresh.
pub fn import(areas: &Areas, area: &str, year: i64, scale: i64) {
    let mut writer = areas.create(&name(area)).unwrap();
    write(&mut writer, year, scale);
    writer.finish().unwrap();
}
