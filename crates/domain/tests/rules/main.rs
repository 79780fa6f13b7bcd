//! The rules of the floor as tables: what is given, what is tried, what comes of it. One room per subject.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod admin;
#[cfg(test)]
mod alarms;
mod attached;
#[cfg(test)]
mod command;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod crew;
#[cfg(test)]
mod harm;
#[cfg(test)]
mod hidden;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod late;
#[cfg(test)]
mod leftover;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod radio;
#[cfg(test)]
mod resources;
#[cfg(test)]
mod roads;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod seen;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod ties;
#[cfg(test)]
mod undo;
#[cfg(test)]
mod undo_scenes;
#[cfg(test)]
mod undo_table;
#[cfg(test)]
mod units;
#[cfg(test)]
mod warnings;
#[cfg(test)]
mod work;
