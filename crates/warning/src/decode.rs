//! Bytes to characters: byte order mark, then the transport's charset, then the XML declaration, then UTF-8; and the
//! debris transports leave before a document. Knows nothing of XML beyond where a declaration states its encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::fault::{Reason, Reject};
use crate::flag::FlagCode;

/// A decoded document.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where the document begins, behind what stood before it.
    pub(crate) start: usize,
    /// What was noticed, with the text it concerns.
    pub(crate) flags: Vec<(FlagCode, String)>,
}

/// Decodes a body.
pub(crate) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Decoded<'a>, Reject> {
    let mut flags = Vec::new();
    let (encoding, skip) = encoding(bytes, charset, &mut flags);
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(&bytes[skip..])
        .ok_or_else(|| Reject::new(Reason::Encoding, invalid_line(&bytes[skip..], encoding), encoding.name()))?;
    let start = start(&text, &mut flags)?;
    Ok(Decoded { text, start, flags })
}

/// The encoding to read with and the length of the byte order mark.
fn encoding(bytes: &[u8], charset: Option<&str>, flags: &mut Vec<(FlagCode, String)>) -> (&'static Encoding, usize) {
    if let Some(found) = Encoding::for_bom(bytes) {
        return found;
    }
    match bytes {
        [b'<', 0, ..] => return (UTF_16LE, 0),
        [0, b'<', ..] => return (UTF_16BE, 0),
        _ => {}
    }
    let declared = declared(bytes);
    for label in [charset, declared.as_deref()].into_iter().flatten() {
        // UTF-16 without a mark and without its zero bytes is a wrong label on a byte encoding.
        match Encoding::for_label(label.trim().as_bytes()) {
            Some(known) if known != UTF_16LE && known != UTF_16BE => return (known, 0),
            _ => flags.push((FlagCode::EncodingDeclared, label.to_owned())),
        }
    }
    (UTF_8, 0)
}

/// The encoding the XML declaration names, looked for in the first bytes only.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let from = head.find("<?xml")?;
    let declaration = &head[from..from + head[from..].find("?>")?];
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(rest[1..].split_once(quote)?.0.to_owned())
}

/// The line of the first byte a UTF-8 reader refuses; 0 for other encodings.
fn invalid_line(bytes: &[u8], encoding: &'static Encoding) -> u32 {
    match std::str::from_utf8(bytes) {
        Err(error) if encoding == UTF_8 => {
            1 + bytes[..error.valid_up_to()].iter().map(|&byte| u32::from(byte == b'\n')).sum::<u32>()
        }
        _ => 0,
    }
}

/// Where the document begins. Blanks and transport headers before the first `<` are passed over with a flag.
fn start(text: &str, flags: &mut Vec<(FlagCode, String)>) -> Result<usize, Reject> {
    let blank = text.len() - text.trim_start().len();
    let rest = &text[blank..];
    match rest.as_bytes().first() {
        None => return Err(Reject::new(Reason::Empty, 1, "")),
        Some(b'{' | b'[') => return Err(Reject::new(Reason::Json, 1, "")),
        _ => {}
    }
    let Some(header) = rest.find('<') else {
        return Err(Reject::new(Reason::NotXml, 1, rest));
    };
    if header > 0 {
        flags.push((FlagCode::TransportHeader, rest[..header].trim().to_owned()));
    } else if blank > 0 {
        flags.push((FlagCode::LeadingBlank, String::new()));
    }
    Ok(blank + header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> String {
        decode(bytes, charset).map(|d| d.text[d.start..].to_owned()).unwrap_or_else(|e| e.to_string())
    }

    #[test]
    fn the_order_of_evidence_is_kept() {
        assert_eq!(text(b"\xEF\xBB\xBF<a>\xC3\xA9</a>", Some("iso-8859-1")), "<a>é</a>");
        assert_eq!(text(b"<a>\xE9</a>", Some("iso-8859-1")), "<a>é</a>");
        assert_eq!(text(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", None).find('é'), Some(46));
        assert!(text("<?xml version=\"1.0\" encoding = \"GB18030\"?><a>\u{0}".as_bytes(), None).contains("<a>"));
        let gb = encoding_rs::GB18030.encode("<?xml version='1.0' encoding='GB18030'?><a>暴雨</a>").0;
        assert!(text(&gb, None).contains("暴雨"));
        let le: Vec<u8> = "<a>火</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&le, None), "<a>火</a>");
    }

    #[test]
    fn bytes_outside_the_encoding_are_refused_with_their_line() {
        let error = decode(b"<a>\n\xE9</a>", None).err().expect("not UTF-8");
        assert_eq!((error.reason, error.line), (Reason::Encoding, 2));
    }

    #[test]
    fn debris_is_passed_over_and_said() {
        let seen = decode(b"152\nXOUS53 KWBC 240240\nCAPAPX\n\n<a/>", None).expect("readable");
        assert_eq!(&seen.text[seen.start..], "<a/>");
        assert_eq!(seen.flags, [(FlagCode::TransportHeader, "152\nXOUS53 KWBC 240240\nCAPAPX".to_owned())]);
        assert_eq!(decode(b" \n ", None).err().map(|e| e.reason), Some(Reason::Empty));
        assert_eq!(decode(b"plain words", None).err().map(|e| e.reason), Some(Reason::NotXml));
        assert_eq!(decode(b" {\"a\": 1}", None).err().map(|e| e.reason), Some(Reason::Json));
    }
}
