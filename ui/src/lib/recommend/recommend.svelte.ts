// Whom to send to the selected incident, kept fresh while somebody looks: at once after the incident or a closure changed,
// within a second after a unit's status, every ten seconds while units move. One per window.

import { board } from '../board';
import type { ApiError, RecommendView } from '../gen/wire';
import { asApiError, command, query } from '../host';
import { say } from '../i18n';

/** Least time between two questions because units moved, ms. */
const MOVED_MS = 10_000;
/** Because a unit's status changed. */
const STATUS_MS = 1_000;
/** Changes that come together are one. */
const GATHER_MS = 50;

export class Recommend {
  #incident = $state<string | null>(null);
  #view = $state.raw<RecommendView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #next = $state(false);
  #left = $state.raw<ReadonlySet<string>>(new Set());
  #said = $state.raw<readonly string[]>([]);
  #sending = $state(false);
  #key = '';
  #serial = 0;
  #lastMs = -Infinity;
  #dueMs = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchers = 0;
  #stops: (() => void)[] = [];

  /** The incident the answer is for; null when none with a place is selected. */
  get incident(): string | null {
    return this.#incident;
  }
  get view(): RecommendView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** The next alarm level is shown: what it adds. */
  get next(): boolean {
    return this.#next;
  }
  /** What the last sending did, in words. */
  get said(): readonly string[] {
    return this.#said;
  }
  get sending(): boolean {
    return this.#sending;
  }
  /** Units proposed and not left out, soonest first as listed. */
  get units(): readonly { unit: string; call_sign: string }[] {
    const proposed = (this.#view?.needs ?? []).flatMap((need) => need.units).filter((unit) => !unit.already_there);
    return proposed.filter((unit) => !this.#left.has(unit.unit));
  }
  takes(unit: string): boolean {
    return !this.#left.has(unit);
  }

  /** Leaves a unit out, or takes it in again. */
  toggle(unit: string): void {
    const left = new Set(this.#left);
    if (!left.delete(unit)) left.add(unit);
    this.#left = left;
  }

  /** Shows what the next level adds; again shows the level the incident stands at. */
  step(): void {
    this.#next = !this.#next;
    this.#forget();
    this.#askAt(performance.now());
  }

  /** Keeps the answer fresh until the returned stop is called; several may look at once. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) {
      this.#stops = [
        board.on('selection', () => this.#follow()),
        board.on('incidents', () => this.#follow()),
        board.on('closures', () => this.#askAt(performance.now() + GATHER_MS)),
        board.on('area', () => this.#askAt(performance.now() + GATHER_MS)),
        board.on('units', () => this.#later(STATUS_MS)),
        board.on('positions', () => this.#later(MOVED_MS)),
      ];
      this.#follow();
      // Whoever comes back to look must not read an old answer.
      this.#askAt(performance.now());
    }
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers > 0) return;
      this.#stops.splice(0).forEach((stop) => stop());
      this.#forgetTimer();
    };
  }

  /** Sends what is shown and ticked; exactly that is recorded with it. */
  async send(): Promise<void> {
    const [view, incident, units] = [this.#view, this.#incident, this.units.map((unit) => unit.unit)];
    if (!view || incident === null || this.#sending || (units.length === 0 && !this.#next)) return;
    this.#sending = true;
    try {
      const receipt = this.#next
        ? await command('raise_alarm', { incident, level: view.level, units, shown: view.id })
        : await command('assign_units', { incident, units, divert: false, shown: view.id });
      this.#next = false;
      this.#forget();
      this.#said = receipt.lines.map(say);
    } catch (refused) {
      // What was ticked stays ticked: a person decides again.
      this.#error = asApiError(refused);
    } finally {
      this.#sending = false;
      this.#askAt(performance.now());
    }
  }

  #follow(): void {
    const id = board.selectedIncident;
    const row = board.incident(id);
    const open = row?.place && row.state !== 'closed' ? row : null;
    const key = open ? `${id} ${open.place?.lon} ${open.place?.lat} ${open.type_code} ${open.priority} ${open.level}` : '';
    if (key === this.#key) return;
    this.#key = key;
    if (this.#incident !== (open ? id : null)) this.#said = [];
    this.#incident = open ? id : null;
    this.#next = false;
    this.#forget();
    if (open) this.#askAt(performance.now());
    else this.#forgetTimer();
  }

  #forget(): void {
    this.#serial += 1;
    [this.#view, this.#error] = [null, null];
    this.#left = new Set();
  }

  #later(sinceLastMs: number): void {
    this.#askAt(Math.max(performance.now() + GATHER_MS, this.#lastMs + sinceLastMs));
  }

  // The earliest wish holds: a closure does not wait for the next movement.
  #askAt(dueMs: number): void {
    if (this.#incident === null || this.#watchers === 0 || dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => void this.#ask(), Math.max(0, dueMs - performance.now()));
  }

  #forgetTimer(): void {
    clearTimeout(this.#timer);
    this.#dueMs = Infinity;
  }

  async #ask(): Promise<void> {
    const incident = this.#incident;
    this.#dueMs = Infinity;
    this.#lastMs = performance.now();
    if (incident === null || this.#sending) return;
    const serial = ++this.#serial;
    const level = this.#next ? (board.incident(incident)?.level ?? 1) + 1 : null;
    try {
      const view = await query('recommend', { incident, at: null, type_code: null, priority: null, level });
      if (serial === this.#serial) [this.#view, this.#error] = [view, null];
    } catch (refused) {
      // A list that cannot be worked out now is not shown as if it held.
      if (serial === this.#serial) [this.#view, this.#error] = [null, asApiError(refused)];
    }
  }
}

/** The recommendation of this window. */
export const recommendation = new Recommend();
