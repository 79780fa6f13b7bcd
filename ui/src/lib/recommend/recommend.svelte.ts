// Whom to send to the selected incident, kept fresh while somebody looks: at once after the incident or a closure changed,
// within a second after a unit's status, every ten seconds while units move. One per window.

import { board } from '../board';
import { Fresh } from '../fresh';
import type { ApiError, RecommendView } from '../gen/wire';
import { asApiError, command, query } from '../host';
import { say } from '../i18n';

/** Least time between two questions because units moved, ms. */
const MOVED_MS = 10_000;

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
  #fresh = new Fresh({ follow: () => this.#follow(), wanted: () => this.#incident !== null, ask: () => void this.#ask(), movedMs: MOVED_MS });

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
    this.#fresh.soon();
  }

  /** Keeps the answer fresh until the returned stop is called; several may look at once. */
  watch(): () => void {
    return this.#fresh.watch();
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
      this.#fresh.soon();
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
    if (open) this.#fresh.soon();
    else this.#fresh.rest();
  }

  #forget(): void {
    this.#serial += 1;
    [this.#view, this.#error] = [null, null];
    this.#left = new Set();
  }

  async #ask(): Promise<void> {
    const incident = this.#incident;
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
