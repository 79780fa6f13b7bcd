//! The dispatch desk by keyboard alone: from the first word of a call to units on their way, a second call about the same,
//! and the next alarm level.

use std::cell::Cell;
use std::time::{Duration, Instant};

use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};

/// Beside the units of [`Place::live`]: what the first alarm to a structure fire asks for, and some of the second.
const MORE_UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    E3,E3,engine,Kallio,24.9500,60.1780\n\
    E4,E4,engine,Kamppi,24.9330,60.1680\n\
    L1,L1,ladder,Kallio,24.9506,60.1786\n\
    C1,C1,command,Kallio,24.9506,60.1786\n\
    P1,P1,patrol,Kluuvi,24.9450,60.1710\n\
    P2,P2,patrol,Kaisaniemi,24.9470,60.1740\n";

/// Strokes of "structure fire at an intersection", from the call to the order (the measure).
const MOST_STROKES: u32 = 25;
/// Between two strokes of somebody who knows the desk.
const BETWEEN: Duration = Duration::from_millis(200);

struct Hands<'a> {
    page: &'a Page,
    strokes: Cell<u32>,
}

impl Hands<'_> {
    /// One stroke: a key, or a key held with another.
    fn stroke(&self, keys: &str) {
        self.page.keys(keys).unwrap();
        self.strokes.set(self.strokes.get() + 1);
        std::thread::sleep(BETWEEN);
    }

    fn type_in(&self, text: &str) {
        text.chars().for_each(|letter| self.stroke(&letter.to_string()));
    }

    fn with_control(&self, other: &str) {
        self.stroke(&format!("{}{other}", key::CONTROL));
    }
}

#[test]
fn from_the_first_word_to_the_order_a_second_call_and_the_next_level() {
    let Some(place) = Place::live() else { return };
    place.cli(&["unit", "import", &place.file("more.csv", MORE_UNITS)]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    call_to_order(page);
    second_call(page);
    next_level(page);
}

fn call_to_order(page: &Page) {
    let hands = Hands { page, strokes: Cell::new(0) };
    let begun = Instant::now();
    hands.stroke(&f(2));
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    hands.type_in("fire");
    while !page.has_focus("[data-test=intake-place]") {
        assert!(hands.strokes.get() < MOST_STROKES, "the place is not reached");
        hands.stroke(key::TAB);
    }
    hands.type_in("hakan/silta");
    page.wait_css("[data-test=search-candidates][data-current=true] [data-test=search-row]").unwrap();
    hands.stroke(key::ENTER);
    page.wait_text("[data-test=intake-understood]", "60.17").unwrap();
    hands.with_control(key::ENTER);
    page.wait_css("[data-test=incident-row][data-state=new]").unwrap();
    page.wait_css("[data-test=desk-dispatch-body] [data-test=recommend-send]:enabled").unwrap();
    hands.stroke(&f(5));
    hands.with_control(key::ENTER);
    page.wait_css("[data-test=incident-row][data-state=dispatched]").unwrap();
    println!(
        "structure fire at an intersection: {} strokes, {:.1} s",
        hands.strokes.get(),
        begun.elapsed().as_secs_f64()
    );
    assert!(hands.strokes.get() <= MOST_STROKES, "{} strokes", hands.strokes.get());
    page.wait_text("[data-test=incident-panel]", "Structure fire").unwrap();
    page.picture(pictures().as_deref(), "dispatch-recommended.png");
}

/// Another caller about the same fire: one key attaches the call; it is taken back and attached again.
fn second_call(page: &Page) {
    page.keys(&f(2)).unwrap();
    page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
    page.keys("fire at the corner, smoke").unwrap();
    page.tab_to("[data-test=intake-place]");
    page.keys("60.1791 24.9502").unwrap();
    page.wait_css("[data-test=duplicate-row]").unwrap();
    page.picture(pictures().as_deref(), "dispatch-duplicate.png");
    let open = || page.count("[data-test=incident-row]").unwrap();
    let before = open();
    page.keys(&format!("{}1", key::ALT)).unwrap();
    page.wait_until("!document.querySelector('[data-test=duplicate-row]')?.checkVisibility()").unwrap();
    assert_eq!(open(), before, "no second incident");
    page.keys(&format!("{}z", key::CONTROL)).unwrap();
    page.wait_css("[data-test=duplicate-row]").unwrap();
    page.keys(&format!("{}1", key::ALT)).unwrap();
    page.wait_until("!document.querySelector('[data-test=duplicate-row]')?.checkVisibility()").unwrap();
}

fn next_level(page: &Page) {
    const SENT: &str = "document.querySelectorAll('[data-test=incident-panel] tbody tr').length";
    let before = page.eval(&format!("return {SENT};"), &[]).unwrap();
    let (done, said) = page.line("up @1");
    assert!(done, "{said}");
    page.wait_text("[data-test=desk-dispatch-body] [data-test=recommend]", "level 2").unwrap();
    // The list of those sent is the incident's own answer, which may come after the recommendation's.
    page.wait_until(&format!("{SENT} > {before}")).unwrap();
}
