//! Codes that crews and dispatchers know, beside the canonical states. A centre chooses one set (`dispatch.md` 6.1).
//!
//! A code of a set reads as exactly one thing; a state has at most one code, and that code reads as a state which has it.

use crate::crew::Request;
use crate::status::UnitStatus::{self, Ad, Ak, Aq, Ar, Bm, Cl, Dp, Er, Off, Oos, Os, Sg, Tr, Wk, Xl};
use serde::{Deserialize, Serialize};

/// A set of local codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// The canonical letters alone.
    #[default]
    Canonical,
    /// German radio status keys 0 to 9.
    Fms,
    /// The time of NEMSIS that a state sets (`eTimes.NN`).
    Nemsis,
    /// Words of Chinese command centres.
    Chinese,
    /// State codes of police radios in the United Kingdom.
    Uk,
}

/// What a code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Status(UnitStatus),
    /// A flag; the state stays.
    Request(Request),
    Emergency,
}

use Said::{Emergency, Request as Asks, Status as Is};

/// FMS has no key for what the centre itself does; 6 is "not ready", which is out of service unless somebody says more.
const FMS: &[(&str, Said)] = &[
    ("0", Emergency),
    ("1", Is(Ar)),
    ("2", Is(Aq)),
    ("3", Is(Er)),
    ("4", Is(Os)),
    ("5", Asks(Request::Speak)),
    ("6", Is(Oos)),
    ("7", Is(Tr)),
    ("8", Is(Ad)),
    ("9", Asks(Request::Answer)),
];

const NEMSIS: &[(&str, Said)] = &[
    ("03", Is(Dp)),
    ("04", Is(Ak)),
    ("05", Is(Er)),
    ("06", Is(Os)),
    ("07", Is(Wk)),
    ("09", Is(Tr)),
    ("11", Is(Ad)),
    ("13", Is(Ar)),
    ("15", Is(Aq)),
    ("17", Is(Sg)),
];

const CHINESE: &[(&str, Said)] = &[
    ("离岗", Is(Off)),
    ("待命", Is(Aq)),
    ("巡逻", Is(Ar)),
    ("已派", Is(Dp)),
    ("接令", Is(Ak)),
    ("出动", Is(Er)),
    ("集结", Is(Sg)),
    ("到场", Is(Os)),
    ("处置", Is(Wk)),
    ("转运", Is(Tr)),
    ("送达", Is(Ad)),
    ("返回", Is(Cl)),
    ("占用", Is(Bm)),
    ("停用", Is(Oos)),
    ("并车", Is(Xl)),
    ("呼叫", Asks(Request::Speak)),
    ("求援", Emergency),
];

const UK: &[(&str, Said)] = &[
    ("0", Emergency),
    ("1", Is(Ar)),
    ("2", Is(Ar)),
    ("3", Is(Aq)),
    ("4", Is(Bm)),
    ("5", Is(Er)),
    ("6", Is(Os)),
    ("7", Is(Cl)),
    ("8", Is(Wk)),
    ("9", Is(Tr)),
    ("11", Is(Off)),
];

/// States that share the code of another: FMS 1 is on the road and ready, whether returning or on patrol; 6 is not ready,
/// whatever the reason.
const FMS_SHARED: &[(UnitStatus, &str)] = &[(Cl, "1"), (Off, "6"), (Bm, "6"), (Xl, "6")];

impl Preset {
    /// All sets.
    pub const ALL: [Self; 5] = [Self::Canonical, Self::Fms, Self::Nemsis, Self::Chinese, Self::Uk];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Canonical => "canonical",
            Self::Fms => "fms",
            Self::Nemsis => "nemsis",
            Self::Chinese => "chinese",
            Self::Uk => "uk",
        }
    }

    /// Reads the word.
    pub fn from_word(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.word() == text)
    }

    /// Every code of the set.
    pub fn codes(self) -> &'static [(&'static str, Said)] {
        match self {
            Self::Canonical => &[],
            Self::Fms => FMS,
            Self::Nemsis => NEMSIS,
            Self::Chinese => CHINESE,
            Self::Uk => UK,
        }
    }

    /// What a typed code says; canonical letters are always understood.
    pub fn read(self, code: &str) -> Option<Said> {
        let code = code.trim();
        let local = self.codes().iter().find(|(name, _)| *name == code).map(|(_, said)| *said);
        local.or_else(|| UnitStatus::from_code(code).map(Said::Status))
    }

    /// The local code of a state; none where the set has none.
    pub fn code(self, status: UnitStatus) -> Option<&'static str> {
        let shared = if self == Self::Fms { FMS_SHARED } else { &[] };
        let own = self.codes().iter().rfind(|(_, said)| *said == Said::Status(status)).map(|(code, _)| *code);
        own.or_else(|| shared.iter().find(|(of, _)| *of == status).map(|(_, code)| *code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_shown_is_read_as_a_state_that_shows_it() {
        for preset in Preset::ALL {
            for status in UnitStatus::ALL {
                let Some(code) = preset.code(status) else { continue };
                let Some(Said::Status(read)) = preset.read(code) else { panic!("{preset:?} {code} is no state") };
                assert_eq!(preset.code(read), Some(code), "{preset:?} {status:?}");
            }
            let mut codes: Vec<&str> = preset.codes().iter().map(|(code, _)| *code).collect();
            let all = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), all, "{preset:?}: a code is given once");
            assert_eq!(Preset::from_word(preset.word()), Some(preset));
        }
    }

    #[test]
    fn requests_of_the_radio_are_no_states() {
        assert_eq!(Preset::Fms.read("5"), Some(Said::Request(Request::Speak)));
        assert_eq!(Preset::Fms.read("9"), Some(Said::Request(Request::Answer)));
        assert_eq!(Preset::Fms.read("0"), Some(Said::Emergency));
        assert_eq!(Preset::Uk.read("0"), Some(Said::Emergency));
        assert_eq!(Preset::Canonical.read("5"), None);
        assert_eq!(Preset::Fms.read("os"), Some(Said::Status(Os)), "letters always");
        assert_eq!(Preset::Chinese.read("到场"), Some(Said::Status(Os)));
        assert_eq!((Preset::Fms.code(Cl), Preset::Fms.code(Dp)), (Some("1"), None));
    }
}
