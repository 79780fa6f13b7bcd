//! Areas as files for another console, and files that only look like one.

use crate::made::{import, name};
use std::path::Path;
use watchfloor_offline_cache::areas::{AreaError, Areas};

/// A console with an area, and its export.
fn exported(dir: &Path) -> (Areas, std::path::PathBuf) {
    let areas = Areas::new(&dir.join("here"));
    import(&areas, "valley", 0, 3);
    let file = dir.join("valley.wfarea");
    let manifest = areas.export(&name("valley"), &file).unwrap();
    assert_eq!(areas.manifest(&file).unwrap(), manifest);
    (areas, file)
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(dir).unwrap().map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_exported_area_is_the_same_on_another_console() {
    let dir = tempfile::tempdir().unwrap();
    let (here, file) = exported(dir.path());
    assert_eq!(names(dir.path()), ["here", "valley.wfarea"], "nothing but the file");
    let there = Areas::new(&dir.path().join("there"));
    let (installed, manifest) = there.install(&file, None).unwrap();
    assert_eq!((installed.as_str(), manifest.contents.rows["tiles"]), ("valley", 60));
    let digest = |areas: &Areas, area: &str| areas.verify(&name(area)).unwrap();
    assert_eq!(digest(&there, "valley"), digest(&here, "valley"));
    there.install(&file, Some(&name("other"))).unwrap();
    // Over an older state, and with an open reader.
    import(&there, "valley", 1, 3);
    let open = there.open(&name("valley")).unwrap();
    let before = open.tile(14, 3, 7).unwrap();
    there.install(&file, None).unwrap();
    assert_eq!(open.tile(14, 3, 7).unwrap(), before, "who has it open sees it as it was");
    assert_eq!(digest(&there, "valley"), digest(&here, "valley"));
    assert_eq!(names(&dir.path().join("there/areas")), ["other.area", "valley.area"]);
    // Twice the same export is the same file.
    let bytes = std::fs::read(&file).unwrap();
    here.export(&name("valley"), &file).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert!(matches!(here.export(&name("none"), &file), Err(AreaError::Missing(_))));
}

#[test]
fn hostile_files_are_refused_by_reason_and_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (_, file) = exported(dir.path());
    let whole = std::fs::read(&file).unwrap();
    let start = 12 + u32::from_le_bytes(whole[8..12].try_into().unwrap()) as usize;
    let there = Areas::new(&dir.path().join("there"));
    import(&there, "valley", 1, 3);
    let kept = there.verify(&name("valley")).unwrap();
    let refused = |bytes: &[u8], said: &str| {
        std::fs::write(&file, bytes).unwrap();
        match there.install(&file, None) {
            Err(AreaError::Package { why, .. }) => assert!(why.contains(said), "{said}: {why}"),
            other => panic!("{said}: {other:?}"),
        }
        assert_eq!(there.verify(&name("valley")).unwrap(), kept);
        assert_eq!(names(&dir.path().join("there/areas")), ["valley.area"]);
    };
    refused(b"", "no exported area");
    refused(&vec![b'x'; 100_000], "no exported area");
    refused(&whole[start..], "no exported area");
    refused(&whole[..40], "ends inside its manifest");
    refused(&whole[..whole.len() - 1], "should have");
    refused(&[&whole[..], b"x"].concat(), "should have");
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] ^= byte;
        bytes
    };
    refused(&with(start + 9_000, 1), "has hash");
    refused(&with(11, 0xff), "manifest is too long");
    refused(&with(13, 0xff), "manifest cannot be read");
    // The hash fits, the database is none of ours or was altered: made anew as an attacker would.
    let remade = |database: &[u8], edit: &dyn Fn(&mut serde_json::Value)| {
        let mut manifest: serde_json::Value = serde_json::from_slice(&whole[12..start]).unwrap();
        manifest["bytes"] = database.len().into();
        manifest["sha256"] = sha256(database).into();
        edit(&mut manifest);
        let text = serde_json::to_vec(&manifest).unwrap();
        [b"WFAREA01", &(text.len() as u32).to_le_bytes()[..], &text, database].concat()
    };
    refused(&remade(b"no database at all", &|_| {}), "not a database");
    refused(&remade(&whole[start..whole.len() / 2], &|_| {}), "malformed");
    refused(
        &remade(
            &altered(dir.path(), &whole[start..], "CREATE TRIGGER t AFTER INSERT ON tiles BEGIN SELECT 1; END"),
            &|_| {},
        ),
        "trigger t",
    );
    refused(&remade(&altered(dir.path(), &whole[start..], "CREATE VIEW v AS SELECT 1"), &|_| {}), "view v");
    refused(&remade(&altered(dir.path(), &whole[start..], "UPDATE place SET lat=12.0 WHERE id=1"), &|_| {}), "digest");
    refused(&remade(&whole[start..], &|m| m["name"] = "../../etc".into()), "no area name");
    refused(&remade(&whole[start..], &|m| m["bytes"] = u64::MAX.into()), "larger than any area");
    refused(&remade(&whole[start..], &|m| m["extra"] = 1.into()), "unknown field");
    refused(&remade(&whole[start..], &|m| m["contents"]["rows"]["tiles"] = 1.into()), "does not tell what");
    // The control: made anew without a change, it is installed.
    std::fs::write(&file, remade(&whole[start..], &|_| {})).unwrap();
    there.install(&file, None).unwrap();
    assert_ne!(there.verify(&name("valley")).unwrap(), kept);
}

/// A database with something done to it.
fn altered(dir: &Path, database: &[u8], sql: &str) -> Vec<u8> {
    let path = dir.join("altered");
    std::fs::write(&path, database).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(bytes))
}
