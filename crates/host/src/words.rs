//! The message files, for what Rust itself says: receipts in automation, desktop notifications, refusals in the log.
//! The window reads the same files; nothing here is a text of its own.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use watchfloor_api::view::MessageLine;
use watchfloor_domain::story::Sentence;
use watchfloor_engine::ports::Vault;

const EN: &str = include_str!("../../../ui/messages/en.json");
const ZH: &str = include_str!("../../../ui/messages/zh.json");

/// A language of the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    En,
    Zh,
}

impl Language {
    /// From a locale of the environment, such as `zh_CN.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }
}

fn table(language: Language) -> &'static BTreeMap<String, String> {
    static TABLES: OnceLock<[BTreeMap<String, String>; 2]> = OnceLock::new();
    let read = |text| {
        let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        all.into_iter().filter_map(|(key, value)| value.as_str().map(|text| (key, text.to_owned()))).collect()
    };
    let tables = TABLES.get_or_init(|| [read(EN), read(ZH)]);
    &tables[usize::from(language == Language::Zh)]
}

/// Whether a key is in the files.
pub fn known(key: &str) -> bool {
    table(Language::En).contains_key(key)
}

/// A message with its parameters in place. A key that is not in the files prints as itself, with its parameters.
pub fn say(language: Language, key: &str, params: &BTreeMap<String, String>) -> String {
    let Some(template) = table(language).get(key) else {
        let params: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        return format!("{key} {}", params.join(" ")).trim_end().to_owned();
    };
    let mut out = template.clone();
    let own = if language == Language::Zh { "_zh" } else { "_en" };
    for (name, value) in params {
        out = out.replace(&format!("{{{name}}}"), value);
        // What has words of its own in both languages comes as `name_en` and `name_zh`.
        if let Some(name) = name.strip_suffix(own) {
            out = out.replace(&format!("{{{name}}}"), value);
        }
    }
    out
}

/// A sentence for the wire: personal parameters opened, or named as erased.
pub fn line(vault: &dyn Vault, sentence: &Sentence) -> MessageLine {
    let mut params = sentence.params.clone();
    for (name, personal) in &sentence.personal {
        let text = vault.open(personal).unwrap_or_else(|| say(Language::En, "personal.erased", &BTreeMap::new()));
        params.insert((*name).to_owned(), text);
    }
    MessageLine { text: say(Language::En, &sentence.key, &params), key: sentence.key.clone(), params }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_domain::Event;

    #[test]
    fn every_event_has_its_sentence_in_both_languages() {
        // Some have one sentence for each of their cases and none for all.
        let said = |table: &BTreeMap<String, String>, key: &str| {
            let case = format!("{key}.");
            table.keys().any(|known| known == key || known.starts_with(&case))
        };
        let missing: Vec<String> = Event::TYPES
            .iter()
            .map(|typ| format!("event.{typ}"))
            .filter(|key| !said(table(Language::En), key) || !said(table(Language::Zh), key))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_missing_key_is_said_with_its_parameters() {
        let params = BTreeMap::from([("unit".to_owned(), "E1".to_owned())]);
        assert_eq!(say(Language::En, "no.such.key", &params), "no.such.key unit=E1");
    }
}
