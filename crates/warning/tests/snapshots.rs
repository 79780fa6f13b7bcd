//! Small documents of our own, whole, as they are read.

use watchfloor_warning::{Hints, read};

/// Everything a document gave, without its text.
fn seen(bytes: &[u8]) -> String {
    let document = read(bytes, &Hints::default());
    let mut out = format!("{:?}, fault {:?}\n{:#?}\n", document.kind, document.fault, document.links);
    for found in &document.found {
        out.push_str(&format!(
            "#{} {:?} in {:?}, {} vertices\n",
            found.index, found.outcome, found.path, found.vertices
        ));
        for flag in &found.flags {
            out.push_str(&format!("  {} {} line {}: {}\n", flag.code.word(), flag.field, flag.line, flag.text));
        }
        out.push_str(&format!("{}\n", serde_json::to_string_pretty(&found.alert).expect("an alert serialises")));
    }
    out
}

#[test]
fn a_plain_alert() {
    insta::assert_snapshot!(seen(include_bytes!("fixtures/storm.xml")));
}

#[test]
fn a_flawed_alert_keeps_everything() {
    insta::assert_snapshot!(seen(include_bytes!("fixtures/flawed.xml")));
}

#[test]
fn an_alert_of_version_1_0() {
    insta::assert_snapshot!(seen(include_bytes!("fixtures/old.xml")));
}

#[test]
fn a_feed_with_an_index_entry_and_an_inline_alert() {
    insta::assert_snapshot!(seen(include_bytes!("fixtures/feed.atom")));
}

#[test]
fn codes_are_stable_and_distinct() {
    let words: Vec<&str> = watchfloor_warning::FlagCode::ALL.iter().map(|code| code.word()).collect();
    let mut distinct = words.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), words.len());
    insta::assert_snapshot!(words.join("\n"));
}
