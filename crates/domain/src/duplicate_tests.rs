use super::*;
use crate::Command;
use crate::command::OpenIncident;
use crate::testing::{Floor, floor};
use crate::types::Place;
use proptest::prelude::*;

const HERE: (f64, f64) = (24.9402, 60.1699);

fn at(metres_north: f64) -> Wgs84 {
    watchfloor_geo::destination(Wgs84::new(HERE.0, HERE.1).expect("in range"), 0.0, metres_north)
}

/// Opens an incident so far north of here, with words that are read back as they were said.
fn known(
    floor: &mut Floor,
    contents: &mut BTreeMap<IncidentId, Content>,
    kind: &str,
    m: Option<f64>,
    what: &str,
) -> IncidentId {
    let place = m.map(|m| Place { at: at(m), label: String::new() });
    let open = OpenIncident {
        type_code: kind.into(),
        priority: None,
        place,
        what: what.into(),
        caller_name: None,
        caller_phone: None,
        ..OpenIncident::default()
    };
    floor.run(Command::OpenIncident(open)).expect("a good call");
    let id = *floor.board.incidents.iter().max_by_key(|(_, i)| i.opened_ms).expect("one at least").0;
    contents.insert(id, Content::of([what], ["+358 50 555 0123"]));
    id
}

fn typed(floor: &Floor, m: Option<f64>, kind: &str, text: &str, number: &str) -> Typed {
    Typed { at: m.map(at), type_code: kind.into(), words: words(text), phone: phone(number), now_ms: floor.now_ms }
}

#[test]
fn the_same_fire_is_found_by_place_by_words_and_by_number() {
    let (mut f, mut c) = (floor(&[]), BTreeMap::new());
    let fire = known(&mut f, &mut c, "STRUCT", Some(0.0), "Smoke from the third floor, people on the balcony");
    known(&mut f, &mut c, "CARDIA", Some(5_000.0), "man collapsed at the tram stop");
    let by = |t: Typed| possible(&f.board, &c, &t, 5);

    let place = by(typed(&f, Some(120.0), "", "", ""));
    assert_eq!(place.len(), 1);
    assert_eq!((place[0].incident, place[0].types), (fire, Types::Unknown));
    assert!(place[0].metres.is_some_and(|m| (119.0..121.0).contains(&m)));

    let said = by(typed(&f, None, "SMOKE", "smoke on a balcony", ""));
    assert_eq!((said[0].incident, said[0].words.clone()), (fire, vec!["smoke".to_owned(), "balcony".to_owned()]));
    assert_eq!((said[0].metres, said[0].types), (None, Types::Related), "a place unknown is no mismatch");

    let number = by(typed(&f, None, "", "", "0505550123"));
    assert!(number.len() == 2 && number.iter().all(|like| like.same_phone), "{number:?}");
    assert!(by(typed(&f, Some(3_000.0), "STRUCT", "smoke third floor balcony", "")).is_empty(), "another fire");
    assert!(by(typed(&f, None, "", "", "112")).is_empty(), "too short for a number");
    assert!(by(typed(&f, None, "", "", "")).is_empty());
}

#[test]
fn more_in_common_stands_higher_and_old_ones_leave() {
    let (mut f, mut c) = (floor(&[]), BTreeMap::new());
    let far = known(&mut f, &mut c, "STRUCT", Some(600.0), "fire");
    let near = known(&mut f, &mut c, "STRUCT", Some(20.0), "fire");
    let likes = possible(&f.board, &c, &typed(&f, Some(0.0), "STRUCT", "", ""), 5);
    assert_eq!(likes.iter().map(|like| like.incident).collect::<Vec<_>>(), [near, far]);
    f.run(Command::CloseIncident { incident: near, disposition: "FALSE".into() }).expect("nobody is on it");
    assert_eq!(possible(&f.board, &c, &typed(&f, Some(0.0), "STRUCT", "", ""), 5).len(), 2, "closed just now");
    f.now_ms += CLOSED_MS + 2_000;
    let likes = possible(&f.board, &c, &typed(&f, Some(0.0), "STRUCT", "", ""), 5);
    assert_eq!(likes.iter().map(|like| like.incident).collect::<Vec<_>>(), [far]);
}

#[test]
fn what_was_merged_speaks_for_what_it_goes_on_as() {
    let (mut f, mut c) = (floor(&[]), BTreeMap::new());
    let whole = known(&mut f, &mut c, "STRUCT", Some(900.0), "fire");
    let part = known(&mut f, &mut c, "SMOKE", Some(0.0), "smoke");
    f.run(Command::MergeIncidents { incident: part, into: whole, move_units: false }).expect("both are open");
    let likes = possible(&f.board, &c, &typed(&f, Some(0.0), "SMOKE", "", ""), 5);
    assert_eq!(likes.iter().map(|like| like.incident).collect::<Vec<_>>(), [whole], "once, and the one worked on");
}

#[test]
fn chinese_is_compared_by_pairs_and_full_width_is_plain() {
    let both = words("解放路３号楼着火，有人被困");
    let names: Vec<&str> = both.iter().map(|(_, word)| word.as_str()).collect();
    assert_eq!(names, ["解放", "放路", "号楼", "楼着", "着火", "人被", "被困"]);
    assert_eq!(words("SMOKE smoke Ｓｍｏｋｅ").len(), 1);
    assert_eq!(phone("+86 138 0013 8000"), phone("13800138000"));
    assert_ne!(phone("00000001"), phone("00000010"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// A call nearer to the place, otherwise the same, never stands lower; and the answer is the same each time.
    #[test]
    fn nearer_never_scores_less(one in 0.0..2_500.0f64, two in 0.0..2_500.0f64, minutes in 0..200i64) {
        let (mut f, mut c) = (floor(&[]), BTreeMap::new());
        known(&mut f, &mut c, "STRUCT", Some(0.0), "fire");
        f.now_ms += minutes * 60_000;
        let score = |m: f64| possible(&f.board, &c, &typed(&f, Some(m), "STRUCT", "", ""), 5).first().map_or(0, |l| l.score);
        let (near, far) = (score(one.min(two)), score(one.max(two)));
        prop_assert!(near >= far, "{near} at {}, {far} at {}", one.min(two), one.max(two));
        prop_assert_eq!(score(one), score(one));
    }

    /// Whatever is typed, what is shown has a reason a person can see.
    #[test]
    fn every_row_has_its_reason(m in proptest::option::of(0.0..9_000.0f64), text in "\\PC{0,60}", number in "[0-9 +]{0,14}") {
        let (mut f, mut c) = (floor(&[]), BTreeMap::new());
        for kind in ["STRUCT", "CRASH", "MEDIC"] {
            known(&mut f, &mut c, kind, Some(300.0), "smoke and fire at the harbour gate");
        }
        for like in possible(&f.board, &c, &typed(&f, m, "SMOKE", &text, &number), 5) {
            let near = like.metres.is_some_and(|m| m <= 1_000.0);
            prop_assert!(near || like.same_phone || like.words.len() >= 2, "{like:?}");
            prop_assert!((30..=100).contains(&like.score));
        }
    }
}

/// The control: with distance turned round, the first property fails.
#[test]
fn a_score_that_likes_distance_would_be_seen() {
    let wrong = |metres: f64| 40 - by_distance(metres, 1_000.0);
    assert!(wrong(10.0) < wrong(900.0), "the rule broken on purpose is seen");
    assert!(by_distance(10.0, 1_000.0) > by_distance(900.0, 1_000.0));
}
