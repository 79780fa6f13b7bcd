// Rails, roads and what is written on them: names, numbers, arrows.
//
// A road is a wide line under a narrow one. Both are one layer each for all classes, sorted by class and level, so that a
// junction shows no seams; bridges are drawn once more on top, since only they have a rim across what they cross.

import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from './style-palette';
import {
  BOLD, FONT, byClass, flagged, isClass, labelText, lineOf, shared, sharedByZoom, stepped, symbolOf,
  type Expression, type Filter, type MapLabels,
} from './style-parts';

const PATH = ['path', 'steps', 'cycleway'];

interface RoadKind {
  classes: string[];
  /** Width in pixels at the zooms of `ROAD_ZOOMS`; 0 hides it. */
  widths: number[];
  /** What its rim adds, both sides together, at the same zooms: none where a rim would be wider than its road. */
  rims: number[];
  paint: (c: Palette) => { fill: string; rim: string };
}

const ROAD_ZOOMS = [5, 8, 10, 12, 13, 14, 16, 18, 20];
const BROAD = [0, 0.6, 1, 1.2, 1.4, 1.6, 2, 2.4, 3];
const NARROW = [0, 0, 0, 0, 0, 0.8, 1.6, 2, 2.6];

/** From the least to the most important: later ones are drawn on top. */
const roadKinds: RoadKind[] = [
  { classes: ['service', 'track'], widths: [0, 0, 0, 0, 0, 0.7, 2.6, 7, 20], rims: [0, 0, 0, 0, 0, 0, 1.2, 1.6, 2], paint: (c) => c.service },
  { classes: ['pedestrian', 'living_street'], widths: [0, 0, 0, 0, 0.6, 1.4, 4.6, 12, 34], rims: NARROW, paint: (c) => c.pedestrian },
  { classes: ['unclassified', 'residential'], widths: [0, 0, 0, 0.5, 1, 1.8, 5.5, 14, 40], rims: NARROW, paint: (c) => c.minor },
  { classes: ['tertiary'], widths: [0, 0, 0, 0.9, 1.6, 2.7, 7.5, 18, 50], rims: [0, 0, 0, 0, 0.7, 1, 1.6, 2, 2.6], paint: (c) => c.minor },
  { classes: ['secondary'], widths: [0, 0.5, 0.9, 1.6, 2.3, 3.5, 9, 21, 56], rims: [0, 0, 0, 0.8, 1, 1.2, 1.8, 2.2, 3], paint: (c) => c.secondary },
  { classes: ['primary'], widths: [0, 0.7, 1.3, 2, 2.8, 4.1, 10, 23, 60], rims: [0, 0, 0.6, 1, 1.2, 1.4, 2, 2.2, 3], paint: (c) => c.primary },
  { classes: ['trunk'], widths: [0.6, 1, 1.5, 2.4, 3.3, 4.5, 10.5, 25, 64], rims: BROAD, paint: (c) => c.trunk },
  { classes: ['motorway'], widths: [0.8, 1.3, 2, 2.9, 3.9, 5, 11, 26, 66], rims: BROAD, paint: (c) => c.motorway },
];
const STREETS = roadKinds.flatMap((kind) => kind.classes);
/** A slip road beside the road it serves. */
const LINK_SHARE = 0.65;
/** From this zoom bridges are drawn over what they cross. */
const BRIDGE_ZOOM = 13;

/** One value per kind of road, chosen by class. */
function perKind<T extends number | string>(value: (kind: RoadKind, index: number) => T, other: T): Expression {
  return byClass(roadKinds.map((kind, index) => [kind.classes, value(kind, index)]), other);
}

/** Width of roads by zoom and class, with or without their rims; links are narrower. */
function roadWidth(weight: number, rim: boolean): Expression {
  const width = (at: number, share: number) =>
    perKind(({ widths, rims }) => {
      const own = (widths[at] ?? 0) * weight * share;
      const edge = rim ? (rims[at] ?? 0) : 0;
      return rim && edge === 0 ? 0 : own + edge;
    }, 0);
  const stops = ROAD_ZOOMS.flatMap((zoom, at) => [zoom, ['case', flagged('link'), width(at, LINK_SHARE), width(at, 1)]]);
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as Expression;
}

