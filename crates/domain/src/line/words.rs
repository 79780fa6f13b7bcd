//! Splits a line into words without losing where the rest begins.

/// Full-width letters, digits and marks become ASCII, so that a Chinese input method need not be switched off.
pub(super) fn fold(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '。' => '.',
            '、' => ' ',
            _ => c,
        })
        .collect()
}

/// Words of a line, separated by blanks, `;`, and `.` except between two numbers (`41.15` stays a coordinate).
#[derive(Clone)]
pub(super) struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        Self { rest: line }
    }

    /// Everything not yet taken.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// What follows a beginning of the first word.
    pub(super) fn after(mut self, beginning: &str) -> Self {
        let start = self.rest.trim_start_matches(between);
        self.rest = start.strip_prefix(beginning).unwrap_or(start);
        self
    }

    pub(super) fn next(&mut self) -> Option<&'a str> {
        let start = self.rest.trim_start_matches(between);
        if start.is_empty() {
            self.rest = start;
            return None;
        }
        let end = end_of_word(start);
        let (word, rest) = start.split_at(end);
        self.rest = rest.strip_prefix(['.', ';']).unwrap_or(rest);
        Some(word)
    }
}

/// What stands between words.
fn between(c: char) -> bool {
    c.is_whitespace() || c == ';' || c == '.'
}

fn end_of_word(text: &str) -> usize {
    let mut before_is_digit = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(|(_, n)| n.is_ascii_digit());
        let number_dot = c == '.' && before_is_digit && next_is_digit && text[..at].chars().all(|c| c.is_ascii_digit());
        if c.is_whitespace() || c == ';' || (c == '.' && !number_dot) {
            return at;
        }
        before_is_digit = c.is_ascii_digit();
    }
    text.len()
}
