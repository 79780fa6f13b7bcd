//! The machine's clock, zone and randomness, behind the ports. The only place that asks the system for the time.

use std::time::Instant;
use watchfloor_engine::ports::{Clock, Ids};

/// The machine's clock.
pub struct SystemClock {
    began: Instant,
    zone: jiff::tz::TimeZone,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { began: Instant::now(), zone: jiff::tz::TimeZone::system() }
    }
}

impl SystemClock {
    /// The zone's name, for the window.
    pub fn zone_name(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").to_owned()
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn zone_offset_min(&self, at_ms: i64) -> i32 {
        jiff::Timestamp::from_millisecond(at_ms).map_or(0, |at| self.zone.to_offset(at).seconds() / 60)
    }
}

impl watchfloor_feeds::Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        Clock::now_ms(self)
    }
}

/// UUIDv7 from the system's clock and randomness.
pub struct SystemIds;

impl Ids for SystemIds {
    fn uuid(&self) -> uuid::Uuid {
        uuid::Uuid::now_v7()
    }
}

/// Random bytes of the system; an error names why there are none.
pub fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| format!("the system gives no randomness: {e}"))?;
    Ok(bytes)
}

/// Whether this machine can sound an alarm: a sound card, or a sound server of the session. A webview without either
/// plays into nothing and says that all is well, so the question is asked here.
pub fn has_audio() -> bool {
    let card = std::fs::read_to_string("/proc/asound/cards").is_ok_and(|cards| cards.contains('['));
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(std::path::PathBuf::from);
    let server = session.is_some_and(|dir| dir.join("pulse/native").exists() || dir.join("pipewire-0").exists());
    card || server || std::env::var_os("PULSE_SERVER").is_some()
}
