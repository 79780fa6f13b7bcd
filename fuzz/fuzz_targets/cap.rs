//! Any bytes as a warning document. Run on stable: `mkdir -p fuzz/corpus/cap && cargo fuzz run -s none cap fuzz/corpus/cap
//! fuzz/seeds/cap`.
//! Beyond not panicking: a refused alert gives no alert, an accepted one survives being written and read again, and no
//! shape leaves the globe.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor_warning::{Hints, Outcome, check, draw, geometry, read, write};

fuzz_target!(|bytes: &[u8]| {
    let hints = Hints { blank_in_time: bytes.len() % 2 == 0, ..Hints::default() };
    let document = read(bytes, &hints);
    for found in &document.found {
        assert_eq!(found.outcome == Outcome::Reject, found.alert.is_none());
        let Some(alert) = &found.alert else { continue };
        let again = read(write::to_xml(alert).as_bytes(), &hints).found;
        assert!(again.len() == 1 && again[0].alert.is_some(), "a written alert is readable");
        for area in alert.infos.iter().flat_map(|info| &info.areas) {
            geometry::contains_within(area, 24.9, 60.2, 1.0);
            for ring in &area.polygons {
                assert!(draw::simplified(ring, 0.01).len() >= 4);
                let parts = geometry::split_antimeridian(ring);
                assert!(parts.iter().flatten().all(|[lon, lat]| lon.abs() <= 180.0 && lat.abs() <= 90.0));
            }
        }
    }
    assert!(!check("x", bytes).is_empty());
});
