// What somebody types of a hospital, a shelter, stock or a tow company, from a row of the list or from nothing. A row that
// changed since it was taken up is not written over: the form says so and takes the new figures first. It must not judge figures: the program
// behind the window does, and names the field.
import type { HospitalRow, ShelterRow, StockRow, TowRow } from '../gen/wire';
import { command } from '../host';
import type { Point } from '../map/geometry';
import { saidAt } from '../radio/radio.svelte';

/** Kinds of beds offered, in the words of EDXL-HAVE; others are kept as they came. */
export const KINDS = ['AdultICU', 'MedicalSurgical', 'Burn', 'PediatricICU', 'Pediatrics', 'Psychiatric', 'NegativeFlowIsolation', 'OtherIsolation', 'OperatingRooms'] as const;
/** Whether ambulances are taken. */
export const TRAFFIC = ['normal', 'advisory', 'closed', 'unknown'] as const;

/** A figure as typed; empty is not known, which is not zero. */
const figure = (typed: number | null): number | null => (typed === null || !Number.isFinite(typed) ? null : Math.max(0, Math.round(typed)));

/** A hospital as typed. */
export class HospitalTyped {
  id = $state('');
  name = $state('');
  traffic = $state('normal');
  reason = $state('');
  at = $state.raw<Point | null>(null);
  /** As of when, if not now. */
  time = $state('');
  beds = $state<{ kind: string; available: number | null; total: number | null }[]>([]);
  /** When the row it was taken from had been set; `null` for a new one. */
  taken = $state.raw<number | null>(null);

  constructor(row: HospitalRow | null) {
    if (row) this.take(row);
    else this.beds = KINDS.slice(0, 3).map((kind) => ({ kind, available: null, total: null }));
  }

  /** Takes the row's figures, in place of what is typed. */
  take(row: HospitalRow): void {
    [this.id, this.name, this.traffic, this.reason, this.time, this.taken] = [row.id, row.name, row.traffic, row.reason, '', row.set_ms];
    this.at = row.lon !== null && row.lat !== null ? [row.lon, row.lat] : null;
    this.beds = row.beds.map((bed) => ({ ...bed }));
  }

  /** Kinds not on the form yet. */
  get offered(): string[] {
    return KINDS.filter((kind) => !this.beds.some((bed) => bed.kind === kind));
  }

  add(kind: string): void {
    const name = kind.trim();
    if (name !== '' && !this.beds.some((bed) => bed.kind === name)) this.beds.push({ kind: name, available: null, total: null });
  }

  /** Reports it; refused when older than what is held. */
  async save(nowMs: number, zone: string): Promise<void> {
    const said = this.beds.map((bed) => [bed.kind, { available: figure(bed.available), total: figure(bed.total) }] as const);
    const beds = Object.fromEntries(said.filter(([, bed]) => bed.available !== null || bed.total !== null));
    await command('set_hospital', {
      id: this.id.trim(), name: this.name.trim(), lon: this.at?.[0] ?? null, lat: this.at?.[1] ?? null, beds, traffic: this.traffic, reason: this.reason.trim(),
      as_of_ms: saidAt(this.time, nowMs, zone) ?? null,
    });
  }
}

/** A shelter as typed. */
export class ShelterTyped {
  id = $state('');
  name = $state('');
  capacity = $state<number | null>(null);
  occupied = $state<number | null>(0);
  open = $state(true);
  at = $state.raw<Point | null>(null);
  taken = $state.raw<number | null>(null);

  constructor(row: ShelterRow | null) {
    if (row) this.take(row);
  }

  /** Takes the row's figures, in place of what is typed. */
  take(row: ShelterRow): void {
    [this.id, this.name, this.capacity, this.occupied, this.open, this.taken] = [row.id, row.name, row.capacity, row.occupied, row.open, row.set_ms];
    this.at = row.lon !== null && row.lat !== null ? [row.lon, row.lat] : null;
  }

  async save(): Promise<void> {
    await command('set_shelter', {
      id: this.id.trim(), name: this.name.trim(), lon: this.at?.[0] ?? null, lat: this.at?.[1] ?? null, capacity: figure(this.capacity) ?? 0, occupied: figure(this.occupied) ?? 0, open: this.open,
    });
  }
}

/** An amount of something as typed. */
export class StockTyped {
  id = $state('');
  item = $state('');
  unit = $state('');
  place = $state('');
  amount = $state<number | null>(null);
  /** The row it was taken from, as it was; empty for a new one. */
  taken = $state.raw('');
  readonly sort = 'stock';

  constructor(row: StockRow | null) {
    if (row) this.take(row);
  }

  get ready(): boolean {
    return [this.id, this.item, this.unit, this.place].every((text) => text.trim() !== '') && this.amount !== null;
  }

  /** Takes the row's figures, in place of what is typed. */
  take(row: StockRow): void {
    [this.id, this.item, this.unit, this.place, this.amount, this.taken] = [row.id, row.item, row.unit, row.place, row.amount, JSON.stringify(row)];
  }

  async save(): Promise<void> {
    await command('set_stock', { id: this.id.trim(), item: this.item.trim(), unit: this.unit.trim(), place: this.place.trim(), amount: figure(this.amount) ?? 0 });
  }
}

/** A tow company as typed. */
export class TowTyped {
  id = $state('');
  name = $state('');
  phone = $state('');
  area = $state('');
  /** With blanks or commas between them. */
  classes = $state('');
  taken = $state.raw('');
  readonly sort = 'tow';

  constructor(row: TowRow | null) {
    if (row) this.take(row);
  }

  get ready(): boolean {
    return [this.id, this.name, this.area, this.classes].every((text) => text.trim() !== '');
  }

  take(row: TowRow): void {
    [this.id, this.name, this.phone, this.area, this.classes, this.taken] = [row.id, row.name, row.phone, row.area, row.classes.join(' '), JSON.stringify(row)];
  }

  async save(): Promise<void> {
    await command('set_tow', { id: this.id.trim(), name: this.name.trim(), phone: this.phone.trim(), area: this.area.trim(), classes: this.classes.split(/[\s,，、]+/).filter(Boolean) });
  }
}
