// Live units as the numbers a graphics card takes: where each is, from where it glides and until when, its sign, its
// course. Pure: rows in, one buffer out; knows no WebGL and no map.

import type { PositionView, UnitRow } from '../gen/wire';
import { STALE_MS, type Positions } from './features';
import { kindLetter } from './shapes';
import type { UnitLook } from './symbols';

/** One unit in the buffer: from x, y, to x, y (offsets from the origin), start, end (seconds): 6 floats; sign: 16 bits;
 * course: 8 bits, 0 unknown, else 1 + 255ths of a turn clockwise from north; state: 8 bits, 1 stale. */
export const STRIDE = 28;
export const FLOATS = STRIDE / 4;
const AT = { sign: 24, course: 26, state: 27 } as const;

/** A unit glides to a new fix in the time that lies between the fixes, at most this long, seconds. */
const GLIDE_S = 1;
/** Fixes farther apart than this are not joined: the unit was not seen on the way. Milliseconds and metres. */
const GAP_MS = 15_000;
const JUMP_M = 1_000;
/** Movement below this says nothing about a course, metres. */
const COURSE_M = 6;
/** So long after the last movement a course still stands, milliseconds. */
const COURSE_MS = 20_000;
const EARTH_M = 40_075_016.7;

/** A box: west, north, east, south in Web Mercator, 0..1. */
export type Extent = readonly [number, number, number, number];

interface Track {
  position: PositionView;
  row: UnitRow;
  stale: boolean;
  sheet: number;
  sign: number;
  course: number;
  courseMs: number;
  // Web Mercator, 0..1, y from the north.
  x: number;
  y: number;
  fromX: number;
  fromY: number;
  start: number;
  end: number;
}

/** Web Mercator of a place, 0..1 on either axis, y from the north. */
export function mercator(lon: number, lat: number): [number, number] {
  const sin = Math.sin((Math.max(-85.051, Math.min(85.051, lat)) * Math.PI) / 180);
  return [(lon + 180) / 360, 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)];
}

export class Fleet {
  /** Where the offsets count from: near the units, so that 32-bit floats are exact to the centimetre. */
  origin: [number, number] = [0, 0];
  count = 0;
  /** Unit ids in the order of the buffer, the last on top. */
  ids: string[] = [];
  /** The time the times in the buffer count from, seconds: that of the last update, so that 32-bit floats tell
   * milliseconds however long the window has been open. */
  base = 0;
  /** Until when something glides, seconds. */
  movingUntil = -Infinity;
  floats = new Float32Array(0);
  bytes = new Uint8Array(0);
  #shorts = new Uint16Array(0);
  #seen = new Uint8Array(0);
  #tracks = new Map<string, Track>();

