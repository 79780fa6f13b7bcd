//! Tests of the tile scheme: what is asked for, what is refused, what comes back.

use std::io::Write as _;
use std::sync::mpsc;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};

use super::*;

struct Fake;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

impl TileSource for Fake {
    fn tile(&self, key: &TileKey) -> Result<Option<Vec<u8>>, String> {
        let TileSet::Area(area) = &key.set else { return Ok(Some(format!("{:?}", key.set).into_bytes())) };
        match area.as_str() {
            "gzip" => Ok(Some(gzip(b"tile"))),
            "plain" => Ok(Some(b"tile".to_vec())),
            "cut" => Ok(Some(gzip(&[7; 1000])[..20].to_vec())),
            "bomb" => Ok(Some(gzip(&vec![0; MAX_TILE_BYTES as usize + 1]))),
            "full" => Ok(Some(gzip(&vec![0; MAX_TILE_BYTES as usize]))),
            "broken" => Err("database disk image is malformed".into()),
            _ => Ok(None),
        }
    }
}

fn ask(server: &TileServer, uri: &str) -> TileResponse {
    let (sender, receiver) = mpsc::channel();
    server.answer(&uri.parse().unwrap(), move |response| sender.send(response).unwrap());
    receiver.recv_timeout(Duration::from_secs(5)).unwrap()
}

#[test]
fn tiles_come_back_unpacked_with_the_page_allowed_to_read_them() {
    let server = TileServer::start(Arc::new(Fake)).unwrap();
    for area in ["gzip", "plain"] {
        let response = ask(&server, &format!("tiles://localhost/{area}/14/9327/4743"));
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.body().as_ref(), b"tile");
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "tauri://localhost");
    }
    assert_eq!(ask(&server, "tiles://localhost/full/0/0/0").body().len() as u64, MAX_TILE_BYTES);
}

#[test]
fn a_missing_tile_is_empty_and_a_bad_one_is_an_error_that_takes_nothing_with_it() {
    let server = TileServer::start(Arc::new(Fake)).unwrap();
    assert_eq!(ask(&server, "tiles://localhost/none/0/0/0").status(), StatusCode::NO_CONTENT);
    for area in ["cut", "bomb", "broken"] {
        let response = ask(&server, &format!("tiles://localhost/{area}/0/0/0"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{area}");
        assert!(response.body().is_empty());
    }
    assert_eq!(ask(&server, "tiles://localhost/plain/0/0/0").status(), StatusCode::OK);
}

#[test]
fn past_incidents_have_an_address_of_their_own_and_an_area_may_have_their_name() {
    let server = TileServer::start(Arc::new(Fake)).unwrap();
    for (range, set) in [("day", "Past(Day)"), ("month", "Past(Month)"), ("all", "Past(All)")] {
        let response = ask(&server, &format!("tiles://localhost/history/{range}/14/9327/4743"));
        assert_eq!((response.status(), response.body().as_ref()), (StatusCode::OK, set.as_bytes()));
    }
    assert_eq!(ask(&server, "tiles://localhost/history/14/9327/4743").status(), StatusCode::NO_CONTENT);
    for bad in ["history/year/0/0/0", "history/day/0/0", "history/day/0/0/0/0", "history/day/0/1/0", "future/day/0/0/0"]
    {
        assert_eq!(ask(&server, &format!("tiles://localhost/{bad}")).status(), StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[test]
fn layers_and_base_maps_have_addresses_of_their_own_and_pictures_their_type() {
    let server = TileServer::start(Arc::new(Fake)).unwrap();
    for (path, set) in [("layer/hydrants", "Layer(\"hydrants\")"), ("basemap/aerial-2026", "Basemap(\"aerial-2026\")")]
    {
        let response = ask(&server, &format!("tiles://localhost/{path}/14/9327/4743"));
        assert_eq!((response.status(), response.body().as_ref()), (StatusCode::OK, set.as_bytes()));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/vnd.mapbox-vector-tile");
    }
    for bad in ["layer/../0/0/0", "layer/Big/0/0/0", "basemap//0/0/0", "layer/a/0/0", "basemap/a/0/1/0"] {
        let status = ask(&server, &format!("tiles://localhost/{bad}")).status();
        assert!(status == StatusCode::BAD_REQUEST || bad == "layer/a/0/0", "{bad}: {status}");
    }
    let types = [
        (&b"\x89PNG\r\n"[..], "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x1cftypavif", "image/avif"),
        (b"\x1a\x05", "application/vnd.mapbox-vector-tile"),
        (b"", "application/vnd.mapbox-vector-tile"),
    ];
    for (bytes, wanted) in types {
        assert_eq!(media_type(bytes), wanted);
    }
}

#[test]
fn an_address_outside_the_pyramid_or_the_alphabet_is_refused() {
    let server = TileServer::start(Arc::new(Fake)).unwrap();
    for bad in [
        "tiles://localhost/",
        "tiles://localhost/plain/0/0",
        "tiles://localhost/plain/0/0/0/0",
        "tiles://localhost/plain/0/0/0.pbf",
        "tiles://localhost/plain/0/1/0",
        "tiles://localhost/plain/3/0/8",
        "tiles://localhost/plain/25/0/0",
        "tiles://localhost/plain/256/0/0",
        "tiles://localhost/plain/+1/0/0",
        "tiles://localhost/plain/1/-1/0",
        "tiles://localhost/plain/9/999999999/0",
        "tiles://localhost/../0/0/0",
        "tiles://localhost/%2e%2e/0/0/0",
        "tiles://localhost/Plain/0/0/0",
        "tiles://localhost/plain/0/0/0?x=1",
        "tiles://example.org/plain/0/0/0",
    ] {
        assert_eq!(ask(&server, bad).status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    let long = format!("tiles://localhost/{}/0/0/0", "a".repeat(MAX_AREA_ID + 1));
    assert_eq!(ask(&server, &long).status(), StatusCode::BAD_REQUEST);
}

/// Holds every reader until told, so that the queue can be filled.
struct Slow(Mutex<mpsc::Receiver<()>>);

impl TileSource for Slow {
    fn tile(&self, _key: &TileKey) -> Result<Option<Vec<u8>>, String> {
        self.0.lock().unwrap().recv().map_err(|gone| gone.to_string())?;
        Ok(None)
    }
}

#[test]
fn a_full_queue_says_so_at_once_and_every_request_is_answered() {
    let (release, held) = mpsc::channel();
    let server = TileServer::start(Arc::new(Slow(Mutex::new(held)))).unwrap();
    let asked = WAITING + THREADS + 40;
    let (sender, receiver) = mpsc::channel();
    for _ in 0..asked {
        let sender = sender.clone();
        server.answer(&"tiles://localhost/a/0/0/0".parse().unwrap(), move |r| sender.send(r.status()).unwrap());
    }
    for _ in 0..asked {
        release.send(()).unwrap();
    }
    let answers: Vec<_> = (0..asked).map(|_| receiver.recv_timeout(Duration::from_secs(5)).unwrap()).collect();
    let refused = answers.iter().filter(|status| **status == StatusCode::SERVICE_UNAVAILABLE).count();
    assert!((40..=40 + THREADS).contains(&refused), "{refused}");
    assert_eq!(answers.len() - refused, answers.iter().filter(|s| **s == StatusCode::NO_CONTENT).count());
}
