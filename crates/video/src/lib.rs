//! Cameras: reading a camera list, fields of view, and which camera looks at a place.
//!
//! Pure: no network, no clock, no files; bytes in, values out. It must not know the event log or the window.
//! Whether a stream is alive is not known here: this crate never invents a stream state.

mod camera;
mod import;
mod sight;
pub mod table;

pub use camera::{Camera, CameraKind, CameraSource};
pub use import::{Import, ImportError, ImportOptions, ImportWarning, read_cameras};
pub use sight::{Assumed, ConeSpan, Sight, seeing};
