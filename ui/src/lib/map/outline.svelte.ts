// An outline drawn on the map for somebody who asked: corners by click or by the cross and Space, Enter ends it, Esc gives up.
// One per window. It must not know what it is for.
import { withPoint } from '../closures/draft.svelte';
import type { Point } from './geometry';

/** Corners of an area at least. */
const LEAST = 3;

export class Outline {
  #label = $state<string | null>(null);
  #points = $state.raw<readonly Point[]>([]);
  #settle: ((points: readonly Point[] | null) => void) | undefined;

  /** True while corners are taken. */
  get active(): boolean {
    return this.#label !== null;
  }
  /** What it is drawn for. */
  get label(): string {
    return this.#label ?? '';
  }
  get points(): readonly Point[] {
    return this.#points;
  }
  /** How many corners are still missing. */
  get missing(): number {
    return Math.max(0, LEAST - this.#points.length);
  }

  /** Asks for an outline; whoever asked before gets none. */
  ask(label: string): Promise<readonly Point[] | null> {
    this.cancel();
    this.#label = label;
    return new Promise((settle) => (this.#settle = settle));
  }
  add(at: Point): void {
    if (this.active) this.#points = withPoint(this.#points, at);
  }
  back(): void {
    this.#points = this.#points.slice(0, -1);
  }
  /** Gives it to who asked; nothing while corners are missing. */
  finish(): void {
    if (this.active && this.missing === 0) this.#end(this.#points);
  }
  cancel(): void {
    this.#end(null);
  }

  #end(points: readonly Point[] | null): void {
    const settle = this.#settle;
    [this.#label, this.#points, this.#settle] = [null, [], undefined];
    settle?.(points);
  }
}

/** The outline that is drawn in this window. */
export const outline = new Outline();
