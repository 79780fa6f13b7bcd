//! What a dispatcher sees of a large night, panel by panel, in both languages, by day and by night, in a small window and a
//! large one. Nothing may be cut off or lie over the side; the pictures are for a person to judge.

use std::path::Path;

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::boards::{alt, busy, click, front};
use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Language, theme and size of the window, px.
const LOOKS: [(&str, &str, u32, u32); 4] =
    [("en", "dark", 1920, 1080), ("zh", "light", 1920, 1080), ("en", "light", 1366, 768), ("zh", "dark", 1366, 768)];

/// Parts of an incident by a place in them, and the incident among those of [`busy`].
const PARTS: [(&str, &str, usize); 9] = [
    ("head", "[data-test=owner-bar]", 0),
    ("units", "[data-test=par-call], [data-test=par-end]", 0),
    ("command", "[data-test=major]", 0),
    ("objectives", "[data-test=objective]", 0),
    ("sites", "[data-test=site]", 0),
    ("procedure", "[data-test=procedure]", 0),
    ("notes", "[data-test=note-row]", 0),
    ("recommend", "[data-test=incident-panel] [data-test=recommend]", 1),
    ("lanes", "[data-test=lane-strip]", 3),
];

/// Words a person must read whole: what is cut off of them, hints in empty fields too, and panels that lie over each other.
const CUT: &str = "
    const desk = document.querySelector('[data-test=desk-dispatch-body]');
    const all = css => [...desk.querySelectorAll(css)].filter(it => it.checkVisibility());
    const words = all('button, h2, h3, h4, summary, dt, legend, th, label, kbd').filter(it => it.innerText.trim() && !it.matches('.sr, .cut, .tabs *'));
    const short = it => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== 'inline';
    const pen = document.createElement('canvas').getContext('2d');
    const hint = it => {
      const style = getComputedStyle(it);
      pen.font = `${style.fontSize} ${style.fontFamily}`;
      return it.value === '' && pen.measureText(it.placeholder).width > it.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + 1;
    };
    const below = it => it.getBoundingClientRect().bottom;
    const over = all('.left > *, .right > *').filter(it => it.nextElementSibling && [...it.children].some(part => below(part) > below(it) + 1));
    const told = list => list.map(it => it.outerHTML.slice(0, 160));
    return [...new Set([...told(words.filter(short)), ...told(all('input').filter(hint)), ...told(over)])];";

#[test]
fn a_large_night_in_every_look() {
    let Some(folder) = pictures() else {
        println!("skipped: WATCHFLOOR_PICTURES names no folder");
        return;
    };
    let Some(place) = Place::live() else { return };
    let incidents = large(&place);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    in_every_look(page, &folder, |looked| {
        let mut take = |name: &str| looked.take(page, name);
        at_the_incident(page, &incidents, &mut take);
        beside_it(page, &mut take);
        calls_in_hand(page, &mut take);
        on_the_line(page, &mut take);
        page.desk(6);
        into_view(page, "[data-test=plan-panel]");
        take("plan");
    });
}

/// One look, and what is wrong in all of them so far.
pub struct Looked<'a> {
    folder: &'a Path,
    look: String,
    faults: Vec<String>,
}

impl Looked<'_> {
    /// A picture of the window; what is cut off on it is a fault.
    pub fn take(&mut self, page: &Page, name: &str) {
        let cut = page.eval(CUT, &[]).unwrap();
        if cut.as_array().is_some_and(|cut| !cut.is_empty()) {
            self.faults.push(format!("{name} {}: {cut:#}", self.look));
        }
        self.seen(page, name);
    }

    /// A picture of what lies over the desk.
    pub fn seen(&self, page: &Page, name: &str) {
        page.picture(Some(self.folder), &format!("look-{name}-{}.png", self.look));
    }

    /// A page to be printed.
    pub fn keep(&self, name: &str, html: &Value) {
        std::fs::write(self.folder.join(format!("{name}-{}.html", self.look)), html.as_str().unwrap()).unwrap();
    }
}

