// Where units are: columns of numbers by the unit's handle, so that fifty thousand moving units make no object each and
// nothing reactive. It must not know how anything is drawn.

import type { PositionView, UnitRow } from '../gen/wire';
import { RECORD_WORDS, type Moves } from './moves';

/** More handles than any floor has units; a larger one is a fault of the stream. */
const MOST = 1 << 20;
const PER_DEGREE = 1e7;

export class Positions {
  /** Handles below this have a place in the columns. */
  size = 0;
  /** Degrees, WGS-84. */
  lon = new Float64Array(0);
  lat = new Float64Array(0);
  /** When the fix was taken, UTC milliseconds; NaN where none was heard of. */
  atMs = new Float64Array(0);
  /** Counts the fixes of each unit. */
  fixes = new Uint32Array(0);
  /** How many units were heard of. */
  heard = 0;
  #accuracy = new Float32Array(0);
  #source = new Uint16Array(0);
  #sources: string[] = [];
  #sourceNumbers = new Map<string, number>();
  #handles = new Map<string, number>();

  /** The latest position of a unit. */
  get(id: string): PositionView | undefined {
    const handle = this.#handles.get(id);
    const at_ms = handle === undefined ? NaN : (this.atMs[handle] ?? NaN);
    if (handle === undefined || Number.isNaN(at_ms)) return undefined;
    const accuracy = this.#accuracy[handle] ?? NaN;
    return {
      lon: this.lon[handle] ?? 0,
      lat: this.lat[handle] ?? 0,
      at_ms,
      accuracy_m: Number.isNaN(accuracy) ? null : accuracy,
      source: this.#sources[this.#source[handle] ?? 0] ?? '',
    };
  }

  /** Forgets everything. */
  clear(): void {
    this.#handles.clear();
    this.atMs.fill(NaN);
    this.heard = 0;
  }

  /** Takes a unit's handle from its row, and its position if it has one. */
  learn(row: UnitRow): void {
    const { id, handle, position } = row;
    if (!this.#room(handle)) return;
    this.#handles.set(id, handle);
    // A row that changed for another reason brings a fix that is known: it is no movement.
    if (!position || this.#holds(handle, position)) return;
    this.#put(handle, position.lon, position.lat, position.at_ms, position.accuracy_m ?? NaN, this.#sourceOf(position.source));
  }

  /** Takes the positions of units that moved. False when they cannot be those of this floor. */
  take({ words, count, sources }: Moves): boolean {
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    const known = sources.map((name) => this.#sourceOf(name));
    for (let index = 0, w = 0; index < count; index += 1, w += RECORD_WORDS) {
      const handle = words[w] ?? 0;
      if (handle >= this.size && !this.#room(handle)) return false;
      const last = words[w + 5] ?? 0;
      const atMs = (words[w + 4] ?? 0) + (last & 0xffff) * 0x1_0000_0000;
      this.#put(handle, (signed[w + 1] ?? 0) / PER_DEGREE, (signed[w + 2] ?? 0) / PER_DEGREE, atMs, floats[w + 3] ?? NaN, known[last >>> 16] ?? 0);
    }
    return true;
  }

  #holds(handle: number, { lon, lat, at_ms }: PositionView): boolean {
    const near = (one: number, other: number | undefined) => Math.abs(one - (other ?? NaN)) < 2 / PER_DEGREE;
    return this.atMs[handle] === at_ms && near(lon, this.lon[handle]) && near(lat, this.lat[handle]);
  }

  #put(handle: number, lon: number, lat: number, atMs: number, accuracy: number, source: number): void {
    if (Number.isNaN(this.atMs[handle])) this.heard += 1;
    this.lon[handle] = lon;
    this.lat[handle] = lat;
    this.atMs[handle] = atMs;
    this.#accuracy[handle] = accuracy;
    this.#source[handle] = source;
    this.fixes[handle] = (this.fixes[handle] ?? 0) + 1;
  }

  #sourceOf(name: string): number {
    const known = this.#sourceNumbers.get(name);
    if (known !== undefined) return known;
    // The last number, which names nothing, stands for all names beyond those a column of 16 bits tells apart.
    if (this.#sources.length >= 0xffff) return 0xffff;
    this.#sourceNumbers.set(name, this.#sources.length);
    return this.#sources.push(name) - 1;
  }

  #room(handle: number): boolean {
    if (!(handle < MOST)) return false;
    if (handle < this.size) return true;
    const size = Math.max(64, 2 ** Math.ceil(Math.log2(handle + 1)));
    const longer = <T extends Float64Array | Float32Array | Uint32Array | Uint16Array>(column: T, empty: T): T => {
      empty.set(column);
      return empty;
    };
    const atMs = new Float64Array(size).fill(NaN);
    this.lon = longer(this.lon, new Float64Array(size));
    this.lat = longer(this.lat, new Float64Array(size));
    this.atMs = longer(this.atMs, atMs);
    this.fixes = longer(this.fixes, new Uint32Array(size));
    this.#accuracy = longer(this.#accuracy, new Float32Array(size).fill(NaN));
    this.#source = longer(this.#source, new Uint16Array(size));
    this.size = size;
    return true;
  }
}
