//! Who rides: crews logged on and off, the roster, and incidents that wait for a busy unit.

use crate::command::wire;
use crate::view::view;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
/// One person of a crew.
pub struct MemberInput {
    /// Empty where only the number of people is known. Sealed at rest.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub role: String,
    /// What run cards may ask for.
    #[serde(default)]
    pub skills: Vec<String>,
}
}
wire! {
pub struct LogOn {
    pub unit: String,
    /// The crew; as the roster has it when absent.
    #[serde(default)]
    pub members: Option<Vec<MemberInput>>,
    /// The vehicle they took, where it is not always the same.
    #[serde(default)]
    pub vehicle: Option<String>,
    /// Planned end, UTC milliseconds; that of the roster when absent.
    #[serde(default)]
    pub until_ms: Option<i64>,
}
}
wire! {
pub struct LogOff {
    pub unit: String,
    pub reason: String,
    /// Accepts that the unit leaves the incident it is on.
    #[serde(default)]
    pub leave: bool,
    /// Why, although something stands against it; as in `assign_units`.
    #[serde(default)]
    pub despite: Option<String>,
}
}
wire! {
pub struct ImportRoster {
    /// The file's text, at most 8 MiB: columns `unit,name,role,skills,from,to`, one person in a row; skills with `+` between.
    /// Times as `2026-11-23 07:00` on the console's clock.
    pub csv: String,
}
}
wire! {
pub struct StackIncident {
    /// A unit that is on an incident.
    pub unit: String,
    /// What waits for it: id, number, or a unique fragment of the number.
    pub incident: String,
    /// Where in the order, from 1; last when absent. One that waits already moves there.
    #[serde(default)]
    pub place: Option<u32>,
}
}
wire! {
pub struct UnstackIncident {
    pub unit: String,
    pub incident: String,
    #[serde(default)]
    pub reason: Option<String>,
}
}
view! {
/// Who rides a unit, whose it is and what waits for it.
pub struct StaffView {
    /// `unknown`, `on` or `off`. Unknown is not the same as nobody.
    pub crew: String,
    /// Since when, and who said so; `null` while unknown.
    pub since_ms: Option<i64>,
    pub by: Option<String>,
    /// Why the crew logged off.
    pub reason: Option<String>,
    /// How many people; `null` while unknown.
    pub strength: Option<u32>,
    /// What somebody of them can do.
    pub skills: Vec<String>,
    pub vehicle: Option<String>,
    /// Planned end.
    pub until_ms: Option<i64>,
    /// Since when the crew is short of rest by the plan; `null` when it is not on or the plan sets no limit.
    pub tired_ms: Option<i64>,
    /// The agency it belongs to; the centre's own when `null`.
    pub agency: Option<String>,
    /// Vehicles of the same group share a crew.
    pub crew_group: Option<String>,
    /// The vehicle its crew is out with: this one cannot go.
    pub crew_elsewhere: Option<String>,
    /// Incidents that wait for it, in order.
    pub stack: Vec<StackView>,
}
}
view! {
pub struct StackView {
    pub incident: String,
    pub number: String,
    pub type_code: String,
    /// `E`, `1` … `4`.
    pub priority: String,
    pub since_ms: i64,
    pub by: String,
    /// When the unit was freed and this was offered to whoever dispatches.
    pub offered_ms: Option<i64>,
}
}
view! {
/// A unit that an incident waits for.
pub struct StackedOn { pub unit: String, pub call_sign: String, /** Its place there, from 1. */ pub place: u32 }
}
view! {
/// Who should be on and who is.
pub struct RosterView { pub now_ms: i64, pub rows: Vec<RosterRow> }
}
view! {
pub struct RosterRow {
    pub unit: String,
    pub call_sign: String,
    pub station: String,
    /// `late`, `over`, `on`, `unplanned` or `due`.
    pub standing: String,
    /// Since when it stands so; when it begins, while `due`.
    pub since_ms: i64,
    /// The planned time; `null` when nothing was planned.
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub planned: Vec<MemberView>,
    /// The crew that is on; empty while it is not.
    pub on: Vec<MemberView>,
    /// Planned people who are not with it, by name.
    pub missing: Vec<String>,
    /// A crew from before is still on.
    pub before_still_on: bool,
}
}
view! {
/// One person; the name is `null` where it was not told or was erased.
pub struct MemberView { pub name: Option<String>, pub role: String, pub skills: Vec<String> }
}
view! {
/// A person at a seat during a shift. `null`: since before it, or still there at its end.
pub struct SheetPerson { pub user: String, pub on_ms: Option<i64>, pub off_ms: Option<i64> }
}
view! {
/// A crew that logged on or off during a shift, or was on through all of it.
pub struct SheetCrew {
    pub unit: String,
    pub on_ms: Option<i64>,
    pub off_ms: Option<i64>,
    /// How many people; `null` when they logged on before the shift and were gone when the sheet was made.
    pub strength: Option<u32>,
    pub names: Vec<String>,
    /// Why it logged off.
    pub reason: Option<String>,
}
}
