//! The picture that events make: what a dispatcher acts on now. Built only by [`crate::evolve()`].

use crate::crew::{Par, Safety};
use crate::ids::{CameraId, ClosureId, FeedId, IncidentId, StreamId, SubjectId, UnitId, UserId, WarningKey};
use crate::incidents::Incidents;
use crate::personal::Personal;
use crate::plan::{InForce, Plan};
use crate::recommend::Recommended;
use crate::rejection::{Kind, Rejection};
use crate::status::UnitStatus;
use crate::status_codes::Preset;
use crate::types::{Area, Caller, Camera, Closure, Fix, Numbering, Place, Priority, Recommendation, Role};
use crate::warning::Message;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use watchfloor_geo::Wgs84;
use watchfloor_warning::chain::State;

/// How long a closed incident stays on the board: as long as a further call about it is looked for there. After that it
/// is read from the history, so that memory does not grow with the shift.
pub const CLOSED_STAYS_MS: i64 = crate::duplicate::CLOSED_MS;

/// How long a duty or a closure of a road stays on the board after its end.
pub(crate) const PAST_STAYS_MS: i64 = 24 * 3_600_000;

/// Everything on the floor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// Global sequence of the newest event in it.
    pub gseq: u64,
    /// Recording time of the newest event in it.
    pub at_ms: i64,
    pub incidents: Incidents,
    pub units: BTreeMap<UnitId, Unit>,
    pub warnings: BTreeMap<WarningKey, Warning>,
    pub cameras: BTreeMap<CameraId, Camera>,
    pub feeds: BTreeMap<FeedId, Feed>,
    pub users: BTreeMap<UserId, User>,
    pub area: Option<Area>,
    /// Roads closed now or later; lifted ones and those whose time is over leave.
    #[serde(default)]
    pub closures: BTreeMap<ClosureId, RoadClosure>,
    /// Places of operations that are not closed.
    #[serde(default)]
    pub sites: BTreeMap<crate::site::SiteId, crate::site::Site>,
    /// Hospitals, shelters, stock, tow companies.
    #[serde(default)]
    pub resources: crate::resource::Resources,
    /// The agency's own names, as typed.
    #[serde(default)]
    pub aliases: BTreeMap<String, Place>,
    /// Who is named by notes they have not read, by incident. Not part of the incident: reading changes nothing of it, and
    /// what is closed can still be read.
    #[serde(default)]
    pub unread: BTreeMap<IncidentId, BTreeSet<UserId>>,
    pub numbering: Numbering,
    /// Highest count given in each numbering period, so that a clock set back over midnight, or a template changed and
    /// changed back, gives no number twice.
    pub sequence: BTreeMap<String, u32>,
    pub backup_dir: Option<String>,
    /// When and where the newest verified copy was made.
    pub backup: Option<(i64, String)>,
    pub backup_failure: Option<(i64, String)>,
    pub drill: Option<(bool, f64)>,
    /// Subjects whose key is to be gone.
    pub erased: BTreeSet<SubjectId>,
    /// Incidents that have to do with each other.
    #[serde(default)]
    pub links: Vec<crate::link::Link>,
    /// What people did in the last minutes, newest last, with what it changed: what can be undone.
    #[serde(default)]
    pub deeds: std::collections::VecDeque<crate::undo::Deed>,
    /// The local codes beside the canonical states.
    #[serde(default)]
    pub status_codes: Preset,
    /// Version of each stream that is still on the board.
    pub versions: BTreeMap<StreamId, u64>,
    /// The dispatch plan in force; the international starter set until one is set.
    #[serde(default)]
    pub plan: InForce,
    /// Crews to come and those of the last day, by unit, by time.
    #[serde(default)]
    pub roster: BTreeMap<UnitId, Vec<crate::staff::Duty>>,
    /// What is known of places.
    #[serde(default)]
    pub premises: crate::intake::Premises,
    /// How the last-known board is put down on disk.
    #[serde(default)]
    pub paper_board: crate::intake::PaperBoard,
    /// What was said on radio and telephone in the last hours.
    #[serde(default)]
    pub radio: crate::radio::RadioLog,
}

