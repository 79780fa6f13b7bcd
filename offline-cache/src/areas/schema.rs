//! The tables of one area file: MBTiles' `tiles` and `metadata` (rows counted from the south, as TMS does), then ours.

use crate::sqlite::Family;

/// An area file. `WFAR`.
pub(crate) const AREA_FILE: Family = Family {
    name: "a Watchfloor area",
    application_id: 0x5746_4152,
    steps: &[include_str!("area.sql"), include_str!("meets.sql")],
};
