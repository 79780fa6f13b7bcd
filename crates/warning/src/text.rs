//! Text from outside, made safe to show: it stays text, but it can no longer reorder or hide what stands beside it.
//! Knows nothing of alerts or of HTML.

/// What an operator sees of a text from outside: C0 and C1 controls (but newline and tab), bidirectional overrides and
/// isolates, and invisible formatting marks become U+FFFD; nothing else changes.
pub fn display(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { '\u{FFFD}' } else { c }).collect()
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{200B}' | '\u{2060}' => true,
        _ => false,
    }
}

/// Runs of XML blanks become one space; none at the ends.
pub fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a link may be offered: `http://` or `https://` and something behind it.
pub fn is_web_link(uri: &str) -> bool {
    let lower = uri.trim().get(..8).map_or_else(|| uri.trim().to_ascii_lowercase(), str::to_ascii_lowercase);
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some() && uri.trim().len() > lower.find("//").map_or(0, |at| at + 2)
}

/// A blank-separated list in which an entry with blanks stands in quotes (CAP's `addresses`, `incidents`).
pub fn quoted_list(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_ascii_whitespace() && !quoted => push_entry(&mut out, &mut current),
            c => current.push(c),
        }
    }
    push_entry(&mut out, &mut current);
    out
}

fn push_entry(out: &mut Vec<String>, current: &mut String) {
    let entry = collapse(current);
    current.clear();
    if !entry.is_empty() {
        out.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_neutralises_what_cannot_be_seen() {
        assert_eq!(display("a\u{202E}b\u{1}c\u{85}d\ne\tf"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\ne\tf");
        assert_eq!(display("<b>火 é</b>"), "<b>火 é</b>");
    }

    #[test]
    fn only_web_links_are_links() {
        assert!(is_web_link("HTTPS://example.org/a"));
        assert!(is_web_link(" http://x "));
        for bad in ["javascript:alert(1)", "file:///etc", "data:,x", "http://", "", "é", "map.png", "日本日本日本"]
        {
            assert!(!is_web_link(bad), "{bad}");
        }
    }

    #[test]
    fn lists_keep_quoted_entries_whole() {
        assert_eq!(quoted_list(" a \"b  c\"\n d "), ["a", "b c", "d"]);
        assert!(quoted_list(" \n ").is_empty());
    }
}
