//! Typed text to tokens: one alphabet, then numbers, marks, axis words and separators.
//! It must not know how tokens make up angles.

/// What a comma between two digits means in this pass.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comma {
    Separates,
    Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Lat,
    Lon,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Token {
    Number {
        value: f64,
        signed: bool,
        whole: bool,
    },
    /// 0 degrees, 1 minutes, 2 seconds.
    Mark(usize),
    /// An axis, and the sign when the word is a hemisphere.
    Word(Axis, Option<f64>),
    Separator,
}

/// One alphabet: ASCII digits, `°` `'` `"` for marks, ASCII letters for axis words, lower case.
pub(crate) fn plain(text: &str) -> String {
    let half_width = |c: char| match u32::from(c) {
        full @ 0xFF01..=0xFF5E => char::from_u32(full - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    };
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars().map(half_width) {
        match c {
            'º' | '˚' | '度' => out.push('°'),
            '′' | '’' | '‘' | 'ʹ' | '´' | '`' | '分' => out.push('\''),
            '″' | '”' | '“' | 'ʺ' | '〃' | '秒' => out.push('"'),
            '−' | '–' | '—' | '‐' | '‑' => out.push('-'),
            '、' => out.push(','),
            '[' | ']' | '(' | ')' | '{' | '}' | '纬' | '緯' | '经' | '經' => out.push(' '),
            '北' => out.push_str(" n "),
            '南' => out.push_str(" s "),
            '东' | '東' => out.push_str(" e "),
            '西' => out.push_str(" w "),
            c => out.extend(c.to_lowercase()),
        }
    }
    out.strip_prefix("geo:").unwrap_or(&out).replace("''", "\"")
}

/// `None` when a character or word is not part of any coordinate.
pub(crate) fn tokens(text: &str, comma: Comma) -> Option<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    let named = chars.iter().any(|c| c.is_ascii_alphabetic());
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let run = |accept: fn(&char) -> bool| chars[at..].iter().take_while(|c| accept(c)).count();
        let after_digit = at > 0 && chars[at - 1].is_ascii_digit();
        let before_digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        match c {
            '°' => out.push(Token::Mark(0)),
            '\'' => out.push(Token::Mark(1)),
            '"' => out.push(Token::Mark(2)),
            ',' | ';' | '/' | '|' => out.push(Token::Separator),
            ':' => {}
            c if c.is_whitespace() => {}
            // With axes named, a hyphen between digits joins the parts of one angle: 60-10-12N.
            '-' if named && after_digit && before_digit => {}
            '+' | '-' if before_digit => {
                let (value, whole, used) = number(&chars[at + 1..], comma)?;
                let value = if c == '-' { -value } else { value };
                out.push(Token::Number { value, signed: true, whole });
                at += used;
            }
            c if c.is_ascii_digit() => {
                let (value, whole, used) = number(&chars[at..], comma)?;
                out.push(Token::Number { value, signed: false, whole });
                at += used - 1;
            }
            c if c.is_ascii_alphabetic() => {
                let used = run(char::is_ascii_alphabetic);
                let word: String = chars[at..at + used].iter().collect();
                out.push(word_token(&word)?);
                at += used - 1;
            }
            _ => return None,
        }
        at += 1;
    }
    while out.last() == Some(&Token::Separator) {
        out.pop();
    }
    Some(out)
}

fn word_token(word: &str) -> Option<Token> {
    Some(match word {
        "n" | "north" => Token::Word(Axis::Lat, Some(1.0)),
        "s" | "south" => Token::Word(Axis::Lat, Some(-1.0)),
        "e" | "east" => Token::Word(Axis::Lon, Some(1.0)),
        "w" | "west" => Token::Word(Axis::Lon, Some(-1.0)),
        "lat" | "latitude" => Token::Word(Axis::Lat, None),
        "lon" | "lng" | "long" | "longitude" => Token::Word(Axis::Lon, None),
        "d" | "deg" => Token::Mark(0),
        _ => return None,
    })
}

/// Value, whether it has no fraction, and how many characters it took. The slice starts with a digit.
fn number(chars: &[char], comma: Comma) -> Option<(f64, bool, usize)> {
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let whole = digits(0);
    let point = match chars.get(whole) {
        Some('.') => true,
        Some(',') => comma == Comma::Decimal,
        _ => false,
    };
    let fraction = if point { digits(whole + 1) } else { 0 };
    let used = if fraction > 0 { whole + 1 + fraction } else { whole };
    let text: String = chars[..used].iter().map(|c| if *c == ',' { '.' } else { *c }).collect();
    text.parse().ok().map(|value| (value, fraction == 0, used))
}