/// Does the same in every look; whatever is cut off on any picture fails.
pub fn in_every_look(page: &Page, folder: &Path, mut visit: impl FnMut(&mut Looked<'_>)) {
    let mut looked = Looked { folder, look: String::new(), faults: Vec::new() };
    for (language, theme, width, height) in LOOKS {
        page.resize(width, height).unwrap();
        page.wait_until(&format!("innerWidth === {width}")).unwrap();
        page.desk(6);
        click(page, &format!("[data-test=language-{language}]"));
        click(page, &format!("[data-test=theme-{theme}]"));
        looked.look = format!("{language}-{theme}-{width}");
        visit(&mut looked);
    }
    println!("{}", looked.faults.join("\n"));
    assert!(looked.faults.is_empty(), "{} places are cut off", looked.faults.len());
}

/// A fire with command, sectors, objectives, places and a checklist, one crash on a road with lanes, resources of the city.
pub fn large(place: &Place) -> Vec<Value> {
    let incidents = busy(place);
    let [fire, crash] = [&incidents[0], &incidents[3]];
    let line = |text: &str| ("line", json!({"text": text}));
    let beds = |id: &str, name: &str, lon: f64, free: u32, traffic: &str| {
        (
            "set_hospital",
            json!({"id": id, "name": name, "lon": lon, "lat": 60.17, "beds": {"AdultICU": {"available": free, "total": 12},
            "MedicalSurgical": {"available": free + 3, "total": 20}}, "traffic": traffic, "reason": if traffic == "normal" { "" } else { "CT down" }}),
        )
    };
    place.calls(
        "chief",
        &[
            beds("h-1", "Meilahti", 24.91, 4, "normal"),
            beds("h-2", "Malmi", 24.99, 0, "advisory"),
            beds("h-3", "Jorvi", 24.90, 2, "closed"),
            ("set_shelter", json!({"id": "HALL", "name": "Sports hall", "capacity": 80, "occupied": 91, "open": true})),
            ("set_stock", json!({"id": "SAND", "item": "sand bags", "unit": "bags", "place": "depot", "amount": 400})),
            ("set_stock", json!({"id": "FOAM", "item": "foam", "unit": "l", "place": "Kallio", "amount": 0})),
            ("set_tow", json!({"id": "a", "name": "Alpha Tow", "phone": "555 0101", "area": "city", "classes": ["heavy", "light"]})),
            ("set_tow", json!({"id": "b", "name": "Beta Tow", "phone": "555 0102", "area": "city", "classes": ["heavy"]})),
        ],
    );
    let with = |incident: &Value, more: Value| {
        let mut args = json!({"incident": incident});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    let site = |kind: &str, name: &str, lon: f64, radius: Value, roads: bool| {
        let shape = if radius.is_null() { "point" } else { "circle" };
        (
            "set_site",
            json!({"kind": kind, "name": name, "shape": shape, "points": [[lon, 60.1791]], "radius_m": radius,
            "incident": fire, "closes_roads": roads, "emergency_may_pass": true}),
        )
    };
    let lanes = json!([{"kind": "shoulder_left", "state": "free"}, {"kind": "mainline", "state": "blocked"},
        {"kind": "mainline", "state": "affected"}, {"kind": "mainline", "state": "free"}, {"kind": "exit", "state": "free"},
        {"kind": "shoulder_right", "state": "blocked"}]);
    place.calls(
        "anna",
        &[
            line("ics @1 ic Ann Miller; two rooms alight, one person missing"),
            line("ics @1 safety C1"),
            line("ics @1 liaison Bo Lind; at the gate"),
            line("sec @1 North E1 E3"),
            line("sec @1 Roof L1"),
            line("obj @1 everybody out of the stairwell"),
            line("obj @1 keep the fire in the third floor, power off in the whole building before anybody goes in"),
            line("obj @1 1 met"),
            line("cas @1 2 1 4 0"),
            ("declare_major", with(fire, json!({"reason": "many hurt, the stairwell is full of smoke", "parts": [incidents[2]]}))),
            site("staging", "Market square", 24.951, Value::Null, false),
            site("cordon", "Inner cordon", 24.9502, json!(150), true),
            ("start_procedure", with(fire, json!({"procedure": "structure-fire"}))),
            ("add_task", with(fire, json!({"text": "order a digger", "owner": "anna", "due_ms": null}))),
            ("add_note", with(fire, json!({"text": "Two floors searched, gas is off", "category": "radio", "from": "Engine 1"}))),
            ("add_note", with(fire, json!({"text": "@chief the gas company asks who leads", "category": "phone", "from": "Gas company", "marked": true}))),
            ("start_procedure", with(crash, json!({"procedure": "road-crash"}))),
            ("set_lanes", with(crash, json!({"direction": "north", "lanes": lanes}))),
            line("tow @4 heavy"),
            line("t+ E2 5"),
            line("on E1 Berg/officer/als+pump; Koski/driver; Salo; Virta"),
        ],
    );
    incidents
}

fn into_view(page: &Page, css: &str) {
    page.wait_css(css).unwrap();
    let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'start' }); document.activeElement?.blur(); return true;";
    page.eval(script, &[json!(css)]).unwrap();
}

