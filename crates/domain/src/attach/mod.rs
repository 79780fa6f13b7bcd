//! Pictures and documents of an incident: what is taken in, and what is remembered of it. The bytes are the store's; an
//! event names them by their hash.

mod check;
mod picture;
#[doc(hidden)]
pub mod samples;
#[cfg(test)]
mod tests;

pub(crate) use check::named;
pub use check::{judge, sized};

use crate::personal::Personal;
use serde::{Deserialize, Serialize};

/// Largest attachment, bytes: 25 MiB. Said before anything is read.
pub const LARGEST: u64 = 25 << 20;
/// Most attachments of one incident, withdrawn ones counted.
pub const MOST: usize = 200;
/// Longest name of a file, in characters.
pub const LONGEST_NAME: usize = 200;
/// Most pixels of a picture, width by height: a window that shows one holds four bytes for each.
pub const MOST_PIXELS: u64 = 64_000_000;

/// What a file is, by its own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Png,
    Jpeg,
    Webp,
    Gif,
    Pdf,
}

impl Media {
    /// All of them, as a refusal lists them.
    pub const ALL: [Self; 5] = [Self::Png, Self::Jpeg, Self::Webp, Self::Gif, Self::Pdf];

    /// The media type (IANA).
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
        }
    }

    /// How it is called in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Pdf => "PDF",
        }
    }

    /// Ends of file names that say this; the first is the usual one.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
        }
    }

    /// By its first bytes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// A picture, that a window can show.
    pub fn is_picture(self) -> bool {
        self != Self::Pdf
    }
}

/// Where the store keeps the bytes: sealed under the incident's key, in a file named by its own SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// SHA-256 of the sealed file, hexadecimal: its name.
    pub sha256: String,
    /// Length of the sealed file, bytes.
    pub len: u64,
}

/// A file that was judged and is on disk, for the command that makes it an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its name, without a folder.
    pub name: String,
    pub media: Media,
    /// Bytes as it came.
    pub size: u64,
    /// SHA-256 of the bytes as they came, hexadecimal.
    pub sha256: String,
    pub kept: Kept,
    pub note: Option<String>,
}

/// A picture or document of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Counted from 1 within the incident; never given twice.
    pub number: u32,
    pub name: Personal,
    pub media: Media,
    /// Bytes as it came.
    pub size: u64,
    /// SHA-256 of the bytes as they came, hexadecimal: proves later that a file is this one, also when it was erased here.
    pub sha256: String,
    pub kept: Kept,
    pub note: Option<Personal>,
    pub at_ms: i64,
    pub by: String,
    /// Who withdrew it, when, and why. The bytes stay until the key they are sealed under is destroyed.
    pub withdrawn: Option<Withdrawn>,
}

/// How an attachment was withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    pub at_ms: i64,
    pub by: String,
    pub reason: Personal,
}
