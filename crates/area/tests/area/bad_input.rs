//! Files that cannot be trusted: a clear error that names the file and the place, and nothing counted as done.

use std::ops::ControlFlow;

use watchfloor_area::{ImportError, ImportOptions, PbfError, PbfSource, import};

use crate::support::pbf::{Pbf, blob};
use crate::support::{Memory, helsinki, try_import};

fn error(bytes: &[u8]) -> PbfError {
    match try_import(&[("cut.osm.pbf", bytes)]) {
        Err(ImportError::Pbf(e)) => e,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it imported"),
    }
}

#[test]
fn a_file_cut_short_anywhere_is_refused_naming_the_blob() {
    let whole = helsinki();
    for cut in [1, 3, 5, 20, 100, whole.len() / 2, whole.len() - 1] {
        let e = error(&whole[..cut]);
        assert!(matches!(e, PbfError::Truncated { .. }), "{cut}: {e}");
        assert!(e.to_string().starts_with("cut.osm.pbf: cut short in blob "), "{e}");
    }
}

#[test]
fn other_files_are_said_not_to_be_pbf() {
    for bytes in [&b""[..], b"<html><body>404</body></html> and some more text", b"\x89PNG\r\n\x1a\n..............."] {
        assert!(matches!(error(bytes), PbfError::NotPbf { .. }));
    }
    let headless = blob("OSMData", &[]);
    assert!(matches!(error(&headless), PbfError::NotPbf { .. }));
}

#[test]
fn flipped_bits_give_an_error_or_an_import_but_never_a_panic() {
    let whole = helsinki();
    let mut refused = 0;
    for n in 0..40_usize {
        let mut bytes = whole.clone();
        let at = (n * 16_931 + 11) % bytes.len();
        bytes[at] ^= 1 << (n % 8);
        refused += usize::from(try_import(&[("flipped", &bytes)]).is_err());
    }
    assert!(refused > 20, "compressed blobs carry checksums: most flips are seen, {refused} were");
}

#[test]
fn a_blob_that_names_strings_it_does_not_have_is_corrupt() {
    let sound = Pbf::new().node(1, [24.9, 60.1], &[("amenity", "police")]);
    let header = sound.header();
    // A block with an empty string table and a node whose tag is string 7.
    let node = [0x08, 0x02, 0x12, 0x01, 0x07, 0x1a, 0x01, 0x07, 0x40, 0x00, 0x48, 0x00];
    let mut group = vec![0x0a, node.len() as u8];
    group.extend(node);
    let mut block = vec![0x0a, 0x00, 0x12, group.len() as u8];
    block.extend(group);
    let bytes = [header, blob("OSMData", &block)].concat();
    match error(&bytes) {
        PbfError::Corrupt { blob: 1, what, .. } => assert!(what.contains("string 7"), "{what}"),
        other => panic!("{other}"),
    }
}

#[test]
fn a_cancelled_import_is_not_finished() {
    let bytes = helsinki();
    let mut memory = Memory::default();
    let calls = std::cell::Cell::new(0);
    let cancel_later = |_| {
        calls.set(calls.get() + 1);
        if calls.get() > 6 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let source = PbfSource { name: "helsinki", bytes: &bytes };
    let result = import(&[source], &ImportOptions::named("x"), &mut memory, &cancel_later);
    assert!(matches!(result, Err(ImportError::Cancelled)));
    assert!(!memory.finished);
}

#[test]
fn too_many_elements_are_refused_by_the_limit() {
    let bytes = helsinki();
    let options = ImportOptions { max_elements: 1000, ..ImportOptions::named("x") };
    let source = PbfSource { name: "helsinki", bytes: &bytes };
    let result = import(&[source], &options, &mut Memory::default(), &|_| ControlFlow::Continue(()));
    assert!(matches!(result, Err(ImportError::Pbf(PbfError::TooLarge { limit: 1000, .. }))));
}

#[test]
fn no_file_and_an_empty_file_are_told_apart() {
    assert!(matches!(try_import(&[]), Err(ImportError::NoInput)));
    let nothing = Pbf::new().build();
    assert!(matches!(try_import(&[("empty", &nothing)]), Err(ImportError::Empty)));
}
