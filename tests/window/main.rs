//! The real window on a desktop of its own. Few tests, each of what no cheaper test can see.

// Everything here is a test, its helpers too: `cfg(test)` says so to the lints.
#[cfg(test)]
mod area;
#[cfg(test)]
mod beside;
#[cfg(test)]
mod boards;
#[cfg(test)]
mod crew;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod drill;
#[cfg(test)]
mod hand;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod place;
#[cfg(test)]
#[path = "../journeys/support/server.rs"]
mod server;
#[cfg(test)]
mod smoke;
#[cfg(test)]
mod strip;
#[cfg(test)]
mod strokes;
#[cfg(test)]
mod together;
#[cfg(test)]
mod traffic;
