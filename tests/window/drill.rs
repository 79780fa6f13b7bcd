//! The first start of a new machine: a drill that says so everywhere, moves, warns, pauses, and speaks two languages.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use watchfloor_tests::console::Console;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::process::wait_for;

use crate::hand::{DESKS, Hand, START};
use crate::place::{Place, pictures};

const EN: &str = include_str!("../../ui/messages/en.json");
const ZH: &str = include_str!("../../ui/messages/zh.json");

/// Long enough for a drill at speed to bring what is waited for.
const HAPPENS: Duration = Duration::from_secs(90);

#[test]
fn a_first_start_is_a_drill_that_can_be_worked_at() {
    let Some(place) = Place::new() else { return };
    let console = Console::start(&place.programs, &place.data(), &[]).unwrap();
    console.wait_ready(START).unwrap();
    let page = &console.page;
    page.watch_policy();

    page.wait_text("[data-test=signon-mode]", "DRILL").unwrap();
    page.wait_css("[data-test=signon-account-dispatcher]").unwrap();
    page.keys("2").unwrap();
    page.wait_css("[data-test=status-seat][data-user=dispatcher]").unwrap();
    page.wait_map();
    says_drill_everywhere(page);
    shows_the_focus(page);

    at_sixty_times(page);
    an_exercise_arrives(page);
    units_move(page);
    pauses(page);
    speaks_chinese(page);
    wears_every_theme(page);
    page.picture(pictures().as_deref(), "drill-test.png");
    assert_eq!(page.violations(), [""; 0], "content security policy");

    let log = place.cli(&["--drill", "log", "export", "--json"]);
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    assert!(log.lines().count() > 40 && log.lines().all(|line| event(line)["mode"] == "drill"));
    assert!(!place.data().join("live").join("watchfloor.db").exists(), "a drill leaves the live store alone");
}

fn says_drill_everywhere(page: &Page) {
    for (at, desk) in DESKS.iter().enumerate() {
        page.desk(at + 1);
        assert!(page.text("[data-test=drill-band]").unwrap().contains("DRILL"), "{desk}");
        assert_eq!(page.text("[data-test=status-mode]").unwrap(), "DRILL", "{desk}");
        assert_eq!(page.attribute("[data-test^=desk-][aria-current=page]", "data-test"), format!("desk-{desk}"));
        assert!(page.title().unwrap().contains("DRILL"), "{desk}");
    }
    page.desk(1);
}

/// Whatever Tab reaches shows that it has the focus.
fn shows_the_focus(page: &Page) {
    let script = "const held = document.activeElement;
        if (held === document.body) return null;
        const style = getComputedStyle(held);
        const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        return shown ? null : held.outerHTML.slice(0, 200);";
    for _ in 0..25 {
        page.keys(key::TAB).unwrap();
        let hidden = page.eval(script, &[]).unwrap();
        assert!(hidden.is_null(), "the focus cannot be seen on {hidden}");
    }
}

fn at_sixty_times(page: &Page) {
    page.tab_to("[data-test=status-drill] select");
    page.keys("60").unwrap();
    page.wait_css("[data-test=status-drill][data-speed='60']").unwrap();
}

fn an_exercise_arrives(page: &Page) {
    let rows = "[...document.querySelectorAll('[data-test=desk-watch-body] [data-test=warning-row]')]";
    wait_for("an exercise warning", HAPPENS, || {
        let found = page.eval(&format!("return {rows}.map(row => row.innerText);"), &[])?;
        Ok(found.as_array().is_some_and(|found| !found.is_empty()).then_some(()))
    })
    .unwrap();
    let marked = page.eval(&format!("return {rows}.every(row => row.innerText.includes('EXERCISE'));"), &[]).unwrap();
    assert_eq!(marked, true, "every warning of a drill says that it is an exercise");
}

