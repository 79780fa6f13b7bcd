//! Keys of data subjects: personal texts are sealed under them; destroying a key is erasure. Knows no event and no
//! incident; never prints a key or a text.

use crate::failure::Doing;
use crate::folder;
use crate::sqlite::{self, Family, Purpose};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;
use watchfloor_engine::ports::{LogError, Vault};
use zeroize::Zeroizing;

/// The key file. `WFKY`.
pub(crate) const KEY_FILE: Family = Family {
    name: "a Watchfloor key file",
    application_id: 0x5746_4b59,
    steps: &["CREATE TABLE subject_key(
  subject TEXT NOT NULL PRIMARY KEY,
  secret  BLOB NOT NULL CHECK(length(secret)=32)
) STRICT;
CREATE TABLE erased(subject TEXT NOT NULL PRIMARY KEY) STRICT;"],
};

/// Keys kept in memory at most; above it they are read again.
const MOST_CACHED: usize = 10_000;
const NONCE_BYTES: usize = 24;
/// How a sealed file begins: what it is, and the version of its form.
const FILE_MARK: &[u8] = b"WFF1";

type Key = Zeroizing<[u8; 32]>;

/// The vault in `keys.sqlite`; cheap to clone, safe to share.
#[derive(Clone)]
pub struct KeyVault {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    conn: Option<Connection>,
    writable: bool,
    cache: HashMap<String, Key>,
    copies: Option<PathBuf>,
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyVault(..)")
    }
}

impl KeyVault {
    /// Opens or makes the key file of a data folder.
    ///
    /// # Errors
    /// [`LogError`] as a log's opening has them.
    pub(crate) fn open(dir: &Path) -> Result<Self, LogError> {
        let path = dir.join(folder::KEYS);
        sqlite::create_private(&path)?;
        let mut conn = sqlite::open(&path, Purpose::Write)?;
        sqlite::migrate(&mut conn, &KEY_FILE)?;
        Ok(Self::with(Some(conn), true))
    }

    /// Opens a folder's keys to read; without a key file nothing can be opened and nothing sealed.
    pub(crate) fn open_read_only(dir: &Path) -> Result<Self, LogError> {
        let path = dir.join(folder::KEYS);
        if !path.is_file() {
            return Ok(Self::with(None, false));
        }
        let conn = sqlite::open(&path, Purpose::ReadClosed)?;
        sqlite::version(&conn, &KEY_FILE)?;
        Ok(Self::with(Some(conn), false))
    }

    fn with(conn: Option<Connection>, writable: bool) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { conn, writable, cache: HashMap::new(), copies: None })) }
    }

    /// Where this console's copies stand, so that erasure reaches them; `None` when there is no such place.
    pub fn set_copies(&self, dest: Option<PathBuf>) {
        self.inner().copies = dest;
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn writable(&mut self) -> Result<&mut Connection, LogError> {
        match self.conn.as_mut() {
            Some(conn) if self.writable => Ok(conn),
            _ => Err(LogError::Other("the key file is open to read only".to_owned())),
        }
    }

    fn find(&mut self, subject: &str) -> Result<Option<Key>, LogError> {
        if let Some(key) = self.cache.get(subject) {
            return Ok(Some(key.clone()));
        }
        let Some(conn) = &self.conn else { return Ok(None) };
        let found: Option<[u8; 32]> = conn
            .prepare_cached("SELECT secret FROM subject_key WHERE subject=?1")
            .and_then(|mut s| s.query_row([subject], |row| row.get(0)).optional())
            .doing("reading a key")?;
        Ok(found.map(|key| self.remember(subject, Zeroizing::new(key))))
    }

    fn find_or_make(&mut self, subject: &str) -> Result<Key, LogError> {
        if let Some(key) = self.find(subject)? {
            return Ok(key);
        }
        let mut key: Key = Zeroizing::new([0; 32]);
        fill_random(key.as_mut_slice())?;
        // On disk before anything sealed under it can be: the commit of this file is synced.
        self.writable()?
            .prepare_cached("INSERT INTO subject_key(subject, secret) VALUES(?1, ?2)")
            .and_then(|mut s| s.execute(params![subject, key.as_slice()]))
            .doing("keeping a key")?;
        checkpoint_if_large(self.writable()?)?;
        Ok(self.remember(subject, key))
    }

    /// Keys for those without one, in one commit of the key file.
    fn make_all(&mut self, subjects: &[&SubjectId]) -> Result<(), LogError> {
        let mut without: BTreeSet<&str> = BTreeSet::new();
        for subject in subjects {
            if self.find(&subject.0)?.is_none() {
                without.insert(&subject.0);
            }
        }
        // One alone is made as it is sealed.
        if without.len() < 2 {
            return Ok(());
        }
        let mut made = Vec::with_capacity(without.len());
        let what = "keeping keys";
        let transaction = self.writable()?.transaction().doing(what)?;
        for subject in without {
            let mut key: Key = Zeroizing::new([0; 32]);
            fill_random(key.as_mut_slice())?;
            transaction
                .prepare_cached("INSERT INTO subject_key(subject, secret) VALUES(?1, ?2)")
                .and_then(|mut s| s.execute(params![subject, key.as_slice()]))
                .doing(what)?;
            made.push((subject, key));
        }
        transaction.commit().doing(what)?;
        for (subject, key) in made {
            self.remember(subject, key);
        }
        checkpoint_if_large(self.writable()?)
    }

    fn remember(&mut self, subject: &str, key: Key) -> Key {
        if self.cache.len() >= MOST_CACHED {
            self.cache.clear();
        }
        self.cache.insert(subject.to_owned(), key.clone());
        key
    }
}

