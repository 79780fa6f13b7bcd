//! The blank card: the fields of the call form in its order, from the plan in force.

use super::Words;
use super::html::Html;
use watchfloor_api::intake::{CardAnswer, CardChoice, CardField, CardQuestion, CardSheet, CardType};
use watchfloor_domain::plan::{Plan, Question, TypeRule};
use watchfloor_domain::types::Priority;

/// Fields of `enter_card` in the order of the form: name, message key, kind.
const FIELDS: &[(&str, &str, &str)] = &[
    ("received_ms", "paper.received", "time"),
    ("what", "intake.what", "lines"),
    ("type_code", "intake.type", "line"),
    ("priority", "intake.priority", "choice"),
    ("place", "intake.place", "lines"),
    ("caller.name", "intake.caller", "line"),
    ("caller.phone", "intake.phone", "line"),
    ("closed_ms", "paper.closed", "time"),
    ("disposition", "paper.disposition", "line"),
    ("reason", "paper.reason", "line"),
];
/// Columns of one unit.
const UNIT: &[&str] = &[
    "paper.unit",
    "paper.sent",
    "paper.en_route",
    "paper.on_scene",
    "paper.transport",
    "paper.destination",
    "paper.at_destination",
    "paper.clear",
];
/// Rows for units on one card.
const UNIT_ROWS: usize = 6;

/// The card of a plan in one language.
pub(crate) fn card(plan: &Plan, words: Words) -> CardSheet {
    let priorities = || Priority::ALL.iter().map(|p| choice(p.code(), &words.word(&format!("priority.{}", p.code()))));
    let field = |(field, key, kind): &(&str, &str, &str)| CardField {
        field: (*field).to_owned(),
        label: words.word(key),
        kind: (*kind).to_owned(),
        choices: if *field == "priority" { priorities().collect() } else { Vec::new() },
    };
    let mut types: Vec<CardType> = plan.types.iter().map(|kind| typ(kind, words)).collect();
    types.sort_by(|a, b| a.service.cmp(&b.service).then_with(|| a.code.cmp(&b.code)));
    CardSheet {
        lang: words.lang().to_owned(),
        title: words.word("paper.card"),
        plan: format!("{} {}", plan.name, plan.edition),
        fields: FIELDS.iter().map(field).collect(),
        unit_columns: UNIT.iter().map(|key| words.word(key)).collect(),
        types,
        dispositions: plan.dispositions.iter().map(|d| choice(&d.code, &words.label(&d.label))).collect(),
        notes: ["paper.note_times", "paper.note_empty", "paper.note_enter"].iter().map(|key| words.word(key)).collect(),
    }
}

fn choice(code: &str, label: &str) -> CardChoice {
    CardChoice { code: code.to_owned(), label: label.to_owned() }
}

fn typ(kind: &TypeRule, words: Words) -> CardType {
    let place = |id: &str| kind.questions.iter().position(|q| q.id == id).map(|at| (at + 1).to_string());
    let question = |q: &Question| CardQuestion {
        ask: words.label(&q.ask),
        choices: q
            .answers
            .iter()
            .map(|a| CardAnswer {
                code: a.code.clone(),
                label: words.label(&a.label),
                then: a.then.as_deref().map(|then| place(then).unwrap_or_else(|| words.word("paper.end"))),
            })
            .collect(),
    };
    CardType {
        code: kind.code.clone(),
        label: words.label(&kind.label),
        service: words.word(&format!("service.{}", kind.service.word())),
        priority: kind.priority.code().to_owned(),
        questions: kind.questions.iter().map(question).collect(),
    }
}

