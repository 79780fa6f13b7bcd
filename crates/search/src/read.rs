//! What a typed text may be: a name, a name with a house number, two streets that meet. Every reading is kept; how well
//! each agrees with the map decides later.

use crate::fold::{Token, fold, tokens};
use crate::name::Name;
use crate::{han, words};
use watchfloor_area::PlaceKind;

/// Readings of one sort that are tried at most.
const MOST_READINGS: usize = 4;

/// A house number taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseNumber {
    /// The leading whole number; 0 when it begins with a letter.
    pub value: u32,
    /// What follows, folded: a letter, `-` and the end of a range, `弄` and the number in the lane.
    pub rest: String,
}

/// Takes apart what is tagged as a house number (`12`, `12 a`, `12-16`, `100弄35号`, `A12`); `None` without a digit.
#[must_use]
pub fn house_number(text: &str) -> Option<HouseNumber> {
    let tokens = tokens(&han::numerals_to_digits(&fold(text)));
    let joined: String = tokens.iter().filter(|token| token.text != "号").map(|token| token.text.as_str()).collect();
    joined.contains(|c: char| c.is_ascii_digit()).then(|| split_number(&joined))
}

fn split_number(text: &str) -> HouseNumber {
    let digits = text.bytes().take_while(u8::is_ascii_digit).take(6).count();
    HouseNumber { value: text[..digits].parse().unwrap_or(0), rest: text[digits..].to_owned() }
}

/// A name, perhaps with a number.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub name: Name,
    /// The number, and how it was typed.
    pub number: Option<(HouseNumber, String)>,
    /// What was typed behind it, such as the city.
    pub context: Option<Name>,
    /// Only places of this kind.
    pub kind: Option<PlaceKind>,
}

/// Two streets.
#[derive(Clone, Debug)]
pub(crate) struct Cross {
    pub sides: [Name; 2],
    /// A sign (`&`, `/`) parts them, so that the text is hardly one name.
    pub sign: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    pub readings: Vec<Reading>,
    /// Numbers as few write them (`Floor 6`, `UG TK1`): tried when nothing else was found.
    pub odd: Vec<Reading>,
    pub crosses: Vec<Cross>,
    /// The whole text asks for a sort of place.
    pub kind: Option<PlaceKind>,
}

/// A token and which part between commas it stands in.
#[derive(Clone, Debug)]
struct Placed {
    token: Token,
    segment: usize,
}

pub(crate) fn read(text: &str) -> Read {
    let folded = fold(text);
    let mut out =
        Read { kind: words::kind(folded.split_whitespace().collect::<Vec<_>>().join(" ").as_str()), ..Read::default() };
    out.crosses = crosses(text, &folded);
    let placed = segments(text);
    let all: Vec<Token> = placed.iter().map(|p| p.token.clone()).collect();
    let plain = |name| Reading { name, number: None, context: None, kind: None };
    out.readings.push(plain(Name::of(&all)));
    let (tokens, counted) = counted(&placed);
    if let Some((number, typed)) = counted {
        let tokens: Vec<Token> = tokens.into_iter().map(|p| p.token).collect();
        out.readings.push(Reading { number: Some((number, typed)), ..plain(Name::of(&tokens)) });
    } else {
        out.readings.extend(numbered(&placed));
    }
    out.readings.extend(before_comma(&placed));
    out.readings.extend(of_kind(&all));
    out.odd = odd(&placed);
    for readings in [&mut out.readings, &mut out.odd] {
        readings.retain(|reading| reading.name.words().next().is_some());
    }
    out
}

/// Numbers of several words: a word before the digits (`Floor 6`), or one behind them and before the street (`14. krs.`).
fn odd(placed: &[Placed]) -> Vec<Reading> {
    let digits = |p: &Placed| !p.token.han && p.token.text.contains(|c: char| c.is_ascii_digit());
    let cut = |part: &[Placed]| Name::of(&part.iter().map(|p| p.token.clone()).collect::<Vec<_>>());
    let reading = |number: &[Placed], name: &[Placed]| {
        let typed: String = number.iter().map(|p| p.token.text.as_str()).collect();
        Reading { name: cut(name), number: Some((split_number(&typed), typed)), context: None, kind: None }
    };
    let mut out = Vec::new();
    for at in (0..placed.len()).filter(|at| digits(&placed[*at])).take(2) {
        if at > 0 {
            out.push(reading(&placed[at - 1..=at], &placed[..at - 1]));
            out.push(reading(&placed[at - 1..=at], &placed[at + 1..]));
        }
        if at == 0 && placed.len() > 2 {
            out.push(reading(&placed[..2], &placed[2..]));
        }
    }
    out
}

