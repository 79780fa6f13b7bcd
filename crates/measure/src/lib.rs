//! How fast a centre was, and what went wrong: the time metrics of dispatching (`dispatch.md` 7) from the events of the
//! log, in one pass.
//!
//! Pure: no clock, no I/O. Incidents are folded by the rules of the floor itself, so that a figure agrees with the board
//! and with replay to the millisecond. What is kept of an incident that is over is a few bytes per metric.

mod clocks;
mod gather;
mod metric;
mod report;
mod score;
pub mod set;
pub mod stats;

pub use gather::{Gather, Span, wants};
pub use metric::{Definition, Metric, Reason, definitions};
pub use report::{Figure, Judged, Report, StandardFigure, Traffic};
pub use score::{Fault, FaultKind, Score};
pub use set::{Mark, SetFault, Standard, Target, ThresholdSet};
pub use stats::{Percentile, Share, Spread};
