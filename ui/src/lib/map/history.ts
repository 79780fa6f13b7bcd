// Past incidents on the map: tiles the host makes, clustered there, drawn as counts and, close up, as single numbered
// marks. Knows the map and the tiles' layer; knows no row.

import type { LayerSpecification, Map as LibreMap, VectorTileSource } from 'maplibre-gl';
import { own } from './layers';
import { palette, type Palette } from './palette';
import { Paced } from './paced';
import { pastTilesUrl } from './tiles';

/** How far back the map looks. */
export const PAST_RANGES = ['off', 'day', 'month', 'all'] as const;
export type PastRange = (typeof PAST_RANGES)[number];

/** The layer of single past incidents, which can be clicked. */
const PAST_ONE = own('past-one');
const SOURCE = own('past');
const LAYER = 'past';
/** The deepest tiles the host makes. */
const MAX_ZOOM = 17;
/** A range moves with the time, and incidents close: tiles are asked for anew this often at most, milliseconds. */
const REFRESH_MS = 60_000;
const FONT = ['sans-serif'];

export class PastIncidents {
  #range: PastRange = 'off';
  #anew = new Paced(REFRESH_MS, () => this.#reload());

  constructor(private readonly map: LibreMap) {}

  /** Shows another stretch of the past, or none. */
  set(range: PastRange): void {
    if (range === this.#range) return;
    this.#range = range;
    if (this.map.isStyleLoaded() || this.map.getLayer(own('incidents'))) this.attach();
  }

  /** The map has a new style, or another range is wanted. */
  attach(): void {
    for (const { id } of layers(palette())) if (this.map.getLayer(id)) this.map.removeLayer(id);
    if (this.map.getSource(SOURCE)) this.map.removeSource(SOURCE);
    if (this.#range === 'off') return;
    this.map.addSource(SOURCE, { type: 'vector', tiles: [pastTilesUrl(this.#range)], minzoom: 0, maxzoom: MAX_ZOOM });
    // Below everything that goes on now.
    const below = ['warning-dots', 'camera-dots', 'incidents'].map(own).find((id) => this.map.getLayer(id));
    for (const layer of layers(palette())) this.map.addLayer(layer, below);
  }

  /** An incident closed or was opened again. */
  touch(): void {
    if (this.#range !== 'off') this.#anew.touch();
  }

  stop(): void {
    this.#anew.stop();
  }

  #reload(): void {
    const source = this.map.getSource<VectorTileSource>(SOURCE);
    if (!source || this.#range === 'off') return;
    source.setTiles([pastTilesUrl(this.#range)]);
  }
}

/** Counts by area of a disc, since an eye compares areas; single ones as rings, so that they are told from live signs. */
function layers(colours: Palette): LayerSpecification[] {
  const base = { source: SOURCE, 'source-layer': LAYER } as const;
  const paint = { 'circle-color': colours.rim, 'circle-stroke-color': colours.camera, 'circle-opacity': 0.75 } as const;
  return [
    {
      ...base, id: own('past-many'), type: 'circle', filter: ['>', ['get', 'n'], 1],
      paint: {
        ...paint, 'circle-stroke-width': 1.5,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 6, 10, 10, 100, 15, 320, 20],
      },
    },
    {
      ...base, id: PAST_ONE, type: 'circle', filter: ['==', ['get', 'n'], 1],
      paint: { ...paint, 'circle-stroke-width': 2, 'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 2.5, 16, 5] },
    },
    {
      ...base, id: own('past-counts'), type: 'symbol', filter: ['>', ['get', 'n'], 1],
      layout: {
        'text-field': ['case', ['<', ['get', 'n'], 1000], ['to-string', ['get', 'n']], ['concat', ['to-string', ['round', ['/', ['get', 'n'], 1000]]], 'k']],
        'text-font': FONT, 'text-size': 10.5, 'text-allow-overlap': true, 'text-ignore-placement': true,
      },
      paint: { 'text-color': colours.ink },
    },
    {
      ...base, id: own('past-numbers'), type: 'symbol', minzoom: 15.5, filter: ['==', ['get', 'n'], 1],
      layout: {
        'text-field': ['concat', ['get', 'number'], ' · ', ['get', 'priority']],
        'text-font': FONT, 'text-size': 11, 'text-anchor': 'top', 'text-offset': [0, 0.6], 'text-optional': true,
      },
      paint: { 'text-color': colours.camera, 'text-halo-color': colours.rim, 'text-halo-width': 1.6 },
    },
  ];
}
