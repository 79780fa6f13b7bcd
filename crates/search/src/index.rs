//! What the box asks of the store. Rows only: how they are found is the store's.

use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_geo::Wgs84;

/// The agency's own name for a place.
#[derive(Clone, Copy, Debug)]
pub struct Alias<'a> {
    /// As people say it.
    pub text: &'a str,
    /// What the place is called.
    pub label: &'a str,
    pub at: Wgs84,
}

/// One folded name, borne by one or many places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRow {
    /// Names are numbered by the importance of their most important bearer, so a smaller id is a better one.
    pub id: i64,
    /// Its words in order, separated by spaces.
    pub key: String,
    /// As written.
    pub label: String,
}

/// A place that bears a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Bearer {
    /// The place's row.
    pub place: i64,
    pub kind: PlaceKind,
    /// Empty for the local name, else the language's code, `alt`, or `ref`.
    pub language: String,
    pub at: Wgs84,
    /// 0..=1000.
    pub importance: u16,
}

/// A known house number of a street.
#[derive(Clone, Debug, PartialEq)]
pub struct House {
    /// The address's row.
    pub place: i64,
    /// The leading whole number.
    pub number: u32,
    /// What follows it, folded: a letter, or the end of a range after `-`.
    pub rest: String,
    pub at: Wgs84,
}

/// A street's meeting with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The crossing's row.
    pub crossing: i64,
    /// The other street's name.
    pub other: i64,
    pub at: Wgs84,
}

/// A kilometre post.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub place: i64,
    /// The road's folded `ref`; empty when the post does not say.
    pub road: String,
    /// From the road's start.
    pub metres: u32,
    pub at: Wgs84,
}

/// The rows of one area. Every list comes in a fixed order and is no longer than asked for.
pub trait Index {
    /// What the store can fail with.
    type Error;

    /// Whether the time for one question is used up: passes that are still to come are left out.
    fn out_of_time(&self) -> bool;

    /// Names whose words, in any order, are exactly those of `bag`; by id.
    fn named(&self, bag: &str, limit: usize) -> Result<Vec<NameRow>, Self::Error>;

    /// Names that are filed under one word of each group and, if given, a word that begins with `prefix`; by id.
    fn holding(&self, groups: &[Vec<String>], prefix: Option<&str>, limit: usize) -> Result<Vec<NameRow>, Self::Error>;

    /// Words in use that may differ from another by one letter: those filed under any of `keys`
    /// the commonest first.
    fn similar(&self, keys: &[i64], limit: usize) -> Result<Vec<String>, Self::Error>;

    /// The places that bear a name: with `near`, the nearest; without, the most important.
    fn bearers(&self, name: i64, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, Self::Error>;

    /// The local names of the streets that bear this name in whatever language, the name itself among them when
    /// houses or crossings are filed under it.
    fn streets(&self, name: i64) -> Result<Vec<NameRow>, Self::Error>;

    /// Houses of a street (by its local name) with numbers `low..=high`, by number and rest.
    fn houses(&self, street: i64, low: u32, high: u32, limit: usize) -> Result<Vec<House>, Self::Error>;

    /// The nearest known numbers below `number` (`below`) or above it, nearest number first.
    fn houses_beside(&self, street: i64, number: u32, below: bool, limit: usize) -> Result<Vec<House>, Self::Error>;

    /// Where a street (by its local name) meets others, by other name and crossing.
    fn meetings(&self, street: i64, limit: usize) -> Result<Vec<Meeting>, Self::Error>;

    /// Posts of the roads whose folded `ref` is `road` (any road if `None`) with `low..=high` metres, by road and metres.
    fn posts(&self, road: Option<&str>, low: u32, high: u32, limit: usize) -> Result<Vec<Post>, Self::Error>;

    /// Places of a kind: with `near`, the nearest; without, the most important.
    fn of_kind(&self, kind: PlaceKind, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, Self::Error>;

    /// A place by its row.
    fn place(&self, row: i64) -> Result<Option<Place>, Self::Error>;

    /// A crossing by its row.
    fn crossing(&self, row: i64) -> Result<Option<Crossing>, Self::Error>;

    /// The nearest address within `metres`, and how far it is.
    fn nearest_address(&self, at: Wgs84, metres: f64) -> Result<Option<(Place, f64)>, Self::Error>;

    /// The nearest crossing within `metres`, and how far it is.
    fn nearest_crossing(&self, at: Wgs84, metres: f64) -> Result<Option<(Crossing, f64)>, Self::Error>;

    /// The nearest named road within `metres`: its name, its nearest point, and how far that is.
    fn nearest_street(&self, at: Wgs84, metres: f64) -> Result<Option<(String, Wgs84, f64)>, Self::Error>;
}