/// One incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    pub id: IncidentId,
    pub number: String,
    pub type_code: String,
    pub priority: Priority,
    pub place: Option<Place>,
    /// What the caller said: personal, since callers name people.
    pub what: Personal,
    pub caller: Option<Caller>,
    pub opened_ms: i64,
    pub opened_by: String,
    pub notes: Vec<Note>,
    /// Runs of units on it, oldest first, present and past.
    pub runs: Vec<Run>,
    pub closed: Option<Closed>,
    pub reopened: u32,
    pub state_since_ms: i64,
    /// The drive times last shown for it.
    #[serde(default)]
    pub recommended: Option<Recommendation>,
    /// Further calls about it, oldest first.
    #[serde(default)]
    pub calls: Vec<crate::link::Call>,
    /// The incident it goes on as; it is closed then.
    #[serde(default)]
    pub merged: Option<crate::link::Merged>,
    /// The clock of its roll calls, while it runs.
    #[serde(default)]
    pub par: Option<Par>,
    /// What people do together about it.
    #[serde(default)]
    pub work: crate::work::Work,
    /// Who leads it, its sectors and objectives.
    #[serde(default)]
    pub ics: crate::ics::Ics,
    /// The alarm level, from 1.
    #[serde(default = "first_level")]
    pub level: u32,
    /// The proposal last shown for it, without its inputs, which the log has.
    #[serde(default)]
    pub proposed: Option<Box<Recommended>>,
    /// How it was taken: stamps, answers, whether on paper.
    #[serde(default)]
    pub intake: crate::intake::Intake,
}

fn first_level() -> u32 {
    1
}

/// A road closure, and who set it when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoadClosure {
    pub details: Closure,
    pub set_ms: i64,
    pub set_by: String,
}

/// A closing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    pub at_ms: i64,
    pub disposition: String,
    /// When it was told: later than `at_ms` for a card taken on paper, 0 when told by a program that did not keep that.
    #[serde(default)]
    pub told_ms: i64,
}

impl Closed {
    /// Whether it has been on the board, closed, since before an instant.
    pub fn before(&self, at_ms: i64) -> bool {
        self.at_ms.max(self.told_ms) < at_ms
    }
}

/// A line in an incident's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub at_ms: i64,
    pub by: String,
    pub text: Personal,
    /// Its place in the log; 0 when it was noted by a program that did not keep that.
    #[serde(default)]
    pub gseq: u64,
    /// Who struck it out, and when.
    #[serde(default)]
    pub struck: Option<(String, i64)>,
    #[serde(default)]
    pub entry: crate::work::Entry,
}

/// One unit's run on an incident. A step that did not happen has no time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub unit: UnitId,
    pub assigned_ms: i64,
    pub steps: Vec<Step>,
    pub ended: Option<RunEnd>,
    /// The sector of the incident it works in; one at most.
    #[serde(default)]
    pub sector: Option<u32>,
    /// The site it was last sent to.
    #[serde(default)]
    pub site: Option<crate::site::SiteId>,
    /// It came with another incident that was merged into this one: it was sent before, and its stamps begin here.
    #[serde(default)]
    pub moved: bool,
    /// Where it takes whom it carries, as was last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
}

impl Run {
    /// Where a step of an instant stands among those there are.
    pub fn place_of(&self, at_ms: i64) -> usize {
        self.steps.iter().position(|step| step.at_ms > at_ms).unwrap_or(self.steps.len())
    }
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub status: UnitStatus,
    pub at_ms: i64,
    pub by: String,
    /// It was entered after it happened.
    #[serde(default)]
    pub backdated: bool,
    /// Why it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunEnd {
    pub at_ms: i64,
    pub disposition: Option<String>,
    /// The incident it was taken to.
    pub diverted_to: Option<IncidentId>,
}

