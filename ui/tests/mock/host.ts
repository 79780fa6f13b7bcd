// A host that is nothing but a floor in memory: enough rules to try the screens, none of the engine's. For tests and the
// development page only; never part of what is built for the console.
import type { AliasRow, ApiError, AreaImportView, AtPlaceView, IntakeView, ClosestView, Command, IncidentRow, LayerFeatureView, LayerJobView, MessageLine, Patch, Receipt, SearchRow, SearchView, SeatView, TimelineRow, UnitRow, PlanView, CallView, DuplicateRow, NoteView, RecommendView, RosterRow, RadioLogView } from '../../src/lib/gen/wire';
import { readMoves } from '../../src/lib/board/moves';
import type { Host, Pushed } from '../../src/lib/host';
import { frameOf, type Move } from './moves';
import { figures } from './figures';
import { cardSheet, noIntake } from './intake';
import { emptyCommand, LED, noCommand, noMark, noResources, noWork } from './work';
import { availabilityOf, CATALOGUE, floor, NEXT } from './floor';

type Args = any;
const PLAIN = { category: 'other', from: null, to: null, mentions: [], marked: false };

/** Calls about crews. */
const SAFETY = new Set(['raise_emergency', 'acknowledge_emergency', 'clear_emergency', 'set_welfare', 'call_par', 'answer_par']);
const line = (text: string): MessageLine => ({ key: 'mock', params: {}, text });
export const refusal = (key: string, message: string, params: Record<string, string> = {}): ApiError => ({ code: 'refused', message, field: null, key, params });

/** A host double; tests read `calls` and push by themselves. */
export class MockHost implements Host {
  readonly board;
  readonly calls: Command[] = [];
  readonly users = ['operator', 'dispatcher', 'supervisor', 'administrator'];
  push: ((push: Pushed) => void) | undefined;
  /** Set to make the next commands fail. */
  refuse: ApiError | null = null;
  ready: number[] = [];
  /** Lines of the roster; tests set what they need. */
  roster: RosterRow[] = [];
  #n = 0;
  /** Working together by incident; tests set what they need. */
  resources = noResources();
  radio: RadioLogView = { messages: [], channels: [], more: false };
  readonly led = new Map<string, ReturnType<typeof emptyCommand>>();
  readonly work = new Map<string, ReturnType<typeof noWork>>();
  #timeline = new Map<string, TimelineRow[]>();
  #notes = new Map<string, NoteView[]>();

  readonly now: () => number;
  readonly mode: string;
  readonly auto: string | null;

  constructor(now: () => number, mode = 'drill', auto: string | null = null) {
    this.now = now;
    this.mode = mode;
    this.auto = auto;
    this.board = floor(now(), mode);
    for (const row of this.board.incidents) this.#seed(row);
  }

  lobby = async () => ({
    version: '0.1.0', mode: this.mode, drill_accounts: this.mode === 'drill' ? this.users.map((user) => ({ user, password: 'drill', role: user })) : [],
    auto_seat: this.auto ? { user: this.auto, password: 'drill', role: this.auto } : null,
    needs_first_administrator: false, zone: 'Europe/Helsinki', data_dir: '/home/op/.local/share/watchfloor/drill',
  });

