//! What a person at the console does, by keyboard, and what they can see. It must not know the order of a day's work.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use watchfloor_tests::page::{Page, key};
use watchfloor_tests::process::wait_for;

/// Function keys as WebDriver writes them: `f(1)` is F1.
pub fn f(number: u32) -> String {
    char::from_u32(0xE030 + number).expect("twelve function keys").to_string()
}

/// Longer than a start takes on two cores that also compile.
pub const START: Duration = Duration::from_secs(90);

/// What is wider than the panel it scrolls in: read only by scrolling to the side.
const OVER_THE_SIDE: &str = "
    const panels = [...document.querySelectorAll('[data-test=desk-dispatch-body] .scroll')];
    const wide = panels.filter(it => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1);
    const right = it => it.getBoundingClientRect().right;
    return wide.flatMap(panel => [...panel.children].filter(it => it.scrollWidth > it.clientWidth + 1 || right(it) > right(panel))
        .map(it => it.outerHTML.slice(0, 300)));";

/// How a hand uses the page.
pub trait Hand {
    /// Counts every violation of the content security policy, earlier ones too.
    fn watch_policy(&self);
    /// What [`Hand::watch_policy`] counted.
    fn violations(&self) -> Vec<String>;
    /// Presses Tab until the element has the focus: it can be reached by keyboard.
    fn tab_to(&self, css: &str);
    /// Whether the element has the focus.
    fn has_focus(&self, css: &str) -> bool;
    /// Signs on by the form.
    fn sign_on(&self, user: &str, password: &str);
    /// Types a line into the command line and presses Enter; whether it was done, and what was answered.
    fn line(&self, text: &str) -> (bool, String);
    /// Goes to a desk by Ctrl and its number.
    fn desk(&self, number: usize);
    /// An attribute of the first element that matches; empty when there is none.
    fn attribute(&self, css: &str, name: &str) -> String;
    /// Types into the search box; the first row found is chosen.
    fn find(&self, text: &str);
    /// Enter in the search box: the map is there, and the keyboard is on it.
    fn go(&self);
    /// Waits for the keyboard to be on the map.
    fn on_the_map(&self);
    /// Waits for the map to have drawn everything in view.
    fn wait_map(&self);
    /// Sets the window's language, `en` or `zh`, at the settings' desk.
    fn speak(&self, language: &str);
    /// Opens a call by its form: words, then place; gives the new incident's number.
    fn take_call(&self, what: &str, place: &str) -> String;
    /// A picture at an element that Tab reaches, in both languages: `NAME.png` and `NAME-zh.png`.
    fn picture_in_both(&self, folder: Option<&Path>, name: &str, css: &str);
    /// A line that must be done.
    fn done(&self, line: &str);
    /// Presses Tab until the element has the focus, then Enter on it.
    fn press(&self, css: &str);
    /// The window as a PNG of at most 256 colours, when pictures are asked for.
    fn picture(&self, folder: Option<&Path>, name: &str);
}

/// The desks in the order of Ctrl+1 to Ctrl+6.
pub const DESKS: [&str; 6] = ["watch", "dispatch", "warnings", "cameras", "review", "settings"];

impl Hand for Page {
    fn watch_policy(&self) {
        let script = "if (window.violated) return;
            window.violated = new Set();
            const add = v => window.violated.add(`${v.effectiveDirective ?? v.violatedDirective}: ${v.blockedURL ?? v.blockedURI}`);
            addEventListener('securitypolicyviolation', add);
            new ReportingObserver(list => list.forEach(r => add(r.body)), { types: ['csp-violation'], buffered: true }).observe();";
        self.eval(script, &[]).unwrap();
    }

    fn violations(&self) -> Vec<String> {
        strings(&self.eval("return [...window.violated];", &[]).unwrap())
    }

    fn tab_to(&self, css: &str) {
        self.wait_css(css).unwrap();
        for _ in 0..120 {
            if self.has_focus(css) {
                return;
            }
            self.keys(key::TAB).unwrap();
        }
        let held = self.eval("return document.activeElement.outerHTML.slice(0, 300);", &[]).unwrap();
        assert!(self.has_focus(css), "{css} is not reached by Tab; the focus is on {held}");
    }

    fn has_focus(&self, css: &str) -> bool {
        let script = "return document.activeElement?.matches(arguments[0]) === true;";
        self.eval(script, &[css.into()]).unwrap() == Value::Bool(true)
    }

    fn sign_on(&self, user: &str, password: &str) {
        self.tab_to("[data-test=signon-user]");
        self.keys(user).unwrap();
        self.keys(key::TAB).unwrap();
        self.keys(password).unwrap();
        self.keys(key::ENTER).unwrap();
        self.wait_css(&format!("[data-test=status-seat][data-user={user}]")).unwrap();
        self.wait_until("!document.querySelector('[data-test=signon-user]')").unwrap();
    }

