//! The rules of a plan: what it names must be there, what it counts must grow, what it asks must end.

use super::procedure::{self, Procedure};
use super::read::{Shaped, Source};
use super::recognise::folded;
use super::{Aid, Answer, Level, Question, RunCard, StatusLimit, TextRule, TypeRule, UnitKind, Words};
use crate::number;
use std::collections::{BTreeMap, BTreeSet};

/// Most items of each list (types, rules, and so on) of a plan.
const BOUNDS: [(&str, usize); 7] = [
    ("types", 500),
    ("rules", 2_000),
    ("dispositions", 200),
    ("kinds", 200),
    ("cards", 500),
    ("limits", 500),
    ("aid", 200),
];
/// Most questions of a type, answers of a question, words of a list, capabilities, needs.
const MOST: usize = 60;
/// Most alarm levels of a card.
const MOST_LEVELS: usize = 10;
/// Most units of one need.
const MOST_UNITS: u32 = 100;
/// Most people a need may ask for aboard of one unit.
const MOST_CREW: u32 = 40;
/// Longest word, label or question, characters.
const LONGEST: usize = 160;
/// Longest time of a plan, seconds: a day.
const LONGEST_S: u32 = 86_400;

/// What the plan names, of items that could be read and of those that could not: one fault is not told twice.
struct Names {
    types: BTreeSet<String>,
    dispositions: BTreeSet<String>,
    kinds: BTreeSet<String>,
    able: BTreeSet<String>,
}

pub(super) fn check(plan: &Shaped, source: &mut Source<'_>) {
    for (list, most) in BOUNDS {
        if source.count(list) > most {
            source.fault(list, "refused.plan_too_many", &[("limit", most.to_string())]);
        }
    }
    let upper = |list: Vec<String>| list.iter().map(|code| code.to_uppercase()).collect::<BTreeSet<_>>();
    let lower = |list: Vec<String>| list.iter().map(|word| word.to_lowercase()).collect::<BTreeSet<_>>();
    let kinds = lower(source.texts("kinds", "kind"));
    let able = lower(source.lists_of_texts("kinds", "can")).into_iter().chain(kinds.clone()).collect();
    let names = Names {
        types: upper(source.texts("types", "code")),
        dispositions: upper(source.texts("dispositions", "code")),
        able,
        kinds,
    };
    head(plan, &names, source);
    types(&plan.types, &names, source);
    for (at, rule) in &plan.rules {
        text_rule(&format!("rules[{at}]"), rule, &names, source);
    }
    let mut seen = BTreeSet::new();
    for (at, disposition) in &plan.dispositions {
        let field = format!("dispositions[{at}]");
        code(&format!("{field}.code"), &disposition.code, &mut seen, source);
        words(&format!("{field}.label"), &disposition.label, source);
        optional(&format!("{field}.common"), disposition.common.as_deref(), source);
    }
    kinds_of(&plan.kinds, source);
    cards(&plan.cards, &names, source);
    limits(&plan.limits, &names, source);
    procedures(&plan.procedures, &names, source);
    if plan.head.crews.worked_s > LONGEST_S * 2 {
        source.fault("crews.worked_s", "refused.plan_seconds", &[("limit", (LONGEST_S * 2).to_string())]);
    }
    aid(&plan.aid, &names, source);
}

fn aid(listed: &[(usize, Aid)], names: &Names, source: &mut Source<'_>) {
    for (at, aid) in listed {
        let field = format!("aid[{at}]");
        short(&format!("{field}.agency"), &aid.agency, source);
        if aid.from_level == 0 || aid.from_level as usize > MOST_LEVELS {
            let limit = [("limit", MOST_LEVELS.to_string())];
            source.fault(&format!("{field}.from_level"), "refused.plan_aid_level", &limit);
        }
        types_and_box(&field, &aid.types, aid.within, names, source);
    }
}

/// Types that must be known, and a box that must be one.
fn types_and_box(field: &str, types: &[String], within: Option<[f64; 4]>, names: &Names, source: &mut Source<'_>) {
    for (at, typ) in types.iter().enumerate() {
        let field = format!("{field}.types[{}]", at + 1);
        known(&field, &typ.to_uppercase(), &names.types, "refused.plan_unknown_type", source);
    }
    if let Some([west, south, east, north]) = within {
        let inside = -180.0 <= west && west < east && east <= 180.0;
        if !(inside && -90.0 <= south && south < north && north <= 90.0) {
            source.fault(&format!("{field}.within"), "refused.plan_box", &[]);
        }
    }
}

