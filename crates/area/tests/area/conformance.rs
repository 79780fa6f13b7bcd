//! Real extracts: the demo area always, the shared ones when they are beside the checkout.
//! All nine with `WATCHFLOOR_SOAK` set, else three small ones.

use std::collections::HashSet;

use watchfloor_area::{PlaceKind, Report, largest_component};

use crate::support::{Memory, helsinki, imported, mvt, shared, skipped, try_import};

/// Counts known of a file: drivable ways, buildings, addresses, cameras, hydrants, turn restrictions.
type Known = (&'static str, [usize; 6]);

const SMALL: [Known; 3] = [
    ("monaco/monaco.osm.pbf", [891, 1151, 183, 10, 3, 45]),
    ("munich/munchen_centre.osm.pbf", [747, 2427, 3267, 209, 177, 89]),
    ("columbus/columbus.osm.pbf", [7075, 0, 0, 1, 0, 0]),
];

const LARGE: [Known; 6] = [
    ("helsinki/Helsinki.osm.pbf", [1002, 500, 1470, 221, 37, 45]),
    ("andorra/andorra.osm.pbf", [2590, 5031, 251, 1, 13, 65]),
    ("liechtenstein/liechtenstein-2022.osm.pbf", [3712, 15_835, 3497, 0, 12, 85]),
    ("liechtenstein/liechtenstein-valhalla-test.osm.pbf", [2388, 8998, 1008, 0, 0, 3]),
    ("porto/porto_centre_valhalla_bench.osm.pbf", [1738, 11_404, 1851, 17, 34, 42]),
    ("porto/porto_portugal.osm.pbf", [43_363, 11, 65, 2, 0, 357]),
];

/// What the roads and crossings of a file give: restrictions kept, with missing members, crossings, gates, barriers.
const ROADS: [(&str, [usize; 5]); 9] = [
    ("monaco/monaco.osm.pbf", [43, 2, 387, 22, 2]),
    ("munich/munchen_centre.osm.pbf", [77, 12, 494, 32, 11]),
    ("columbus/columbus.osm.pbf", [0, 0, 6898, 25, 0]),
    ("helsinki/Helsinki.osm.pbf", [44, 1, 152, 25, 7]),
    ("andorra/andorra.osm.pbf", [63, 0, 653, 48, 6]),
    ("liechtenstein/liechtenstein-2022.osm.pbf", [84, 0, 1820, 24, 25]),
    ("liechtenstein/liechtenstein-valhalla-test.osm.pbf", [2, 1, 1639, 9, 15]),
    ("porto/porto_centre_valhalla_bench.osm.pbf", [39, 1, 1121, 133, 20]),
    ("porto/porto_portugal.osm.pbf", [338, 0, 13_235, 338, 36]),
];

/// Within 1 % or three: ways without any node in the file cannot be drawn and are counted apart.
fn close(found: usize, known: usize, skipped: usize) -> bool {
    found.abs_diff(known) <= (known / 100).max(3) + skipped
}

fn check((file, known): Known) {
    let Some(bytes) = shared(file) else { return };
    let (report, area) = imported(&bytes);
    let hydrants = area.of_kind(PlaceKind::Hydrant).len();
    let found =
        [report.drivable_ways, report.buildings, report.addresses, report.cameras, hydrants, report.turn_restrictions];
    let lost = skipped(&report, "empty_way");
    for (found, known) in found.into_iter().zip(known) {
        assert!(close(found, known, lost.min(known / 40)), "{file}: {found:?} for {known:?}");
    }
    let missing = skipped(&report, "restriction_missing");
    let roads = [report.restrictions_kept, missing, report.crossings, report.gates, report.barriers];
    let known = ROADS.iter().find(|(name, _)| *name == file).map(|(_, known)| *known);
    assert_eq!(Some(roads), known, "{file}");
    sound(file, &report, &area);
}

/// What holds for every import.
fn sound(file: &str, report: &Report, area: &Memory) {
    assert_eq!(report.tiles.values().sum::<usize>(), area.tiles.len());
    assert_eq!(report.edges, area.edges.len());
    assert!(area.places.windows(2).all(|w| w[0].importance >= w[1].importance), "{file}: most important first");
    assert!(area.edges.iter().all(|e| e.length_m > 0.0 && e.speed_kmh > 0.0 && e.points.len() > 1));
    for key in ["name", "bounds", "attribution", "json", "sources", "counts", "datum", "minzoom", "maxzoom"] {
        assert!(area.meta.contains_key(key), "{file}: {key} is missing");
    }
    assert_eq!(report.crossings, area.crossings.len());
    let left_out = ["missing", "other", "off_road", "malformed"].map(|r| skipped(report, &format!("restriction_{r}")));
    let kept = report.restrictions_kept;
    assert_eq!(kept + left_out.iter().sum::<usize>(), report.turn_restrictions, "{file}: each is kept or counted");
    let roads: HashSet<i64> = area.edges.iter().map(|e| e.way_id).collect();
    assert!(area.restrictions.iter().all(|r| roads.contains(&r.from_way) && roads.contains(&r.to_way)), "{file}");
    let ordinary = area.edges.iter().filter(|e| e.usage.ordinary);
    let pairs: Vec<_> = ordinary.map(|e| (e.from_node, e.to_node)).collect();
    assert_eq!(pairs.len(), report.ordinary_edges);
    let core = largest_component(&pairs);
    let nodes: HashSet<i64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    assert!(core.len() * 2 > nodes.len(), "{file}: one can drive around in {} of {}", core.len(), nodes.len());
    dry_roads(file, area);
}

/// Land and water do not swap: hardly any road vertex that is no bridge, tunnel or ferry lies in water.
fn dry_roads(file: &str, area: &Memory) {
    let (mut wet, mut all) = (0, 0);
    for (_, gz) in area.tiles.range((14, 0, 0)..) {
        let mut layers = mvt::read(gz);
        let water = layers.remove("water").unwrap_or_default();
        for road in layers.remove("road").unwrap_or_default() {
            let drives = matches!(road.tag("class"), Some("primary" | "secondary" | "tertiary" | "residential"));
            if !drives || road.tag("bridge").is_some() || road.tag("tunnel").is_some() {
                continue;
            }
            for p in road.parts.iter().flatten() {
                all += 1;
                wet += usize::from(water.iter().any(|w| w.covers(p.map(|v| v as f64))));
            }
        }
    }
    assert!(wet * 50 <= all, "{file}: {wet} of {all} road points are in the water");
}

#[test]
fn small_extracts_import_with_their_known_counts() {
    SMALL.into_iter().for_each(check);
}

#[test]
fn large_extracts_import_with_their_known_counts() {
    if std::env::var_os("WATCHFLOOR_SOAK").is_none() {
        println!("skipped: six larger extracts; set WATCHFLOOR_SOAK to import them");
        return;
    }
    LARGE.into_iter().for_each(check);
    both_portos();
}

/// Streets of 2015 and details of 2020: what both have counts once, by id or by name and place.
fn both_portos() {
    let [Some(streets), Some(centre)] =
        ["porto_portugal", "porto_centre_valhalla_bench"].map(|name| shared(&format!("porto/{name}.osm.pbf")))
    else {
        return;
    };
    let (report, area) = try_import(&[("streets", &streets), ("centre", &centre)]).expect("both import");
    assert_eq!(skipped(&report, "duplicate"), 25_594, "22,668 nodes, 2,916 ways, and relations");
    assert_eq!((report.restrictions_kept, report.crossings), (367, 13_538));
    assert_eq!((report.places["hospital"], report.places["police"]), (10, 12));
    sound("both Portos", &report, &area);
}

#[test]
fn the_demo_area_has_cameras_places_streets_and_its_bay() {
    let (report, area) = imported(&helsinki());
    assert_eq!((report.cameras, report.cameras_with_direction), (221, 0));
    assert_eq!(report.sea_polygons, 3);
    assert!(area.covered([24.9467, 60.1769], "water"), "Kaisaniemenlahti is water");
    assert!(area.covered([24.9531, 60.1673], "water"), "so is the basin at the market square");
    assert!(!area.covered([24.9414, 60.1719], "water"), "the central station is not");
    let street = area.of_kind(PlaceKind::Street).into_iter().find(|p| p.name == "Mannerheimintie");
    let street = street.expect("Mannerheimintie is found");
    assert_eq!(street.names.get("sv").map(String::as_str), Some("Mannerheimvägen"));
    sound("helsinki", &report, &area);
}

#[test]
fn monaco_has_its_sea() {
    let Some(bytes) = shared("monaco/monaco.osm.pbf") else { return };
    let (report, area) = imported(&bytes);
    assert_eq!(report.sea_polygons, 1);
    assert!(area.covered([7.440, 43.730], "water"), "off the harbour");
    assert!(!area.covered([7.4246, 43.7311], "water"), "the rock");
}

#[test]
fn the_same_file_twice_gives_the_same_bytes() {
    let bytes = helsinki();
    let ((first_report, first), (second_report, second)) = (imported(&bytes), imported(&bytes));
    assert_eq!(first_report, second_report);
    assert!(first.tiles == second.tiles, "tiles differ");
    assert!(first.places == second.places && first.edges == second.edges && first.meta == second.meta);
}

#[test]
fn the_same_file_named_twice_is_the_same_area() {
    let bytes = helsinki();
    let (_, once) = imported(&bytes);
    let (report, twice) = try_import(&[("a", &bytes), ("b", &bytes)]).expect("both import");
    assert!(skipped(&report, "duplicate") > 10_000);
    assert!(once.tiles == twice.tiles && once.places == twice.places && once.edges == twice.edges);
}