  /**
   * Takes the rows in. `nowMs`: the floor's time; `atS`: the time of drawing, seconds, in which units glide;
   * `sheet`: number of the sheet that `signOf` draws on. Units never heard of or off duty are left out.
   */
  update(rows: readonly UnitRow[], positions: Positions, nowMs: number, atS: number, sheet: number, signOf: (look: UnitLook) => number, top?: string): void {
    this.#room(rows.length);
    const [busy, chosen]: [UnitRow[], UnitRow[]] = [[], []];
    this.count = 0;
    this.base = atS;
    this.movingUntil = -Infinity;
    let first = true;
    const put = (row: UnitRow) => {
      const position = positions.get(row.id);
      if (!position || row.status === 'OFF') {
        this.#tracks.delete(row.id);
        return;
      }
      const track = this.#track(row, position, nowMs, atS, sheet, signOf);
      if (first) this.origin = [track.x, track.y];
      first = false;
      this.#write(track, row.id);
    };
    for (const row of rows) {
      if (row.id === top) chosen.push(row);
      else if (row.incident) busy.push(row);
      else put(row);
    }
    busy.forEach(put);
    chosen.forEach(put);
    if (this.#tracks.size > 2 * this.count + 64) this.#forget();
  }

  /** Where a unit is drawn at a time, Web Mercator. */
  shown(index: number, atS: number): [number, number] {
    const f = this.floats;
    const i = index * FLOATS;
    const [start, end] = [f[i + 4] ?? 0, f[i + 5] ?? 0];
    const t = end > start ? Math.min(1, Math.max(0, (atS - this.base - start) / (end - start))) : 1;
    const mix = (from: number, to: number) => from + (to - from) * t;
    return [this.origin[0] + mix(f[i] ?? 0, f[i + 2] ?? 0), this.origin[1] + mix(f[i + 1] ?? 0, f[i + 3] ?? 0)];
  }

  /** The topmost unit drawn within a half width and height of a place; null when none is. Looks at all: 50,000 take a
   * fraction of a millisecond, less than keeping a grid would. */
  hit(x: number, y: number, dx: number, dy: number, atS: number): string | null {
    const f = this.floats;
    const [px, py, now] = [x - this.origin[0], y - this.origin[1], atS - this.base];
    for (let index = this.count - 1, i = index * FLOATS; index >= 0; index -= 1, i -= FLOATS) {
      const fromX = f[i] ?? 0;
      const fromY = f[i + 1] ?? 0;
      const start = f[i + 4] ?? 0;
      const end = f[i + 5] ?? 0;
      const t = end > start ? Math.min(1, Math.max(0, (now - start) / (end - start))) : 1;
      if (Math.abs(fromX + ((f[i + 2] ?? 0) - fromX) * t - px) > dx) continue;
      if (Math.abs(fromY + ((f[i + 3] ?? 0) - fromY) * t - py) <= dy) return this.ids[index] ?? null;
    }
    return null;
  }

  /** How many go to a place in a box, at most `most`; west, north, east, south in Web Mercator. */
  countIn(box: Extent, most: number): number {
    const [w, n, e, s] = this.#near(box);
    const f = this.floats;
    let found = 0;
    for (let i = 2, index = 0; index < this.count && found < most; index += 1, i += FLOATS) {
      const x = f[i] ?? 0;
      const y = f[i + 1] ?? 0;
      if (x >= w && x <= e && y >= n && y <= s) found += 1;
    }
    return found;
  }

  /** The records of those that go to a place in a box, in order. Valid until the next call. */
  within(box: Extent): { bytes: Uint8Array; count: number } {
    const [w, n, e, s] = this.#near(box);
    const f = this.floats;
    if (this.#seen.length < this.bytes.length) this.#seen = new Uint8Array(this.bytes.length);
    let count = 0;
    for (let i = 2, index = 0; index < this.count; index += 1, i += FLOATS) {
      const x = f[i] ?? 0;
      const y = f[i + 1] ?? 0;
      if (x < w || x > e || y < n || y > s) continue;
      this.#seen.set(this.bytes.subarray(index * STRIDE, (index + 1) * STRIDE), count * STRIDE);
      count += 1;
    }
    return { bytes: this.#seen, count };
  }

  #near([west, north, east, south]: Extent): [number, number, number, number] {
    return [west - this.origin[0], north - this.origin[1], east - this.origin[0], south - this.origin[1]];
  }

  #track(row: UnitRow, position: PositionView, nowMs: number, atS: number, sheet: number, signOf: (look: UnitLook) => number): Track {
    const stale = nowMs - position.at_ms > STALE_MS;
    let track = this.#tracks.get(row.id);
    if (!track) {
      const [x, y] = mercator(position.lon, position.lat);
      track = { position, row, stale, sheet: -1, sign: 0, course: 0, courseMs: 0, x, y, fromX: x, fromY: y, start: 0, end: 0 };
      this.#tracks.set(row.id, track);
    } else if (track.position !== position) move(track, position, atS);
    if (track.sheet !== sheet || track.row !== row || track.stale !== stale) {
      track.sign = signOf({ letter: kindLetter(row.type), status: row.status, availability: row.availability, stale });
      [track.sheet, track.row, track.stale] = [sheet, row, stale];
    }
    if (track.course !== 0 && (stale || nowMs - track.courseMs > COURSE_MS)) track.course = 0;
    return track;
  }

  #write(track: Track, id: string): void {
    const index = this.count++;
    const i = index * FLOATS;
    const [x, y] = this.origin;
    this.floats[i] = track.fromX - x;
    this.floats[i + 1] = track.fromY - y;
    this.floats[i + 2] = track.x - x;
    this.floats[i + 3] = track.y - y;
    this.floats[i + 4] = track.start - this.base;
    this.floats[i + 5] = track.end - this.base;
    this.#shorts[(index * STRIDE + AT.sign) / 2] = track.sign;
    this.bytes[index * STRIDE + AT.course] = track.course;
    this.bytes[index * STRIDE + AT.state] = track.stale ? 1 : 0;
    this.ids[index] = id;
    if (track.end > this.movingUntil) this.movingUntil = track.end;
  }

  #room(units: number): void {
    if (units * STRIDE <= this.bytes.length) return;
    const buffer = new ArrayBuffer(STRIDE * 2 ** Math.ceil(Math.log2(Math.max(64, units))));
    this.floats = new Float32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.#shorts = new Uint16Array(buffer);
  }

  // Units that left the floor altogether.
  #forget(): void {
    const here = new Set(this.ids.slice(0, this.count));
    for (const id of this.#tracks.keys()) if (!here.has(id)) this.#tracks.delete(id);
  }
}

// From where it is drawn now to the new fix, unless nobody saw the way between.
function move(track: Track, position: PositionView, atS: number): void {
  const [x, y] = mercator(position.lon, position.lat);
  const gapMs = position.at_ms - track.position.at_ms;
  const toMetres = EARTH_M * Math.cos((position.lat * Math.PI) / 180);
  const [east, south] = [(x - track.x) * toMetres, (y - track.y) * toMetres];
  const metres = Math.hypot(east, south);
  const joined = gapMs > 0 && gapMs <= GAP_MS && metres <= JUMP_M;
  if (joined && metres > 0) {
    const t = track.end > track.start ? Math.min(1, Math.max(0, (atS - track.start) / (track.end - track.start))) : 1;
    track.fromX += (track.x - track.fromX) * t;
    track.fromY += (track.y - track.fromY) * t;
    track.start = atS;
    track.end = atS + Math.min(GLIDE_S, gapMs / 1000);
  } else {
    [track.fromX, track.fromY, track.start, track.end] = [x, y, 0, 0];
  }
  if (joined && metres >= COURSE_M) {
    const turn = (Math.atan2(east, -south) / (2 * Math.PI) + 1) % 1;
    track.course = 1 + (Math.round(turn * 255) % 255);
    track.courseMs = position.at_ms;
  } else if (!joined) track.course = 0;
  [track.x, track.y, track.position] = [x, y, position];
}
