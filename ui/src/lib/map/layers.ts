// The operational layers over the base map: warnings, cameras, the selection, units and incidents, in that order upward.
// Knows the properties `features.ts` writes; knows no rows and no map.

import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { Palette } from './palette';

/** What the operator can show and hide. */
export const GROUPS = ['incidents', 'units', 'closures', 'sites', 'warnings', 'cameras', 'cones'] as const;
export type Group = (typeof GROUPS)[number];
export type Shown = Record<Group, boolean>;

/** Sources this console fills itself. */
export const SOURCES = ['warnings', 'cameras', 'incidents', 'units', 'selection'] as const;
export type SourceName = (typeof SOURCES)[number];

/** Id of an operational source or layer; the prefix keeps it apart from the base map's. */
export const own = (name: string): string => `floor-${name}`;

/** Layers a click is looked up in, the most specific first, with the kind they stand for. */
export const CLICKABLE = [
  { layer: own('incidents'), kind: 'incident' },
  { layer: own('units'), kind: 'unit' },
  { layer: own('closure-signs'), kind: 'closure' },
  { layer: own('closure-rim'), kind: 'closure' },
  { layer: own('closure-fill'), kind: 'closure' },
  { layer: own('cameras'), kind: 'camera' },
  { layer: own('camera-dots'), kind: 'camera' },
  { layer: own('past-one'), kind: 'incident' },
  { layer: own('warning-labels'), kind: 'warning' },
  { layer: own('warning-fill'), kind: 'warning' },
] as const;

const FONT = ['sans-serif'];
/** From this zoom a camera is a symbol that shows where it looks; below it is a dot. */
const CAMERA_ICON_ZOOM = 16;
const EMPTY: SourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };
const POLYGON: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
const POINT: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
// MapLibre reports both Polygon and MultiPolygon parts as `Polygon` once tiled, and `MultiPolygon` before.
const AREA: ExpressionSpecification = ['any', POLYGON, ['==', ['geometry-type'], 'MultiPolygon']];

type Grouped = { group: Group | null; layer: LayerSpecification };

/** The base style with our sources and layers in their places: hazard areas under the names, the rest on top. */
export function withFloor(base: StyleSpecification, colours: Palette, shown: Shown): StyleSpecification {
  const firstText = base.layers.findIndex((layer) => layer.type === 'symbol');
  const cut = firstText < 0 ? base.layers.length : firstText;
  const visible = ({ group, layer }: Grouped): LayerSpecification =>
    group && !shown[group] ? ({ ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification) : layer;
  const sources = { ...base.sources };
  for (const name of SOURCES) sources[own(name)] = EMPTY;
  return {
    ...base,
    sources,
    layers: [
      ...base.layers.slice(0, cut),
      ...warningAreas(colours).map(visible),
      ...base.layers.slice(cut),
      ...[...cameras(colours), ...warningLabels(colours), ...halo(colours), ...units(colours), ...incidents(colours)].map(visible),
    ],
  };
}

/** The layer ids of one group, for showing and hiding without a new style. */
export function layersOf(group: Group, colours: Palette): string[] {
  const all = [...warningAreas(colours), ...cameras(colours), ...incidents(colours), ...units(colours), ...warningLabels(colours)];
  return all.filter((entry) => entry.group === group).map((entry) => entry.layer.id);
}

function bySeverity(colours: Palette): ExpressionSpecification {
  const pairs = Object.entries(colours.severity).flat();
  return ['match', ['get', 'severity'], ...pairs, colours.severity['Unknown'] ?? colours.ink] as unknown as ExpressionSpecification;
}

function warningAreas(colours: Palette): Grouped[] {
  const source = own('warnings');
  const line = { 'line-color': bySeverity(colours), 'line-width': 2 };
  return [
    {
      group: 'warnings',
      layer: {
        id: own('warning-fill'), type: 'fill', source, filter: AREA,
        paint: { 'fill-pattern': ['get', 'pattern'], 'fill-opacity': 0.4 },
      },
    },
    {
      group: 'warnings',
      layer: { id: own('warning-line'), type: 'line', source, filter: ['all', AREA, ['get', 'actual']], paint: line },
    },
    {
      group: 'warnings',
      layer: {
        id: own('warning-line-exercise'), type: 'line', source, filter: ['all', AREA, ['!', ['get', 'actual']]],
        paint: { ...line, 'line-dasharray': [3, 2] },
      },
    },
  ];
}

function warningLabels(colours: Palette): Grouped[] {
  const source = own('warnings');
  return [
    {
      group: 'warnings',
      layer: {
        id: own('warning-dots'), type: 'circle', source, filter: ['all', POINT, ['get', 'dot']],
        paint: {
          'circle-radius': 7, 'circle-color': colours.rim,
          'circle-stroke-width': 3, 'circle-stroke-color': bySeverity(colours),
        },
      },
    },
    {
      group: 'warnings',
      layer: {
        id: own('warning-labels'), type: 'symbol', source, filter: POINT,
        layout: {
          'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'text-max-width': 16, 'text-line-height': 1.2,
          'text-padding': 4, 'symbol-sort-key': ['-', 0, ['get', 'rank']],
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.2,
        },
        paint: { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 2.5 },
      },
    },
  ];
}

function cameras(colours: Palette): Grouped[] {
  const source = own('cameras');
  return [
    {
      group: 'cones',
      layer: {
        id: own('cones'), type: 'fill', source, minzoom: 13, filter: POLYGON,
        paint: { 'fill-color': colours.cone, 'fill-opacity': 0.12 },
      },
    },
    {
      group: 'cones',
      layer: {
        id: own('cone-edges'), type: 'line', source, minzoom: 15, filter: POLYGON,
        paint: { 'line-color': colours.cone, 'line-width': 1, 'line-opacity': 0.45 },
      },
    },
    {
      group: 'cameras',
      layer: {
        id: own('camera-dots'), type: 'circle', source, maxzoom: CAMERA_ICON_ZOOM, filter: POINT,
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 1, 16, 2.6],
          'circle-color': colours.camera, 'circle-opacity': 0.6,
        },
      },
    },
    {
      group: 'cameras',
      layer: {
        id: own('cameras'), type: 'symbol', source, minzoom: CAMERA_ICON_ZOOM, filter: POINT,
        layout: {
          'icon-image': ['get', 'icon'], 'icon-rotate': ['get', 'azimuth'], 'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true, 'icon-ignore-placement': true,
          'icon-size': ['interpolate', ['linear'], ['zoom'], CAMERA_ICON_ZOOM, 0.7, 18, 1],
        },
      },
    },
  ];
}

