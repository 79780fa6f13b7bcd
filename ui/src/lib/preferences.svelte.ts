// Habits of the person signed on: kept by the host, read once per sign-on. What a value means is the affair of whoever asks;
// fields a later edition wrote are carried along untouched.
import type { ApiError } from './gen/wire';
import { asApiError, command, query } from './host';

/** A kept value: a JSON object. */
export type Kept = Readonly<Record<string, unknown>>;

/** How long a change rests before it is kept, ms: a word typed into a filter is one change. */
const REST_MS = 400;

class Preferences {
  #rows = $state.raw<Readonly<Record<string, Kept>>>({});
  #error = $state.raw<ApiError | null>(null);
  #waiting = new Map<string, string | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The kept value of this name; `undefined` when there is none. Reactive. */
  get(name: string): Kept | undefined {
    return Object.hasOwn(this.#rows, name) ? this.#rows[name] : undefined;
  }

  /** Why the last change could not be kept; it holds in this window all the same. */
  get error(): ApiError | null {
    return this.#error;
  }

  /** Changes fields of a value at once and keeps it; other fields stay as they are. */
  set(name: string, fields: object): void {
    const value = { ...this.get(name), ...fields };
    this.#rows = { ...this.#rows, [name]: value };
    this.#soon(name, JSON.stringify(value));
  }

  /** Goes back to what there was at first. */
  forget(name: string): void {
    const { [name]: _, ...others } = this.#rows;
    this.#rows = others;
    this.#soon(name, null);
  }

  /** Reads what the person signed on has. Without an answer everything is as at first. */
  async load(): Promise<void> {
    this.#waiting.clear();
    this.#rows = {};
    this.#error = null;
    try {
      const kept = await query('preferences', {});
      this.#rows = Object.fromEntries(kept.flatMap(({ name, value }) => objects(name, value)));
    } catch (error) {
      this.#error = asApiError(error);
    }
  }

  /** Keeps now what waits; before somebody else sits down. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [name, value] of waiting) {
      try {
        await command('set_preference', { name, value });
        this.#error = null;
      } catch (error) {
        this.#error = asApiError(error);
      }
    }
  }

  #soon(name: string, value: string | null): void {
    this.#waiting.set(name, value);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), REST_MS);
  }
}

function objects(name: string, text: string): [string, Kept][] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? [[name, value as Kept]] : [];
  } catch {
    return [];
  }
}

/** The habits of the person at this window. */
export const preferences = new Preferences();
