//! Chinese: numerals, the parts of an address, two-character steps in place of a dictionary, sounds.

use pinyin::ToPinyinMulti;

/// Marks a word of the index that is a sound written in full, or the first letters of sounds. Private use characters,
/// so that no typed word can be one.
pub(crate) const SOUND: char = '\u{e000}';
pub(crate) const INITIALS: char = '\u{e001}';

/// Ways to read one name that are filed at most: some characters have several sounds.
const MOST_SOUNDS: usize = 16;

/// What a number may be of. `号` is the house; the lane comes before it; the others lie inside the house.
const COUNTED: [&str; 12] = ["号", "弄", "栋", "幢", "单元", "室", "楼", "层", "座", "院", "巷", "组"];

fn digit(c: char) -> Option<u32> {
    const DIGITS: &str = "〇一二三四五六七八九";
    match c {
        '零' => Some(0),
        '两' => Some(2),
        _ => DIGITS.chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok()),
    }
}

/// The value of Chinese numerals, such as 三十五, 一百零二, 二〇五; `None` when they are none or too large.
fn numeral(text: &[char]) -> Option<u32> {
    let unit = |c| match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    };
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    if text.iter().all(|c| digit(*c).is_some()) {
        return text.iter().try_fold(0_u32, |sum, c| sum.checked_mul(10)?.checked_add(digit(*c)?));
    }
    let (mut sum, mut pending) = (0_u32, None);
    for c in text {
        if let Some(value) = digit(*c) {
            pending = Some(value);
        } else {
            sum = sum.checked_add(pending.take().filter(|p| *p > 0).unwrap_or(1).checked_mul(unit(*c)?)?)?;
        }
    }
    sum.checked_add(pending.unwrap_or(0))
}

/// Folded text whose Chinese numerals before a counted thing are digits: 三十五号 becomes 35号. Numerals in names
/// (北一路, 五四路) stay.
pub(crate) fn numerals_to_digits(folded: &str) -> String {
    let chars: Vec<char> = folded.chars().collect();
    let mut out = String::with_capacity(folded.len());
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|c| digit(**c).is_some() || "十百千".contains(**c)).count();
        let rest: String = chars[at + run..].iter().take(2).collect();
        match numeral(&chars[at..at + run]).filter(|_| COUNTED.iter().any(|word| rest.starts_with(word))) {
            Some(value) => out.push_str(&value.to_string()),
            None => out.extend(&chars[at..at + run.max(1)]),
        }
        at += run.max(1);
    }
    out
}

/// The counted thing a text begins with, and what follows.
pub(crate) fn counted(text: &str) -> Option<(&'static str, &str)> {
    COUNTED.iter().find_map(|word| text.strip_prefix(word).map(|rest| (*word, rest)))
}

/// The pairs of neighbouring characters; a single character stands for itself.
pub(crate) fn pairs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < 2 {
        return vec![text.to_owned()];
    }
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// The words a Han text is filed under for its sound: the full sound from each character on, and the first letters from
/// the first.
pub(crate) fn sounds(text: &str) -> Vec<String> {
    let chars: Vec<Vec<&'static str>> = text
        .to_pinyin_multi()
        .map(|sounds| {
            let mut plain: Vec<&str> = sounds.into_iter().flatten().map(pinyin::Pinyin::plain).collect();
            // The commonest stays first: it is the one that goes on when there are too many.
            let mut seen = std::collections::HashSet::new();
            plain.retain(|sound| seen.insert(*sound));
            plain
        })
        .collect();
    let mut out: Vec<String> = Vec::new();
    for from in 0..chars.len().min(12) {
        let full = combinations(&chars[from..], |sound| sound.replace('ü', "v"));
        out.extend(full.into_iter().filter(|sound| sound.len() > 1).map(|sound| format!("{SOUND}{sound}")));
    }
    let first = combinations(&chars, |sound| sound.chars().take(1).collect());
    out.extend(first.into_iter().filter(|letters| letters.len() > 1).map(|letters| format!("{INITIALS}{letters}")));
    out.sort_unstable();
    out.dedup();
    out
}

fn combinations(chars: &[Vec<&'static str>], write: impl Fn(&str) -> String) -> Vec<String> {
    let mut out = vec![String::new()];
    for sounds in chars.iter().take(12) {
        if sounds.is_empty() {
            break;
        }
        let mut ways: Vec<String> = sounds.iter().map(|sound| write(sound)).collect();
        let mut seen = std::collections::HashSet::new();
        ways.retain(|way| seen.insert(way.clone()));
        // Once there are enough ways, only the first sound goes on.
        let take = (MOST_SOUNDS / out.len()).max(1);
        let grow =
            |so_far: &String| ways.iter().take(take).map(move |way| format!("{so_far}{way}")).collect::<Vec<_>>();
        out = out.iter().flat_map(grow).collect();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_before_counted_things_are_digits() {
        for (text, value) in
            [("三十五", 35), ("十", 10), ("十二", 12), ("一百零二", 102), ("二〇五", 205), ("两百", 200)]
        {
            assert_eq!(numeral(&text.chars().collect::<Vec<_>>()), Some(value), "{text}");
        }
        assert_eq!(numerals_to_digits("中山北路三十五号二单元"), "中山北路35号2单元");
        assert_eq!(numerals_to_digits("五四路 北一路"), "五四路 北一路");
    }

    #[test]
    fn sounds_have_every_reading_and_every_beginning() {
        let sounds = sounds("重庆路");
        for wanted in ["chongqinglu", "zhongqinglu", "qinglu"] {
            assert!(sounds.contains(&format!("{SOUND}{wanted}")), "{wanted}: {sounds:?}");
        }
        assert!(sounds.contains(&format!("{INITIALS}cql")), "{sounds:?}");
        assert_eq!(pairs("中山北"), ["中山", "山北"]);
    }
}