fn segments(text: &str) -> Vec<Placed> {
    let parts = text.split([',', '，', ';', '；', '、', '\n']).enumerate();
    let cut = |(segment, part): (usize, &str)| {
        let tokens = tokens(&han::numerals_to_digits(&fold(part)));
        tokens.into_iter().map(|token| Placed { token, segment }).collect::<Vec<_>>()
    };
    parts.take(8).flat_map(cut).take(crate::fold::MOST_WORDS).collect()
}

/// A number that a Chinese counted word (号, 弄) says is one, and the tokens without it and without flat, floor and unit.
fn counted(placed: &[Placed]) -> (Vec<Placed>, Option<(HouseNumber, String)>) {
    let mut kept: Vec<Placed> = Vec::new();
    let mut found: Option<(HouseNumber, String)> = None;
    let mut at = 0;
    while at < placed.len() {
        let here = &placed[at];
        let next = placed.get(at + 1).filter(|next| here.token.is_number() && next.token.han);
        let Some((word, rest)) = next.and_then(|next| han::counted(&next.token.text)) else {
            kept.push(here.clone());
            at += 1;
            continue;
        };
        let digits = here.token.text.as_str();
        match (word, &mut found) {
            ("号" | "弄" | "巷", None) => {
                let number = split_number(digits);
                found = Some(match word {
                    "号" => (number, digits.to_owned()),
                    lane => (HouseNumber { rest: lane.to_owned(), ..number }, format!("{digits}{lane}")),
                });
            }
            // The house in the lane.
            ("号", Some((number, typed))) if number.rest == "弄" || number.rest == "巷" => {
                number.rest.push_str(digits);
                typed.push_str(digits);
                typed.push_str(word);
            }
            (_, Some(_)) => {}
            (_, None) => kept.extend([here.clone(), placed[at + 1].clone()]),
        }
        if found.is_some() && !rest.is_empty() && han::counted(rest).is_none() {
            kept.push(Placed { token: Token { text: rest.to_owned(), han: true }, segment: here.segment });
        }
        at += 2;
    }
    (kept, found)
}

/// Each token that may be a house number, after a name or before one.
fn numbered(placed: &[Placed]) -> Vec<Reading> {
    let token = |at: usize| placed.get(at).map(|p| &p.token);
    let like = |at: usize| {
        let text = placed[at].token.text.as_str();
        let lettered =
            at > 0 && at + 1 == placed.len() && text.len() <= 6 && text.contains(|c: char| c.is_ascii_digit());
        placed[at].token.is_number() || (lettered && !placed[at].token.han)
    };
    let mut out = Vec::new();
    for at in (0..placed.len()).filter(|at| like(*at)).take(MOST_READINGS) {
        let mut end = at + 1;
        let mut typed = placed[at].token.text.clone();
        let letter = |t: &Token| {
            t.text.len() == 1 && t.text.bytes().all(|b| b.is_ascii_lowercase())
                || matches!(t.text.as_str(), "bis" | "ter")
        };
        // `12 a`; and before a name only `12 bis`, for `12 a` may begin one.
        if let Some(suffix) = token(end).filter(|t| letter(t) && (at > 0 || t.text.len() > 1)) {
            typed.push_str(&suffix.text);
            end += 1;
        }
        let number = Some((split_number(&typed), typed));
        let mut before = &placed[..at];
        // `n.º` is two tokens.
        if let [head @ .., n, o] = before
            && (n.token.text.as_str(), o.token.text.as_str()) == ("n", "o")
        {
            before = head;
        }
        while let Some((_, rest)) = before.split_last().filter(|(last, _)| words::is_number_sign(&last.token.text)) {
            before = rest;
        }
        let cut = |part: &[Placed]| Name::of(&part.iter().map(|p| p.token.clone()).collect::<Vec<_>>());
        let behind = &placed[end..];
        if before.is_empty() {
            let first = behind.first().map_or(0, |p| p.segment);
            let (street, context) = behind.split_at(behind.iter().take_while(|p| p.segment == first).count());
            let context = (!context.is_empty()).then(|| cut(context));
            // `14 B Mannerheimintie` beside `14 B Street`.
            if let Some((suffix, street)) =
                street.split_first().filter(|(p, rest)| letter(&p.token) && !rest.is_empty())
            {
                let typed = format!("{}{}", placed[at].token.text, suffix.token.text);
                let number = Some((split_number(&typed), typed));
                out.push(Reading { name: cut(street), number, context: context.clone(), kind: None });
            }
            out.push(Reading { name: cut(street), number, context, kind: None });
        } else {
            // Some are tagged with what stands behind: `5 C 32`, `5. krs.`.
            if (1..=4).contains(&behind.len()) {
                let whole: String = placed[at..].iter().map(|p| p.token.text.as_str()).collect();
                let number = Some((split_number(&whole), whole));
                out.push(Reading { name: cut(before), number, context: None, kind: None });
            }
            let context = (!behind.is_empty()).then(|| cut(behind));
            out.push(Reading { name: cut(before), number, context, kind: None });
        }
    }
    out
}

