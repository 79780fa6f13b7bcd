// Hospitals, shelters, stock and tow companies as this window last read them; read again when the floor says they changed.
import { board } from '../board';
import type { ApiError, ResourcesView } from '../gen/wire';
import { asApiError, query } from '../host';

/** The sign before how a hospital takes ambulances; never colour alone. */
export const TRAFFIC: Readonly<Record<string, string>> = { closed: '✕ ', advisory: '▲ ' };

export class Resources {
  #view = $state.raw<ResourcesView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #watchers = 0;
  #serial = 0;
  #stop: (() => void) | undefined;

  /** `null` until read. */
  get view(): ResourcesView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }

  /** Keeps it fresh until the returned stop is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) {
      this.#stop = board.on('resources', () => void this.#ask());
      void this.#ask();
    }
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#stop?.();
    };
  }

  async #ask(): Promise<void> {
    const serial = ++this.#serial;
    try {
      const view = await query('resources', {});
      if (serial !== this.#serial) return;
      this.#view = view;
      this.#error = null;
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }
}

/** The resources this window shows. */
export const resources = new Resources();
