//! One whole shift at a live console, by keyboard: a warning, an incident, a unit there and back, and what Review says of it.

use std::time::Duration;

use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START, f};
use crate::place::{Alert, HELSINKI, PASSWORD, Place, pictures};
use crate::server::Server;

const STORM: Alert = Alert {
    identifier: "weather.example-2026-storm-1",
    severity: "Severe",
    event: "Thunderstorm",
    headline: "Severe thunderstorm over the city centre",
    text: "Gusts to 32 m/s and large hail. Stay indoors.",
    area: "Helsinki city centre",
    polygon: "60.160,24.930 60.160,24.960 60.183,24.960 60.183,24.930 60.160,24.930",
};

#[test]
fn a_shift_from_the_first_sign_on_to_the_review() {
    let Some(place) = Place::new() else { return };
    place.cli(&["area", "import", HELSINKI, "--name", "helsinki"]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.watch_policy();

    first_administrator(page);
    place.people_and_units();
    page.tab_to("[data-test=switch-seat]");
    page.keys(key::ENTER).unwrap();
    page.sign_on("anna", PASSWORD);
    page.wait_map();

    let source = Server::start();
    let url = source.put("/storm.xml", "application/cap+xml", STORM.xml());
    place.cli(&["feed", "add", "weather", "--url", &url, "--allow", "127.0.0.1/32", "--interval-s", "10"]);
    warning_arrives(&console);
    acknowledge(page);

    let number = take_a_call(page);
    dispatch(page, &number);
    page.picture(pictures().as_deref(), "journey-dispatch.png");
    close_and_reopen(page, &number);
    page.picture(pictures().as_deref(), "journey-review.png");
    assert_eq!(page.violations(), [""; 0], "content security policy");
    assert!(place.cli(&["log", "verify"]).starts_with("ok"));
}

fn first_administrator(page: &Page) {
    page.tab_to("[data-test=first-user]");
    for text in ["chief", "Chief", PASSWORD, PASSWORD] {
        page.keys(text).unwrap();
        page.keys(key::TAB).unwrap();
    }
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=status-seat][data-user=chief]").unwrap();
    let mode = page.text("[data-test=status-mode]").unwrap();
    assert!(!mode.is_empty() && !mode.contains("DRILL"), "{mode}");
    assert_eq!(page.count("[data-test=drill-band]").unwrap(), 0, "nothing of a drill in a live store");
}

/// In the strip, in the list, on the map, with a tone or the reason for its absence, and on the desktop.
fn warning_arrives(console: &Console) {
    let page = &console.page;
    page.wait_css("header [data-test^=ack-]").unwrap();
    page.wait_text("header .alarm", STORM.headline).unwrap();
    page.wait_text("[data-test=warning-row][data-state=in_force]", STORM.event).unwrap();
    page.wait_text("[data-test=warning-row]", STORM.area).unwrap();
    page.wait_text("[data-test=alarm-count]", "1").unwrap();

    let voice = page.attribute("[data-test=tone]", "data-voice");
    assert!(!voice.is_empty() && voice != "unknown", "the state of the tone is known: {voice:?}");
    assert!(!page.text("[data-test=tone]").unwrap().is_empty(), "and said");

    let seen =
        console.desktop.wait_notification(Duration::from_secs(30), |seen| seen.summary.contains(STORM.event)).unwrap();
    assert!(seen.body.contains(STORM.headline) && seen.body.contains(STORM.area), "{seen:?}");
    page.wait_until("document.title.startsWith('(1)')").unwrap();
    drawn(page);
}

/// A click on the map, where nothing else stands, finds the warning: its area is drawn there.
fn drawn(page: &Page) {
    page.wait_map();
    let script = "const r = document.querySelector('[data-test=map]').getBoundingClientRect();
        return [r.x + r.width / 2, r.y + r.height * 0.4];";
    let middle = page.eval(script, &[]).unwrap();
    let at = |index: usize| middle[index].as_f64().unwrap() as i32;
    page.click_at(at(0), at(1)).unwrap();
    page.wait_text("[data-test=selection-card]", STORM.event).unwrap();
    page.wait_text("[data-test=map] .under", STORM.event).unwrap();
}

