//! `!`: go on, although something stands against it that the preview names. Words after it say why.

/// What stands before the word `!`, and what after it; `None` without one.
pub(super) fn parted(text: &str) -> (String, Option<String>) {
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let sure = |at: &usize| blank(text[..*at].chars().next_back()) && blank(text[*at + 1..].chars().next());
    match text.match_indices('!').map(|(at, _)| at).find(sure) {
        Some(at) => (text[..at].trim().to_owned(), Some(text[at + 1..].trim().to_owned())),
        None => (text.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn a_word_of_its_own_parts_the_line() {
        let cases = [
            ("DONE ! all counted", "DONE", Some("all counted")),
            ("! brakes", "", Some("brakes")),
            ("FALSE !", "FALSE", Some("")),
            ("!", "", Some("")),
            ("fire! now", "fire! now", None),
            ("", "", None),
        ];
        for (text, before, after) in cases {
            let (got, reason) = parted(text);
            assert_eq!((got.as_str(), reason.as_deref()), (before, after), "{text}");
        }
    }
}