  signOn = async ({ user, password }: { user: string; password: string }): Promise<SeatView> => {
    if (!this.users.includes(user) || password !== 'drill') throw { ...refusal('refused.wrong_password', 'wrong user or password'), code: 'wrong_password' };
    const all = ['open_incident', 'add_note', 'set_priority', 'set_incident_type', 'move_incident', 'assign_units', 'set_status', 'clear_units', 'close_incident', 'reopen_incident', 'acknowledge_warning', 'line', 'set_drill_clock', 'import_units', 'import_cameras', 'add_feed', 'remove_feed', 'activate_area', 'create_user', 'set_password', 'disable_user', 'set_numbering', 'set_backup_place', 'backup_now', 'import_area_cameras', 'erase_subject', 'ingest_warning', 'set_closure', 'lift_closure', 'set_alias', 'remove_alias', 'import_area', 'cancel_area_import', 'add_layer', 'remove_layer', 'add_basemap', 'remove_basemap', 'cancel_layer', 'set_plan', 'export_plan', 'attach_call', 'detach_call', 'merge_incidents', 'split_incident', 'link_incidents', 'unlink_incidents', 'undo', 'raise_emergency', 'acknowledge_emergency', 'clear_emergency', 'set_welfare', 'start_par', 'call_par', 'answer_par', 'end_par', 'set_status_code', 'answer_request', 'set_status_codes', 'swap_units', 'relieve_unit', 'late_status', 'claim_incident', 'release_incident', 'hand_over', 'accept_hand_over', 'decline_hand_over', 'withdraw_hand_over', 'read_mentions', 'start_procedure', 'do_step', 'undo_step', 'add_task', 'finish_task', 'set_lanes', 'set_traffic_time', 'set_traffic_flags', 'approve_sign', 'raise_alarm', ...LED];
    all.push('log_radio', 'correct_radio', 'attach_file', 'withdraw_attachment', 'export_attachment', 'shelve_alarm', 'unshelve_alarm');
    all.push('log_on', 'log_off', 'import_roster', 'stack_incident', 'unstack_incident');
    all.push('answer_question', 'enter_card', 'set_premise', 'end_premise', 'set_paper_board');
    this.seated = user;
    return { user, display_name: user[0]!.toUpperCase() + user.slice(1), role: user, may: all };
  };
  signOff = async () => undefined;
  sitAtWall = async () => this.signOn({ user: 'dispatcher', password: 'drill' });
  createFirstAdministrator = async () => this.signOn({ user: 'administrator', password: 'drill' });
  windowReady = async (ms: number) => void this.ready.push(ms);
  openWindow = async () => undefined;
  leaveFor = async () => undefined;
  /** Pictures saved, by name; `null` as place: the person thought better of it. */
  pictures: { name: string; png: Uint8Array }[] = [];
  picturePlace: string | null = '/home/anna/map.png';
  savePicture = async (png: Uint8Array, name: string) => {
    this.pictures.push({ name, png });
    return this.picturePlace;
  };

  /** Files attached, as they came; what `attachment` answers; where one was saved. */
  attached: { incident: string; name: string; note: string; size: number }[] = [];
  attachFile = async (incident: string, name: string, note: string, bytes: Uint8Array): Promise<Receipt> => {
    if (this.refuse) throw this.refuse;
    this.attached.push({ incident, name, note, size: bytes.length });
    return { seq: 1, kept: 'saved_here', lines: [], id: incident, number: null, refused_rows: [], undo_until_ms: null };
  };
  attachment = async (_incident: string, number: number) => new Uint8Array([number]).buffer;
  saveAttachment = async (_incident: string, number: number) => `/home/anna/${number}.png`;

