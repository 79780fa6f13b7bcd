//! The speed table: what a vehicle of a kind drives on a class of road at an hour. Published and versioned; a drive
//! time says which version it is of (the version is in the graph's hash).
//!
//! These are defaults of a model, not measurements of an agency: until its own tracks teach better ones, every time made
//! from them is to be shown as model time. It must not know graphs.

use watchfloor_area::{RoadClass, RoadUse};

use crate::hours::WeekMinute;

/// Version of everything in this file: raise it with any change of a number or a rule.
pub const SPEED_TABLE_VERSION: u32 = 2;

/// Added for a gate, lift gate or chain that an emergency crew opens, in milliseconds.
pub const GATE_MS: u32 = 30_000;
/// Added instead for a gate that is private or closed, for which the crew needs a key, in milliseconds.
pub const LOCKED_GATE_MS: u32 = 60_000;
/// Added for turning around at a dead end, in milliseconds.
pub const U_TURN_MS: u32 = 20_000;
/// Added when a moving vehicle sets off against its heading, in milliseconds.
pub const TURN_AROUND_MS: u32 = 20_000;
/// No speed below this, km/h: rows may carry anything.
const SLOWEST_KMH: f64 = 1.0;
/// No speed above this, km/h.
const FASTEST_KMH: f64 = 180.0;
/// Percent of the road's speed an emergency vehicle keeps against a one-way.
const CONTRAFLOW_PERCENT: u32 = 50;

/// Which rules of the road bind a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// As everybody drives.
    Ordinary,
    /// Under blue light: private ways, bus lanes, pedestrian streets, gates with a key.
    Emergency,
}

impl Kind {
    /// The stable name used on the command line and in records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Emergency => "emergency",
        }
    }
}

/// Whose drive time, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Profile {
    /// The rules that bind it.
    pub kind: Kind,
    /// The agency allows emergency vehicles against one-ways. Ordinary vehicles never may.
    pub contraflow: bool,
    /// The local time, for speeds by the hour and for rules that hold at some hours; `None` for the day's plain speeds and
    /// with every such rule in force.
    pub at: Option<WeekMinute>,
}

impl Profile {
    /// By the rules of everybody, at no particular time.
    pub const ORDINARY: Self = Self { kind: Kind::Ordinary, contraflow: false, at: None };
    /// Under blue light, not against one-ways, at no particular time.
    pub const EMERGENCY: Self = Self { kind: Kind::Emergency, contraflow: false, at: None };
}

/// Percent of the edge's speed driven on a class of road. A tagged `maxspeed` is what the law allows, of which ordinary
/// traffic keeps a part that falls with the number of junctions; the default of a class is town driving already.
#[must_use]
pub const fn percent_of_class(kind: Kind, class: RoadClass, speed_tagged: bool) -> u32 {
    use RoadClass::{Busway, Motorway, Primary, Secondary, Tertiary, Trunk, Unclassified};
    match (kind, class, speed_tagged) {
        (Kind::Ordinary, _, false) => 100,
        (Kind::Ordinary, Motorway, true) => 95,
        (Kind::Ordinary, Trunk, true) => 90,
        (Kind::Ordinary, Primary | Secondary | Tertiary | Unclassified, true) => 80,
        (Kind::Ordinary, _, true) => 75,
        // Priority at junctions gains most where there are many; narrow streets give nothing above their own speed.
        (Kind::Emergency, Motorway | Trunk, _) => 110,
        (Kind::Emergency, Primary | Secondary, false) => 115,
        (Kind::Emergency, Primary | Secondary, true) => 105,
        (Kind::Emergency, Tertiary | Unclassified, false) => 110,
        (Kind::Emergency, Busway, false) => 200,
        (Kind::Emergency, _, _) => 100,
    }
}

/// Percent of the speed kept at a local hour; 100 at no particular hour. Ordinary traffic suffers from rush hours;
/// emergency drives hardly do, and are slower at night (ambulance drives in Germany: by 22 %).
#[must_use]
pub const fn hour_percent(kind: Kind, hour: Option<u8>) -> u32 {
    let Some(hour) = hour else { return 100 };
    match (kind, hour) {
        (Kind::Ordinary, 7..=8 | 16..=18) => 75,
        (Kind::Ordinary, 9..=15 | 19) => 90,
        (Kind::Ordinary, _) => 105,
        (Kind::Emergency, 7..=8 | 16..=18) => 95,
        (Kind::Emergency, 22.. | 0..=5) => 82,
        (Kind::Emergency, _) => 100,
    }
}

/// Milliseconds to pass the gate an edge begins at, 0 without one. Ordinary vehicles find a gate open, or have its key.
#[must_use]
pub const fn gate_ms(kind: Kind, usage: RoadUse) -> u32 {
    match (kind, usage.locked, usage.gate) {
        (Kind::Emergency, true, _) => LOCKED_GATE_MS,
        (Kind::Emergency, false, true) => GATE_MS,
        _ => 0,
    }
}

/// Milliseconds to drive the whole of an edge, at least 1, without the gate it begins at. `length_m` and `speed_kmh` are
/// positive and finite. Along a bus lane an emergency vehicle does not stand in the rush hour.
#[must_use]
pub fn drive_ms(profile: Profile, class: RoadClass, usage: RoadUse, length_m: f64, speed_kmh: f64) -> u32 {
    let emergency = profile.kind == Kind::Emergency;
    let hour = profile.at.map(WeekMinute::hour);
    let at_night = matches!(hour, Some(22.. | 0..=5));
    let hour = hour_percent(profile.kind, hour);
    let hour = if emergency && usage.bus_lane && !at_night { 100 } else { hour };
    let contraflow = if usage.contraflow { CONTRAFLOW_PERCENT } else { 100 };
    let percent = percent_of_class(profile.kind, class, usage.speed_tagged) * hour * contraflow;
    let speed = (speed_kmh * f64::from(percent) / 1e6).clamp(SLOWEST_KMH, FASTEST_KMH);
    (length_m * 3600.0 / speed).round().clamp(1.0, 2e9) as u32
}

/// Every number a drive time depends on, for the graph's hash.
pub(crate) fn fingerprint() -> String {
    format!(
        "speeds {SPEED_TABLE_VERSION} gate {GATE_MS} {LOCKED_GATE_MS} turn {U_TURN_MS} {TURN_AROUND_MS} contraflow {CONTRAFLOW_PERCENT} \
         slowest {SLOWEST_KMH} fastest {FASTEST_KMH}"
    )
}