/// Where an incident stands; derived from its runs, never stored by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentState {
    New,
    Dispatched,
    EnRoute,
    OnScene,
    Closed,
}

impl IncidentState {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Dispatched => "dispatched",
            Self::EnRoute => "en_route",
            Self::OnScene => "on_scene",
            Self::Closed => "closed",
        }
    }
}

impl Incident {
    /// Runs not ended.
    pub fn open_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.ended.is_none())
    }

    /// Units at work on scene: whom a roll call asks.
    pub fn on_scene(&self) -> impl Iterator<Item = &UnitId> {
        let at_work =
            |run: &&Run| run.steps.last().is_some_and(|step| matches!(step.status, UnitStatus::Os | UnitStatus::Wk));
        self.open_runs().filter(at_work).map(|run| &run.unit)
    }

    /// The furthest that a unit now on it has come; `New` again when all have left.
    pub fn state(&self) -> IncidentState {
        if self.closed.is_some() {
            return IncidentState::Closed;
        }
        self.open_runs()
            .map(|run| match run.steps.last().map(|s| s.status) {
                None | Some(UnitStatus::Dp | UnitStatus::Ak) => IncidentState::Dispatched,
                Some(UnitStatus::Er | UnitStatus::Sg) => IncidentState::EnRoute,
                Some(_) => IncidentState::OnScene,
            })
            .max()
            .unwrap_or(IncidentState::New)
    }
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub id: UnitId,
    pub call_sign: String,
    pub kind: String,
    pub station: String,
    pub home: Option<Wgs84>,
    pub status: UnitStatus,
    pub since_ms: i64,
    pub by: String,
    pub reason: Option<String>,
    pub incident: Option<IncidentId>,
    /// Where it was when something was last decided about it: what is left of telemetry after a restart.
    pub fix: Option<Fix>,
    /// What stands beside its state: emergency, welfare check, request.
    #[serde(default)]
    pub safety: Safety,
    /// Who rides it, whose it is, what waits for it.
    #[serde(default)]
    pub staff: crate::staff::Staff,
}

/// One warning message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub message: Message,
    pub source: String,
    pub url: Option<String>,
    pub state: State,
    pub state_since_ms: i64,
    pub why: String,
    /// The message that replaced or cancelled it.
    pub by: Option<WarningKey>,
    /// Contents that came under the same identity before this one, newest last, so that feeds which disagree make one
    /// conflict and not a new alarm at every poll.
    #[serde(default)]
    pub before: Vec<String>,
    pub first_seen_ms: i64,
    /// Where the raw bytes are: the event that brought it.
    pub gseq: u64,
    pub acknowledged: Option<(String, i64)>,
    /// Desktop notification: when, and the failure if it failed.
    pub notified: Option<(i64, Option<String>)>,
    /// Put aside for a while.
    #[serde(default)]
    pub shelved: Option<crate::shelf::Shelved>,
}

/// One feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    pub url: String,
    pub allow: Vec<String>,
    pub interval_s: u32,
    pub added_ms: i64,
    pub faults: u32,
    pub last_fault: Option<(i64, String, String)>,
    /// Code and words of the faults on record, newest last: the same ones come with every poll.
    #[serde(default)]
    pub known_faults: Vec<(String, String)>,
    /// State as last logged; the live one is telemetry.
    pub state: String,
    pub state_since_ms: i64,
}

/// One local account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub display_name: Personal,
    pub role: Role,
    pub verifier: String,
    pub disabled: bool,
    pub created_ms: i64,
}

impl Board {
    /// The dispatch plan in force.
    pub fn plan(&self) -> &Plan {
        self.plan.plan()
    }

    /// Version of a stream; 0 before its first event.
    pub fn version(&self, stream: &StreamId) -> u64 {
        self.versions.get(stream).copied().unwrap_or(0)
    }

    /// An incident that must be on the board.
    pub fn incident(&self, id: IncidentId) -> Result<&Incident, Rejection> {
        self.incidents
            .get(&id)
            .ok_or_else(|| Rejection::not_found("incident", "refused.no_such_incident", id.to_string()))
    }

