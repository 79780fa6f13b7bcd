//! Who sits where. A seat is a person and a role at one window or automation caller; it ends at sign-off.

use crate::words::{Language, say};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use watchfloor_api::view::SeatView;
use watchfloor_api::{ApiError, ErrorCode, SeatToken};
use watchfloor_domain::command::may;
use watchfloor_domain::types::Role;
use watchfloor_engine::Actor;

/// One seat.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) user: String,
    pub(crate) role: Role,
    /// Carried into the log, so that two seats of one person can be told apart.
    pub(crate) label: String,
    /// The operating-system owner of the data folder, for administration from the command line.
    pub(crate) owner: bool,
}

impl Seat {
    pub(crate) fn actor(&self) -> Actor {
        Actor::person(self.user.clone(), self.role)
    }

    pub(crate) fn view(&self, display_name: String) -> SeatView {
        SeatView {
            user: self.user.clone(),
            display_name,
            role: self.role.word().to_owned(),
            may: calls().into_iter().filter(|call| self.may(call)).collect(),
        }
    }

    /// The folder's owner administers; a role does what its table says.
    pub(crate) fn may(&self, call: &str) -> bool {
        may(self.role, call) || (self.owner && may(Role::Supervisor, call))
    }
}

fn calls() -> Vec<String> {
    <watchfloor_api::Command as watchfloor_api::rpc::CallList>::names()
}

/// All seats of this console.
#[derive(Default)]
pub(crate) struct Seats {
    held: Mutex<HashMap<String, Seat>>,
}

impl Seats {
    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, Seat>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, token: &SeatToken, seat: Seat) {
        self.held().insert(token.0.clone(), seat);
    }

    pub(crate) fn remove(&self, token: &SeatToken) -> Option<Seat> {
        self.held().remove(&token.0)
    }

    pub(crate) fn get(&self, token: &SeatToken) -> Result<Seat, ApiError> {
        let none = || {
            let key = "refused.no_seat";
            ApiError::new(ErrorCode::NoSeat, key, say(Language::En, key, &BTreeMap::new()))
        };
        self.held().get(&token.0).cloned().ok_or_else(none)
    }

    /// Whether somebody sits there.
    pub(crate) fn holds(&self, token: &SeatToken) -> bool {
        self.held().contains_key(&token.0)
    }

    /// Ends every seat of an account but the one that is spared.
    pub(crate) fn remove_user(&self, user: &str, spared: Option<&str>) {
        self.held().retain(|_, seat| seat.user != user || spared.is_some_and(|label| label == seat.label));
    }
}
