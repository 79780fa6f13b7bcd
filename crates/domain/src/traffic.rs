//! Incidents on the road: lanes, the clock of traffic incident management, and what signs could say (`dispatch.md` 8).
//! The clock's times are those of FHWA's traffic incident management: T0 occurs, T1 first known, T2 verified, T3 response
//! sent, T4 first responder on scene, T5 all lanes open, T6 last responder left, T7 flow normal.

use crate::board::Incident;
use crate::event::{Event, Recorded};
use crate::status::UnitStatus;
use serde::{Deserialize, Serialize};

/// Most lanes of one direction, shoulders included.
pub const MOST_LANES: usize = 24;
/// Most lines of a sign, and most columns of a line; a wide character takes two.
pub const SIGN_LINES: usize = 3;
pub const SIGN_COLUMNS: usize = 24;
/// Approved messages that are kept at hand; the log has all.
const SIGNS_KEPT: usize = 16;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire and in the log.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// By its word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.word() == word)
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What a lane is for.
    LaneKind {
        ShoulderLeft "shoulder_left",
        Mainline "mainline",
        Exit "exit",
        Entrance "entrance",
        ShoulderRight "shoulder_right",
    }
}
words! {
    /// What became of a lane.
    LaneState { Free "free", Blocked "blocked", Affected "affected", }
}
words! {
    /// A time of the clock that only a person can give.
    Mark { Occurred "t0", Verified "t2", Normal "t7", }
}
words! {
    /// How much of the road is lost.
    Impact { Minor "minor", Normal "normal", Major "major", }
}
words! {
    /// How far upstream signs should tell of it: 0 to 3 exits, 4 to 5, 6 to 9.
    Reach { Near "near", Middle "middle", Far "far", }
}
words! {
    /// What drivers are told to expect.
    Advice {
        RoadBlocked "road_blocked",
        LeftBlocked "left_blocked",
        RightBlocked "right_blocked",
        LanesBlocked "lanes_blocked",
        ExitBlocked "exit_blocked",
        EntranceBlocked "entrance_blocked",
        ShoulderBlocked "shoulder_blocked",
        Slow "slow",
    }
}

/// One lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    pub kind: LaneKind,
    pub state: LaneState,
}

/// What was said of the road at an incident. Times are UTC milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traffic {
    /// Which carriageway, in the centre's own words.
    pub direction: String,
    /// From left to right as one drives; empty until set.
    pub lanes: Vec<Lane>,
    /// When the last blocked lane opened; none while one is blocked, and none when none ever was.
    pub opened_ms: Option<i64>,
    pub occurred_ms: Option<i64>,
    pub verified_ms: Option<i64>,
    pub normal_ms: Option<i64>,
    /// Happened because of an earlier incident.
    pub secondary: bool,
    pub responder_struck: bool,
    /// Messages approved for the signs, newest last.
    pub signs: Vec<Sign>,
}

/// A message that a person approved for the signs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    pub lines: Vec<String>,
    pub at_ms: i64,
    pub by: String,
}

/// What signs could say, and on what grounds: what, where, how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// A word for what happened: `crash`, `stall`, `hazard`, `fire`, `water`.
    pub descriptor: String,
    /// Where, as the incident's place is called.
    pub locator: String,
    pub advice: Advice,
    pub impact: Impact,
    pub reach: Reach,
}

impl Traffic {
    /// Folds an event about the road.
    pub(crate) fn fold(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::LanesSet(e) => {
                let (was, is) = (closed(&self.lanes), closed(&e.lanes));
                self.opened_ms = match (was, is) {
                    (_, true) => None,
                    (true, false) => Some(recorded.happened_ms),
                    (false, false) => self.opened_ms,
                };
                self.direction.clone_from(&e.direction);
                self.lanes.clone_from(&e.lanes);
            }
            Event::TrafficTimeSet(e) => match e.mark {
                Mark::Occurred => self.occurred_ms = e.at_ms,
                Mark::Verified => self.verified_ms = e.at_ms,
                Mark::Normal => self.normal_ms = e.at_ms,
            },
            Event::TrafficFlagsSet(e) => (self.secondary, self.responder_struck) = (e.secondary, e.responder_struck),
            Event::SignApproved(e) => {
                if self.signs.len() == SIGNS_KEPT {
                    self.signs.remove(0);
                }
                let (at_ms, by) = (recorded.happened_ms, recorded.actor.clone());
                self.signs.push(Sign { lines: e.lines.clone(), at_ms, by });
            }
            _ => {}
        }
    }

    /// The time entered for a mark.
    pub fn entered(&self, mark: Mark) -> Option<i64> {
        match mark {
            Mark::Occurred => self.occurred_ms,
            Mark::Verified => self.verified_ms,
            Mark::Normal => self.normal_ms,
        }
    }
}

