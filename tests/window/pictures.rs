//! The pictures in `docs/images`: made only when `WATCHFLOOR_PICTURES` names a folder, of the living console at work.
//! Look at them afterwards as a dispatcher at three in the morning would.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::process::wait_for;

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Whether the desk in front has a map.
const MAP_SEEN: &str = "return [...document.querySelectorAll('[data-test=map]')].some(map => map.checkVisibility());";

/// A drill at speed is busy within this time.
const BUSY: Duration = Duration::from_secs(180);

#[test]
fn of_a_busy_drill() {
    let Some(folder) = asked_for() else { return };
    let Some(place) = Place::new() else { return };
    let console = Console::start(&place.programs, &place.data(), &[]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    let take = |name: &str| {
        // The map is whole when it is at rest, and on a busy machine it is never at rest while units move.
        place.drill_paused(true);
        page.wait_css("[data-test=status-drill][data-paused=true]").unwrap();
        if page.eval(MAP_SEEN, &[]).unwrap() == true {
            page.wait_map();
        }
        place.drill_paused(false);
        page.wait_css("[data-test=status-drill][data-paused=false]").unwrap();
        page.picture(Some(&folder), name);
    };
    page.wait_css("[data-test=signon-account-dispatcher]").unwrap();
    page.picture(Some(&folder), "signon.png");
    page.keys("2").unwrap();
    page.wait_map();
    until_busy(&place, page);
    send_units(&place, page);

    whole_floor(page);
    take("watch.png");
    dispatching(page);
    take("dispatch.png");
    page.desk(3);
    choose(page, "[data-test=desk-warnings-body] [data-test=warning-row]");
    take("warnings.png");
    page.desk(4);
    choose(page, "[data-test=desk-cameras-body] [role=row]");
    take("cameras.png");
    reviewing(page);
    take("review.png");
    page.desk(6);
    take("settings.png");
    in_other_looks(page, &take);
}

/// Runs the drill at speed until several incidents are open, units are on their way and a warning stands; then slowly again.
fn until_busy(place: &Place, page: &Page) {
    place.drill_speed(20);
    let busy = "document.querySelectorAll('[data-test=watch-incident-row]').length >= 5
        && document.querySelectorAll('[data-test=desk-watch-body] [data-test=warning-row]').length >= 1";
    wait_for("a busy floor", BUSY, || Ok((page.eval(&format!("return {busy};"), &[])? == true).then_some(()))).unwrap();
    place.drill_speed(1);
}

/// Sends what the two newest calls need, and waits until somebody is on the way.
fn send_units(place: &Place, page: &Page) {
    page.desk(2);
    for line in ["note @1 Two men left on foot towards the bridge", "d A1 @4", "d E2 L1 @3"] {
        page.line(line);
    }
    place.drill_speed(5);
    page.wait_text("[data-test=incident-row]", "ER").unwrap();
    place.drill_speed(1);
    page.desk(1);
}

fn dispatching(page: &Page) {
    page.desk(2);
    choose(page, "[data-test=unit-row][data-id=A1]");
    choose(page, "[data-test=incident-row]:not([data-state=new])");
    page.keys(&f(2)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    page.keys("Man fell from a ladder, awake, bleeding from the head").unwrap();
    page.keys(key::TAB).unwrap();
    page.keys("MEDIC").unwrap();
    page.tab_to("[data-test=intake-place]");
    page.keys("60.1698 24.9440 Kluuvi, side entrance").unwrap();
    page.wait_text("[data-test=intake-understood]", "60.16").unwrap();
}

fn reviewing(page: &Page) {
    page.keys(&f(3)).unwrap();
    page.wait_css("[data-test=history-row]").unwrap();
    let first = "const rows = [...document.querySelectorAll('[data-test=history-row]')]; rows.at(-1)?.click();";
    page.eval(first, &[]).unwrap();
    page.wait_css("[data-test=story] [data-test=timeline-row]").unwrap();
}

fn in_other_looks(page: &Page, take: &dyn Fn(&str)) {
    let press = |css: &str| {
        page.desk(6);
        choose(page, css);
    };
    press("[data-test=language-zh]");
    page.desk(2);
    choose(page, "[data-test=incident-row]:not([data-state=new])");
    take("dispatch-zh.png");
    page.desk(1);
    whole_floor(page);
    take("watch-zh.png");
    press("[data-test=language-en]");
    for theme in ["light", "contrast"] {
        press(&format!("[data-test=theme-{theme}]"));
        page.desk(1);
        whole_floor(page);
        take(&format!("watch-{theme}.png"));
    }
}

/// An area, its extracts in the order of their imports (those of one import together), and a street to go to.
const AREAS: [(&str, &[&[&str]], &str); 7] = [
    ("munich", &[&["munchen_centre"]], "Marienplatz"),
    ("porto", &[&["porto_portugal", "porto_centre_valhalla_bench"]], "Rua de Santa Catarina"),
    ("liechtenstein", &[&["liechtenstein-valhalla-test"], &["liechtenstein-2022"]], "Städtle"),
    ("andorra", &[&["andorra"]], "Avinguda Meritxell"),
    ("monaco", &[&["monaco"]], "Boulevard Albert 1er"),
    ("columbus", &[&["columbus"]], "East Broad Street"),
    ("helsinki", &[&["Helsinki"]], "Kaisaniemenkatu"),
];

/// Each area whole, at a street, and at what lies between, by day and by night.
#[test]
fn of_all_areas() {
    let Some(folder) = asked_for() else { return };
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/map");
    for (area, imports, street) in AREAS {
        if shared.join(area).is_dir() {
            pictures_of(area, &shared.join(area), imports, street, &folder);
        } else {
            println!("skipped: ../shared/data/map/{area} is absent");
        }
    }
}

fn asked_for() -> Option<PathBuf> {
    let folder = pictures();
    if folder.is_none() {
        println!("skipped: WATCHFLOOR_PICTURES names no folder");
    }
    folder
}

fn pictures_of(area: &str, extracts: &Path, imports: &[&[&str]], street: &str, folder: &Path) {
    let Some(place) = Place::live() else { return };
    for files in imports {
        let files: Vec<String> =
            files.iter().map(|name| extracts.join(format!("{name}.osm.pbf")).display().to_string()).collect();
        let mut args = vec!["area", "import"];
        args.extend(files.iter().map(String::as_str));
        args.extend(["--name", area]);
        place.cli(&args);
    }
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    for (theme, suffix) in [("dark", ""), ("light", "-day")] {
        page.desk(6);
        choose(page, &format!("[data-test=theme-{theme}]"));
        page.desk(1);
        choose(page, "[data-test=desk-watch-body] .zoom button:last-child");
        let take = |what: &str| {
            page.wait_map();
            page.picture(Some(folder), &format!("area-{area}{what}{suffix}.png"));
        };
        take("");
        page.find(street);
        page.go();
        take("-street");
        for _ in 0..2 {
            choose(page, "[data-test=desk-watch-body] .zoom button:nth-child(2)");
            page.wait_map();
        }
        take("-district");
    }
}

/// The most urgent incident chosen, and the whole area in view: choosing a row goes to it.
fn whole_floor(page: &Page) {
    choose(page, "[data-test=watch-incident-row]");
    choose(page, "[data-test=desk-watch-body] .zoom button:last-child");
}

/// Chooses the first such row as a click would.
fn choose(page: &Page, css: &str) {
    page.wait_css(css).unwrap();
    page.eval("document.querySelector(arguments[0]).click();", &[json!(css)]).unwrap();
}