export function railLayers(c: Palette): LayerSpecification[] {
  const open: Expression = ['!', flagged('tunnel')];
  return [
    {
      ...lineOf('rail'),
      id: 'rail',
      minzoom: 10,
      filter: ['all', open, ['step', ['zoom'], ['!', isClass('tram')], 15, true]] as Filter,
      paint: {
        'line-color': shared(c.rail),
        'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], ...[[10, 0.6], [14, 1.2], [18, 2.6]].flatMap(([zoom = 0, width = 0]) => [
          zoom, ['case', ['any', flagged('service'), isClass('tram')], width * 0.6 * c.weight, width * c.weight],
        ])] as unknown as Expression,
      },
    },
    {
      ...lineOf('rail'),
      id: 'rail-ties',
      minzoom: 14.5,
      filter: ['all', open, isClass('rail', 'narrow')] as Filter,
      paint: {
        'line-color': c.rail,
        'line-width': sharedByZoom([[14.5, 3], [18, 8]], c.weight),
        'line-dasharray': [0.25, 2.2],
        'line-opacity': 0.8,
      },
    },
  ];
}

export function roadLayers(c: Palette): LayerSpecification[] {
  const base = lineOf('road');
  const tunnel = flagged('tunnel');
  const street: Expression = ['all', ['!', tunnel], isClass(...STREETS)];
  // Links lie under the roads they join; what is on a level lies above what it crosses.
  const order: Expression = [
    '+',
    perKind((_, index) => index * 2, 0),
    ['case', flagged('link'), -1, 0],
    ['*', 20, ['coalesce', ['get', 'layer'], 0]],
  ];
  const fills = perKind((kind) => kind.paint(c).fill, c.minor.fill);
  const rims = perKind((kind) => kind.paint(c).rim, c.minor.rim);
  const [narrow, wide] = [roadWidth(c.weight, false), roadWidth(c.weight, true)];
  const rounded = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': order } as const;
  // A bridge ends where it ends: round ends would lie over the street that goes on.
  const cut = { 'line-join': 'round', 'line-sort-key': order } as const;
  const onBridge = ['all', street, flagged('bridge')] as Filter;
  return [
    {
      ...base,
      id: 'ferry',
      minzoom: 10,
      filter: isClass('ferry') as Filter,
      paint: { 'line-color': c.waterText, 'line-width': sharedByZoom([[10, 0.7], [18, 1.2]]), 'line-dasharray': [3, 3], 'line-opacity': 0.5 },
    },
    {
      ...base,
      id: 'paved',
      minzoom: 10,
      filter: isClass('runway', 'taxiway', 'pier') as Filter,
      paint: {
        'line-color': shared(c.bare),
        'line-width': [
          'interpolate', ['exponential', 1.5], ['zoom'],
          10, byClass([[['pier'], 0]], 1), 13, byClass([[['pier'], 0.5]], 7), 18, byClass([[['pier'], 4]], 120),
        ],
      },
    },
    {
      ...base,
      id: 'tunnel',
      minzoom: 8,
      filter: ['all', tunnel, isClass(...STREETS)] as Filter,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.tunnel, 'line-width': narrow, 'line-dasharray': [1.2, 0.6] },
    },
    {
      ...base,
      id: 'path',
      minzoom: 15,
      filter: ['all', ['!', tunnel], isClass(...PATH)] as Filter,
      paint: { 'line-color': c.path, 'line-width': sharedByZoom([[15, 0.6], [18, 1.8]], c.weight), 'line-dasharray': [2, 1.4] },
    },
    { ...base, id: 'road-casing', minzoom: 8, filter: street as Filter, layout: rounded, paint: { 'line-color': rims, 'line-width': wide } },
    { ...base, id: 'road', minzoom: 5, filter: street as Filter, layout: rounded, paint: { 'line-color': fills, 'line-width': narrow } },
    { ...base, id: 'bridge-casing', minzoom: BRIDGE_ZOOM, filter: onBridge, layout: cut, paint: { 'line-color': rims, 'line-width': wide } },
    { ...base, id: 'bridge', minzoom: BRIDGE_ZOOM, filter: onBridge, layout: cut, paint: { 'line-color': fills, 'line-width': narrow } },
    {
      ...base,
      id: 'road-closed',
      minzoom: 15.5,
      filter: ['all', street, flagged('closed')] as Filter,
      paint: { 'line-color': c.closed, 'line-width': sharedByZoom([[15.5, 0.8], [18, 2.2]], c.weight), 'line-dasharray': [2, 2] },
    },
  ];
}

