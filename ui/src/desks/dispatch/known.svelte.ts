// What is known of a call's place and of its caller, asked for when typing rests. It must not know how it is shown.
import type { ApiError, AtPlaceView } from '../../lib/gen/wire';
import { asApiError, query } from '../../lib/host';
import type { Intake } from './intake.svelte';

/** How long typing must rest, ms. */
export const REST_MS = 200;
/** Shortest telephone number worth asking about, in digits. */
const LEAST_DIGITS = 5;
/** Rows of each kind: what fits under a form. */
const LIMIT = 3;

/** What is asked for a call as typed so far; `null` while neither its place nor its number is known. */
export function asked(intake: Intake) {
  const place = intake.understood;
  const phone = intake.callerPhone.trim();
  const number = (phone.match(/\d/g)?.length ?? 0) >= LEAST_DIGITS ? phone : null;
  if (!place && !number) return null;
  return { lon: place?.lon ?? null, lat: place?.lat ?? null, label: place?.words.slice(0, 200) || null, phone: number, except: null, limit: LIMIT };
}

export class Known {
  #view = $state.raw<AtPlaceView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = '';

  /** What is known; `null` before anything was asked. */
  get view(): AtPlaceView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }

  /** What is typed has changed. */
  ask(question: ReturnType<typeof asked>): void {
    const key = JSON.stringify(question);
    // Letters of the report change nothing about the place.
    if (key === this.#last) return;
    this.#last = key;
    clearTimeout(this.#timer);
    const serial = ++this.#serial;
    if (!question) {
      this.#view = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#fetch(question, serial), REST_MS);
  }

  async #fetch(question: NonNullable<ReturnType<typeof asked>>, serial: number): Promise<void> {
    try {
      const view = await query('at_place', question);
      if (serial === this.#serial) [this.#view, this.#error] = [view, null];
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }

  /** Stops asking. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#serial += 1;
  }
}