/// Whether a lane to travel on is blocked; shoulders are none.
fn closed(lanes: &[Lane]) -> bool {
    let shoulder = |kind| matches!(kind, LaneKind::ShoulderLeft | LaneKind::ShoulderRight);
    lanes.iter().any(|lane| lane.state == LaneState::Blocked && !shoulder(lane.kind))
}

/// Lanes in one short line for logs: `[` and `]` shoulders, `|` mainline, `/` exit, `\` entrance, each followed by `x`
/// when blocked and `~` when affected.
pub fn letters(lanes: &[Lane]) -> String {
    let lane = |lane: &Lane| {
        let kind = match lane.kind {
            LaneKind::ShoulderLeft => "[",
            LaneKind::Mainline => "|",
            LaneKind::Exit => "/",
            LaneKind::Entrance => "\\",
            LaneKind::ShoulderRight => "]",
        };
        let state = match lane.state {
            LaneState::Free => "",
            LaneState::Blocked => "x",
            LaneState::Affected => "~",
        };
        format!("{kind}{state}")
    };
    lanes.iter().map(lane).collect()
}

/// More than half of the mainline blocked is major, half or less is normal; where no mainline lane is blocked but any
/// lane is not free, minor (`dispatch.md` 8). None when all are free.
pub fn impact(lanes: &[Lane]) -> Option<Impact> {
    let mainline = || lanes.iter().filter(|lane| lane.kind == LaneKind::Mainline);
    let blocked = mainline().filter(|lane| lane.state == LaneState::Blocked).count();
    if blocked * 2 > mainline().count() {
        Some(Impact::Major)
    } else if blocked > 0 {
        Some(Impact::Normal)
    } else {
        lanes.iter().any(|lane| lane.state != LaneState::Free).then_some(Impact::Minor)
    }
}

/// How far upstream an impact is told of.
pub fn reach(impact: Impact) -> Reach {
    match impact {
        Impact::Minor => Reach::Near,
        Impact::Normal => Reach::Middle,
        Impact::Major => Reach::Far,
    }
}

/// What drivers are to expect of these lanes; none when all are free.
fn advice(lanes: &[Lane]) -> Option<Advice> {
    let mainline: Vec<bool> = lanes
        .iter()
        .filter(|lane| lane.kind == LaneKind::Mainline)
        .map(|lane| lane.state == LaneState::Blocked)
        .collect();
    let blocked = |kind| lanes.iter().any(|lane| lane.kind == kind && lane.state == LaneState::Blocked);
    let count = mainline.iter().filter(|blocked| **blocked).count();
    if count > 0 {
        let from_left = mainline.iter().take_while(|blocked| **blocked).count();
        let from_right = mainline.iter().rev().take_while(|blocked| **blocked).count();
        return Some(match count {
            all if all == mainline.len() => Advice::RoadBlocked,
            left if left == from_left => Advice::LeftBlocked,
            right if right == from_right => Advice::RightBlocked,
            _ => Advice::LanesBlocked,
        });
    }
    if blocked(LaneKind::Exit) {
        Some(Advice::ExitBlocked)
    } else if blocked(LaneKind::Entrance) {
        Some(Advice::EntranceBlocked)
    } else if lanes.iter().any(|lane| lane.state == LaneState::Affected) {
        Some(Advice::Slow)
    } else {
        (blocked(LaneKind::ShoulderLeft) || blocked(LaneKind::ShoulderRight)).then_some(Advice::ShoulderBlocked)
    }
}

