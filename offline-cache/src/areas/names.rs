//! The name of an area, safe as a file name and in a URL.

use super::AreaError;
use std::fmt;
use std::str::FromStr;

/// 1 to 40 of `a`-`z`, `0`-`9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AreaName(String);

impl AreaName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AreaName {
    type Err = AreaError;

    fn from_str(text: &str) -> Result<Self, AreaError> {
        let plain = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if plain && (1..=40).contains(&text.len()) {
            return Ok(Self(text.to_owned()));
        }
        Err(AreaError::Name(text.chars().take(80).collect()))
    }
}

impl fmt::Display for AreaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