  subscribe = async (onPush: (push: Pushed) => void) => {
    this.push = onPush;
    onPush({ kind: 'snapshot', n: this.#n, board: structuredClone({ ...this.board, now_ms: this.now() }) });
  };

  /** Sends a patch that follows the last message. */
  patch(part: Partial<Patch>): void {
    const prev = this.#n++;
    this.push?.({
      kind: 'patch', prev, n: this.#n, seq: this.board.seq, now_ms: this.now(), incidents: [], gone_incidents: [], units: [],
      warnings: [], cameras: [], feeds: [], gone_feeds: [], closures: null, sites: null, resources: false, radio: false, area: null, layers: null, status: null, log: [], dropped: 0, ...structuredClone(part),
    });
  }

  /** Moves units, as bytes of a frame. */
  move(...moves: Move[]): void {
    const prev = this.#n++;
    const rows = moves.map((move) => ({ ...move, handle: this.board.units.find((unit) => unit.id === move.unit)!.handle }));
    this.push?.(readMoves(frameOf(prev, this.#n, this.now(), rows))!);
  }

  query = async ({ call, args }: { call: string; args: unknown }): Promise<unknown> => {
    const { id, text = '', stream = '' } = args as Args;
    switch (call) {
      case 'catalogue': return CATALOGUE;
      case 'recognise': return /smoke|fire/i.test(text) ? { type_code: 'STRUCT', priority: 'E', words: text.match(/smoke|fire/gi) ?? [] } : /leak/i.test(text) ? { type_code: 'GAS', priority: '1', words: ['leak'] } : null;
      case 'plan': return this.plan;
      case 'plan_starter': return { name: (args as Args).name, text: `name = "${(args as Args).name}"\n` };
      case 'check_plan': return { name: 'x', edition: '1', faults: text.includes('wrong') ? [{ line: 2, column: 5, field: 'rules[1].typ', message: { key: 'refused.plan_unknown_type', params: { name: 'FIER' }, text: 'There is no type FIER' } }] : [], types: 3, rules: 2, cards: 1, dropped: [] };
      case 'incident': return this.#detail(id);
      case 'timeline': return this.#timeline.get(stream.replace('incident/', '')) ?? [];
      case 'history': return this.board.incidents.filter((row) => `${row.number} ${row.type_code} ${row.what} ${row.place?.label}`.toLowerCase().includes(text.toLowerCase()));
      case 'preview_line': return this.#preview(text);
      case 'areas': return [this.board.area];
      case 'users': return this.users.map((user) => ({ user, display_name: user, role: user, disabled: false, created_ms: this.now() - 86_400_000 }));
      case 'feeds': return this.board.feeds;
      case 'units': return this.board.units;
      case 'cameras': return this.board.cameras;
      case 'warnings': return this.board.warnings;
      case 'warning': return this.#warning(id);
      case 'seeing': return this.#sights();
      case 'status': return this.board.status;
      case 'preferences': return [...(this.preferences.get(this.seated) ?? [])].map(([name, value]) => ({ name, value, set_ms: this.now() }));
      case 'possible_duplicates': return this.duplicates(args as Args);
      case 'at_place': return this.known ?? { incidents: this.board.incidents.slice(0, 1).map((row) => ({ row, metres: 12.3 })), caller: [], premises: [] };
      case 'paper_card': return cardSheet((args as Args).lang);
      case 'kpi': return figures(args as Args);
      case 'shift_sheet': return { ...(args as Args), made_ms: this.now(), opened: [], closed: [], open: [], hand_overs: [], out_of_service: [], warnings: [], notes: [], shelved: [], people: [], crews: [], more: false };
      case 'search': return this.search(args as Args);
      case 'whereabouts': return this.#whereabouts(args as Args);
      case 'resources': return this.resources;
      case 'radio_log': return this.radio;
      case 'hospitals_for': return this.resources.hospitals;
      case 'detour': return { seconds: 200, metres: 1400, added_seconds: 95, added_metres: 620, streets: ['Mikonkatu', 'Kaisaniemenkatu'], blocked: 'Aleksanterinkatu', geometry: [] };
      case 'route': return { seconds: 187.2, metres: 2140, geometry: [(args as Args).from, (args as Args).to], graph: 'g1', closures: [], profile: 'emergency', notes: [] };
      case 'roster': return { now_ms: this.now(), rows: this.roster };
      case 'recommend': return this.recommend((args as Args).incident, (args as Args).level ?? null);
      case 'closest': return this.closest((args as Args).type ?? null);
      case 'reach': return { bands: (args as Args).seconds.map((seconds: number) => ({ seconds, polygons: [[[[24.93, 60.16], [24.95, 60.16], [24.95, 60.17], [24.93, 60.16]]]] })), graph: 'g1', closures: [], profile: 'emergency', notes: [] };
      case 'aliases': return this.aliases;
      case 'area_import': return this.job;
      case 'layer_job': return this.layerJob;
      case 'layers': return this.board.layers;
      case 'layer_faults': return [{ line: 17, field: 'lat', message: '"north" is no number of degrees', text: '' }, { line: 40, field: 'id', message: 'H-3 is the id of an earlier row', text: '' }];
      case 'layer_feature': return this.#feature(args as Args);
      default: return this.board;
    }
  };

  command = async (command: Command): Promise<Receipt> => {
    this.calls.push(command);
    if (this.refuse) throw this.refuse;
    const args = command.args as Args;
    const done = this.#act(command.call, args);
    this.board.seq += 1;
    return { seq: this.board.seq, kept: 'saved_here', lines: [line(`${command.call}: ${JSON.stringify(args)}`)], id: null, number: null, refused_rows: [], undo_until_ms: null, ...done };
  };

  /** Habits by person; they outlive a sign-off, and a host when a test hands them on. */
  preferences = new Map<string, Map<string, string>>();
  seated = '';
  #prefer({ name, value }: Args): Partial<Receipt> {
    const own = this.preferences.get(this.seated) ?? new Map<string, string>();
    if (typeof value === 'string') own.set(name, value);
    else own.delete(name);
    this.preferences.set(this.seated, own);
    return { seq: null };
  }

  /** The dispatch plan in force. */
  plan: PlanView = { name: 'Made-up set', edition: '1', sha256: 'p1', text: 'name = "Made-up set"\n', set_ms: null, set_by: null, versions: [], starters: ['international', 'chinese'] };
  /** The import under way, or the last one; tests move it on. */
  job: AreaImportView | null = null;
  /** The layer being taken in, or the last one; tests move it on. */
  layerJob: LayerJobView | null = null;
  #feature({ layer, feature }: Args): LayerFeatureView {
    const row = this.board.layers.layers.find((it) => it.id === layer);
    if (!row || feature === 'gone') throw { ...refusal('refused.no_such_feature', 'there is no such feature'), code: 'not_found' };
    return {
      layer, layer_name: row.name, layer_kind: row.kind, kind: row.kind, id: feature, name: 'Forum mall', floor: row.floors[0] ?? null, shape: 'areas', lon: 24.939, lat: 60.168,
      bounds: [24.938, 60.168, 24.94, 60.169], properties: { contacts: 'Porter 040 123', hazards: 'Ammonia, cold store', attachments: '["g.pdf","keys.txt"]', text: 'Enter from the yard', colour: 'red' },
      source: row.source, datum: row.datum, added_ms: row.added_ms,
    };
  }
  /** What is known of a call's place and caller; tests set it. */
  known: AtPlaceView | null = null;
  /** How incidents were taken; tests set it. */
  readonly intake = new Map<string, IntakeView>();
  /** Further calls by incident. */
  further = new Map<string, CallView[]>();
  /** The incident each attached call went to, by the place of the command. */
  #attached = new Map<number, string>();

  /** Incidents of the type, or with a word of the text. */
  duplicates({ text, type_code }: Args): DuplicateRow[] {
    const words = String(text).toLowerCase().split(/\W+/).filter((word) => word.length > 3);
    return this.board.incidents.flatMap((row): DuplicateRow[] => {
      const shared = words.filter((word) => row.what.toLowerCase().includes(word));
      if (shared.length < 2) return [];
      const { id, number, priority, state, place, what, calls } = row;
      return [{ id, number, type_code: row.type_code, priority, state, place, what, calls, score: 60, metres: 40.4, minutes: 3, types: row.type_code === type_code ? 'same' : 'unknown', same_phone: false, words: shared, open: row.closed_ms === null }];
    }).slice(0, 5);
  }

  #attach(args: Args): Partial<Receipt> {
    const row = this.#row(args.incident);
    const seq = this.board.seq + 1;
    this.further.set(row.id, [...(this.further.get(row.id) ?? []), { id: `call-${seq}`, at_ms: this.now(), by: 'dispatcher', caller: null, what: args.what, place: args.place, ring_ms: null, answered_ms: null }]);
    this.#attached.set(seq, row.id);
    this.#change(row.id, { calls: row.calls + 1 });
    return { id: row.id, undo_until_ms: this.now() + 30_000 };
  }

  #undo({ seq }: Args): Partial<Receipt> {
    const id = this.#attached.get(seq);
    if (!id) throw refusal('refused.undo_too_late', 'too late', { seconds: '30' });
    this.further.set(id, (this.further.get(id) ?? []).filter((it) => it.id !== `call-${seq}`));
    this.#change(id, { calls: this.#row(id).calls - 1 });
    return {};
  }

  /** Names of the agency's own. */
  aliases: AliasRow[] = [{ text: 'North quay', label: 'Satamakatu 2', lon: 24.9627, lat: 60.1676 }];

  /** Candidates for a text: every incident place that holds it, and the text itself both ways round when it is two figures. */
  search = ({ text, limit }: Args): SearchView => {
    const row = (part: Partial<SearchRow>): SearchRow => ({ label: '', kind: 'address', lon: 24.94, lat: 60.17, score: 900, why: [line('the name begins so')], classes: [], detail: null, target: null, ...part });
    const [, a, b] = /^(\d+(?:\.\d+)?)[ ,]+(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    const both = a && b ? [row({ kind: 'coordinates', label: `${a}, ${b}`, lat: Number(a), lon: Number(b) }), row({ kind: 'coordinates', label: `${b}, ${a}`, lat: Number(b), lon: Number(a) })] : [];
    const places = this.board.incidents.flatMap(({ place }) => (place?.label.toLowerCase().includes(text.toLowerCase()) ? [row(place)] : []));
    return { rows: [...both, ...places].slice(0, limit ?? 10), more: false, notes: [] };
  };

  /** Units by call sign, faster the later in the list; a closure more turns the first two round. */
  closest(kind: string | null): ClosestView {
    const free = this.board.units.filter((unit) => unit.availability === 'available' && unit.position && (kind === null || unit.type === kind)).slice(0, 5);
    const [first, second, ...others] = free;
    const order = this.board.closures.length > 3 ? [second!, first!, ...others] : free;
    return {
      rows: order.map((unit, index) => ({
        unit: unit.id, call_sign: unit.call_sign, status: unit.status, seconds: 95.4 + 60 * index, metres: 900 + 700 * index, straight_rank: free.indexOf(unit) + 1,
        straight_metres: 700 + 500 * index, fix_at_ms: unit.position!.at_ms, why: [],
      })),
      passed_over: [{ unit: 'E2', call_sign: 'E2', straight_metres: 310, why: line('on incident 26-326-041') }],
      graph: 'g1', closure_set: `set-${this.board.closures.length}`, closures: this.board.closures.map((it) => it.id), profile: 'emergency', at_ms: this.now(), notes: [],
    };
  }

  /** The two first free units at level 1, one more at each further level; the second is nearer by straight line. */
  recommend(incident: string, asked: number | null): RecommendView {
    const row = this.board.incidents.find((it) => it.id === incident);
    const level = asked ?? row?.level ?? 1;
    const there = (row?.units ?? []).map((unit) => ({
      unit: unit.unit, call_sign: unit.call_sign, type: 'engine', status: unit.status, already_there: true, eta_s: null, turnout_s: null, drive_s: null,
      fix_at_ms: null, straight_metres: null, straight_rank: null, why: [line('already on it')],
    }));
    const free = this.board.units.filter((unit) => unit.availability === 'available' && unit.position);
    const proposed = free.slice(0, Math.max(0, level + 1 - there.length)).map((unit, index) => ({
      unit: unit.id, call_sign: unit.call_sign, type: unit.type, status: unit.status, already_there: false, eta_s: 140 + 60 * index, turnout_s: 80, drive_s: 60 + 60 * index,
      fix_at_ms: unit.position!.at_ms, straight_metres: 700 - 100 * index, straight_rank: 2 - index, why: [line(index === 0 ? 'there first' : 'no. 2 to arrive')],
    }));
    return {
      id: `r${this.calls.length}`, incident, plan: 'built-in', edition: '1', card: { id: 'fire', en: 'Fire', zh: '火灾', mode: 'closest', why: [line('names the type')] },
      level, level_now: row?.level ?? 1, levels: 3, at_ms: this.now(),
      needs: [
        { can: 'pump', count: level + 1, missing: 0, shortfall: null, units: [...there, ...proposed] },
        { can: 'height', count: 1, missing: 1, shortfall: line('1 × Aerial missing: all are busy'), units: [] },
      ],
      passed: [{ unit: 'E2', call_sign: 'E2', status: 'OS', since_ms: this.now() - 60_000, eta_s: 90, straight_metres: 310, why: line('on 26-326-041: OS') }],
      passed_more: 0, straight: [...proposed].reverse().map((unit) => unit.call_sign),
      coverage: { seconds: [240, 480], rows: [{ can: 'pump', before: [0.62, 0.97], after: [0.41, 0.93] }], move_up: { unit: 'E9', call_sign: 'Engine 9', station: 'Kallio', can: 'pump', drive_s: 300, then: [0.58, 0.96] } },
      graph: 'g1', closure_set: 'set', closures: [], notes: [],
    };
  }

  #whereabouts({ lon, lat }: Args) {
    const near = (label: string, metres: number) => ({ label, metres, lon, lat });
    return { address: near('Kasarmitori 1', 14), crossing: near('Kasarmikatu & Pohjoinen Makasiinikatu', 40), street: near('Kasarmikatu', 9), forms: { utm: '35V 386123 6672011', mgrs: '35VLG8612372011', plus: '9GG65WCX+PX', geohash: 'ud9wr0p' } };
  }

  #closeRoads(args: Args): Partial<Receipt> {
    const id = args.id ?? `cl-${this.board.closures.length}`;
    const row = { ...args, id, from_ms: args.from_ms ?? null, until_ms: args.until_ms ?? null, set_ms: this.now(), set_by: 'dispatcher', in_force: true };
    this.board.closures = [...this.board.closures.filter((it) => it.id !== id), row];
    this.patch({ closures: this.board.closures });
    return { id };
  }

