// What this window shows of the centre's own layers: which, of which floor, over which base map, and the feature somebody
// asked about. Kept for the next start, but for the feature. Knows the board's rows; knows no map.

import { board } from '../board';
import type { BasemapRow, LayerRow } from '../gen/wire';
import { recall, remember } from '../i18n/stored';
import { kindOf, type LayerKind } from './own-signs';

/** Kinds from the ground up: the many under the few, and what is dangerous over all. */
const UPWARD: readonly LayerKind[] = ['districts', 'other', 'hydrants', 'plans', 'stations', 'hazards'];

/** A feature by its layer's id and its own. */
export interface Feature {
  layer: string;
  feature: string;
}

class OwnChoice {
  #on = $state.raw<Readonly<Record<string, boolean>>>({});
  #floors = $state.raw<Readonly<Record<string, string>>>({});
  #basemap = $state<string | null>(null);
  /** The feature whose card stands on the map. Reactive. */
  card = $state.raw<Feature | null>(null);

  /** Whether a layer is drawn; a new one is. Reactive. */
  isOn(id: string): boolean {
    return this.#on[id] ?? recall(`layer.${id}`, ['on', 'off'], 'on') === 'on';
  }

  toggle(id: string): void {
    const on = !this.isOn(id);
    this.#on = { ...this.#on, [id]: on };
    remember(`layer.${id}`, on ? 'on' : 'off');
    if (!on && this.card?.layer === id) this.card = null;
  }

  /** The floor shown of a layer; null for all. Lasts as long as the window: the next incident starts with all. Reactive. */
  floorOf(layer: LayerRow): string | null {
    const floor = this.#floors[layer.id];
    return floor !== undefined && layer.floors.includes(floor) ? floor : null;
  }

  setFloor(id: string, floor: string | null): void {
    const others = Object.entries(this.#floors).filter(([other]) => other !== id);
    this.#floors = Object.fromEntries(floor === null ? others : [...others, [id, floor]]);
  }

  /** The base map laid over the area's ground; null for none, or when it is no longer there. Reactive. */
  get basemap(): BasemapRow | null {
    const known = board.layers.basemaps.filter((map) => map.fault === null);
    const chosen = this.#basemap ?? recall('basemap', known.map((map) => map.id), '');
    return known.find((map) => map.id === chosen) ?? null;
  }

  setBasemap(id: string): void {
    this.#basemap = id;
    remember('basemap', id);
  }

  /** Layers that are drawn now, what must be seen last and so on top. Reactive. */
  get drawn(): LayerRow[] {
    const rows = board.layers.layers.filter((layer) => layer.fault === null && this.isOn(layer.id));
    return rows.sort((a, b) => UPWARD.indexOf(kindOf(a.kind)) - UPWARD.indexOf(kindOf(b.kind)));
  }
}

/** What this window shows of the centre's own layers. */
export const ownChoice = new OwnChoice();

/** Who must be named on the map as it is now. Reactive. */
export const mapCredit = (): string => [ownChoice.basemap?.attribution, board.area?.attribution].filter(Boolean).join(' · ');