/// What drivers are told happened, by the codes of both starter sets; a type that says nothing to them has none.
fn descriptor(type_code: &str) -> Option<&'static str> {
    match type_code {
        "CRASH" | "CRASHI" | "JTSG" | "SRSG" => Some("crash"),
        "STALL" | "GZC" => Some("stall"),
        "OBSTR" | "DLZA" | "DEBRIS" | "GKZW" => Some("hazard"),
        "VEHFIR" | "CLHZ" => Some("fire"),
        "FLOOD" | "JS" => Some("water"),
        "TREE" | "SMDF" => Some("tree"),
        "ROADSF" | "LMTX" => Some("surface"),
        "FUEL" | "YLXL" | "HAZMAT" | "WHP" => Some("spill"),
        "SIGNAL" | "XHD" => Some("signal"),
        "SMOKE" | "YWBG" | "WILDF" | "SLHZ" => Some("smoke"),
        "JTYD" => Some("queue"),
        _ => None,
    }
}

/// Columns a text takes on a sign.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| if ('\u{1100}'..='\u{ffdc}').contains(&c) { 2 } else { 1 }).sum()
}

/// What signs could say: nothing when what, where or how is missing, or where does not fit (`dispatch.md` 8).
pub fn suggest(incident: &Incident) -> Option<Suggestion> {
    let traffic = incident.work.traffic.as_ref()?;
    let impact = impact(&traffic.lanes)?;
    let locator = incident.place.as_ref().map(|place| place.label.trim())?;
    if locator.is_empty() || columns(locator) > SIGN_COLUMNS {
        return None;
    }
    Some(Suggestion {
        descriptor: descriptor(&incident.type_code)?.to_owned(),
        locator: locator.to_owned(),
        advice: advice(&traffic.lanes)?,
        impact,
        reach: reach(impact),
    })
}

/// T0 to T7 of an incident, UTC milliseconds. What nobody knows is empty; nothing is guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock(pub [Option<i64>; 8]);

impl Clock {
    /// From what the log says of the incident.
    pub fn of(incident: &Incident) -> Self {
        let traffic = incident.work.traffic.as_ref();
        let arrival = |run: &crate::board::Run| {
            run.steps.iter().find(|step| step.status == UnitStatus::Os).map(|step| step.at_ms)
        };
        let been_there = || incident.runs.iter().filter(|run| arrival(run).is_some());
        // While a unit is on its way, whoever left was not the last.
        let all_left = incident.open_runs().next().is_none();
        let left = been_there().filter_map(|run| run.ended.as_ref()).map(|end| end.at_ms).max();
        Self([
            traffic.and_then(|t| t.occurred_ms),
            Some(incident.opened_ms),
            traffic.and_then(|t| t.verified_ms),
            incident.runs.iter().map(|run| run.assigned_ms).min(),
            incident.runs.iter().filter_map(arrival).min(),
            traffic.and_then(|t| t.opened_ms),
            left.filter(|_| all_left),
            traffic.and_then(|t| t.normal_ms),
        ])
    }

    /// Milliseconds between two times; none when one is missing or they are the wrong way round.
    fn between(self, from: usize, to: usize) -> Option<i64> {
        let (from, to) = (self.0[from]?, self.0[to]?);
        (to >= from).then(|| to - from)
    }

    /// T1 − T0, ms.
    pub fn detection(self) -> Option<i64> {
        self.between(0, 1)
    }
    /// T2 − T1, ms.
    pub fn verification(self) -> Option<i64> {
        self.between(1, 2)
    }
    /// T4 − T2, ms.
    pub fn response(self) -> Option<i64> {
        self.between(2, 4)
    }
    /// Roadway clearance: T5 − T1, ms.
    pub fn roadway_clearance(self) -> Option<i64> {
        self.between(1, 5)
    }
    /// Incident clearance: T6 − T1, ms.
    pub fn incident_clearance(self) -> Option<i64> {
        self.between(1, 6)
    }
    /// T7 − T6, ms.
    pub fn recovery(self) -> Option<i64> {
        self.between(6, 7)
    }
}
