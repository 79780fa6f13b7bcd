//! CAP's closed word lists (status, severity, category, ...): one typed enum each, spelled on the wire as CAP spells
//! them. Knows nothing of documents, flags or what a console does with a word.

use serde::{Deserialize, Serialize};

/// Declares a word list: the enum, its CAP spelling, the whole list, and reading by exact or loose spelling.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $var:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $word)] $var),+
        }

        impl $name {
            /// Every word of the list, lowest first where the list has an order.
            pub const ALL: &'static [$name] = &[$($name::$var),+];

            /// The word as CAP spells it.
            pub fn word(self) -> &'static str {
                match self { $($name::$var => $word),+ }
            }

            /// The value for exactly this spelling.
            pub fn exact(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$var),)+ _ => None }
            }

            /// The value for this spelling whatever the case of its letters.
            pub fn loose(word: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|value| value.word().eq_ignore_ascii_case(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// How a message is to be handled (CAP 1.2 §3.2.1). Only `Actual` is routed operationally.
    Status {
        /// Actionable by all targeted recipients.
        Actual = "Actual",
        /// Actionable only by designated exercise participants.
        Exercise = "Exercise",
        /// Supports alert network functions.
        System = "System",
        /// Technical testing; recipients disregard it.
        Test = "Test",
        /// A preliminary template, not actionable.
        Draft = "Draft",
    }
}

words! {
    /// The nature of a message (CAP 1.2 §3.2.1).
    MsgType {
        /// Initial information.
        Alert = "Alert",
        /// Updates and replaces the messages it references.
        Update = "Update",
        /// Cancels the messages it references.
        Cancel = "Cancel",
        /// Acknowledges receipt of the messages it references.
        Ack = "Ack",
        /// Rejects the messages it references.
        Error = "Error",
    }
}

words! {
    /// Who a message is meant for (CAP 1.2 §3.2.1). `Restricted` and `Private` are never forwarded.
    Scope {
        /// For the general public.
        Public = "Public",
        /// For users with a known operational need.
        Restricted = "Restricted",
        /// For the named addresses only.
        Private = "Private",
    }
}

words! {
    /// How bad the subject event is, lowest first, so that `max` gives the rank of several infos.
    Severity {
        /// Severity unknown.
        Unknown = "Unknown",
        /// Minimal to no known threat.
        Minor = "Minor",
        /// Possible threat.
        Moderate = "Moderate",
        /// Significant threat.
        Severe = "Severe",
        /// Extraordinary threat.
        Extreme = "Extreme",
    }
}

words! {
    /// How soon to act, least urgent first.
    Urgency {
        /// Urgency unknown.
        Unknown = "Unknown",
        /// Responsive action is no longer required.
        Past = "Past",
        /// Action in the near future.
        Future = "Future",
        /// Action soon, within the next hour.
        Expected = "Expected",
        /// Action at once.
        Immediate = "Immediate",
    }
}

words! {
    /// How sure the sender is, least sure first. CAP 1.0's `Very Likely` is read as `Likely`.
    Certainty {
        /// Certainty unknown.
        Unknown = "Unknown",
        /// Not expected to occur.
        Unlikely = "Unlikely",
        /// Possible, but not likely.
        Possible = "Possible",
        /// Likely, more than about half.
        Likely = "Likely",
        /// Has occurred or is ongoing.
        Observed = "Observed",
    }
}

words! {
    /// The kind of subject event (CAP 1.2 §3.2.2).
    Category {
        /// Geophysical, landslides included.
        Geo = "Geo",
        /// Meteorological, floods included.
        Met = "Met",
        /// General emergency and public safety.
        Safety = "Safety",
        /// Law enforcement, military, homeland and private security.
        Security = "Security",
        /// Rescue and recovery.
        Rescue = "Rescue",
        /// Fire suppression and rescue.
        Fire = "Fire",
        /// Medical and public health.
        Health = "Health",
        /// Pollution and other environmental matters.
        Env = "Env",
        /// Public and private transport.
        Transport = "Transport",
        /// Utility, telecommunication and other infrastructure.
        Infra = "Infra",
        /// Chemical, biological, radiological, nuclear or high-yield explosive.
        Cbrne = "CBRNE",
        /// Other events, and every word that is on no list.
        Other = "Other",
    }
}

words! {
    /// What the target audience should do (CAP 1.2 §3.2.2).
    ResponseType {
        /// Take shelter in place.
        Shelter = "Shelter",
        /// Relocate.
        Evacuate = "Evacuate",
        /// Make preparations.
        Prepare = "Prepare",
        /// Execute a pre-planned activity.
        Execute = "Execute",
        /// Avoid the subject event.
        Avoid = "Avoid",
        /// Attend to information sources.
        Monitor = "Monitor",
        /// Evaluate the information (1.1: for internal use).
        Assess = "Assess",
        /// The event no longer poses a threat.
        AllClear = "AllClear",
        /// No action recommended.
        None = "None",
    }
}

words! {
    /// The CAP version a message's namespace names; what is read does not depend on it.
    Version {
        /// `http://www.incident.com/cap/1.0`
        V1_0 = "1.0",
        /// `urn:oasis:names:tc:emergency:cap:1.1`
        V1_1 = "1.1",
        /// `urn:oasis:names:tc:emergency:cap:1.2`
        V1_2 = "1.2",
        /// No namespace, or one that is not CAP's; flagged.
        Other = "other",
    }
}
