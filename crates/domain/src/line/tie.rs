//! `dup 47 51`, `split 51`, `lnk 47 51`, `ulnk 47 51`: lines about two incidents. With one named, the selected one is the
//! first.

use super::Line;
use super::words::Words;
use crate::command::Command;
use crate::ids::IncidentId;
use crate::link::LinkKind;
use crate::rejection::{Kind, Rejection};

pub(super) fn read(line: &Line<'_>, verb: &str, mut words: Words<'_>) -> Result<Command, Rejection> {
    let mut named: Vec<IncidentId> = Vec::new();
    let mut said = "";
    while let Some(word) = words.next() {
        let is_number = word.starts_with('@') || word.chars().any(|c| c.is_ascii_digit());
        if is_number && named.len() < 2 {
            named.push(line.board.find_incident(word.trim_start_matches('@'))?.id);
        } else if said.is_empty() {
            said = word;
        } else {
            return Err(Rejection::new(Kind::Incomplete, "preview.two_incidents"));
        }
    }
    let which = || Rejection::new(Kind::Incomplete, "preview.two_incidents");
    if verb == "split" {
        let incident = named.first().copied().or(line.selected);
        let incident = incident.ok_or_else(|| Rejection::new(Kind::Incomplete, "preview.which_incident"))?;
        return if named.len() < 2 && said.is_empty() { Ok(Command::SplitIncident { incident }) } else { Err(which()) };
    }
    let (first, second) = match (named.as_slice(), line.selected) {
        ([first, second], _) => (*first, *second),
        ([second], Some(first)) => (first, *second),
        _ => return Err(which()),
    };
    match (verb, said.to_lowercase().as_str()) {
        // `!` takes the units along; the preview has named them.
        ("dup", "") => Ok(Command::MergeIncidents { incident: second, into: first, move_units: false }),
        ("dup", "!") => Ok(Command::MergeIncidents { incident: second, into: first, move_units: true }),
        ("lnk", "") => Ok(Command::LinkIncidents { incident: first, other: second, kind: LinkKind::Related }),
        ("lnk", "parent" | "上级") => {
            Ok(Command::LinkIncidents { incident: first, other: second, kind: LinkKind::Parent })
        }
        ("ulnk", "") => Ok(Command::UnlinkIncidents { incident: first, other: second }),
        _ => Err(which()),
    }
}
