//! How long a keystroke's search takes on a million rows of a made city and on the Porto extract, by sort of question.
//!
//! `cargo bench -p watchfloor-offline-cache --bench search`; `WATCHFLOOR_BENCH_ROWS` sets another number of rows. Goals:
//! p50 at most 0.7 ms, p99 at most 5 ms on a million rows, the pass for misspelt words included.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};
use watchfloor_area::{AreaSink, Crossing, ImportOptions, OsmId, PbfSource, Place, PlaceKind, import};
use watchfloor_geo::Wgs84;
use watchfloor_offline_cache::areas::{Area, Areas, SEARCH_TIME};
use watchfloor_search::Question;

const QUESTIONS: usize = 20_000;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

fn word(dice: &mut Dice) -> String {
    const FIRST: [&str; 20] = [
        "bra", "cor", "dal", "fer", "gon", "ji", "kar", "lo", "man", "nor", "pe", "qui", "ro", "san", "tor", "ul",
        "va", "wes", "xa", "zil",
    ];
    const NEXT: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ra", "se", "ti", "vo", "lho", "nça", "stre"];
    let mut out = FIRST[dice.roll(FIRST.len())].to_owned();
    for _ in 0..1 + dice.roll(3) {
        out.push_str(NEXT[dice.roll(NEXT.len())]);
    }
    out
}

fn street_name(dice: &mut Dice, common: &[String]) -> String {
    const SORTS: [&str; 6] = ["Rua", "Rua", "Rua", "Avenida", "Travessa", "Largo"];
    const JOINS: [&str; 4] = [" ", " de ", " da ", " dos "];
    let mut out = SORTS[dice.roll(SORTS.len())].to_owned();
    for _ in 0..1 + dice.roll(3) {
        out.push_str(JOINS[dice.roll(JOINS.len())]);
        // Saints and generals stand in a third of all names.
        let next = if dice.roll(3) == 0 { common[dice.roll(common.len())].clone() } else { word(dice) };
        out.push_str(&next);
    }
    out
}

fn place(kind: PlaceKind, id: i64, name: String, importance: u16, at: [f64; 2]) -> Place {
    Place {
        kind,
        osm: OsmId::Node(id),
        name,
        names: BTreeMap::new(),
        reference: None,
        street: None,
        number: None,
        lon: at[0],
        lat: at[1],
        detail: None,
        importance,
    }
}

/// Streets, places and crossings in the shares a city has: of 100 rows 6 streets, 12 places, 12 crossings, 70 addresses.
fn made(areas: &Areas, rows: usize) -> (Area, Vec<String>) {
    let mut dice = Dice(7);
    let common: Vec<String> = (0..40).map(|_| word(&mut dice)).collect();
    let streets: Vec<(String, [f64; 2])> = (0..rows * 6 / 100)
        .map(|_| {
            (
                street_name(&mut dice, &common),
                [-8.9 + dice.roll(8000) as f64 * 1e-4, 41.0 + dice.roll(6000) as f64 * 1e-4],
            )
        })
        .collect();
    let name = "made".parse().expect("a plain name");
    if let Ok(area) = areas.open(&name) {
        return (area, streets.into_iter().map(|(name, _)| name).collect());
    }
    let mut writer = areas.create(&name).expect("a temporary folder");
    let mut id = 0;
    let write = |writer: &mut watchfloor_offline_cache::areas::AreaWriter, place: &Place| {
        writer.place(place).expect("the row is sound");
    };
    let mut spread = |at: [f64; 2], dice: &mut Dice| {
        id += 1;
        (id, [at[0] + dice.roll(100) as f64 * 1e-5, at[1] + dice.roll(100) as f64 * 1e-5])
    };
    for _ in 0..rows * 12 / 100 {
        let (id, at) = spread(streets[dice.roll(streets.len())].1, &mut dice);
        let name = format!("{} {}", word(&mut dice), word(&mut dice));
        let kind = if dice.roll(200) == 0 { PlaceKind::Hospital } else { PlaceKind::Landmark };
        write(&mut writer, &place(kind, id, name, 250 + dice.roll(200) as u16, at));
    }
    for (street, at) in &streets {
        let (id, at) = spread(*at, &mut dice);
        write(&mut writer, &place(PlaceKind::Street, id, street.clone(), 500 + dice.roll(50) as u16, at));
    }
    for at in 0..rows * 70 / 100 {
        let (street, position) = &streets[at % streets.len()];
        let (id, position) = spread(*position, &mut dice);
        let number = 1 + (at / streets.len()) * 2 + dice.roll(2);
        let row = place(PlaceKind::Address, id, format!("{street} {number}"), 150, position);
        write(&mut writer, &Place { street: Some(street.clone()), number: Some(number.to_string()), ..row });
    }
    for _ in 0..rows * 12 / 100 {
        let (a, b) = (dice.roll(streets.len()), dice.roll(streets.len()));
        let (node, [lon, lat]) = spread(streets[a].1, &mut dice);
        let names = [streets[a].0.as_str().into(), streets[b].0.as_str().into()];
        let crossing = Crossing { node, names, other_names: BTreeMap::new(), lon, lat, importance: 500 };
        writer.crossing(&crossing).expect("the row is sound");
    }
    writer.meta("bounds", "-9,40.9,-8,41.7").expect("a line of metadata");
    writer.finish().expect("the area is whole");
    (areas.open(&name).expect("it was made now"), streets.into_iter().map(|(name, _)| name).collect())
}