    fn line(&self, text: &str) -> (bool, String) {
        self.keys(&f(10)).unwrap();
        wait_for("the command line has the focus", START, || {
            Ok(self.has_focus("[data-test=commandline]").then_some(()))
        })
        .unwrap();
        self.keys(text).unwrap();
        self.keys(key::ENTER).unwrap();
        let result = "[data-test=commandline-result]";
        self.wait_css(result).unwrap();
        let said = (self.attribute(result, "data-ok") == "true", self.text(result).unwrap());
        // A refused line stays for correction: taken out by hand, so that the next one starts empty.
        self.keys(&format!("{}a", key::CONTROL)).unwrap();
        self.keys(key::BACKSPACE).unwrap();
        self.keys(key::ESCAPE).unwrap();
        self.wait_until("!document.querySelector('[data-test=commandline]')").unwrap();
        said
    }

    fn desk(&self, number: usize) {
        self.keys(&format!("{}{number}", key::CONTROL)).unwrap();
        self.wait_css(&format!("[data-test=desk-{}-body]", DESKS[number - 1])).unwrap();
    }

    fn attribute(&self, css: &str, name: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? '';";
        self.eval(script, &[css.into(), name.into()]).unwrap().as_str().unwrap_or_default().to_owned()
    }

    fn find(&self, text: &str) {
        self.keys(&format!("{}k", key::CONTROL)).unwrap();
        self.wait_until("document.activeElement?.dataset.test === 'search'").unwrap();
        self.keys(text).unwrap();
        self.wait_css("[data-test=search-candidates][data-current=true] [data-test=search-row][aria-selected=true]")
            .unwrap();
    }

    fn go(&self) {
        self.keys(key::ENTER).unwrap();
        self.on_the_map();
        self.wait_map();
    }

    fn on_the_map(&self) {
        self.wait_until("document.activeElement?.matches('[data-test=map] canvas')").unwrap();
    }

    fn wait_map(&self) {
        // Every desk with a map has the element; the one in front is meant.
        let map =
            "[...document.querySelectorAll('[data-test=map][data-ready=true]')].some(map => map.checkVisibility())";
        self.wait_until(map).unwrap();
    }

    fn speak(&self, language: &str) {
        self.desk(6);
        self.press(&format!("[data-test=language-{language}]"));
        self.wait_until(&format!("document.documentElement.lang.startsWith('{language}')")).unwrap();
    }

    fn take_call(&self, what: &str, place: &str) -> String {
        let rows = "document.querySelectorAll('[data-test=incident-row]').length";
        let before = self.eval(&format!("return {rows};"), &[]).unwrap();
        self.keys(&f(2)).unwrap();
        self.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
        self.keys(what).unwrap();
        self.tab_to("[data-test=intake-place]");
        self.keys(place).unwrap();
        self.wait_text("[data-test=intake-understood]", "60.1").unwrap();
        self.keys(&format!("{}{}", key::CONTROL, key::ENTER)).unwrap();
        self.wait_until(&format!("{rows} > {before}")).unwrap();
        self.wait_css("[data-test=incident-panel] [data-test=owner-bar]").unwrap();
        let id = self.attribute("[data-test=incident-panel]", "data-id");
        self.attribute(&format!("[data-test=incident-row][data-id='{id}']"), "data-number")
    }

    fn picture_in_both(&self, folder: Option<&Path>, name: &str, css: &str) {
        if folder.is_none() {
            return;
        }
        for (language, suffix) in [("en", ""), ("zh", "-zh")] {
            self.speak(language);
            self.desk(2);
            self.tab_to(css);
            let over = self.eval(OVER_THE_SIDE, &[]).unwrap();
            assert_eq!(strings(&over), [""; 0], "{name}, {language}: over the side");
            self.picture(folder, &format!("{name}{suffix}.png"));
        }
        self.speak("en");
        self.desk(2);
    }

    fn done(&self, line: &str) {
        let (accepted, said) = self.line(line);
        assert!(accepted, "{line}: {said}");
    }

    fn press(&self, css: &str) {
        self.tab_to(css);
        self.keys(key::ENTER).unwrap();
    }

    fn picture(&self, folder: Option<&Path>, name: &str) {
        let Some(folder) = folder else { return };
        let file = folder.join(name);
        // What the page knows is on screen two frames later.
        let frames = "for (let n = 0; n < 2; n++) await new Promise(done => requestAnimationFrame(done)); return true;";
        self.eval_async(frames).unwrap();
        self.screenshot(&file).unwrap();
        let reduced = std::process::Command::new("convert")
            .arg(&file)
            .args(["+dither", "-colors", "256", "-strip"])
            .arg(&file)
            .status();
        assert!(reduced.unwrap().success(), "convert (ImageMagick) could not reduce {}", file.display());
    }
}

/// The strings of a JSON array.
fn strings(value: &Value) -> Vec<String> {
    let each = value.as_array().into_iter().flatten();
    each.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}
