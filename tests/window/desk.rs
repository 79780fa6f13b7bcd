//! The dispatch desk by keyboard alone: from the first word of a call to units on their way, a second call about the same,
//! and the next alarm level; then the same call in Chinese, under the Chinese plan.

use serde_json::json;
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, START, f};
use crate::place::{PASSWORD, Place, pictures};
use crate::strokes::{Call, Hands};

/// Beside the units of [`Place::live`]: what the first alarm to a structure fire asks for, and some of the second.
const MORE_UNITS: &str = "id,call_sign,type,station,lon,lat\n\
    E3,E3,engine,Kallio,24.9500,60.1780\n\
    E4,E4,engine,Kamppi,24.9330,60.1680\n\
    L1,L1,ladder,Kallio,24.9506,60.1786\n\
    C1,C1,command,Kallio,24.9506,60.1786\n\
    P1,P1,patrol,Kluuvi,24.9450,60.1710\n\
    P2,P2,patrol,Kaisaniemi,24.9470,60.1740\n";

/// Strokes of "structure fire at an intersection", from the call to the order (the issue's measure).
const MOST_STROKES: u32 = 25;

#[test]
fn from_the_first_word_to_the_order_a_second_call_and_the_next_level() {
    let Some(place) = Place::live() else { return };
    place.cli(&["unit", "import", &place.file("more.csv", MORE_UNITS)]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    let hands = Hands::of(page);
    let call = Call { what: "fire", place: "hakan/silta", at: "60.17" };
    hands.call_to_order(&call);
    hands.said("structure fire at an intersection");
    assert!(hands.strokes() <= MOST_STROKES, "{} strokes", hands.strokes());
    page.wait_text("[data-test=incident-panel]", "Structure fire").unwrap();
    page.picture(pictures().as_deref(), "dispatch-recommended.png");
    second_call(page);
    next_level(page);
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

/// What is typed in Chinese: in a caller's words, and the strokes an input method of pinyin takes for it (its letters and
/// the key that takes the proposed word).
const CHINESE: (&str, u32) = ("火灾", "huozai ".len() as u32);

#[test]
fn the_same_in_chinese_under_the_chinese_plan() {
    let Some(place) = Place::live() else { return };
    place.cli(&["unit", "import", &place.file("more.csv", MORE_UNITS)]);
    let plan = place.cli(&["plan", "starter", "chinese"]);
    let console = Console::start(&place.programs, &place.data(), &["--live"]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    let plan = place.file("plan.toml", &plan);
    place.calls("chief", &[("set_plan", json!({"text": std::fs::read_to_string(plan).unwrap()}))]);
    page.sign_on("anna", PASSWORD);
    page.wait_map();
    page.desk(2);
    assert_ne!(page.eval(ENGLISH, &[]).unwrap(), json!([]), "the measure sees English");
    page.speak("zh");
    let hands = Hands::of(page);
    let (what, composed) = CHINESE;
    hands.call_to_order(&Call { what, place: "hakan/silta", at: "60.17" });
    hands.said("建筑火灾, 中文界面");
    let letters = what.chars().count() as u32;
    println!("with the letters of pinyin instead of the characters: {} strokes", hands.strokes() - letters + composed);
    assert!(hands.strokes() <= MOST_STROKES, "{} strokes", hands.strokes());
    page.wait_text("[data-test=incident-panel]", "建筑火灾").unwrap();
    page.wait_text("[data-test=incident-panel]", what).unwrap();
    assert_eq!(page.eval(ENGLISH, &[]).unwrap(), json!([]), "words left in English");
    page.picture(pictures().as_deref(), "dispatch-recommended-zh.png");
    let (done, said) = page.line("升 @1");
    assert!(done, "{said}");
    page.wait_text("[data-test=desk-dispatch-body] [data-test=recommend]", "出动等级 2").unwrap();
    page.picture(pictures().as_deref(), "dispatch-level-zh.png");
}

/// Words of the page that no Chinese dispatcher should read: two or more English words of the interface in a row.
const ENGLISH: &str = r"
    const seen = [...document.querySelectorAll('button, label, h2, h3, dt, th, legend, summary')].filter(it => it.checkVisibility());
    const words = seen.map(it => it.innerText.replace(/Ctrl\+\S+|Esc|Enter|Tab/g, ''));
    return [...new Set(words)].filter(text => /[a-z]{3,} [a-z]{3,}/i.test(text) && !/[\u4e00-\u9fff]/.test(text));";
