//! The wire: the closed list of commands, queries and streams, and the shapes they carry.
//!
//! Every verb is declared here once. A host answers by implementing [`Console`]; its `match` over [`Command`] and
//! [`Query`] is exhaustive, so a verb without a handler does not compile. TypeScript is generated from these types.
//! Wire types are shaped for the screen and for automation; they know nothing of the domain's types or of storage.

pub mod attach;
pub mod catalogue;
pub mod command;
pub mod crew;
pub mod error;
pub mod ics;
pub mod intake;
pub mod kpi;
pub mod layer;
pub mod link;
pub mod plan;
pub mod positions;
pub mod preference;
pub mod query;
pub mod radio;
pub mod recommend;
pub mod resource;
pub mod rpc;
pub mod shelf;
pub mod staff;
pub mod stream;
pub mod typescript;
pub mod view;
pub mod work;

pub use command::{Command, Receipt};
pub use error::{ApiError, ErrorCode};
pub use query::{Query, Reply};
pub use stream::{Patch, Positions, Push, Snapshot};

/// Names one seat: a person with a role at one window or one automation caller. Given out at sign-on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeatToken(pub String);

/// Where pushed messages go. Must not block; a slow window drops its subscription and takes a new snapshot.
pub trait PushSink: Send {
    /// Delivers one message. `false` ends the subscription (the window is gone).
    fn push(&self, message: &Push) -> bool;
}

/// What a host answers. The window and the headless program both speak to one implementation of this.
pub trait Console: Send + Sync {
    /// Signs a person on and gives a seat.
    fn sign_on(&self, credentials: command::SignOn) -> Result<(SeatToken, view::SeatView), ApiError>;
    /// Ends a seat. Unknown seats are ignored.
    fn sign_off(&self, seat: &SeatToken);
    /// Carries out one write verb for a seat.
    fn command(&self, seat: &SeatToken, command: Command) -> Result<Receipt, ApiError>;
    /// Answers one read verb for a seat.
    fn query(&self, seat: &SeatToken, query: Query) -> Result<Reply, ApiError>;
    /// What a window may know before anyone signs on: mode, version, drill accounts, whether a first administrator is due.
    fn lobby(&self) -> view::LobbyView;
    /// Sends a snapshot, then patches at no more than 20 Hz (alarms at once), until the sink answers `false`.
    fn subscribe(&self, seat: &SeatToken, sink: Box<dyn PushSink>) -> Result<(), ApiError>;
}
