// The keys of the person signed on: the console's own, and those they chose instead.
import { preferences } from '../preferences.svelte';
import { give, keysOf, readChosen, type ActionId, type Given } from './actions';

class Keymap {
  readonly #chosen = $derived(readChosen(preferences.get('keys')?.map));
  readonly #keys = $derived(keysOf(this.#chosen));

  /** The key of an action; empty when it has none. Reactive. */
  of(id: ActionId): string {
    return this.#keys[id];
  }
  /** True when a person chose it. */
  isChosen(id: ActionId): boolean {
    return this.#chosen[id] !== undefined;
  }
  /** True when any key was chosen. */
  get changed(): boolean {
    return Object.keys(this.#chosen).length > 0;
  }

  /** Gives a key to an action and keeps it, unless that is refused. */
  give(id: ActionId, keys: string): Given {
    const given = give(this.#chosen, id, keys);
    if (given.ok) preferences.set('keys', { map: given.chosen });
    return given;
  }

  /** Every action has its first key again. */
  reset(): void {
    preferences.set('keys', { map: {} });
  }
}

/** The keys of this window. */
export const keymap = new Keymap();
