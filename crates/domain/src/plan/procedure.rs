//! Checklists as data: what to do at a type of incident, step by step, with questions whose answers lead elsewhere.

use super::Words;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What an answer leads to when nothing more is to be done.
pub const END: &str = "end";
/// Bounds of a plan's procedures, so that a list can be read by a person.
pub const MOST_PROCEDURES: usize = 200;
pub const MOST_STEPS: usize = 100;
pub const MOST_ANSWERS: usize = 12;
/// Longest id, in characters, and longest text of a step in one language, in bytes.
const LONGEST_ID: usize = 40;
const LONGEST_WORDS: usize = 1_000;

/// One procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// 1 to 40 of `a-z 0-9 . _ -`, unique within the plan.
    pub id: String,
    pub label: Words,
    /// Types it is offered for; all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    pub steps: Vec<Step>,
}

/// One step: something to do, or with answers a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// As a procedure's, unique within it; never `end`.
    pub id: String,
    pub say: Words,
    #[serde(default)]
    pub answers: Vec<Branch>,
}

/// An answer, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// As a step's id, unique within the step.
    pub code: String,
    pub label: Words,
    /// A later step, or `end`; the next in order when absent.
    #[serde(default)]
    pub then: Option<String>,
}

/// What is wrong with a procedure: a message key, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub procedure: String,
    pub step: Option<String>,
    pub key: &'static str,
    /// The code, id or language at fault.
    pub name: String,
}

impl Procedure {
    /// Whether it is meant for a type of incident.
    pub fn is_for(&self, type_code: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|t| t.eq_ignore_ascii_case(type_code))
    }
}

/// The procedures every console has until its centre writes its own.
pub fn starters() -> &'static [Procedure] {
    #[derive(Deserialize)]
    struct File {
        procedures: Vec<Procedure>,
    }
    static READ: LazyLock<Vec<Procedure>> = LazyLock::new(|| {
        let read: Result<File, _> = toml::from_str(include_str!("procedures.toml"));
        read.map(|file| file.procedures).unwrap_or_default()
    });
    &READ
}

/// Every fault of a plan's procedures; `known` says whether a type of incident exists. Without faults every way through
/// a procedure ends, since answers only lead forwards.
pub fn faults(procedures: &[Procedure], known: impl Fn(&str) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, procedure) in procedures.iter().enumerate() {
        let mut say = |step: Option<&str>, key, name: &str| {
            let step = step.map(str::to_owned);
            faults.push(Fault { procedure: procedure.id.clone(), step, key, name: name.to_owned() });
        };
        if at == MOST_PROCEDURES {
            say(None, "refused.procedure_too_many", &MOST_PROCEDURES.to_string());
        }
        if !good_id(&procedure.id) {
            say(None, "refused.procedure_id", &procedure.id);
        }
        if procedures[..at].iter().any(|other| other.id == procedure.id) {
            say(None, "refused.procedure_twice", &procedure.id);
        }
        if let Some(language) = missing(&procedure.label) {
            say(None, "refused.procedure_words", language);
        }
        for code in procedure.types.iter().filter(|code| !known(code)) {
            say(None, "refused.unknown_type", code);
        }
        if procedure.steps.is_empty() || procedure.steps.len() > MOST_STEPS {
            say(None, "refused.procedure_steps", &MOST_STEPS.to_string());
        }
        for index in 0..procedure.steps.len() {
            step_faults(procedure, index, &mut say);
        }
    }
    faults
}

