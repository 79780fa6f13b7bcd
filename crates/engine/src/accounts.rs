//! Local accounts: passwords are Argon2id verifiers in the log; wrong tries are counted here and lock for a while.
//! `security-and-feeds.md` 4: 64 MiB, t = 3, p = 1; five failures lock for fifteen minutes.

use crate::engine::lock;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::collections::HashMap;
use std::sync::Mutex;
use watchfloor_domain::Board;
use watchfloor_domain::ids::UserId;
use watchfloor_domain::types::Role;

/// Shortest password of a live account.
pub const SHORTEST_PASSWORD: usize = 10;
const FAILURES: u32 = 5;
const LOCKED_MS: i64 = 15 * 60_000;
/// Most names remembered; beyond that the oldest lock ends early, so that guessing names cannot fill memory.
const REMEMBERED: usize = 10_000;

/// Why nobody was signed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Unknown user, wrong password, or a disabled account; callers are not told which.
    Wrong,
    /// Too many wrong tries; until this instant.
    Locked { until_ms: i64 },
}

/// Counts wrong tries per user name.
#[derive(Default)]
pub struct Accounts {
    /// Held for one check at a time: tries side by side would not be counted before the next is let in, and each takes
    /// 64 MiB.
    checking: Mutex<()>,
    tries: Mutex<HashMap<UserId, (u32, i64)>>,
}

impl Accounts {
    /// Checks a password and gives the role. `now_ms` counts from any start, but never back.
    pub fn check(&self, board: &Board, user: &UserId, password: &str, now_ms: i64) -> Result<Role, Refused> {
        let _alone = lock(&self.checking);
        if let Some((FAILURES.., since)) = lock(&self.tries).get(user).copied()
            && now_ms < since + LOCKED_MS
        {
            return Err(Refused::Locked { until_ms: since + LOCKED_MS });
        }
        let account = board.users.get(user).filter(|account| !account.disabled);
        // An unknown user costs as much time as a known one, so that names cannot be told apart.
        let verifier = account.map_or(NOBODY, |account| account.verifier.as_str());
        match account {
            Some(account) if verify(verifier, password) => {
                lock(&self.tries).remove(user);
                Ok(account.role)
            }
            _ => {
                if account.is_none() {
                    verify(verifier, password);
                }
                self.failed(user, now_ms);
                Err(Refused::Wrong)
            }
        }
    }

    fn failed(&self, user: &UserId, now_ms: i64) {
        let mut tries = lock(&self.tries);
        if tries.len() >= REMEMBERED && !tries.contains_key(user) {
            let oldest = tries.iter().min_by_key(|(_, (_, at_ms))| *at_ms).map(|(user, _)| user.clone());
            oldest.map(|user| tries.remove(&user));
        }
        let entry = tries.entry(user.clone()).or_insert((0, now_ms));
        if entry.0 >= FAILURES {
            *entry = (0, now_ms);
        }
        *entry = (entry.0 + 1, now_ms);
    }
}

/// A verifier no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The verifier of a new password, with a fresh salt of 16 bytes.
pub fn verifier(password: &str, salt: &[u8; 16]) -> Result<String, String> {
    let hash = hasher()?.hash_password_with_salt(password.as_bytes(), salt).map_err(|e| e.to_string())?;
    Ok(hash.to_string())
}

fn hasher() -> Result<Argon2<'static>, String> {
    let params = Params::new(64 * 1024, 3, 1, None).map_err(|e| e.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn verify(verifier: &str, password: &str) -> bool {
    let Ok(hash) = PasswordHash::new(verifier) else { return false };
    hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_domain::command::Command;
    use watchfloor_domain::testing::floor;

    fn with_user(password: &str) -> Board {
        let mut floor = floor(&[]);
        floor.role = None;
        let verifier = verifier(password, b"0123456789abcdef").expect("a verifier");
        let (user, display_name) = (UserId::from("anna"), "Anna".to_owned());
        floor.run(Command::CreateUser { user, display_name, role: Role::Operator, verifier }).expect("created");
        floor.board
    }

    #[test]
    fn five_wrong_tries_lock_for_fifteen_minutes() {
        let (board, accounts, anna) = (with_user("correct horse"), Accounts::default(), UserId::from("anna"));
        assert_eq!(accounts.check(&board, &anna, "correct horse", 0), Ok(Role::Operator));
        for _ in 0..5 {
            assert_eq!(accounts.check(&board, &anna, "wrong", 1_000), Err(Refused::Wrong));
        }
        let until_ms = 1_000 + LOCKED_MS;
        assert_eq!(accounts.check(&board, &anna, "correct horse", 2_000), Err(Refused::Locked { until_ms }));
        assert_eq!(accounts.check(&board, &anna, "correct horse", until_ms), Ok(Role::Operator));
    }

    #[test]
    fn guessing_names_does_not_end_a_lock() {
        let (accounts, anna) = (Accounts::default(), UserId::from("anna"));
        (0..FAILURES).for_each(|_| accounts.failed(&anna, 1_000));
        (0..REMEMBERED).for_each(|n| accounts.failed(&UserId(format!("guess{n}")), i64::try_from(n).expect("small")));
        let held = lock(&accounts.tries).len();
        assert!(held <= REMEMBERED);
        let until_ms = 1_000 + LOCKED_MS;
        assert_eq!(accounts.check(&Board::default(), &anna, "x", 2_000), Err(Refused::Locked { until_ms }));
    }

    #[test]
    fn nobody_signs_on_with_an_unknown_name() {
        let (board, accounts) = (with_user("correct horse"), Accounts::default());
        assert_eq!(accounts.check(&board, &UserId::from("eve"), "", 0), Err(Refused::Wrong));
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
