// The units that reach the selected incident first, kept fresh while somebody looks: at once after a closure or a change of
// the incident, within a second after a unit's status, every five seconds while units move. One per window.

import { board } from '../board';
import { Fresh } from '../fresh';
import type { ApiError, ClosestView, RouteView } from '../gen/wire';
import { asApiError, query } from '../host';
import { delayed, dropped, moved, type Dropped } from './words';

/** Least time between two questions because units moved, ms. */
export const MOVED_MS = 5_000;
const COUNT = 8;

export class Closest {
  #incident = $state<string | null>(null);
  #view = $state.raw<ClosestView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #moved = $state.raw<ReadonlyMap<string, number | 'new'>>(new Map());
  #delayed = $state.raw<ReadonlyMap<string, number>>(new Map());
  #dropped = $state.raw<readonly Dropped[]>([]);
  #unit = $state<string | null>(null);
  #route = $state.raw<{ unit: string; view: RouteView } | null>(null);
  #routeError = $state.raw<ApiError | null>(null);
  #kind = $state('');
  #place = '';
  #serial = 0;
  #fresh = new Fresh({ follow: () => this.#follow(), wanted: () => this.#incident !== null, ask: () => void this.#ask(), movedMs: MOVED_MS });

  /** The incident the answer is for; null when none with a place is selected. */
  get incident(): string | null {
    return this.#incident;
  }
  /** The answer; that of another incident never shows. */
  get view(): ClosestView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** What the last change of closures did to the order: the place a unit had before. */
  get moved(): ReadonlyMap<string, number | 'new'> {
    return this.#moved;
  }
  /** What it did to drive times, s. */
  get delayed(): ReadonlyMap<string, number> {
    return this.#delayed;
  }
  /** Units the last change of closures took out of the list, as long as they are not back. */
  get dropped(): readonly Dropped[] {
    return this.#dropped.filter(({ unit }) => !this.#view?.rows.some((row) => row.unit === unit));
  }
  /** The unit whose way is drawn. */
  get unit(): string | null {
    return this.#unit;
  }
  get route(): { unit: string; view: RouteView } | null {
    return this.#route;
  }
  get routeError(): ApiError | null {
    return this.#routeError;
  }

  /** Only units of this type; empty for all. Ends with the incident, so that no filter is forgotten. */
  get kind(): string {
    return this.#kind;
  }
  setKind(kind: string): void {
    this.#kind = kind;
    this.#serial += 1;
    this.#forget();
    this.#fresh.soon();
  }

  /** Keeps the answer fresh until the returned stop is called; several may look at once. */
  watch(): () => void {
    return this.#fresh.watch();
  }

  /** Draws the way of a unit; the same again takes it away. */
  choose(unit: string | null): void {
    this.#unit = unit === this.#unit ? null : unit;
    [this.#route, this.#routeError] = [null, null];
    if (this.#unit) void this.#askRoute();
  }

  #follow(): void {
    const id = board.selectedIncident;
    const row = board.incident(id);
    const place = row?.place && row.state !== 'closed' ? `${id} ${row.place.lon} ${row.place.lat}` : '';
    if (place === this.#place) return;
    this.#place = place;
    this.#serial += 1;
    this.#incident = place ? id : null;
    this.#forget();
    this.#kind = '';
    this.choose(null);
    if (place) this.#fresh.soon();
    else this.#fresh.rest();
  }

  #forget(): void {
    [this.#view, this.#error] = [null, null];
    [this.#moved, this.#delayed, this.#dropped] = [new Map(), new Map(), []];
  }

  async #ask(): Promise<void> {
    const incident = this.#incident;
    if (incident === null) return;
    const serial = ++this.#serial;
    try {
      const view = await query('closest', { incident, k: COUNT, type: this.#kind || null });
      if (serial !== this.#serial) return;
      if (this.#view && this.#view.closure_set !== view.closure_set) {
        [this.#moved, this.#delayed, this.#dropped] = [moved(this.#view, view), delayed(this.#view, view), dropped(this.#view, view)];
      }
      [this.#view, this.#error] = [view, null];
      if (this.#unit) void this.#askRoute();
    } catch (refused) {
      // An order that cannot be worked out now is not shown as if it held.
      if (serial === this.#serial) [this.#view, this.#error] = [null, asApiError(refused)];
    }
  }

  async #askRoute(): Promise<void> {
    const [unit, serial] = [this.#unit, this.#serial];
    const [from, to] = [unit ? board.positions.get(unit) : undefined, board.incident(this.#incident)?.place];
    if (!unit || !from || !to) return;
    const same = () => unit === this.#unit && serial === this.#serial;
    try {
      const view = await query('route', { from: [from.lon, from.lat], to: [to.lon, to.lat], profile: this.#view?.profile ?? null });
      if (same()) [this.#route, this.#routeError] = [{ unit, view }, null];
    } catch (refused) {
      if (same()) [this.#route, this.#routeError] = [null, asApiError(refused)];
    }
  }
}

/** The closest units of this window. */
export const closest = new Closest();
