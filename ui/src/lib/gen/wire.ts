// Generated from crates/api by `./dev gen`. Do not edit: change the Rust type and generate again.

export type AckView = { by: string, at_ms: number, };

export type AcknowledgeEmergency = { unit: string, };

export type AcknowledgeWarning = { 
/**
 * The warning's key, as in its row. 
 */
warning: string, };

export type ActivateArea = { name: string, };

export type AddBasemap = { 
/**
 * 1 to 40 of a-z, 0-9 and -.
 */
id: string, 
/**
 * What operators call it; what it calls itself when empty.
 */
name: string, 
/**
 * Path of an MBTiles or PMTiles file on the console's machine.
 */
file: string, replace: boolean, preview: boolean, };

export type AddFeed = { id: string, url: string, 
/**
 * Address ranges (CIDR) this feed may reach although they are private or plain http.
 */
allow: Array<string>, 
/**
 * Seconds between polls; 60 when absent, 10 at least.
 */
interval_s: number | null, };

export type AddLayer = { 
/**
 * 1 to 40 of a-z, 0-9 and -.
 */
id: string, 
/**
 * What operators call it.
 */
name: string, 
/**
 * `districts`, `stations`, `hydrants`, `hazards`, `plans` or `other`; chooses the sign.
 */
kind: string, 
/**
 * Of the file: `wgs84`, `cgcs2000`, `gcj02` or `bd09`.
 */
datum: string, 
/**
 * Path of a GeoJSON or CSV file on the console's machine.
 */
file: string, 
/**
 * Takes the place of a layer of that id.
 */
replace: boolean, 
/**
 * Only read and compare.
 */
preview: boolean, 
/**
 * Adds it although it looks shifted against the streets.
 */
accept_shift: boolean, };

export type AddNote = { incident: string, 
/**
 * `@anna` in it marks the note for that colleague until read.
 */
text: string, 
/**
 * `radio`, `phone`, `scene`, `media` or `other`; `other` when absent.
 */
category: string | null, 
/**
 * Who spoke on radio or telephone, and to whom.
 */
from: string | null, to: string | null, 
/**
 * Goes onto the sheet for the next shift.
 */
marked: boolean, };

export type AddObjective = { incident: string, text: string, };

export type AddTask = { incident: string, text: string, 
/**
 * The account of who is to do it.
 */
owner: string | null, 
/**
 * UTC milliseconds.
 */
due_ms: number | null, };

export type AddUnit = { id: string, call_sign: string, type: string, station: string, lon: number | null, lat: number | null, 
/**
 * The agency it belongs to; as it was when absent, the centre's own when empty.
 */
agency: string | null, 
/**
 * Vehicles of the same group are staffed by one crew; as it was when absent, none when empty.
 */
crew_group: string | null, };

export type AliasRow = { text: string, label: string, lon: number, lat: number, };

export type AnswerChoice = { code: string, label: Label, 
/**
 * The question that follows; the next in order when absent, none when `end`.
 */
then: string | null, 
/**
 * What the answer shows the incident to be.
 */
type_code: string | null, priority: string | null, };

export type AnswerInput = { 
/**
 * Whose question it is; the incident's type when absent.
 */
type_code: string | null, question: string, code: string | null, 
/**
 * At most 300 characters.
 */
words: string, 
/**
 * When it was given, UTC milliseconds; now when absent.
 */
at_ms: number | null, };

export type AnswerPar = { units: Array<string>, 
/**
 * All its people are accounted for; false: somebody is missing.
 */
ok: boolean, };

export type AnswerQuestion = { 
/**
 * Id, number, or a unique fragment of the number.
 */
incident: string, answer: AnswerInput, };

export type AnswerRequest = { units: Array<string>, };

export type AnswerView = { code: string, label: WordsView, };

export type ApiError = { code: ErrorCode, 
/**
 * English, complete, for logs and automation.
 */
message: string, 
/**
 * The argument at fault, e.g. `units[1]`.
 */
field: string | null, 
/**
 * Key into `messages/*.json`, e.g. `refused.unit_busy`.
 */
key: string, params: { [key in string]: string }, };

export type ApproveSign = { incident: string, 
/**
 * At most 3 of 24 columns. 
 */
lines: Array<string>, };

export type ApprovedSignView = { lines: Array<string>, at_ms: number, by: string, };

export type AreaImportView = { name: string, preview: boolean, 
/**
 * `running`, `done`, `failed`, `cancelled`.
 */
state: string, 
/**
 * `reading`, `building`, `tiles`, `rows`.
 */
phase: string, done: number, total: number, error: MessageLine | null, 
/**
 * What the new area holds, as an area's `counts`.
 */
counts: { [key in string]: number }, 
/**
 * What the area of that name held before; `null` when there was none.
 */
before: { [key in string]: number } | null, 
/**
 * What was left out of the files, and how often.
 */
left_out: Array<LeftOut>, 
/**
 * Of an area brought up to date: rows added, changed, removed, by sort.
 */
changes: { [key in string]: [number, number, number] }, started_ms: number, ended_ms: number | null, };

export type AreaView = { name: string, 
/**
 * west, south, east, north.
 */
bounds: [number, number, number, number], min_zoom: number, max_zoom: number, attribution: string, active: boolean, imported_ms: number, counts: { [key in string]: number }, };

export type AssignUnits = { 
/**
 * Id, number, or a unique fragment of the number.
 */
incident: string, units: Array<string>, 
/**
 * Takes a busy unit from its incident; what it abandons is in the preview.
 */
divert: boolean, 
/**
 * Why it is done although something stands against it: a crew in emergency, people missing, a patient aboard. Without
 * it such a unit is refused, with `despite` as the field.
 */
despite: string | null, 
/**
 * The `id` of the recommendation that was shown, to be recorded with it.
 */
shown: string | null, 
/**
 * Units as they were seen: refused when one does something else by now. Not asked when absent.
 */
was: Array<SeenUnit> | null, };

export type AssignmentView = { unit: string, call_sign: string, assigned_ms: number, steps: Array<StepView>, cleared_ms: number | null, disposition: string | null, 
/**
 * `cleared`, or `diverted` with where to.
 */
ended_by: string | null, };

export type At = { lon: number, lat: number, limit: number | null, };

export type AtPlaceQuery = { 
/**
 * Absent together while only a telephone number is known.
 */
lon: number | null, lat: number | null, 
/**
 * Words for the place: earlier incidents under the same words are found without coordinates too.
 */
label: string | null, 
/**
 * Also looks for earlier calls of this number.
 */
phone: string | null, 
/**
 * Leaves this incident out.
 */
except: string | null, 
/**
 * At most 100; 10 when absent.
 */
limit: number | null, };

export type AtPlaceView = { 
/**
 * Within 60 m, or under the same words, newest first.
 */
incidents: Array<EarlierRow>, 
/**
 * Earlier calls of the same number, however it was written, newest first. Empty for roles that do not call back.
 */
caller: Array<IncidentRow>, 
/**
 * What is known of the place, hazards first.
 */
premises: Array<PremiseView>, };

export type AttachCall = { 
/**
 * Id, number, or a unique fragment of the number.
 */
incident: string, 
/**
 * What the caller said, at most 8 KiB.
 */
what: string, place: PlaceInput | null, caller: CallerInput | null, 
/**
 * When the telephone rang and when it was answered, UTC milliseconds.
 */
ring_ms: number | null, answered_ms: number | null, };

export type AttachFile = { incident: string, 
/**
 * Path of a PNG, JPEG, WebP, GIF or PDF file of at most 25 MiB on the console's machine.
 */
file: string, 
/**
 * What it shows, at most 8 KiB.
 */
note: string, };

export type AttachmentView = { 
/**
 * Within the incident, from 1.
 */
number: number, 
/**
 * None when erased.
 */
name: string | null, 
/**
 * The key of its content was destroyed: it cannot be opened any more.
 */
erased: boolean, 
/**
 * `image/png`, `image/jpeg`, `image/webp`, `image/gif` or `application/pdf`, by its bytes.
 */
media: string, 
/**
 * Bytes.
 */
size: number, 
/**
 * SHA-256 of the bytes as they came, hexadecimal.
 */
sha256: string, note: string | null, at_ms: number, by: string, withdrawn: WithdrawnView | null, };

export type BackupNow = { 
/**
 * Where to; the set second place when absent. Another place is for the folder's owner only.
 */
dir: string | null, };

export type BasemapRow = { id: string, name: string, 
/**
 * Who must be named on the map.
 */
attribution: string, 
/**
 * `vector`, `png`, `jpeg`, `webp` or `avif`.
 */
format: string, min_zoom: number, max_zoom: number, bounds: [number, number, number, number], bytes: number, 
/**
 * Names of the layers of a vector map.
 */
vector_layers: Array<string>, added_ms: number, 
/**
 * Why it cannot be drawn; `null` when it can.
 */
fault: string | null, };

export type BedsInput = { available: number | null, total: number | null, };

export type BedsView = { kind: string, available: number | null, total: number | null, };

export type BoardView = { seq: number, now_ms: number, 
/**
 * Open, and closed within 4 h.
 */
incidents: Array<IncidentRow>, units: Array<UnitRow>, warnings: Array<WarningRow>, cameras: Array<CameraRow>, feeds: Array<FeedRow>, closures: Array<ClosureRow>, 
/**
 * Places of operations.
 */
sites: Array<SiteRow>, area: AreaView | null, layers: LayersView, status: StatusBar, };

export type ById = { id: string, };

export type CallPar = { incident: string, benchmark: string, };

export type CallTow = { incident: string, 
/**
 * The list of this area; the only one when absent.
 */
area: string | null, class: string, };

export type CallView = { id: string, at_ms: number, by: string, caller: CallerView | null, 
/**
 * `null` when it was erased.
 */
what: string | null, place: PlaceView | null, ring_ms: number | null, answered_ms: number | null, };

export type CallerInput = { name: string, phone: string, };

export type CallerView = { subject: string, name: string | null, phone: string | null, masked: boolean, erased: boolean, };

export type CameraRow = { id: string, name: string, lon: number, lat: number, 
/**
 * Degrees from true north; `null` is unknown, never north.
 */
azimuth_deg: number | null, hfov_deg: number | null, range_m: number | null, 
/**
 * `osm` or `csv`.
 */
source: string, 
/**
 * `unknown` until the camera desk probes it.
 */
state: string, 
/**
 * Message key of why.
 */
state_why: string, has_stream: boolean, 
/**
 * The view cone for drawing, lon/lat; empty when the direction is unknown.
 */
cone: Array<[number, number]>, };

export type Candidate = { insert: string, label: string, };

export type CardAnswer = { code: string, label: string, then: string | null, };

export type CardChoice = { code: string, label: string, };

export type CardField = { 
/**
 * The field of `enter_card` it is for.
 */
field: string, label: string, 
/**
 * `line`, `lines`, `time` or `choice`.
 */
kind: string, choices: Array<CardChoice>, };

export type CardQuestion = { ask: string, choices: Array<CardAnswer>, };

export type CardSheet = { lang: string, title: string, 
/**
 * Name and edition of the plan it is made from.
 */
plan: string, 
/**
 * What a hand fills in, in the order of the form.
 */
fields: Array<CardField>, 
/**
 * Heads of the columns of one unit's times, the unit first.
 */
unit_columns: Array<string>, 
/**
 * Every type with its usual priority, by service.
 */
types: Array<CardType>, 
/**
 * Dispositions to choose from.
 */
dispositions: Array<CardChoice>, notes: Array<string>, };

export type CardType = { code: string, label: string, service: string, priority: string, questions: Array<CardQuestion>, };

export type CardUnit = { unit: string, sent_ms: number | null, en_route_ms: number | null, on_scene_ms: number | null, transport_ms: number | null, at_destination_ms: number | null, 
/**
 * Needed with a transport.
 */
destination: string | null, clear_ms: number | null, };

export type CardView = { id: string, en: string, zh: string, 
/**
 * `closest` or `station`. 
 */
mode: string, why: Array<MessageLine>, };

