//! The engine on a log, a vault and a clock in memory that fail, block and jump when a test says so.

#[cfg(test)]
mod commit;
#[cfg(test)]
mod ingest;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod personal;
#[cfg(test)]
mod start;
#[cfg(test)]
mod support;
#[cfg(test)]
mod timers;
