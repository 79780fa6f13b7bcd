//! Random work on a floor, and what must hold whatever happens: see [`checker`]. Every check has a control that breaks
//! the rules on purpose and must be caught by the very same code.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod act;
#[cfg(test)]
mod checker;
#[cfg(test)]
mod controls;
#[cfg(test)]
mod crews;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod desk_checks;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod play;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod undo;
