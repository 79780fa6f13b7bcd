// Measuring on the map: points one after another, the way along them, and the area they enclose. One per window.

import { areaM2, geodesicM, lengthM } from './geodesy';
import type { Point } from './geometry';

export class Measure {
  #active = $state(false);
  #points = $state.raw<readonly Point[]>([]);

  /** True while points are taken. What was measured stays drawn until it is cleared. */
  get active(): boolean {
    return this.#active;
  }
  get points(): readonly Point[] {
    return this.#points;
  }
  /** Metres along the points. */
  get length(): number {
    return lengthM(this.#points);
  }
  /** Square metres inside the points, when they are taken as a ring. */
  get area(): number {
    return areaM2(this.#points);
  }
  /** Metres from the first point to each. */
  get marks(): number[] {
    let sum = 0;
    return this.#points.map((point, index) => (sum += index === 0 ? 0 : geodesicM(this.#points[index - 1] as Point, point)));
  }

  start(): void {
    this.#active = true;
    this.#points = [];
  }
  add(at: Point): void {
    const last = this.#points.at(-1);
    if (this.#active && !(last && last[0] === at[0] && last[1] === at[1])) this.#points = [...this.#points, at];
  }
  back(): void {
    if (this.#active) this.#points = this.#points.slice(0, -1);
  }
  /** Keeps what was measured on the map. */
  finish(): void {
    this.#active = false;
  }
  /** Ends it and clears the map. */
  clear(): void {
    this.#active = false;
    this.#points = [];
  }
}

/** The measuring of this window. */
export const measure = new Measure();
