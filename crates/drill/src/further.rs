//! What people say beside the first call: callers who ring again, crews who report, in the drill's language. Texts come from
//! `data/further.json`.

use crate::calls::Tongue;
use crate::rng::Rng;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The words of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Further {
    pub cancel: Vec<String>,
    pub worse: Vec<String>,
    pub again: Vec<String>,
    pub report: Vec<String>,
    pub breakdown: Vec<String>,
    pub cleared: Vec<String>,
    pub hand_over: Vec<String>,
    pub direction: Vec<String>,
}

impl Further {
    /// Callers of a language without texts are served in English.
    pub fn of(tongue: Tongue) -> Self {
        let mut all: BTreeMap<String, Self> = serde_json::from_str(include_str!("../data/further.json"))
            .expect("the table is part of the program and tested");
        let code = if tongue == Tongue::Zh { "zh" } else { "en" };
        all.remove(code).expect("the table has both languages, which is tested")
    }

    /// One of some texts.
    pub fn say(rng: &mut Rng, of: &[String]) -> String {
        rng.pick(of).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_in_both_languages() {
        let han = |text: &String| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for (tongue, chinese) in [(Tongue::En, false), (Tongue::Zh, true), (Tongue::Fi, false)] {
            let f = Further::of(tongue);
            let lists =
                [&f.cancel, &f.worse, &f.again, &f.report, &f.breakdown, &f.cleared, &f.hand_over, &f.direction];
            for list in lists {
                assert!(!list.is_empty() && list.iter().all(|text| han(text) == chinese), "{list:?}");
            }
        }
    }
}