export type CasualtiesView = { count: TriageView, at_ms: number, by: string, };

export type Catalogue = { types: Array<TypeCode>, 
/**
 * Most urgent first: `E`, `1`, `2`, `3`, `4`.
 */
priorities: Array<string>, dispositions: Array<DispositionCode>, kinds: Array<KindCode>, statuses: Array<StatusCode>, roles: Array<string>, 
/**
 * The set of local status codes: `canonical`, `fms`, `nemsis`, `chinese` or `uk`.
 */
status_codes: string, 
/**
 * Codes of that set as they are typed, in its order; empty for `canonical`.
 */
local_codes: Array<string>, 
/**
 * How incident numbers are made now.
 */
numbering_template: string, 
/**
 * `never`, `yearly`, `monthly` or `daily`.
 */
numbering_reset: string, 
/**
 * The type of a call of unknown kind, and the disposition of a unit cleared without one.
 */
unknown_type: string, default_disposition: string, };

export type CheckPlan = { text: string, };

export type ClaimIncident = { incident: string, 
/**
 * From another owner, without asking; for supervisors.
 */
take: boolean, };

export type ClearEmergency = { unit: string, reason: string, };

export type ClearUnits = { units: Array<string>, disposition: string | null, 
/**
 * Units as they were seen: refused when one does something else by now. Not asked when absent.
 */
was: Array<SeenUnit> | null, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type CloseIncident = { incident: string, disposition: string, 
/**
 * Closes though something is left open there: the asker was told what.
 */
leaving: boolean, };

export type CloseSector = { incident: string, sector: number, };

export type CloseSite = { 
/**
 * An id, or a name. 
 */
id: string, reason: string, };

export type ClosestQuery = { 
/**
 * An incident by id, number or fragment; what is shown for it is recorded.
 */
incident: string | null, 
/**
 * Else a place, `[lon, lat]`.
 */
at: [number, number] | null, 
/**
 * How many, at most 200; 5 when absent.
 */
k: number | null, 
/**
 * Only units of this type.
 */
type: string | null, profile: string | null, };

export type ClosestView = { 
/**
 * Model drive times, best first.
 */
rows: Array<EtaRow>, 
/**
 * Nearer by straight line and not listed, with why: busy, unreachable, stale or unknown position, other type.
 */
passed_over: Array<PassedOver>, graph: string, 
/**
 * Hash of the closures in force, and their ids.
 */
closure_set: string, closures: Array<string>, profile: string, at_ms: number, 
/**
 * Why there is no answer or a poor one, such as no area or a place far from any road.
 */
notes: Array<MessageLine>, };

export type ClosureRow = { id: string, 
/**
 * `line` or `polygon`.
 */
shape: string, points: Array<[number, number]>, reason: string, from_ms: number | null, until_ms: number | null, emergency_may_pass: boolean, set_ms: number, set_by: string, 
/**
 * Now.
 */
in_force: boolean, };

export type Command = { "call": "open_incident", "args": OpenIncident } | { "call": "add_note", "args": AddNote } | { "call": "set_priority", "args": SetPriority } | { "call": "set_incident_type", "args": SetIncidentType } | { "call": "move_incident", "args": MoveIncident } | { "call": "assign_units", "args": AssignUnits } | { "call": "set_status", "args": SetStatus } | { "call": "clear_units", "args": ClearUnits } | { "call": "close_incident", "args": CloseIncident } | { "call": "reopen_incident", "args": ReopenIncident } | { "call": "acknowledge_warning", "args": AcknowledgeWarning } | { "call": "line", "args": Line } | { "call": "report_position", "args": ReportPosition } | { "call": "report_positions", "args": ReportPositions } | { "call": "add_unit", "args": AddUnit } | { "call": "import_units", "args": ImportCsv } | { "call": "import_cameras", "args": ImportCameras } | { "call": "import_area_cameras", "args": Nothing } | { "call": "add_feed", "args": AddFeed } | { "call": "remove_feed", "args": RemoveFeed } | { "call": "ingest_warning", "args": IngestWarning } | { "call": "import_area", "args": ImportArea } | { "call": "cancel_area_import", "args": Nothing } | { "call": "add_layer", "args": AddLayer } | { "call": "remove_layer", "args": RemoveLayer } | { "call": "add_basemap", "args": AddBasemap } | { "call": "remove_basemap", "args": RemoveBasemap } | { "call": "cancel_layer", "args": Nothing } | { "call": "activate_area", "args": ActivateArea } | { "call": "set_closure", "args": SetClosure } | { "call": "lift_closure", "args": LiftClosure } | { "call": "set_alias", "args": SetAlias } | { "call": "remove_alias", "args": RemoveAlias } | { "call": "create_user", "args": CreateUser } | { "call": "set_password", "args": SetPassword } | { "call": "disable_user", "args": DisableUser } | { "call": "set_numbering", "args": SetNumbering } | { "call": "set_backup_place", "args": SetBackupPlace } | { "call": "backup_now", "args": BackupNow } | { "call": "erase_subject", "args": EraseSubject } | { "call": "set_drill_clock", "args": SetDrillClock } | { "call": "set_plan", "args": SetPlan } | { "call": "set_preference", "args": SetPreference } | { "call": "export_plan", "args": ExportPlan } | { "call": "attach_call", "args": AttachCall } | { "call": "detach_call", "args": DetachCall } | { "call": "merge_incidents", "args": MergeIncidents } | { "call": "split_incident", "args": SplitIncident } | { "call": "link_incidents", "args": LinkIncidents } | { "call": "unlink_incidents", "args": UnlinkIncidents } | { "call": "undo", "args": Undo } | { "call": "raise_emergency", "args": RaiseEmergency } | { "call": "acknowledge_emergency", "args": AcknowledgeEmergency } | { "call": "clear_emergency", "args": ClearEmergency } | { "call": "set_welfare", "args": SetWelfare } | { "call": "start_par", "args": StartPar } | { "call": "call_par", "args": CallPar } | { "call": "answer_par", "args": AnswerPar } | { "call": "end_par", "args": EndPar } | { "call": "set_status_code", "args": SetStatusCode } | { "call": "answer_request", "args": AnswerRequest } | { "call": "set_status_codes", "args": SetStatusCodes } | { "call": "swap_units", "args": SwapUnits } | { "call": "relieve_unit", "args": RelieveUnit } | { "call": "late_status", "args": LateStatus } | { "call": "claim_incident", "args": ClaimIncident } | { "call": "release_incident", "args": OfIncident } | { "call": "hand_over", "args": HandOver } | { "call": "accept_hand_over", "args": OfIncident } | { "call": "decline_hand_over", "args": DeclineHandOver } | { "call": "withdraw_hand_over", "args": OfIncident } | { "call": "read_mentions", "args": OfIncident } | { "call": "start_procedure", "args": StartProcedure } | { "call": "do_step", "args": DoStep } | { "call": "undo_step", "args": UndoStep } | { "call": "add_task", "args": AddTask } | { "call": "finish_task", "args": FinishTask } | { "call": "set_lanes", "args": SetLanes } | { "call": "set_traffic_time", "args": SetTrafficTime } | { "call": "set_traffic_flags", "args": SetTrafficFlags } | { "call": "approve_sign", "args": ApproveSign } | { "call": "attach_file", "args": AttachFile } | { "call": "withdraw_attachment", "args": WithdrawAttachment } | { "call": "export_attachment", "args": ExportAttachment } | { "call": "shelve_alarm", "args": ShelveAlarm } | { "call": "unshelve_alarm", "args": UnshelveAlarm } | { "call": "raise_alarm", "args": RaiseAlarm } | { "call": "log_on", "args": LogOn } | { "call": "log_off", "args": LogOff } | { "call": "import_roster", "args": ImportRoster } | { "call": "stack_incident", "args": StackIncident } | { "call": "unstack_incident", "args": UnstackIncident } | { "call": "answer_question", "args": AnswerQuestion } | { "call": "enter_card", "args": EnterCard } | { "call": "set_premise", "args": SetPremise } | { "call": "end_premise", "args": EndPremise } | { "call": "set_paper_board", "args": SetPaperBoard } | { "call": "take_post", "args": TakePost } | { "call": "leave_post", "args": LeavePost } | { "call": "set_sector", "args": SetSector } | { "call": "close_sector", "args": CloseSector } | { "call": "sector_units", "args": SectorUnits } | { "call": "add_objective", "args": AddObjective } | { "call": "set_objective", "args": SetObjective } | { "call": "move_objective", "args": MoveObjective } | { "call": "count_casualties", "args": CountCasualties } | { "call": "declare_major", "args": DeclareMajor } | { "call": "stand_down", "args": StandDown } | { "call": "set_site", "args": SetSite } | { "call": "close_site", "args": CloseSite } | { "call": "send_to_site", "args": SendToSite } | { "call": "set_hospital", "args": SetHospital } | { "call": "import_hospitals", "args": ImportHospitals } | { "call": "set_shelter", "args": SetShelter } | { "call": "set_stock", "args": SetStock } | { "call": "move_stock", "args": MoveStock } | { "call": "set_tow", "args": SetTow } | { "call": "remove_resource", "args": RemoveResource } | { "call": "call_tow", "args": CallTow } | { "call": "skip_tow", "args": SkipTow } | { "call": "log_radio", "args": LogRadio } | { "call": "correct_radio", "args": CorrectRadio };

export type CommandMark = { 
/**
 * Since when it is a major incident.
 */
major_ms: number | null, 
/**
 * The incident above it.
 */
parent: IncidentRef | null, 
/**
 * Who leads on scene; a name that was erased is empty.
 */
commander: string | null, 
/**
 * Incidents right below it that are open.
 */
parts_open: number, };

export type CommandView = { posts: Array<PostView>, sectors: Array<SectorView>, units: Array<SectorUnitView>, 
/**
 * In their order.
 */
objectives: Array<ObjectiveView>, casualties: CasualtiesView | null, major: MajorView | null, 
/**
 * Of this incident and all below it; absent where there is none below.
 */
sum: SumView | null, parts: Array<PartView>, 
/**
 * Places that belong to it.
 */
sites: Array<SiteRow>, };

export type CorrectRadio = { 
/**
 * The message's number, or the count at its end.
 */
entry: string, 
/**
 * The whole message as it should read: what is left out is taken away.
 */
message: MessageInput, reason: string, };

export type CountCasualties = { incident: string, immediate: number, delayed: number, minor: number, deceased: number, 
/**
 * The last count as it was seen: refused when somebody counted meanwhile. Not asked when absent.
 */
was: SeenCasualties | null, };

export type CoverageView = { seconds: Array<number>, rows: Array<CoveredView>, move_up: MoveUpView | null, };

export type CoveredView = { can: string, 
/**
 * 0 to 1, by time. 
 */
before: Array<number>, after: Array<number>, };

export type CreateUser = { 
/**
 * 1 to 32 of `a-z 0-9 . _ -`.
 */
user: string, display_name: string, 
/**
 * `operator`, `dispatcher`, `supervisor` or `administrator`.
 */
role: string, password: string, };

export type CrewView = { 
/**
 * The code of the set in force for its state; `null` where the set has none.
 */
code: string | null, 
/**
 * When somebody should look, and when the limit of the state is passed; `null` without a limit.
 */
warn_ms: number | null, alert_ms: number | null, 
/**
 * That alarm was put aside for a while.
 */
shelved: ShelvedView | null, emergency: EmergencyView | null, welfare: WelfareView | null, request: RequestView | null, 
/**
 * A state its radio said that a person must enter: `free`, `transport` or `at_destination`.
 */
heard: RequestView | null, 
/**
 * The unit on its way to take over.
 */
relief: string | null, };

export type DeclareMajor = { incident: string, reason: string, 
/**
 * Incidents that become part of it at once.
 */
parts: Array<string>, };

export type DeclineHandOver = { incident: string, reason: string, };

export type DetachCall = { incident: string, 
/**
 * The call's id, as in the incident's detail.
 */
call: string, 
/**
 * Makes an incident of it; else it goes back to the call taker.
 */
as_incident: boolean, };

export type DetourOf = { 
/**
 * An incident by id, number or fragment. 
 */
incident: string, };

export type DetourView = { 
/**
 * The way round, and how much longer it is than the road when it is open.
 */
seconds: number, metres: number, added_seconds: number, added_metres: number, 
/**
 * Names of the streets it leads along, in order.
 */
streets: Array<string>, 
/**
 * The street that is blocked.
 */
blocked: string, geometry: Array<[number, number]>, };

export type DisableUser = { user: string, reason: string, };

export type DispositionCode = { code: string, label: Label, };

export type DoStep = { incident: string, procedure: string, step: string, 
/**
 * Code of an answer, needed where the step asks.
 */
answer: string | null, note: string | null, };

export type DrillAccount = { user: string, password: string, role: string, };

export type DrillView = { paused: boolean, speed: number, clock_ms: number, seed: number, };

export type DuplicateRow = { id: string, number: string, type_code: string, priority: string, state: string, place: PlaceView | null, what: string, 
/**
 * 30 to 100.
 */
score: number, 
/**
 * Metres between the places, when both are known.
 */
metres: number | null, 
/**
 * Whole minutes since the last call about it.
 */
minutes: number, 
/**
 * `same`, `related`, `other` or `unknown`.
 */
types: string, same_phone: boolean, 
/**
 * Words of this call that were said before.
 */
words: Array<string>, 
/**
 * Further calls it has already.
 */
calls: number, 
/**
 * False when it is closed: reopen it first.
 */
open: boolean, };

export type DuplicatesQuery = { place: PlaceInput | null, type_code: string | null, 
/**
 * All that was typed: what happened, and words for the place. At most 8 KiB.
 */
text: string, phone: string | null, 
/**
 * At most 20; 5 when absent.
 */
limit: number | null, };

export type EarlierRow = { row: IncidentRow, 
/**
 * `null` when it had no coordinates. 
 */
metres: number | null, };

export type EmergencyView = { since_ms: number, by: string, 
/**
 * `operator`, `radio` or `device`.
 */
source: string, acknowledged: AckView | null, 
/**
 * Where the unit is, as far as that is known: its incident's place, in words.
 */
place: string | null, };

export type EndPar = { incident: string, };

export type EndPremise = { premise: string, reason: string, };

export type EnterCard = { 
/**
 * Why it was on paper.
 */
reason: string, 
/**
 * When the call came, as the card says; at most 31 days ago.
 */
received_ms: number, type_code: string, priority: string | null, place: PlaceInput | null, what: string, caller: CallerInput | null, answers: Array<AnswerInput>, 
/**
 * At most 20.
 */
units: Array<CardUnit>, 
/**
 * When it was closed, with its disposition; absent while it goes on.
 */
closed_ms: number | null, disposition: string | null, };

export type EraseSubject = { subject: string, reason: string, };

export type ErrorCode = "unknown_call" | "bad_argument" | "no_seat" | "wrong_password" | "locked_out" | "forbidden" | "not_found" | "ambiguous" | "refused" | "conflict" | "not_saved" | "busy" | "internal";

export type EtaRow = { unit: string, call_sign: string, status: string, 
/**
 * Model drive time.
 */
seconds: number, metres: number, 
/**
 * Place in the order by straight line, from 1, and that distance.
 */
straight_rank: number, straight_metres: number, fix_at_ms: number, 
/**
 * What the time rests on and what it passed: closures avoided, position stale.
 */
why: Array<MessageLine>, };

export type ExportAttachment = { incident: string, 
/**
 * Its number within the incident.
 */
attachment: number, 
/**
 * Path of a new file on the console's machine; nothing is overwritten.
 */
file: string, };

export type ExportPlan = { file: string, };

export type FeedRow = { id: string, url: string, 
/**
 * `live`, `late`, `stale`, `dead`, or `unknown` before the first poll.
 */
state: string, since_ms: number, last_success_ms: number | null, last_change_ms: number | null, error_code: string | null, error: string | null, interval_s: number, alerts: number, 
/**
 * Bodies that could not be read, kept in quarantine.
 */
faults: number, };

export type FinishTask = { incident: string, 
/**
 * Its number within the incident.
 */
task: number, note: string | null, };

export type HandOver = { incident: string, 
/**
 * The account of the colleague.
 */
to: string, 
/**
 * What the colleague must know, at most 8 KiB.
 */
note: string, };

export type HistoryQuery = { 
/**
 * Words to find in number, type, place, narrative and notes; empty lists all.
 */
text: string, 
/**
 * Opened at or after, UTC milliseconds.
 */
from_ms: number | null, 
/**
 * Opened before, UTC milliseconds.
 */
to_ms: number | null, 
/**
 * Only closed ones when true, only open ones when false.
 */
closed: boolean | null, 
/**
 * At most 500; 100 when absent.
 */
limit: number | null, };

export type HospitalRow = { id: string, name: string, lon: number | null, lat: number | null, beds: Array<BedsView>, 
/**
 * Free beds of all kinds that say so; `null` when none does.
 */
free: number | null, 
/**
 * `normal`, `advisory`, `closed` or `unknown`.
 */
traffic: string, reason: string, as_of_ms: number, source: string, set_ms: number, set_by: string, 
/**
 * By road from the place asked about; `null` when nobody asked, and where there is no way.
 */
seconds: number | null, metres: number | null, };

export type HospitalsFor = { incident: string | null, at: [number, number] | null, };

export type ImportArea = { 
/**
 * 1 to 40 of a-z, 0-9 and -. An area of that name is brought to the new state.
 */
name: string, 
/**
 * Paths of `.osm.pbf` files on the console's machine; of objects in several, the newest counts, else the later file's.
 */
files: Array<string>, 
/**
 * Only read and compare.
 */
preview: boolean, 
/**
 * Put it on the floor when it is whole.
 */
activate: boolean, };

export type ImportCameras = { csv: string, 
/**
 * Needed when the file has no `datum` column: `wgs84`, `cgcs2000`, `gcj02` or `bd09`.
 */
datum: string | null, };

export type ImportCsv = { 
/**
 * The file's text, at most 8 MiB. 
 */
csv: string, };

export type ImportHospitals = { xml: string, 
/**
 * Where it comes from: a file name. 
 */
source: string, };

export type ImportRoster = { 
/**
 * The file's text, at most 8 MiB: columns `unit,name,role,skills,from,to`, one person in a row; skills with `+` between.
 * Times as `2026-11-23 07:00` on the console's clock.
 */
csv: string, };

export type IncidentDetail = { row: IncidentRow, caller: CallerView | null, notes: Array<NoteView>, assignments: Array<AssignmentView>, cameras: Array<Sight>, 
/**
 * Warnings in force over the place.
 */
warnings: Array<WarningRow>, 
/**
 * Further calls, oldest first.
 */
calls: Array<CallView>, 
/**
 * Incidents that go on as this one.
 */
parts: Array<IncidentRef>, links: Array<LinkView>, work: WorkView, intake: IntakeView, command: CommandView, };

export type IncidentRef = { id: string, number: string, };

export type IncidentRow = { id: string, number: string, type_code: string, 
/**
 * `E`, `1` … `4`.
 */
priority: string, 
/**
 * `new`, `dispatched`, `en_route`, `on_scene`, `closed`.
 */
state: string, state_since_ms: number, opened_ms: number, place: PlaceView | null, what: string, units: Array<UnitOnIncident>, notes: number, closed_ms: number | null, disposition: string | null, reopened: number, 
/**
 * Further calls about it.
 */
calls: number, 
/**
 * The incident it goes on as.
 */
merged_into: IncidentRef | null, 
/**
 * `saved_here` or `shared`.
 */
kept: string, 
/**
 * Version of the incident's stream, for optimistic edits.
 */
version: number, 
/**
 * The clock of its roll calls, while it runs.
 */
par: ParView | null, work: WorkMark, command: CommandMark, 
/**
 * The alarm level, from 1.
 */
level: number, 
/**
 * Busy units it waits for.
 */
stacked_on: Array<StackedOn>, 
/**
 * It was taken on paper and entered later.
 */
paper: PaperView | null, };

export type InfoView = { language: string, event: string, headline: string, description: string, instruction: string, sender_name: string, severity: string, urgency: string, certainty: string, effective_ms: number, expires_ms: number | null, areas: Array<string>, web: string, resources: Array<string>, parameters: Array<[string, string]>, };

export type IngestWarning = { 
/**
 * Where the document comes from: a file name or a feed's id.
 */
source: string, 
/**
 * The document as text. Use `base64` for anything that is not UTF-8.
 */
text: string | null, base64: string | null, };

export type IntakeAnswer = { type_code: string, question: string, ask: Label, code: string | null, label: Label | null, 
/**
 * An answer in free words; `null` with `label` absent when it was erased.
 */
words: string | null, at_ms: number, by: string, 
/**
 * False when a newer answer took its place.
 */
holds: boolean, };

export type IntakeView = { ring_ms: number | null, answered_ms: number | null, 
/**
 * Every answer, oldest first.
 */
answers: Array<IntakeAnswer>, 
/**
 * Questions of its type that are still open: the next one first, then those that follow unless an answer leads past
 * them.
 */
open: Array<QuestionView>, 
/**
 * What is known of its place: hazards first.
 */
premises: Array<PremiseView>, };

export type KindCode = { kind: string, label: Label, };

export type KpiCases = { total: number, measured: KpiSpread, 
/**
 * Cases with a stamp that was entered late.
 */
back_dated: KpiSpread, excluded: Array<KpiExcluded>, };

export type KpiExcluded = { reason: string, count: number, };

export type KpiFault = { kind: string, seq: number, at_ms: number, 
/**
 * How long until somebody answered; `null` when nobody did, or nothing was to be answered.
 */
after_ms: number | null, 
/**
 * The incident's number, and the unit.
 */
incident: string | null, unit: string | null, };

export type KpiFaultCount = { kind: string, count: number, };

export type KpiFigure = { metric: string, label: Label, start: Label, end: Label, 
/**
 * What is counted.
 */
each: Label, note: Label | null, cases: KpiCases, standards: Array<KpiStandard>, };

export type KpiPercentile = { ms: number, low_ms: number, high_ms: number, 
/**
 * The interval was cut off at the outermost measurement.
 */
clipped: boolean, };

export type KpiQuery = { 
/**
 * Incidents opened at or after, UTC milliseconds; from the beginning of the log when absent.
 */
from_ms: number | null, 
/**
 * Opened before, UTC milliseconds; until now when absent.
 */
to_ms: number | null, 
/**
 * Only this family of standards (`nfpa`, `nena`, `fhwa`, `police`, `china-110` …), or one standard by its id.
 */
standard: string | null, 
/**
 * Another threshold set, as TOML text; the built-in one when absent.
 */
set: string | null, };

export type KpiReport = { 
/**
 * The threshold set the figures are held against, and its edition.
 */
set_name: string, set_edition: string, from_ms: number | null, to_ms: number | null, 
/**
 * When the newest event that was read had been entered; `null` of an empty log.
 */
read_to_ms: number | null, events: number, 
/**
 * Events of a newer program, which could not be read.
 */
unreadable: number, 
/**
 * The log is longer than is read at once: the newest part is missing.
 */
more: boolean, 
/**
 * Incidents opened in the span.
 */
incidents: number, figures: Array<KpiFigure>, 
/**
 * Incidents of which something was said of the road, and of these: secondary ones, responders struck.
 */
traffic_incidents: number, secondary: number, responders_struck: number, 
/**
 * What went wrong, by kind.
 */
fault_counts: Array<KpiFaultCount>, 
/**
 * In the order of the log; of each kind the first 200.
 */
faults: Array<KpiFault>, };

export type KpiSpread = { n: number, p50: KpiPercentile | null, p90: KpiPercentile | null, p95: KpiPercentile | null, };

export type KpiStandard = { id: string, family: string, source: string, edition: string, 
/**
 * `read`, `to_verify`, `benchmark` or `ours`.
 */
mark: string, 
/**
 * Only of these services, and kinds of unit; all when empty.
 */
services: Array<string>, kinds: Array<string>, cases: KpiCases, targets: Array<KpiTarget>, };

export type KpiTarget = { within_s: number, 
/**
 * The share that must keep it, where the standard names one.
 */
wanted: number | null, met: number, n: number, share: number | null, low: number | null, high: number | null, 
/**
 * `null` where no share is named, or there are too few to say.
 */
kept: boolean | null, };

export type Label = { en: string, zh: string, };

export type LaneInput = { 
/**
 * `shoulder_left`, `mainline`, `exit`, `entrance` or `shoulder_right`.
 */
kind: string, 
/**
 * `free`, `blocked` or `affected`.
 */
state: string, };

export type LaneView = { kind: string, state: string, };

export type LateStatus = { unit: string, 
/**
 * The unit's present incident when absent.
 */
incident: string | null, 
/**
 * Canonical code of a step: `AK ER SG OS WK TR AD`.
 */
status: string, 
/**
 * When it happened: UTC milliseconds.
 */
at_ms: number, reason: string, 
/**
 * Needed for `TR`; for `AD` when none is known from `TR`.
 */
destination: string | null, };

export type LayerFeatureOf = { layer: string, feature: string, };

export type LayerFeatureView = { layer: string, layer_name: string, 
/**
 * The layer's kind, and the feature's own word when its file has one.
 */
layer_kind: string, kind: string, id: string, name: string, floor: string | null, 
/**
 * `points`, `lines` or `areas`.
 */
shape: string, 
/**
 * The middle of its bounds.
 */
lon: number, lat: number, bounds: [number, number, number, number], properties: { [key in string]: string }, source: string, datum: string, added_ms: number, };

export type LayerJobView = { 
/**
 * `layer` or `basemap`.
 */
sort: string, id: string, name: string, preview: boolean, 
/**
 * `running`, `done`, `failed`, `cancelled`, or `unconfirmed`: it looks shifted and nobody said that it shall be
 * added nevertheless.
 */
state: string, 
/**
 * `reading`, `comparing`, `writing`, `copying`.
 */
phase: string, 
/**
 * Bytes copied of a base map.
 */
done: number, total: number, error: MessageLine | null, 
/**
 * What it is, as far as it is known.
 */
layer: LayerRow | null, basemap: BasemapRow | null, 
/**
 * The area whose streets it was compared with; `null` when there is none on the floor.
 */
compared_with: string | null, 
/**
 * Features that lie wholly outside that area.
 */
outside: number, 
/**
 * Fields that features have beside name, kind and floor, and how many have them.
 */
fields: { [key in string]: number }, 
/**
 * Something of that id is there already.
 */
replaces: boolean, 
/**
 * The first rows that were left out.
 */
refused_rows: Array<RowFault>, started_ms: number, ended_ms: number | null, };

export type LayerRow = { id: string, name: string, 
/**
 * `districts`, `stations`, `hydrants`, `hazards`, `plans` or `other`.
 */
kind: string, 
/**
 * The datum the file was declared to be in; on the map it is WGS 84.
 */
datum: string, 
/**
 * Name of the file.
 */
source: string, features: number, 
/**
 * Rows of the file that were left out.
 */
faulty: number, 
/**
 * `[west, south, east, north]` in degrees; `null` when it is empty.
 */
bounds: [number, number, number, number] | null, 
/**
 * Floors that features are on, in the order of the file.
 */
floors: Array<string>, 
/**
 * Which of `points`, `lines`, `areas` it holds.
 */
shapes: Array<string>, added_ms: number, 
/**
 * That it looked shifted, and was added nevertheless.
 */
shift: ShiftView | null, 
/**
 * Why it cannot be drawn; `null` when it can.
 */
fault: string | null, };

export type LayersView = { layers: Array<LayerRow>, basemaps: Array<BasemapRow>, };

export type LeavePost = { incident: string, post: string, reason: string, };

export type LeftOut = { what: string, count: number, why: string, };

export type LiftClosure = { id: string, reason: string, };

export type Line = { text: string, 
/**
 * The incident selected in the window, used where the line names none.
 */
selected: string | null, 
/**
 * `promise` of the preview that was read: refused when the line would do something else by now. Not asked when absent.
 */
shown: string | null, };

export type LinePreview = { 
/**
 * `ready` (Enter acts), `incomplete`, `ambiguous`, `refused`, `empty`, `navigate`.
 */
state: string, 
/**
 * The effect, or what is missing, in words.
 */
lines: Array<MessageLine>, 
/**
 * Completions for the word under the cursor.
 */
candidates: Array<Candidate>, 
/**
 * For `navigate`: what the window should select, e.g. `incident/<id>`.
 */
target: string | null, 
/**
 * For `ready`: stands for what was said here, to be sent back with the line.
 */
promise: string | null, };

export type LinkIncidents = { incident: string, other: string, 
/**
 * `related` when absent; `parent`: `incident` is above `other`; `child`: below.
 */
kind: string | null, };

export type LinkView = { id: string, number: string, type_code: string, state: string, 
/**
 * `related`, `parent` (it is above this one) or `child`.
 */
kind: string, };

export type LobbyView = { version: string, 
/**
 * `live` or `drill`.
 */
mode: string, 
/**
 * Ready accounts of a drill; empty when live.
 */
drill_accounts: Array<DrillAccount>, 
/**
 * The drill account to sign on without asking, when the console was started with `--seat NAME` in a drill.
 */
auto_seat: DrillAccount | null, 
/**
 * A live store without any account: the first administrator is created now.
 */
needs_first_administrator: boolean, zone: string, data_dir: string, };

export type LogOff = { unit: string, reason: string, 
/**
 * Accepts that the unit leaves the incident it is on.
 */
leave: boolean, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type LogOn = { unit: string, 
/**
 * The crew; as the roster has it when absent.
 */
members: Array<MemberInput> | null, 
/**
 * The vehicle they took, where it is not always the same.
 */
vehicle: string | null, 
/**
 * Planned end, UTC milliseconds; that of the roster when absent.
 */
until_ms: number | null, };

export type LogRadio = { message: MessageInput, 
/**
 * Why it is entered late; needed when it was said more than two minutes ago.
 */
reason: string, };

export type MajorView = { since_ms: number, by: string, reason: string, ended_ms: number | null, ended_by: string | null, ended_reason: string | null, };

export type MemberInput = { 
/**
 * Empty where only the number of people is known. Sealed at rest.
 */
name: string, role: string, 
/**
 * What run cards may ask for.
 */
skills: Array<string>, };

export type MemberView = { name: string | null, role: string, skills: Array<string>, };

export type MergeIncidents = { 
/**
 * The one that goes on as the other.
 */
incident: string, into: string, 
/**
 * Its units go along; without, a merge is refused while units are assigned.
 */
move_units: boolean, };

export type MessageInput = { text: string, 
/**
 * When it was said, UTC milliseconds; now when absent, and of a correction the time it had. At most 48 hours ago.
 */
at_ms: number | null, 
/**
 * `radio` or `phone`; `radio` when absent.
 */
medium: string | null, 
/**
 * `in`, `out` or `heard`, seen from the centre; `in` when absent.
 */
direction: string | null, 
/**
 * The talk group or line.
 */
channel: string, from: string | null, to: string | null, 
/**
 * The unit it came from or went to.
 */
unit: string | null, 
/**
 * The incident it is about; it is a line of that one's notes, too.
 */
incident: string | null, 
/**
 * Goes onto the sheet for the next shift.
 */
marked: boolean, };

export type MessageLine = { key: string, params: { [key in string]: string }, 
/**
 * The same in English, for automation and logs.
 */
text: string, };

export type MoveIncident = { incident: string, place: PlaceInput, 
/**
 * Where it was seen: refused when somebody moved it meanwhile. Not asked when absent.
 */
was: SeenPlace | null, };

export type MoveObjective = { incident: string, objective: number, 
/**
 * In the order, from 1. 
 */
place: number, };

export type MoveStock = { id: string, 
/**
 * Taken when below zero, returned when above.
 */
amount: number, incident: string | null, reason: string, };

export type MoveUpView = { unit: string, call_sign: string, station: string, can: string, drive_s: number, then: Array<number>, };

export type NearView = { label: string, metres: number, lon: number, lat: number, };

export type NeedView = { 
/**
 * A kind of unit, or what it can do.
 */
can: string, count: number, missing: number, shortfall: MessageLine | null, units: Array<ProposedView>, };

export type NoteView = { at_ms: number, by: string, text: string | null, erased: boolean, 
/**
 * `radio`, `phone`, `scene`, `media` or `other`.
 */
category: string, from: string | null, to: string | null, 
/**
 * Accounts the text names.
 */
mentions: Array<string>, 
/**
 * For the next shift.
 */
marked: boolean, 
/**
 * Who took it back, and when; its text stays.
 */
struck: AckView | null, };

export type Nothing = Record<symbol, never>;

export type ObjectiveView = { number: number, 
/**
 * None when erased.
 */
text: string | null, 
/**
 * `open`, `met` or `dropped`, since when, and who said so.
 */
state: string, state_ms: number, state_by: string, reason: string | null, added_ms: number, added_by: string, };

export type OfIncident = { incident: string, };

export type OfferView = { from: string, to: string, at_ms: number, note: string | null, };

export type OfferedProcedure = { id: string, label: WordsView, 
/**
 * Meant for the incident's type. 
 */
fits: boolean, };

export type OpenIncident = { 
/**
 * A code of the catalogue, e.g. `STRUCT`; a call of unknown kind when empty.
 */
type_code: string, 
/**
 * `E`, `1` to `4`; the type's default when absent.
 */
priority: string | null, place: PlaceInput | null, 
/**
 * What the caller said, at most 8 KiB.
 */
what: string, caller: CallerInput | null, 
/**
 * When the telephone rang and when it was answered, UTC milliseconds, where that is known.
 */
ring_ms: number | null, answered_ms: number | null, 
/**
 * What was asked and answered so far, each with its time.
 */
answers: Array<AnswerInput>, };

export type PaperBoardMark = { every_min: number, languages: string, written_ms: number | null, 
/**
 * Why the newest sheet could not be written.
 */
failure: string | null, };

export type PaperView = { received_ms: number, entered_ms: number, reason: string, };

export type ParView = { every_min: number, benchmark: string, due_ms: number, rounds: number, roll: RollView | null, };

export type PartView = { id: string, number: string, type_code: string, priority: string, state: string, state_since_ms: number, units: number, tasks: number, 
/**
 * `null` when nobody counted.
 */
casualties: number | null, };

export type PassedOver = { unit: string, call_sign: string, straight_metres: number, why: MessageLine, };

export type PassedView = { unit: string, call_sign: string, status: string, since_ms: number, eta_s: number | null, straight_metres: number | null, why: MessageLine, };

export type Patch = { prev: number, n: number, seq: number, now_ms: number, incidents: Array<IncidentRow>, 
/**
 * Ids of incidents that left the board (closed more than 4 h ago).
 */
gone_incidents: Array<string>, units: Array<UnitRow>, warnings: Array<WarningRow>, cameras: Array<CameraRow>, feeds: Array<FeedRow>, gone_feeds: Array<string>, 
/**
 * All closures, when any of them changed.
 */
closures: Array<ClosureRow> | null, 
/**
 * All places of operations, when any of them changed.
 */
sites: Array<SiteRow> | null, 
/**
 * Hospitals, shelters, stock or tows changed: ask `resources` anew.
 */
resources: boolean, 
/**
 * Messages came into the radio log, or changed there: ask `radio_log` anew.
 */
radio: boolean, area: AreaView | null, 
/**
 * All layers and base maps, when any of them changed.
 */
layers: LayersView | null, status: StatusBar | null, 
/**
 * What just happened, in words, newest last.
 */
log: Array<MessageLine>, 
/**
 * Messages this window did not get because it was slow.
 */
dropped: number, };

export type PlaceInput = { 
/**
 * Degrees east, -180 to 180.
 */
lon: number, 
/**
 * Degrees north, -90 to 90.
 */
lat: number, 
/**
 * At most 200 characters.
 */
label: string, };

export type PlaceView = { lon: number, lat: number, label: string, };

export type PlanCheck = { name: string, edition: string, faults: Array<PlanFault>, 
/**
 * What a plan without fault holds.
 */
types: number, rules: number, cards: number, 
/**
 * Open incidents whose type it does not have, one line for each type; empty where no floor was asked.
 */
dropped: Array<MessageLine>, };

export type PlanFault = { 
/**
 * From 1.
 */
line: number, 
/**
 * From 1, in characters.
 */
column: number, 
/**
 * Such as `types[3].label.zh`, counted from 1.
 */
field: string, message: MessageLine, };

export type PlanText = { name: string, text: string, };

export type PlanVersion = { seq: number, at_ms: number, by: string, name: string, edition: string, sha256: string, };

export type PlanView = { name: string, edition: string, sha256: string, 
/**
 * The TOML text in force.
 */
text: string, 
/**
 * When it was set, UTC milliseconds; `null` for the starter set of a floor that never had another.
 */
set_ms: number | null, set_by: string | null, 
/**
 * Plans that were set, newest first, at most 100.
 */
versions: Array<PlanVersion>, 
/**
 * Names of the starter sets.
 */
starters: Array<string>, };

export type PositionRow = { unit: string, 
/**
 * As in the unit's row.
 */
handle: number, position: PositionView, };

export type PositionView = { lon: number, lat: number, at_ms: number, accuracy_m: number | null, source: string, };

export type Positions = { prev: number, n: number, now_ms: number, rows: Array<PositionRow>, };

export type PostView = { post: string, 
/**
 * Who holds it; `null` when the name was erased.
 */
holder: string | null, 
/**
 * It is a unit.
 */
unit: boolean, 
/**
 * The unit is no longer on the incident: somebody else should have the post.
 */
gone: boolean, since_ms: number, by: string, 
/**
 * Who was relieved, and what was handed over.
 */
from: string | null, note: string | null, };

export type PreferenceRow = { name: string, 
/**
 * The JSON object as it was set.
 */
value: string, 
/**
 * UTC milliseconds.
 */
set_ms: number, };

export type PremiseView = { id: string, place: PlaceView, radius_m: number, 
/**
 * `hazard`, `access`, `medical`, `contact` or `other`.
 */
kind: string, 
/**
 * `null` when it was erased, or is of a person and masked for this seat's role.
 */
text: string | null, masked: boolean, valid_until_ms: number | null, 
/**
 * Its time is over; it is not shown at calls any more.
 */
over: boolean, set_ms: number, set_by: string, 
/**
 * Metres from the place asked for; `null` when none was.
 */
metres: number | null, };

export type PremisesQuery = { lon: number | null, lat: number | null, 
/**
 * At most 500; 100 when absent.
 */
limit: number | null, };

export type PremisesView = { rows: Array<PremiseView>, 
/**
 * How many there are on the floor.
 */
total: number, };

export type ProcedureStepView = { id: string, say: WordsView, answers: Array<AnswerView>, on_the_way: boolean, done: StepDoneView | null, };

export type ProcedureView = { id: string, label: WordsView, started_ms: number, started_by: string, finished: boolean, 
/**
 * The way so far and on to the next question; then what was done beside it, before an answer was taken back.
 */
steps: Array<ProcedureStepView>, };

export type ProposedView = { unit: string, call_sign: string, type: string, status: string, already_there: boolean, 
/**
 * Turnout and drive, seconds; `null` without a road.
 */
eta_s: number | null, turnout_s: number | null, drive_s: number | null, fix_at_ms: number | null, straight_metres: number | null, straight_rank: number | null, why: Array<MessageLine>, };

export type Push = { "kind": "snapshot" } & Snapshot | { "kind": "patch" } & Patch | { "kind": "positions" } & Positions;

export type Query = { "call": "board", "args": Nothing } | { "call": "incident", "args": ById } | { "call": "timeline", "args": TimelineOf } | { "call": "history", "args": HistoryQuery } | { "call": "warning", "args": ById } | { "call": "warnings", "args": WarningsQuery } | { "call": "units", "args": Nothing } | { "call": "cameras", "args": Nothing } | { "call": "seeing", "args": At } | { "call": "feeds", "args": Nothing } | { "call": "users", "args": Nothing } | { "call": "areas", "args": Nothing } | { "call": "area_import", "args": Nothing } | { "call": "layers", "args": Nothing } | { "call": "layer_job", "args": Nothing } | { "call": "layer_faults", "args": ById } | { "call": "layer_feature", "args": LayerFeatureOf } | { "call": "search", "args": SearchQuery } | { "call": "whereabouts", "args": At } | { "call": "route", "args": RouteQuery } | { "call": "closest", "args": ClosestQuery } | { "call": "reach", "args": ReachQuery } | { "call": "aliases", "args": Nothing } | { "call": "catalogue", "args": Nothing } | { "call": "preview_line", "args": Line } | { "call": "shelf", "args": Nothing } | { "call": "shift_sheet", "args": ShiftSheetOf } | { "call": "kpi", "args": KpiQuery } | { "call": "status", "args": Nothing } | { "call": "plan", "args": Nothing } | { "call": "check_plan", "args": CheckPlan } | { "call": "plan_starter", "args": StarterOf } | { "call": "recognise", "args": RecogniseIn } | { "call": "possible_duplicates", "args": DuplicatesQuery } | { "call": "at_place", "args": AtPlaceQuery } | { "call": "recommend", "args": RecommendQuery } | { "call": "preferences", "args": Nothing } | { "call": "roster", "args": Nothing } | { "call": "premises", "args": PremisesQuery } | { "call": "paper_card", "args": SheetOf } | { "call": "paper_card_html", "args": SheetOf } | { "call": "paper_board_html", "args": SheetOf } | { "call": "resources", "args": Nothing } | { "call": "hospitals_for", "args": HospitalsFor } | { "call": "detour", "args": DetourOf } | { "call": "radio_log", "args": RadioLogOf };

export type QuestionView = { id: string, ask: Label, 
/**
 * What may be answered; anything, when empty.
 */
answers: Array<AnswerChoice>, };

export type RadioLogOf = { 
/**
 * Said at or after, UTC milliseconds; 4 hours ago when absent, at most 7 days at once.
 */
from_ms: number | null, 
/**
 * Said before, UTC milliseconds.
 */
to_ms: number | null, channel: string | null, unit: string | null, incident: string | null, 
/**
 * Words in the text, in who spoke, or in the number; former versions are looked at as well.
 */
text: string | null, 
/**
 * At most so many; 500 when absent, 2,000 at most.
 */
limit: number | null, };

export type RadioLogView = { messages: Array<RadioRow>, 
/**
 * Talk groups and lines in use, for choosing.
 */
channels: Array<string>, 
/**
 * There are more than were asked for, or more than one answer reads.
 */
more: boolean, };

export type RadioRow = { number: string, now: RadioVersion, 
/**
 * What it said before, newest first.
 */
before: Array<RadioVersion>, 
/**
 * Who took it back, and when.
 */
struck: AckView | null, };

export type RadioVersion = { 
/**
 * When it was said, and when it was written down, UTC milliseconds.
 */
at_ms: number, entered_ms: number, by: string, 
/**
 * Why it was entered late, or corrected.
 */
reason: string | null, 
/**
 * `radio` or `phone`.
 */
medium: string, 
/**
 * `in`, `out` or `heard`.
 */
direction: string, channel: string, from: string | null, to: string | null, unit: string | null, incident: IncidentRef | null, 
/**
 * `null` when erased.
 */
text: string | null, marked: boolean, };

export type RaiseAlarm = { incident: string, 
/**
 * The next one when absent; a lower one steps down, which sends nobody home.
 */
level: number | null, 
/**
 * Units that go in the same step: what the level adds.
 */
units: Array<string>, 
/**
 * The `id` of the recommendation that was shown, to be recorded with it.
 */
shown: string | null, };

export type RaiseEmergency = { unit: string, 
/**
 * `operator` when absent, `radio` or `device`.
 */
source: string | null, };

export type ReachBand = { seconds: number, polygons: Array<Array<Array<[number, number]>>>, };

export type ReachQuery = { 
/**
 * Places units leave from; where the available units are when absent.
 */
from: Array<[number, number]> | null, 
/**
 * Times in seconds, at most 6, each 30 to 3,600.
 */
seconds: Array<number>, profile: string | null, };

export type ReachView = { 
/**
 * One per time, in the order asked; rings as `[lon, lat]`, the first of each polygon its outside.
 */
bands: Array<ReachBand>, graph: string, closures: Array<string>, profile: string, notes: Array<MessageLine>, };

export type Receipt = { 
/**
 * Global sequence after the command; `null` for telemetry.
 */
seq: number | null, 
/**
 * `saved_here` once on this disk. `shared` only where a shared log confirmed it.
 */
kept: string, 
/**
 * One line per thing that happened, as message key and parameters.
 */
lines: Array<MessageLine>, 
/**
 * The identity of what was made or changed, when there is one.
 */
id: string | null, 
/**
 * The human number of a new incident.
 */
number: string | null, 
/**
 * Rows of an import that were not taken, each with its line and field.
 */
refused_rows: Array<RowFault>, 
/**
 * Until when it may be undone under `seq`, UTC milliseconds; `null` when it cannot be.
 */
undo_until_ms: number | null, };

export type ReceivedView = { 
/**
 * Accounts.
 */
from: string, to: string, 
/**
 * As people are named, each with the account.
 */
from_name: string, to_name: string, at_ms: number, };

export type RecogniseIn = { 
/**
 * What the caller said so far, at most 8 KiB.
 */
text: string, };

export type RecognisedView = { type_code: string, priority: string, words: Array<string>, };

export type RecommendQuery = { 
/**
 * An incident by id, number or fragment; what is shown for it is recorded.
 */
incident: string | null, 
/**
 * Else a place, `[lon, lat]`, with a type: before there is an incident.
 */
at: [number, number] | null, type_code: string | null, 
/**
 * The type's own when absent.
 */
priority: string | null, 
/**
 * Alarm level; the one the incident stands at when absent.
 */
level: number | null, };

export type RecommendView = { 
/**
 * Names what was shown: given back with `assign_units` or `raise_alarm`, exactly this is recorded.
 */
id: string, incident: string | null, 
/**
 * Name and edition of the plan.
 */
plan: string, edition: string, 
/**
 * The run card and why it is this one; `null` when none is for such an incident.
 */
card: CardView | null, 
/**
 * The level this is for, the one the incident stands at, and how many there are.
 */
level: number, level_now: number, levels: number, at_ms: number, needs: Array<NeedView>, 
/**
 * Nearer by road or by straight line, and not sent.
 */
passed: Array<PassedView>, passed_more: number, 
/**
 * Call signs that straight lines alone would have sent.
 */
straight: Array<string>, 
/**
 * `null` while it is being worked out, or without an area.
 */
coverage: CoverageView | null, 
/**
 * Hash of the road graph; `null` when only straight lines are known.
 */
graph: string | null, closure_set: string, closures: Array<string>, notes: Array<MessageLine>, };

export type RelieveUnit = { 
/**
 * The unit that stays until it is cleared.
 */
out: string, 
/**
 * The unit sent to take over.
 */
by: string, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type RemoveAlias = { text: string, };

export type RemoveBasemap = { id: string, };

export type RemoveFeed = { id: string, };

export type RemoveLayer = { id: string, };

export type RemoveResource = { 
/**
 * `hospital`, `shelter`, `stock` or `tow`. 
 */
sort: string, id: string, reason: string, };

export type ReopenIncident = { incident: string, reason: string, };

export type ReportPosition = { unit: string, lon: number, lat: number, 
/**
 * When the fix was taken, UTC milliseconds; now when absent.
 */
time_ms: number | null, accuracy_m: number | null, 
/**
 * Where the fix comes from: `gnss`, `radio`, `operator`, …
 */
source: string | null, 
/**
 * `wgs84` when absent.
 */
datum: string | null, };

export type ReportPositions = { fixes: Array<ReportPosition>, };

export type RequestView = { 
/**
 * `speak`, `answer`; `free`, `transport`, `at_destination` where it is a state.
 */
what: string, since_ms: number, };

export type ResourcesView = { hospitals: Array<HospitalRow>, shelters: Array<ShelterRow>, stock: Array<StockRow>, tows: Array<TowRow>, tow_lists: Array<TowListView>, 
/**
 * Of open incidents, newest first.
 */
tow_calls: Array<TowCallView>, };

export type RollRow = { unit: string, call_sign: string, 
/**
 * `null`: no answer yet; false: people are missing.
 */
ok: boolean | null, at_ms: number | null, by: string | null, };

export type RollView = { called_ms: number, 
/**
 * Who has not answered by then stands as missing.
 */
answer_by_ms: number, benchmark: string, 
/**
 * Every unit asked has answered that all its people are there.
 */
complete: boolean, units: Array<RollRow>, };

export type RosterRow = { unit: string, call_sign: string, station: string, 
/**
 * `late`, `over`, `on`, `unplanned` or `due`.
 */
standing: string, 
/**
 * Since when it stands so; when it begins, while `due`.
 */
since_ms: number, 
/**
 * The planned time; `null` when nothing was planned.
 */
from_ms: number | null, to_ms: number | null, planned: Array<MemberView>, 
/**
 * The crew that is on; empty while it is not.
 */
on: Array<MemberView>, 
/**
 * Planned people who are not with it, by name.
 */
missing: Array<string>, 
/**
 * A crew from before is still on.
 */
before_still_on: boolean, };

export type RosterView = { now_ms: number, rows: Array<RosterRow>, };

export type RouteQuery = { from: [number, number], to: [number, number], 
/**
 * `ordinary` or `emergency`; `emergency` when absent.
 */
profile: string | null, };

export type RouteView = { seconds: number, metres: number, 
/**
 * `[lon, lat]` from start to end.
 */
geometry: Array<[number, number]>, 
/**
 * Hash of the road graph and its speeds.
 */
graph: string, 
/**
 * Ids of closures in force.
 */
closures: Array<string>, profile: string, 
/**
 * What is known of the way beside its time: gates to open.
 */
notes: Array<MessageLine>, };

export type RowFault = { line: number, field: string, message: string, text: string, };

export type SearchQuery = { 
/**
 * As typed, at most 200 characters.
 */
text: string, 
/**
 * `[lon, lat]` to prefer what is near, such as the middle of the map.
 */
near: [number, number] | null, 
/**
 * At most 50; 10 when absent.
 */
limit: number | null, 
/**
 * Only places, no units, incidents or cameras.
 */
places_only: boolean, };

export type SearchRow = { label: string, 
/**
 * `address`, `interpolated`, `crossing`, `street`, `settlement`, `hospital` … (the kinds of places), `alias`,
 * `milestone`, `coordinates`, `unit`, `incident`, `camera`.
 */
kind: string, lon: number, lat: number, 
/**
 * 0 to 1000.
 */
score: number, 
/**
 * Why it matched.
 */
why: Array<MessageLine>, 
/**
 * What sort of landmark, settlement or hydrant it is, from a closed list: `memorial`, `square`, `pillar` … Words:
 * `search_class.*`.
 */
classes: Array<string>, 
/**
 * What adds to the label as text: nearest cross street, city, diameter.
 */
detail: string | null, 
/**
 * `unit/E1`, `incident/<id>`, `camera/<id>` when it is one of these.
 */
target: string | null, };

export type SearchView = { rows: Array<SearchRow>, 
/**
 * More would be found with more time or a longer list.
 */
more: boolean, 
/**
 * Why nothing can be searched, such as no area; empty when it can.
 */
notes: Array<MessageLine>, };

export type SeatView = { user: string, display_name: string, role: string, 
/**
 * Message keys are `role.<role>`; calls this role may make.
 */
may: Array<string>, };

export type SectorUnitView = { unit: string, call_sign: string, status: string, sector: number | null, 
/**
 * The name of the site it was last sent to.
 */
site: string | null, };

export type SectorUnits = { incident: string, 
/**
 * Out of their sector when absent.
 */
sector: number | null, units: Array<string>, };

export type SectorView = { number: number, 
/**
 * `sector`, `division` or `group`.
 */
kind: string, name: string, supervisor: string | null, supervisor_since_ms: number | null, since_ms: number, };

export type SeenCasualties = { count: TriageInput | null, };

export type SeenLanes = { direction: string, lanes: Array<LaneInput>, };

export type SeenPlace = { place: PlaceInput | null, };

export type SeenUnit = { unit: string, 
/**
 * Id or number of its incident; `null` when it was on none.
 */
incident: string | null, 
/**
 * Canonical code.
 */
status: string, };

export type SendToSite = { 
/**
 * An id, or a name. 
 */
id: string, units: Array<string>, };

export type SetAlias = { text: string, place: PlaceInput, };

export type SetBackupPlace = { dir: string, };

export type SetClosure = { 
/**
 * The closure to change; absent for a new one.
 */
id: string | null, 
/**
 * `line` or `polygon`.
 */
shape: string, 
/**
 * `[lon, lat]` in WGS-84: at least two for a line, three for a polygon, whose first is not repeated.
 */
points: Array<[number, number]>, reason: string, 
/**
 * In force from, UTC milliseconds; at once when absent.
 */
from_ms: number | null, 
/**
 * In force before, UTC milliseconds; until lifted when absent.
 */
until_ms: number | null, emergency_may_pass: boolean, };

export type SetDrillClock = { paused: boolean | null, 
/**
 * 1 to 60.
 */
speed: number | null, };

export type SetHospital = { id: string, name: string, lon: number | null, lat: number | null, 
/**
 * By kind, in the words of EDXL-HAVE: `AdultICU`, `Burn`, `MedicalSurgical`, …
 */
beds: { [key in string]: BedsInput }, 
/**
 * `normal`, `advisory`, `closed` or `unknown`.
 */
traffic: string | null, reason: string, 
/**
 * As of when, UTC milliseconds; now when absent.
 */
as_of_ms: number | null, };

export type SetIncidentType = { incident: string, type_code: string, 
/**
 * The type as it was seen: refused when somebody changed it meanwhile. Not asked when absent.
 */
was: string | null, };

export type SetLanes = { incident: string, 
/**
 * Which carriageway, at most 40 characters.
 */
direction: string, 
/**
 * From left to right as one drives, at most 24.
 */
lanes: Array<LaneInput>, 
/**
 * The lanes as they were seen: refused when somebody set them meanwhile. Not asked when absent.
 */
was: SeenLanes | null, };

export type SetNumbering = { 
/**
 * Tokens `{YYYY} {YY} {MM} {DD} {HH} {JJJ} {UU} {NNN}`; the number of N is the width.
 */
template: string, 
/**
 * `never`, `yearly`, `monthly` or `daily`.
 */
reset: string, };

export type SetObjective = { incident: string, objective: number, 
/**
 * `open`, `met` or `dropped`.
 */
state: string, 
/**
 * Needed to drop one.
 */
reason: string | null, };

export type SetPaperBoard = { 
/**
 * 1 to 60.
 */
every_min: number, 
/**
 * `en`, `zh` or `both`.
 */
languages: string, };

export type SetPassword = { user: string, password: string, };

export type SetPlan = { text: string, 
/**
 * The `sha256` of the plan this one was made from: refused when another is in force by now. Not asked when absent.
 */
was: string | null, };

export type SetPreference = { 
/**
 * What it is for, such as `board.pending`: 1 to 40 of `a-z`, `0-9`, `.`, `_`, `-`.
 */
name: string, 
/**
 * A JSON object as text, at most 16 KiB; absent forgets the preference.
 */
value: string | null, };

export type SetPremise = { 
/**
 * The id of what is changed.
 */
premise: string | null, place: PlaceInput, 
/**
 * 5 to 1,000 metres around the point; 40 when absent.
 */
radius_m: number | null, 
/**
 * `hazard`, `access`, `medical`, `contact` or `other`.
 */
kind: string, 
/**
 * At most 1,000 characters. Sealed at rest.
 */
text: string, 
/**
 * Until when it holds, UTC milliseconds; until somebody ends it when absent.
 */
valid_until_ms: number | null, };

export type SetPriority = { incident: string, priority: string, 
/**
 * The priority as it was seen: refused when somebody changed it meanwhile. Not asked when absent.
 */
was: string | null, };

export type SetSector = { incident: string, 
/**
 * The number of one to change; absent for a new one.
 */
sector: number | null, 
/**
 * `sector`, `division` or `group`; `sector` when absent.
 */
kind: string | null, 
/**
 * At most 80 characters, once per incident.
 */
name: string, 
/**
 * A call sign or name; nobody when empty, as before when absent.
 */
supervisor: string | null, };

export type SetShelter = { id: string, name: string, lon: number | null, lat: number | null, capacity: number, occupied: number, open: boolean, };

export type SetSite = { 
/**
 * The site to change; absent for a new one.
 */
id: string | null, 
/**
 * `staging`, `cordon`, `shelter`, `command_post`, `casualty_point` or `landing`.
 */
kind: string, 
/**
 * At most 80 characters, no two alike.
 */
name: string, 
/**
 * `point`, `circle` or `polygon`.
 */
shape: string, 
/**
 * `[lon, lat]` in WGS-84: one for a point or the centre of a circle, three or more for a polygon.
 */
points: Array<[number, number]>, 
/**
 * Of a circle: 5 to 50,000 metres.
 */
radius_m: number | null, 
/**
 * The incident it belongs to.
 */
incident: string | null, 
/**
 * Needed when it is changed.
 */
reason: string, 
/**
 * A cordon closes the roads it touches.
 */
closes_roads: boolean, emergency_may_pass: boolean, };

export type SetStatus = { units: Array<string>, 
/**
 * Canonical code: `AQ AR DP AK ER SG OS WK TR AD CL BM OOS OFF`.
 */
status: string, 
/**
 * Needed for `OOS` and for an override of the usual order.
 */
reason: string | null, 
/**
 * Needed for `TR`; for `AD` when none is known from `TR`.
 */
destination: string | null, 
/**
 * Units as they were seen: refused when one does something else by now. Not asked when absent.
 */
was: Array<SeenUnit> | null, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type SetStatusCode = { units: Array<string>, 
/**
 * A code of the set in force, or canonical letters.
 */
code: string, 
/**
 * The reason or destination that the state needs.
 */
said: string | null, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type SetStatusCodes = { 
/**
 * `canonical`, `fms`, `nemsis`, `chinese` or `uk`.
 */
preset: string, };

export type SetStock = { id: string, item: string, unit: string, place: string, amount: number, };

export type SetTow = { id: string, name: string, phone: string, area: string, 
/**
 * e.g. `light`, `heavy`. 
 */
classes: Array<string>, };

export type SetTrafficFlags = { incident: string, secondary: boolean | null, responder_struck: boolean | null, };

export type SetTrafficTime = { incident: string, 
/**
 * `t0` it occurred, `t2` verified, `t7` flow normal.
 */
mark: string, 
/**
 * UTC milliseconds; now when absent.
 */
at_ms: number | null, 
/**
 * Takes the time away again.
 */
withdraw: boolean, };

export type SetWelfare = { units: Array<string>, 
/**
 * Minutes from now, at most 240; 0 ends the check.
 */
minutes: number, };

export type SheetCrew = { unit: string, on_ms: number | null, off_ms: number | null, 
/**
 * How many people; `null` when they logged on before the shift and were gone when the sheet was made.
 */
strength: number | null, names: Array<string>, 
/**
 * Why it logged off.
 */
reason: string | null, };

export type SheetHtml = { lang: string, html: string, };

export type SheetIncident = { id: string, number: string, type_code: string, priority: string, place: string, opened_ms: number, closed_ms: number | null, disposition: string | null, owner: string | null, };

export type SheetLine = { at_ms: number, by: string, line: MessageLine, };

export type SheetNote = { number: string, at_ms: number, by: string, category: string, 
/**
 * None when erased. 
 */
text: string | null, };

export type SheetOf = { 
/**
 * `en` or `zh`.
 */
lang: string, };

export type SheetPerson = { user: string, on_ms: number | null, off_ms: number | null, };

export type SheetUnit = { unit: string, 
/**
 * `null`: since before the shift.
 */
since_ms: number | null, by: string | null, reason: string | null, 
/**
 * Back in service within the shift.
 */
back_ms: number | null, };

export type SheetWarning = { key: string, severity: string, event: { [key in string]: string }, first_seen_ms: number, };

export type ShelfRow = { 
/**
 * `warning/KEY` or `unit/ID`.
 */
alarm: string, 
/**
 * The warning's event, or the unit's call sign.
 */
about: string, shelved: ShelvedView, };

export type ShelterRow = { id: string, name: string, lon: number | null, lat: number | null, capacity: number, occupied: number, open: boolean, set_ms: number, set_by: string, };

export type ShelveAlarm = { 
/**
 * `warning/KEY`, or `unit/ID` for a unit too long in its state.
 */
alarm: string, 
/**
 * 1 to 480; 60 at most for a warning of extreme severity.
 */
minutes: number, reason: string, };

export type ShelvedView = { at_ms: number, by: string, until_ms: number, reason: string, };

export type ShiftSheet = { from_ms: number, to_ms: number, 
/**
 * When it was made, UTC milliseconds.
 */
made_ms: number, 
/**
 * Opened in the shift.
 */
opened: Array<SheetIncident>, 
/**
 * Closed in the shift.
 */
closed: Array<SheetIncident>, 
/**
 * Open at the end of it.
 */
open: Array<SheetIncident>, hand_overs: Array<SheetLine>, 
/**
 * Taken out of service in the shift, or out of service since before.
 */
out_of_service: Array<SheetUnit>, 
/**
 * Warnings in force that nobody has acknowledged when the sheet is made.
 */
warnings: Array<SheetWarning>, 
/**
 * Notes marked for the next shift.
 */
notes: Array<SheetNote>, 
/**
 * Alarms on the shelf when the sheet is made, the first to come back first.
 */
shelved: Array<ShelfRow>, 
/**
 * Who sat at the seats.
 */
people: Array<SheetPerson>, 
/**
 * Crews that were on.
 */
crews: Array<SheetCrew>, 
/**
 * The shift holds more than one sheet takes.
 */
more: boolean, };

export type ShiftSheetOf = { 
/**
 * Entered at or after, UTC milliseconds.
 */
from_ms: number, 
/**
 * Entered before, UTC milliseconds; at most 48 hours later.
 */
to_ms: number, };

export type ShiftView = { 
/**
 * The datum they seem to be in: `gcj02` or `bd09`; `null` when the offset is of no datum known here.
 */
looks_like: string | null, 
/**
 * How far they would have to be moved, metres; east and north of it.
 */
offset_m: number, east_m: number, north_m: number, 
/**
 * Share of the points on a street as declared, and if moved, 0 to 1.
 */
share_now: number, share_moved: number, };

export type Sight = { id: string, name: string, distance_m: number, 
/**
 * Angle between its axis and the place; `null` when its direction is unknown.
 */
bearing_off_deg: number | null, px_per_m: number | null, 
/**
 * `null` when its direction is unknown.
 */
sees_now: boolean | null, state: string, state_why: string, };

export type SignOn = { user: string, password: string, };

export type SignView = { descriptor: string, locator: string, advice: string, impact: string, 
/**
 * `near`, `middle` or `far` upstream. 
 */
reach: string, };

export type SiteRef = { id: string, name: string, };

export type SiteRow = { id: string, 
/**
 * `staging`, `cordon`, `shelter`, `command_post`, `casualty_point` or `landing`.
 */
kind: string, name: string, 
/**
 * `point`, `circle` or `polygon`.
 */
shape: string, 
/**
 * One for a point or centre; the corners of a polygon, the first not repeated.
 */
points: Array<[number, number]>, radius_m: number | null, 
/**
 * The corners that stand for a circle or polygon on the map; empty for a point.
 */
ring: Array<[number, number]>, incident: IncidentRef | null, 
/**
 * The incident is closed, and the place is still there.
 */
left_over: boolean, since_ms: number, set_ms: number, set_by: string, 
/**
 * Why it was last changed.
 */
reason: string, 
/**
 * Its closure is in force.
 */
closes_roads: boolean, emergency_may_pass: boolean, };

export type SkipTow = { incident: string, reason: string, };

export type Snapshot = { n: number, board: BoardView, };

export type SplitIncident = { incident: string, };

export type StackIncident = { 
/**
 * A unit that is on an incident.
 */
unit: string, 
/**
 * What waits for it: id, number, or a unique fragment of the number.
 */
incident: string, 
/**
 * Where in the order, from 1; last when absent. One that waits already moves there.
 */
place: number | null, };

export type StackView = { incident: string, number: string, type_code: string, 
/**
 * `E`, `1` … `4`.
 */
priority: string, since_ms: number, by: string, 
/**
 * When the unit was freed and this was offered to whoever dispatches.
 */
offered_ms: number | null, };

export type StackedOn = { unit: string, call_sign: string, 
/**
 * Its place there, from 1. 
 */
place: number, };

export type StaffView = { 
/**
 * `unknown`, `on` or `off`. Unknown is not the same as nobody.
 */
crew: string, 
/**
 * Since when, and who said so; `null` while unknown.
 */
since_ms: number | null, by: string | null, 
/**
 * Why the crew logged off.
 */
reason: string | null, 
/**
 * How many people; `null` while unknown.
 */
strength: number | null, 
/**
 * What somebody of them can do.
 */
skills: Array<string>, vehicle: string | null, 
/**
 * Planned end.
 */
until_ms: number | null, 
/**
 * Since when the crew is short of rest by the plan; `null` when it is not on or the plan sets no limit.
 */
tired_ms: number | null, 
/**
 * The agency it belongs to; the centre's own when `null`.
 */
agency: string | null, 
/**
 * Vehicles of the same group share a crew.
 */
crew_group: string | null, 
/**
 * The vehicle its crew is out with: this one cannot go.
 */
crew_elsewhere: string | null, 
/**
 * Incidents that wait for it, in order.
 */
stack: Array<StackView>, };

export type StandDown = { incident: string, reason: string, };

export type StartPar = { 
/**
 * Id, number, or a unique fragment of the number.
 */
incident: string, 
/**
 * Minutes between roll calls, 1 to 240; 20 when absent.
 */
every_min: number | null, 
/**
 * The stage of the work, in the commander's words.
 */
benchmark: string, };

export type StartProcedure = { incident: string, 
/**
 * Id of a procedure in force. 
 */
procedure: string, };

export type StarterOf = { 
/**
 * `international` or `chinese`.
 */
name: string, };

export type StatusBar = { mode: string, version: string, seq: number, feeds_live: number, feeds_total: number, 
/**
 * Worst feed state.
 */
feeds_state: string, disk_free_bytes: number | null, 
/**
 * `ok`, `low`, `full`, `unknown`.
 */
disk_state: string, 
/**
 * `alone` until a shared log is configured.
 */
sharing: string, backup_dir: string | null, backup_verified_ms: number | null, 
/**
 * `none`, `ok`, `old` (over 60 min), `failed`.
 */
backup_state: string, backup_error: string | null, 
/**
 * Whether desktop notifications can be delivered: `ok`, or the failure in words.
 */
notifications: string, 
/**
 * Whether this machine can sound an alarm: `ok`, or `no_device`.
 */
audio: string, drill: DrillView | null, alarms: number, 
/**
 * Set when the last write failed; every window says it.
 */
log_fault: string | null, 
/**
 * SHA-256 of the dispatch plan in force; another means other codes.
 */
plan_sha256: string, 
/**
 * The last-known board on disk; `null` where nothing runs that writes it.
 */
paper_board: PaperBoardMark | null, };

export type StatusCode = { code: string, 
/**
 * `available`, `conditional`, `committed` or `unavailable`.
 */
availability: string, 
/**
 * The next logical status, offered by the status key.
 */
next: string | null, };

export type StepDoneView = { at_ms: number, by: string, answer: string | null, note: string | null, };

export type StepView = { status: string, at_ms: number, by: string, 
/**
 * It was entered after it happened.
 */
backdated: boolean, 
/**
 * Why it was.
 */
reason: string | null, };

export type StockRow = { id: string, item: string, unit: string, place: string, amount: number, set_ms: number, set_by: string, };

export type SumView = { 
/**
 * Incidents below it, and how many are open.
 */
incidents: number, open: number, units: number, tasks: number, casualties: TriageView, 
/**
 * Incidents on which nobody counted: the sum may be short.
 */
uncounted: number, };

export type SwapUnits = { 
/**
 * The unit that is freed.
 */
out: string, 
/**
 * The free unit that takes over its run.
 */
by: string, 
/**
 * Why, although something stands against it; as in `assign_units`.
 */
despite: string | null, };

export type TakePost = { incident: string, 
/**
 * `area_command`, `command`, `safety`, `liaison`, `information`, `operations`, `planning`, `logistics` or `finance`.
 */
post: string, 
/**
 * A unit's call sign, else a person's name. Who holds the post is relieved.
 */
holder: string, 
/**
 * What was handed over.
 */
note: string | null, };

export type TaskView = { number: number, 
/**
 * None when erased.
 */
text: string | null, owner: string | null, due_ms: number | null, added_ms: number, added_by: string, done_ms: number | null, done_by: string | null, done_note: string | null, };

export type TimelineOf = { 
/**
 * `incident/<id>`, `unit/<id>`, `warning/<key>`, `camera/<id>`, `user/<id>`, `feed/<id>`; an incident's timeline
 * also holds what its units did for it.
 */
stream: string, 
/**
 * At most 2,000; 500 when absent.
 */
limit: number | null, };

export type TimelineRow = { seq: number, at_ms: number, recorded_ms: number, stream: string, typ: string, 
/**
 * `operator`, `rule`, `feed`, `sync`.
 */
cause: string, actor: string, role: string, 
/**
 * `live` or `drill`.
 */
mode: string, line: MessageLine, };

export type TowCallView = { incident: IncidentRef, company: string, name: string, phone: string, area: string, class: string, turn: number, at_ms: number, by: string, skipped_ms: number | null, skipped_by: string | null, skipped_reason: string | null, };

export type TowListView = { area: string, class: string, 
/**
 * Names, the next first. 
 */
order: Array<string>, };

export type TowRow = { id: string, name: string, phone: string, area: string, classes: Array<string>, };

export type TrafficView = { direction: string, lanes: Array<LaneView>, 
/**
 * T0 to T7.
 */
clock: Array<number | null>, detection_ms: number | null, verification_ms: number | null, response_ms: number | null, roadway_clearance_ms: number | null, incident_clearance_ms: number | null, recovery_ms: number | null, secondary: boolean, responder_struck: boolean, impact: string | null, suggestion: SignView | null, signs: Array<ApprovedSignView>, };

export type TriageInput = { immediate: number, delayed: number, minor: number, deceased: number, };

export type TriageView = { immediate: number, delayed: number, minor: number, deceased: number, total: number, };

export type TypeCode = { code: string, 
/**
 * `fire`, `ems`, `police`, `traffic` or `utility`: the symbol on the map.
 */
service: string, default_priority: string, label: Label, 
/**
 * What the call taker asks.
 */
questions: Array<QuestionView>, };

export type Undo = { 
/**
 * Place in the log of what is undone, as in its receipt; this person's last command when absent.
 */
seq: number | null, };

export type UndoStep = { incident: string, procedure: string, step: string, reason: string, };

export type UnitOnIncident = { unit: string, call_sign: string, status: string, since_ms: number, };

export type UnitRow = { id: string, call_sign: string, type: string, station: string, status: string, status_since_ms: number, 
/**
 * Who or what set the status, and the reason when one was given.
 */
status_by: string, status_reason: string | null, 
/**
 * `available`, `conditional`, `committed`, `unavailable`.
 */
availability: string, incident: string | null, incident_number: string | null, next_status: string | null, position: PositionView | null, 
/**
 * What stands about it beside its state.
 */
crew: CrewView, 
/**
 * Who rides it, whose it is, what waits for it.
 */
staff: StaffView, 
/**
 * The site it was sent to.
 */
site: SiteRef | null, 
/**
 * The unit's number in pushed positions; the same as long as the console runs.
 */
handle: number, };

export type UnlinkIncidents = { incident: string, other: string, };

export type UnshelveAlarm = { 
/**
 * As it was shelved. 
 */
alarm: string, };

export type UnstackIncident = { unit: string, incident: string, reason: string | null, };

export type UserRow = { user: string, display_name: string | null, role: string, disabled: boolean, created_ms: number, };

export type WarningDetail = { row: WarningRow, infos: Array<InfoView>, chain: Array<WarningRow>, raw: string, };

export type WarningRow = { 
/**
 * Stable key of this message.
 */
key: string, sender: string, identifier: string, sent_ms: number, 
/**
 * CAP `status`: `Actual`, `Exercise`, `System`, `Test`, `Draft`.
 */
status: string, 
/**
 * CAP `msgType`.
 */
msg_type: string, 
/**
 * `pending`, `in_force`, `overdue`, `ended`, `superseded`, `cancelled`.
 */
state: string, state_since_ms: number, 
/**
 * Message key that says why the state is what it is, e.g. `warning.why.no_end_given`.
 */
state_why: string, severity: string, urgency: string, certainty: string, 
/**
 * Text per language tag, as sent (control and bidi characters made visible).
 */
event: { [key in string]: string }, headline: { [key in string]: string }, areas: Array<string>, effective_ms: number, onset_ms: number | null, expires_ms: number | null, ends_ms: number | null, source: string, first_seen_ms: number, last_seen_ms: number, 
/**
 * Stable codes of what is wrong with the message as sent.
 */
flags: Array<string>, 
/**
 * Needs an acknowledgement and has none.
 */
alarm: boolean, 
/**
 * Put aside for a while: it does not sound until then.
 */
shelved: ShelvedView | null, acknowledged: AckView | null, 
/**
 * Whether the desktop was told: `notified`, `not_needed`, or the failure in words.
 */
notified: string | null, 
/**
 * False when no area of it can be drawn.
 */
placed: boolean, bbox: [number, number, number, number] | null, 
/**
 * For drawing: simplified rings per area, lon/lat; circles come as rings.
 */
rings: Array<Array<[number, number]>>, 
/**
 * Vertices as sent.
 */
vertices: number, };

export type WarningsQuery = { 
/**
 * Also those ended, superseded and cancelled. 
 */
all: boolean, };

export type WelfareView = { minutes: number, due_ms: number, 
/**
 * When it fired; sounds until it is set again or ended.
 */
fired_ms: number | null, };

export type WhereaboutsView = { address: NearView | null, crossing: NearView | null, street: NearView | null, 
/**
 * The same place in the forms an operator may choose: `dd`, `ddm`, `dms`, `utm`, `mgrs`, `plus`, `geohash`.
 */
forms: { [key in string]: string }, };

export type WithdrawAttachment = { incident: string, 
/**
 * Its number within the incident. 
 */
attachment: number, reason: string, };

export type WithdrawnView = { at_ms: number, by: string, 
/**
 * None when erased. 
 */
reason: string | null, };

export type WordsView = { en: string, zh: string, };

export type WorkMark = { 
/**
 * The account that owns it.
 */
owner: string | null, offer: OfferView | null, 
/**
 * Accounts that notes name and that have not read them.
 */
unread: Array<string>, tasks_open: number, next_due_ms: number | null, 
/**
 * Of the road: `minor`, `normal`, `major`.
 */
impact: string | null, };

export type WorkView = { received: ReceivedView | null, procedures: Array<ProcedureView>, 
/**
 * Procedures that can be started; those meant for the type first.
 */
offered: Array<OfferedProcedure>, tasks: Array<TaskView>, traffic: TrafficView, 
/**
 * Accounts that may be asked to take it over.
 */
colleagues: Array<string>, 
/**
 * Pictures and documents, by number.
 */
attachments: Array<AttachmentView>, };

export interface Queries {
  board: { args: Record<symbol, never>; reply: BoardView };
  incident: { args: { id: string, }; reply: IncidentDetail };
  timeline: { args: { 
/**
 * `incident/<id>`, `unit/<id>`, `warning/<key>`, `camera/<id>`, `user/<id>`, `feed/<id>`; an incident's timeline
 * also holds what its units did for it.
 */
stream: string, 
/**
 * At most 2,000; 500 when absent.
 */
limit: number | null, }; reply: Array<TimelineRow> };
  history: { args: { 
/**
 * Words to find in number, type, place, narrative and notes; empty lists all.
 */
text: string, 
/**
 * Opened at or after, UTC milliseconds.
 */
from_ms: number | null, 
/**
 * Opened before, UTC milliseconds.
 */
to_ms: number | null, 
/**
 * Only closed ones when true, only open ones when false.
 */
closed: boolean | null, 
/**
 * At most 500; 100 when absent.
 */
limit: number | null, }; reply: Array<IncidentRow> };
  warning: { args: { id: string, }; reply: WarningDetail };
  warnings: { args: { 
/**
 * Also those ended, superseded and cancelled. 
 */
all: boolean, }; reply: Array<WarningRow> };
  units: { args: Record<symbol, never>; reply: Array<UnitRow> };
  cameras: { args: Record<symbol, never>; reply: Array<CameraRow> };
  seeing: { args: { lon: number, lat: number, limit: number | null, }; reply: Array<Sight> };
  feeds: { args: Record<symbol, never>; reply: Array<FeedRow> };
  users: { args: Record<symbol, never>; reply: Array<UserRow> };
  areas: { args: Record<symbol, never>; reply: Array<AreaView> };
  area_import: { args: Record<symbol, never>; reply: AreaImportView | null };
  layers: { args: Record<symbol, never>; reply: LayersView };
  layer_job: { args: Record<symbol, never>; reply: LayerJobView | null };
  layer_faults: { args: { id: string, }; reply: Array<RowFault> };
  layer_feature: { args: { layer: string, feature: string, }; reply: LayerFeatureView };
  search: { args: { 
/**
 * As typed, at most 200 characters.
 */
text: string, 
/**
 * `[lon, lat]` to prefer what is near, such as the middle of the map.
 */
near: [number, number] | null, 
/**
 * At most 50; 10 when absent.
 */
limit: number | null, 
/**
 * Only places, no units, incidents or cameras.
 */
places_only: boolean, }; reply: SearchView };
  whereabouts: { args: { lon: number, lat: number, limit: number | null, }; reply: WhereaboutsView };
  route: { args: { from: [number, number], to: [number, number], 
/**
 * `ordinary` or `emergency`; `emergency` when absent.
 */
profile: string | null, }; reply: RouteView };
  closest: { args: { 
/**
 * An incident by id, number or fragment; what is shown for it is recorded.
 */
incident: string | null, 
/**
 * Else a place, `[lon, lat]`.
 */
at: [number, number] | null, 
/**
 * How many, at most 200; 5 when absent.
 */
k: number | null, 
/**
 * Only units of this type.
 */
type: string | null, profile: string | null, }; reply: ClosestView };
  reach: { args: { 
/**
 * Places units leave from; where the available units are when absent.
 */
from: Array<[number, number]> | null, 
/**
 * Times in seconds, at most 6, each 30 to 3,600.
 */
seconds: Array<number>, profile: string | null, }; reply: ReachView };
  aliases: { args: Record<symbol, never>; reply: Array<AliasRow> };
  catalogue: { args: Record<symbol, never>; reply: Catalogue };
  preview_line: { args: { text: string, 
/**
 * The incident selected in the window, used where the line names none.
 */
selected: string | null, 
/**
 * `promise` of the preview that was read: refused when the line would do something else by now. Not asked when absent.
 */
shown: string | null, }; reply: LinePreview };
  shelf: { args: Record<symbol, never>; reply: Array<ShelfRow> };
  shift_sheet: { args: { 
/**
 * Entered at or after, UTC milliseconds.
 */
from_ms: number, 
/**
 * Entered before, UTC milliseconds; at most 48 hours later.
 */
to_ms: number, }; reply: ShiftSheet };
  kpi: { args: { 
/**
 * Incidents opened at or after, UTC milliseconds; from the beginning of the log when absent.
 */
from_ms: number | null, 
/**
 * Opened before, UTC milliseconds; until now when absent.
 */
to_ms: number | null, 
/**
 * Only this family of standards (`nfpa`, `nena`, `fhwa`, `police`, `china-110` …), or one standard by its id.
 */
standard: string | null, 
/**
 * Another threshold set, as TOML text; the built-in one when absent.
 */
set: string | null, }; reply: KpiReport };
  status: { args: Record<symbol, never>; reply: StatusBar };
  plan: { args: Record<symbol, never>; reply: PlanView };
  check_plan: { args: { text: string, }; reply: PlanCheck };
  plan_starter: { args: { 
/**
 * `international` or `chinese`.
 */
name: string, }; reply: PlanText };
  recognise: { args: { 
/**
 * What the caller said so far, at most 8 KiB.
 */
text: string, }; reply: RecognisedView | null };
  possible_duplicates: { args: { place: PlaceInput | null, type_code: string | null, 
/**
 * All that was typed: what happened, and words for the place. At most 8 KiB.
 */
text: string, phone: string | null, 
/**
 * At most 20; 5 when absent.
 */
limit: number | null, }; reply: Array<DuplicateRow> };
  at_place: { args: { 
/**
 * Absent together while only a telephone number is known.
 */
lon: number | null, lat: number | null, 
/**
 * Words for the place: earlier incidents under the same words are found without coordinates too.
 */
label: string | null, 
/**
 * Also looks for earlier calls of this number.
 */
phone: string | null, 
/**
 * Leaves this incident out.
 */
except: string | null, 
/**
 * At most 100; 10 when absent.
 */
limit: number | null, }; reply: AtPlaceView };
  recommend: { args: { 
/**
 * An incident by id, number or fragment; what is shown for it is recorded.
 */
incident: string | null, 
/**
 * Else a place, `[lon, lat]`, with a type: before there is an incident.
 */
at: [number, number] | null, type_code: string | null, 
/**
 * The type's own when absent.
 */
priority: string | null, 
/**
 * Alarm level; the one the incident stands at when absent.
 */
level: number | null, }; reply: RecommendView };
  preferences: { args: Record<symbol, never>; reply: Array<PreferenceRow> };
  roster: { args: Record<symbol, never>; reply: RosterView };
  premises: { args: { lon: number | null, lat: number | null, 
/**
 * At most 500; 100 when absent.
 */
limit: number | null, }; reply: PremisesView };
  paper_card: { args: { 
/**
 * `en` or `zh`.
 */
lang: string, }; reply: CardSheet };
  paper_card_html: { args: { 
/**
 * `en` or `zh`.
 */
lang: string, }; reply: SheetHtml };
  paper_board_html: { args: { 
/**
 * `en` or `zh`.
 */
lang: string, }; reply: SheetHtml };
  resources: { args: Record<symbol, never>; reply: ResourcesView };
  hospitals_for: { args: { incident: string | null, at: [number, number] | null, }; reply: Array<HospitalRow> };
  detour: { args: { 
/**
 * An incident by id, number or fragment. 
 */
incident: string, }; reply: DetourView | null };
  radio_log: { args: { 
/**
 * Said at or after, UTC milliseconds; 4 hours ago when absent, at most 7 days at once.
 */
from_ms: number | null, 
/**
 * Said before, UTC milliseconds.
 */
to_ms: number | null, channel: string | null, unit: string | null, incident: string | null, 
/**
 * Words in the text, in who spoke, or in the number; former versions are looked at as well.
 */
text: string | null, 
/**
 * At most so many; 500 when absent, 2,000 at most.
 */
limit: number | null, }; reply: RadioLogView };
}
