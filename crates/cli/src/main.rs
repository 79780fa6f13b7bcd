//! The headless host: the same api without a window.
fn main() {}