fn head(plan: &Shaped, names: &Names, source: &mut Source<'_>) {
    short("name", &plan.head.name, source);
    short("edition", &plan.head.edition, source);
    if let Some(key) = plan.head.numbering.as_ref().and_then(|rule| number::check(&rule.template).err()) {
        source.fault("numbering.template", key, &[]);
    }
    if let Some(key) = plan.head.log_numbering.as_ref().and_then(|rule| number::check(&rule.template).err()) {
        source.fault("log_numbering.template", key, &[]);
    }
    // Of a head that could not be read nothing more is known.
    if plan.head.unknown.is_empty() && plan.head.cleared.is_empty() {
        return;
    }
    known("unknown", &plan.head.unknown.to_uppercase(), &names.types, "refused.plan_unknown_type", source);
    known(
        "cleared",
        &plan.head.cleared.to_uppercase(),
        &names.dispositions,
        "refused.plan_unknown_disposition",
        source,
    );
}

/// A text that says something and is not too long.
fn short(field: &str, text: &str, source: &mut Source<'_>) {
    if text.trim().is_empty() {
        source.fault(field, "refused.plan_empty", &[]);
    } else if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        source.fault(field, "refused.plan_long", &[("limit", LONGEST.to_string())]);
    }
}

fn optional(field: &str, text: Option<&str>, source: &mut Source<'_>) {
    if let Some(text) = text {
        short(field, text, source);
    }
}

fn words(field: &str, words: &Words, source: &mut Source<'_>) {
    short(&format!("{field}.en"), &words.en, source);
    short(&format!("{field}.zh"), &words.zh, source);
}

fn known(field: &str, name: &str, names: &BTreeSet<String>, key: &'static str, source: &mut Source<'_>) {
    if !names.contains(name) {
        source.fault(field, key, &[("name", name.to_owned())]);
    }
}

fn once(field: &str, name: String, seen: &mut BTreeSet<String>, source: &mut Source<'_>) {
    if seen.contains(&name) {
        source.fault(field, "refused.plan_twice", &[("name", name)]);
    } else {
        seen.insert(name);
    }
}

/// Two to six capital letters or digits, and only once (`dispatch.md` 5.3).
fn code(field: &str, code: &str, seen: &mut BTreeSet<String>, source: &mut Source<'_>) {
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if !(2..=6).contains(&code.len()) || !code.bytes().all(plain) {
        source.fault(field, "refused.plan_code", &[("name", code.to_owned())]);
    }
    once(field, code.to_uppercase(), seen, source);
}

fn at_most(field: &str, count: usize, most: usize, source: &mut Source<'_>) {
    if count > most {
        source.fault(field, "refused.plan_too_many", &[("limit", most.to_string())]);
    }
}

fn types(types: &[(usize, TypeRule)], names: &Names, source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for (at, typ) in types {
        let field = format!("types[{at}]");
        code(&format!("{field}.code"), &typ.code, &mut seen, source);
        words(&format!("{field}.label"), &typ.label, source);
        optional(&format!("{field}.common"), typ.common.as_deref(), source);
        at_most(&format!("{field}.questions"), typ.questions.len(), MOST, source);
        questions(&field, &typ.questions, names, source);
    }
}

fn questions(field: &str, questions: &[Question], names: &Names, source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for (at, question) in questions.iter().enumerate() {
        let field = format!("{field}.questions[{}]", at + 1);
        short(&format!("{field}.id"), &question.id, source);
        if question.id == END {
            source.fault(&format!("{field}.id"), "refused.plan_question_end", &[]);
        }
        once(&format!("{field}.id"), question.id.clone(), &mut seen, source);
        words(&format!("{field}.ask"), &question.ask, source);
        at_most(&format!("{field}.answers"), question.answers.len(), MOST, source);
        let mut given = BTreeSet::new();
        for (at, answer) in question.answers.iter().enumerate() {
            let field = format!("{field}.answers[{}]", at + 1);
            short(&format!("{field}.code"), &answer.code, source);
            once(&format!("{field}.code"), answer.code.to_lowercase(), &mut given, source);
            words(&format!("{field}.label"), &answer.label, source);
            if let Some(typ) = &answer.typ {
                known(&format!("{field}.typ"), &typ.to_uppercase(), &names.types, "refused.plan_unknown_type", source);
            }
            if let Some(then) = answer.then.as_deref().filter(|then| *then != END)
                && !questions.iter().any(|q| q.id == then)
            {
                let name = [("name", then.to_owned())];
                source.fault(&format!("{field}.then"), "refused.plan_unknown_question", &name);
            }
        }
    }
    for (question, answer) in returning(questions) {
        let field = format!("{field}.questions[{}].answers[{}].then", question + 1, answer + 1);
        source.fault(&field, "refused.plan_question_cycle", &[("name", questions[question].id.clone())]);
    }
}

