//! The dispatch plan of a centre: what it calls things, what it sends, and how long it waits. Data, not code: a centre
//! writes its own, and the log holds every version that was in force.
//!
//! Words that people read come in both languages. Codes are the centre's own; `common` maps them to those of others.

mod check;
pub mod in_force;
pub mod read;
pub mod recognise;

pub use in_force::InForce;
pub use read::{Fault, read};
pub use recognise::{Recognised, Recogniser, recognise};

pub mod procedure;

use crate::catalogue::Service;
use crate::status::UnitStatus;
use crate::status_codes::Preset;
use crate::types::{Numbering, Priority, Reset};
use serde::{Deserialize, Serialize};

/// Text for people, in both languages of the console.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub zh: String,
}

/// Everything a centre may say about its own dispatching.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the plan is called, and which edition this is; both are printed beside what follows from it.
    pub name: String,
    pub edition: String,
    /// The type of a call nobody knows the kind of yet: low until verified, so that high means something.
    #[serde(default = "unknown")]
    pub unknown: String,
    /// The disposition of a unit cleared without one.
    #[serde(default = "cleared")]
    pub cleared: String,
    /// The set of local status codes; a plan without one leaves the one that was set.
    #[serde(default)]
    pub codes: Option<Preset>,
    /// How incidents are numbered; a plan that does not say leaves what was set.
    #[serde(default)]
    pub numbering: Option<NumberRule>,
    /// How messages of radio and telephone are numbered; `R{YY}{MM}{DD}-{NNN}`, each day anew, when it does not say.
    #[serde(default)]
    pub log_numbering: Option<NumberRule>,
    #[serde(default)]
    pub types: Vec<TypeRule>,
    /// How a caller's words become a type; the first rule that fits best wins, see [`TextRule`].
    #[serde(default)]
    pub rules: Vec<TextRule>,
    #[serde(default)]
    pub dispositions: Vec<Disposition>,
    #[serde(default)]
    pub kinds: Vec<UnitKind>,
    #[serde(default)]
    pub cards: Vec<RunCard>,
    #[serde(default)]
    pub limits: Vec<StatusLimit>,
    /// What holds for crews.
    #[serde(default)]
    pub crews: Crews,
    /// Agencies that may be asked for their units.
    #[serde(default)]
    pub aid: Vec<Aid>,
    /// Checklists; each console has some of its own when the plan has none.
    #[serde(default)]
    pub procedures: Vec<procedure::Procedure>,
}

/// How incidents are numbered (`dispatch.md` 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// Tokens `{YYYY} {YY} {MM} {DD} {HH} {JJJ} {UU} {NNN}`.
    pub template: String,
    /// When the count begins anew.
    pub reset: Reset,
}

impl NumberRule {
    /// As the board holds it.
    pub fn numbering(&self) -> Numbering {
        Numbering { template: self.template.clone(), reset: self.reset }
    }
}

/// One incident type (`dispatch.md` 5.3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRule {
    /// Two to six letters or digits, capital.
    pub code: String,
    /// Who leads, and so the symbol on the map.
    pub service: Service,
    pub priority: Priority,
    pub label: Words,
    /// The code in the common list others read (APCO ANS 2.103.2 as EIDO holds it).
    #[serde(default)]
    pub common: Option<String>,
    /// What the call taker asks, in order; answers may lead elsewhere.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// A question of a type's protocol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique within its type.
    pub id: String,
    pub ask: Words,
    /// What may be answered; anything, when empty.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// An answer of a closed question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub code: String,
    pub label: Words,
    /// The question that follows instead of the next in order; `end` ends the questions.
    #[serde(default)]
    pub then: Option<String>,
    /// What the answer shows the incident to be.
    #[serde(default)]
    pub typ: Option<String>,
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// Words that mean a type. A word is met whole, in any case, accent or width; `burn*` also meets what only begins so. Chinese
/// words are met anywhere. A rule fits when one of `any` and, if there are some, one of each list of `and` stand in the text and none of
/// `not` does. Of those that fit, the one of which most was said wins, then the more urgent (see `recognise`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRule {
    pub typ: String,
    pub any: Vec<String>,
    #[serde(default)]
    pub and: Vec<Vec<String>>,
    #[serde(default)]
    pub not: Vec<String>,
    /// Replaces the type's own priority.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// How an incident or a run may end (`dispatch.md` 5.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disposition {
    pub code: String,
    pub label: Words,
    #[serde(default)]
    pub common: Option<String>,
}

