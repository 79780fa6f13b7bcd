//! Whole journeys through the real `watchfloor` binary: a shift that survives `kill -9` anywhere, copies, tampering, bad
//! input, the drill. They must not know anything of the program but its verbs, its lines and its files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops here, saying where")]

mod attached;
mod backup;
mod bad_calls;
mod bad_desk;
mod bad_files;
mod bad_folder;
mod command;
mod crews;
mod damage;
mod drill;
mod export;
mod forty;
mod forty_rest;
mod harm;
mod killed;
mod kpi;
mod layers;
mod leftover;
mod paper;
mod personal;
mod placed;
mod plan;
mod preferences;
mod premise;
mod radio;
mod recommend;
mod roads;
mod safety;
mod script;
mod shelf;
mod shift;
mod stale;
mod support;
mod tamper;
mod ties;
mod together;
mod verbs;
