//! The page inside the window, by WebDriver (W3C). It must not know who started the driver.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use serde_json::{Value, json};

use crate::process::wait_for;

/// The constant under which WebDriver names an element, from the W3C recommendation, clause 12.1.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a `wait_*` waits. Generous: two cores share compiling, WebKit and software rendering.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Changes one pixel twenty times a second for five seconds, from one black to another that no eye tells apart.
const BEATING: &str = r"
    const dot = document.createElement('div');
    Object.assign(dot.style, { position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px', background: '#000000' });
    document.body.append(dot);
    let beats = 0;
    const beat = setInterval(() => {
      beats += 1;
      dot.style.background = beats % 2 ? '#010101' : '#000000';
      if (beats < 100) return;
      clearInterval(beat);
      dot.remove();
    }, 50);
    return true;";

/// Keys that are not characters, as WebDriver writes them in [`Page::keys`].
pub mod key {
    /// Enter.
    pub const ENTER: &str = "\u{E007}";
    /// Escape.
    pub const ESCAPE: &str = "\u{E00C}";
    /// Tab.
    pub const TAB: &str = "\u{E004}";
    /// Backspace.
    pub const BACKSPACE: &str = "\u{E003}";
    /// Arrow left.
    pub const LEFT: &str = "\u{E012}";
    /// Arrow right.
    pub const RIGHT: &str = "\u{E014}";
    /// Arrow up.
    pub const UP: &str = "\u{E013}";
    /// Arrow down.
    pub const DOWN: &str = "\u{E015}";
    /// Held down for the rest of one [`super::Page::keys`] call.
    pub const CONTROL: &str = "\u{E009}";
    /// Held down for the rest of one [`super::Page::keys`] call.
    pub const ALT: &str = "\u{E00A}";
    /// Held down for the rest of one [`super::Page::keys`] call.
    pub const SHIFT: &str = "\u{E008}";
}

/// One WebDriver session: one running console.
pub struct Page {
    agent: ureq::Agent,
    session: String,
}

impl Page {
    /// Opens a session, which starts the application.
    pub fn open(driver: &str, application: &Path, args: &[String]) -> Result<Self> {
        let config = ureq::Agent::config_builder();
        let agent =
            config.http_status_as_error(false).timeout_global(Some(Duration::from_secs(90))).build().new_agent();
        let options = json!({ "application": application, "args": args });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "browserName": "wry", "tauri:options": options } } });
        let opened = call(agent.post(format!("{driver}/session")).send_json(wanted)).context("opening a session")?;
        let id = opened["sessionId"].as_str().context("a session has an id")?;
        Ok(Self { session: format!("{driver}/session/{id}"), agent })
    }

    /// Ends the session and with it the application, in good order.
    pub fn close(self) -> Result<()> {
        call(self.agent.delete(&self.session).call()).map(drop)
    }

    fn get(&self, path: &str) -> Result<Value> {
        call(self.agent.get(format!("{}/{path}", self.session)).call()).with_context(|| path.to_owned())
    }

    fn post(&self, path: &str, body: Value) -> Result<Value> {
        call(self.agent.post(format!("{}/{path}", self.session)).send_json(body)).with_context(|| path.to_owned())
    }

    /// The document's title.
    pub fn title(&self) -> Result<String> {
        Ok(self.get("title")?.as_str().unwrap_or_default().to_owned())
    }

    /// The document's address.
    pub fn url(&self) -> Result<String> {
        Ok(self.get("url")?.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of a function in the page and gives what it returns; `args` are its `arguments`.
    pub fn eval(&self, script: &str, args: &[Value]) -> Result<Value> {
        self.post("execute/sync", json!({ "script": script, "args": args }))
    }

    /// Runs the body of an `async` function in the page and gives what it resolves to.
    /// A rejection is an error with its text.
    pub fn eval_async(&self, script: &str) -> Result<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(v => done({{ ok: v ?? null }}), e => done({{ error: String(e?.message ?? e) }}));"
        );
        let mut answer = self.post("execute/async", json!({ "script": wrapped, "args": [] }))?;
        match answer.get("error") {
            Some(error) => bail!("the page: {error}"),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Waits until the JavaScript expression is truthy, and gives its value.
    pub fn wait_until(&self, expression: &str) -> Result<Value> {
        wait_for(expression, PATIENCE, || {
            let value = self.eval(&format!("const v = ({expression}); return v ? v : null;"), &[])?;
            Ok((!value.is_null()).then_some(value))
        })
    }

    /// Waits for an element to be in the document and visible.
    pub fn wait_css(&self, css: &str) -> Result<()> {
        let quoted = Value::from(css).to_string();
        self.wait_until(&format!("document.querySelector({quoted})?.checkVisibility()")).map(drop)
    }

    /// Waits for an element whose text contains `text`.
    pub fn wait_text(&self, css: &str, text: &str) -> Result<()> {
        let (css, text) = (Value::from(css), Value::from(text));
        self.wait_until(&format!("[...document.querySelectorAll({css})].some(e => e.innerText.includes({text}))"))
            .map(drop)
    }

    /// The visible text of the first element that matches.
    pub fn text(&self, css: &str) -> Result<String> {
        let element = self.find(css)?;
        Ok(self.get(&format!("element/{element}/text"))?.as_str().unwrap_or_default().to_owned())
    }

    /// The number of elements that match.
    pub fn count(&self, css: &str) -> Result<usize> {
        let found = self.eval("return document.querySelectorAll(arguments[0]).length;", &[css.into()])?;
        Ok(found.as_u64().unwrap_or_default().try_into()?)
    }

    /// Waits for the element and clicks it, as a mouse would: it must be visible and not covered.
    pub fn click(&self, css: &str) -> Result<()> {
        self.wait_css(css)?;
        let element = self.find(css)?;
        self.post(&format!("element/{element}/click"), json!({})).map(drop)
    }

    /// Clicks a point of the window, in CSS pixels from its left upper corner.
    pub fn click_at(&self, x: i32, y: i32) -> Result<()> {
        let to = json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y });
        let (down, up) = (json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 }));
        let mouse = json!({ "type": "pointer", "id": "mouse", "actions": [to, down, up] });
        self.post("actions", json!({ "actions": [mouse] })).map(drop)
    }

    /// Gives the window a size, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.post("window/rect", json!({ "width": width, "height": height })).map(drop)
    }

    /// Types into whatever has the focus. Modifiers from [`key`] stay down until the end of `text`.
    pub fn keys(&self, text: &str) -> Result<()> {
        let mut actions = Vec::new();
        let mut held = Vec::new();
        for character in text.chars() {
            let value = character.to_string();
            actions.push(json!({ "type": "keyDown", "value": value }));
            if [key::CONTROL, key::ALT, key::SHIFT].contains(&value.as_str()) {
                held.push(value);
            } else {
                actions.push(json!({ "type": "keyUp", "value": value }));
            }
        }
        actions.extend(held.into_iter().rev().map(|value| json!({ "type": "keyUp", "value": value })));
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("actions", json!({ "actions": [keyboard] })).map(drop)
    }

    /// Types into one element, which gets the focus.
    pub fn type_into(&self, css: &str, text: &str) -> Result<()> {
        self.wait_css(css)?;
        let element = self.find(css)?;
        self.post(&format!("element/{element}/value"), json!({ "text": text })).map(drop)
    }

    /// What the page shows, as a PNG. Where the processor draws, WebKit gives a picture with the next change it presents, and
    /// of a page at rest never: one pixel in the corner keeps changing until the picture is taken.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        self.eval(BEATING, &[])?;
        let picture = self.get("screenshot")?;
        let picture = picture.as_str().context("a screenshot is text")?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, base64::engine::general_purpose::STANDARD.decode(picture)?)?)
    }

    fn find(&self, css: &str) -> Result<String> {
        let found = self.post("element", json!({ "using": "css selector", "value": css }))?;
        Ok(found[ELEMENT].as_str().with_context(|| format!("no element {css}"))?.to_owned())
    }
}

/// Takes WebDriver's envelope off: its `value`, or its error in words.
fn call(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value> {
    let mut response = answer?;
    // A screenshot of a large window in base64 passes ureq's default limit of 10 MB.
    let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string()?;
    let mut body: Value = serde_json::from_str(&text).with_context(|| format!("not an answer of WebDriver: {text}"))?;
    if !response.status().is_success() {
        bail!("{}: {}", body["value"]["error"], body["value"]["message"]);
    }
    Ok(body["value"].take())
}
