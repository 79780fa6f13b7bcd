//! What is taken in: wire shapes become the domain's asking; what is known of places.

use super::Seat;
use super::commands::{incident_id, place, priority};
use super::refusal::{bad, refused};
use crate::floor::Floor;
use crate::views;
use watchfloor_api::intake::{AnswerInput, CardUnit, EnterCard, PremisesQuery, PremisesView, SetPremise};
use watchfloor_api::{ApiError, Command as Wire};
use watchfloor_domain::ids::{PremiseId, UnitId};
use watchfloor_domain::intake::premise::USUAL_RADIUS_M;
use watchfloor_domain::intake::{Answer, Ask, Card, CardRun, Languages, PremiseInput, PremiseKind};
use watchfloor_domain::{Command, Rejection};
use watchfloor_geo::Wgs84;

/// Most entries of a list that is read at all; how many are allowed is the rule's to say.
const MOST: usize = 1_000;

/// A verb of intake as a command; gives back what is another room's.
pub(super) fn read(floor: &Floor, command: Wire) -> Result<Result<Command, Wire>, ApiError> {
    let ask = match command {
        Wire::AnswerQuestion(ask) => {
            Ask::Answer { incident: incident_id(floor, &ask.incident)?, answer: answer(&ask.answer) }
        }
        Wire::EnterCard(entered) => Ask::EnterCard(Box::new(card(&entered)?)),
        Wire::SetPremise(set) => premise_set(&set)?,
        Wire::EndPremise(end) => Ask::EndPremise { premise: premise_id(&end.premise)?, reason: end.reason },
        Wire::SetPaperBoard(set) => Ask::SetPaperBoard {
            every_min: set.every_min,
            languages: Languages::from_word(set.languages.trim()).ok_or_else(|| bad("languages", "en, zh or both"))?,
        },
        other => return Ok(Err(other)),
    };
    Ok(Ok(Command::Intake(ask)))
}

/// Answers given while a call was taken.
pub(super) fn answers(inputs: &[AnswerInput]) -> Result<Vec<Answer>, ApiError> {
    if inputs.len() > MOST {
        return Err(bad("answers", format!("at most {MOST}")));
    }
    Ok(inputs.iter().map(answer).collect())
}

fn answer(input: &AnswerInput) -> Answer {
    Answer {
        type_code: input.type_code.clone().unwrap_or_default(),
        question: input.question.clone(),
        code: input.code.clone(),
        words: input.words.clone(),
        at_ms: input.at_ms,
    }
}

fn card(input: &EnterCard) -> Result<Card, ApiError> {
    if input.units.len() > MOST {
        return Err(bad("units", format!("at most {MOST}")));
    }
    let (caller_name, caller_phone) = input.caller.as_ref().map(|c| (c.name.clone(), c.phone.clone())).unzip();
    Ok(Card {
        reason: input.reason.clone(),
        type_code: input.type_code.clone(),
        priority: input.priority.as_deref().filter(|p| !p.is_empty()).map(priority).transpose()?,
        place: input.place.as_ref().map(place).transpose()?,
        what: input.what.clone(),
        caller_name,
        caller_phone,
        received_ms: input.received_ms,
        answers: answers(&input.answers)?,
        runs: input.units.iter().map(run).collect(),
        closed_ms: input.closed_ms,
        disposition: input.disposition.clone(),
    })
}

fn run(unit: &CardUnit) -> CardRun {
    CardRun {
        unit: UnitId(unit.unit.trim().to_owned()),
        sent_ms: unit.sent_ms,
        en_route_ms: unit.en_route_ms,
        on_scene_ms: unit.on_scene_ms,
        transport_ms: unit.transport_ms,
        at_destination_ms: unit.at_destination_ms,
        destination: unit.destination.clone(),
        clear_ms: unit.clear_ms,
    }
}

fn premise_set(set: &SetPremise) -> Result<Ask, ApiError> {
    let kind = PremiseKind::from_word(set.kind.trim())
        .ok_or_else(|| bad("kind", "one of hazard, access, medical, contact, other"))?;
    let details = PremiseInput {
        place: place(&set.place)?,
        radius_m: set.radius_m.unwrap_or(USUAL_RADIUS_M),
        kind,
        text: set.text.clone(),
        valid_until_ms: set.valid_until_ms,
    };
    Ok(Ask::SetPremise { premise: set.premise.as_deref().map(premise_id).transpose()?, details })
}

fn premise_id(text: &str) -> Result<PremiseId, ApiError> {
    let unknown = |_| refused(&Rejection::not_found("premise", "refused.no_such_premise", text));
    text.trim().parse().map(PremiseId).map_err(unknown)
}

/// A place of a query, when both of its degrees are there.
pub(super) fn asked_place(lon: Option<f64>, lat: Option<f64>) -> Result<Option<Wgs84>, ApiError> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Wgs84::new(lon, lat).map(Some).map_err(|e| bad("lon", e.to_string())),
        (None, None) => Ok(None),
        _ => Err(bad("lat", "lon and lat come together")),
    }
}

/// What is known of a place, or of all.
pub(super) fn premises(floor: &Floor, seat: &Seat, query: &PremisesQuery) -> Result<PremisesView, ApiError> {
    let at = asked_place(query.lon, query.lat)?;
    let limit = query.limit.unwrap_or(100).clamp(1, 500) as usize;
    let board = floor.engine.board();
    let (vault, now) = (&*floor.engine.vault, floor.engine.clock.now_ms());
    let mut rows = match at {
        Some(at) => views::premises_at(&board, vault, at, now, seat.role),
        None => board.premises.iter().map(|p| views::premise(vault, p, None, now, seat.role)).collect(),
    };
    if at.is_none() {
        // Newest first: what somebody just said is what is looked for.
        rows.sort_by(|a, b| b.set_ms.cmp(&a.set_ms).then_with(|| a.id.cmp(&b.id)));
    }
    rows.truncate(limit);
    Ok(PremisesView { rows, total: u32::try_from(board.premises.len()).unwrap_or(u32::MAX) })
}
