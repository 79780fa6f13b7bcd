//! What stands beside the incidents of a large night, in both languages, by day and by night: the wall, the roster, the log of
//! the radio, the forms of hospitals and shelters, the board of closed incidents, units by type and by station, a call that is
//! told of what is like it; and the sheets of paper, kept as pages of their own (`sheet-*.html`) to be printed and looked at.

use serde_json::json;
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::process::wait_for;

use crate::boards::{alt, busy, click, front};
use crate::hand::{Hand, START, f};
use crate::looks::{Looked, in_every_look, large};
use crate::place::{PASSWORD, Place, pictures};

/// The page as it stands with its styles: nothing else is needed to print it.
const WHOLE: &str = "
    const css = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText)).join('\\n');
    const root = document.documentElement.cloneNode(true);
    root.querySelectorAll('script, link, style, meta[http-equiv]').forEach(it => it.remove());
    root.querySelector('head').append(Object.assign(document.createElement('style'), { textContent: css }));
    return '<!doctype html>' + root.outerHTML;";

#[test]
fn beside_the_incidents_in_every_look() {
    let Some(folder) = pictures() else {
        println!("skipped: WATCHFLOOR_PICTURES names no folder");
        return;
    };
    let Some(place) = Place::live() else { return };
    large(&place);
    told(&place);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    for lang in ["en", "zh"] {
        for verb in ["cards", "board"] {
            let out = folder.join(format!("sheet-cli-{verb}-{lang}.html")).display().to_string();
            place.cli(&["paper", verb, "--lang", lang, "--out", &out]);
        }
    }
    in_every_look(page, &folder, |looked| {
        the_roster(page, looked);
        the_radio(page, looked);
        forms(page, looked);
        boards(page, looked);
        like_it(page, looked);
        the_shift(page, looked);
    });
}

/// A roster with one crew late and one that lacks somebody, messages of every kind, more closed incidents.
fn told(place: &Place) {
    let wall = |hours: i64| {
        let time = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        time.strftime("%Y-%m-%d %H:%M").to_string()
    };
    let (from, to, next) = (wall(-1), wall(11), wall(23));
    let csv = format!(
        "unit,name,role,skills,from,to\nE1,Aino Berg,officer,als+pump,{from},{to}\nE1,Koski,driver,,{from},{to}\n\
         E2,Laine,officer,,{from},{to}\nE2,Maximilian von Hohenstein-Rautavaara,driver,,{from},{to}\nM1,Ek,,,{to},{next}\n"
    );
    place.cli(&["unit", "roster", &place.file("roster.csv", &csv)]);
    let at = jiff::Timestamp::now().as_millisecond() - 600_000;
    let message = |more: serde_json::Value, reason: &str| ("log_radio", json!({"message": more, "reason": reason}));
    place.calls(
        "anna",
        &[
            message(json!({"text": "Two floors searched, gas is off, we go on with the third floor and need a second ladder at the back",
                "channel": "FIRE 1", "from": "Engine 1", "unit": "E1", "incident": "1"}), ""),
            message(json!({"text": "Ladder is on its way", "channel": "FIRE 1", "direction": "out", "to": "Engine 1", "unit": "E1", "incident": "1"}), ""),
            message(json!({"text": "Roof is down on the street side", "marked": true, "at_ms": at, "channel": "FIRE 1", "unit": "L1", "incident": "1"}), "hands full"),
            message(json!({"text": "Power company: cut in ten minutes", "medium": "phone", "from": "Power company, desk 4"}), ""),
            ("correct_radio", json!({"entry": "2", "message": {"text": "Ladder two is on its way", "channel": "FIRE 1", "direction": "out", "to": "Engine 1", "unit": "E1", "incident": "1"}, "reason": "heard wrong"})),
        ],
    );
}

fn the_roster(page: &Page, looked: &mut Looked) {
    page.desk(2);
    click(page, "[data-test=open-roster]");
    page.wait_css("[data-test=roster-row]").unwrap();
    looked.take(page, "roster");
    click(page, "[data-test=roster-close]");
}

fn the_radio(page: &Page, looked: &mut Looked) {
    alt(page, "l");
    page.wait_css("[data-test=radio-row]").unwrap();
    looked.take(page, "radio");
    click(page, "[data-test=radio-row][data-number$='001'] [data-test=radio-correct], [data-test=radio-correct]");
    page.wait_css("[data-test=radio-correcting]").unwrap();
    looked.take(page, "radio-correct");
    page.keys(key::ESCAPE).unwrap();
    click(page, "[data-test=radio-print]");
    sheet(page, looked, "radio");
    click(page, "[data-test=radio-close]");
}

