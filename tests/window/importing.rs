//! An area imported at the window, by keyboard: looked at first, ended on the way, and done.

use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START};
use crate::place::{HELSINKI, PASSWORD, Place, pictures};

const JOB: &str = "[data-test=import-job]";

#[test]
fn an_area_is_looked_at_ended_on_the_way_and_imported() {
    let Some(place) = Place::live() else { return };
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("chief", PASSWORD);
    page.desk(6);
    let areas = || place.cli(&["area", "list"]);

    name_it(page, HELSINKI, "second");
    press(page, "[data-test=import-preview]");
    page.wait_css(&format!("{JOB}[data-state=done][data-preview=true]")).unwrap();
    let edges = page.text(&format!("{JOB} [data-sort=edges]")).unwrap();
    assert!(edges.contains("2,316"), "what it would hold: {edges}");
    page.picture(pictures().as_deref(), "area-import.png");
    assert!(!areas().contains("second"), "a preview keeps nothing: {}", areas());

    press(page, "[data-test=import-begin]");
    press(page, "[data-test=import-cancel]");
    page.wait_css(&format!("{JOB}[data-state=cancelled]")).unwrap();
    assert!(!areas().contains("second"), "an import that was ended keeps nothing: {}", areas());

    press(page, "[data-test=import-begin]");
    page.wait_css(&format!("{JOB}[data-state=done][data-preview=false]")).unwrap();
    assert!(areas().contains("second"), "{}", areas());
    // It became the floor's: no hand had to choose it.
    page.wait_until("document.body.innerText.includes('second')").unwrap();
    page.desk(1);
    page.wait_map();
}

#[test]
fn an_extract_cut_short_is_refused_with_its_place_and_the_area_stays() {
    let Some(place) = Place::live() else { return };
    let whole = std::fs::read(HELSINKI).unwrap();
    let cut = place.beside("cut.osm.pbf");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let before = place.cli(&["area", "list"]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("chief", PASSWORD);
    page.desk(6);
    name_it(page, &cut.display().to_string(), "helsinki");
    press(page, "[data-test=import-begin]");
    page.wait_css(&format!("{JOB}[data-state=failed]")).unwrap();
    let said = page.text(JOB).unwrap();
    assert!(said.contains("cut.osm.pbf"), "{said}");
    assert_eq!(place.cli(&["area", "list"]), before);
    page.desk(1);
    page.wait_map();
}

fn name_it(page: &Page, file: &str, name: &str) {
    page.tab_to("[data-test=import-files]");
    page.keys(file).unwrap();
    page.keys(key::TAB).unwrap();
    page.keys(name).unwrap();
}

fn press(page: &Page, css: &str) {
    page.tab_to(&format!("{css}:enabled"));
    page.keys(key::ENTER).unwrap();
}
