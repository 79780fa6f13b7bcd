//! The way through a type's questions: each answer leads to the next, or past some of them.

use crate::plan::Question;

/// Where the questions stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Path<'a> {
    /// Asked and answered, in the order they led.
    pub passed: Vec<&'a Question>,
    /// Still open: the next one, and those that follow it as long as no answer leads elsewhere.
    pub open: Vec<&'a Question>,
}

/// Follows the answers from the first question. `given` says whether a question is answered, and the code of a closed
/// answer; free words lead to the next in order.
pub fn follow<'a>(questions: &'a [Question], given: impl Fn(&str) -> Option<Option<String>>) -> Path<'a> {
    let mut path = Path { passed: Vec::new(), open: Vec::new() };
    let mut at = 0;
    while let Some(question) = questions.get(at) {
        let Some(code) = given(&question.id) else {
            // What an open question may skip is not known yet; what was answered on the way is not open.
            path.open = questions[at..].iter().filter(|q| given(&q.id).is_none()).collect();
            break;
        };
        // A plan has no circles; should one come all the same, each question is passed once.
        if path.passed.iter().any(|passed| passed.id == question.id) {
            break;
        }
        path.passed.push(question);
        let then = question.answers.iter().find(|a| Some(&a.code) == code.as_ref()).and_then(|a| a.then.as_deref());
        at = match then {
            Some("end") => break,
            Some(id) => match questions.iter().position(|q| q.id == id) {
                Some(at) => at,
                None => break,
            },
            None => at + 1,
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Answer, Words};

    fn question(id: &str, answers: &[(&str, Option<&str>)]) -> Question {
        let answer = |(code, then): &(&str, Option<&str>)| Answer {
            code: (*code).to_owned(),
            label: Words::default(),
            then: then.map(str::to_owned),
            typ: None,
            priority: None,
        };
        Question { id: id.into(), ask: Words::default(), answers: answers.iter().map(answer).collect() }
    }

    fn ids<'a>(list: &[&'a Question]) -> Vec<&'a str> {
        list.iter().map(|q| q.id.as_str()).collect()
    }

    #[test]
    fn answers_lead_and_what_is_open_is_named() {
        let all = [
            question("hurt", &[("no", Some("lanes")), ("yes", None)]),
            question("trapped", &[("yes", Some("end")), ("no", None)]),
            question("lanes", &[]),
        ];
        let with = |given: &[(&str, Option<&str>)]| {
            let given = given.to_vec();
            let path =
                follow(&all, move |id| given.iter().find(|(q, _)| *q == id).map(|(_, code)| code.map(str::to_owned)));
            (ids(&path.passed), ids(&path.open))
        };
        assert_eq!(with(&[]), (vec![], vec!["hurt", "trapped", "lanes"]));
        assert_eq!(with(&[("hurt", Some("no"))]), (vec!["hurt"], vec!["lanes"]), "what it leads past is not open");
        assert_eq!(with(&[("hurt", Some("yes"))]), (vec!["hurt"], vec!["trapped", "lanes"]));
        assert_eq!(with(&[("hurt", Some("yes")), ("trapped", Some("yes"))]).1, Vec::<&str>::new());
        assert_eq!(with(&[("lanes", None)]).1, ["hurt", "trapped"], "an answer out of order is not asked again");
    }
}
