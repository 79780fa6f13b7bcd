// One GeoJSON source kept in step with its rows: rebuilt when touched, paced, and pushed only when it differs.
// Knows neither the map nor what the features mean.

import type { FeatureCollection } from 'geojson';
import { Paced } from './paced';

export class LiveSource {
  #pace: Paced;
  #pushed = '';

  /** `everyMs`: least time between two pushes. */
  constructor(
    everyMs: number,
    private readonly build: () => FeatureCollection,
    private readonly push: (data: FeatureCollection) => void,
  ) {
    this.#pace = new Paced(everyMs, () => this.#update());
  }

  /** The rows may have changed. */
  touch(): void {
    this.#pace.touch();
  }

  /** The map has a new, empty source: gives it the data whatever was pushed before. */
  refill(): void {
    this.#pushed = '';
    this.#update();
  }

  stop(): void {
    this.#pace.stop();
  }

  #update(): void {
    const data = this.build();
    const text = JSON.stringify(data);
    if (text === this.#pushed) return;
    this.#pushed = text;
    this.push(data);
  }
}