/// The key file is small and rarely written; its write-ahead log is moved in before it can grow.
fn checkpoint_if_large(conn: &Connection) -> Result<(), LogError> {
    let wal = conn.path().map(|path| format!("{path}-wal"));
    let bytes = wal.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
    if bytes < 4 << 20 {
        return Ok(());
    }
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing("moving keys into their file")
}

/// What a sealed file is bound to: a text sealed under the same key cannot be passed off as one.
fn file_of(subject: &SubjectId) -> Vec<u8> {
    format!("file of {}", subject.0).into_bytes()
}

fn fill_random(bytes: &mut [u8]) -> Result<(), LogError> {
    getrandom::fill(bytes).map_err(|error| LogError::Other(format!("the system gives no random bytes: {error}")))
}

/// Subjects whose keys were destroyed, so that copies not at hand then can be caught up.
pub(crate) fn erased(conn: &Connection) -> Result<BTreeSet<String>, LogError> {
    let what = "reading the erased subjects";
    let mut statement = conn.prepare("SELECT subject FROM erased").doing(what)?;
    statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).doing(what)
}

/// Removes a subject's key from an open key file, leaving no trace of it in free pages or the write-ahead log.
pub(crate) fn remove_key(conn: &Connection, subject: &str) -> Result<(), LogError> {
    let what = "destroying a key";
    conn.execute("DELETE FROM subject_key WHERE subject=?1", [subject]).doing(what)?;
    conn.execute("INSERT OR IGNORE INTO erased(subject) VALUES(?1)", [subject]).doing(what)?;
    conn.execute_batch("VACUUM").doing(what)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing(what)
}

impl Vault for KeyVault {
    fn prepare(&self, subjects: &[&SubjectId]) -> Result<(), LogError> {
        self.inner().make_all(subjects)
    }

    fn seal(&self, personal: &Personal) -> Result<Personal, LogError> {
        let Personal::Clear { subject, text } = personal else { return Ok(personal.clone()) };
        let key = self.inner().find_or_make(&subject.0)?;
        let mut nonce = [0; NONCE_BYTES];
        fill_random(&mut nonce)?;
        let payload = Payload { msg: text.as_bytes(), aad: subject.0.as_bytes() };
        let sealed = XChaCha20Poly1305::new((&*key).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| LogError::Other("a personal text is too long to seal".to_owned()))?;
        Ok(Personal::Sealed { subject: subject.clone(), nonce: BASE64.encode(nonce), box_: BASE64.encode(sealed) })
    }

    fn open(&self, personal: &Personal) -> Option<String> {
        let (subject, nonce, sealed) = match personal {
            Personal::Clear { text, .. } => return Some(text.clone()),
            Personal::Sealed { subject, nonce, box_ } => (subject, nonce, box_),
        };
        let key = self.inner().find(&subject.0).inspect_err(|error| tracing::warn!(%error, "key file")).ok()??;
        let nonce: [u8; NONCE_BYTES] = BASE64.decode(nonce).ok()?.try_into().ok()?;
        let sealed = BASE64.decode(sealed).ok()?;
        let payload = Payload { msg: &sealed, aad: subject.0.as_bytes() };
        let clear = XChaCha20Poly1305::new((&*key).into()).decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(clear).ok()
    }

    fn seal_bytes(&self, subject: &SubjectId, clear: &[u8]) -> Result<Vec<u8>, LogError> {
        let key = self.inner().find_or_make(&subject.0)?;
        let mut nonce = [0; NONCE_BYTES];
        fill_random(&mut nonce)?;
        let payload = Payload { msg: clear, aad: &file_of(subject) };
        let sealed = XChaCha20Poly1305::new((&*key).into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| LogError::Other("a file is too long to seal".to_owned()))?;
        Ok([FILE_MARK, &nonce, &sealed].concat())
    }