/// What stands before the first comma, the rest telling where.
fn before_comma(placed: &[Placed]) -> Option<Reading> {
    let first = placed.first()?.segment;
    let (head, tail) = placed.split_at(placed.iter().take_while(|p| p.segment == first).count());
    let cut = |part: &[Placed]| Name::of(&part.iter().map(|p| p.token.clone()).collect::<Vec<_>>());
    (!tail.is_empty() && !head.iter().all(|p| p.token.is_number())).then(|| Reading {
        name: cut(head),
        number: None,
        context: Some(cut(tail)),
        kind: None,
    })
}

/// `hydrant 123`, `hospital santo antonio`: a sort of place before or behind a name.
fn of_kind(tokens: &[Token]) -> Option<Reading> {
    let joined = |part: &[Token]| part.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
    for size in [2, 1] {
        if tokens.len() <= size {
            continue;
        }
        let (head, tail) = (tokens.split_at(size), tokens.split_at(tokens.len() - size));
        for (kind, name) in [(head.0, head.1), (tail.1, tail.0)] {
            if let Some(kind) = words::kind(&joined(kind)) {
                return Some(Reading { name: Name::of(name), number: None, context: None, kind: Some(kind) });
            }
        }
    }
    None
}

/// Every way the text falls into two streets: at a sign (`&`, `/`), at a word that may join them, in Chinese at 与 or
/// between two sorts of street.
fn crosses(text: &str, folded: &str) -> Vec<Cross> {
    let mut out = Vec::new();
    let mut push = |a: &str, b: &str, sign: bool| {
        let sides = [a, b].map(|side| crate::name::name(words::after_corner(&fold(side)).unwrap_or(side)));
        // `12/3` is a number; `Rua 16 / Rua 7` are two streets.
        let told = |side: &Name| side.parts.iter().any(|(word, _)| word.chars().any(char::is_alphabetic));
        if sides.iter().all(told) && out.len() < MOST_READINGS {
            out.push(Cross { sides, sign });
        }
    };
    let signs = ['&', '＆', '/', '／', '×', '@', '＠', '\\', '∩', '+', '＋', '|'];
    for (at, sign) in text.match_indices(signs).take(MOST_READINGS) {
        push(&text[..at], &strip_junction(&text[at + sign.len()..]), true);
    }
    let plain = words::after_corner(folded).unwrap_or(folded);
    let plain = strip_junction(plain);
    for (at, joint) in plain.match_indices(['与', '和', '跟', '及']).take(MOST_READINGS) {
        push(&plain[..at], &plain[at + joint.len()..], false);
    }
    let parts: Vec<&str> = plain.split_whitespace().collect();
    for at in (1..parts.len().saturating_sub(1)).filter(|at| words::is_between(parts[*at])) {
        push(&parts[..at].join(" "), &parts[at + 1..].join(" "), false);
    }
    if let [run] = parts[..]
        && words::han_sort(run).is_some()
    {
        for (at, sort) in run.match_indices(['路', '街', '道', '巷']) {
            push(&run[..at + sort.len()], &run[at + sort.len()..], false);
        }
    }
    out
}

