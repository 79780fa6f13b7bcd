//! Callers' words become a type: whatever the case, accents, width and order of what has nothing to do with it.

use proptest::prelude::*;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;
use watchfloor_domain::plan::in_force::{CHINESE, INTERNATIONAL};
use watchfloor_domain::plan::{Plan, Recognised, Recogniser, TextRule, read, recognise};

static WORLD: LazyLock<Plan> = LazyLock::new(|| read(INTERNATIONAL).unwrap());
static CHINA: LazyLock<Plan> = LazyLock::new(|| read(CHINESE).unwrap());
static ASKED: LazyLock<Recogniser> = LazyLock::new(|| Recogniser::new(&WORLD));

fn words(text: &str, found: &Recognised) -> Vec<String> {
    found.words.iter().map(|range| text[range.clone()].to_owned()).collect()
}

#[track_caller]
fn met(plan: &Plan, text: &str, typ: &str, wanted: &[&str]) {
    let found = recognise(plan, text).expect(text);
    assert_eq!(
        (found.typ.as_str(), words(text, &found)),
        (typ, wanted.iter().map(|w| (*w).to_owned()).collect()),
        "{text}"
    );
}

#[test]
fn the_words_that_decided_are_pointed_at_in_the_text_as_typed() {
    met(&WORLD, "Caller says: CAR  on\nFIRE!", "VEHFIR", &["CAR  on\nFIRE"]);
    met(&WORLD, "He can’t breathe", "BREATH", &["can’t breathe"]);
    met(&WORLD, "ｇａｓ ｌｅａｋ, hurry", "GAS", &["ｇａｓ ｌｅａｋ"]);
    met(&WORLD, "gás léak", "GAS", &["gás léak"]);
    met(&CHINA, "我家 厨房 起火 了", "JZHZ", &["厨房 起火"]);
}

#[test]
fn a_word_is_met_whole_unless_the_plan_says_otherwise() {
    assert_eq!(recognise(&WORLD, "firefly in Gasometer Street"), None);
    met(&WORLD, "she is convulsing", "SEIZ", &["convuls"]);
    // A full stop ends what belongs together.
    assert_ne!(
        recognise(&CHINA, "我在厨房。起火").map(|f| words("我在厨房。起火", &f)),
        Some(vec!["厨房。起火".into()])
    );
}

#[test]
fn a_word_of_more_letters_is_not_more_than_a_more_urgent_one() {
    met(&WORLD, "smoke and a fire at the corner", "STRUCT", &["fire"]);
    met(&WORLD, "smoke alarm, no fire seen", "ALARM", &["smoke alarm"]);
    met(&CHINA, "楼上冒烟，厨房着火", "JZHZ", &["楼", "厨房", "着火"]);
}

#[test]
fn of_rules_that_fit_the_longest_then_the_most_urgent_then_the_first_wins() {
    let rule = |typ: &str, any: &[&str]| TextRule {
        typ: typ.into(),
        any: any.iter().map(|w| (*w).to_owned()).collect(),
        and: Vec::new(),
        not: Vec::new(),
        priority: None,
    };
    let with = |rules: Vec<TextRule>| Plan { rules, ..WORLD.clone() };
    let typ = |plan: &Plan| recognise(plan, "blue tall house").unwrap().typ;
    assert_eq!(typ(&with(vec![rule("TREE", &["blue"]), rule("STALL", &["tall", "house"])])), "STALL");
    assert_eq!(typ(&with(vec![rule("TREE", &["blue"]), rule("STRUCT", &["tall"])])), "STRUCT");
    assert_eq!(typ(&with(vec![rule("TREE", &["blue"]), rule("STALL", &["tall"])])), "TREE");
    // Part of a longer word of the same rule counts once; so does a rule's own priority.
    let part = with(vec![rule("TREE", &["tall", "tall house"]), rule("STALL", &["blue tall"])]);
    assert_eq!(typ(&part), "TREE");
    let urgent =
        with(vec![TextRule { priority: Some(watchfloor_domain::types::Priority::E), ..rule("TREE", &["blue"]) }]);
    assert_eq!(recognise(&urgent, "blue").unwrap().priority.code(), "E");
    let not = with(vec![TextRule { not: vec!["house".into()], ..rule("TREE", &["blue"]) }]);
    assert_eq!(recognise(&not, "blue tall house"), None);
}

/// Words that no rule knows.
const NEUTRAL: [&str; 8] = ["please", "near", "Kasarmikatu", "twelve", "sir", "quickly", "the", "yes"];

fn says(parts: &[&str]) -> Option<(String, String)> {
    ASKED.recognise(&parts.join(" . ")).map(|f| (f.typ, f.priority.code().to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn unrelated_words_and_their_order_change_nothing(
        core in prop::sample::select(vec!["kitchen fire", "chest pain", "car on fire", "man with a knife", "no pulse"]),
        around in prop::collection::vec(prop::sample::select(&NEUTRAL[..]), 0..12),
        at in any::<prop::sample::Index>(),
        turn in any::<prop::sample::Index>(),
    ) {
        let alone = says(&[core]);
        prop_assert!(alone.is_some());
        let mut parts = around.clone();
        parts.insert(at.index(around.len() + 1), core);
        prop_assert_eq!(says(&parts), alone.clone());
        let by = turn.index(parts.len());
        parts.rotate_left(by);
        prop_assert_eq!(says(&parts), alone);
    }

    #[test]
    fn any_text_is_answered_with_ranges_that_lie_in_it(text in "\\PC{0,200}") {
        for plan in [&*WORLD, &*CHINA] {
            if let Some(found) = recognise(plan, &text) {
                for range in found.words {
                    prop_assert!(text.get(range.clone()).is_some_and(|w| !w.is_empty()), "{:?} in {:?}", range, text);
                }
            }
        }
    }
}

/// The control: words that do belong to it change the answer, so the property above can fail.
#[test]
fn related_words_do_change_the_answer() {
    assert_ne!(says(&["chest pain", "he is not breathing"]), says(&["chest pain"]));
}

#[test]
fn five_hundred_rules_are_asked_well_below_a_key_press() {
    let rules: Vec<TextRule> = WORLD.rules.iter().chain(&CHINA.rules).cycle().take(500).cloned().collect();
    let types = WORLD.types.iter().chain(&CHINA.types).cloned().collect();
    let plan = Plan { rules, types, ..WORLD.clone() };
    let recogniser = Recogniser::new(&plan);
    let text = "Caller says there is thick smoke in the stairwell of the house opposite, flames from a third-floor window, \
        people on the balconies, she thinks two children are inside and cannot get down. 三楼窗口有明火，阳台上有人，楼道里浓烟很大";
    let mut took: Vec<u128> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            black_box(recogniser.recognise(black_box(text)));
            begun.elapsed().as_micros()
        })
        .collect();
    took.sort_unstable();
    println!("recognise, 500 rules, {} characters: p50 {} µs, p99 {} µs", text.chars().count(), took[100], took[198]);
    // Of an unoptimised build beside others; the release figure is a tenth of it.
    assert!(took[100] < 5_000, "{} µs", took[100]);
}
