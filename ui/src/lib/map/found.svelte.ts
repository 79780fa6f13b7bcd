// The place the operator searched for last, marked on the map until Esc. One per window.

import type { Point } from './geometry';

export interface Found {
  label: string;
  lon: number;
  lat: number;
}

class FoundPlace {
  #place = $state.raw<Found | null>(null);

  /** What is marked; null when nothing is. Reactive. */
  get place(): Found | null {
    return this.#place;
  }
  get point(): Point | null {
    return this.#place ? [this.#place.lon, this.#place.lat] : null;
  }
  mark(place: Found): void {
    this.#place = { label: place.label, lon: place.lon, lat: place.lat };
  }
  clear(): void {
    this.#place = null;
  }
}

/** The found place of this window. */
export const found = new FoundPlace();