/// What ends the questions.
const END: &str = "end";

/// Answers that lead back to a question already asked on the way: the questions would never end.
fn returning(questions: &[Question]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnTheWay,
        Done,
    }
    // Depth is bounded by the number of questions, which is bounded before a plan may be in force; still no recursion.
    let mut marks = vec![Mark::New; questions.len()];
    let mut found = Vec::new();
    for start in 0..questions.len() {
        let mut way = vec![(start, next(questions, start))];
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::OnTheWay;
        while let Some((at, left)) = way.last_mut() {
            let at = *at;
            match left.pop() {
                None => {
                    marks[at] = Mark::Done;
                    way.pop();
                }
                Some((answer, to)) => match marks[to] {
                    Mark::OnTheWay => found.extend(answer.map(|answer| (at, answer))),
                    Mark::New => {
                        marks[to] = Mark::OnTheWay;
                        way.push((to, next(questions, to)));
                    }
                    Mark::Done => {}
                },
            }
        }
    }
    found.sort_unstable();
    found
}

/// Which questions may follow one, and the answer that leads there; none where it is the order of the list.
fn next(questions: &[Question], at: usize) -> Vec<(Option<usize>, usize)> {
    let leads = |answer: &Answer| {
        let then = answer.then.as_deref()?;
        questions.iter().position(|q| q.id == then)
    };
    let mut out: Vec<_> =
        questions[at].answers.iter().enumerate().filter_map(|(n, a)| Some((Some(n), leads(a)?))).collect();
    let in_order = questions[at].answers.is_empty() || questions[at].answers.iter().any(|a| a.then.is_none());
    if in_order && at + 1 < questions.len() {
        out.push((None, at + 1));
    }
    out
}

fn text_rule(field: &str, rule: &TextRule, names: &Names, source: &mut Source<'_>) {
    known(&format!("{field}.typ"), &rule.typ.to_uppercase(), &names.types, "refused.plan_unknown_type", source);
    word_list(&format!("{field}.any"), &rule.any, true, source);
    at_most(&format!("{field}.and"), rule.and.len(), MOST, source);
    for (at, list) in rule.and.iter().enumerate() {
        word_list(&format!("{field}.and[{}]", at + 1), list, true, source);
    }
    word_list(&format!("{field}.not"), &rule.not, false, source);
}

fn word_list(field: &str, list: &[String], needed: bool, source: &mut Source<'_>) {
    if needed && list.is_empty() {
        source.fault(field, "refused.plan_empty", &[]);
    }
    at_most(field, list.len(), MOST, source);
    for (at, word) in list.iter().enumerate() {
        let field = format!("{field}[{}]", at + 1);
        if folded(word).is_empty() {
            source.fault(&field, "refused.plan_empty", &[]);
        } else {
            short(&field, word, source);
        }
    }
}

fn kinds_of(kinds: &[(usize, UnitKind)], source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for (at, kind) in kinds {
        let field = format!("kinds[{at}]");
        short(&format!("{field}.kind"), &kind.kind, source);
        lower_case(&format!("{field}.kind"), &kind.kind, source);
        once(&format!("{field}.kind"), kind.kind.to_lowercase(), &mut seen, source);
        words(&format!("{field}.label"), &kind.label, source);
        at_most(&format!("{field}.can"), kind.can.len(), MOST, source);
        for (at, can) in kind.can.iter().enumerate() {
            short(&format!("{field}.can[{}]", at + 1), can, source);
            lower_case(&format!("{field}.can[{}]", at + 1), can, source);
        }
        for (name, seconds) in
            [("turnout_station_s", kind.turnout_station_s), ("turnout_mobile_s", kind.turnout_mobile_s)]
        {
            if seconds > 3_600 {
                source.fault(&format!("{field}.{name}"), "refused.plan_seconds", &[("limit", "3600".into())]);
            }
        }
    }
}

fn lower_case(field: &str, word: &str, source: &mut Source<'_>) {
    if word != word.to_lowercase() || word != word.trim() {
        source.fault(field, "refused.plan_lower", &[("name", word.to_owned())]);
    }
}

