// A closure being drawn, then described. One per window; nothing is closed before `save` was answered. It must not know how
// it is drawn or which keys lead here.

import { clockTick } from '../board';
import type { ApiError, ClosureRow } from '../gen/wire';
import { asApiError, command } from '../host';
import { stamp, zoneName } from '../i18n';
import type { Point } from '../map/geometry';
import { when } from './when';

export type Shape = 'line' | 'polygon';
/** `idle` → `drawing` → `form` → `idle`; back to `drawing` by `redraw`. */
export type Stage = 'idle' | 'drawing' | 'form';

/** Least points of a shape; the engine's rule, asked before the form so that nobody describes a closure that cannot be. */
export const LEAST: Record<Shape, number> = { line: 2, polygon: 3 };
/** The engine's limit. */
export const MOST = 1_000;
const SAME_DEGREES = 1e-7;

/** The points with one more; the same again (a double click) and what is past the limit is not added. */
export function withPoint(points: readonly Point[], at: Point): readonly Point[] {
  const last = points.at(-1);
  const same = last !== undefined && Math.abs(last[0] - at[0]) < SAME_DEGREES && Math.abs(last[1] - at[1]) < SAME_DEGREES;
  return same || points.length >= MOST ? points : [...points, at];
}

export class ClosureDraft {
  #stage = $state<Stage>('idle');
  #shape = $state<Shape>('line');
  #points = $state.raw<readonly Point[]>([]);
  #id = $state<string | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #busy = $state(false);
  /** What the form holds, as typed. */
  reason = $state('');
  from = $state('');
  until = $state('');
  mayPass = $state(false);

  constructor(private readonly nowMs: () => number = () => clockTick.exact()) {}

  get stage(): Stage {
    return this.#stage;
  }
  get shape(): Shape {
    return this.#shape;
  }
  get points(): readonly Point[] {
    return this.#points;
  }
  /** The closure being changed; null for a new one. */
  get id(): string | null {
    return this.#id;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }
  /** How many points are still missing. */
  get missing(): number {
    return Math.max(0, LEAST[this.#shape] - this.#points.length);
  }
  /** The times as read; `undefined` where what was typed is no time. */
  get times(): { from: number | null | undefined; until: number | null | undefined } {
    const now = this.nowMs();
    const from = when(this.from, now, zoneName());
    return { from, until: when(this.until, from ?? now, zoneName()) };
  }

  /** Starts a new one. What was being drawn is given up. */
  begin(shape: Shape): void {
    this.#reset('drawing', shape);
  }

  /** The shape may be chosen as long as nothing says otherwise; the points stay. */
  setShape(shape: Shape): void {
    if (this.#stage === 'drawing') this.#shape = shape;
  }

  /** Changes one that is set: its form first, its points kept until redrawn. */
  edit(row: ClosureRow): void {
    this.#reset('form', row.shape === 'polygon' ? 'polygon' : 'line');
    this.#id = row.id;
    this.#points = row.points;
    this.reason = row.reason;
    this.from = row.from_ms === null ? '' : stamp(row.from_ms).slice(0, 16);
    this.until = row.until_ms === null ? '' : stamp(row.until_ms).slice(0, 16);
    this.mayPass = row.emergency_may_pass;
  }

  add(at: Point): void {
    if (this.#stage === 'drawing') this.#points = withPoint(this.#points, at);
  }

  /** Takes the last point away. */
  back(): void {
    if (this.#stage === 'drawing') this.#points = this.#points.slice(0, -1);
  }

  /** Ends drawing; false while points are missing. */
  finish(): boolean {
    if (this.#stage !== 'drawing' || this.missing > 0) return false;
    this.#stage = 'form';
    return true;
  }

  /** Draws anew; what the form holds stays. */
  redraw(): void {
    if (this.#stage !== 'form') return;
    this.#points = [];
    this.#stage = 'drawing';
  }

  /** Gives up; nothing was closed. */
  cancel(): void {
    this.#reset('idle', this.#shape);
  }

  /** Closes the roads; the answer is the closure's id, or null when it was refused and the form stays. */
  async save(): Promise<string | null> {
    if (this.#stage !== 'form' || this.#busy) return null;
    const { from, until } = this.times;
    const unread = from === undefined ? 'from_ms' : until === undefined ? 'until_ms' : null;
    if (unread) {
      this.#error = { code: 'bad_argument', key: 'closure.time_unread', message: 'not a time', field: unread, params: {} };
      return null;
    }
    this.#busy = true;
    this.#error = null;
    try {
      const points = this.#points.map(([lon, lat]): [number, number] => [lon, lat]);
      const receipt = await command('set_closure', {
        id: this.#id, shape: this.#shape, points, reason: this.reason.trim(), from_ms: from, until_ms: until, emergency_may_pass: this.mayPass,
      });
      const id = receipt.id ?? this.#id ?? '';
      this.#reset('idle', this.#shape);
      return id;
    } catch (refused) {
      this.#error = asApiError(refused);
      return null;
    } finally {
      this.#busy = false;
    }
  }

  #reset(stage: Stage, shape: Shape): void {
    this.#stage = stage;
    this.#shape = shape;
    this.#points = [];
    this.#id = null;
    this.#error = null;
    this.reason = this.from = this.until = '';
    this.mayPass = false;
  }
}

/** The closure this window is drawing. */
export const draft = new ClosureDraft();
