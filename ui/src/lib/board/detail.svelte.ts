// One incident in full, fetched again whenever its row or its units change. Shared by the desks that show one.
import type { ApiError, IncidentDetail, TimelineRow } from '../gen/wire';
import { asApiError, query } from '../host';

/** How long changes are gathered before asking again, ms. */
const GATHER_MS = 120;

/** Follows one incident; `null` follows none. */
export class IncidentFollow {
  #detail = $state.raw<IncidentDetail | null>(null);
  #timeline = $state.raw<readonly TimelineRow[]>([]);
  #error = $state.raw<ApiError | null>(null);
  #id: string | null = null;
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The incident; the former one never shows under a new id. */
  get detail(): IncidentDetail | null {
    return this.#detail;
  }
  /** What happened, oldest first. */
  get timeline(): readonly TimelineRow[] {
    return this.#timeline;
  }
  /** Why it could not be read. */
  get error(): ApiError | null {
    return this.#error;
  }

  /** Shows another incident, or the same again because something changed. */
  follow(id: string | null): void {
    clearTimeout(this.#timer);
    if (id !== this.#id) {
      this.#id = id;
      this.#detail = null;
      this.#timeline = [];
      this.#error = null;
      if (id) void this.#fetch(id);
      return;
    }
    if (id) this.#timer = setTimeout(() => void this.#fetch(id), GATHER_MS);
  }

  async #fetch(id: string): Promise<void> {
    const serial = ++this.#serial;
    try {
      const [detail, timeline] = await Promise.all([query('incident', { id }), query('timeline', { stream: `incident/${id}` })]);
      if (serial !== this.#serial || id !== this.#id) return;
      this.#detail = detail;
      this.#timeline = timeline;
      this.#error = null;
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }
}
