// Which service an incident type belongs to: asked once from the host, since the catalogue does not change on the floor.

import { query } from '../host';

class Services {
  #byType = $state.raw<ReadonlyMap<string, string>>(new Map());
  #asked = false;

  /** `fire`, `ems`, `police`, `traffic` or `utility`; empty while unknown. Reactive. */
  of(typeCode: string): string {
    return this.#byType.get(typeCode) ?? '';
  }

  /** How many types are known. Reactive. */
  get known(): number {
    return this.#byType.size;
  }

  /** Asks the host, once it answers; a failure is tried again with the next call. */
  async load(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const { types } = await query('catalogue', {});
      this.#byType = new Map(types.map((type) => [type.code, type.service]));
    } catch {
      this.#asked = false;
    }
  }
}

/** Services by incident type. */
export const services = new Services();