fn step_faults<'a>(procedure: &'a Procedure, at: usize, say: &mut impl FnMut(Option<&'a str>, &'static str, &str)) {
    let (step, before) = (&procedure.steps[at], &procedure.steps[..at]);
    let id = Some(step.id.as_str());
    if !good_id(&step.id) || step.id == END {
        say(id, "refused.procedure_id", &step.id);
    }
    if before.iter().any(|other| other.id == step.id) {
        say(id, "refused.procedure_twice", &step.id);
    }
    if let Some(language) = missing(&step.say) {
        say(id, "refused.procedure_words", language);
    }
    if step.answers.len() > MOST_ANSWERS {
        say(id, "refused.procedure_answers", &MOST_ANSWERS.to_string());
    }
    for (index, answer) in step.answers.iter().enumerate() {
        if !good_id(&answer.code) {
            say(id, "refused.procedure_id", &answer.code);
        }
        if step.answers[..index].iter().any(|other| other.code == answer.code) {
            say(id, "refused.procedure_twice", &answer.code);
        }
        if let Some(language) = missing(&answer.label) {
            say(id, "refused.procedure_words", language);
        }
        let leads = |then: &str| then == END || procedure.steps[at + 1..].iter().any(|later| later.id == then);
        if let Some(then) = answer.then.as_deref().filter(|then| !leads(then)) {
            say(id, "refused.procedure_leads_nowhere", then);
        }
    }
    if at > 0 && !is_reached(procedure, at) {
        say(id, "refused.procedure_never_reached", &step.id);
    }
}

/// Whether the step before leads on to it, or an answer names it.
fn is_reached(procedure: &Procedure, at: usize) -> bool {
    let previous = &procedure.steps[at - 1];
    let leads_on = previous.answers.is_empty() || previous.answers.iter().any(|a| a.then.is_none());
    let id = &procedure.steps[at].id;
    leads_on || procedure.steps[..at].iter().flat_map(|s| &s.answers).any(|a| a.then.as_ref() == Some(id))
}

fn good_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    !id.is_empty() && id.len() <= LONGEST_ID && id.chars().all(allowed)
}

/// The language in which something is said not at all, or at too great length.
fn missing(words: &Words) -> Option<&'static str> {
    let bad = |text: &str| text.trim().is_empty() || text.len() > LONGEST_WORDS;
    if bad(&words.en) { Some("en") } else { bad(&words.zh).then_some("zh") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: &str) -> bool {
        crate::Board::default().plan().typ(code).is_some()
    }

    fn keys(procedures: &[Procedure]) -> Vec<&'static str> {
        faults(procedures, known).iter().map(|f| f.key).collect()
    }

    #[test]
    fn the_starters_are_read_and_have_no_fault() {
        assert!(starters().len() >= 2);
        assert_eq!(faults(starters(), known), []);
        assert!(starters().iter().all(|p| p.steps.iter().any(|s| !s.answers.is_empty())), "each has a question");
    }

    #[test]
    fn each_fault_is_named_where_it_is() {
        let broken = |change: fn(&mut Procedure)| {
            let mut procedure = starters()[0].clone();
            change(&mut procedure);
            keys(&[procedure])
        };
        assert_eq!(broken(|p| p.id = "Two words".into()), ["refused.procedure_id"]);
        assert_eq!(broken(|p| p.label.zh = " ".into()), ["refused.procedure_words"]);
        assert_eq!(broken(|p| p.types = vec!["NOPE".into()]), ["refused.unknown_type"]);
        assert_eq!(broken(|p| p.steps.clear()), ["refused.procedure_steps"]);
        assert!(broken(|p| p.steps[0].id = END.into()).contains(&"refused.procedure_id"));
        assert!(broken(|p| p.steps[1].id = p.steps[0].id.clone()).contains(&"refused.procedure_twice"));
        let question = |p: &mut Procedure, then: &str| {
            let at = p.steps.iter().position(|s| !s.answers.is_empty()).unwrap_or_default();
            p.steps[at].answers.iter_mut().for_each(|a| a.then = Some(then.into()));
        };
        let (back, first) = (starters()[0].clone(), starters()[0].steps[0].id.clone());
        let with = |then: &str| {
            let mut procedure = back.clone();
            question(&mut procedure, then);
            keys(&[procedure])
        };
        assert!(with(&first).contains(&"refused.procedure_leads_nowhere"), "a way back would be a circle");
        assert!(with("end").contains(&"refused.procedure_never_reached"));
        assert_eq!(keys(&[back.clone(), back.clone()]), ["refused.procedure_twice"]);
        assert!(keys(&vec![back.clone(); MOST_PROCEDURES + 1]).contains(&"refused.procedure_too_many"));
    }
}
