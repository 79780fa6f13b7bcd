// The floor as this window holds it: one snapshot, then patches, from the host's stream. Chrome reads it reactively; map
// layers and other plain TypeScript listen with `on`. It must not know how anything is drawn, nor decide anything.
import type {
  AreaView,
  BoardView,
  CameraRow,
  ClosureRow,
  FeedRow,
  IncidentRow,
  LayersView,
  SiteRow,
  MessageLine,
  Patch,
  StatusBar,
  UnitRow,
  WarningRow,
} from '../gen/wire';
import { subscribe, type Pushed } from '../host';
import { clockTick } from './clock.svelte';
import { Positions } from './positions';
import { byAlarm, byCallSign, byName, byNewest, byUrgency } from './order';
import { Rows } from './rows.svelte';

/** What plain TypeScript can listen to. */
export type Topic = 'incidents' | 'units' | 'positions' | 'warnings' | 'cameras' | 'closures' | 'area' | 'layers' | 'resources' | 'radio' | 'selection' | 'pick';
/** What can be selected. */
export type Kind = 'incident' | 'unit' | 'warning' | 'camera' | 'closure';
/** The thing the operator works on; the same in every desk of this window. */
export interface Selected {
  kind: Kind;
  id: string;
}
/** A place somebody is asked to point at on the map. */
export interface PickRequest {
  /** What the place is for, already in words, shown over the map. */
  label: string;
  settle: (place: { lon: number; lat: number; label: string } | null) => void;
}
/** How the stream is: `live`, or why the board may be behind. */
export type Link = 'waiting' | 'live' | 'resubscribing' | 'lost';

const LOG_KEPT = 200;

class Board {
  readonly #incidents = new Rows<IncidentRow>((row) => row.id, byUrgency);
  readonly #units = new Rows<UnitRow>((row) => row.id, byCallSign);
  readonly #warnings = new Rows<WarningRow>((row) => row.key, byAlarm);
  readonly #cameras = new Rows<CameraRow>((row) => row.id, (a, b) => byName(a.name, b.name) || byName(a.id, b.id));
  readonly #feeds = new Rows<FeedRow>((row) => row.id, (a, b) => byName(a.id, b.id));
  readonly #closures = new Rows<ClosureRow>((row) => row.id, byNewest);
  readonly #listeners = new Map<Topic, Set<() => void>>();
  #heldN = -1;
  #area = $state.raw<AreaView | null>(null);
  #sites = $state.raw<readonly SiteRow[]>([]);
  #layers = $state.raw<LayersView>({ layers: [], basemaps: [] });
  #status = $state.raw<StatusBar | null>(null);
  #selected = $state.raw<Selected | null>(null);
  #pick = $state.raw<PickRequest | null>(null);
  #log = $state.raw<readonly MessageLine[]>([]);
  #link = $state<Link>('waiting');
  #dropped = $state(0);
  #open: readonly IncidentRow[] = $derived(this.#incidents.all.filter((row) => row.state !== 'closed'));
  #alarms: readonly WarningRow[] = $derived(this.#warnings.all.filter((row) => row.alarm && !row.acknowledged));

  /** Latest known positions. Telemetry: not reactive, listen to `positions`. */
  readonly positions = new Positions();

  /** Open incidents and those closed within 4 h, most urgent first. */
  get incidents(): readonly IncidentRow[] {
    return this.#incidents.all;
  }
  /** Open incidents: priority, then oldest first. */
  get openIncidents(): readonly IncidentRow[] {
    return this.#open;
  }
  /** Units by type and call sign. Their `position` is that of the last row; fresher ones are in `positions`. */
  get units(): readonly UnitRow[] {
    return this.#units.all;
  }
  /** Warnings: unacknowledged alarms first, then by severity. */
  get warnings(): readonly WarningRow[] {
    return this.#warnings.all;
  }
  /** Warnings that wait for an acknowledgement. */
  get alarms(): readonly WarningRow[] {
    return this.#alarms;
  }
  /** Cameras by name. */
  get cameras(): readonly CameraRow[] {
    return this.#cameras.all;
  }
  /** Feeds by id. */
  get feeds(): readonly FeedRow[] {
    return this.#feeds.all;
  }
  /** Roads closed now or later, the newest first. */
  get closures(): readonly ClosureRow[] {
    return this.#closures.all;
  }
  /** Places of operations that are not closed, by identity. */
  get sites(): readonly SiteRow[] {
    return this.#sites;
  }
  /** Layers of the centre's own and base maps of others. */
  get layers(): LayersView {
    return this.#layers;
  }

  /** The area on the floor; `null` when none was imported. */
  get area(): AreaView | null {
    return this.#area;
  }
  /** The status bar's facts; `null` before the first snapshot. */
  get status(): StatusBar | null {
    return this.#status;
  }
  /** True once a snapshot is held. */
  get ready(): boolean {
    return this.#status !== null;
  }
  /** How the stream is. */
  get link(): Link {
    return this.#link;
  }
  /** Messages this window did not get since it opened, because it was slow. */
  get dropped(): number {
    return this.#dropped;
  }
  /** What just happened, newest last; the last 200. */
  get log(): readonly MessageLine[] {
    return this.#log;
  }
  /** The floor's time, UTC milliseconds; changes once a second. */
  get nowMs(): number {
    return clockTick.now;
  }

  incident(id: string | null | undefined): IncidentRow | undefined {
    return id ? this.#incidents.get(id) : undefined;
  }
  unit(id: string | null | undefined): UnitRow | undefined {
    return id ? this.#units.get(id) : undefined;
  }
  warning(key: string | null | undefined): WarningRow | undefined {
    return key ? this.#warnings.get(key) : undefined;
  }
  camera(id: string | null | undefined): CameraRow | undefined {
    return id ? this.#cameras.get(id) : undefined;
  }

