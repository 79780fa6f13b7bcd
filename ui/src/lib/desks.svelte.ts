// Which desk is in front, and what the operator asked of it by a key. It must not know how a desk answers.
import type { Key } from './i18n';

/** The desks, in the order of the rail and of Ctrl+1 … Ctrl+6. */
export const DESKS = ['watch', 'dispatch', 'warnings', 'cameras', 'review', 'settings'] as const;
export type DeskName = (typeof DESKS)[number];
/** What a key asks of the desk it leads to. */
export type Intent = 'intake' | 'ring' | 'search' | 'units' | 'status' | 'note' | 'map' | 'open' | 'recommend' | 'board' | 'radio';

/** The message that names a desk. */
export const deskKey = (desk: DeskName): Key => `desk.${desk}`;

function fromAddress(): DeskName {
  const asked = /^#\/([a-z]+)/.exec(location.hash)?.[1];
  return DESKS.find((desk) => desk === asked) ?? 'watch';
}

class DeskSwitch {
  #current = $state<DeskName>(fromAddress());
  #intent = $state.raw<{ desk: DeskName; what: Intent; serial: number } | null>(null);
  #serial = 0;
  /** True in a window that shows one desk only. */
  readonly solo = location.hash.includes('solo');

  /** The desk in front. Reactive. */
  get current(): DeskName {
    return this.#current;
  }
  /** What was last asked of a desk; the desk takes it by its `serial`, once. Reactive. */
  get intent(): { desk: DeskName; what: Intent; serial: number } | null {
    return this.#intent;
  }

  /** Brings a desk to the front, and asks something of it. */
  go(desk: DeskName, what?: Intent): void {
    if (!this.solo) this.#current = desk;
    if (what) this.#intent = { desk, what, serial: ++this.#serial };
  }

  /** The desk has done what was asked. */
  done(): void {
    this.#intent = null;
  }
}

/** The desk switch of this window. */
export const desks = new DeskSwitch();
