// The codes an operator chooses from, asked once per sign-on.
import type { Catalogue } from './gen/wire';
import { query } from './host';
import { coded } from './i18n';
import type { Choice } from './widgets/choices';

class Codes {
  #held = $state.raw<Catalogue>({ types: [], priorities: ['E', '1', '2', '3', '4'], dispositions: [], statuses: [], roles: [], status_codes: 'canonical', local_codes: [], numbering_template: '', numbering_reset: 'daily' });

  /** The catalogue; empty lists until it came. */
  get all(): Catalogue {
    return this.#held;
  }
  /** Incident types with their labels. */
  get types(): Choice[] {
    return this.#held.types.map(({ code }) => ({ code, label: coded('type', code) }));
  }
  /** Dispositions with their labels. */
  get dispositions(): Choice[] {
    return this.#held.dispositions.map((code) => ({ code, label: coded('disposition', code) }));
  }
  /** The set of local status codes in force. */
  get statusCodes(): string {
    return this.#held.status_codes;
  }
  /** Codes of that set as they are typed. */
  get localCodes(): readonly string[] {
    return this.#held.local_codes;
  }
  /** The service that leads a type: `fire`, `ems`, `police`, `traffic`, `utility`; `null` when the type is unknown. */
  serviceOf(type: string): string | null {
    return this.#held.types.find(({ code }) => code === type)?.service ?? null;
  }
  /** The priority a type has unless told otherwise. */
  priorityOf(type: string): string | null {
    return this.#held.types.find(({ code }) => code === type)?.default_priority ?? null;
  }

  /** Asks the host. */
  async load(): Promise<void> {
    this.#held = await query('catalogue', {});
  }
}

/** The codes of this console. */
export const codes = new Codes();
