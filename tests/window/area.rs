//! The area at the console with every cable pulled: a crossing typed with a mistake, a bridge closed on the map, and the order
//! of the closest units that follows from it.

use std::time::Duration;

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::pulled;

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Beside the units of [`Place::live`]: a ladder north of Pitkäsilta, an ambulance south of it.
const MORE_UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    L1,L1,ladder,Hakaniemi,24.9506,60.1786\n\
    A2,A2,ambulance,Liisankatu,24.9508,60.1730\n";

/// Where the units stand and send it from.
const FIXES: [(&str, f64, f64); 5] = [
    ("E1", 24.9414, 60.1782),
    ("E2", 24.9443, 60.1660),
    ("M1", 24.9440, 60.1715),
    ("L1", 24.9506, 60.1786),
    ("A2", 24.9508, 60.1730),
];

/// At the south end of the bridge: the ladder from the north is there first, though the ambulance is nearer in a straight line.
const CALL: &str = "n 60.1757 24.9501; MEDIC 1; fall from a ladder";

/// The closest units of the desk in front.
const CLOSEST: &str = "[data-test=desk-watch-body] [data-test=closest]";

#[test]
fn a_closed_bridge_changes_who_is_sent_with_every_cable_pulled() {
    pulled::run("area::a_closed_bridge_changes_who_is_sent_with_every_cable_pulled", at_the_bridge).unwrap();
}

fn at_the_bridge() {
    let Some(place) = Place::live() else { return };
    place.cli(&["unit", "import", &place.file("more.csv", MORE_UNITS)]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    assert!(pulled::beside(place.programs.console()).unwrap(), "the console has the network of this test");
    let page = &console.page;
    page.watch_policy();
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    let fixes = FIXES.map(|(unit, lon, lat)| json!({"unit": unit, "lon": lon, "lat": lat, "source": "gnss"}));
    place.calls("anna", &[("report_positions", json!({ "fixes": fixes }))]);

    a_crossing_with_a_mistake(page);
    let open = call_in_hand(page);
    assert_eq!(units(&open), ["L1", "A2", "E1", "M1", "E2"]);
    close_elsewhere(page, &open);
    close_the_bridge(page);
    send_the_first(page);
    page.tab_to("[data-test=map-legend]");
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=map-legend][aria-expanded=true]").unwrap();
    page.picture(pictures().as_deref(), "area-legend.png");

    assert_eq!(page.violations(), [""; 0], "content security policy");
    recorded(&place);
}

/// One letter is missing; Enter goes to the crossing of that name, and the map says so itself.
fn a_crossing_with_a_mistake(page: &Page) {
    page.find("Hakaniemenrata & Siltasaarenkatu");
    let first = page.text("[data-test=search-row]").unwrap();
    assert!(first.contains("Hakaniemenranta & Siltasaarenkatu"), "{first}");
    assert!(first.contains("“hakaniemenrata” read as “hakaniemenranta”"), "says why it matched: {first}");
    page.picture(pictures().as_deref(), "area-search.png");
    page.go();
    // Enter on the map asks what stands at its centre.
    page.keys(key::ENTER).unwrap();
    let there = "document.querySelector('[data-test=desk-watch-body] [data-test=whereabouts]')?.innerText";
    let there = page.wait_until(&format!("{there}?.includes('Siltasaarenkatu') && {there}")).unwrap();
    let there = there.as_str().unwrap();
    assert!(there.contains("Hakaniemenranta & Siltasaarenkatu"), "{there}");
    assert!(there.contains("60.1782") && there.contains("24.9499"), "the centre of the map: {there}");
}

/// A call south of the bridge, selected; gives the rows of its closest units.
fn call_in_hand(page: &Page) -> Vec<(String, String)> {
    let (accepted, said) = page.line(CALL);
    assert!(accepted, "{said}");
    page.desk(1);
    page.tab_to("[data-test=watch-incident-row]");
    page.keys(key::ENTER).unwrap();
    page.wait_css(&format!("{CLOSEST} [data-test=closest-row]")).unwrap();
    closures(page, 0);
    rows(page)
}

/// A road that is on nobody's way: the answer knows of the closure, and is the same.
fn close_elsewhere(page: &Page, open: &[(String, String)]) {
    close_road(page, "60.1680 24.9520", "Market stalls");
    closures(page, 1);
    assert_eq!(rows(page), open, "a closure elsewhere changes neither order nor times");
    for sign in ["closest-was", "closest-dropped"] {
        assert_eq!(page.count(&format!("{CLOSEST} [data-test={sign}]")).unwrap(), 0, "{sign}");
    }
}

