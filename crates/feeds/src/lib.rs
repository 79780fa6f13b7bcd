//! Brings the outside in: one guarded HTTP client, a poller for many feeds, and unit lists.
//!
//! It must not know what a body means (warning, page of an error, traffic): bodies go to an [`Inbox`] as received,
//! with the time they came. It must not know the event log, the window, or where feeds are configured.

mod body;
mod client;
mod error;
mod guard;
mod health;
mod links;
mod net;
mod pace;
mod poll;
mod ports;
pub mod roster_csv;
mod runner;
pub mod unit_csv;

pub use client::{
    ClientFactory, FEED_BODY_BYTES, FeedClient, Fetched, Limits, Outcome, Page, Validators, WARNING_BODY_BYTES,
};
pub use error::FetchError;
pub use guard::{Lookup, LookupResult, SystemLookup, check_url};
pub use health::{FeedFault, FeedHealth, FeedState};
pub use net::{Cidr, CidrError};
pub use ports::{Clock, Delivery, Inbox, InboxRefused, Link, LinkReader, NoLinks, Origin, Ports};
pub use runner::{FeedHandle, FeedRunner, FeedSpec, StartError};
