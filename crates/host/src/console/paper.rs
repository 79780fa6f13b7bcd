//! Sheets: the blank card and the last-known board.

use super::Seat;
use super::refusal::bad;
use crate::floor::Floor;
use crate::paper::{self, Words, language};
use crate::views;
use watchfloor_api::ApiError;
use watchfloor_api::intake::{CardSheet, SheetHtml, SheetOf};

fn words(of: &SheetOf) -> Result<Words, ApiError> {
    language(of.lang.trim()).map(Words).ok_or_else(|| bad("lang", "en or zh"))
}

pub(super) fn card(floor: &Floor, of: &SheetOf) -> Result<CardSheet, ApiError> {
    Ok(paper::card(floor.engine.board().plan(), words(of)?))
}

pub(super) fn card_html(floor: &Floor, of: &SheetOf) -> Result<SheetHtml, ApiError> {
    let words = words(of)?;
    let html = paper::card_html(&card(floor, of)?, words);
    Ok(SheetHtml { lang: of.lang.trim().to_owned(), html })
}

/// With numbers to call back for those who do, and for the folder's owner, who reads the sheets on disk as well.
pub(super) fn board_html(floor: &Floor, seat: &Seat, of: &SheetOf) -> Result<SheetHtml, ApiError> {
    let calls_back = seat.owner || views::reads_callers(seat.role);
    Ok(SheetHtml { lang: of.lang.trim().to_owned(), html: floor.paper_board(words(of)?, calls_back) })
}
