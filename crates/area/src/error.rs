//! What can go wrong with an import. Errors name the file and the place in it; they know no store and no screen.

use thiserror::Error;

/// A PBF file that cannot be trusted as a whole. Single bad objects inside a sound file are counted, not errors.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PbfError {
    /// The file ends inside a blob: a broken download or copy.
    #[error("{file}: cut short in blob {blob} at byte {offset}: {missing} more bytes were announced than the file has")]
    Truncated {
        /// Name of the file.
        file: String,
        /// Number of the blob, from 0.
        blob: usize,
        /// Where the blob starts, in bytes from the start of the file.
        offset: u64,
        /// How many announced bytes are not there.
        missing: u64,
    },
    /// A blob whose content contradicts the format.
    #[error("{file}: blob {blob} at byte {offset} is corrupt: {what}")]
    Corrupt {
        /// Name of the file.
        file: String,
        /// Number of the blob, from 0.
        blob: usize,
        /// Where the blob starts, in bytes from the start of the file.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// The file does not start with an OSM header, so it is something else.
    #[error("{file}: not an OpenStreetMap PBF file: {what}")]
    NotPbf {
        /// Name of the file.
        file: String,
        /// What was found instead.
        what: String,
    },
    /// The file needs a feature this reader does not have (OSM PBF `required_features`).
    #[error("{file}: needs the PBF feature {feature:?}, which is not supported")]
    UnsupportedFeature {
        /// Name of the file.
        file: String,
        /// The feature as named in the header.
        feature: String,
    },
    /// More elements than [`crate::ImportOptions::max_elements`].
    #[error("{file}: more than {limit} elements; cut a smaller extract or raise the limit")]
    TooLarge {
        /// Name of the file.
        file: String,
        /// The limit that was passed.
        limit: usize,
    },
}

/// Why an import ended without an area.
#[derive(Debug, Error)]
pub enum ImportError<E> {
    /// An input file is unusable.
    #[error(transparent)]
    Pbf(#[from] PbfError),
    /// No input file was given.
    #[error("no input file was given")]
    NoInput,
    /// The files hold nothing that could be drawn, and no box.
    #[error("the input holds no roads and no box: nothing to import")]
    Empty,
    /// The caller's progress function asked to stop.
    #[error("the import was cancelled")]
    Cancelled,
    /// A tile could not be encoded; a defect in this crate rather than in the input.
    #[error("tile {z}/{x}/{y} cannot be encoded: {what}")]
    Encode {
        /// Zoom of the tile.
        z: u8,
        /// Column of the tile (XYZ).
        x: u32,
        /// Row of the tile (XYZ).
        y: u32,
        /// What the encoder said.
        what: String,
    },
    /// The sink failed.
    #[error("the area store failed: {0}")]
    Sink(E),
}
