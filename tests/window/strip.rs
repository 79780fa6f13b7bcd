//! The strip over every desk with more warnings than fit: what cannot be left out is never cut.

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::Page;

use crate::hand::{Hand, START};
use crate::place::{Alert, Place, pictures};
use crate::server::Server;

/// What a dispatcher must be able to read of each warning in the strip, without a hand on the mouse: that it is an exercise,
/// how severe it is, what happens, how to acknowledge it. Gives what is cut, covered or missing.
const CUT: &str = r"
    const strip = document.querySelector('header .alarms');
    const faults = [];
    const whole = (what, node, least) => {
        if (!node) return faults.push(`${what} is missing`);
        const box = node.getBoundingClientRect();
        const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (box.width < least) faults.push(`${what} has ${box.width} px`);
        if (least === 1 && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0) faults.push(`${what} is cut`);
        if (!over || !(node.contains(over) || over.contains(node))) faults.push(`${what} is covered`);
        const around = node.closest('.open')?.getBoundingClientRect();
        if (around && (box.left < around.left - 1 || box.right > around.right + 1)) faults.push(`${what} is outside`);
    };
    const shown = [...strip.querySelectorAll('.alarm')];
    if (shown.length === 0) faults.push('no warning');
    for (const alarm of shown) {
        whole('the exercise mark', alarm.querySelector('.kind'), 1);
        whole('the severity', alarm.querySelector('b'), 1);
        whole('the name', alarm.querySelector('.name'), Math.min(60, alarm.querySelector('.name').scrollWidth));
        whole('acknowledge', alarm.querySelector('[data-test^=ack-]'), 1);
    }
    const count = strip.querySelector('[data-test=alarms-waiting]');
    whole('the number', count, 1);
    if (!count?.innerText.includes('3')) faults.push('the number is not 3');
    return faults;";

/// The same strip with no room.
const SQUEEZED: &str =
    "for (const alarm of document.querySelectorAll('header .alarm')) alarm.style.maxWidth = '190px';";

const NAMES: [&str; 3] = ["Coastal flood with storm surge", "Thunderstorm", "Release of hazardous gas from a tank"];

#[test]
fn three_warnings_are_told_apart_in_the_strip() {
    let Some(place) = Place::new() else { return };
    let console = Console::start(&place.programs, &place.data(), &[]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.wait_css("[data-test=signon-account-dispatcher]").unwrap();
    page.keys("3").unwrap();
    page.wait_css("[data-test=status-seat]").unwrap();
    place.drill_paused(true);

    let source = Server::start();
    for (at, event) in NAMES.into_iter().enumerate() {
        let url = source.put(&format!("/{at}.xml"), "application/cap+xml", exercise(at, event));
        let name = format!("strip-{at}");
        place.cli(&["--drill", "feed", "add", &name, "--url", &url, "--allow", "127.0.0.1/32", "--interval-s", "10"]);
    }
    page.wait_text("[data-test=alarms-waiting]", "3").unwrap();

    for width in [1280, 1440] {
        page.resize(width, 800).unwrap();
        page.wait_until(&format!("innerWidth === {width}")).unwrap();
        for language in ["en", "zh"] {
            speak(page, language);
            let cut = page.eval(CUT, &[]).unwrap();
            assert_eq!(cut, json!([]), "{width} px, {language}");
            page.picture(pictures().as_deref(), &format!("strip-{width}-{language}.png"));
        }
    }
    page.eval(SQUEEZED, &[]).unwrap();
    let cut = page.eval(CUT, &[]).unwrap();
    assert!(cut.as_array().is_some_and(|cut| !cut.is_empty()), "the measure sees a strip without room");
}

fn exercise(at: usize, event: &str) -> String {
    let alert = Alert {
        identifier: &format!("strip.example-{at}"),
        severity: "Severe",
        event,
        headline: "Exercise: a headline that goes on for longer than any strip of a console can be wide, and on",
        text: "Exercise. Nothing happens.",
        area: "Helsinki city centre",
        polygon: "60.160,24.930 60.160,24.960 60.183,24.960 60.183,24.930 60.160,24.930",
    };
    alert.xml().replace("<status>Actual</status>", "<status>Exercise</status>")
}

/// The language, measured where the strip is read: nothing of it has the focus.
fn speak(page: &Page, language: &str) {
    page.speak(language);
    let rested = page.eval("document.activeElement?.blur(); return true;", &[]).unwrap();
    assert_eq!(rested, Value::Bool(true));
}