    fn open_bytes(&self, subject: &SubjectId, sealed: &[u8]) -> Option<Vec<u8>> {
        let key = self.inner().find(&subject.0).inspect_err(|error| tracing::warn!(%error, "key file")).ok()??;
        let (nonce, sealed) = sealed.strip_prefix(FILE_MARK)?.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: &file_of(subject) };
        XChaCha20Poly1305::new((&*key).into()).decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn destroy(&self, subject: &SubjectId) -> Result<(), LogError> {
        let mut inner = self.inner();
        inner.cache.remove(&subject.0);
        remove_key(inner.writable()?, &subject.0)?;
        let copies = inner.copies.clone();
        drop(inner);
        if let Some(dest) = copies {
            erase_in_copies(dest, subject.0.clone());
        }
        Ok(())
    }
}

/// Rewrites every copy, which takes its time, so nobody waits for it. What it does not reach, because the place is not at
/// hand or the console stops, is caught up when the next copy is made there.
fn erase_in_copies(dest: PathBuf, subject: String) {
    std::thread::spawn(move || {
        if let Err(error) = crate::backup::forget(&dest, &subject) {
            tracing::warn!(%error, "an erased subject's key could not be removed from every copy yet");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clear(subject: &str, text: &str) -> Personal {
        Personal::clear(SubjectId::from(subject), text)
    }

    #[test]
    fn a_sealed_text_opens_until_its_key_is_destroyed() {
        let dir = tempfile::tempdir().unwrap();
        let vault = KeyVault::open(dir.path()).unwrap();
        let anna = vault.seal(&clear("caller/1", "Anna, 040 123")).unwrap();
        let ben = vault.seal(&clear("caller/2", "本")).unwrap();
        assert_eq!(vault.seal(&anna).unwrap(), anna, "sealed stays sealed");
        assert_eq!(vault.open(&anna).as_deref(), Some("Anna, 040 123"));
        let again = KeyVault::open(dir.path()).unwrap();
        assert_eq!(again.open(&anna).as_deref(), Some("Anna, 040 123"), "the key is on disk");
        let secret = vault.inner().find("caller/1").unwrap().unwrap();
        drop(again);
        vault.destroy(&SubjectId::from("caller/1")).unwrap();
        assert_eq!(vault.open(&anna), None);
        assert_eq!(vault.open(&ben).as_deref(), Some("本"));
        vault.seal(&clear("caller/1", "new")).unwrap();
        assert_eq!(vault.open(&anna), None, "a new key does not open the old text");
        for name in ["keys.sqlite", "keys.sqlite-wal"] {
            let bytes = std::fs::read(dir.path().join(name)).unwrap_or_default();
            assert!(!bytes.windows(32).any(|part| part == secret.as_slice()), "the key is gone from {name}");
        }
    }

    #[test]
    fn a_sealed_file_opens_until_its_key_is_destroyed_and_only_whole() {
        let dir = tempfile::tempdir().unwrap();
        let vault = KeyVault::open(dir.path()).unwrap();
        let (anna, ben) = (SubjectId::from("incident/1"), SubjectId::from("incident/2"));
        let sealed = vault.seal_bytes(&anna, b"a picture").unwrap();
        assert!(!sealed.windows(9).any(|part| part == b"a picture"));
        assert_ne!(sealed, vault.seal_bytes(&anna, b"a picture").unwrap(), "each file is its own");
        assert_eq!(vault.open_bytes(&anna, &sealed).as_deref(), Some(&b"a picture"[..]));
        vault.seal_bytes(&ben, b"x").unwrap();
        assert_eq!(vault.open_bytes(&ben, &sealed), None);
        for at in [0, 5, 30, sealed.len() - 1] {
            let mut broken = sealed.clone();
            broken[at] ^= 1;
            assert_eq!(vault.open_bytes(&anna, &broken), None, "byte {at}");
        }
        for len in [0, 4, 20, 28, sealed.len() - 1] {
            assert_eq!(vault.open_bytes(&anna, &sealed[..len]), None, "{len} bytes");
        }
        vault.destroy(&anna).unwrap();
        assert_eq!(vault.open_bytes(&anna, &sealed), None);
    }

    #[test]
    fn a_text_moved_to_another_subject_does_not_open() {
        let dir = tempfile::tempdir().unwrap();
        let vault = KeyVault::open(dir.path()).unwrap();
        let Personal::Sealed { nonce, box_, .. } = vault.seal(&clear("a", "secret")).unwrap() else { panic!() };
        let moved = Personal::Sealed { subject: SubjectId::from("b"), nonce, box_ };
        assert_eq!(vault.open(&moved), None);
        for (nonce, box_) in [("", ""), ("!!", "??"), ("AAAA", "AAAA")] {
            let broken =
                Personal::Sealed { subject: SubjectId::from("a"), nonce: nonce.to_owned(), box_: box_.to_owned() };
            assert_eq!(vault.open(&broken), None);
        }
        assert_eq!(format!("{vault:?}"), "KeyVault(..)");
    }
}