fn forms(page: &Page, looked: &mut Looked) {
    click(page, "[data-test=resources] summary");
    for (name, open, drop) in [
        ("hospital", "[data-test=hospital-change]", "[data-test=hospital-drop]"),
        ("shelter", "[data-test=shelter-new]", "[data-test=shelter-drop]"),
    ] {
        click(page, open);
        page.wait_css(&format!("[data-test={name}-form]")).unwrap();
        page.eval(
            "document.querySelector(arguments[0]).scrollIntoView({ block: 'nearest' });",
            &[json!(format!("[data-test={name}-form]"))],
        )
        .unwrap();
        looked.take(page, &format!("{name}-form"));
        click(page, drop);
    }
    click(page, "[data-test=resources] summary");
}

fn boards(page: &Page, looked: &mut Looked) {
    for group in ["station", "type"] {
        click(page, "[data-test=units-view]");
        click(page, &format!("[data-test=board-group-{group}]"));
        click(page, "[data-test=units-view]");
        page.wait_css("[data-test=unit-head]").unwrap();
        looked.take(page, &format!("units-by-{group}"));
    }
    click(page, "[data-test=units-print]");
    sheet(page, looked, "units");
    for (letter, board) in [("c", "closed"), ("t", "timers"), ("o", "open")] {
        alt(page, letter);
        front(page, board);
        looked.take(page, &format!("board-{board}"));
        page.keys(&format!("{}p", key::CONTROL)).unwrap();
        sheet(page, looked, board);
    }
}

/// The sheet on screen, and as a page of its own.
fn sheet(page: &Page, looked: &mut Looked, name: &str) {
    page.wait_css("[data-test=print-board]").unwrap();
    looked.seen(page, &format!("sheet-{name}"));
    looked.keep(&format!("sheet-{name}"), &page.eval(WHOLE, &[]).unwrap());
    page.keys(key::ESCAPE).unwrap();
    page.wait_until("!document.querySelector('[data-test=print-board]')").unwrap();
}

/// A second call of the fire, offered while it is typed.
fn like_it(page: &Page, looked: &mut Looked) {
    page.keys(&f(2)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    page.keys("House fire, flames from a window").unwrap();
    page.tab_to("[data-test=intake-place]");
    page.keys("60.1792 24.9503 Hakaniemi 3").unwrap();
    page.wait_css("[data-test=duplicate-row]").unwrap();
    looked.take(page, "duplicate");
    click(page, "[data-test=intake-discard]");
    click(page, "[data-test=intake-discard]");
}

fn the_shift(page: &Page, looked: &mut Looked) {
    page.desk(5);
    if page.count("[data-test=shift-sheet]").unwrap() == 0 {
        click(page, "[data-test=shift-open]");
    }
    click(page, "[data-test=shift-make]");
    page.wait_css("[data-test=sheet-incident]").unwrap();
    looked.take(page, "shift");
    looked.keep("sheet-shift", &page.eval(WHOLE, &[]).unwrap());
    page.desk(2);
}

/// Every page of the wall, by night in English and by day in Chinese.
#[test]
fn the_wall_in_two_looks() {
    let Some(folder) = pictures() else {
        println!("skipped: WATCHFLOOR_PICTURES names no folder");
        return;
    };
    let Some(place) = Place::live() else { return };
    busy(&place);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.desk(6);
    let four = "const it = document.querySelector('[data-test=wall-pageS]'); it.value = '4'; it.dispatchEvent(new Event('change', { bubbles: true }));";
    page.eval(four, &[]).unwrap();
    page.keys(&f(11)).unwrap();
    let open = || {
        let output = console.desktop.command("xwininfo").args(["-root", "-tree"]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (text.contains("Wall display") || text.contains("大屏")).then_some(())
    };
    wait_for("the wall is open", START, || Ok(open())).unwrap();
    for (language, theme) in [("en", "dark"), ("zh", "light")] {
        click(page, &format!("[data-test=language-{language}]"));
        click(page, &format!("[data-test=theme-{theme}]"));
        std::thread::sleep(std::time::Duration::from_secs(6));
        for shot in 1..=5 {
            std::thread::sleep(std::time::Duration::from_secs(4));
            console.desktop.capture(&folder.join(format!("look-wall-{shot}-{language}-{theme}.png"))).unwrap();
        }
    }
}
