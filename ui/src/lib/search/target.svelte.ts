// Whose place a search may set: the call whose form is open, else the selected incident. A form offers itself; the search
// box knows no desk.

import { board } from '../board';
import { command } from '../host';
import { t } from '../i18n';
import { session } from '../session.svelte';

export interface PlaceTarget {
  /** Whose place, in words. */
  label: string;
  take: (place: { lon: number; lat: number; label: string }) => unknown;
}

class PlaceTargets {
  #offered = $state.raw<readonly PlaceTarget[]>([]);

  /** The one a place would go to now; null when nobody wants one. Reactive. */
  get current(): PlaceTarget | null {
    return this.#offered.at(-1) ?? selectedIncident();
  }

  /** Offers a form; the answer takes it back. */
  offer(target: PlaceTarget): () => void {
    this.#offered = [...this.#offered, target];
    return () => {
      this.#offered = this.#offered.filter((other) => other !== target);
    };
  }
}

function selectedIncident(): PlaceTarget | null {
  const row = board.incident(board.selectedIncident);
  if (!row || row.state === 'closed' || !session.may('move_incident')) return null;
  const label = t('search.target_incident', { number: row.number });
  return { label, take: (place) => command('move_incident', { incident: row.id, place }) };
}

/** Where a searched place can go in this window. */
export const placeTargets = new PlaceTargets();
