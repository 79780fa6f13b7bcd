//! Text that would not read as it is stored is refused, whoever sends it.

use crate::support::*;
use watchfloor_domain::Command;
use watchfloor_domain::command::{AttachedCall, OpenIncident};
use watchfloor_domain::types::Place;
use watchfloor_geo::Wgs84;

fn call(what: &str) -> OpenIncident {
    OpenIncident { type_code: "STRUCT".into(), what: what.into(), ..OpenIncident::default() }
}

#[test]
fn hidden_characters_are_refused_in_every_text_of_a_call() {
    let refused = |open: OpenIncident, field: &str| {
        let said = format!("refused.control_character field={field}");
        drop(check(vec![], Command::OpenIncident(open), &[&said]));
    };
    refused(call("fire\0"), "what");
    refused(call("fire \u{202e}txet"), "what");
    refused(call("fire \u{2066}x"), "what");
    let named = OpenIncident { caller_name: Some("A\u{7}".into()), ..call("x") };
    refused(named, "caller.name");
    let at = Wgs84::new(24.94, 60.17).expect("a place");
    refused(OpenIncident { place: Some(Place { at, label: "Door\u{202a}".into() }), ..call("x") }, "place.label");
    let attached = AttachedCall { what: "too".into(), caller_phone: Some("\u{1b}1".into()), ..AttachedCall::default() };
    let attach = Command::AttachCall { incident: inc(1), call: attached };
    check(vec![did(open("STRUCT"))], attach, &["refused.control_character field=caller.phone"]);
    check(vec![did(open("STRUCT"))], note(1, "a\u{0}"), &["refused.control_character field=text"]);
    // Lines, tabs, accents, other scripts and the joiners they need are text.
    let told = "incident.opened number=261122-001 place= priority=E type=STRUCT";
    check(vec![], Command::OpenIncident(call("l1\nl2\t é 张三 \u{200f}עברית 👨\u{200d}👩")), &[told]);
}

#[test]
fn a_call_of_long_ago_is_no_call_that_just_came() {
    let old = |ring, answered| OpenIncident { ring_ms: ring, answered_ms: answered, ..call("x") };
    let refused = |field: &str| format!("refused.call_too_old field={field} hours=24");
    check(vec![], Command::OpenIncident(old(Some(-5), None)), &[&refused("ring_ms")]);
    let day = START_MS - 24 * HOUR;
    check(vec![], Command::OpenIncident(old(None, Some(day - 1))), &[&refused("answered_ms")]);
    given(vec![did(Command::OpenIncident(old(Some(day), Some(day))))]);
}
