// One form's call to the host: busy while it runs, the refusal where it was made, the answer in words.
import type { ApiError, Receipt } from '../../lib/gen/wire';
import { asApiError } from '../../lib/host';
import { say, t } from '../../lib/i18n';

/** The state of one form. */
export class Ask {
  #busy = $state(false);
  #error = $state.raw<ApiError | null>(null);
  #done = $state('');

  get busy(): boolean {
    return this.#busy;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** What was done, in words; empty before. */
  get done(): string {
    return this.#done;
  }

  /** Runs a command; the receipt, or `null` when it was refused. */
  async run(work: () => Promise<Receipt>): Promise<Receipt | null> {
    if (this.#busy) return null;
    this.#busy = true;
    this.#error = null;
    this.#done = '';
    try {
      const receipt = await work();
      this.#done = receipt.lines.map(say).join(' ') || t('settings.done');
      return receipt;
    } catch (refused) {
      this.#error = asApiError(refused);
      return null;
    } finally {
      this.#busy = false;
    }
  }

  /** Shows a refusal that did not come from a command. */
  refuse(error: ApiError): void {
    this.#error = error;
  }
}
