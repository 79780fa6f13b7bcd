//! Every refusal the rules can give stands in a table of this binary.

const RULES: &[&str] = &[
    include_str!("../../src/board.rs"),
    include_str!("../../src/number.rs"),
    include_str!("../../src/status.rs"),
    include_str!("../../src/decide/mod.rs"),
    include_str!("../../src/decide/admin.rs"),
    include_str!("../../src/decide/attach.rs"),
    include_str!("../../src/decide/crew.rs"),
    include_str!("../../src/recommend/mod.rs"),
    include_str!("../../src/decide/incident.rs"),
    include_str!("../../src/decide/intake.rs"),
    include_str!("../../src/intake/card.rs"),
    include_str!("../../src/decide/link.rs"),
    include_str!("../../src/decide/undo.rs"),
    include_str!("../../src/decide/road.rs"),
    include_str!("../../src/decide/unit.rs"),
    include_str!("../../src/decide/warning.rs"),
    include_str!("../../src/decide/work.rs"),
    include_str!("../../src/decide/procedure.rs"),
    include_str!("../../src/decide/traffic.rs"),
    include_str!("../../src/decide/ics.rs"),
    include_str!("../../src/decide/site.rs"),
    include_str!("../../src/decide/resource.rs"),
    include_str!("../../src/decide/radio.rs"),
];

const TABLES: &[&str] = &[
    include_str!("admin.rs"),
    include_str!("attached.rs"),
    // Settings that a plan has taken over.
    include_str!("../plan/codes.rs"),
    include_str!("crew.rs"),
    include_str!("late.rs"),
    include_str!("alarms.rs"),
    include_str!("command.rs"),
    include_str!("resources.rs"),
    include_str!("radio.rs"),
    include_str!("incidents.rs"),
    include_str!("leftover.rs"),
    include_str!("hidden.rs"),
    include_str!("intake.rs"),
    include_str!("paper.rs"),
    include_str!("numbers.rs"),
    include_str!("roads.rs"),
    include_str!("roles.rs"),
    include_str!("ties.rs"),
    include_str!("undo.rs"),
    include_str!("undo_table.rs"),
    include_str!("units.rs"),
    include_str!("warnings.rs"),
    include_str!("work.rs"),
];

/// Only found by typing; the command line's own tests have it.
const BY_LINE: &[&str] = &["refused.ambiguous_incident"];

#[test]
fn every_refusal_is_in_a_table() {
    let keys: std::collections::BTreeSet<&str> = RULES.iter().flat_map(|source| keys(source)).collect();
    assert!(keys.len() > 30, "the search finds them: {keys:?}");
    let missing: Vec<&&str> = keys
        .iter()
        .filter(|key| !BY_LINE.contains(key))
        .filter(|key| !TABLES.iter().any(|table| keys_of_table(table).contains(*key)))
        .collect();
    assert!(missing.is_empty(), "no table expects {missing:?}");
}

fn keys_of_table(source: &str) -> std::collections::BTreeSet<&str> {
    keys(source).collect()
}

/// Words `refused.…` that open a string.
fn keys(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').filter(|part| part.starts_with("refused.")).map(|part| {
        let end = part.find(|c: char| !(c.is_ascii_lowercase() || c == '_' || c == '.')).unwrap_or(part.len());
        &part[..end]
    })
}
