// What the available units reach in four and in eight minutes, as a layer of the map. Asked only while it is shown, and at
// most every fifteen seconds: it is for looking where cover is thin, not for following one unit.

import { board } from '../board';
import type { ApiError, ReachView } from '../gen/wire';
import { asApiError, query } from '../host';
import { Paced } from './paced';

/** 240 s is the travel time of NFPA 1710 (90 % of calls); 480 s twice that. */
export const REACH_SECONDS = [240, 480];
const PACE_MS = 15_000;

export class Reach {
  #on = $state(false);
  #view = $state.raw<ReachView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #askedMs = $state<number | null>(null);
  #serial = 0;
  #stops: (() => void)[] = [];
  #pace = new Paced(PACE_MS, () => void this.#ask());

  get on(): boolean {
    return this.#on;
  }
  get view(): ReachView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** The floor's time when the present answer was asked for. */
  get askedMs(): number | null {
    return this.#askedMs;
  }

  toggle(): void {
    this.#on = !this.#on;
    this.#serial += 1;
    this.#stops.splice(0).forEach((stop) => stop());
    this.#pace.stop();
    if (!this.#on) {
      [this.#view, this.#error, this.#askedMs] = [null, null, null];
      return;
    }
    const touch = () => this.#pace.touch();
    this.#stops = [board.on('units', touch), board.on('positions', touch), board.on('area', touch), board.on('closures', () => void this.#ask())];
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const serial = ++this.#serial;
    const askedMs = board.nowMs;
    try {
      const view = await query('reach', { seconds: REACH_SECONDS });
      if (serial === this.#serial) [this.#view, this.#error, this.#askedMs] = [view, null, askedMs];
    } catch (refused) {
      if (serial === this.#serial) [this.#view, this.#error, this.#askedMs] = [null, asApiError(refused), askedMs];
    }
  }
}

/** The reach layer of this window. */
export const reach = new Reach();
