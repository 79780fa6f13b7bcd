//! A newer extract over an older area: only what differs, all or nothing, equal to a fresh import.

use crate::made::{import, name, random, write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use watchfloor_area::{AreaSink, ImportOptions, PbfSource};
use watchfloor_offline_cache::areas::{Areas, Change, Changes};

fn digest(areas: &Areas, area: &str) -> String {
    let verified = areas.verify(&name(area)).unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    verified.contents.digest
}

/// Updates to a year's state and says what changed.
fn update(areas: &Areas, year: i64, scale: i64) -> Option<Changes> {
    let mut writer = areas.update(&name("valley")).unwrap();
    write(&mut writer, year, scale);
    writer.finish().unwrap();
    writer.changes().cloned()
}

#[test]
fn only_what_differs_is_written_and_the_result_is_a_fresh_import() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    assert_eq!(update(&areas, 0, 10), None, "nothing to update: the import is installed");
    let before = areas.open(&name("valley")).unwrap();
    let first = before.tile(14, 3, 7).unwrap();
    let changes = update(&areas, 1, 10).unwrap();
    let of = |sort: &str| changes.sorts[sort];
    assert_eq!(of("tiles"), Change { added: 0, changed: 10, removed: 0 });
    assert_eq!(of("place"), Change { added: 10, changed: 0, removed: 10 });
    assert_eq!(of("road_edge"), Change { added: 10, changed: 10, removed: 10 });
    for same in ["camera", "restriction", "crossing"] {
        assert_eq!(of(same), Change::default(), "{same}");
    }
    assert!(changes.rows_kept > 200, "{changes:?}");
    import(&areas, "fresh", 1, 10);
    assert_eq!(digest(&areas, "valley"), digest(&areas, "fresh"));
    assert_ne!(before.tile(14, 3, 7).unwrap(), first, "who has it open sees the new state");
    // Once more the same: nothing to do.
    let again = update(&areas, 1, 10).unwrap();
    assert_eq!((again.rows_written, again.rows_deleted), (0, 0));
    assert!(again.sorts.values().all(|change| *change == Change::default()));
}

#[test]
fn an_area_that_cannot_be_updated_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "valley", 0, 1);
    let path = dir.path().join("areas/valley.area");
    std::fs::write(&path, b"no database").unwrap();
    assert_eq!(update(&areas, 1, 1), None);
    import(&areas, "fresh", 1, 1);
    assert_eq!(digest(&areas, "valley"), digest(&areas, "fresh"));
}

#[test]
fn verification_finds_what_was_altered() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    for (sql, said) in [
        ("UPDATE tiles SET tile_data=x'00' WHERE tile_column=0", "tile 14/0/7"),
        ("UPDATE road_edge SET points=x'00' WHERE id=4", "table road_edge: row 4: column points"),
        ("UPDATE place SET name='x' WHERE id=2", "digest"),
        ("DELETE FROM crossing", "table crossing: 0 rows, 1 when"),
        ("DELETE FROM metadata WHERE name='datum'", "metadata: datum is missing"),
        ("DELETE FROM metadata WHERE name='contents'", "it does not say what it holds"),
    ] {
        import(&areas, "valley", 0, 1);
        digest(&areas, "valley");
        rusqlite::Connection::open(dir.path().join("areas/valley.area")).unwrap().execute_batch(sql).unwrap();
        let faults = areas.verify(&name("valley")).unwrap().faults;
        assert!(faults.iter().any(|fault| fault.contains(said)), "{sql}: {faults:?}");
    }
}

const DIR: &str = "WATCHFLOOR_TEST_UPDATE_DIR";
const TORN: &str = "WATCHFLOOR_TEST_UPDATE_TORN";
/// Rows in the areas that are updated while killed.
const SCALE: i64 = 30;

/// Not a test of its own: what [`killed`] starts. Updates from one year to the other and back, for ever.
#[test]
fn updating_child() {
    let Ok(dir) = std::env::var(DIR) else { return };
    if std::env::var(TORN).is_ok() {
        tear(Path::new(&dir));
    }
    let areas = Areas::new(Path::new(&dir));
    // The state it is not in first, so that there is something to bring over.
    let now = areas.open(&name("valley")).unwrap().info().unwrap().metadata["year"] == "1";
    for year in [i64::from(!now), i64::from(now)].into_iter().cycle() {
        let mut writer = areas.update(&name("valley")).unwrap();
        write(&mut writer, year, SCALE);
        println!("updating");
        writer.finish().unwrap();
    }
}

/// The control: the same changes without a transaction and without a journal.
fn tear(dir: &Path) -> ! {
    let conn = rusqlite::Connection::open(dir.join("areas/valley.area")).unwrap();
    conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=10").unwrap();
    println!("updating");
    for n in 0_i64.. {
        let speed = 30 + n / (SCALE * 20);
        conn.execute("UPDATE road_edge SET speed_kmh=?2 WHERE id=?1", [n % (SCALE * 20), speed]).unwrap();
    }
    std::process::exit(0)
}