  #act(call: string, args: Args): Partial<Receipt> {
    if (call === 'set_preference') return this.#prefer(args);
    if (call === 'set_closure') return this.#closeRoads(args);
    if (call === 'lift_closure') {
      this.board.closures = this.board.closures.filter((it) => it.id !== args.id);
      this.patch({ closures: this.board.closures });
    }
    if (call === 'import_area') {
      this.job = { name: args.name, preview: args.preview, state: 'running', phase: 'reading', done: 3, total: 10, error: null, counts: {}, before: { addresses: 65, drivable_ways: 43_363 }, left_out: [], changes: {}, started_ms: this.now(), ended_ms: null };
    }
    if (call === 'cancel_area_import' && this.job) this.job = { ...this.job, state: 'cancelled', ended_ms: this.now() };
    if (call === 'set_plan') {
      this.plan = { ...this.plan, name: 'Own plan', text: args.text, sha256: 'p2', set_ms: this.now(), set_by: 'chief' };
      this.patch({ status: { ...this.board.status, plan_sha256: 'p2' } });
    }
    if (call === 'move_incident') this.#change(args.incident, { place: args.place });
    if (call === 'set_alias') this.aliases = [...this.aliases.filter((it) => it.text !== args.text), { text: args.text, ...args.place }];
    if (call === 'remove_alias') this.aliases = this.aliases.filter((it) => it.text !== args.text);
    if (call === 'open_incident') return this.#open(args);
    if (call === 'attach_call') return this.#attach(args);
    if (call === 'undo') return this.#undo(args);
    if (call === 'assign_units') for (const id of args.units) this.#assign(id, args.incident, args.divert);
    if (call === 'set_status') for (const id of args.units) this.#status(id, args.status);
    if (call === 'clear_units') for (const id of args.units) this.#clear(id);
    if (call === 'add_note') this.#note(args.incident, args.text);
    if (call === 'close_incident') this.#close(args.incident, args.disposition);
    if (call === 'reopen_incident') this.#change(args.incident, { state: 'new', closed_ms: null, reopened: 1 });
    if (call === 'set_priority') this.#change(args.incident, { priority: args.priority });
    if (call === 'acknowledge_warning') this.#acknowledge(args.warning);
    if (SAFETY.has(call)) this.#safety(call, args);
    if (call === 'import_units') return { refused_rows: [{ line: 3, field: 'lon', message: 'not a number', text: 'E77,E77,Engine,Kallio,x,60.1' }] };
    if (call === 'set_drill_clock') {
      Object.assign(this.board.status.drill!, Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined)));
      this.patch({ status: this.board.status });
    }
    if (call === 'line' && args.text === 'bad') throw refusal('refused.unknown_verb', 'unknown verb "bad"', { verb: 'bad' });
    return {};
  }

  /** Crews: just enough of the rules for the window to show. */
  #safety(call: string, args: Args): void {
    const now = this.now();
    const by = { by: 'dispatcher', at_ms: now };
    const crew = (id: string, change: Partial<UnitRow['crew']>) => {
      const unit = this.board.units.find((it) => it.id === id)!;
      unit.crew = { ...unit.crew, ...change };
      this.patch({ units: [unit] });
    };
    const danger = this.board.units.find((it) => it.id === args.unit)?.crew.emergency ?? null;
    if (call === 'raise_emergency') crew(args.unit, { emergency: { since_ms: now, by: 'dispatcher', source: 'operator', acknowledged: null, place: 'Kasarmitori 1' } });
    if (call === 'acknowledge_emergency' && danger) crew(args.unit, { emergency: { ...danger, acknowledged: by } });
    if (call === 'clear_emergency') crew(args.unit, { emergency: null });
    if (call === 'set_welfare') for (const id of args.units) crew(id, { welfare: args.minutes === 0 ? null : { minutes: args.minutes, due_ms: now + args.minutes * 60_000, fired_ms: null } });
    if (call === 'call_par') {
      const asked = this.board.incidents.find((it) => it.id === args.incident)!.units.filter((it) => it.status === 'OS');
      const units = asked.map((it) => ({ unit: it.unit, call_sign: it.call_sign, ok: null, at_ms: null, by: null }));
      const roll = { called_ms: now, answer_by_ms: now + 60_000, benchmark: args.benchmark, complete: false, units };
      this.#change(args.incident, { par: { every_min: 20, benchmark: args.benchmark, due_ms: now + 1_200_000, rounds: 1, roll } });
    }
    if (call === 'answer_par') {
      const row = this.board.incidents.find((it) => it.par?.roll?.units.some((unit) => args.units.includes(unit.unit)))!;
      const roll = row.par!.roll!;
      const units = roll.units.map((it) => (args.units.includes(it.unit) ? { ...it, ok: args.ok, ...by } : it));
      this.#change(row.id, { par: { ...row.par!, roll: { ...roll, units, complete: units.every((it) => it.ok === true) } } });
    }
  }

  #seed(row: IncidentRow): void {
    this.#log(row.id, 'IncidentOpened', `Incident ${row.number} opened: ${row.what}`, row.opened_ms);
    for (const it of row.units) this.#log(row.id, 'UnitStatus', `${it.call_sign} ${it.status}`, it.since_ms);
    if (row.notes > 0) {
      this.#notes.set(row.id, [
        { at_ms: row.opened_ms + 70_000, by: 'dispatcher', text: 'Caller says two people are still inside, flat B 12.', erased: false, struck: null, ...PLAIN }, { at_ms: row.opened_ms + 400_000, by: 'supervisor', text: 'Fire under control per E1, ventilating.', erased: false, struck: null, ...PLAIN },
      ]);
    }
  }

  #row = (id: string) => this.board.incidents.find((row) => row.id === id || row.number === id)!;
  #unit = (id: string) => this.board.units.find((unit) => unit.id === id)!;

  #log(id: string, typ: string, text: string, at = this.now()): void {
    const rows = this.#timeline.get(id) ?? [];
    rows.push({ seq: 1000 + rows.length, at_ms: at, recorded_ms: at, stream: `incident/${id}`, typ, cause: 'operator', actor: 'dispatcher', role: 'dispatcher', mode: this.mode, line: line(text) });
    this.#timeline.set(id, rows);
  }

  #change(id: string, part: Partial<IncidentRow>): void {
    const row = this.#row(id);
    Object.assign(row, part, { version: row.version + 1 });
    this.#log(row.id, 'IncidentChanged', JSON.stringify(part));
    this.patch({ incidents: [row] });
  }

  #open(args: Args): Partial<Receipt> {
    const index = this.board.incidents.length;
    const row: IncidentRow = {
      id: `inc-${index}`, number: `26-326-${String(41 + index).padStart(3, '0')}`, type_code: args.type_code, priority: args.priority ?? '3', state: 'new', state_since_ms: this.now(),
      opened_ms: this.now(), place: args.place, what: args.what, units: [], notes: 0, closed_ms: null, disposition: null, reopened: 0, calls: 0, merged_into: null, kept: 'saved_here', version: 1, par: null, work: noMark(), command: noCommand(), level: 1, stacked_on: [], paper: null,
    };
    this.board.incidents.push(row);
    this.#seed(row);
    this.patch({ incidents: [row] });
    return { id: row.id, number: row.number };
  }

  #assign(id: string, incident: string, divert: boolean): void {
    const [unit, row] = [this.#unit(id), this.#row(incident)];
    if (unit.incident && !divert) throw refusal('refused.unit_busy', `${id} is on incident ${unit.incident_number}`, { unit: id, incident: unit.incident_number ?? '' });
    row.units.push({ unit: id, call_sign: id, status: 'DP', since_ms: this.now() });
    this.#set(unit, 'DP', { incident: row.id, incident_number: row.number });
    this.#change(row.id, { state: 'dispatched', state_since_ms: this.now() });
  }

  #status(id: string, status: string): void {
    const unit = this.#unit(id);
    this.#set(unit, status, {});
    const row = this.board.incidents.find((it) => it.id === unit.incident);
    if (!row) return;
    Object.assign(row.units.find((it) => it.unit === id) ?? {}, { status, since_ms: this.now() });
    this.#log(row.id, 'UnitStatus', `${id} ${status}`);
    this.#change(row.id, { state: status === 'OS' ? 'on_scene' : status === 'ER' ? 'en_route' : row.state });
  }

  #clear(id: string): void {
    const unit = this.#unit(id);
    const row = this.board.incidents.find((it) => it.id === unit.incident);
    this.#set(unit, 'AR', { incident: null, incident_number: null });
    if (row) this.#change(row.id, { units: row.units.filter((it) => it.unit !== id) });
  }

  #set(unit: UnitRow, status: string, part: Partial<UnitRow>): void {
    Object.assign(unit, { status, status_since_ms: this.now(), availability: availabilityOf(status), next_status: NEXT[status] ?? null, status_by: 'dispatcher', ...part });
    this.patch({ units: [unit] });
  }

  #note(id: string, text: string): void {
    const row = this.#row(id);
    this.#notes.set(row.id, [...(this.#notes.get(row.id) ?? []), { at_ms: this.now(), by: 'dispatcher', text, erased: false, struck: null, ...PLAIN }]);
    this.#change(row.id, { notes: row.notes + 1 });
  }

  #close(id: string, disposition: string): void {
    const row = this.#row(id);
    if (row.units.length > 0) throw refusal('refused.units_assigned', `units are assigned: ${row.units.map((it) => it.unit).join(', ')}`, { units: row.units.map((it) => it.unit).join(', ') });
    this.#change(id, { state: 'closed', state_since_ms: this.now(), closed_ms: this.now(), disposition });
  }

  #acknowledge(key: string): void {
    const row = this.board.warnings.find((it) => it.key === key)!;
    Object.assign(row, { alarm: false, acknowledged: { by: 'dispatcher', at_ms: this.now() } });
    this.patch({ warnings: [row] });
  }

  #detail(id: string) {
    const row = structuredClone(this.#row(id));
    return {
      row, work: this.work.get(row.id) ?? noWork(row.opened_ms), command: this.led.get(row.id) ?? emptyCommand(), caller: { subject: 's1', name: 'Aino Virtanen', phone: '+358 40 123 4567', masked: false, erased: false }, notes: this.#notes.get(row.id) ?? [],
      assignments: row.units.map((it) => ({
        unit: it.unit, call_sign: it.call_sign, assigned_ms: row.opened_ms + 60_000, cleared_ms: null, disposition: null, ended_by: null,
        steps: it.status === 'DP' ? [] : [{ status: it.status, at_ms: it.since_ms, by: 'crew', backdated: false, reason: null }],
      })),
      cameras: row.place ? this.#sights() : [], warnings: row.place ? this.board.warnings.slice(0, 1) : [],
      calls: this.further.get(row.id) ?? [], parts: [], links: [], intake: this.intake.get(row.id) ?? noIntake(),
    };
  }

  #sights() {
    return this.board.cameras.slice(0, 4).map((camera, index) => ({
      id: camera.id, name: camera.name, distance_m: 40 + 90 * index, bearing_off_deg: camera.azimuth_deg === null ? null : 12, px_per_m: 40, sees_now: camera.azimuth_deg === null ? null : index < 2,
      state: 'unknown', state_why: 'camera.why.not_checked',
    }));
  }

  #warning(key: string) {
    const row = this.board.warnings.find((it) => it.key === key)!;
    const info = { language: 'en', event: row.event.en ?? '', headline: row.headline.en ?? '', description: 'Gusts up to 28 m/s.', instruction: 'Stay indoors.', sender_name: 'Weather service', severity: row.severity, urgency: row.urgency, certainty: row.certainty, effective_ms: row.effective_ms, expires_ms: row.expires_ms, areas: row.areas, web: '', resources: [], parameters: [] };
    return { row, infos: [info], chain: [row], raw: '<alert/>' };
  }

  /** What stands for a preview; a test lets it change, as a colleague would. */
  promised = (text: string): string => `promise of ${text}`;

  #preview(text: string) {
    if (text.trim() === '') return { state: 'empty', lines: [], candidates: [], target: null, promise: null };
    if (/^\d+$/.test(text)) return { state: 'navigate', lines: [line(`Select incident ${text}`)], candidates: [], target: 'incident/inc-0', promise: null };
    if (text === 'bad') return { state: 'refused', lines: [line('unknown verb "bad"')], candidates: [], target: null, promise: null };
    if (/^d\s+E$/i.test(text)) return { state: 'ambiguous', lines: [line('E is several units')], candidates: ['E1', 'E2', 'E3'].map((insert) => ({ insert, label: `${insert} Engine, AQ` })), target: null, promise: null };
    return { state: 'ready', lines: [line(`Would run: ${text}`)], candidates: [], target: null, promise: this.promised(text) };
  }
}
