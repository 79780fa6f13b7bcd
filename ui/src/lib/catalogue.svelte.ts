// The codes an operator chooses from, asked once per sign-on.
import type { Catalogue, QuestionView } from './gen/wire';
import { query } from './host';
import { coded, nameBy } from './i18n';
import type { Choice } from './widgets/choices';

class Codes {
  #held = $state.raw<Catalogue>({ types: [], priorities: ['E', '1', '2', '3', '4'], dispositions: [], kinds: [], statuses: [], roles: [], numbering_template: '', numbering_reset: 'daily', unknown_type: '', default_disposition: '', status_codes: 'canonical', local_codes: [] });

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
    return this.#held.dispositions.map(({ code }) => ({ code, label: coded('disposition', code) }));
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

  /** What the call taker asks for a type, in order. */
  questionsOf(type: string): readonly QuestionView[] {
    return this.#held.types.find(({ code }) => code === type)?.questions ?? [];
  }

  /** Asks the host. */
  async load(): Promise<void> {
    this.#held = await query('catalogue', {});
  }
}

/** The codes of this console. */
export const codes = new Codes();

// A type that a newer plan no longer has keeps its code: an open incident is still called something.
nameBy('type', (type) => codes.all.types.find(({ code }) => code === type)?.label);
nameBy('disposition', (end) => codes.all.dispositions.find(({ code }) => code === end)?.label);
nameBy('unit_type', (sort) => codes.all.kinds.find(({ kind }) => kind === sort.toLowerCase())?.label);
nameBy('capability', (can) => codes.all.kinds.find(({ kind }) => kind === can)?.label);