// One ring or outline, at once bright and rimmed, so that it stands on any ground.
function halo(colours: Palette): Grouped[] {
  const source = own('selection');
  const outline = (id: string, colour: string, width: number): Grouped => ({
    group: null,
    layer: { id: own(id), type: 'line', source, filter: AREA, paint: { 'line-color': colour, 'line-width': width } },
  });
  const ring = (id: string, colour: string, width: number): Grouped => ({
    group: null,
    layer: {
      id: own(id), type: 'circle', source, filter: POINT,
      paint: { 'circle-radius': 19, 'circle-opacity': 0, 'circle-stroke-color': colour, 'circle-stroke-width': width },
    },
  });
  return [
    outline('halo-area-rim', colours.rim, 7), outline('halo-area', colours.selection, 3.5),
    ring('halo-rim', colours.rim, 5), ring('halo', colours.selection, 2.5),
  ];
}

// Labels are a layer of their own: within one, what is drawn last is placed last, and in a heap the name beside
// the top one would be that of another. One place for a label, so that only the top one of a heap has room.
function incidents(colours: Palette): Grouped[] {
  const source = own('incidents');
  return [
    {
      group: 'incidents',
      layer: {
        id: own('incidents'), type: 'symbol', source,
        layout: {
          'icon-image': ['get', 'icon'], 'icon-anchor': 'bottom', 'icon-allow-overlap': true, 'icon-ignore-placement': false,
          'symbol-sort-key': ['get', 'rank'],
        },
      },
    },
    {
      group: 'incidents',
      layer: {
        id: own('incident-labels'), type: 'symbol', source,
        layout: {
          'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'symbol-sort-key': ['-', 0, ['get', 'rank']],
          'text-anchor': 'left', 'text-offset': [1.25, -2.1],
        },
        paint: { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 2 },
      },
    },
  ];
}

function units(colours: Palette): Grouped[] {
  const source = own('units');
  return [
    {
      group: 'units',
      layer: {
        id: own('units'), type: 'symbol', source,
        layout: {
          'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': false,
          'symbol-sort-key': ['get', 'rank'],
        },
      },
    },
    {
      group: 'units',
      layer: {
        id: own('unit-labels'), type: 'symbol', source, minzoom: 12,
        layout: {
          'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'symbol-sort-key': ['-', 0, ['get', 'rank']],
          'text-anchor': 'top', 'text-offset': [0, 0.85],
        },
        paint: { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 1.8 },
      },
    },
  ];
}
