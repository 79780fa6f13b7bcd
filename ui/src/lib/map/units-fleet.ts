// Live units as the numbers a graphics card takes: where each is, from where it glides and until when, its sign, its
// course. Pure: rows in, one buffer out; knows no WebGL and no map.

import type { Positions } from '../board';
import type { UnitRow } from '../gen/wire';
import { STALE_MS } from './features';
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

/** The times in the buffer count from a moment at most so long ago, seconds: 32-bit floats then tell milliseconds. */
const BASE_S = 1_024;

/** Web Mercator of a place, 0..1 on either axis, y from the north. */
export const mercator = (lon: number, lat: number): [number, number] => [mercatorX(lon), mercatorY(lat)];

const mercatorX = (lon: number): number => (lon + 180) / 360;

function mercatorY(lat: number): number {
  const sin = Math.sin((Math.max(-85.051, Math.min(85.051, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export class Fleet {
  /** Where the offsets count from: near the units, so that 32-bit floats are exact to the centimetre. */
  origin: [number, number] = [0, 0];
  count = 0;
  /** Unit ids in the order of the buffer, the last on top. */
  ids: string[] = [];
  /** The time the times in the buffer count from, seconds. */
  base = 0;
  /** How many have a course. */
  headed = 0;
  /** Until when something glides, seconds. */
  movingUntil = -Infinity;
  floats = new Float32Array(0);
  bytes = new Uint8Array(0);
  #shorts = new Uint16Array(0);
  #seen = new Uint8Array(0);
  #taken = new Uint8Array(0);
  // What is drawn: rows in the order of the buffer, and what that order was made of.
  #order: UnitRow[] = [];
  #of: { rows: readonly UnitRow[]; top: string | undefined; heard: number } | null = null;
  // By handle. Web Mercator, 0..1, y from the north; times in seconds but those of fixes.
  #tracks = new Tracks();

  /**
   * Takes the rows in. `nowMs`: the floor's time; `atS`: the time of drawing, seconds, in which units glide;
   * `sheet`: number of the sheet that `signOf` draws on. Units never heard of or off duty are left out.
   */
  update(rows: readonly UnitRow[], positions: Positions, nowMs: number, atS: number, sheet: number, signOf: (look: UnitLook) => number, top?: string): void {
    const same = this.#of?.rows === rows && this.#of.top === top && this.#of.heard === positions.heard;
    if (!same) this.#arrange(rows, positions, top);
    const tracks = this.#tracks;
    if (!(atS - this.base < BASE_S)) this.base = atS;
    this.movingUntil = -Infinity;
    this.headed = 0;
    for (let index = 0; index < this.count; index += 1) {
      const row = this.#order[index] as UnitRow;
      const handle = row.handle;
      const atMs = positions.atMs[handle] ?? 0;
      tracks.follow(handle, positions, atS);
      const stale = nowMs - atMs > STALE_MS;
      if (tracks.looks[handle] !== row || tracks.sheet[handle] !== sheet || tracks.stale[handle] !== Number(stale)) {
        tracks.sign[handle] = signOf({ letter: kindLetter(row.type), status: row.status, availability: row.availability, stale });
        tracks.looks[handle] = row;
        tracks.sheet[handle] = sheet;
        tracks.stale[handle] = Number(stale);
      }
      if (tracks.course[handle] !== 0 && (stale || nowMs - (tracks.courseMs[handle] ?? 0) > COURSE_MS)) tracks.course[handle] = 0;
      if (index === 0) this.origin = [tracks.x[handle] ?? 0, tracks.y[handle] ?? 0];
      this.#write(index, handle);
    }
  }

  // Who is drawn, and over whom: those on a run over the others, the chosen one over all.
  #arrange(rows: readonly UnitRow[], positions: Positions, top: string | undefined): void {
    const [plain, busy, chosen]: [UnitRow[], UnitRow[], UnitRow[]] = [[], [], []];
    for (const row of rows) {
      if (row.status === 'OFF' || Number.isNaN(positions.atMs[row.handle] ?? NaN)) this.#tracks.forget(row.handle);
      else (row.id === top ? chosen : row.incident ? busy : plain).push(row);
    }
    this.#order = plain.concat(busy, chosen);
    this.#of = { rows, top, heard: positions.heard };
    this.count = this.#order.length;
    this.ids = this.#order.map((row) => row.id);
    this.#tracks.room(positions.size);
    this.#room(this.count);
  }

  /** Where a unit is drawn at a time, Web Mercator. */
  shown(index: number, atS: number): [number, number] {
    const f = this.floats;
    const i = index * FLOATS;
    const [start, end] = [f[i + 4] ?? 0, f[i + 5] ?? 0];
    const t = glided(atS - this.base, start, end);
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
      const t = glided(now, start, end);
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

  /**
   * Of those seen in a box at a time only the topmost of each cell, in order: where signs are dots, what lies under another
   * by less than a cell cannot be told apart. `columns` by `rows` cells cover the box. Valid until the next call.
   */
  tops(box: Extent, columns: number, rows: number, atS: number): { bytes: Uint8Array; count: number } {
    const [w, n, e, s] = this.#near(box);
    const { floats: f, bytes } = this;
    const cells = columns * rows;
    if (this.#taken.length < cells) this.#taken = new Uint8Array(cells);
    else this.#taken.fill(0, 0, cells);
    if (this.#seen.length < bytes.length) this.#seen = new Uint8Array(bytes.length);
    const [from, to] = [new Uint32Array(bytes.buffer), new Uint32Array(this.#seen.buffer)];
    const [perX, perY, now] = [columns / (e - w), rows / (s - n), atS - this.base];
    // From the top down, so written from the end: the order stays.
    let put = to.length;
    for (let index = this.count - 1, i = index * FLOATS; index >= 0; index -= 1, i -= FLOATS) {
      const t = glided(now, f[i + 4] ?? 0, f[i + 5] ?? 0);
      const fromX = f[i] ?? 0;
      const fromY = f[i + 1] ?? 0;
      const column = Math.floor((fromX + ((f[i + 2] ?? 0) - fromX) * t - w) * perX);
      const row = Math.floor((fromY + ((f[i + 3] ?? 0) - fromY) * t - n) * perY);
      if (column < 0 || column >= columns || row < 0 || row >= rows || this.#taken[row * columns + column] !== 0) continue;
      this.#taken[row * columns + column] = 1;
      for (let word = FLOATS - 1; word >= 0; word -= 1) to[--put] = from[i + word] ?? 0;
    }
    return { bytes: this.#seen.subarray(put * 4), count: (to.length - put) / FLOATS };
  }

  #near([west, north, east, south]: Extent): [number, number, number, number] {
    return [west - this.origin[0], north - this.origin[1], east - this.origin[0], south - this.origin[1]];
  }

  #write(index: number, handle: number): void {
    const { floats, bytes } = this;
    const tracks = this.#tracks;
    const i = index * FLOATS;
    const [x, y] = this.origin;
    const end = tracks.end[handle] ?? 0;
    floats[i] = (tracks.fromX[handle] ?? 0) - x;
    floats[i + 1] = (tracks.fromY[handle] ?? 0) - y;
    floats[i + 2] = (tracks.x[handle] ?? 0) - x;
    floats[i + 3] = (tracks.y[handle] ?? 0) - y;
    floats[i + 4] = (tracks.start[handle] ?? 0) - this.base;
    floats[i + 5] = end - this.base;
    this.#shorts[(index * STRIDE + AT.sign) / 2] = tracks.sign[handle] ?? 0;
    bytes[index * STRIDE + AT.course] = tracks.course[handle] ?? 0;
    bytes[index * STRIDE + AT.state] = tracks.stale[handle] ?? 0;
    if (tracks.course[handle] !== 0) this.headed += 1;
    if (end > this.movingUntil) this.movingUntil = end;
  }

  #room(units: number): void {
    if (units * STRIDE <= this.bytes.length) return;
    const buffer = new ArrayBuffer(STRIDE * 2 ** Math.ceil(Math.log2(Math.max(64, units))));
    this.floats = new Float32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.#shorts = new Uint16Array(buffer);
  }
}

/** What is remembered of each unit between two updates, in columns by handle. */
class Tracks {
  /** How many fixes of the unit were followed; 0 for a unit that is not drawn. */
  followed = new Uint32Array(0);
  fixMs = new Float64Array(0);
  x = new Float64Array(0);
  y = new Float64Array(0);
  fromX = new Float64Array(0);
  fromY = new Float64Array(0);
  start = new Float64Array(0);
  end = new Float64Array(0);
  course = new Uint8Array(0);
  courseMs = new Float64Array(0);
  sign = new Uint16Array(0);
  sheet = new Uint32Array(0);
  stale = new Uint8Array(0);
  /** The row each sign was made of. */
  looks: (UnitRow | undefined)[] = [];

  room(size: number): void {
    if (size <= this.followed.length) return;
    const longer = <T extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: T, empty: T): T => {
      empty.set(column);
      return empty;
    };
    for (const name of ['fixMs', 'x', 'y', 'fromX', 'fromY', 'start', 'end', 'courseMs'] as const) this[name] = longer(this[name], new Float64Array(size));
    for (const name of ['followed', 'sheet'] as const) this[name] = longer(this[name], new Uint32Array(size));
    for (const name of ['course', 'stale'] as const) this[name] = longer(this[name], new Uint8Array(size));
    this.sign = longer(this.sign, new Uint16Array(size));
  }

  /** The unit is not drawn any more: when it is again, nobody saw the way. */
  forget(handle: number): void {
    if (handle < this.followed.length) this.followed[handle] = 0;
    this.looks[handle] = undefined;
  }

  /** From where it is drawn now to its newest fix, unless nobody saw the way between. */
  follow(handle: number, positions: Positions, atS: number): void {
    const before = this.followed[handle] ?? 0;
    const fixes = positions.fixes[handle] ?? 0;
    if (before === fixes) return;
    const lat = positions.lat[handle] ?? 0;
    const atMs = positions.atMs[handle] ?? 0;
    const x = mercatorX(positions.lon[handle] ?? 0);
    const y = mercatorY(lat);
    const gapMs = atMs - (this.fixMs[handle] ?? 0);
    const toMetres = EARTH_M * Math.cos((lat * Math.PI) / 180);
    const east = (x - (this.x[handle] ?? 0)) * toMetres;
    const south = (y - (this.y[handle] ?? 0)) * toMetres;
    const metres = Math.sqrt(east * east + south * south);
    const joined = before !== 0 && gapMs > 0 && gapMs <= GAP_MS && metres <= JUMP_M;
    if (joined && metres > 0) {
      const t = glided(atS, this.start[handle] ?? 0, this.end[handle] ?? 0);
      const [fromX, fromY] = [this.fromX[handle] ?? 0, this.fromY[handle] ?? 0];
      this.fromX[handle] = fromX + ((this.x[handle] ?? 0) - fromX) * t;
      this.fromY[handle] = fromY + ((this.y[handle] ?? 0) - fromY) * t;
      this.start[handle] = atS;
      this.end[handle] = atS + Math.min(GLIDE_S, gapMs / 1000);
    } else {
      [this.fromX[handle], this.fromY[handle], this.start[handle], this.end[handle]] = [x, y, 0, 0];
    }
    if (joined && metres >= COURSE_M) {
      const turn = (Math.atan2(east, -south) / (2 * Math.PI) + 1) % 1;
      this.course[handle] = 1 + (Math.round(turn * 255) % 255);
      this.courseMs[handle] = atMs;
    } else if (!joined) this.course[handle] = 0;
    [this.x[handle], this.y[handle], this.fixMs[handle], this.followed[handle]] = [x, y, atMs, fixes];
  }
}

// How much of a way was gone at a time, 0..1.
const glided = (atS: number, start: number, end: number): number => (end > start ? Math.min(1, Math.max(0, (atS - start) / (end - start))) : 1);
