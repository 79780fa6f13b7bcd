//! A name taken apart: words that tell it, sorts of streets, particles.

use crate::fold::{MOST_WORDS, Token, fold, is_han, tokens};
use crate::han;
use crate::words::{self, Sort};

/// What a word is to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Tells the name from others.
    Word,
    /// A sort of street.
    Sort(Sort),
    /// Joins words.
    Particle,
}

/// A name, or what is typed as one, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub(crate) parts: Vec<(String, Role)>,
}

/// Takes a name apart. The same for a name that is written and one that is asked for.
#[must_use]
pub fn name(text: &str) -> Name {
    Name::of(&tokens(&han::numerals_to_digits(&fold(text))))
}

impl Name {
    /// Of tokens already cut.
    pub(crate) fn of(tokens: &[Token]) -> Self {
        let mut words: Vec<String> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.han {
                words.extend(districts(&token.text).into_iter().flat_map(split_sort));
                continue;
            }
            let last = tokens[at + 1..].iter().all(Token::is_number);
            words.push(match token.text.as_str() {
                // `St` is a saint before a name and a street after it.
                "st" if last && at > 0 => "street".to_owned(),
                "saint" | "sankt" | "sainte" | "ste" => "st".to_owned(),
                word => words::written_out(word),
            });
        }
        words.truncate(MOST_WORDS);
        Self::with_roles(words)
    }

    /// From [`Name::key`].
    pub(crate) fn from_key(key: &str) -> Self {
        Self::with_roles(key.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }

    fn with_roles(words: Vec<String>) -> Self {
        let role = |word: &str| match words::sort(word) {
            Some(sort) => Role::Sort(sort),
            None if words::is_particle(word) => Role::Particle,
            None => Role::Word,
        };
        let mut parts: Vec<(String, Role)> =
            words.into_iter().map(|word| (role(&word), word)).map(|(r, w)| (w, r)).collect();
        // A name of nothing else (`The Avenue`, `Rua do O`) is told by what it has.
        if parts.iter().all(|(_, role)| *role != Role::Word) {
            parts.iter_mut().for_each(|(_, role)| *role = Role::Word);
        }
        Self { parts }
    }

    /// Its words in order, separated by spaces: two names with one key are the same name.
    #[must_use]
    pub fn key(&self) -> String {
        self.parts.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The words that tell it, sorted: the same whatever their order, and whatever sort of street it is.
    #[must_use]
    pub fn bag(&self) -> String {
        let mut words: Vec<&str> = self.words().collect();
        words.sort_unstable();
        words.join(" ")
    }

    /// The words that tell it, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(|(_, role)| *role == Role::Word).map(|(word, _)| word.as_str())
    }

    pub(crate) fn sorts(&self) -> impl Iterator<Item = (&str, Sort)> {
        self.parts.iter().filter_map(|(word, role)| match role {
            Role::Sort(sort) => Some((word.as_str(), *sort)),
            _ => None,
        })
    }

    /// The words it is filed under in the word index, without repeats: each word that tells it; for Chinese also each pair of
    /// characters and each sound.
    #[must_use]
    pub fn filed_under(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut run = String::new();
        for (word, role) in &self.parts {
            if *role == Role::Word {
                out.push(word.clone());
            }
            if word.starts_with(is_han) {
                run.push_str(word);
                if *role == Role::Word {
                    out.extend(han::pairs(word));
                    out.extend(word.chars().last().map(String::from));
                }
            }
        }
        if !run.is_empty() {
            out.extend(han::sounds(&run));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The words a slip is corrected to: those long enough that a slip leaves something of them.
    pub fn correctable(&self) -> impl Iterator<Item = &str> {
        self.words().filter(|word| can_slip(word))
    }
}

/// Whether a word is long enough to be read as another that differs by one letter, and no number.
pub(crate) fn can_slip(word: &str) -> bool {
    word.chars().count() >= 3 && !word.starts_with(|c: char| c.is_ascii_digit())
}

/// A Han run apart after the districts it names: 上海市浦东新区世纪大道.
fn districts(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let current = out.last().map_or(0, |part| part.chars().count());
        if let Some(part) = out.last_mut() {
            part.push(c);
        }
        let rest = chars.clone().count();
        let (district, road_follows) = ("市区县镇".contains(c), chars.peek().is_some_and(|c| "路街道场".contains(*c)));
        if district && !road_follows && current >= 1 && rest >= 2 {
            out.push(String::new());
        }
    }
    out
}

fn split_sort(text: String) -> Vec<String> {
    match words::han_sort(&text) {
        Some(sort) => vec![text[..text.len() - sort.len()].to_owned(), sort.to_owned()],
        None => vec![text],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn abbreviations_and_sorts_fall_together() {
        for (a, b) in [
            ("Av. da Boavista", "avenida boavista"),
            ("R. de Santa Catarina", "Rua Santa Catarina"),
            ("Leopoldstr.", "Leopoldstraße"),
            ("St. John's Church", "Saint Johns Church"),
            ("High St", "High Street"),
            ("中關村大街", "中关村"),
        ] {
            assert_eq!(name(a).bag(), name(b).bag(), "{a}, {b}");
        }
        assert_eq!(name("The Avenue").bag(), "avenue the");
        assert_eq!(name("Rua").bag(), "rua");
        assert_eq!(name("上海市浦东新区世纪大道").key(), "上海市 浦东新区 世纪 大道");
        assert_eq!(name("Swapped words").bag(), name("words swapped").bag());
    }

    proptest! {
        #[test]
        fn a_key_gives_its_name_back(text in "([a-zA-ZçéäöÅß'. ]{1,8}|rua|st|of|中山北路|[0-9]{1,3}){1,8}") {
            let name = name(&text);
            prop_assert_eq!(&Name::from_key(&name.key()), &name);
        }
    }
}
