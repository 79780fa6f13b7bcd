// What a number on the numpad means: the incident whose number ends so, the unit of this call sign, the camera of this
// number. Pure.
import { byName } from '../board/order';
import type { CameraRow, IncidentRow, UnitRow } from '../gen/wire';

export type Kind = 'incident' | 'unit' | 'camera';
/** One thing a number may mean. */
export interface Hit {
  kind: Kind;
  id: string;
  /** Number, call sign or name. */
  name: string;
  /** What tells it from the others: a type's code, a status, nothing. */
  about: string;
}
/** Where is looked. */
export interface Floor {
  incidents: readonly IncidentRow[];
  units: readonly UnitRow[];
  cameras: readonly CameraRow[];
}

/** Longest number taken. */
export const MOST_DIGITS = 8;

/** The last figures in a text, such as `047` of `26-326-047`. */
const last = (text: string): string => /(\d+)\D*$/.exec(text)?.[1] ?? '';
const same = (text: string, digits: string): boolean => last(text) !== '' && Number(last(text)) === Number(digits);
const ends = (text: string, digits: string): boolean => text.replace(/\D/g, '').endsWith(digits);

/** The first of these readings that finds anything. */
function firstOf<T>(rows: readonly T[], readings: ((row: T) => boolean)[]): T[] {
  for (const fits of readings) {
    const found = rows.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}

/** What the figures mean: whole numbers before ends of numbers, open incidents before closed ones. */
export function find(kind: Kind, digits: string, floor: Floor): Hit[] {
  if (digits === '') return [];
  if (kind === 'incident') {
    const open = (row: IncidentRow) => row.state !== 'closed';
    const found = firstOf(floor.incidents, [
      (row) => open(row) && same(row.number, digits),
      (row) => !open(row) && same(row.number, digits),
      (row) => open(row) && ends(row.number, digits),
      (row) => !open(row) && ends(row.number, digits),
    ]);
    return found.map((row) => ({ kind, id: row.id, name: row.number, about: row.type_code }));
  }
  if (kind === 'unit') {
    const found = firstOf(floor.units, [(unit) => same(unit.id, digits) || same(unit.call_sign, digits), (unit) => ends(unit.id, digits) || ends(unit.call_sign, digits)]);
    return found.map((unit) => ({ kind, id: unit.id, name: unit.call_sign, about: unit.status })).sort((a, b) => byName(a.name, b.name));
  }
  const found = firstOf(floor.cameras, [(camera) => same(camera.id, digits), (camera) => same(camera.name, digits), (camera) => ends(camera.id, digits)]);
  return found.map((camera) => ({ kind, id: camera.id, name: camera.name, about: camera.id }));
}
