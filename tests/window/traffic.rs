//! A traffic incident by keyboard alone: lanes blocked, what the signs say, the clock T0 to T7, lanes open, cleared.

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Beside the units of [`Place::live`].
const PATROLS: &str = "id,call_sign,type,station,lon,lat\n\
    P1,P1,patrol,Kluuvi,24.9450,60.1710\n";

#[test]
fn lanes_are_blocked_signed_opened_and_the_incident_is_cleared() {
    let Some(place) = Place::live() else { return };
    place.cli(&["unit", "import", &place.file("patrols.csv", PATROLS)]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    let number = page.take_call("two cars collided", "60.1791 24.9502 Exit 12");
    page.wait_css("[data-test=lane-strip]").unwrap();
    assert_eq!(clock(page), [false, true, false, false, false, false, false, false], "nothing is guessed");
    blocked(page);
    signed(page);
    page.press("[data-test=traffic-time][data-mark=t2] [data-test=traffic-enter]");
    page.done("d P1 @1");
    page.done("os P1");
    page.picture_in_both(pictures().as_deref(), "traffic-blocked", "[data-test=lane]");
    opened(page);
    page.done("c P1");
    page.press("[data-test=traffic-time][data-mark=t7] [data-test=traffic-enter]");
    page.wait_until("!document.querySelector('[data-test=traffic-time][data-mark=t7] td.num').innerText.includes('–')")
        .unwrap();
    assert_eq!(clock(page), [false, true, true, true, true, true, true, true], "T0 is known to nobody");
    page.picture_in_both(pictures().as_deref(), "traffic-open", "[data-test=lane]");
    page.done("cl @1 DONE");
    page.wait_until("!document.querySelector('[data-test=incident-row]:not([data-state=closed])')").unwrap();
    told(&place, &number);
}

/// Which times of T0 to T7 are known.
fn clock(page: &Page) -> Vec<bool> {
    let script = "return [...document.querySelectorAll('[data-test=traffic-time] td.num')].map(it => it.innerText.trim() !== '–');";
    page.eval(script, &[]).unwrap().as_array().unwrap().iter().map(|known| known == true).collect()
}

fn lane(page: &Page, at: usize) -> String {
    let script = "return document.querySelectorAll('[data-test=lane]')[arguments[0]].dataset.state;";
    page.eval(script, &[at.into()]).unwrap().as_str().unwrap().to_owned()
}

/// From the left shoulder to the left lane, Space until it says so, the direction, saved.
fn blocked(page: &Page) {
    page.tab_to("[data-test=lane]");
    page.keys(key::RIGHT).unwrap();
    page.keys(" ").unwrap();
    assert_eq!(lane(page, 1), "blocked");
    page.tab_to("[data-test=lane-direction]");
    page.keys("north").unwrap();
    page.press("[data-test=lanes-save]");
    page.wait_css("[data-test=lanes-save]:disabled").unwrap();
}

/// The suggestion is taken with one word changed.
fn signed(page: &Page) {
    page.wait_css("[data-test=sign-line]").unwrap();
    let lines = || {
        let script = "return [...document.querySelectorAll('[data-test=sign-line]')].map(it => it.value);";
        page.eval(script, &[]).unwrap()
    };
    println!("suggested for the signs: {}", lines());
    assert_eq!(lines()[1], "Exit 12", "it names the place");
    page.tab_to("[data-test=sign-line]");
    page.keys(&format!("{}a", key::CONTROL)).unwrap();
    page.keys("CRASH AHEAD").unwrap();
    page.press("[data-test=sign-approve]");
    page.wait_text("[data-test=sign-approved]", "CRASH AHEAD / Exit 12").unwrap();
}

/// Space goes on over "affected" to "free".
fn opened(page: &Page) {
    page.tab_to("[data-test=lane]");
    page.keys(key::RIGHT).unwrap();
    page.keys("  ").unwrap();
    assert_eq!(lane(page, 1), "free");
    page.press("[data-test=lanes-save]");
    page.wait_css("[data-test=sign-none]").unwrap();
    page.keys(&f(8)).unwrap();
}

fn told(place: &Place, number: &str) {
    let detail = place.calls("chief", &[("incident", json!({"id": number}))]).remove(0);
    let traffic = &detail["work"]["traffic"];
    let known: Vec<i64> = traffic["clock"].as_array().unwrap().iter().filter_map(Value::as_i64).collect();
    assert!(known.len() == 7, "{traffic}");
    let since: Vec<i64> = known.iter().map(|at| (at - known[0]) / 1_000).collect();
    println!("T1 to T7, seconds after T1: {since:?}; road clear after {} ms", traffic["roadway_clearance_ms"]);
    assert!(traffic["roadway_clearance_ms"].is_i64() && traffic["incident_clearance_ms"].is_i64(), "{traffic}");
    assert_eq!(traffic["signs"][0]["lines"][0], "CRASH AHEAD");
    assert_eq!(detail["row"]["state"], "closed");
    assert!(place.cli(&["log", "verify"]).starts_with("ok"));
}
