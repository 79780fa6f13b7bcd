//! Habits of persons through the program: kept for the one who has them, across sign-offs and a crash, bounded, out of the log,
//! gone with the account.

use crate::support::{Floor, Rpc};
use serde_json::{Value, json};

const VIEW: &str = r#"{"columns":["priority","number"],"filter":{"text":"Hakaniemi"},"of a later edition":[1]}"#;

fn set(rpc: &mut Rpc, name: &str, value: &str) -> Value {
    rpc.ok("set_preference", &json!({"name": name, "value": value}))
}

fn all(rpc: &mut Rpc) -> Vec<(String, String)> {
    let rows = rpc.ok("preferences", &json!({}));
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(|row| (text(row, "name"), text(row, "value"))).collect()
}

#[test]
fn habits_come_back_at_the_next_sign_on_and_belong_to_one_person() {
    let floor = Floor::live();
    let before = floor.events().len();
    let mut anna = floor.seat("anna");
    let receipt = set(&mut anna, "board.pending", VIEW);
    assert_eq!((&receipt["seq"], &receipt["kept"]), (&Value::Null, &json!("saved_here")));
    set(&mut anna, "keys", "{}");
    anna.ok("set_preference", &json!({"name": "keys"}));
    anna.kill();
    let mut again = floor.seat("anna");
    assert_eq!(all(&mut again), [("board.pending".to_owned(), VIEW.to_owned())], "what is not known is kept as it was");
    again.end().done();
    let mut olga = floor.seat("olga");
    assert!(all(&mut olga).is_empty(), "another person has other habits");
    olga.end().done();
    let events = floor.events();
    let typ = |event: &Value| event["typ"].as_str().unwrap_or_default().to_owned();
    assert!(events.len() > before, "sign-ons are events");
    assert!(!events.iter().any(|event| event.to_string().contains("Hakaniemi")), "a habit is no event");
    assert!(!events.iter().any(|event| typ(event).contains("preference")));
    floor.verify();
}

#[test]
fn what_is_no_habit_is_refused_by_field() {
    let floor = Floor::live();
    let mut anna = floor.seat("anna");
    let long = format!("{{\"x\":\"{}\"}}", "y".repeat(16 << 10));
    for (name, value, field) in [
        ("", "{}", "name"),
        ("Board", "{}", "name"),
        ("a/b", "{}", "name"),
        (&"n".repeat(41), "{}", "name"),
        ("keys", "[]", "value"),
        ("keys", "3", "value"),
        ("keys", "{", "value"),
        ("keys", &"[".repeat(10_000), "value"),
        ("keys", &long, "value"),
    ] {
        let refused = anna.refused("set_preference", &json!({"name": name, "value": value}), "bad_argument");
        assert_eq!(refused["field"], field, "{name} {refused}");
    }
    assert!(all(&mut anna).is_empty(), "nothing of it was kept");
    for n in 0..64 {
        set(&mut anna, &format!("n{n}"), "{}");
    }
    anna.refused("set_preference", &json!({"name": "one-more", "value": "{}"}), "refused");
    set(&mut anna, "n0", "{\"x\":1}");
    anna.ok("set_preference", &json!({"name": "n1", "value": null}));
    set(&mut anna, "one-more", "{}");
    anna.end().done();
}

#[test]
fn an_account_that_ends_or_is_erased_takes_its_habits_along() {
    let floor = Floor::live();
    let traces = || {
        let read = |name: &str| std::fs::read(floor.store().join(name)).unwrap_or_default();
        let bytes = [read("preferences.sqlite"), read("preferences.sqlite-wal")].concat();
        ["Hakaniemi", "Kallio", "Haartman"].map(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
    };
    for (user, word) in [("anna", "Hakaniemi"), ("olga", "Kallio"), ("chief", "Haartman")] {
        let mut seat = floor.seat(user);
        set(&mut seat, "board.open", &json!({"text": word}).to_string());
        seat.end().done();
    }
    assert_eq!(traces(), [true; 3], "control: what is looked for can be seen");
    let mut chief = floor.seat("chief");
    chief.ok("disable_user", &json!({"user": "anna", "reason": "left"}));
    chief.ok("erase_subject", &json!({"subject": "user/olga", "reason": "asked"}));
    chief.end().done();
    assert_eq!(traces(), [false, false, true]);
}
