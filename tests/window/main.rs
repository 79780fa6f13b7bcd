//! The real window on a desktop of its own. Few tests, each of what no cheaper test can see.

mod smoke;
