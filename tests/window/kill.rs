//! The plug is pulled in the middle of a shift: what was acknowledged is there again, and old positions say how old they are.

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::Page;

use crate::hand::{Hand, START};
use crate::place::{Alert, PASSWORD, Place};

#[test]
fn a_console_that_is_killed_comes_back_with_its_board() {
    let Some(place) = Place::live() else { return };
    let mut console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    console.page.sign_on("anna", PASSWORD);
    work(&place, &console.page);
    let before = board(&console.page);
    let place_before = place_of_unit(&console.page);
    assert!(says_its_age(&place_before), "{place_before}");

    console.kill_and_restart().unwrap();
    console.wait_ready(START).unwrap();
    console.page.sign_on("anna", PASSWORD);
    console.page.wait_css("[data-test=desk-watch-body]").unwrap();
    console.page.desk(2);
    console.page.wait_css("[data-test=incident-row]").unwrap();
    assert_eq!(board(&console.page), before, "the board is as it was");
    // Positions are not in the log: after a kill one is old or unknown, and says so; never as if it were new.
    let place_after = place_of_unit(&console.page);
    assert!(says_its_age(&place_after) || place_after.starts_with("unknown"), "{place_after}");
    assert!(place.cli(&["log", "verify"]).starts_with("ok"));
}

/// Two incidents, a unit on scene, one waiting warning, one position three minutes old.
fn work(place: &Place, page: &Page) {
    for line in [
        "n 60.1690 24.9420; STRUCT E; smoke",
        "d E1",
        "en E1",
        "os E1",
        "note doors open",
        "n 60.1720 24.9470; MEDIC 2; fall",
    ] {
        let (accepted, said) = page.line(line);
        assert!(accepted, "{line}: {said}");
    }
    let heard = jiff::Timestamp::now().as_millisecond() - 180_000;
    let position =
        json!({"unit": "E1", "lon": 24.942, "lat": 60.169, "time_ms": heard, "accuracy_m": 8.0, "source": "radio"});
    place.calls("anna", &[("report_position", position)]);
    let alert = Alert {
        identifier: "kill-1",
        severity: "Severe",
        event: "Flood",
        headline: "Flooding in the centre",
        text: "Avoid underpasses.",
        area: "City centre",
        polygon: "60.160,24.930 60.160,24.960 60.183,24.960 60.183,24.930 60.160,24.930",
    };
    place.cli(&["warning", "ingest", &place.file("flood.xml", &alert.xml())]);
    page.wait_css("header [data-test^=ack-]").unwrap();
    page.desk(2);
    page.wait_until("document.querySelectorAll('[data-test=incident-row]').length === 2").unwrap();
    page.wait_css("[data-test=unit-row][data-id=E1][data-status=OS]").unwrap();
}

/// Incidents with number and state, units with status, warnings that wait.
fn board(page: &Page) -> Value {
    let script = "const all = (css, ...names) => [...document.querySelectorAll(css)].map(e => names.map(n => e.dataset[n])).sort();
        return [all('[data-test=incident-row]', 'number', 'state'), all('[data-test=unit-row]', 'id', 'status'),
            all('header [data-test^=ack-]', 'test')];";
    page.eval(script, &[]).unwrap()
}

/// What the card says of the place of the unit on scene.
fn place_of_unit(page: &Page) -> String {
    page.desk(2);
    let click = "document.querySelector('[data-test=unit-row][data-id=E1]').click();";
    page.eval(click, &[]).unwrap();
    page.desk(1);
    page.wait_text("[data-test=selection-card]", "E1").unwrap();
    page.text("[data-test=selection-card] dl dd").unwrap()
}

/// An old place says how old it is, and that it may no longer hold.
fn says_its_age(place: &str) -> bool {
    place.contains("60.169") && place.contains(" ago") && place.contains("stale")
}
