//! A hand that counts its strokes and leaves the pause between them of somebody who knows the desk.

use std::cell::Cell;
use std::time::{Duration, Instant};

use watchfloor_tests::page::{Page, key};

use crate::hand::{Hand, f};

/// Between two strokes.
const BETWEEN: Duration = Duration::from_millis(200);
/// Nothing takes so many: something did not get the focus.
const LOST: u32 = 60;

/// A call as somebody types it.
pub struct Call<'a> {
    /// The caller's words.
    pub what: &'a str,
    /// The place as it is looked for; its first answer is taken.
    pub place: &'a str,
    /// A piece of the coordinates it must be understood as.
    pub at: &'a str,
}

/// The hand, with its count and its clock.
pub struct Hands<'a> {
    page: &'a Page,
    strokes: Cell<u32>,
    begun: Instant,
}

impl<'a> Hands<'a> {
    /// Both start now.
    pub fn of(page: &'a Page) -> Self {
        Self { page, strokes: Cell::new(0), begun: Instant::now() }
    }

    /// Strokes so far.
    pub fn strokes(&self) -> u32 {
        self.strokes.get()
    }

    /// Prints what was measured.
    pub fn said(&self, what: &str) {
        println!("{what}: {} strokes, {:.1} s", self.strokes(), self.begun.elapsed().as_secs_f64());
    }

    /// One stroke: a key, or a key held with another.
    pub fn stroke(&self, keys: &str) {
        self.page.keys(keys).unwrap();
        self.strokes.set(self.strokes.get() + 1);
        std::thread::sleep(BETWEEN);
    }

    /// Each character is a stroke.
    pub fn type_in(&self, text: &str) {
        text.chars().for_each(|letter| self.stroke(&letter.to_string()));
    }

    fn with_control(&self, other: &str) {
        self.stroke(&format!("{}{other}", key::CONTROL));
    }

    /// From the first word of a call to the units on their way, as recommended.
    pub fn call_to_order(&self, call: &Call<'_>) {
        let page = self.page;
        self.stroke(&f(2));
        page.wait_until("document.activeElement?.dataset.test === 'intake-what'").unwrap();
        self.type_in(call.what);
        while !page.has_focus("[data-test=intake-place]") {
            assert!(self.strokes() < LOST, "the place is not reached");
            self.stroke(key::TAB);
        }
        self.type_in(call.place);
        page.wait_css("[data-test=search-candidates][data-current=true] [data-test=search-row]").unwrap();
        self.stroke(key::ENTER);
        page.wait_text("[data-test=intake-understood]", call.at).unwrap();
        self.with_control(key::ENTER);
        page.wait_css("[data-test=incident-row][data-state=new]").unwrap();
        page.wait_css("[data-test=desk-dispatch-body] [data-test=recommend-send]:enabled").unwrap();
        self.stroke(&f(5));
        self.with_control(key::ENTER);
        page.wait_css("[data-test=incident-row][data-state=dispatched]").unwrap();
    }
}
