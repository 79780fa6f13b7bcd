/**
 * Our own map styles - dark, light and high contrast - for the tiles the area importer makes.
 *
 * Pure: options in, a MapLibre style out. Knows the tile schema (crates/area, feature.rs); must not know the host,
 * the board or live data. No glyphs and no sprite: text is drawn from system fonts, icons are added by the caller
 * from `icons/map/*.svg` under the names in `mapIcons`. What is drawn and why: docs/maps.md.
 */
import type { StyleSpecification } from 'maplibre-gl';
import { buildingLayer, groundLayers } from './style-ground';
import { palettes, type MapTheme } from './style-palette';
import { AREA_SOURCE, type MapLabels } from './style-parts';
import { houseNumberLayer, nameLayers, placeLayers, safetyLayers } from './style-points';
import { railLayers, roadLayers, roadTextLayers } from './style-roads';

export type { MapTheme } from './style-palette';
export { AREA_SOURCE, type MapLabels } from './style-parts';

export interface AreaStyleOptions {
  theme: MapTheme;
  labels: MapLabels;
  /** The area's box: west, south, east, north, degrees WGS-84. */
  bounds: [number, number, number, number];
  /** For example `tiles://localhost/{area}/{z}/{x}/{y}` with the area filled in. */
  tilesUrl: string;
  /** Largest zoom with tiles, from the area's metadata. */
  maxZoom?: number;
}

/** The layers of a tile. */
export const sourceLayers = [
  'landuse',
  'water',
  'waterway',
  'boundary',
  'building',
  'rail',
  'road',
  'label',
  'housenumber',
  'safety',
  'camera',
  'place',
] as const;

/** Icons the style refers to: add `icons/map/NAME.svg` as an SDF image called `NAME`. */
export const mapIcons = [
  'hospital',
  'clinic',
  'ambulance',
  'fire',
  'police',
  'school',
  'shelter',
  'hydrant',
  'aed',
  'camera',
  'camera-direction',
  'station',
  'oneway',
  'plate',
] as const;

/** One line of the legend. */
export interface LegendEntry {
  /** Message key of its words. */
  key: string;
  /** An icon of `mapIcons`, drawn in the colour; without one, a swatch. */
  icon?: (typeof mapIcons)[number];
  /** A line of dashes instead of a swatch. */
  dashed?: boolean;
  colour: string;
}

/** What the base map's icons and grounds mean, in the colours of the theme. */
export function legend(theme: MapTheme): LegendEntry[] {
  const c = palettes[theme];
  return [
    { key: 'map_legend_hospital', icon: 'hospital', colour: c.care },
    { key: 'map_legend_clinic', icon: 'clinic', colour: c.care },
    { key: 'map_legend_ambulance', icon: 'ambulance', colour: c.care },
    { key: 'map_legend_aed', icon: 'aed', colour: c.care },
    { key: 'map_legend_fire', icon: 'fire', colour: c.fire },
    { key: 'map_legend_hydrant', icon: 'hydrant', colour: c.hydrant },
    { key: 'map_legend_police', icon: 'police', colour: c.police },
    { key: 'map_legend_school', icon: 'school', colour: c.school },
    { key: 'map_legend_shelter', icon: 'shelter', colour: c.shelter },
    { key: 'map_legend_station', icon: 'station', colour: c.station },
    { key: 'map_legend_camera', icon: 'camera', colour: c.camera },
    { key: 'map_legend_camera_direction', icon: 'camera-direction', colour: c.camera },
    { key: 'map_legend_oneway', icon: 'oneway', colour: c.arrow },
    { key: 'map_legend_motorway', colour: c.motorway.fill },
    { key: 'map_legend_major_road', colour: c.primary.fill },
    { key: 'map_legend_closed_road', colour: c.closed, dashed: true },
    { key: 'map_legend_pedestrian', colour: c.pedestrian.fill },
    { key: 'map_legend_water', colour: c.water },
    { key: 'map_legend_green', colour: c.green },
    { key: 'map_legend_building', colour: c.building },
  ];
}

/** The whole style for one area. Live data is added above it by the caller. */
export function areaStyle(options: AreaStyleOptions): StyleSpecification {
  const { labels } = options;
  const c = palettes[options.theme];
  const [west, south, east, north] = options.bounds;
  const box = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return {
    version: 8,
    name: `watchfloor-${options.theme}`,
    sources: {
      'area-box': { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [box] } } },
      [AREA_SOURCE]: {
        type: 'vector',
        tiles: [options.tilesUrl],
        bounds: options.bounds,
        minzoom: 0,
        maxzoom: options.maxZoom ?? 14,
        attribution: '© OpenStreetMap contributors',
      },
    },
    // Of two names in one place the later layer's is kept.
    layers: [
      ...groundLayers(c),
      buildingLayer(c),
      ...railLayers(c),
      ...roadLayers(c),
      houseNumberLayer(c),
      ...roadTextLayers(c, labels),
      ...nameLayers(c, labels),
      ...placeLayers(c, labels),
      ...safetyLayers(c, labels),
    ],
  };
}
