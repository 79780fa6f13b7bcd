//! `references`: blank-separated triples `sender,identifier,sent`, as the standard has them and as senders write them.
//! Knows nothing of what a reference does (see `chain`).

use crate::flag::FlagCode;
use crate::model::Reference;
use crate::time;

/// Most references read from one message.
pub(crate) const REFERENCE_LIMIT: usize = 10_000;
/// Longest entry put together from pieces, in bytes.
const ENTRY_LIMIT: usize = 1_024;

/// Reads the list. What is odd about an entry comes with the entry's text.
pub(crate) fn read(text: &str) -> (Vec<Reference>, Vec<(FlagCode, String)>) {
    let (mut out, mut odd) = (Vec::new(), Vec::new());
    let mut open = String::new();
    for piece in text.split_ascii_whitespace() {
        if out.len() >= REFERENCE_LIMIT {
            odd.push((FlagCode::LimitReached, format!("{REFERENCE_LIMIT} references")));
            return (out, odd);
        }
        // A new entry begins where the piece is whole in itself, even behind a broken one.
        if !open.is_empty() && (triple(piece).is_some() || open.len() + piece.len() > ENTRY_LIMIT) {
            out.push(incomplete(&std::mem::take(&mut open), &mut odd));
        }
        let blank = !open.is_empty();
        if blank {
            open.push(' ');
        }
        open.push_str(piece);
        if let Some(reference) = triple(&open) {
            if blank {
                odd.push((FlagCode::ReferenceBlank, open.clone()));
            }
            out.push(reference);
            open.clear();
        }
    }
    if !open.is_empty() {
        out.push(incomplete(&open, &mut odd));
    }
    (out, odd)
}

/// An entry with two commas and a time behind the last; the identifier may hold commas itself.
fn triple(entry: &str) -> Option<Reference> {
    let (sender, rest) = entry.split_once(',')?;
    let (identifier, sent) = rest.rsplit_once(',')?;
    let sent_ms = time::read(sent, None)?.time.ms;
    (!identifier.is_empty()).then(|| Reference {
        sender: (!sender.is_empty()).then(|| sender.to_owned()),
        identifier: identifier.to_owned(),
        sent_ms: Some(sent_ms),
        text: entry.to_owned(),
    })
}

/// What can be told from an entry that is not whole: sender and identifier, or the identifier alone.
fn incomplete(entry: &str, odd: &mut Vec<(FlagCode, String)>) -> Reference {
    odd.push((FlagCode::ReferenceIncomplete, entry.to_owned()));
    let (sender, rest) = match entry.split_once(',') {
        Some((sender, rest)) if !sender.is_empty() => (Some(sender.to_owned()), rest),
        Some((_, rest)) => (None, rest),
        None => (None, entry),
    };
    // A third field that is no time (a template, a date in words) still is not part of the identifier.
    let identifier = match rest.rsplit_once(',') {
        Some((identifier, _)) if !identifier.is_empty() => identifier,
        _ => rest.trim_end_matches(','),
    };
    Reference { sender, identifier: identifier.to_owned(), sent_ms: None, text: entry.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Option<String>, String, bool)> {
        read(text).0.into_iter().map(|r| (r.sender, r.identifier, r.sent_ms.is_some())).collect()
    }

    fn of(sender: &str, identifier: &str, whole: bool) -> (Option<String>, String, bool) {
        ((!sender.is_empty()).then(|| sender.to_owned()), identifier.to_owned(), whole)
    }

    #[test]
    fn whole_and_broken_entries() {
        let t = "2003-06-17T14:57:00-07:00";
        assert_eq!(parts(&format!("\n a@b,1,{t}\n  a@b,2,{t} ")), [of("a@b", "1", true), of("a@b", "2", true)]);
        assert_eq!(parts(&format!("a@b,x 1,{t} a@b,2,{t}")), [of("a@b", "x 1", true), of("a@b", "2", true)]);
        assert_eq!(parts(&format!("a@b,INVALID,,{t}")), [of("a@b", "INVALID,", true)]);
        assert_eq!(parts("a@b,1"), [of("a@b", "1", false)]);
        assert_eq!(parts(&format!("a@b,1 a@b,2,{t}")), [of("a@b", "1", false), of("a@b", "2", true)]);
        assert_eq!(parts("1"), [of("", "1", false)]);
        assert_eq!(parts("a@b,1,date:now"), [of("a@b", "1", false)]);
        assert!(parts("  \n").is_empty());
    }

    #[test]
    fn odd_entries_are_said() {
        let codes = |text: &str| read(text).1.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes("a@b,abc 123,2003-06-17T14:57:00-07:00"), [FlagCode::ReferenceBlank]);
        assert_eq!(codes("a@b,1"), [FlagCode::ReferenceIncomplete]);
        assert!(codes("a@b,1,2003-06-17T14:57:00-07:00").is_empty());
        let many = "x ".repeat(500_000);
        assert!(read(&many).0.len() <= REFERENCE_LIMIT);
    }
}