    /// An incident that must be open: closed is read-only.
    pub fn open_incident(&self, id: IncidentId) -> Result<&Incident, Rejection> {
        let incident = self.incident(id)?;
        if let Some(merged) = &incident.merged {
            return Err(Rejection::rule("refused.incident_merged")
                .with("number", &incident.number)
                .with("into", self.number_of(merged.into)));
        }
        match &incident.closed {
            None => Ok(incident),
            Some(_) => Err(Rejection::rule("refused.incident_closed").with("number", &incident.number)),
        }
    }

    /// The printed number of an incident; its identity when it left the board.
    pub fn number_of(&self, id: IncidentId) -> String {
        self.incidents.get(&id).map_or_else(|| id.to_string(), |i| i.number.clone())
    }

    /// An incident by identity, number, or a unique fragment of the number. Open ones win over closed ones.
    pub fn find_incident(&self, text: &str) -> Result<&Incident, Rejection> {
        let text = text.trim();
        if let Some(found) = uuid::Uuid::parse_str(text).ok().and_then(|id| self.incidents.get(&IncidentId(id))) {
            return Ok(found);
        }
        let not_found = || Rejection::not_found("incident", "refused.no_such_incident", text);
        if text.is_empty() {
            return Err(not_found());
        }
        let matches = |open: bool, exact: bool| -> Vec<&Incident> {
            let fit =
                |number: &str| if exact { number.eq_ignore_ascii_case(text) } else { fragment_fits(number, text) };
            self.incidents.values().filter(|i| i.closed.is_none() == open && fit(&i.number)).collect()
        };
        let tries = [(true, true), (false, true), (true, false), (false, false)];
        let found = tries.into_iter().map(|(open, exact)| matches(open, exact)).find(|found| !found.is_empty());
        match found.unwrap_or_default().as_slice() {
            [] => Err(not_found()),
            [one] => Ok(one),
            many => Err(Rejection::new(Kind::Ambiguous, "refused.ambiguous_incident")
                .with("name", text)
                .with("candidates", many.iter().take(8).map(|i| i.number.as_str()).collect::<Vec<_>>().join(" "))),
        }
    }

    /// A unit that must exist.
    pub fn unit(&self, id: &UnitId) -> Result<&Unit, Rejection> {
        self.find_unit(&id.0).ok_or_else(|| Rejection::not_found("units", "refused.no_such_unit", &id.0))
    }

    /// A unit by id or call sign, in any case.
    pub fn find_unit(&self, text: &str) -> Option<&Unit> {
        if let Some(exact) = self.units.get(&UnitId(text.to_owned())) {
            return Some(exact);
        }
        self.units.values().find(|u| u.id.0.eq_ignore_ascii_case(text) || u.call_sign.eq_ignore_ascii_case(text))
    }

    /// A warning by its key.
    pub fn warning(&self, key: &WarningKey) -> Result<&Warning, Rejection> {
        self.warnings.get(key).ok_or_else(|| Rejection::not_found("warning", "refused.no_such_warning", &key.0))
    }
}

impl Warning {
    /// Pending, in force or overdue: still of concern.
    pub fn is_active(&self) -> bool {
        matches!(self.state, State::Pending | State::InForce | State::Overdue)
    }

    /// Sounds and asks for an acknowledgement; not while it is shelved.
    pub fn is_alarm(&self, drill: bool) -> bool {
        self.acknowledged.is_none() && self.shelved.is_none() && self.is_active() && self.message.sounds(drill)
    }
}

/// Whether a typed fragment means a number: its end, with leading zeros of the sequence left out or not.
fn fragment_fits(number: &str, text: &str) -> bool {
    let tail = number.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    let sequence_fits = !tail.is_empty() && tail.trim_start_matches('0') == text.trim_start_matches('0');
    sequence_fits || (text.len() >= 3 && number.to_ascii_lowercase().contains(&text.to_ascii_lowercase()))
}