/** Shortest numbers only: a plate holds some eight letters. */
const PLATE_LETTERS = 8;

export function roadTextLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const text = labelText(labels);
  const MAIN = ['motorway', 'trunk'];
  const MAJOR = ['primary', 'secondary'];
  const MINOR = ['unclassified', 'residential', 'living_street', 'pedestrian'];
  const size = (at: [number, number, number, number]) => byClass([[MAIN, at[0]], [MAJOR, at[1]], [['tertiary'], at[2]]], at[3]);
  return [
    {
      ...symbolOf('road'),
      id: 'oneway',
      minzoom: 16,
      filter: ['all', flagged('oneway'), ['!', flagged('tunnel')], isClass(...STREETS)] as Filter,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 110,
        'icon-image': 'oneway',
        'icon-size': stepped([[16, 0.55], [18, 0.9]]),
        'icon-rotation-alignment': 'map',
        'icon-padding': 3,
      },
      paint: { 'icon-color': shared(c.arrow) },
    },
    {
      ...symbolOf('waterway'),
      id: 'name-waterway',
      minzoom: 13,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 400,
        'text-field': text,
        'text-font': FONT,
        'text-size': 11,
        'text-letter-spacing': 0.1,
      },
      paint: { 'text-color': c.waterText, 'text-halo-color': c.halo, 'text-halo-width': 1 },
    },
    {
      ...symbolOf('road'),
      id: 'name-road',
      minzoom: 12.5,
      filter: [
        'all',
        ['has', 'name'],
        [
          'step', ['zoom'], isClass(...MAIN),
          13, isClass(...MAIN, ...MAJOR),
          14, isClass(...MAIN, ...MAJOR, 'tertiary'),
          15, isClass(...MAIN, ...MAJOR, 'tertiary', ...MINOR),
          17, isClass(...STREETS, ...PATH),
        ],
      ] as Filter,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 260,
        'symbol-sort-key': perKind((_, index) => -index, 0),
        'text-field': text,
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, size([11, 10.5, 10, 10]), 15, size([13, 12.5, 12, 11]), 18, size([15.5, 15.5, 14.5, 13.5])],
        'text-max-angle': 25,
        'text-padding': 6,
        'text-letter-spacing': 0.02,
      },
      paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.5 },
    },
    {
      ...symbolOf('road'),
      id: 'ref-major',
      minzoom: 8,
      filter: [
        'all',
        ['has', 'ref'],
        ['<=', ['length', ['get', 'ref']], PLATE_LETTERS],
        ['!', flagged('link')],
        ['step', ['zoom'], isClass(...MAIN), 11, isClass(...MAIN, 'primary'), 13, isClass(...MAIN, ...MAJOR)],
      ] as unknown as Filter,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 360,
        'symbol-sort-key': perKind((_, index) => -index, 0),
        'icon-image': 'plate',
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [1, 3, 0, 3],
        'icon-rotation-alignment': 'viewport',
        'icon-padding': 12,
        'text-field': ['get', 'ref'],
        'text-font': BOLD,
        'text-size': stepped([[8, 9], [14, 10.5]]),
        'text-rotation-alignment': 'viewport',
        'text-padding': 24,
      },
      paint: {
        'icon-color': byClass([[['motorway'], c.plate]], c.otherPlate),
        'icon-halo-color': c.plateRim,
        'icon-halo-width': 1,
        'text-color': c.plateText,
      },
    },
  ];
}