  closure(id: string | null | undefined): ClosureRow | undefined {
    return id ? this.#closures.get(id) : undefined;
  }

  /** What the operator works on. Reactive; `on('selection')` for plain TypeScript. */
  get selected(): Selected | null {
    return this.#selected;
  }
  /** Selects one thing in every desk of this window. */
  select(kind: Kind, id: string): void {
    if (this.#selected?.kind === kind && this.#selected.id === id) return;
    this.#selected = { kind, id };
    this.#tell('selection');
  }
  /** Selects nothing. */
  clearSelection(): void {
    if (this.#selected === null) return;
    this.#selected = null;
    this.#tell('selection');
  }
  /** The id of the selected incident; also that of the selected unit's incident. */
  get selectedIncident(): string | null {
    const it = this.#selected;
    if (it?.kind === 'incident') return it.id;
    return it?.kind === 'unit' ? (this.unit(it.id)?.incident ?? null) : null;
  }

  /** The place the map is asked to take, if any. The map answers by `pick`, Esc by `cancelPick`. */
  get pickMode(): PickRequest | null {
    return this.#pick;
  }
  /** Asks for a place on the map; `null` when the operator gave up or another request came. */
  startPick(label: string): Promise<{ lon: number; lat: number; label: string } | null> {
    this.cancelPick();
    return new Promise((settle) => {
      this.#pick = { label, settle };
      this.#tell('pick');
    });
  }
  /** The map's answer to `pickMode`. */
  pick(lon: number, lat: number, label = ''): void {
    this.#settlePick({ lon, lat, label });
  }
  /** Ends `pickMode` without a place. */
  cancelPick(): void {
    this.#settlePick(null);
  }

  /** Calls `heard` after each change of the topic; the answer stops it. */
  on(topic: Topic, heard: () => void): () => void {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(heard));
    return () => set.delete(heard);
  }

  /** Subscribes (again). The board keeps what it holds until the new snapshot comes. */
  async connect(): Promise<void> {
    this.#link = this.ready ? 'resubscribing' : 'waiting';
    this.#heldN = -1;
    try {
      await subscribe((push) => this.receive(push));
    } catch (error) {
      this.#link = 'lost';
      throw error;
    }
  }

  /** Takes one pushed message. A gap asks for a new snapshot; what comes meanwhile is not used. */
  receive(push: Pushed): void {
    if (push.kind === 'snapshot') {
      this.#heldN = push.n;
      this.#replace(push.board);
      this.#link = 'live';
      return;
    }
    if (this.#heldN < 0) return;
    if (push.prev !== this.#heldN) {
      this.connect().catch(() => undefined);
      return;
    }
    this.#heldN = push.n;
    if (push.kind === 'patch') this.#apply(push);
    else if (this.positions.take(push)) {
      this.#hearClock(push.nowMs);
      this.#tell('positions');
    } else this.connect().catch(() => undefined);
  }

  #replace(board: BoardView): void {
    this.#incidents.reset(board.incidents);
    this.#units.reset(board.units);
    this.#warnings.reset(board.warnings);
    this.#cameras.reset(board.cameras);
    this.#feeds.reset(board.feeds);
    this.#closures.reset(board.closures);
    this.#sites = board.sites;
    this.#area = board.area;
    this.#layers = board.layers;
    this.#status = board.status;
    this.positions.clear();
    for (const unit of board.units) this.positions.learn(unit);
    this.#hearClock(board.now_ms);
    for (const topic of ['incidents', 'units', 'positions', 'warnings', 'cameras', 'closures', 'area', 'layers', 'resources', 'radio'] as const) this.#tell(topic);
  }

  #apply(patch: Patch): void {
    if (patch.status) this.#status = patch.status;
    this.#hearClock(patch.now_ms);
    if (this.#incidents.apply(patch.incidents, patch.gone_incidents)) this.#tell('incidents');
    if (this.#units.apply(patch.units)) {
      for (const unit of patch.units) this.positions.learn(unit);
      this.#tell('units');
      if (patch.units.some((unit) => unit.position !== null)) this.#tell('positions');
    }
    if (this.#warnings.apply(patch.warnings)) this.#tell('warnings');
    if (this.#cameras.apply(patch.cameras)) this.#tell('cameras');
    this.#feeds.apply(patch.feeds, patch.gone_feeds);
    if (patch.closures) {
      this.#closures.reset(patch.closures);
      this.#tell('closures');
    }
    if (patch.resources) this.#tell('resources');
    if (patch.radio) this.#tell('radio');
    if (patch.sites) this.#sites = patch.sites;
    if (patch.area) {
      this.#area = patch.area;
      this.#tell('area');
    }
    if (patch.layers) {
      this.#layers = patch.layers;
      this.#tell('layers');
    }
    if (patch.log.length > 0) this.#log = [...this.#log, ...patch.log].slice(-LOG_KEPT);
    this.#dropped += patch.dropped;
  }

  #hearClock(nowMs: number): void {
    const drill = this.#status?.drill;
    clockTick.hear(nowMs, drill ? (drill.paused ? 0 : drill.speed) : 1);
  }

  #settlePick(place: { lon: number; lat: number; label: string } | null): void {
    const request = this.#pick;
    if (!request) return;
    this.#pick = null;
    this.#tell('pick');
    request.settle(place);
  }

  #tell(topic: Topic): void {
    for (const heard of this.#listeners.get(topic) ?? []) heard();
  }
}

/** The floor of this window. */
export const board = new Board();
export type { Board };
