// What a typed text may mean: asked while it is typed, the newest answer only. Every search box has one. It must not know
// what a candidate is used for.

import type { ApiError, MessageLine, SearchRow } from '../gen/wire';
import { asApiError, query } from '../host';

/** How long typing must rest before it is asked, ms. */
export const REST_MS = 60;
/** The wire's limit, characters. */
const MOST = 200;

export interface SearchOptions {
  /** Only places: no units, incidents or cameras. */
  placesOnly: boolean;
  /** What is near is preferred: `[lon, lat]`, such as the middle of the map. */
  near: () => [number, number] | null;
  limit?: number;
}

export class Search {
  #text = $state('');
  #rows = $state.raw<readonly SearchRow[]>([]);
  #notes = $state.raw<readonly MessageLine[]>([]);
  #more = $state(false);
  #error = $state.raw<ApiError | null>(null);
  #at = $state(0);
  /** The text that `rows` answer. */
  #answered = $state('');
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: SearchOptions) {}

  get text(): string {
    return this.#text;
  }
  /** Candidates, best first. They stay while the next answer is awaited, so that the list does not flicker. */
  get rows(): readonly SearchRow[] {
    return this.#rows;
  }
  /** Why nothing or not everything could be searched. */
  get notes(): readonly MessageLine[] {
    return this.#notes;
  }
  get more(): boolean {
    return this.#more;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** The row the keyboard stands on. */
  get at(): number {
    return this.#at;
  }
  /** The row Enter takes: none while the rows answer an older text. */
  get chosen(): SearchRow | undefined {
    return this.current ? this.#rows[this.#at] : undefined;
  }
  /** True when the rows answer what is typed now. */
  get current(): boolean {
    return this.#answered === this.#text.trim();
  }
  /** True when the typed text was asked and means nothing. */
  get nothing(): boolean {
    return this.current && this.#answered !== '' && this.#rows.length === 0 && this.#error === null && this.#notes.length === 0;
  }

  /** The field's text changed. */
  input(text: string): void {
    this.#text = text.slice(0, MOST);
    clearTimeout(this.#timer);
    if (this.#text.trim() === '') this.clear(this.#text);
    else this.#timer = setTimeout(() => void this.ask(), REST_MS);
  }

  /** Asks at once; for Enter pressed before typing came to rest. Resolves when the answer to the present text is held. */
  async ask(): Promise<void> {
    clearTimeout(this.#timer);
    const serial = ++this.#serial;
    const text = this.#text.trim();
    if (text === '') return;
    try {
      const { placesOnly, near, limit = 10 } = this.options;
      const answer = await query('search', { text, near: near(), limit, places_only: placesOnly });
      // A slow answer to an older text must not replace the newer one.
      if (serial !== this.#serial) return;
      [this.#rows, this.#notes, this.#more, this.#error] = [answer.rows, answer.notes, answer.more, null];
    } catch (refused) {
      if (serial !== this.#serial) return;
      [this.#rows, this.#notes, this.#more, this.#error] = [[], [], false, asApiError(refused)];
    }
    this.#answered = text;
    this.#at = 0;
  }

  /** Moves the keyboard's row by `steps`. */
  move(steps: number): void {
    this.#at = Math.max(0, Math.min(this.#rows.length - 1, this.#at + steps));
  }

  /** Stands on a row. */
  point(index: number): void {
    this.#at = index;
  }

  /** Forgets candidates, and answers still on their way. */
  clear(text = ''): void {
    clearTimeout(this.#timer);
    this.#serial += 1;
    this.#text = text;
    this.#rows = [];
    this.#notes = [];
    this.#more = false;
    this.#error = null;
    this.#answered = '';
    this.#at = 0;
  }
}