/// Starts an updater and kills it a while after its import is ready to be brought over.
fn killed(dir: &Path, wait: Duration, torn: bool) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "area_update::updating_child", "--nocapture"]);
    command.env(DIR, dir).stdout(Stdio::piped()).stderr(Stdio::null());
    if torn {
        command.env(TORN, "1");
    }
    let mut child = command.spawn().unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    lines.map_while(Result::ok).find(|line| line.contains("updating")).unwrap();
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn killed_at_any_moment_the_area_is_the_old_or_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "valley", 0, SCALE);
    import(&areas, "old", 0, SCALE);
    import(&areas, "new", 1, SCALE);
    let states = [digest(&areas, "old"), digest(&areas, "new")];
    let rounds = if std::env::var("WATCHFLOOR_SOAK").is_ok() { 500 } else { 20 };
    let (mut seen, mut cut) = ([0, 0], 0);
    for micros in random(3).map(|n| n % 300_000).take(rounds) {
        killed(dir.path(), Duration::from_micros(micros), false);
        cut += usize::from(dir.path().join("areas/valley.area-journal").exists());
        let found = digest(&areas, "valley");
        let state = states.iter().position(|state| *state == found);
        seen[state.unwrap_or_else(|| panic!("a torn area: {found}"))] += 1;
    }
    println!("{rounds} kills: {} old, {} new, {cut} inside a transaction", seen[0], seen[1]);
}

#[test]
fn an_update_without_a_transaction_is_caught() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "valley", 0, SCALE);
    killed(dir.path(), Duration::from_millis(50), true);
    let faults = areas.verify(&name("valley")).map_or_else(|error| vec![error.to_string()], |found| found.faults);
    assert!(!faults.is_empty(), "the test cannot see a torn area");
}

#[test]
fn a_journal_left_behind_is_rolled_back_and_never_touches_another_file() {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    import(&areas, "valley", 0, 1);
    import(&areas, "new", 1, 1);
    let (path, journal) = (dir.path().join("areas/valley.area"), dir.path().join("areas/valley.area-journal"));
    let old = digest(&areas, "valley");
    // A writer that dies between changing the file and its commit: file and journal as the kill leaves them.
    let writer = rusqlite::Connection::open(&path).unwrap();
    writer.execute_batch("PRAGMA cache_size=1; BEGIN; UPDATE tiles SET tile_data=zeroblob(2100)").unwrap();
    writer.cache_flush().unwrap();
    let (torn, kept) = (std::fs::read(&path).unwrap(), std::fs::read(&journal).unwrap());
    drop(writer);
    let tear = || {
        std::fs::write(&path, &torn).unwrap();
        std::fs::write(&journal, &kept).unwrap();
    };
    tear();
    assert_eq!(digest(&areas, "valley"), old, "opening it rolls back");
    assert!(!journal.exists());
    // A replacement gets rid of the journal before the new file has its name.
    tear();
    import(&areas, "valley", 1, 1);
    assert_eq!(digest(&areas, "valley"), digest(&areas, "new"));
    tear();
    areas.remove(&name("valley")).unwrap();
    assert!(!journal.exists());
    std::fs::write(&journal, &kept).unwrap();
    import(&areas, "valley", 1, 1);
    assert_eq!(digest(&areas, "valley"), digest(&areas, "new"), "an orphan journal too");
}

/// The real pair: the same country in 2015 and in 2021.
#[test]
fn liechtenstein_2015_updated_to_2021_is_a_fresh_2021() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/map/liechtenstein");
    let read = |file: &str| std::fs::read(shared.join(file));
    let (Ok(old), Ok(new)) = (read("liechtenstein-valhalla-test.osm.pbf"), read("liechtenstein-2022.osm.pbf")) else {
        println!("skipped: ../shared/data/map/liechtenstein is absent");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    let fill = |mut writer: watchfloor_offline_cache::areas::AreaWriter, file: &[u8]| {
        let source = PbfSource { name: "liechtenstein", bytes: file };
        let options = ImportOptions::named("liechtenstein");
        watchfloor_area::import(&[source], &options, &mut writer, &|_| std::ops::ControlFlow::Continue(())).unwrap();
        writer
    };
    fill(areas.create(&name("liechtenstein")).unwrap(), &old);
    let started = std::time::Instant::now();
    let writer = fill(areas.update(&name("liechtenstein")).unwrap(), &new);
    println!("updated in {:?}: {:#?}", started.elapsed(), writer.changes().unwrap());
    fill(areas.create(&name("fresh")).unwrap(), &new);
    assert_eq!(digest(&areas, "liechtenstein"), digest(&areas, "fresh"));
    let sorts = &writer.changes().unwrap().sorts;
    assert!(sorts["tiles"].changed > 100, "{sorts:?}");
    for grown in ["place", "road_edge", "crossing", "restriction"] {
        assert!(sorts[grown].added > 50 && sorts[grown].removed > 0, "{grown}: {sorts:?}");
    }
}
