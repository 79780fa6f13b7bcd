//! Verbs about crews: wire shapes become the domain's commands.

use super::commands::{incident_id, status, units};
use super::refusal::bad;
use crate::floor::Floor;
use watchfloor_api::{ApiError, Command as Wire};
use watchfloor_domain::Command;
use watchfloor_domain::command::{CrewCommand, LateStatus, When};
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status_codes::Preset;

/// A verb about crews as a command; gives back what is another room's.
pub(super) fn read(floor: &Floor, command: Wire) -> Result<Result<Command, Wire>, ApiError> {
    let unit = |id: &str| UnitId(id.trim().to_owned());
    let incident = |text: &str| incident_id(floor, text);
    let despite = match &command {
        Wire::SetStatusCode(set) => set.despite.clone(),
        Wire::SwapUnits(swap) => swap.despite.clone(),
        Wire::RelieveUnit(relieve) => relieve.despite.clone(),
        _ => None,
    };
    let command = match command {
        Wire::RaiseEmergency(raise) => CrewCommand::RaiseEmergency {
            unit: unit(&raise.unit),
            source: match raise.source.as_deref() {
                None => EmergencySource::Operator,
                Some(word) => EmergencySource::from_word(word.trim())
                    .ok_or_else(|| bad("source", "one of operator, radio, device"))?,
            },
        },
        Wire::AcknowledgeEmergency(ack) => CrewCommand::AcknowledgeEmergency { unit: unit(&ack.unit) },
        Wire::ClearEmergency(clear) => CrewCommand::ClearEmergency { unit: unit(&clear.unit), reason: clear.reason },
        Wire::SetWelfare(set) => CrewCommand::SetWelfare { units: units(&set.units)?, minutes: set.minutes },
        Wire::StartPar(par) => CrewCommand::StartPar {
            incident: incident(&par.incident)?,
            every_min: par.every_min,
            benchmark: par.benchmark,
        },
        Wire::CallPar(par) => CrewCommand::CallPar { incident: incident(&par.incident)?, benchmark: par.benchmark },
        Wire::AnswerPar(answer) => CrewCommand::AnswerPar { units: units(&answer.units)?, ok: answer.ok },
        Wire::EndPar(par) => CrewCommand::EndPar { incident: incident(&par.incident)? },
        Wire::SetStatusCode(set) => {
            CrewCommand::SetByCode { units: units(&set.units)?, code: set.code, said: set.said }
        }
        Wire::AnswerRequest(answer) => CrewCommand::AnswerRequest { units: units(&answer.units)? },
        Wire::SetStatusCodes(set) => CrewCommand::SetStatusCodes {
            preset: Preset::from_word(set.preset.trim())
                .ok_or_else(|| bad("preset", "one of canonical, fms, nemsis, chinese, uk"))?,
        },
        Wire::SwapUnits(swap) => CrewCommand::Swap { out: unit(&swap.out), by: unit(&swap.by) },
        Wire::RelieveUnit(relieve) => CrewCommand::Relieve { out: unit(&relieve.out), by: unit(&relieve.by) },
        Wire::LateStatus(late) => CrewCommand::LateStatus(LateStatus {
            unit: unit(&late.unit),
            incident: late.incident.as_deref().map(incident).transpose()?,
            status: status(&late.status)?,
            at: When::At(late.at_ms),
            reason: late.reason,
            destination: late.destination,
        }),
        other => return Ok(Err(other)),
    };
    Ok(Ok(Command::Crew(command).despite(despite)))
}
