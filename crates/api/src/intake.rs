//! What is taken in on the wire: answers to a type's questions, cards that stood on paper, what is known of places, and the
//! sheets that are printed.

use crate::command::{CallerInput, PlaceInput, wire};
use crate::plan::{Label, QuestionView};
use crate::view::{PlaceView, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
/// An answer to a question of a type's protocol: `code` for a closed question, `words` for an open one.
pub struct AnswerInput {
    /// Whose question it is; the incident's type when absent.
    #[serde(default)]
    pub type_code: Option<String>,
    pub question: String,
    #[serde(default)]
    pub code: Option<String>,
    /// At most 300 characters.
    #[serde(default)]
    pub words: String,
    /// When it was given, UTC milliseconds; now when absent.
    #[serde(default)]
    pub at_ms: Option<i64>,
}
}
wire! {
pub struct AnswerQuestion {
    /// Id, number, or a unique fragment of the number.
    pub incident: String,
    pub answer: AnswerInput,
}
}
wire! {
/// A card that was filled in on paper. Times are UTC milliseconds: none in the future, each not before the one it follows.
pub struct EnterCard {
    /// Why it was on paper.
    pub reason: String,
    /// When the call came, as the card says; at most 31 days ago.
    pub received_ms: i64,
    #[serde(default)]
    pub type_code: String,
    #[serde(default)]
    pub priority: Option<String>,
    #[serde(default)]
    pub place: Option<PlaceInput>,
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub caller: Option<CallerInput>,
    #[serde(default)]
    pub answers: Vec<AnswerInput>,
    /// At most 20.
    #[serde(default)]
    pub units: Vec<CardUnit>,
    /// When it was closed, with its disposition; absent while it goes on.
    #[serde(default)]
    pub closed_ms: Option<i64>,
    #[serde(default)]
    pub disposition: Option<String>,
}
}
wire! {
/// What a card says of one unit. A time that does not stand on it is absent; without `clear_ms` the unit is still out.
pub struct CardUnit {
    pub unit: String,
    #[serde(default)]
    pub sent_ms: Option<i64>,
    #[serde(default)]
    pub en_route_ms: Option<i64>,
    #[serde(default)]
    pub on_scene_ms: Option<i64>,
    #[serde(default)]
    pub transport_ms: Option<i64>,
    #[serde(default)]
    pub at_destination_ms: Option<i64>,
    /// Needed with a transport.
    #[serde(default)]
    pub destination: Option<String>,
    #[serde(default)]
    pub clear_ms: Option<i64>,
}
}
wire! {
/// Something known of a place, or, with `premise`, another reading of it.
pub struct SetPremise {
    /// The id of what is changed.
    #[serde(default)]
    pub premise: Option<String>,
    pub place: PlaceInput,
    /// 5 to 1,000 metres around the point; 40 when absent.
    #[serde(default)]
    pub radius_m: Option<u32>,
    /// `hazard`, `access`, `medical`, `contact` or `other`.
    pub kind: String,
    /// At most 1,000 characters. Sealed at rest.
    pub text: String,
    /// Until when it holds, UTC milliseconds; until somebody ends it when absent.
    #[serde(default)]
    pub valid_until_ms: Option<i64>,
}
}
wire! {
pub struct EndPremise { pub premise: String, pub reason: String }
}
wire! {
pub struct SetPaperBoard {
    /// 1 to 60.
    pub every_min: u32,
    /// `en`, `zh` or `both`.
    pub languages: String,
}
}
wire! {
/// Without a place: all of them.
pub struct PremisesQuery {
    #[serde(default)]
    pub lon: Option<f64>,
    #[serde(default)]
    pub lat: Option<f64>,
    /// At most 500; 100 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
}
wire! {
pub struct SheetOf {
    /// `en` or `zh`.
    pub lang: String,
}
}
view! {
/// How an incident was taken.
pub struct IntakeView {
    pub ring_ms: Option<i64>,
    pub answered_ms: Option<i64>,
    /// Every answer, oldest first.
    pub answers: Vec<IntakeAnswer>,
    /// Questions of its type that are still open: the next one first, then those that follow unless an answer leads past
    /// them.
    pub open: Vec<QuestionView>,
    /// What is known of its place: hazards first.
    pub premises: Vec<PremiseView>,
}
}
view! {
pub struct IntakeAnswer {
    pub type_code: String,
    pub question: String,
    pub ask: Label,
    pub code: Option<String>,
    pub label: Option<Label>,
    /// An answer in free words; `null` with `label` absent when it was erased.
    pub words: Option<String>,
    pub at_ms: i64,
    pub by: String,
    /// False when a newer answer took its place.
    pub holds: bool,
}
}
view! {
/// An incident that was taken on paper and entered later.
pub struct PaperView { pub received_ms: i64, pub entered_ms: i64, pub reason: String }
}
view! {
pub struct PremiseView {
    pub id: String,
    pub place: PlaceView,
    pub radius_m: u32,
    /// `hazard`, `access`, `medical`, `contact` or `other`.
    pub kind: String,
    /// `null` when it was erased, or is of a person and masked for this seat's role.
    pub text: Option<String>,
    pub masked: bool,
    pub valid_until_ms: Option<i64>,
    /// Its time is over; it is not shown at calls any more.
    pub over: bool,
    pub set_ms: i64,
    pub set_by: String,
    /// Metres from the place asked for; `null` when none was.
    pub metres: Option<f64>,
}
}
view! {
pub struct PremisesView {
    pub rows: Vec<PremiseView>,
    /// How many there are on the floor.
    pub total: u32,
}
}
view! {
/// The blank card for calls on paper: the fields of the call form, the types and their questions, from the plan in force.
pub struct CardSheet {
    pub lang: String,
    pub title: String,
    /// Name and edition of the plan it is made from.
    pub plan: String,
    /// What a hand fills in, in the order of the form.
    pub fields: Vec<CardField>,
    /// Heads of the columns of one unit's times, the unit first.
    pub unit_columns: Vec<String>,
    /// Every type with its usual priority, by service.
    pub types: Vec<CardType>,
    /// Dispositions to choose from.
    pub dispositions: Vec<CardChoice>,
    pub notes: Vec<String>,
}
}
view! {
pub struct CardField {
    /// The field of `enter_card` it is for.
    pub field: String,
    pub label: String,
    /// `line`, `lines`, `time` or `choice`.
    pub kind: String,
    pub choices: Vec<CardChoice>,
}
}
view! {
pub struct CardChoice { pub code: String, pub label: String }
}
view! {
pub struct CardType {
    pub code: String,
    pub label: String,
    pub service: String,
    pub priority: String,
    pub questions: Vec<CardQuestion>,
}
}
view! {
/// A question as it stands on the card; `then` of a choice says where it leads, in the words of the card.
pub struct CardQuestion { pub ask: String, pub choices: Vec<CardAnswer> }
}
view! {
pub struct CardAnswer { pub code: String, pub label: String, pub then: Option<String> }
}
view! {
/// One HTML document that needs nothing beside it.
pub struct SheetHtml { pub lang: String, pub html: String }
}
view! {
/// The last-known board on disk: when it was last put down, and why not since.
pub struct PaperBoardMark {
    pub every_min: u32,
    pub languages: String,
    pub written_ms: Option<i64>,
    /// Why the newest sheet could not be written.
    pub failure: Option<String>,
}
}
