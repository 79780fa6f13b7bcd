// Acknowledging a warning from any list, once, and keeping a refusal where it can be shown.
import type { ApiError } from '../../lib/gen/wire';
import { asApiError, command } from '../../lib/host';

class Acknowledging {
  #busy = new Set<string>();
  #refusal = $state.raw<{ key: string; error: ApiError } | null>(null);

  /** The last refusal, and of which warning. Reactive. */
  get refusal(): { key: string; error: ApiError } | null {
    return this.#refusal;
  }

  /** Acknowledges; a second press while the first is under way does nothing. */
  async run(key: string): Promise<void> {
    if (this.#busy.has(key)) return;
    this.#busy.add(key);
    this.#refusal = null;
    try {
      await command('acknowledge_warning', { warning: key });
    } catch (thrown) {
      this.#refusal = { key, error: asApiError(thrown) };
    } finally {
      this.#busy.delete(key);
    }
  }
}

export const acknowledging = new Acknowledging();
