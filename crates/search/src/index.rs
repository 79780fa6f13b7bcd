//! What the box asks of the store. Rows only: how they are found is the store's. A question costs the store mostly by how
//! often it is asked, so what can be asked for several names at once is.

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
    /// The name's row.
    pub name: i64,
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
    /// The name that was asked for.
    pub name: i64,
    /// The street's local name; another than `name` when that is its name in another language.
    pub street: i64,
    /// The address's row.
    pub place: i64,
    /// The leading whole number.
    pub number: u32,
    /// What follows it, folded: a letter, or the end of a range after `-`.
    pub rest: String,
    pub at: Wgs84,
}

/// Two streets that meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The crossing's row.
    pub crossing: i64,
    /// The streets' local names: one of either list asked for.
    pub streets: [i64; 2],
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

/// What is shown of a row that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The row of the place or crossing.
    pub row: i64,
    /// The local name, else the `ref`; of a crossing both streets. Empty when it has neither.
    pub label: String,
    /// What tells it from others: of a street the one it meets nearest to its middle, else [`Place::detail`].
    pub detail: Option<String>,
}

/// The rows of one area. Every list comes in a fixed order and is no longer than asked for.
pub trait Index {
    /// What the store can fail with.
    type Error;

    /// Whether the time for one question is used up: passes that are still to come are left out, and a list that was
    /// being read when it ran out is cut short.
    fn out_of_time(&self) -> bool;

    /// Names whose words, in any order, are exactly those of one of the `bags`: each with the bag's place in the list; by
    /// that and id.
    fn named(&self, bags: &[String], limit: usize) -> Result<Vec<(usize, NameRow)>, Self::Error>;

    /// Names that are filed under one word of each group and, if given, a word that begins with `prefix`; by id.
    fn holding(&self, groups: &[Vec<String>], prefix: Option<&str>, limit: usize) -> Result<Vec<NameRow>, Self::Error>;

    /// Words in use that may differ from another by one letter: those filed under any of `keys`
    /// the commonest first.
    fn similar(&self, keys: &[i64], limit: usize) -> Result<Vec<String>, Self::Error>;

    /// Which of `words` are in use.
    fn known(&self, words: &[String]) -> Result<Vec<String>, Self::Error>;

    /// The places that bear each of `names`, at most `limit` of each: with `near`, the nearest; without, the most
    /// important. By the names' order.
    fn bearers(&self, names: &[i64], near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, Self::Error>;

    /// The streets that bear each of `names` in whatever language, as name and local name, if houses or crossings are
    /// filed under it.
    fn streets(&self, names: &[i64]) -> Result<Vec<(i64, i64)>, Self::Error>;

    /// A name by its row.
    fn spoken(&self, name: i64) -> Result<Option<NameRow>, Self::Error>;

    /// Houses with a number on the streets that bear one of `names` in whatever language; by the names' order and rest.
    fn houses(&self, names: &[i64], number: u32, limit: usize) -> Result<Vec<House>, Self::Error>;

    /// The nearest known numbers of a street (by its local name) below `number` (`below`) or above it, nearest first.
    fn houses_beside(&self, street: i64, number: u32, below: bool, limit: usize) -> Result<Vec<House>, Self::Error>;

    /// Where a street of the one list meets one of the other (by local names), by the first list's order, other and
    /// crossing.
    fn meetings(&self, these: &[i64], those: &[i64], limit: usize) -> Result<Vec<Meeting>, Self::Error>;

    /// Posts of the roads whose folded `ref` is `road` (any road if `None`) with `low..=high` metres, by road and metres.
    fn posts(&self, road: Option<&str>, low: u32, high: u32, limit: usize) -> Result<Vec<Post>, Self::Error>;

    /// Places of a kind: with `near`, the nearest; without, the most important.
    fn of_kind(&self, kind: PlaceKind, near: Option<Wgs84>, limit: usize) -> Result<Vec<Bearer>, Self::Error>;

    /// What is shown of places, in the order of `rows`; those that are no more are left out. Answered even when out of time.
    fn shown_places(&self, rows: &[i64]) -> Result<Vec<Shown>, Self::Error>;

    /// What is shown of crossings; as [`Index::shown_places`].
    fn shown_crossings(&self, rows: &[i64]) -> Result<Vec<Shown>, Self::Error>;

    /// The nearest address within `metres`, and how far it is.
    fn nearest_address(&self, at: Wgs84, metres: f64) -> Result<Option<(Place, f64)>, Self::Error>;

    /// The nearest crossing within `metres`, and how far it is.
    fn nearest_crossing(&self, at: Wgs84, metres: f64) -> Result<Option<(Crossing, f64)>, Self::Error>;

    /// The nearest named road within `metres`: its name, its nearest point, and how far that is.
    fn nearest_street(&self, at: Wgs84, metres: f64) -> Result<Option<(String, Wgs84, f64)>, Self::Error>;
}
