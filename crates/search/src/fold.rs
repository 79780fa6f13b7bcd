//! Folding: what may differ between two ways to write the same word is made the same. Used for writing and for asking.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a question that are read; a paste of any length costs no more.
pub const MOST_TYPED: usize = 300;
/// Characters of one word that are kept.
const MOST_IN_WORD: usize = 48;
/// Words of one name or question that are kept.
pub(crate) const MOST_WORDS: usize = 24;

/// One run of letters and digits, folded. Han stands apart from other scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub text: String,
    pub han: bool,
}

impl Token {
    /// Begins with a digit, so it may be a house number.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Traditional characters and the simplified ones they are written as, from OpenCC's character table.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let one = |text: &str| text.chars().next();
    hanconv::RawDictionary::TSCharacters.iter().filter_map(|(from, to)| Some((one(from)?, one(to)?))).collect()
});

/// Han, by the blocks that place names are written in.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Text without case, accents, full-width forms, ligatures and traditional characters. Apostrophes vanish, but part an
/// elided article (`l'Església`); what is neither letter nor digit is a space, except a hyphen between digits.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let typed = text.chars().take(MOST_TYPED);
    for c in typed.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' => {
                if elided(&out) {
                    out.push(' ');
                }
            }
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ł' | 'Ł' => out.push('l'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            '-' | '‐' | '‑' | '–' | '—' => out.push('-'),
            c if is_han(c) => out.push(SIMPLIFIED.get(&c).copied().unwrap_or(c)),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
            _ => out.push(' '),
        }
    }
    out
}

/// Whether what was written so far ends in an article that an apostrophe joins to its word.
fn elided(out: &str) -> bool {
    let word = out.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(word, "l" | "d" | "n" | "dell" | "all" | "qu")
}

/// The runs of a folded text. A hyphen stays between two digits (`12-16`) and parts everything else.
pub(crate) fn tokens(folded: &str) -> Vec<Token> {
    let chars: Vec<char> = folded.chars().collect();
    let mut out: Vec<Token> = Vec::new();
    let mut run = String::new();
    let mut han = false;
    let mut flush = |run: &mut String, han: bool| {
        if !run.is_empty() && out.len() < MOST_WORDS {
            out.push(Token { text: run.chars().take(MOST_IN_WORD).collect(), han });
        }
        run.clear();
    };
    for (at, c) in chars.iter().copied().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let joins = c == '-' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if !(c.is_alphanumeric() || joins) {
            flush(&mut run, han);
            continue;
        }
        if is_han(c) != han {
            flush(&mut run, han);
        }
        han = is_han(c);
        run.push(c);
    }
    flush(&mut run, han);
    out
}

/// Whether two words differ by at most one letter left out, put in, changed, or two neighbours swapped
/// (optimal string alignment).
#[must_use]
pub fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([p, q, x @ ..], [r, s, y @ ..]) => p == s && q == r && x == y,
        _ => false,
    }
}

/// The keys a word is filed and looked up under for slips of one letter: itself, and itself without each letter
/// (the deletions of SymSpell). Two words within one slip share a key; not all that share one are.
#[must_use]
pub fn typo_keys(word: &str) -> Vec<i64> {
    let chars: Vec<char> = word.chars().collect();
    let without = |skip: usize| hash(chars.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, c)| *c));
    let mut keys: Vec<i64> = (0..=chars.len()).map(without).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// FNV-1a over the characters; part of the file's format.
fn hash(chars: impl Iterator<Item = char>) -> i64 {
    let step = |hash: u64, c: char| {
        u32::from(c).to_le_bytes().iter().fold(hash, |h, byte| (h ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    };
    i64::from_le_bytes(chars.fold(0xcbf2_9ce4_8422_2325, step).to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        tokens(&fold(text)).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn ways_to_write_one_word_become_one() {
        assert_eq!(fold("Große ALLÉE"), "grosse allee");
        assert_eq!(fold("ＡＢＣ１２"), "abc12");
        assert_eq!(words("Carrer de l’Església"), ["carrer", "de", "l", "esglesia"]);
        assert_eq!(words("O'Connell St."), ["oconnell", "st"]);
        assert_eq!(fold("中關村"), "中关村");
        assert_eq!(words("臺灣路12-16號"), ["台湾路", "12-16", "号"]);
        assert_eq!(words("Jean-Jaurès 5-B"), ["jean", "jaures", "5", "b"]);
        assert_eq!(words("\0a\u{7}b 🚒 \"NEAR\"*"), ["a", "b", "near"]);
    }

    #[test]
    fn slips() {
        for (a, b) in
            [("carmo", "carmo"), ("carmo", "camo"), ("carmo", "carrmo"), ("carmo", "cramo"), ("carmo", "carma")]
        {
            assert!(one_slip(a, b) && one_slip(b, a), "{a} {b}");
        }
        for (a, b) in [("carmo", "crmao"), ("carmo", "cam"), ("ab", "cd"), ("abcd", "badc")] {
            assert!(!one_slip(a, b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn words_within_one_slip_share_a_key(word in "[a-z中山北路]{2,10}", at in 0_usize..10, c in "[a-z]", how in 0..4) {
            let mut chars: Vec<char> = word.chars().collect();
            let at = at % chars.len();
            let new = c.chars().next().unwrap_or('x');
            match how {
                0 => { chars.remove(at); }
                1 => chars.insert(at, new),
                2 => chars[at] = new,
                _ => { let next = (at + 1) % chars.len(); if next > at { chars.swap(at, next); } }
            }
            let other: String = chars.into_iter().collect();
            prop_assert!(one_slip(&word, &other));
            let keys = typo_keys(&word);
            prop_assert!(typo_keys(&other).iter().any(|key| keys.contains(key)), "{} {}", word, other);
        }

        #[test]
        fn folding_is_settled_and_bounded(text in "\\PC{0,400}") {
            let once = fold(&text);
            let again: Vec<_> = tokens(&fold(&once));
            prop_assert_eq!(tokens(&once).len(), again.len());
            prop_assert!(again.len() <= MOST_WORDS);
            for token in again {
                prop_assert!(token.text.chars().all(|c| c.is_alphanumeric() || c == '-'));
            }
        }
    }
}
