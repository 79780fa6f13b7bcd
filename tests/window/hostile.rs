//! Texts from outside that try to be more than text: they are shown, as text, and nothing breaks.

use serde_json::json;
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START};
use crate::place::{Alert, PASSWORD, Place, pictures};

/// Markup, script, an entity, direction overrides (escaped as a sender must), and a word without a place to break.
const TEXT: &str =
    "&lt;script&gt;window.hit=1&lt;/script&gt;&lt;img src=x onerror=window.hit=1&gt;\u{202E}gnp.exe\u{202C}\u{2067}abc";

#[test]
fn hostile_texts_stay_texts() {
    let Some(place) = Place::live() else { return };
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.watch_policy();
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    let elements = foreign(page);

    let long = "W".repeat(3_000);
    let (event, headline) =
        (format!("{TEXT}{}", &long[..90]), format!("&lt;iframe src='https://example.org'&gt;{TEXT}{}", &long[..300]));
    let alert = Alert {
        identifier: "hostile-1",
        severity: "Extreme",
        event: &event,
        headline: &headline,
        text: &format!("{TEXT} {long}"),
        area: &format!("{TEXT}{}", &long[..200]),
        polygon: "60.160,24.930 60.160,24.960 60.183,24.960 60.183,24.930 60.160,24.930",
    };
    place.cli(&["warning", "ingest", &place.file("hostile.xml", &alert.xml())]);
    let incident = json!({"type_code": "STRUCT", "what": "<img src=x onerror=window.hit=1> <b>bold</b>",
        "place": {"lon": 24.942, "lat": 60.169, "label": "<svg onload=window.hit=1>"}});
    let opened = place.calls("anna", &[("open_incident", incident)]).remove(0);
    let note = format!("<img src=x onerror=\"window.hit=1\"> <a href='javascript:window.hit=1'>x</a> {long}");
    place.calls("anna", &[("add_note", json!({"incident": opened["number"], "text": note}))]);

    page.wait_text("[data-test=warning-row]", "<script>window.hit=1</script>").unwrap();
    page.wait_css("[data-test=watch-incident-row]").unwrap();
    every_desk_holds(page);
    page.picture(pictures().as_deref(), "hostile-test.png");
    assert_eq!(foreign(page), elements, "no element came out of a text");
    assert_eq!(page.eval("return window.hit === undefined;", &[]).unwrap(), true, "nothing in a text ran");
    assert_eq!(page.violations(), [""; 0], "content security policy");
}

/// The desks that show these texts: whole, as text, and inside the window.
fn every_desk_holds(page: &Page) {
    inside(page, "watch");
    page.tab_to("[data-test=warning-row]");
    page.keys(key::ENTER).unwrap();
    page.wait_text("[data-test=selection-card]", "<script>window.hit=1</script>").unwrap();
    inside(page, "watch");
    page.desk(3);
    page.wait_css("[data-test=warning-detail]").unwrap();
    page.wait_text("[data-test=desk-warnings-body]", "<img src=x onerror=window.hit=1>").unwrap();
    inside(page, "warnings");
    page.desk(2);
    page.tab_to("[data-test=incident-row]");
    page.keys(key::ENTER).unwrap();
    page.wait_text("[data-test=note-row]", "<img src=x onerror=\"window.hit=1\">").unwrap();
    inside(page, "dispatch");
    page.desk(5);
    page.tab_to("[data-test=history-row]");
    page.keys(key::ENTER).unwrap();
    page.wait_text("[data-test=story]", "<img src=x onerror=\"window.hit=1\">").unwrap();
    inside(page, "review");
    page.desk(1);
}

/// Nothing visible stands outside the window, and every panel is as wide as its desk lets it be.
fn inside(page: &Page, desk: &str) {
    let script = "const wide = innerWidth + 1;
        const out = [...document.querySelectorAll('.panel, header, footer, nav, [data-test]')]
            .filter(e => e.checkVisibility() && !e.closest('.tabs, .box, .scroll') && e.getBoundingClientRect().right > wide);
        const scrolled = document.documentElement.scrollWidth > wide || document.documentElement.scrollHeight > innerHeight + 1;
        const sideways = [...document.querySelectorAll('.scroll, .box')]
            .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 2);
        const far = !scrolled ? [] : [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
            && !e.closest('.scroll, .box') && e.getBoundingClientRect().right > wide).map(e => e.outerHTML.slice(0, 160));
        return far.concat([...out, ...sideways.flatMap(box => [box, ...[...box.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > box.getBoundingClientRect().right + 2)])].map(e => e.outerHTML.slice(0, 160)).concat(scrolled ? ['the document scrolls'] : []));";
    let broken = page.eval(script, &[]).unwrap();
    assert_eq!(broken, json!([]), "the {desk} desk is broken by a long word");
}

/// How many elements there are of kinds that the console itself never makes out of a text.
fn foreign(page: &Page) -> usize {
    page.count("script, img, iframe, object, embed, a, b[onclick], svg[onload], [onerror]").unwrap()
}
