//! How text becomes search words, for writing and for asking alike. Pure; knows no table.
//!
//! The index splits at spaces and signs, which Han text does not have. So a run of Han characters is stored as its
//! overlapping pairs and its last character: `消防车` becomes `消防 防车 车`. A question of one character is then a prefix,
//! a longer one a phrase of pairs. Whoever changes [`indexed`] must add a migration that rebuilds the index.

/// No person types more words than this; the rest of a question is left out.
const MOST_TERMS: usize = 16;

/// Characters written without spaces between words.
fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0x2fdf | 0x3005 | 0x3007 | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xf900..=0xfaff | 0x2_0000..=0x3_23af)
}

/// Full-width letters and digits, as Chinese input methods make them, are the plain ones.
fn folded(c: char) -> char {
    match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The text as the index gets it.
pub(crate) fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut last = None;
    for c in text.chars().map(folded) {
        match (last, is_han(c)) {
            (Some(before), true) => out.extend([before, c, ' ']),
            (None, true) => out.push(' '),
            (Some(before), false) => out.extend([before, ' ', c]),
            (None, false) => out.push(c),
        }
        last = is_han(c).then_some(c);
    }
    out.extend(last);
    out
}

/// What a person typed as questions to the index, all of which must hold. Nothing of it is taken as search syntax.
/// Empty when it holds no letter or digit.
pub(crate) fn questions(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().map(folded).chain([' ']) {
        let breaks = !c.is_alphanumeric() || run.last().is_some_and(|before| is_han(*before) != is_han(c));
        if breaks && !run.is_empty() {
            out.push(question(&run));
            run.clear();
            if out.len() == MOST_TERMS {
                return out;
            }
        }
        if c.is_alphanumeric() {
            run.push(c);
        }
    }
    out
}

/// One run of letters and digits, all Han or none; so no quote can be in it.
fn question(run: &[char]) -> String {
    let han = run.first().is_some_and(|c| is_han(*c));
    if han && run.len() > 1 {
        let pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
        return format!("\"{}\"", pairs.join(" "));
    }
    format!("\"{}\"*", run.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_runs_become_pairs_and_the_last_character() {
        assert_eq!(indexed("消防车"), " 消防 防车 车");
        assert_eq!(indexed("E1到 Main St"), "E1 到  Main St");
        assert_eq!(indexed("Ｅ１２"), "E12");
        assert_eq!(indexed(""), "");
    }

    #[test]
    fn questions_hold_no_syntax() {
        assert_eq!(questions("车"), ["\"车\"*"]);
        assert_eq!(questions("消防车"), ["\"消防 防车\""]);
        assert_eq!(questions("NEAR(a b) OR \"x"), ["\"NEAR\"*", "\"a\"*", "\"b\"*", "\"OR\"*", "\"x\"*"]);
        assert_eq!(questions("三号楼12"), ["\"三号 号楼\"", "\"12\"*"]);
        assert!(questions(" -!*\" ").is_empty());
        assert_eq!(questions(&"a ".repeat(100)).len(), MOST_TERMS);
    }
}
