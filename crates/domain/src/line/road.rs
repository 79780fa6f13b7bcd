//! Verbs of the road at an incident: lanes, the clock T1 to T7, flags, signs. `dispatch.md` 8.

use super::Line;
use super::crew::{clock, first_word};
use super::words::Words;
use crate::command::Command;
use crate::rejection::{Kind, Rejection};
use crate::traffic::{Lane, LaneKind, LaneState, Mark};
use crate::work::Order;

/// Letters of lanes, from the left shoulder to the right.
const LANES: &[(char, LaneKind)] = &[
    ('l', LaneKind::ShoulderLeft),
    ('m', LaneKind::Mainline),
    ('o', LaneKind::Exit),
    ('i', LaneKind::Entrance),
    ('r', LaneKind::ShoulderRight),
];
/// Takes a flag away.
const OFF: &[&str] = &["off", "no", "否"];

fn ask<T>(key: &'static str) -> Result<T, Rejection> {
    Err(Rejection::new(Kind::Incomplete, key))
}

/// `m` free, `mx` blocked, `m~` affected.
fn lane(word: &str) -> Option<Lane> {
    let mut letters = word.chars();
    let letter = letters.next()?.to_ascii_lowercase();
    let (_, kind) = LANES.iter().find(|(it, _)| *it == letter)?;
    let state = match letters.as_str() {
        "" => LaneState::Free,
        "x" | "X" => LaneState::Blocked,
        "~" => LaneState::Affected,
        _ => return None,
    };
    Some(Lane { kind: *kind, state })
}

impl Line<'_> {
    /// A verb of the road; `None` when it is another's.
    pub(super) fn road(&self, verb: &str, words: &Words<'_>) -> Result<Option<Command>, Rejection> {
        if !matches!(verb, "lane" | "tt" | "flag" | "sign") {
            return Ok(None);
        }
        let (incident, rest) = self.incident_and_text(words.clone(), false)?;
        let incident = incident.id;
        let (first, after) = first_word(&rest);
        let order = match verb {
            // `lane @47 north; l mx m~ r`: from left to right as one drives.
            "lane" => {
                let Some((direction, lanes)) = rest.split_once(';') else { return ask("preview.lane") };
                let lanes: Option<Vec<Lane>> = lanes.split_whitespace().map(lane).collect();
                let direction = direction.trim().to_owned();
                match lanes.filter(|lanes| !lanes.is_empty() && !direction.is_empty()) {
                    Some(lanes) => Order::SetLanes { incident, direction, lanes },
                    None => return ask("preview.lane"),
                }
            }
            // `tt @47 t2`: now; `tt @47 t0 14:05`; `tt @47 t2 -` takes it away.
            "tt" => {
                let Some(mark) = Mark::from_word(&first.to_lowercase()) else { return ask("preview.traffic_time") };
                let at = clock(after);
                if at.is_none() && !matches!(after, "" | "-") {
                    return ask("preview.traffic_time");
                }
                Order::SetTrafficTime { incident, mark, at, withdraw: after == "-" }
            }
            "flag" => {
                let on = match after.to_lowercase().as_str() {
                    "" => true,
                    word if OFF.contains(&word) => false,
                    _ => return ask("preview.flag"),
                };
                let (secondary, responder_struck) = match first.to_lowercase().as_str() {
                    "secondary" | "二次" => (Some(on), None),
                    "struck" | "被撞" => (None, Some(on)),
                    _ => return ask("preview.flag"),
                };
                Order::SetTrafficFlags { incident, secondary, responder_struck }
            }
            // `sign @47 CRASH / AT KM 12 / RIGHT LANE CLOSED`.
            _ if rest.is_empty() => return ask("preview.sign"),
            _ => Order::ApproveSign { incident, lines: rest.split('/').map(|line| line.trim().to_owned()).collect() },
        };
        Ok(Some(Command::Work(order)))
    }
}
