// What is at a place, asked when the asker comes to rest: forms of the coordinates under the pointer, and the address,
// crossing and street at a place that was clicked. An older answer never replaces a newer one.

import type { ApiError, WhereaboutsView } from '../gen/wire';
import { asApiError, query } from '../host';
import type { Point } from './geometry';

export class Whereabouts {
  #at = $state.raw<Point | null>(null);
  #view = $state.raw<WhereaboutsView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `restMs`: how long the place must stay the same before it is asked. */
  constructor(private readonly restMs: number) {}

  /** The place asked about. */
  get at(): Point | null {
    return this.#at;
  }
  /** The answer for exactly that place; null while it is awaited. */
  get view(): WhereaboutsView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }

  /** Asks about a place; null forgets. */
  ask(at: Point | null): void {
    clearTimeout(this.#timer);
    this.#serial += 1;
    [this.#at, this.#view, this.#error] = [at, null, null];
    if (at) this.#timer = setTimeout(() => void this.#fetch(at, this.#serial), this.restMs);
  }

  async #fetch([lon, lat]: Point, serial: number): Promise<void> {
    try {
      const view = await query('whereabouts', { lon, lat });
      if (serial === this.#serial) this.#view = view;
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }
}
