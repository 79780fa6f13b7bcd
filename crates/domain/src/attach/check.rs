//! Is a file what it says it is? Asked of every byte that comes from outside, before anything of it is kept.
//!
//! Nothing is unpacked or decoded: only the frame that every reader of the format relies on is walked, so that what is cut
//! off, what has a second file hidden in it, and pictures that would eat a window's memory are refused.

use super::{LARGEST, LONGEST_NAME, MOST_PIXELS, Media, picture};
use crate::rejection::Rejection;

/// Where readers of PDF look for its head, and for its end, bytes (ISO 32000-1, Annex H.3, notes 13 and 18).
const PDF_REACH: usize = 1_024;
/// The end record of a ZIP archive without its comment, bytes, and the longest comment (APPNOTE.TXT 4.3.16).
const ZIP_END: usize = 22;
const ZIP_COMMENT: usize = 65_535;

/// What a file is, or why it is not taken; the field of a refusal is `file`.
///
/// # Errors
/// Empty, too large, of no type that is taken, its name says another type than its bytes, cut off or damaged, with a
/// second file in it, more pixels than [`MOST_PIXELS`].
pub fn judge(name: &str, bytes: &[u8]) -> Result<Media, Rejection> {
    named(name)?;
    sized(name, bytes.len() as u64)?;
    let Some(media) = Media::of(bytes) else {
        let known: Vec<&str> = Media::ALL.iter().map(|media| media.word()).collect();
        return Err(refused("refused.attachment_type", name).with("known", known.join(", ")));
    };
    if let Some(said) = extension(name).filter(|said| !media.extensions().contains(&said.as_str())) {
        return Err(refused("refused.attachment_false", name).with("said", said).with("is", media.word()));
    }
    framed(media, bytes).map_err(|flaw| match flaw {
        Flaw::Cut(why) => refused("refused.attachment_damaged", name).with("is", media.word()).with("why", why),
        Flaw::Second(what) => refused("refused.attachment_second", name).with("is", media.word()).with("what", what),
        Flaw::Pixels(width, height) => refused("refused.attachment_pixels", name)
            .with("width", width.to_string())
            .with("height", height.to_string())
            .with("limit", (MOST_PIXELS / 1_000_000).to_string()),
    })?;
    Ok(media)
}

/// A file's name without a folder, as it is kept.
///
/// # Errors
/// Empty, too long, with a folder or control characters.
pub(crate) fn named(name: &str) -> Result<(), Rejection> {
    if name.trim().is_empty() {
        return Err(Rejection::argument("name", "refused.empty"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Rejection::argument("name", "refused.too_long").with("limit", LONGEST_NAME.to_string()));
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\')) {
        return Err(Rejection::argument("name", "refused.attachment_name"));
    }
    Ok(())
}

/// Whether so many bytes are taken; asked before they are read.
///
/// # Errors
/// None at all, or more than [`LARGEST`].
pub fn sized(name: &str, size: u64) -> Result<(), Rejection> {
    if size == 0 {
        return Err(refused("refused.attachment_empty", name));
    }
    if size > LARGEST {
        return Err(refused("refused.attachment_large", name)
            .with("size", megabytes(size))
            .with("limit", megabytes(LARGEST)));
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn refused(key: &'static str, name: &str) -> Rejection {
    Rejection::argument("file", key).with("name", name.chars().take(LONGEST_NAME).collect::<String>())
}

/// What the end of the name says, in small letters; none for a name without one.
fn extension(name: &str) -> Option<String> {
    let (stem, end) = name.trim_end().rsplit_once('.')?;
    (!stem.is_empty() && !end.is_empty()).then(|| end.to_ascii_lowercase())
}

/// What is wrong inside.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It ends early, or its frame does not hold; why, in a word or two.
    Cut(&'static str),
    /// Something else is in it.
    Second(&'static str),
    /// Width and height.
    Pixels(u32, u32),
}

fn framed(media: Media, bytes: &[u8]) -> Result<(), Flaw> {
    match media {
        Media::Png => picture::png(bytes)?,
        Media::Jpeg => picture::jpeg(bytes)?,
        Media::Webp => picture::webp(bytes)?,
        Media::Gif => picture::gif(bytes)?,
        Media::Pdf => pdf(bytes)?,
    }
    second(media, bytes)
}

/// A second file that other programs would find in this one: archives are read from their end, PDF within the first
/// kilobyte, pages from their beginning.
fn second(media: Media, bytes: &[u8]) -> Result<(), Flaw> {
    if ends_as_zip(bytes) {
        return Err(Flaw::Second("ZIP"));
    }
    let head = &bytes[..bytes.len().min(PDF_REACH)];
    if media != Media::Pdf && holds(head, b"%PDF-") {
        return Err(Flaw::Second("PDF"));
    }
    let small = head.to_ascii_lowercase();
    let page = [&b"<html"[..], b"<script", b"<!doctype", b"<?php"].iter().any(|mark| holds(&small, mark));
    if page { Err(Flaw::Second("HTML")) } else { Ok(()) }
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|part| part == mark)
}

/// Whether an archive's end record stands so near the end that its comment fills the rest.
fn ends_as_zip(bytes: &[u8]) -> bool {
    let reach = bytes.len().saturating_sub(ZIP_END + ZIP_COMMENT);
    let tail = &bytes[reach..];
    tail.windows(ZIP_END).enumerate().any(|(at, record)| {
        let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
        record.starts_with(b"PK\x05\x06") && at + ZIP_END + comment <= tail.len()
    })
}

/// A PDF ends with `startxref`, a place, and `%%EOF` (ISO 32000-1, 7.5.5).
fn pdf(bytes: &[u8]) -> Result<(), Flaw> {
    let end = &bytes[bytes.len().saturating_sub(PDF_REACH)..];
    if !holds(end, b"%%EOF") {
        return Err(Flaw::Cut("no %%EOF"));
    }
    let end = &bytes[bytes.len().saturating_sub(2 * PDF_REACH)..];
    if holds(end, b"startxref") { Ok(()) } else { Err(Flaw::Cut("no startxref")) }
}
