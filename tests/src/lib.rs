//! What the tests of the whole share: the dependency checker, and a desktop of their own to drive the window on.
//! It must not know any rule of the domain.

pub mod console;
pub mod desktop;
pub mod graph;
pub mod live;
pub mod page;
pub mod process;
pub mod pulled;