fn cards(cards: &[(usize, RunCard)], names: &Names, source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for (at, card) in cards {
        let field = format!("cards[{at}]");
        short(&format!("{field}.id"), &card.id, source);
        once(&format!("{field}.id"), card.id.to_lowercase(), &mut seen, source);
        words(&format!("{field}.label"), &card.label, source);
        types_and_box(&field, &card.types, card.within, names, source);
        if card.stale_s == 0 || card.stale_s > LONGEST_S {
            source.fault(&format!("{field}.stale_s"), "refused.plan_seconds", &[("limit", LONGEST_S.to_string())]);
        }
        levels(&field, &card.levels, names, source);
    }
}

fn levels(field: &str, levels: &[Level], names: &Names, source: &mut Source<'_>) {
    if levels.is_empty() {
        source.fault(&format!("{field}.levels"), "refused.plan_empty", &[]);
    }
    at_most(&format!("{field}.levels"), levels.len(), MOST_LEVELS, source);
    let mut before: BTreeMap<String, u32> = BTreeMap::new();
    for (at, level) in levels.iter().enumerate() {
        let field = format!("{field}.levels[{}]", at + 1);
        if level.send.is_empty() {
            source.fault(&format!("{field}.send"), "refused.plan_empty", &[]);
        }
        at_most(&format!("{field}.send"), level.send.len(), MOST, source);
        let mut asked: BTreeMap<String, u32> = BTreeMap::new();
        for (at, need) in level.send.iter().enumerate() {
            let field = format!("{field}.send[{}]", at + 1);
            let can = need.can.to_lowercase();
            known(&format!("{field}.can"), &can, &names.able, "refused.plan_nobody_can", source);
            if need.count == 0 || need.count > MOST_UNITS {
                source.fault(&format!("{field}.count"), "refused.plan_count", &[("limit", MOST_UNITS.to_string())]);
            }
            if need.crew > MOST_CREW {
                source.fault(&format!("{field}.crew"), "refused.plan_count", &[("limit", MOST_CREW.to_string())]);
            }
            at_most(&format!("{field}.skills"), need.skills.len(), MOST, source);
            for (at, skill) in need.skills.iter().enumerate() {
                short(&format!("{field}.skills[{}]", at + 1), skill, source);
                lower_case(&format!("{field}.skills[{}]", at + 1), skill, source);
            }
            if asked.insert(can.clone(), need.count).is_some() {
                source.fault(&format!("{field}.can"), "refused.plan_twice", &[("name", can)]);
            }
        }
        for (can, count) in &before {
            let now = asked.get(can).copied().unwrap_or(0);
            if now < *count {
                let params = [("name", can.clone()), ("count", now.to_string()), ("before", count.to_string())];
                source.fault(&format!("{field}.send"), "refused.plan_level_less", &params);
            }
        }
        before = asked;
    }
}

fn procedures(listed: &[(usize, Procedure)], names: &Names, source: &mut Source<'_>) {
    let bare: Vec<Procedure> = listed.iter().map(|(_, procedure)| procedure.clone()).collect();
    for fault in procedure::faults(&bare, |code| names.types.contains(&code.to_uppercase())) {
        let at = listed.iter().find(|(_, p)| p.id == fault.procedure).map_or(1, |(at, _)| *at);
        let step = fault.step.unwrap_or_default();
        let params = [("procedure", fault.procedure), ("step", step), ("name", fault.name)];
        source.fault(&format!("procedures[{at}]"), fault.key, &params);
    }
}

fn limits(limits: &[(usize, StatusLimit)], names: &Names, source: &mut Source<'_>) {
    let mut seen = BTreeSet::new();
    for (at, limit) in limits {
        let field = format!("limits[{at}]");
        if let Some(kind) = &limit.kind {
            known(&format!("{field}.kind"), &kind.to_lowercase(), &names.kinds, "refused.plan_unknown_kind", source);
        }
        let name = format!("{} {}", limit.status.code(), limit.kind.as_deref().unwrap_or_default().to_lowercase());
        once(&format!("{field}.status"), name.trim().to_owned(), &mut seen, source);
        if limit.warn_s == 0 || limit.alert_s > LONGEST_S {
            source.fault(&format!("{field}.warn_s"), "refused.plan_seconds", &[("limit", LONGEST_S.to_string())]);
        }
        if limit.alert_s <= limit.warn_s {
            let params = [("warn", limit.warn_s.to_string()), ("alert", limit.alert_s.to_string())];
            source.fault(&format!("{field}.alert_s"), "refused.plan_alert_early", &params);
        }
    }
}
