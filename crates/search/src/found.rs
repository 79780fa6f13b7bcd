//! What is asked and what is answered. Knows no matching.

use watchfloor_area::PlaceKind;
use watchfloor_geo::{Form, Order, Wgs84};

/// What somebody typed, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// As typed.
    pub text: &'a str,
    /// Prefer what is near: the open incident, the caller's cell, the middle of the map.
    pub near: Option<Wgs84>,
    /// `[west, south, east, north]` of the area in degrees, WGS-84: decides between readings of a coordinate pair.
    pub bounds: [f64; 4],
    /// At most this many results.
    pub limit: usize,
}

/// What was found, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub found: Vec<Found>,
    /// More would be found with more time or a longer list.
    pub more: bool,
}

/// One meaning of the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The local name, as on the map.
    pub label: String,
    pub kind: FoundKind,
    pub at: Wgs84,
    /// 0..=1000; falls along the list.
    pub score: u32,
    /// Why it matched, most telling first; never empty.
    pub why: Vec<Why>,
    /// What sort of landmark, settlement or hydrant it is: codes of [`crate::classes`].
    pub classes: Vec<&'static str>,
    /// What tells it from others of its name: city, nearest cross street, diameter; text of the map.
    pub detail: Option<String>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FoundKind {
    /// A row of the map.
    Place(PlaceKind),
    /// Between two known house numbers or kilometre posts.
    Interpolated,
    /// Where two streets meet.
    Crossing,
    /// The agency's own name.
    Alias,
    /// Typed coordinates.
    Coordinates,
}

impl FoundKind {
    /// The stable word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Place(kind) => kind.as_str(),
            Self::Interpolated => "interpolated",
            Self::Crossing => "crossing",
            Self::Alias => "alias",
            Self::Coordinates => "coordinates",
        }
    }
}

/// A reason, as a message key with parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Street and number are exactly as asked.
    ExactNumber,
    /// The name is exactly as asked, case, accents and abbreviations aside.
    ExactName,
    /// The name holds every word asked for, and more.
    AllWords,
    /// The last word asked for is the beginning of one.
    Prefix,
    /// The same words in another order.
    Swapped,
    /// A word was read as another.
    Corrected { from: String, to: String },
    /// A word asked for is not in the name.
    MissingToken(String),
    /// Another sort of street was asked for.
    OtherType { asked: String },
    /// The name in another language, or another name (`alt`), or a number of the thing itself (`ref`).
    OtherLanguage { language: String, name: String },
    /// Chinese by its sound written in full.
    Pinyin,
    /// Chinese by the first letters of its sounds.
    Initials,
    /// Traditional and simplified characters, or full-width ones, were read as one.
    Simplified,
    /// What sort of thing it is was asked for.
    KindWord(String),
    /// The number lies within a known range.
    InRange { range: String },
    /// The number is not known; placed between two that are.
    Interpolated { between: [String; 2] },
    /// The number is not known; this is the nearest one that is.
    NearestNumber { asked: String },
    /// The letter after the number was passed over.
    OtherLetter { asked: String },
    /// No number is known near this one: the street itself.
    NoNumber { asked: String },
    /// Both streets meet here.
    Crossing,
    /// The two streets are known, and are not known to meet.
    NoCrossing { other: String },
    /// A post of the road.
    Kilometre,
    /// Between two posts of the road.
    BetweenPosts { between: [String; 2] },
    /// The nearest post of the road.
    NearestPost { asked: String },
    /// The agency's own name.
    Alias,
    /// Coordinates, their form and the order they were read in.
    Reading { form: Form, order: Order },
    /// Outside the imported area.
    OutsideArea,
}

impl Why {
    /// The message key, `search.why.*`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::ExactNumber => "search.why.exact_number",
            Self::ExactName => "search.why.exact_name",
            Self::AllWords => "search.why.all_words",
            Self::Prefix => "search.why.prefix",
            Self::Swapped => "search.why.swapped",
            Self::Corrected { .. } => "search.why.corrected",
            Self::MissingToken(_) => "search.why.missing",
            Self::OtherType { .. } => "search.why.other_type",
            Self::OtherLanguage { .. } => "search.why.other_language",
            Self::Pinyin => "search.why.pinyin",
            Self::Initials => "search.why.initials",
            Self::Simplified => "search.why.simplified",
            Self::KindWord(_) => "search.why.kind_word",
            Self::InRange { .. } => "search.why.in_range",
            Self::Interpolated { .. } => "search.why.interpolated",
            Self::NearestNumber { .. } => "search.why.nearest_number",
            Self::OtherLetter { .. } => "search.why.other_letter",
            Self::NoNumber { .. } => "search.why.no_number",
            Self::Crossing => "search.why.crossing",
            Self::NoCrossing { .. } => "search.why.no_crossing",
            Self::Kilometre => "search.why.kilometre",
            Self::BetweenPosts { .. } => "search.why.between_posts",
            Self::NearestPost { .. } => "search.why.nearest_post",
            Self::Alias => "search.why.alias",
            Self::Reading { .. } => "search.why.reading",
            Self::OutsideArea => "search.why.outside_area",
        }
    }

    /// The message's parameters by name. `form` and `order` of a reading are words for further keys
    /// (`search.form.*`, `search.order.*`), all others are text to show.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Corrected { from, to } => vec![("from", from.clone()), ("to", to.clone())],
            Self::MissingToken(word) | Self::KindWord(word) => vec![("word", word.clone())],
            Self::OtherType { asked }
            | Self::NearestNumber { asked }
            | Self::OtherLetter { asked }
            | Self::NoNumber { asked }
            | Self::NearestPost { asked } => vec![("asked", asked.clone())],
            Self::OtherLanguage { language, name } => vec![("language", language.clone()), ("name", name.clone())],
            Self::InRange { range } => vec![("range", range.clone())],
            Self::Interpolated { between: [low, high] } | Self::BetweenPosts { between: [low, high] } => {
                vec![("low", low.clone()), ("high", high.clone())]
            }
            Self::NoCrossing { other } => vec![("other", other.clone())],
            Self::Reading { form, order } => {
                vec![("form", format!("{form:?}").to_lowercase()), ("order", format!("{order:?}").to_lowercase())]
            }
            _ => Vec::new(),
        }
    }
}

/// What is around a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whereabouts {
    /// Within 200 m.
    pub address: Option<Near>,
    /// Within 500 m.
    pub crossing: Option<Near>,
    /// Within 500 m.
    pub street: Option<Near>,
}

/// Something near a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    pub label: String,
    /// Straight line.
    pub metres: f64,
    pub at: Wgs84,
}