/// A kind of unit: what it can do and how soon it rolls. Units name their kind when they are imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitKind {
    /// As in the unit's own record, in lower case.
    pub kind: String,
    pub label: Words,
    /// Words that run cards ask for; a kind can always do what it is called.
    #[serde(default)]
    pub can: Vec<String>,
    /// From the order to wheels rolling, seconds: out of its station, and already on the road.
    pub turnout_station_s: u32,
    pub turnout_mobile_s: u32,
}

/// Whom a card looks for first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The unit that is there first, wherever it belongs.
    #[default]
    Closest,
    /// Units in their stations first, station by station in the order of arrival; then those on the road.
    Station,
}

/// What is sent to a sort of incident, alarm level by alarm level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunCard {
    pub id: String,
    pub label: Words,
    /// Types it is for; all when empty. A card that names the type wins over one that does not.
    #[serde(default)]
    pub types: Vec<String>,
    /// Priorities it is for; all when empty.
    #[serde(default)]
    pub priorities: Vec<Priority>,
    /// West, south, east, north: only for incidents inside; anywhere when absent. A card with a box wins over one without.
    #[serde(default)]
    pub within: Option<[f64; 4]>,
    #[serde(default)]
    pub mode: Mode,
    /// A fix older than this does not count as a position, seconds.
    #[serde(default = "stale_after")]
    pub stale_s: u32,
    /// After a run a unit rests so long, seconds: until then it is sent only when nobody rested is left.
    #[serde(default)]
    pub rest_s: u32,
    /// Level 1 first. Each says what stands at the incident in all, so that the step up is the difference.
    pub levels: Vec<Level>,
}

fn unknown() -> String {
    "UNK".into()
}

fn cleared() -> String {
    "DONE".into()
}

fn stale_after() -> u32 {
    1_800
}

/// What one alarm level asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub send: Vec<Need>,
}

/// Units that can do something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// A kind, or what kinds can do.
    pub can: String,
    pub count: u32,
    /// Least number of people aboard; any when 0.
    #[serde(default)]
    pub crew: u32,
    /// What somebody aboard must be able to do, each of them.
    #[serde(default)]
    pub skills: Vec<String>,
}

/// How long a unit may be in a state before somebody looks, seconds from when the state began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusLimit {
    pub status: UnitStatus,
    /// Only of this kind; of all when absent. One of the kind wins.
    #[serde(default)]
    pub kind: Option<String>,
    pub warn_s: u32,
    /// Later than `warn_s`.
    pub alert_s: u32,
}

/// What happens to the incident that waits for a unit first when the unit is freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFreed {
    /// The dispatcher is asked.
    #[default]
    Offer,
    /// The unit is sent in the same step.
    Assign,
}

/// What holds for crews.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Crews {
    /// A crew that is on for longer is short of rest and is sent after those that are not, seconds; 0 never.
    pub worked_s: u32,
    pub on_freed: OnFreed,
}

/// An agency whose units may be sent, from which alarm level and where. Of several that fit, the one that asks soonest
/// holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aid {
    /// As units name it when they are imported.
    pub agency: String,
    /// The alarm level from which it is asked.
    #[serde(default = "one")]
    pub from_level: u32,
    /// Its units go by their arrival like one's own; else only for what one's own cannot fill.
    #[serde(default)]
    pub as_own: bool,
    /// Types it is for; all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// West, south, east, north: only for incidents inside; anywhere when absent.
    #[serde(default)]
    pub within: Option<[f64; 4]>,
}

fn one() -> u32 {
    1
}

impl Plan {
    /// A type by its code, in any case.
    pub fn typ(&self, code: &str) -> Option<&TypeRule> {
        self.types.iter().find(|t| t.code.eq_ignore_ascii_case(code))
    }

    /// A disposition by its code, in any case.
    pub fn disposition(&self, code: &str) -> Option<&Disposition> {
        self.dispositions.iter().find(|d| d.code.eq_ignore_ascii_case(code))
    }

    /// A kind of unit, in any case.
    pub fn kind(&self, kind: &str) -> Option<&UnitKind> {
        self.kinds.iter().find(|k| k.kind.eq_ignore_ascii_case(kind))
    }
}
