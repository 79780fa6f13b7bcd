//! Two people at two consoles' doors: the one in the window hands an incident over by keyboard and sees the receipt, is
//! mentioned, and takes it back with a receipt. The colleague sits at another door of the same floor.

use std::time::Instant;

use serde_json::json;
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

const NOTE: &str = "Two floors searched, gas is off";

#[test]
fn an_incident_goes_to_a_colleague_and_comes_back_each_time_with_a_receipt() {
    let Some(place) = Place::live() else { return };
    place.colleague("ben");
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    let number = page.take_call("house fire", "60.1791 24.9502");
    handed_over(&place, page, &number);
    mentioned_and_asked(&place, page, &number);
    assert!(place.cli(&["log", "verify"]).starts_with("ok"));
}

fn handed_over(place: &Place, page: &Page, number: &str) {
    page.press("[data-test=claim]");
    page.wait_text("[data-test=owner-bar]", "anna").unwrap();
    page.tab_to("[data-test=hand-over-to]");
    page.keys(key::DOWN).unwrap();
    page.wait_until("document.querySelector('[data-test=hand-over-to]').value !== ''").unwrap();
    while page.eval("return document.querySelector('[data-test=hand-over-to]').value;", &[]).unwrap() != "ben" {
        page.keys(key::DOWN).unwrap();
    }
    page.tab_to("[data-test=hand-over-note]");
    page.keys(NOTE).unwrap();
    page.press("[data-test=hand-over-offer]");
    page.wait_css("[data-test=hand-over-withdraw]").unwrap();
    page.picture_in_both(pictures().as_deref(), "together-waits", "[data-test=hand-over-withdraw]");

    let incident = json!({"incident": number});
    let answers = place.calls("ben", &[("incident", json!({"id": number})), ("accept_hand_over", incident)]);
    let accepted = Instant::now();
    let offer = &answers[0]["row"]["work"]["offer"];
    assert_eq!((&offer["to"], &offer["from"], &offer["note"]), (&json!("ben"), &json!("anna"), &json!(NOTE)));
    page.wait_text("[data-test=hand-over-receipt]", "ben").unwrap();
    println!("the receipt stands at most {} ms after the colleague's answer came back", accepted.elapsed().as_millis());
    page.wait_text("[data-test=owner-bar]", "ben").unwrap();
}

fn mentioned_and_asked(place: &Place, page: &Page, number: &str) {
    // Asked at another desk: it stands over every one.
    page.desk(1);
    let note = json!({"incident": number, "text": "@anna the tow is late", "category": "phone", "from": "Tow desk"});
    let offer = json!({"incident": number, "to": "anna", "note": "back to you, the tow is late"});
    place.calls("ben", &[("add_note", note), ("hand_over", offer)]);
    let asked = Instant::now();
    page.wait_text("[data-test=hand-over-banner]", "back to you, the tow is late").unwrap();
    println!("asked: shown at most {} ms after the colleague's answer came back", asked.elapsed().as_millis());
    page.desk(2);
    page.wait_css("[data-test=read-mentions]").unwrap();
    page.picture_in_both(pictures().as_deref(), "together-asked", "[data-test=hand-over-accept]");
    page.press("[data-test=hand-over-accept]");
    page.wait_until("!document.querySelector('[data-test=hand-over-banner]')").unwrap();
    page.wait_text("[data-test=hand-over-receipt]", "anna").unwrap();
    page.press("[data-test=read-mentions]");
    page.wait_until("!document.querySelector('[data-test=read-mentions]')").unwrap();
    page.keys(&f(8)).unwrap();
    page.wait_css("[data-test=note-text]:focus").unwrap();
    page.keys("@ben thank you").unwrap();
    page.keys(key::ENTER).unwrap();
    page.wait_text("[data-test=note-row]", "@ben thank you").unwrap();

    let seen = place.calls("ben", &[("incident", json!({"id": number}))]).remove(0);
    let receipt = &seen["work"]["received"];
    assert_eq!((&receipt["from"], &receipt["to"]), (&json!("ben"), &json!("anna")), "{receipt}");
    let named = |key: &str| receipt[key].as_str().unwrap_or_default().to_owned();
    println!("the receipt names {} and {}", named("from_name"), named("to_name"));
    assert!(named("from_name").contains("(ben)") && named("to_name").contains("(anna)"), "{receipt}");
    assert!(receipt["at_ms"].is_i64(), "{receipt}");
    let work = &seen["row"]["work"];
    assert_eq!((&work["owner"], &work["unread"]), (&json!("anna"), &json!(["ben"])), "{work}");
    page.picture_in_both(pictures().as_deref(), "together-receipt", "[data-test=release]");
}