fn porto(areas: &Areas) -> Option<(Area, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/map/porto");
    let files = ["porto_portugal.osm.pbf", "porto_centre_valhalla_bench.osm.pbf"];
    let bytes: Option<Vec<Vec<u8>>> = files.iter().map(|file| std::fs::read(root.join(file)).ok()).collect();
    let bytes = bytes?;
    let sources: Vec<PbfSource<'_>> = files.iter().zip(&bytes).map(|(name, bytes)| PbfSource { name, bytes }).collect();
    let name = "porto".parse().expect("a plain name");
    if let Ok(area) = areas.open(&name) {
        let streets = area.places(PlaceKind::Street).expect("a sound file").into_iter().map(|p| p.name).collect();
        return Some((area, streets));
    }
    let mut writer = areas.create(&name).expect("a temporary folder");
    let options = ImportOptions { max_zoom: 4, ..ImportOptions::named("porto") };
    import(&sources, &options, &mut writer, &|_| ControlFlow::Continue(())).expect("Porto imports");
    let area = areas.open(&name).expect("it was made now");
    let streets = area.places(PlaceKind::Street).expect("a sound file").into_iter().map(|place| place.name).collect();
    Some((area, streets))
}

fn slip(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = letters.len() / 2 + dice.roll(letters.len() / 2);
    letters[at] = char::from(b'a' + dice.roll(26) as u8);
    letters.into_iter().collect()
}

fn questions(streets: &[String], dice: &mut Dice) -> Vec<(&'static str, String)> {
    let one = |dice: &mut Dice| {
        let street = streets[dice.roll(streets.len())].clone();
        let number = 1 + dice.roll(60);
        match dice.roll(8) {
            0 | 1 => ("address", format!("{street} {number}")),
            2 | 3 => ("unfinished", street.chars().take(1 + dice.roll(street.chars().count())).collect()),
            4 => ("crossing", format!("{street} & {}", streets[dice.roll(streets.len())])),
            5 => ("slip", slip(&street, dice)),
            6 => ("slip and number", format!("{} {number}", slip(&street, dice))),
            _ => ("word missing", street.split_whitespace().skip(1 + dice.roll(2)).collect::<Vec<_>>().join(" ")),
        }
    };
    (0..QUESTIONS).map(|_| one(dice)).collect()
}

fn at(sorted: &[Duration], part: f64) -> f64 {
    let index = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(index).map_or(0.0, Duration::as_secs_f64) * 1e3
}

fn measure(what: &str, area: &Area, streets: &[String]) {
    let mut dice = Dice(11);
    let asked = questions(streets, &mut dice);
    let near = Wgs84::new(-8.61, 41.15).ok();
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let (mut cut, mut found) = (0, 0);
    for (at, (sort, text)) in asked.iter().enumerate() {
        let question = Question { text, near, bounds: [-9.0, 40.9, -8.0, 41.7], limit: 10 };
        let start = Instant::now();
        let answer = area.search(&question, &[], SEARCH_TIME).expect("a sound area");
        let took = start.elapsed();
        // The first thousand fill the page cache.
        if at >= 1_000 {
            times.entry(sort).or_default().push(took);
            times.entry("all").or_default().push(took);
            found += usize::from(!answer.found.is_empty());
            cut += usize::from(took >= SEARCH_TIME);
        }
    }
    println!("{what}: {found} of {} found something, {cut} ran out of time", asked.len() - 1_000);
    for (sort, mut times) in times {
        times.sort_unstable();
        println!(
            "  {sort:<16} {:>6} asked  p50 {:>6.3} ms  p99 {:>6.3} ms  p99.9 {:>6.3} ms  most {:>6.3} ms",
            times.len(),
            at(&times, 0.5),
            at(&times, 0.99),
            at(&times, 0.999),
            at(&times, 1.0)
        );
    }
}

fn main() {
    let rows = std::env::var("WATCHFLOOR_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let dir = tempfile::tempdir().expect("a temporary folder");
    // Areas kept from one run to the next, for work on the search itself.
    let kept = std::env::var_os("WATCHFLOOR_BENCH_KEEP").map(std::path::PathBuf::from);
    let areas = Areas::new(kept.as_deref().unwrap_or(dir.path()));
    let start = Instant::now();
    let (area, streets) = made(&areas, rows);
    let bytes = area.info().map_or(0, |info| info.bytes);
    println!("{rows} rows made in {:.1} s, {} MB", start.elapsed().as_secs_f64(), bytes / 1_000_000);
    measure("made city", &area, &streets);
    match porto(&areas) {
        Some((area, streets)) => measure("Porto, both files", &area, &streets),
        None => println!("skipped: ../shared/data/map/porto is absent"),
    }
}
