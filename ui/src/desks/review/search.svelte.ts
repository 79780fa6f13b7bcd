// The history search: what was asked, and what the log answered. A later question wins over a slower earlier answer.
import type { ApiError, IncidentRow } from '../../lib/gen/wire';
import { asApiError, query } from '../../lib/host';
import { zoneName } from '../../lib/i18n';
import { instant } from '../../lib/i18n/day';

/** Most incidents asked for at once. */
export const LIMIT = 200;

/** One search; kept while the desk lives. */
export class HistorySearch {
  text = $state('');
  from = $state('');
  to = $state('');
  state = $state<'any' | 'open' | 'closed'>('any');
  #found = $state.raw<readonly IncidentRow[] | null>(null);
  #busy = $state(false);
  #error = $state.raw<ApiError | null>(null);
  #serial = 0;

  /** Incidents that fit, newest first; `null` before the first search. */
  get found(): readonly IncidentRow[] | null {
    return this.#found;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** True when a day was written in a way that is not understood. */
  get badFrom(): boolean {
    return this.from.trim() !== '' && instant(this.from, zoneName()) === undefined;
  }
  get badTo(): boolean {
    return this.to.trim() !== '' && instant(this.to, zoneName()) === undefined;
  }

  /** Asks the log. */
  async run(): Promise<void> {
    if (this.badFrom || this.badTo) return;
    const serial = ++this.#serial;
    this.#busy = true;
    this.#error = null;
    try {
      const found = await query('history', {
        text: this.text.trim(),
        from_ms: instant(this.from, zoneName()) ?? null,
        to_ms: instant(this.to, zoneName()) ?? null,
        closed: this.state === 'any' ? null : this.state === 'closed',
        limit: LIMIT,
      });
      if (serial === this.#serial) this.#found = found;
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    } finally {
      if (serial === this.#serial) this.#busy = false;
    }
  }
}
