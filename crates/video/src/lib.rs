//! Cameras: import, fields of view, which camera looks at a place.