/// A unit that is under way stands elsewhere a moment later.
fn units_move(page: &Page) {
    page.desk(2);
    let under_way = "[data-test=unit-row][data-status=ER]";
    wait_for("a unit is en route", HAPPENS, || Ok((page.count(under_way)? > 0).then_some(()))).unwrap();
    // Read and clicked in one turn: at this speed a unit is there before a driver finds it again.
    let chosen = "const row = document.querySelector(arguments[0]); row?.click(); return row !== null;";
    wait_for("it is chosen", HAPPENS, || Ok((page.eval(chosen, &[under_way.into()])? == true).then_some(()))).unwrap();
    page.desk(1);
    page.wait_css("[data-test=selection-card] dd").unwrap();
    let at = || page.text("[data-test=selection-card] dl dd");
    let place = |text: &str| text.chars().take(18).collect::<String>();
    let before = at().unwrap();
    wait_for("it stands elsewhere", HAPPENS, || Ok((place(&at()?) != place(&before)).then_some(()))).unwrap();
}

fn pauses(page: &Page) {
    page.tab_to("[data-test=drill-pause]");
    page.keys(key::ENTER).unwrap();
    page.wait_css("[data-test=status-drill][data-paused=true]").unwrap();
    let clock = || page.text("[data-test=clock]").unwrap();
    let mut before = String::new();
    wait_for("the clock stands", HAPPENS, || {
        // At sixty times a clock that goes is a minute on after each second.
        let now = clock();
        let stands = now == before;
        before = now;
        std::thread::sleep(Duration::from_millis(1200));
        Ok(stands.then_some(()))
    })
    .unwrap();
    assert_eq!(clock(), before, "a drill that is paused stands still");
}

fn speaks_chinese(page: &Page) {
    page.desk(6);
    let english = only_english();
    let shown = page.eval(ENGLISH_LEFT, &[json!(english)]).unwrap();
    assert!(shown.as_array().unwrap().len() > 40, "the search finds English while the screen is English: {shown}");
    page.tab_to("[data-test=language-zh]");
    page.keys(key::ENTER).unwrap();
    page.wait_until("document.documentElement.lang === 'zh-CN'").unwrap();
    let mut left = Vec::new();
    for (at, desk) in DESKS.iter().enumerate() {
        page.desk(at + 1);
        let found = page.eval(ENGLISH_LEFT, &[json!(english)]).unwrap();
        left.extend(found.as_array().unwrap().iter().map(|text| format!("{desk}: {text}")));
    }
    assert!(left.is_empty(), "English is left on a Chinese screen:\n{}", left.join("\n"));
    page.wait_text("[data-test=drill-band]", "演练").unwrap();
}

/// English sentences whose Chinese is another text.
fn only_english() -> Vec<String> {
    let read = |text| serde_json::from_str::<BTreeMap<String, Value>>(text).unwrap();
    let (english, chinese) = (read(EN), read(ZH));
    let differs = |(key, text): (&String, &Value)| {
        let text = text.as_str()?;
        (chinese.get(key)?.as_str()? != text).then(|| text.to_owned())
    };
    english.iter().filter_map(differs).collect()
}

/// Visible texts and labels that are one of the English sentences, with anything in its `{}` places.
const ENGLISH_LEFT: &str = r"
    const plain = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const sentences = arguments[0].filter(text => /[A-Za-z]{3}/.test(text.replace(/\{\w+\}/g, '')))
        .map(text => new RegExp('^' + text.split(/\{\w+\}/).map(plain).join('.+') + '$'));
    const own = node => node.parentElement.closest('button[lang=en]') || node.parentElement.closest('[data-test=note-row], .where, kbd, [translate=no]');
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (node.parentElement.checkVisibility() && !own(node)) seen.push(node.textContent.trim());
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]'))
        if (element.checkVisibility() && !element.closest('button[lang=en]'))
            for (const name of ['title', 'aria-label', 'placeholder']) seen.push((element.getAttribute(name) ?? '').trim());
    return [...new Set(seen)].filter(text => sentences.some(sentence => sentence.test(text)));";

fn wears_every_theme(page: &Page) {
    page.desk(6);
    let ground = || page.eval("return getComputedStyle(document.body).backgroundColor;", &[]).unwrap();
    let mut grounds = Vec::new();
    for theme in ["light", "contrast", "dark"] {
        page.tab_to(&format!("[data-test=theme-{theme}]"));
        page.keys(key::ENTER).unwrap();
        page.wait_until(&format!("document.documentElement.dataset.theme === '{theme}'")).unwrap();
        assert!(!grounds.contains(&ground()), "{theme} looks like another theme");
        grounds.push(ground());
    }
    page.desk(1);
    page.wait_map();
}