/// Across Pitkäsilta, the only way from the north: the ladder is out, the ambulance has to go around and falls behind the
/// engine, and each says where it was and why.
fn close_the_bridge(page: &Page) {
    close_road(page, "Pitkasiltta", "Bridge flooded");
    closures(page, 2);
    assert_eq!(units(&rows(page)), ["E1", "A2", "M1", "E2"]);
    let said = |css: &str| page.text(&format!("{CLOSEST} {css}")).unwrap();
    let gone = said("[data-test=closest-dropped][data-unit=L1]");
    assert!(gone.contains("L1 was no. 1 before the closures changed: cannot get there by road"), "{gone}");
    for (unit, what) in
        [("E1", "was no. 3 before the closures changed"), ("A2", "longer by the closures"), ("M1", "was no. 4")]
    {
        let row = format!("{CLOSEST} li:has([data-unit={unit}]) [data-test=closest-was]");
        page.wait_text(&row, what).unwrap();
    }
    assert_eq!(
        page.count(&format!("{CLOSEST} li:has([data-unit=E1]) .why")).unwrap(),
        1,
        "nearer ones are slower: said"
    );
    page.tab_to(&format!("{CLOSEST} [data-test=closest-row][data-unit=E1]"));
    page.keys(key::ENTER).unwrap();
    page.wait_css(&format!("{CLOSEST} [data-test=closest-row][data-unit=E1][aria-pressed=true]")).unwrap();
    if let Some(folder) = pictures() {
        // The way is asked for and drawn a moment after its row was chosen.
        std::thread::sleep(Duration::from_secs(2));
        page.wait_map();
        page.picture(Some(&folder), "area-closure.png");
    }
}

/// Alt+1 types the dispatch of whoever is first now; Enter does it.
fn send_the_first(page: &Page) {
    page.keys(&format!("{}1", key::ALT)).unwrap();
    page.wait_until("document.activeElement?.matches('[data-test=commandline]') && document.activeElement.value.startsWith('d E1 ')")
        .unwrap();
    page.keys(key::ENTER).unwrap();
    page.wait_text("[data-test=watch-incident-row]", "E1").unwrap();
    page.keys(key::ESCAPE).unwrap();
}

/// What was shown is in the log: the last recommendation before the dispatch holds both closures and the order.
fn recorded(place: &Place) {
    let log = place.cli(&["log", "export", "--json"]);
    let events = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let shown: Vec<_> = events.filter(|event| event["typ"] == "incident.recommended").collect();
    let last = shown.iter().map(ToString::to_string).rfind(|event| event.contains("closed_by")).unwrap();
    assert!(shown.len() >= 3, "each change of the closures gave a recommendation of its own: {shown:?}");
    assert!(!last.contains("\"L1\""), "the engine behind the closed bridge is recommended no more: {last}");
    assert!(place.cli(&["log", "verify"]).starts_with("ok"));
}

// --- what a hand does ------------------------------------------------------------------------------------------------

/// Draws a line of two points, some hundred metres from west to east through the place that was searched, and closes it.
fn close_road(page: &Page, at: &str, reason: &str) {
    page.find(at);
    page.go();
    page.keys(&f(6)).unwrap();
    page.wait_css("[data-test=tool-bar]").unwrap();
    page.on_the_map();
    for step in [key::LEFT, " ", key::RIGHT, key::RIGHT, " "] {
        page.keys(step).unwrap();
        page.wait_map();
    }
    page.wait_css("[data-test=tool-finish]:not([disabled])").unwrap();
    page.keys(key::ENTER).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'closure-reason'").unwrap();
    let drawn = page.text("[data-test=closure-form] p").unwrap();
    assert!(drawn.contains("line of 2 points, 1") && drawn.contains(" m"), "some hundred metres: {drawn}");
    page.keys(reason).unwrap();
    page.keys(&format!("{}{}", key::CONTROL, key::ENTER)).unwrap();
    page.wait_text("[data-test=closure-row][data-phase=in_force]", reason).unwrap();
}

// --- what an eye sees ------------------------------------------------------------------------------------------------

/// Waits for an answer that rests on so many closures.
fn closures(page: &Page, count: usize) {
    page.wait_text(&format!("{CLOSEST} summary"), &format!("{count} closures respected")).unwrap();
}

/// Unit, and its drive time and way as shown, in their order.
fn rows(page: &Page) -> Vec<(String, String)> {
    let script = format!(
        "return [...document.querySelectorAll('{CLOSEST} [data-test=closest-row]')]
            .map(row => [row.dataset.unit, row.querySelector('.time').innerText + ' ' + row.querySelector('.time + .num').innerText]);"
    );
    serde_json::from_value(page.eval(&script, &[]).unwrap()).unwrap()
}

fn units(rows: &[(String, String)]) -> Vec<&str> {
    rows.iter().map(|(unit, _)| unit.as_str()).collect()
}
