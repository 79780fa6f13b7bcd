// The centre's own layers and one base map of others on the map: sources and layers come and go with what the window shows,
// without a new style. Knows the map; knows no board and no row but those it is given.

import type { LayerSpecification, Map as LibreMap, SourceSpecification } from 'maplibre-gl';
import type { BasemapRow, LayerRow } from '../gen/wire';
import { own } from './layers';
import type { Feature } from './own-choice.svelte';
import { BASEMAP_SOURCE, LAYER_MAX_ZOOM, basemapDrawings, layerDrawings, layerSource } from './own-style';
import { palette } from './palette';
import { basemapTilesUrl, layerTilesUrl } from './tiles';

/** What is drawn: layers with the floor shown of each, and a base map. */
export interface OwnDrawn {
  layers: readonly { row: LayerRow; floor: string | null }[];
  basemap: BasemapRow | null;
}

/** What stands at a place: a feature, or null for a sign that stands for several; whether a sign was hit, or an area or line. */
export interface OwnHit {
  feature: Feature | null;
  sign: boolean;
}

const GROUND = own('basemap-ground');
/** Names, closures and everything that goes on stand above. */
const UNDER = ['reach-fill', 'warning-fill'].map(own);
const OVER = ['closure-fill', 'cones', 'camera-dots', 'incidents'].map(own);

export class OwnLayers {
  #drawn: OwnDrawn = { layers: [], basemap: null };
  /** What each source on the map was made for. */
  #made = new Map<string, string>();

  constructor(private readonly map: LibreMap) {}

  /** Draws these, and nothing else of their kind. */
  set(drawn: OwnDrawn): void {
    this.#drawn = drawn;
    // Until the first style is there, `attach` will draw them.
    if (this.map.getLayer(own('incidents'))) this.#draw();
  }

  /** The map has a new style: nothing of ours is on it. */
  attach(): void {
    this.#made.clear();
    this.#draw();
  }

  /** What is drawn at a place of the canvas; null when nothing of ours is. */
  hit(x: number, y: number, reach: number): OwnHit | null {
    const box: [[number, number], [number, number]] = [[x - reach, y - reach], [x + reach, y + reach]];
    // Signs before areas: an area lies under everything in it.
    for (const part of ['signs', 'line', 'fill']) {
      const ids = this.#drawn.layers.map(({ row }) => `${layerSource(row.id)}-${part}`).filter((id) => this.map.getLayer(id));
      if (ids.length === 0) continue;
      const found = this.map.queryRenderedFeatures(part === 'fill' ? [x, y] : box, { layers: ids })[0];
      if (!found) continue;
      const layer = this.#drawn.layers.find(({ row }) => layerSource(row.id) === found.source)?.row.id;
      const feature: unknown = found.properties['id'];
      if (layer !== undefined) return { feature: typeof feature === 'string' ? { layer, feature } : null, sign: part === 'signs' };
    }
    return null;
  }

  #draw(): void {
    const wanted = new Map<string, string>();
    const { basemap } = this.#drawn;
    if (basemap) wanted.set(BASEMAP_SOURCE, `${basemap.id} ${basemap.added_ms}`);
    // Another file under the same id is other tiles.
    for (const { row } of this.#drawn.layers) wanted.set(layerSource(row.id), `${row.id} ${row.added_ms} ${row.kind}`);
    for (const [source, made] of this.#made) if (wanted.get(source) !== made) this.#remove(source);
    if (basemap && !this.#made.has(BASEMAP_SOURCE)) this.#addBasemap(basemap);
    for (const { row, floor } of this.#drawn.layers) {
      if (this.#made.has(layerSource(row.id))) this.#refloor(row, floor);
      else this.#addLayer(row, floor);
    }
    this.#made = wanted;
  }

  #addBasemap(basemap: BasemapRow): void {
    const bounds = basemap.bounds;
    const tiles = { tiles: [basemapTilesUrl(basemap.id)], bounds, minzoom: basemap.min_zoom, maxzoom: basemap.max_zoom };
    const vector = basemap.format === 'vector';
    this.map.addSource(BASEMAP_SOURCE, (vector ? { type: 'vector', ...tiles } : { type: 'raster', tileSize: 256, ...tiles }) as SourceSpecification);
    const below = this.#first(UNDER);
    if (vector) {
      // Its own ground, or the area's streets would show between those of the other map.
      const [west, south, east, north] = bounds;
      const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
      this.map.addSource(GROUND, { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } } });
      this.map.addLayer({ id: GROUND, type: 'fill', source: GROUND, minzoom: basemap.min_zoom, paint: { 'fill-color': palette().rim } }, below);
    }
    for (const layer of basemapDrawings(basemap, palette())) this.#add(layer, below);
  }

  #addLayer(row: LayerRow, floor: string | null): void {
    const source = layerSource(row.id);
    const bounds = row.bounds ? { bounds: row.bounds } : {};
    this.map.addSource(source, { type: 'vector', tiles: [layerTilesUrl(row.id)], minzoom: 0, maxzoom: LAYER_MAX_ZOOM, ...bounds });
    const { under, over } = layerDrawings(row, floor, palette());
    for (const layer of under) this.#add(layer, this.#first(UNDER));
    for (const layer of over) this.#add(layer, this.#first(OVER));
  }

  #refloor(row: LayerRow, floor: string | null): void {
    const { under, over } = layerDrawings(row, floor, palette());
    for (const layer of [...under, ...over]) {
      if ('filter' in layer && this.map.getLayer(layer.id)) this.map.setFilter(layer.id, layer.filter);
    }
  }

  #add(layer: LayerSpecification, below: string | undefined): void {
    if (!this.map.getLayer(layer.id)) this.map.addLayer(layer, below);
  }

  #remove(source: string): void {
    this.#made.delete(source);
    const ours = this.map.getStyle().layers.filter((layer) => 'source' in layer && layer.source === source);
    for (const { id } of ours) this.map.removeLayer(id);
    if (this.map.getSource(source)) this.map.removeSource(source);
    if (source !== BASEMAP_SOURCE || !this.map.getSource(GROUND)) return;
    this.map.removeLayer(GROUND);
    this.map.removeSource(GROUND);
  }

  #first(ids: readonly string[]): string | undefined {
    return ids.find((id) => this.map.getLayer(id));
  }
}
