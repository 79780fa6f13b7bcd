//! Base maps of others: MBTiles as tables and as views, PMTiles written by a peer, and hostile ones.

use crate::made::{name, random, tile};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use watchfloor_offline_cache::areas::{AreaError, Basemaps, TileFormat};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot a real one";

/// Nobody ends it.
fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// An MBTiles file of pictures at zooms 0 and 1.
fn mbtiles(path: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(
        "CREATE TABLE metadata(name TEXT, value TEXT);
         INSERT INTO metadata VALUES('name','Aerial'),('format','png'),('bounds','24.5,60.0,25.5,60.5'),
           ('minzoom','0'),('maxzoom','1'),('attribution','<a href=\"x\">&copy; The city</a>');
         CREATE TABLE tiles(zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
         CREATE UNIQUE INDEX i ON tiles(zoom_level, tile_column, tile_row);",
    )
    .unwrap();
    for (z, x, row) in [(0, 0, 0), (1, 0, 0), (1, 1, 1)] {
        let data = [PNG, format!("{z}/{x}/{row}").as_bytes()].concat();
        conn.execute("INSERT INTO tiles VALUES(?1,?2,?3,?4)", rusqlite::params![z, x, row, data]).unwrap();
    }
    conn.execute_batch(sql).unwrap();
}

/// A PMTiles file of vector tiles, with leaf directories when there are many.
fn pmtiles(path: &Path, zooms: u8) {
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(0)
        .max_zoom(zooms)
        .bounds(24.5, 60.0, 25.5, 60.5)
        .metadata(r#"{"name":"Streets","attribution":"© people","vector_layers":[{"id":"road"}]}"#)
        .create(std::fs::File::create(path).unwrap())
        .unwrap();
    for z in 0..=zooms {
        for x in 0..1_u32 << z {
            for y in 0..1_u32 << z {
                if (x + y) % 3 != 2 {
                    writer.add_tile(TileCoord::new(z, x, y).unwrap(), &content(z, x, y)).unwrap();
                }
            }
        }
    }
    writer.finalize().unwrap();
}

fn content(z: u8, x: u32, y: u32) -> Vec<u8> {
    format!("\x1atile {z}/{x}/{y}").into_bytes()
}

fn add(dir: &Path, file: &Path) -> Result<TileFormat, String> {
    match Basemaps::new(dir).add(file, &name("map"), None, &on) {
        Ok(info) => Ok(info.format),
        Err(AreaError::Package { why, .. }) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn mbtiles_of_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let maps = Basemaps::new(dir.path());
    let file = dir.path().join("aerial.mbtiles");
    mbtiles(&file, "");
    let info = maps.add(&file, &name("aerial"), None, &on).unwrap();
    assert_eq!((info.title.as_str(), info.attribution.as_str()), ("Aerial", "© The city"));
    assert_eq!(
        (info.format, info.min_zoom, info.max_zoom, info.bounds),
        (TileFormat::Png, 0, 1, [24.5, 60.0, 25.5, 60.5])
    );
    assert_eq!(info.format.media_type(), "image/png");
    let map = maps.open(&name("aerial")).unwrap();
    let said =
        |z, x, y| map.tile(z, x, y).unwrap().map(|tile| String::from_utf8_lossy(&tile[PNG.len()..]).into_owned());
    assert_eq!(said(1, 0, 1).as_deref(), Some("1/0/0"), "rows count from the south in the file");
    assert_eq!(said(1, 1, 0).as_deref(), Some("1/1/1"));
    assert_eq!((said(1, 0, 0), said(9, 0, 0), said(1, 7, 0)), (None, None, None));
    // As several makers lay it out: a view over distinct pictures; no zooms, no bounds, no format said.
    let view = dir.path().join("view.mbtiles");
    mbtiles(
        &view,
        "DELETE FROM metadata; ALTER TABLE tiles RENAME TO map;
         CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map;",
    );
    let info = maps.add(&view, &name("view"), None, &on).unwrap();
    assert_eq!((info.format, info.max_zoom, info.bounds[0]), (TileFormat::Png, 1, -180.0));
    // Vector tiles come unpacked.
    let vector = dir.path().join("vector.mbtiles");
    mbtiles(&vector, "UPDATE metadata SET value='pbf' WHERE name='format'");
    let conn = rusqlite::Connection::open(&vector).unwrap();
    conn.execute("UPDATE tiles SET tile_data=?1", [tile("road", 50, 1)]).unwrap();
    drop(conn);
    maps.add(&vector, &name("vector"), None, &on).unwrap();
    assert_eq!(maps.open(&name("vector")).unwrap().tile(0, 0, 0).unwrap().unwrap()[0], 0x1a);
    let names: Vec<String> = maps.list().unwrap().into_iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(names, ["aerial", "vector", "view"]);
    maps.remove(&name("view")).unwrap();
    assert!(matches!(maps.open(&name("view")), Err(AreaError::Missing(_))));
}

#[test]
fn pmtiles_written_by_a_peer_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("streets.pmtiles");
    for zooms in [0, 3, 8] {
        pmtiles(&file, zooms);
        let maps = Basemaps::new(dir.path());
        let info = maps.add(&file, &name("streets"), None, &on).unwrap();
        assert_eq!((info.format, info.max_zoom), (TileFormat::Vector, zooms));
        assert_eq!((info.title.as_str(), info.attribution.as_str()), ("Streets", "© people"));
        assert_eq!(info.vector_layers.as_deref(), Some(r#"[{"id":"road"}]"#));
        let map = maps.open(&name("streets")).unwrap();
        let mut found = 0;
        for z in 0..=zooms {
            for (x, y) in (0..1_u32 << z).flat_map(|x| (0..1_u32 << z).map(move |y| (x, y))) {
                let wanted = ((x + y) % 3 != 2).then(|| content(z, x, y));
                found += usize::from(wanted.is_some());
                assert_eq!(map.tile(z, x, y).unwrap(), wanted, "{z}/{x}/{y}");
            }
        }
        println!("{found} tiles of zooms 0 to {zooms} as written");
        assert_eq!(map.tile(zooms + 1, 0, 0).unwrap(), None);
    }
}

#[test]
fn hostile_base_maps_are_refused_by_reason_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("hostile");
    let refused = |bytes: &[u8], said: &str| {
        std::fs::write(&file, bytes).unwrap();
        let why = add(dir.path(), &file).unwrap_err();
        assert!(why.contains(said), "{said}: {why}");
        // There is no folder before the first one is added.
        assert_eq!(std::fs::read_dir(dir.path().join("basemaps")).map_or(0, Iterator::count), 0, "{said}");
    };
    refused(b"", "neither");
    refused(b"GIF89a", "neither");
    let good = dir.path().join("good");
    pmtiles(&good, 3);
    let whole = std::fs::read(&good).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    refused(&whole[..100], "ends inside its header");
    refused(&with(7, &[2]), "version 2");
    refused(&with(8, &u64::MAX.to_le_bytes()), "beyond its end");
    refused(&with(16, &u64::MAX.to_le_bytes()), "at most");
    refused(&with(97, &[4]), "compression 4");
    refused(&with(98, &[3]), "tiles have compression 3");
    refused(&with(99, &[9]), "type 9");
    refused(&with(100, &[31]), "zooms");
    refused(&with(127, &[0; 8]), "unpacked");
    refused(&with(64, &0_u64.to_le_bytes()), "outside its section");
    // A directory that unpacks to far more than any.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut bomb, &vec![0; 40 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    let mut file_of_bomb = with(8, &127_u64.to_le_bytes())[..127].to_vec();
    file_of_bomb[16..24].copy_from_slice(&(bomb.len() as u64).to_le_bytes());
    file_of_bomb.extend(bomb);
    refused(&file_of_bomb, "unpacks to over");
    // The control.
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(add(dir.path(), &file), Ok(TileFormat::Vector));
    Basemaps::new(dir.path()).remove(&name("map")).unwrap();
    for (sql, said) in [
        ("DROP TABLE tiles", "no such table: tiles"),
        ("DROP TABLE metadata", "no such table: metadata"),
        ("DELETE FROM tiles", "no tile"),
        ("UPDATE metadata SET value='x'; UPDATE tiles SET tile_data='text'", "column"),
        ("DELETE FROM metadata; UPDATE tiles SET tile_data=x'0102030405'", "no format"),
        (
            "DROP TABLE tiles; CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n)
             SELECT i AS zoom_level, i AS tile_column, i AS tile_row, nullif(i,i) AS tile_data FROM n",
            "interrupted",
        ),
    ] {
        let path = dir.path().join("made.mbtiles");
        let _ = std::fs::remove_file(&path);
        mbtiles(&path, sql);
        refused(&std::fs::read(&path).unwrap(), said);
    }
}

/// Flipped bytes anywhere give an error or a tile, and never more.
#[test]
fn rotten_pmtiles_are_survived() {
    let dir = tempfile::tempdir().unwrap();
    let file: PathBuf = dir.path().join("streets");
    pmtiles(&file, 4);
    let whole = std::fs::read(&file).unwrap();
    let mut numbers = random(5);
    let (mut refused, mut read) = (0, 0);
    for round in 0..150 {
        let mut rotten = whole.clone();
        let at = numbers.next().unwrap() as usize % if round % 2 == 0 { 250 } else { rotten.len() };
        rotten[at] ^= 1 << (numbers.next().unwrap() % 8);
        std::fs::write(&file, &rotten).unwrap();
        let maps = Basemaps::new(dir.path());
        if maps.add(&file, &name("streets"), None, &on).is_err() {
            refused += 1;
            continue;
        }
        let map = maps.open(&name("streets")).unwrap();
        read += (0..16).filter(|x| matches!(map.tile(4, *x, 3), Ok(Some(_)))).count();
    }
    println!("{refused} of 150 refused, {read} tiles read from the others");
    assert!(refused > 5 && read > 0);
}

#[test]
fn a_base_map_is_called_as_asked_and_its_copy_can_be_ended() {
    let dir = tempfile::tempdir().unwrap();
    let maps = Basemaps::new(dir.path());
    let file = dir.path().join("aerial.mbtiles");
    mbtiles(&file, "");
    let looked = maps.look(&file, &name("aerial")).unwrap();
    assert!(maps.list().unwrap().is_empty(), "only looked at");
    let ended = maps.add(&file, &name("aerial"), None, &|_, _| ControlFlow::Break(()));
    assert!(ended.unwrap_err().to_string().contains("ended"));
    assert!(maps.list().unwrap().is_empty());
    let title = || maps.list().unwrap()[0].1.as_ref().unwrap().title.clone();
    assert_eq!(maps.add(&file, &name("aerial"), Some(" Luftbild <b>2026</b> "), &on).unwrap().title, "Luftbild 2026");
    assert_eq!(title(), "Luftbild 2026");
    maps.add(&file, &name("aerial"), None, &on).unwrap();
    assert_eq!(title(), looked.title, "its own name again");
    maps.add(&file, &name("aerial"), Some("x"), &on).unwrap();
    maps.remove(&name("aerial")).unwrap();
    assert_eq!(std::fs::read_dir(dir.path().join("basemaps")).unwrap().count(), 0);
}
