//! Who sits down: sign-on with a password, the first administrator, and the seats that need none (the folder's owner, a
//! drill's ready accounts). Knows no verb.

use crate::console::{Seat, commands, error, failed};
use crate::floor::{Floor, lock};
use watchfloor_api::command::{CreateUser, SignOn};
use watchfloor_api::view::SeatView;
use watchfloor_api::{ApiError, ErrorCode, SeatToken};
use watchfloor_domain::ids::UserId;
use watchfloor_domain::types::Role;
use watchfloor_domain::{Board, Command};
use watchfloor_engine::Actor;
use watchfloor_engine::accounts::Refused;

/// No account has a longer name; the rules say so.
const LONGEST_USER: usize = 32;
/// No account has a longer password, in bytes.
pub(crate) const LONGEST_PASSWORD: usize = 1_024;

/// The seat of a display on the wall.
pub(crate) const WALL: &str = "wall";

fn wrong() -> ApiError {
    error(ErrorCode::WrongPassword, "refused.wrong_password", "").field("password")
}

impl Floor {
    /// A seat for the operating-system owner of the folder: administration from the command line, logged as such.
    pub fn owner_seat(&self, user: &str) -> SeatToken {
        let label = "cli".to_owned();
        self.seat(Seat { user: format!("os/{user}"), role: Role::Administrator, label, owner: true })
    }

    /// In a drill: the seat of an account that has not ended, without its password.
    pub fn drill_seat(&self, user: &str) -> Option<SeatToken> {
        if !self.engine.is_drill() {
            return None;
        }
        let account = self.engine.board().users.get(&UserId::from(user)).filter(|u| !u.disabled).cloned()?;
        Some(self.seat(Seat { user: user.to_owned(), role: account.role, label: "rpc".into(), owner: false }))
    }

    /// A seat for a display on the wall, beside a person's: it reads as the lowest role does. Nobody sits there, so nothing
    /// of it is logged; it ends with its window, or with the account it stands beside.
    ///
    /// # Errors
    /// Nobody sits at `beside`.
    pub fn wall_seat(&self, beside: &SeatToken) -> Result<(SeatToken, SeatView), ApiError> {
        let user = self.seats.get(beside)?.user;
        let seat = Seat { user: user.clone(), role: Role::Operator, label: WALL.to_owned(), owner: false };
        let view = seat.view(user);
        Ok((self.seat(seat), view))
    }

    fn seat(&self, seat: Seat) -> SeatToken {
        let token = SeatToken(uuid::Uuid::new_v4().to_string());
        self.seats.add(&token, seat);
        token
    }

    /// Checks a password, which takes a while, and gives a seat.
    pub(crate) fn sit_down(&self, credentials: &SignOn) -> Result<(SeatToken, SeatView), ApiError> {
        let name = credentials.user.trim();
        if name.len() > LONGEST_USER || credentials.password.len() > LONGEST_PASSWORD {
            return Err(wrong());
        }
        let user = UserId(name.to_owned());
        let board = Board { users: self.engine.board().users.clone(), ..Board::default() };
        // Neither a drill's pace nor a clock that is set moves the end of a lock.
        let now = i64::try_from(self.engine.clock.monotonic_ms()).unwrap_or(i64::MAX);
        let role = self
            .accounts
            .check(&board, &user, &credentials.password, now)
            .map_err(|why| self.refuse_sign_on(&user, why, now))?;
        let label = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        let seat = Seat { user: user.0.clone(), role, label, owner: false };
        let note = Command::NoteSignOn { user: user.clone(), seat: seat.label.clone() };
        self.engine.run(&seat.actor(), vec![note]).map_err(failed)?;
        let name = board.users.get(&user).and_then(|account| self.engine.vault.open(&account.display_name));
        let view = seat.view(name.unwrap_or_else(|| user.0.clone()));
        let token = self.seat(seat);
        // Ended or given another password while this one was being checked: who ends seats may have looked too early.
        if self.engine.board().users.get(&user) != board.users.get(&user) {
            self.seats.remove(&token);
            return Err(wrong());
        }
        Ok((token, view))
    }

    fn refuse_sign_on(&self, user: &UserId, why: Refused, now: i64) -> ApiError {
        let until_ms = match why {
            Refused::Locked { until_ms } => until_ms,
            Refused::Wrong => {
                self.note_wrong_password(user);
                return wrong();
            }
        };
        let minutes = (until_ms - now).max(0).saturating_add(59_999) / 60_000;
        error(ErrorCode::LockedOut, "refused.locked_out", "").param("minutes", minutes.to_string())
    }

    /// Only known names reach the log, and only tries that cost a hash: a guesser cannot fill it.
    fn note_wrong_password(&self, user: &UserId) {
        let known = self.engine.board().users.contains_key(user);
        if !known {
            return;
        }
        let note = Command::NoteSignOnRefused { user: user.clone(), why: "wrong_password".to_owned() };
        if let Err(error) = self.engine.run(&Actor::rule("rule/sign-on"), vec![note]) {
            tracing::warn!(%error, "a refused sign-on was not logged");
        }
    }

    /// The first administrator of a live store; refused once there is any account.
    pub fn first_administrator(&self, user: &CreateUser) -> Result<(SeatToken, SeatView), ApiError> {
        {
            let _first = lock(&self.first);
            if self.engine.is_drill() || !self.engine.board().users.is_empty() {
                return Err(error(ErrorCode::Refused, "refused.not_first_administrator", ""));
            }
            let user = CreateUser { role: Role::Administrator.word().to_owned(), ..user.clone() };
            let command = commands::create_user(self, &user)?;
            self.engine.run(&Actor::rule("rule/first-administrator"), vec![command]).map_err(failed)?;
        }
        self.sit_down(&SignOn { user: user.user.clone(), password: user.password.clone() })
    }

    /// After an account ended or got another password: whoever sits there by the old one leaves, and hears no more. A
    /// person who changed their own password stays.
    pub(crate) fn end_stale_seats(&self, user: &str, by: &Seat) {
        let disabled = self.engine.board().users.get(&UserId::from(user)).is_some_and(|account| account.disabled);
        let spared = (!disabled && by.user == user).then_some(by.label.as_str());
        self.seats.remove_user(user, spared);
    }
}