/// Without the words for a crossing at its end.
fn strip_junction(text: &str) -> String {
    let text = text.trim_end();
    for word in ["交叉路口", "十字路口", "丁字路口", "交叉口", "交汇处", "路口"] {
        if let Some(rest) = text.strip_suffix(word) {
            // 人民路口 is the mouth of 人民路; 人民路路口 too.
            let whole = word != "路口" || words::han_sort(rest).is_some();
            return if whole { rest.to_owned() } else { format!("{rest}路") };
        }
    }
    for word in [" intersection", " crossing", " junction", " corner", " risteys"] {
        if text.len() > word.len() && text.is_char_boundary(text.len() - word.len()) {
            let (rest, end) = text.split_at(text.len() - word.len());
            if end.eq_ignore_ascii_case(word) {
                return rest.to_owned();
            }
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<(String, u32, String)> {
        let pick = |r: Reading| r.number.map(|(n, _)| (r.name.key(), n.value, n.rest));
        read(text).readings.into_iter().filter_map(pick).collect()
    }

    fn sides(text: &str) -> Vec<[String; 2]> {
        read(text).crosses.into_iter().map(|c| c.sides.map(|s| s.key())).collect()
    }

    #[test]
    fn numbers_stand_before_and_behind() {
        let has = |text: &str, name: &str, value: u32, rest: &str| {
            let found = numbers(text);
            assert!(found.contains(&(name.to_owned(), value, rest.to_owned())), "{text}: {found:?}");
        };
        has("Mannerheimintie 5", "mannerheimintie", 5, "");
        has("Mannerheimintie 5 a", "mannerheimintie", 5, "a");
        has("Kirvesmiehenkatu 5 C 32", "kirvesmiehenkatu", 5, "c");
        has("12, rue Grimaldi, Monaco", "rue grimaldi", 12, "");
        has("12 bis rue Grimaldi", "rue grimaldi", 12, "bis");
        has("Rua X n.º 12-16, 4000-123 Porto", "rua x", 12, "-16");
        has("Rua 31 de Janeiro 12", "rua 31 de janeiro", 12, "");
        has("中山北路三十五号", "中山北 路", 35, "");
        has("人民路１００弄35號2栋3单元501室", "人民 路", 100, "弄35");
        has("建国路93号院", "建国 路", 93, "");
        has("High Street A12", "high street", 0, "a12");
        assert!(numbers("Mannerheimintie").is_empty());
        assert_eq!(house_number("100弄35号"), Some(HouseNumber { value: 100, rest: "弄35".into() }));
        assert_eq!(house_number("三十五号"), Some(HouseNumber { value: 35, rest: String::new() }));
        assert_eq!(house_number("s/n"), None);
    }

    #[test]
    fn two_streets_in_every_way_people_say_them() {
        for text in [
            "Aleksi & Mikonkatu",
            "Aleksi/Mikonkatu",
            "aleksi x mikonkatu",
            "Aleksi at Mikonkatu",
            "corner of Aleksi and Mikonkatu",
            "Aleksi ja Mikonkatu risteys",
            "Aleksi @ Mikonkatu",
        ] {
            assert!(sides(text).contains(&["aleksi".to_owned(), "mikonkatu".to_owned()]), "{text}: {:?}", sides(text));
        }
        for text in
            ["中山路与人民路路口", "中山路和人民路交叉口", "中山路人民路路口", "中山路人民路口", "中山路/人民路"]
        {
            assert!(sides(text).contains(&["中山 路".to_owned(), "人民 路".to_owned()]), "{text}: {:?}", sides(text));
        }
        assert!(sides("Mannerheimintie 12/3").is_empty());
    }

    #[test]
    fn sorts_of_places() {
        assert_eq!(read("Fire  Station").kind, Some(PlaceKind::Fire));
        assert!(read("消火栓").kind.is_some());
        assert!(
            read("hydrant 123").readings.iter().any(|r| r.kind == Some(PlaceKind::Hydrant) && r.name.key() == "123")
        );
    }
}
