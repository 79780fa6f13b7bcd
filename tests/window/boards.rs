//! Boards by key, a filter that comes back at the next sign-on, a key of one's own, a unit by the numpad, and the display on
//! the wall, in the real window; and what each board looks like in both languages by day and by night.

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::process::wait_for;

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Beside the units of [`Place::live`]: enough for groups, and for a row whose units do not fit.
const MORE_UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    E3,E3,engine,Kallio,24.9500,60.1780\n\
    E4,E4,engine,Kamppi,24.9330,60.1680\n\
    L1,L1,ladder,Kallio,24.9506,60.1786\n\
    C1,C1,command,Kallio,24.9506,60.1786\n\
    M2,M2,ambulance,Kallio,24.9506,60.1786\n\
    P1,P1,patrol,Kluuvi,24.9450,60.1710\n\
    P2,P2,patrol,Kaisaniemi,24.9470,60.1740\n";

/// Boards by the letter that goes with Alt.
const BOARDS: [(&str, &str); 5] = [("o", "open"), ("p", "pending"), ("a", "active"), ("t", "timers"), ("c", "closed")];

pub fn alt(page: &Page, letter: &str) {
    page.keys(&format!("{}{letter}", key::ALT)).unwrap();
}

pub fn front(page: &Page, board: &str) {
    page.wait_css(&format!("[data-test=incident-board][data-board={board}]")).unwrap();
}

pub fn click(page: &Page, css: &str) {
    page.wait_css(css).unwrap();
    page.eval("document.querySelector(arguments[0]).click();", &[json!(css)]).unwrap();
}

/// A floor with something on every board: two calls nobody is sent to, a large fire, an old case, limits that run. Gives the
/// incidents' ids: fire, fall, smoke, crash, alarm.
pub fn busy(place: &Place) -> Vec<Value> {
    place.cli(&["unit", "import", &place.file("more.csv", MORE_UNITS)]);
    let open = |type_code: &str, lon: f64, lat: f64, label: &str, what: &str| {
        let at = json!({"lon": lon, "lat": lat, "label": label});
        ("open_incident", json!({"type_code": type_code, "place": at, "what": what}))
    };
    let opened = place.calls(
        "anna",
        &[
            open("STRUCT", 24.9502, 60.1791, "Hakaniemi 3", "Flames from a window on the third floor"),
            open("MEDIC", 24.9410, 60.1712, "Station square", "Man fell, awake, bleeding"),
            open("SMOKE", 24.9330, 60.1665, "Annankatu 12", "Smell of smoke in the stairwell"),
            open("CRASH", 24.9215, 60.1637, "Itämerenkatu 5", "Two cars, nobody hurt"),
            open("ALARM", 24.9450, 60.1752, "Kaisaniemenkatu 3", "Automatic alarm"),
        ],
    );
    let id = |index: usize| opened[index]["id"].clone();
    let fire = ["E1", "E2", "E3", "E4", "L1", "C1", "M1"];
    place.calls(
        "anna",
        &[
            ("assign_units", json!({"incident": id(0), "units": fire})),
            ("set_status", json!({"units": ["E1", "E3"], "status": "OS"})),
            ("assign_units", json!({"incident": id(3), "units": ["P1"]})),
            ("set_welfare", json!({"units": ["P1"], "minutes": 20})),
            ("start_par", json!({"incident": id(0), "every_min": 20})),
            ("close_incident", json!({"incident": id(4), "disposition": "FALSE"})),
            ("claim_incident", json!({"incident": id(0)})),
        ],
    );
    (0..opened.len()).map(id).collect()
}

#[test]
fn boards_keys_numpad_and_wall() {
    let Some(place) = Place::live() else { return };
    busy(&place);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    by_key(page);
    a_filter_comes_back(page);
    a_key_of_ones_own(page);
    by_the_numpad(page);
    in_all_looks(page);
    on_the_wall(&console);
}

fn by_key(page: &Page) {
    for (letter, board) in BOARDS {
        alt(page, letter);
        front(page, board);
    }
    alt(page, "p");
    front(page, "pending");
    page.wait_until("document.querySelectorAll('[data-test=incident-row][data-state=new]').length === 2").unwrap();
    assert_eq!(page.count("[data-test=incident-row]").unwrap(), 2, "nobody is sent to these, and to these only");
    page.wait_until("document.activeElement?.dataset.test === 'incident-row'").unwrap();
    alt(page, "t");
    front(page, "timers");
    page.wait_css("[data-test=timer-row][data-id='welfare/P1'][data-state=running]").unwrap();
    // Seven units in a narrow row: what does not fit is a number, and pointing at it tells all.
    alt(page, "a");
    front(page, "active");
    page.wait_css("[data-test=row-units-more]").unwrap();
    let told = page.attribute("[data-test=row-units]", "title");
    assert!(["E1", "E4", "C1", "M1"].iter().all(|unit| told.contains(unit)), "{told}");
    page.wait_css("[data-test=unit-head][data-id=engine]").unwrap();
}