fn choose_incident(page: &Page, id: &Value) {
    page.desk(2);
    alt(page, "o");
    front(page, "open");
    click(page, &format!("[data-test=incident-row][data-id={id}]"));
    page.wait_css(&format!("[data-test=incident-panel][data-id={id}] [data-test=owner-bar]")).unwrap();
}

fn at_the_incident(page: &Page, incidents: &[Value], take: &mut dyn FnMut(&str)) {
    let mut last = None;
    for (name, css, incident) in PARTS {
        if last != Some(incident) {
            choose_incident(page, &incidents[incident]);
            last = Some(incident);
        }
        into_view(page, css);
        take(name);
    }
}

/// Resources, the roster, a unit with its folds shut and open, what limits run.
fn beside_it(page: &Page, take: &mut dyn FnMut(&str)) {
    click(page, "[data-test=resources] summary");
    page.wait_css("[data-test=hospital]").unwrap();
    take("resources");
    click(page, "[data-test=resources] summary");
    click(page, "[data-test=open-roster]");
    page.wait_css("[data-test=roster]").unwrap();
    click(page, "[data-test=unit-row][data-id=E1], [data-test=roster-close]");
    click(page, "[data-test=unit-row][data-id=E1]");
    page.wait_css("[data-test=unit-panel]").unwrap();
    take("unit");
    click(page, "[data-test=crew-change]");
    click(page, "[data-test=unit-more]");
    take("unit-open");
    click(page, "[data-test=crew-change]");
    click(page, "[data-test=unit-more]");
    alt(page, "t");
    front(page, "timers");
    take("timers");
    click(page, "[data-test=catch-up]");
    page.wait_css("[data-test=catch-up-form]").unwrap();
    take("catch-up");
    click(page, "[data-test=paper-cards]");
    page.wait_css("[data-test=paper-sheet] [data-test=paper-field]").unwrap();
    take("card");
    click(page, "[data-test=paper-a5]");
    take("card-a5");
    page.keys(key::ESCAPE).unwrap();
    click(page, "[data-test=catch-up]");
    page.keys(key::ESCAPE).unwrap();
}

/// Three calls, the third in front with what its type asks.
fn calls_in_hand(page: &Page, take: &mut dyn FnMut(&str)) {
    for what in ["House fire, flames from a window", "Fell on the stairs", "Chest pain, cold sweat, sixty years old"] {
        page.keys(&f(2)).unwrap();
        page.wait_until(
            "document.activeElement?.dataset.test === 'intake-what' && document.activeElement.value === ''",
        )
        .unwrap();
        page.keys(what).unwrap();
    }
    page.tab_to("[data-test=intake-place]");
    page.keys("60.1792 24.9503 Hakaniemi 3").unwrap();
    page.wait_text("[data-test=intake-understood]", "60.17").unwrap();
    take("intake");
    while page.count("[data-test=intake-discard]").unwrap() > 0 {
        click(page, "[data-test=intake-discard]");
        click(page, "[data-test=intake-discard]");
        page.eval("document.querySelector('[data-test=intake-tab]')?.click();", &[]).unwrap();
    }
}

fn on_the_line(page: &Page, take: &mut dyn FnMut(&str)) {
    for (name, text) in [("line-preview", "d P2 @3"), ("line-complete", "d "), ("line-refused", "cl @1 DONE")] {
        page.keys(&f(10)).unwrap();
        page.wait_css("[data-test=commandline]:focus").unwrap();
        page.keys(&format!("{}a", key::CONTROL)).unwrap();
        page.keys(text).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(600));
        take(name);
        page.keys(key::ESCAPE).unwrap();
        page.keys(key::ESCAPE).unwrap();
    }
}
