//! Keys in memory. The cipher hides a text from a search of the bytes, and from nobody else.

use std::collections::BTreeMap;
use std::sync::Mutex;
use watchfloor_domain::ids::SubjectId;
use watchfloor_domain::personal::Personal;
use watchfloor_engine::ports::{LogError, Vault};

#[derive(Default)]
pub struct MemVault {
    keys: Mutex<Keys>,
}

#[derive(Default)]
struct Keys {
    of: BTreeMap<SubjectId, u8>,
    made: u8,
    broken: bool,
    prepared: Vec<SubjectId>,
}

impl MemVault {
    /// From now on nothing can be sealed.
    pub fn break_it(&self, broken: bool) {
        self.keys.lock().unwrap().broken = broken;
    }

    /// The subjects keys were asked for ahead, in order, each once.
    pub fn prepared(&self) -> Vec<SubjectId> {
        self.keys.lock().unwrap().prepared.clone()
    }
}

impl Vault for MemVault {
    fn prepare(&self, subjects: &[&SubjectId]) -> Result<(), LogError> {
        let mut keys = self.keys.lock().unwrap();
        for subject in subjects {
            if !keys.prepared.contains(subject) {
                keys.prepared.push((*subject).clone());
            }
        }
        Ok(())
    }

    fn seal(&self, personal: &Personal) -> Result<Personal, LogError> {
        let mut keys = self.keys.lock().unwrap();
        if keys.broken {
            return Err(LogError::Other("no key file".into()));
        }
        let Personal::Clear { subject, text } = personal else { return Ok(personal.clone()) };
        if !keys.of.contains_key(subject) {
            keys.made = keys.made.wrapping_add(37) | 1;
            let key = keys.made;
            keys.of.insert(subject.clone(), key);
        }
        let key = keys.of[subject];
        let box_ = text.bytes().map(|byte| format!("{:02x}", byte ^ key)).collect();
        Ok(Personal::Sealed { subject: subject.clone(), nonce: key.to_string(), box_ })
    }

    fn open(&self, personal: &Personal) -> Option<String> {
        match personal {
            Personal::Clear { text, .. } => Some(text.clone()),
            Personal::Sealed { subject, nonce, box_ } => {
                let key = *self.keys.lock().unwrap().of.get(subject)?;
                if key.to_string() != *nonce {
                    return None;
                }
                let byte = |at: usize| u8::from_str_radix(box_.get(at..at + 2)?, 16).ok().map(|byte| byte ^ key);
                String::from_utf8((0..box_.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?).ok()
            }
        }
    }

    fn seal_bytes(&self, _subject: &SubjectId, _clear: &[u8]) -> Result<Vec<u8>, LogError> {
        Err(LogError::Other("no files here".into()))
    }

    fn open_bytes(&self, _subject: &SubjectId, _sealed: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn destroy(&self, subject: &SubjectId) -> Result<(), LogError> {
        self.keys.lock().unwrap().of.remove(subject);
        Ok(())
    }
}