/// A filter set by keyboard, said while it holds, kept for its person across sign-off and sign-on.
fn a_filter_comes_back(page: &Page) {
    alt(page, "o");
    front(page, "open");
    let rows = || page.count("[data-test=incident-row]").unwrap();
    let all = rows();
    alt(page, "v");
    page.wait_until("document.activeElement?.dataset.test === 'board-text'").unwrap();
    page.keys("hakaniemi").unwrap();
    page.wait_css("[data-test=board-filtered][data-shown='1']").unwrap();
    page.keys(key::ESCAPE).unwrap();
    page.wait_until("!document.querySelector('[data-test=board-settings]')").unwrap();
    assert_eq!(rows(), 1);
    click(page, "[data-test=switch-seat]");
    page.sign_on("chief", PASSWORD);
    page.wait_until("!document.querySelector('[data-test=board-filtered]')").unwrap();
    click(page, "[data-test=switch-seat]");
    page.sign_on("anna", PASSWORD);
    page.wait_css("[data-test=board-filtered][data-shown='1']").unwrap();
    assert_eq!(rows(), 1, "it came back with her");
    page.tab_to("[data-test=board-clear]");
    page.keys(key::ENTER).unwrap();
    page.wait_until(&format!("document.querySelectorAll('[data-test=incident-row]').length === {all}")).unwrap();
}

/// New calls on F2 move to Ctrl+B; what is taken is refused by name; the first keys come back.
fn a_key_of_ones_own(page: &Page) {
    page.desk(6);
    let ask = |keys: &str| {
        click(page, "[data-test=key-intake]");
        page.eval("document.querySelector('[data-test=key-intake]').focus();", &[]).unwrap();
        page.keys(keys).unwrap();
    };
    ask(&f(8));
    page.wait_text("[data-test=keys-said][data-good=false]", "Add a note").unwrap();
    ask(&format!("{}b", key::CONTROL));
    page.wait_css("[data-test=keys-said][data-good=true]").unwrap();
    page.wait_css("[data-test=key-intake][data-key='Control+b']").unwrap();
    page.keys(&format!("{}b", key::CONTROL)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    page.wait_text("[data-test=intake-new]", "Ctrl+B").unwrap();
    click(page, "[data-test=intake-discard]");
    page.desk(6);
    click(page, "[data-test=keys-reset]");
    page.wait_css("[data-test=key-intake][data-key=F2]").unwrap();
}

/// Keys of the numpad, figures and `*` `+`, as the page gets them: those of WebDriver never reach WebKitGTK's page.
fn numpad(page: &Page, keys: &str) {
    for pressed in keys.chars() {
        let code = match pressed {
            '*' => "NumpadMultiply".to_owned(),
            '+' => "NumpadAdd".to_owned(),
            figure => format!("Numpad{figure}"),
        };
        let script = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
            { key: arguments[0], code: arguments[1], bubbles: true, cancelable: true }));";
        page.eval(script, &[json!(pressed), json!(code)]).unwrap();
    }
}

fn by_the_numpad(page: &Page) {
    // From the settings desk: the number of the fire's call brings it to the front.
    numpad(page, "1");
    page.wait_css("[data-test=numpad][data-kind=incident][data-count='1']").unwrap();
    page.picture(pictures().as_deref(), "numpad.png");
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=numpad-said][data-good=true]").unwrap();
    page.wait_text("[data-test=incident-panel]", "Structure fire").unwrap();
    // Several units have a 1: Enter lists them and does nothing, + chooses.
    numpad(page, "*1");
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=numpad-said][data-good=false]").unwrap();
    numpad(page, "+");
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=numpad-said][data-good=true]").unwrap();
    page.wait_css("[data-test=unit-row][aria-selected=true]").unwrap();
}

/// Each board in both languages, by day and by night.
fn in_all_looks(page: &Page) {
    let Some(folder) = pictures() else { return };
    for language in ["en", "zh"] {
        for theme in ["dark", "light"] {
            page.desk(6);
            click(page, &format!("[data-test=language-{language}]"));
            click(page, &format!("[data-test=theme-{theme}]"));
            for (letter, board) in BOARDS {
                alt(page, letter);
                front(page, board);
                page.picture(Some(&folder), &format!("board-{board}-{language}-{theme}.png"));
            }
        }
    }
    alt(page, "o");
    front(page, "open");
    alt(page, "v");
    page.wait_css("[data-test=board-settings]").unwrap();
    page.picture(Some(&folder), "board-view-zh-light.png");
    page.keys(key::ESCAPE).unwrap();
    page.keys(&format!("{}p", key::CONTROL)).unwrap();
    page.wait_css("[data-test=print-board]").unwrap();
    page.picture(Some(&folder), "board-paper-zh.png");
    page.keys(key::ESCAPE).unwrap();
    page.desk(6);
    click(page, "[data-test=language-en]");
    click(page, "[data-test=theme-dark]");
    page.picture(Some(&folder), "keys-and-wall.png");
}

/// F11 opens a window that shows and cannot change; F11 closes it.
fn on_the_wall(console: &Console) {
    let titled = || {
        let output = console.desktop.command("xwininfo").args(["-root", "-tree"]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        output.status.success().then(|| text.contains("Wall display"))
    };
    if titled().is_none() {
        println!("skipped: xwininfo is absent, and nothing else sees a second window");
        return;
    }
    console.page.keys(&f(11)).unwrap();
    wait_for("the wall is open", START, || Ok((titled() == Some(true)).then_some(()))).unwrap();
    if let Some(folder) = pictures() {
        // The wall asks for a seat, then for the floor; its pages turn by themselves.
        for shot in 1..=3 {
            std::thread::sleep(std::time::Duration::from_secs(11));
            console.desktop.capture(&folder.join(format!("wall-{shot}.png"))).unwrap();
        }
    }
    console.page.keys(&f(11)).unwrap();
    wait_for("the wall is closed", START, || Ok((titled() == Some(false)).then_some(()))).unwrap();
    assert_ne!(console.page.eval("return document.title;", &[]).unwrap(), Value::Null, "the console goes on");
}
