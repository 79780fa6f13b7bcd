//! A wrong plan is refused with every fault, each on its line.

use watchfloor_domain::plan::read::MAX_TEXT;
use watchfloor_domain::plan::{Fault, read};

const GOOD: &str = r#"name = "Test"
edition = "1"
unknown = "UNK"
cleared = "DONE"

[[types]]
code = "UNK"
service = "police"
priority = "3"
label = { en = "Unknown", zh = "不明" }

[[types]]
code = "FIRE"
service = "fire"
priority = "E"
label = { en = "Fire", zh = "火灾" }

[[types.questions]]
id = "inside"
ask = { en = "Anybody inside?", zh = "里面有人吗？" }
answers = [
  { code = "yes", label = { en = "Yes", zh = "有" }, then = "who" },
  { code = "no", label = { en = "No", zh = "没有" }, then = "end" },
]

[[types.questions]]
id = "who"
ask = { en = "Who?", zh = "谁？" }

[[rules]]
typ = "FIRE"
any = ["fire", "burn*"]

[[dispositions]]
code = "DONE"
label = { en = "Done", zh = "完毕" }

[[kinds]]
kind = "engine"
label = { en = "Engine", zh = "消防车" }
can = ["pump"]
turnout_station_s = 80
turnout_mobile_s = 30

[[cards]]
id = "fire"
label = { en = "Fire", zh = "火灾" }
types = ["FIRE"]
levels = [
  { send = [{ can = "pump", count = 2 }] },
  { send = [{ can = "engine", count = 1 }, { can = "pump", count = 3 }] },
]

[[limits]]
status = "OS"
warn_s = 60
alert_s = 120
"#;

/// Faults of the good plan with one thing changed, as `line key field`.
#[track_caller]
fn faults(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    told(&GOOD.replacen(from, to, 1))
}

fn told(text: &str) -> Vec<String> {
    let line = |f: &Fault| format!("{} {} {}", f.line, f.key.trim_start_matches("refused.plan_"), f.field);
    read(text).err().unwrap_or_default().iter().map(line).collect()
}

#[test]
fn the_plan_the_faults_are_made_from_has_none() {
    assert_eq!(told(GOOD), Vec::<String>::new());
}

#[test]
fn each_sort_of_fault_is_told_with_line_and_field() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("typ = \"FIRE\"", "typ = \"FIER\"", &["31 unknown_type rules[1].typ"]),
        ("types = [\"FIRE\"]", "types = [\"FIRE\", \"X1\"]", &["48 unknown_type cards[1].types[2]"]),
        (
            "code = \"FIRE\"",
            "code = \"Fire!\"",
            &["13 code types[2].code", "31 unknown_type rules[1].typ", "48 unknown_type cards[1].types[1]"],
        ),
        (
            "code = \"FIRE\"",
            "code = \"UNK\"",
            &["13 twice types[2].code", "31 unknown_type rules[1].typ", "48 unknown_type cards[1].types[1]"],
        ),
        ("zh = \"火灾\" }", "zh = \" \" }", &["16 empty types[2].label.zh"]),
        ("any = [\"fire\", \"burn*\"]", "any = [\"fire\", \"*\"]", &["32 empty rules[1].any[2]"]),
        ("any = [\"fire\", \"burn*\"]", "any = []", &["32 empty rules[1].any"]),
        (
            "ask = { en = \"Who?\", zh = \"谁？\" }",
            "ask = { en = \"Who?\", zh = \"谁？\" }\nanswers = [{ code = \"x\", label = { en = \"X\", zh = \"某\" }, then = \"inside\" }]",
            &["29 question_cycle types[2].questions[2].answers[1].then"],
        ),
        ("then = \"who\"", "then = \"whom\"", &["22 unknown_question types[2].questions[1].answers[1].then"]),
        ("then = \"who\"", "typ = \"NOPE\"", &["22 unknown_type types[2].questions[1].answers[1].typ"]),
        ("{ can = \"pump\", count = 3 }", "{ can = \"pump\", count = 1 }", &["51 level_less cards[1].levels[2].send"]),
        (
            "{ can = \"pump\", count = 2 }",
            "{ can = \"fly\", count = 2 }",
            &["50 nobody_can cards[1].levels[1].send[1].can", "51 level_less cards[1].levels[2].send"],
        ),
        ("alert_s = 120", "alert_s = 60", &["57 alert_early limits[1].alert_s"]),
        ("warn_s = 60", "kind = \"boat\"\nwarn_s = 60", &["56 unknown_kind limits[1].kind"]),
        ("status = \"OS\"", "status = \"XX\"", &["55 shape limits[1]"]),
        ("cleared = \"DONE\"", "cleared = \"GONE\"", &["4 unknown_disposition cleared"]),
        ("cleared = \"DONE\"", "clear = \"DONE\"", &["4 shape "]),
        ("count = 2", "count = 0", &["50 count cards[1].levels[1].send[1].count"]),
        ("turnout_mobile_s = 30", "turnout_mobile_s = 3601", &["43 seconds kinds[1].turnout_mobile_s"]),
    ];
    for (from, to, wanted) in cases {
        assert_eq!(faults(from, to), *wanted, "{from} -> {to}");
    }
    let boxed = faults("types = [\"FIRE\"]", "within = [10.0, 50.0, 9.0, 51.0]");
    assert_eq!(boxed, ["48 box cards[1].within"]);
}

#[test]
fn all_faults_come_at_once_by_line() {
    let text = GOOD
        .replace("priority = \"3\"", "priority = \"9\"")
        .replace("typ = \"FIRE\"", "typ = \"NOPE\"")
        .replace("alert_s = 120", "alert_s = 1")
        .replace("can = [\"pump\"]", "can = [\"pump\"]\nwheels = 4");
    let told = told(&text);
    let keys: Vec<&str> = told.iter().map(|t| t.split(' ').nth(1).unwrap()).collect();
    assert_eq!(keys, ["shape", "unknown_type", "shape", "alert_early"], "{told:?}");
    let lines: Vec<u32> = told.iter().map(|t| t.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(lines.is_sorted(), "{told:?}");
}

#[test]
fn text_that_is_no_plan_at_all_is_refused_and_bounded() {
    assert_eq!(told("name = \"x\nedition = 3 3")[0].split(' ').nth(1), Some("grammar"));
    assert_eq!(told(&"#".repeat(MAX_TEXT + 1)), ["1 too_large "]);
    assert!(told("").iter().any(|t| t.contains("shape")));
    let many: String = (0..600).map(|_| "[[rules]]\nany = 3\n").collect();
    let many = told(&format!("name = \"a\"\nedition = \"b\"\n{many}"));
    assert!((100..=500).contains(&many.len()), "{}", many.len());
    // Deep nesting must end, not overflow.
    let deep = format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(!told(&deep).is_empty());
}
