//! The other extracts import through the verb, with counts near those their list states. All of them under
//! `WATCHFLOOR_SOAK`, else the three small ones.

use crate::program::run;
use crate::shared;
use serde_json::Value;

/// File, and what it must hold at least: drivable ways, buildings, addresses, cameras.
type Known = (&'static str, [u64; 4]);

const SMALL: [Known; 3] = [
    ("monaco/monaco.osm.pbf", [800, 1_000, 150, 9]),
    ("munich/munchen_centre.osm.pbf", [700, 2_300, 3_100, 200]),
    ("columbus/columbus.osm.pbf", [7_000, 0, 0, 0]),
];
const LARGE: [Known; 5] = [
    ("andorra/andorra.osm.pbf", [2_500, 4_900, 240, 0]),
    ("liechtenstein/liechtenstein-2022.osm.pbf", [3_600, 15_700, 3_400, 0]),
    ("liechtenstein/liechtenstein-valhalla-test.osm.pbf", [2_300, 8_900, 1_000, 0]),
    ("porto/porto_centre_valhalla_bench.osm.pbf", [1_700, 11_300, 1_800, 16]),
    ("porto/porto_portugal.osm.pbf", [42_800, 0, 0, 0]),
];

#[test]
fn the_other_extracts_import() {
    let Some(dir) = shared("map") else { return };
    let large = if std::env::var_os("WATCHFLOOR_SOAK").is_some() { &LARGE[..] } else { &[] };
    let data = tempfile::tempdir().unwrap();
    for (file, least) in SMALL.iter().chain(large) {
        let path = dir.join(file);
        let name =
            path.file_name().unwrap().to_string_lossy().split('.').next().unwrap().to_lowercase().replace('_', "-");
        let ran = run(data.path(), &["area", "import", &path.display().to_string(), "--name", &name, "--json"]);
        let report: Value = serde_json::from_str(&ran.done()).unwrap();
        let counts = ["drivable_ways", "buildings", "addresses", "cameras"].map(|key| report[key].as_u64().unwrap());
        println!("{file}: ways, buildings, addresses, cameras {counts:?}; tiles {}", report["tiles"]);
        assert!(
            counts.iter().zip(least).all(|(found, least)| found >= least),
            "{file}: {counts:?}, at least {least:?}"
        );
        assert!(report["edges"].as_u64() > Some(counts[0]), "{file}: {report}");
        assert!(
            report["tiles"]["14"].as_u64() > Some(0) && report["tile_bytes"].as_u64() > Some(10_000),
            "{file}: {report}"
        );
        let [west, south, east, north] = [0, 1, 2, 3].map(|at| report["bounds"][at].as_f64().unwrap());
        assert!(west < east && south < north && east - west < 2.0 && north - south < 2.0, "{file}: {report}");
    }
    let listed = run(data.path(), &["area", "list"]).done();
    assert_eq!(listed.lines().count(), SMALL.len() + large.len(), "{listed}");
    let active = listed.lines().filter(|line| line.starts_with('*')).count();
    assert_eq!(active, 1, "the newest stands on the floor: {listed}");
    run(data.path(), &["log", "verify"]).done();
}