/// The card as one document: the card itself on the first sheet, codes and questions behind it.
pub(crate) fn card_html(sheet: &CardSheet, words: Words) -> String {
    let mut html = Html::new(&sheet.lang, &sheet.title);
    html.tag("h1", &sheet.title).raw("<p class=note>").text(&sheet.plan).raw("</p><table class=fill>");
    for field in &sheet.fields {
        html.raw(if field.kind == "lines" { "<tr class=big><th>" } else { "<tr><th>" })
            .text(&field.label)
            .raw("</th><td>");
        if field.kind == "time" {
            html.raw("<span class=note>").text(&words.word("paper.time_form")).raw("</span>");
        }
        field.choices.iter().for_each(|c| boxed(&mut html, &format!("{} {}", c.code, c.label)));
        html.raw("</td></tr>");
    }
    html.raw("</table>").tag("h2", &words.word("paper.units")).raw("<table class=fill>").heads(&sheet.unit_columns);
    let cells = "<td></td>".repeat(sheet.unit_columns.len());
    html.raw(&format!("<tr>{cells}</tr>").repeat(UNIT_ROWS)).raw("</table>");
    html.tag("h2", &words.word("paper.answers")).raw("<table class=fill>");
    html.heads(&[words.word("paper.question"), words.word("intake.question_answer"), words.word("paper.time")]);
    html.raw(&"<tr><td></td><td></td><td></td></tr>".repeat(5)).raw("</table>");
    for note in &sheet.notes {
        html.tag("p", note);
    }
    html.raw("<div class=page></div>").tag("h2", &words.word("intake.type")).raw("<table>");
    let heads = ["intake.type", "intake.priority", "paper.question"].map(|key| words.word(key));
    html.heads(&heads);
    for kind in &sheet.types {
        html.raw("<tr><td class=n>").tag("b", &kind.code).raw("<br>").text(&kind.label).raw("<br><span class=note>");
        html.text(&kind.service).raw("</span></td><td class=n>").text(&kind.priority).raw("</td><td>");
        for (at, question) in kind.questions.iter().enumerate() {
            html.raw("<p>").text(&format!("{}. {} ", at + 1, question.ask));
            for answer in &question.choices {
                let then = answer.then.as_ref().map_or_else(String::new, |then| format!(" → {then}"));
                boxed(&mut html, &format!("{}{then}", answer.label));
            }
            html.raw("</p>");
        }
        html.raw("</td></tr>");
    }
    html.raw("</table>").tag("h2", &words.word("paper.disposition")).raw("<p>");
    for one in &sheet.dispositions {
        html.raw("<span class=choice>").tag("b", &one.code).text(&format!(" {}", one.label)).raw("</span> ");
    }
    html.raw("</p>");
    html.end()
}

fn boxed(html: &mut Html, text: &str) {
    html.raw("<span class=choice><span class=box></span>").text(text).raw("</span> ");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, known};
    use watchfloor_api::intake::{CardUnit, EnterCard};

    fn plan() -> Plan {
        let text = crate::plan::starter("international").expect("a starter").text;
        watchfloor_domain::plan::read(&text).expect("without fault")
    }

    /// What is written on paper can be entered, and what can be entered has a place on paper.
    #[test]
    fn the_card_has_the_fields_of_the_form() {
        let empty: EnterCard = serde_json::from_str(r#"{"reason":"r","received_ms":1,"caller":{}}"#).expect("a card");
        let fields = serde_json::to_value(&empty).expect("fields");
        let mut entered: Vec<String> = Vec::new();
        for (name, value) in fields.as_object().expect("an object") {
            match (name.as_str(), value.as_object()) {
                (_, Some(inner)) => entered.extend(inner.keys().map(|key| format!("{name}.{key}"))),
                // They have tables of their own on the card.
                ("answers" | "units", _) => {}
                _ => entered.push(name.clone()),
            }
        }
        let mut on_paper: Vec<String> = FIELDS.iter().map(|(field, ..)| (*field).to_owned()).collect();
        entered.sort();
        on_paper.sort();
        assert_eq!(on_paper, entered);
        let unit: CardUnit = serde_json::from_str(r#"{"unit":"E1"}"#).expect("a unit");
        let columns = serde_json::to_value(&unit).expect("columns").as_object().expect("an object").len();
        assert_eq!(UNIT.len(), columns);
        let keys = FIELDS.iter().map(|(_, key, _)| *key).chain(UNIT.iter().copied());
        keys.for_each(|key| assert!(known(key), "{key}"));
    }

    #[test]
    fn every_type_stands_on_it_in_both_languages() {
        let plan = plan();
        for language in [Language::En, Language::Zh] {
            let words = Words(language);
            let sheet = card(&plan, words);
            assert_eq!(sheet.types.len(), plan.types.len());
            let html = card_html(&sheet, words);
            for kind in &plan.types {
                assert!(html.contains(&format!("<b>{}</b>", kind.code)), "{}", kind.code);
            }
            // A word that is missing shows as its key: a dot and a letter behind it, which no sentence has.
            for key in ["paper.", "service."] {
                let bare =
                    html.match_indices(key).find(|(at, _)| html[at + key.len()..].starts_with(char::is_alphanumeric));
                assert_eq!(bare.map(|(at, _)| &html[at..at + 40]), None, "every word is there");
            }
        }
    }
}