fn acknowledge(page: &Page) {
    page.tab_to("[data-test=warning-row]");
    page.keys("a").unwrap();
    page.wait_until("!document.querySelector('[data-test^=ack-]')").unwrap();
    page.wait_text("[data-test=alarm-count]", "0").unwrap();
    page.wait_text("[data-test=warning-row]", "anna").unwrap();
    page.wait_until("!document.title.startsWith('(')").unwrap();
}

/// A call in hand becomes an incident; gives its number.
fn take_a_call(page: &Page) -> String {
    page.keys(&f(2)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    page.keys("Smoke from a third floor window").unwrap();
    page.keys(key::TAB).unwrap();
    page.keys("STRUCT").unwrap();
    page.tab_to("[data-test=intake-place]");
    page.keys("60.1690 24.9420").unwrap();
    page.wait_text("[data-test=intake-understood]", "60.16").unwrap();
    page.keys(&format!("{}{}", key::CONTROL, key::ENTER)).unwrap();
    page.wait_css("[data-test=incident-row][data-state=new]").unwrap();
    page.wait_css("[data-test=incident-panel]").unwrap();
    page.wait_text("[data-test=incident-panel]", "Smoke from a third floor window").unwrap();
    page.attribute("[data-test=incident-row]", "data-number")
}

fn dispatch(page: &Page, number: &str) {
    page.done("d E1 @1");
    page.wait_css("[data-test=incident-row][data-state=dispatched]").unwrap();
    page.done("n 60.1700 24.9450; MEDIC 1; fall from a ladder");
    let (accepted, why) = page.line("d E1 @2");
    assert!(!accepted, "a busy unit is not sent twice: {why}");
    assert!(why.contains("E1") && why.contains(number), "the refusal names the unit and where it is: {why}");
    page.done("cl @2 CANCEL");
    for (line, state) in [("en E1", "en_route"), ("os E1", "on_scene")] {
        page.done(line);
        page.wait_css(&format!("[data-test=incident-row][data-number='{number}'][data-state={state}]")).unwrap();
    }
    page.done("note @1 Fire in the kitchen, out");
}

fn close_and_reopen(page: &Page, number: &str) {
    page.done("c E1");
    page.wait_until("document.querySelector('[data-test=unit-row][data-id=E1]').dataset.status !== 'OS'").unwrap();
    page.done("cl @1 DONE");

    page.keys(&f(3)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'history-search'").unwrap();
    page.keys("kitchen").unwrap();
    page.keys(key::ENTER).unwrap();
    page.wait_until("document.querySelectorAll('[data-test=history-row]').length === 1").unwrap();
    page.tab_to(&format!("[data-test=history-row][data-number='{number}']"));
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=story] [data-test=timeline-row]").unwrap();
    in_order(page);

    page.done("reopen @1 Caller reports smoke again");
    page.desk(5);
    page.wait_text("[data-test=story] [data-test=timeline-row]", "Caller reports smoke again").unwrap();
    page.desk(2);
    page.wait_css(&format!("[data-test=incident-row][data-number='{number}']")).unwrap();
    page.desk(5);
}

/// What happened, in the order in which it happened, each row by the seat that did it.
fn in_order(page: &Page) {
    let script = "return [...document.querySelectorAll('[data-test=story] [data-test=timeline-row]')]
        .map(row => [row.dataset.typ, Number(row.dataset.seq), row.innerText]);";
    let rows = page.eval(script, &[]).unwrap();
    let rows = rows.as_array().unwrap();
    let kinds: Vec<_> = rows.iter().map(|row| row[0].as_str().unwrap()).collect();
    let numbers: Vec<_> = rows.iter().map(|row| row[1].as_i64().unwrap()).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    let steps = [
        "incident.opened",
        "unit.assigned",
        "unit.status_set",
        "unit.status_set",
        "incident.note_added",
        "unit.released",
        "incident.closed",
    ];
    let mut left = steps.iter().peekable();
    for kind in &kinds {
        left.next_if(|wanted| *wanted == kind);
    }
    assert!(left.peek().is_none(), "missing or out of order from {:?} on: {kinds:?}", left.peek());
    let text: Vec<_> = rows.iter().map(|row| row[2].as_str().unwrap()).collect();
    assert!(text.iter().all(|row| row.contains("anna")), "{text:?}");
}
