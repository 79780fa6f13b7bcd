/**
 * Our own map styles - dark, light and high contrast - for the tiles the area importer makes.
 *
 * Pure: options in, a MapLibre style out. Knows the tile schema (crates/area, feature.rs); must not know the host,
 * the board or live data. No glyphs and no sprite: text is drawn from system fonts, icons are added by the caller
 * from `icons/map/*.svg` under the names in `mapIcons`.
 */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';

export type MapTheme = 'dark' | 'light' | 'contrast';
export type MapLabels = 'local' | 'en' | 'zh';

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

/** The id of the vector source in the style. */
export const AREA_SOURCE = 'area';

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
] as const;

/** One line of the legend. */
export interface LegendEntry {
  /** Message key of its words. */
  key: string;
  /** An icon of `mapIcons`, drawn in the colour; without one, a swatch. */
  icon?: (typeof mapIcons)[number];
  colour: string;
}

interface Palette {
  outside: string;
  land: string;
  water: string;
  waterText: string;
  green: string;
  wood: string;
  built: string;
  grounds: string;
  bare: string;
  building: string;
  buildingLine: string;
  boundary: string;
  rail: string;
  casing: string;
  motorway: string;
  major: string;
  minor: string;
  service: string;
  path: string;
  tunnel: string;
  text: string;
  textSoft: string;
  textStrong: string;
  halo: string;
  care: string;
  fire: string;
  police: string;
  school: string;
  shelter: string;
  hydrant: string;
  camera: string;
  iconHalo: string;
  /** Widths of lines are multiplied by this. */
  weight: number;
}

const palettes: Record<MapTheme, Palette> = {
  dark: {
    outside: '#0a0e12',
    land: '#11171d',
    water: '#0a2030',
    waterText: '#5f8aa6',
    green: '#13201c',
    wood: '#12211b',
    built: '#141b22',
    grounds: '#171e28',
    bare: '#191c1f',
    building: '#1d252e',
    buildingLine: '#29333e',
    boundary: '#56616d',
    rail: '#3a444e',
    casing: '#0b1014',
    motorway: '#5d6b79',
    major: '#4c5966',
    minor: '#36414c',
    service: '#2b343d',
    path: '#37414a',
    tunnel: '#232c34',
    text: '#b3bfca',
    textSoft: '#8593a0',
    textStrong: '#dde5ec',
    halo: '#0b1014',
    care: '#e58a93',
    fire: '#e39a5c',
    police: '#86aee8',
    school: '#b9a7d8',
    shelter: '#8ec3a0',
    hydrant: '#d98080',
    camera: '#9db7c9',
    iconHalo: '#0b1014',
    weight: 1,
  },
  light: {
    outside: '#dfe2e4',
    land: '#eeeeea',
    water: '#bcd6e4',
    waterText: '#39688a',
    green: '#dfeadb',
    wood: '#d3e2cf',
    built: '#e9e9e5',
    grounds: '#e9e8ee',
    bare: '#e9e6e0',
    building: '#dcdbd6',
    buildingLine: '#c9c8c3',
    boundary: '#8a8f96',
    rail: '#a9aeb4',
    casing: '#b3b8bd',
    motorway: '#f2cf8a',
    major: '#fae6b0',
    minor: '#ffffff',
    service: '#ffffff',
    path: '#b9b4a8',
    tunnel: '#e6e6e3',
    text: '#3a4249',
    textSoft: '#5a646d',
    textStrong: '#161b20',
    halo: '#ffffff',
    care: '#b3202f',
    fire: '#a94a00',
    police: '#1d4f9e',
    school: '#5d4391',
    shelter: '#1d6b3c',
    hydrant: '#a82c2c',
    camera: '#2f5870',
    iconHalo: '#ffffff',
    weight: 1,
  },
  contrast: {
    outside: '#000000',
    land: '#000000',
    water: '#00233f',
    waterText: '#9fd4ff',
    green: '#001a0a',
    wood: '#001a0a',
    built: '#000000',
    grounds: '#0d0d14',
    bare: '#0a0a0a',
    building: '#141414',
    buildingLine: '#4d4d4d',
    boundary: '#ffff00',
    rail: '#9a9a9a',
    casing: '#000000',
    motorway: '#b89a00',
    major: '#8c8c8c',
    minor: '#666666',
    service: '#4d4d4d',
    path: '#7a7a7a',
    tunnel: '#3d3d3d',
    text: '#ffffff',
    textSoft: '#e6e6e6',
    textStrong: '#ffff00',
    halo: '#000000',
    care: '#ff9aa8',
    fire: '#ffb000',
    police: '#8fc1ff',
    school: '#e0c3ff',
    shelter: '#7dffa8',
    hydrant: '#ff8c8c',
    camera: '#ffffff',
    iconHalo: '#000000',
    weight: 1.25,
  },
};

/** What the safety and camera icons mean, in the colours of the theme. */
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
    { key: 'map_legend_camera', icon: 'camera', colour: c.camera },
    { key: 'map_legend_camera_direction', icon: 'camera-direction', colour: c.camera },
    { key: 'map_legend_water', colour: c.water },
    { key: 'map_legend_green', colour: c.green },
    { key: 'map_legend_building', colour: c.building },
    { key: 'map_legend_major_road', colour: c.major },
  ];
}

type Expression = ExpressionSpecification;

const FONT = ['sans-serif'];

/** Values by zoom, growing by the power of 1.5 between the stops. */
function byZoom(stops: [number, number][], factor = 1): Expression {
  const flat = stops.flatMap(([zoom, value]) => [zoom, value * factor]);
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...flat] as unknown as Expression;
}

function stepped(stops: [number, number][]): Expression {
  const flat = stops.flatMap(([zoom, value]) => [zoom, value]);
  return ['interpolate', ['linear'], ['zoom'], ...flat] as unknown as Expression;
}

const isClass = (...classes: string[]): Expression => ['match', ['get', 'class'], classes, true, false];

const MOTORWAY = ['motorway', 'trunk'];
const MAJOR = ['primary', 'secondary'];
const MIDDLE = ['tertiary'];
const MINOR = ['unclassified', 'residential', 'living_street', 'pedestrian'];
const SERVICE = ['service', 'track'];
const PATH = ['path', 'steps', 'cycleway'];

interface RoadKind {
  classes: string[];
  /** Width in pixels at the zooms of `ROAD_ZOOMS`; 0 hides it. */
  widths: number[];
  colour: (c: Palette) => string;
}

const ROAD_ZOOMS = [5, 8, 10, 12, 13, 14, 16, 18, 20];

/** From the least to the most important: later ones are drawn on top. */
const roadKinds: RoadKind[] = [
  { classes: SERVICE, widths: [0, 0, 0, 0, 0.3, 0.8, 2.4, 7, 20], colour: (c) => c.service },
  { classes: MINOR, widths: [0, 0, 0, 0.5, 0.9, 1.6, 5, 14, 40], colour: (c) => c.minor },
  { classes: MIDDLE, widths: [0, 0, 0, 0.9, 1.4, 2.4, 7, 18, 50], colour: (c) => c.minor },
  { classes: MAJOR, widths: [0, 0.5, 0.9, 1.6, 2.3, 3.4, 9, 22, 58], colour: (c) => c.major },
  { classes: MOTORWAY, widths: [0.6, 1, 1.5, 2.4, 3.2, 4.4, 10, 26, 66], colour: (c) => c.motorway },
];

/** One value per kind of road, chosen by class. */
function perKind<T extends number | string>(value: (kind: RoadKind, index: number) => T, other: T): Expression {
  const cases = roadKinds.flatMap((kind, index) => [kind.classes, value(kind, index)]);
  return ['match', ['get', 'class'], ...cases, other] as unknown as Expression;
}

/** Width of roads by zoom and class, with a rim of `rim` pixels on both sides together. */
function roadWidth(weight: number, rim: number): Expression {
  const stops = ROAD_ZOOMS.flatMap((zoom, at) => [
    zoom,
    perKind((kind) => {
      const width = (kind.widths[at] ?? 0) * weight;
      return width > 0 ? width + Math.min(rim * (zoom >= 16 ? 1.6 : 1), width) : 0;
    }, 0),
  ]);
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as Expression;
}

/** The label to show: the chosen language, else the local name. */
function labelText(labels: MapLabels): Expression {
  if (labels === 'local') return ['get', 'name'];
  return ['coalesce', ['get', `name:${labels}`], ['get', 'name']];
}

function groundLayers(c: Palette): LayerSpecification[] {
  const fill = (id: string, classes: string[], colour: string, minzoom = 8): LayerSpecification => ({
    id: `land-${id}`,
    type: 'fill',
    source: AREA_SOURCE,
    'source-layer': 'landuse',
    minzoom,
    filter: isClass(...classes) as FilterSpecification,
    paint: { 'fill-color': colour, 'fill-antialias': false },
  });
  return [
    { id: 'outside', type: 'background', paint: { 'background-color': c.outside } },
    { id: 'land', type: 'fill', source: 'area-box', paint: { 'fill-color': c.land, 'fill-antialias': false } },
    fill('built', ['residential', 'commercial', 'industrial', 'railway', 'airfield'], c.built),
    fill('bare', ['bare', 'sand', 'rock', 'ice', 'parking', 'pier'], c.bare),
    fill('grounds', ['hospital', 'school', 'military'], c.grounds, 12),
    fill('wood', ['wood', 'wetland'], c.wood),
    fill('green', ['grass', 'park', 'cemetery', 'pitch', 'farmland'], c.green),
    fill('square', ['pedestrian'], c.bare, 14),
    {
      id: 'water',
      type: 'fill',
      source: AREA_SOURCE,
      'source-layer': 'water',
      paint: { 'fill-color': c.water },
    },
    {
      id: 'waterway',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'waterway',
      minzoom: 9,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': c.water,
        'line-width': [
          'interpolate', ['exponential', 1.5], ['zoom'],
          9, ['match', ['get', 'class'], 'river', 1, 0.4],
          14, ['match', ['get', 'class'], ['river', 'canal'], 3, 1.2],
          18, ['match', ['get', 'class'], ['river', 'canal'], 12, 4],
        ],
      },
    },
    {
      id: 'pier',
      type: 'fill',
      source: AREA_SOURCE,
      'source-layer': 'landuse',
      minzoom: 13,
      filter: isClass('pier') as FilterSpecification,
      paint: { 'fill-color': c.bare },
    },
    {
      id: 'boundary',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'boundary',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': c.boundary,
        'line-dasharray': [4, 2, 1, 2],
        'line-opacity': ['case', ['<=', ['get', 'level'], 4], 0.9, 0.45],
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 14, ['case', ['<=', ['get', 'level'], 4], 2, 1]],
      },
    },
  ];
}

function buildingLayers(c: Palette): LayerSpecification[] {
  return [
    {
      id: 'building',
      type: 'fill',
      source: AREA_SOURCE,
      'source-layer': 'building',
      minzoom: 13.5,
      paint: {
        'fill-color': c.building,
        'fill-opacity': stepped([[13.5, 0], [14.2, 0.8], [16, 1]]),
        'fill-antialias': false,
      },
    },
    {
      id: 'building-edge',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'building',
      minzoom: 15,
      paint: { 'line-color': c.buildingLine, 'line-width': stepped([[15, 0.3], [18, 1]]) },
    },
  ];
}

function railLayers(c: Palette): LayerSpecification[] {
  const open: Expression = ['!=', ['get', 'tunnel'], true];
  return [
    {
      id: 'rail',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'rail',
      minzoom: 10,
      filter: ['all', open, ['!', isClass('tram')]] as FilterSpecification,
      paint: {
        'line-color': c.rail,
        'line-width': byZoom([[10, 0.5], [14, 1.2], [18, 3]], c.weight),
        'line-opacity': ['case', ['==', ['get', 'service'], true], 0.5, 1],
      },
    },
    {
      id: 'rail-ties',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'rail',
      minzoom: 14.5,
      filter: ['all', open, isClass('rail', 'narrow')] as FilterSpecification,
      paint: {
        'line-color': c.rail,
        'line-width': byZoom([[14.5, 3], [18, 8]], c.weight),
        'line-dasharray': [0.25, 2.2],
        'line-opacity': 0.8,
      },
    },
    {
      id: 'tram',
      type: 'line',
      source: AREA_SOURCE,
      'source-layer': 'rail',
      minzoom: 15,
      filter: ['all', open, isClass('tram')] as FilterSpecification,
      paint: { 'line-color': c.rail, 'line-width': byZoom([[15, 0.5], [18, 1.6]], c.weight), 'line-opacity': 0.9 },
    },
  ];
}

function roadLayers(c: Palette): LayerSpecification[] {
  const tunnel: Expression = ['==', ['get', 'tunnel'], true];
  const base = { type: 'line', source: AREA_SOURCE, 'source-layer': 'road' } as const;
  const known = isClass(...roadKinds.flatMap((kind) => kind.classes));
  // Links lie under the roads they join; bridges above what they cross.
  const order: Expression = [
    '+',
    perKind((_, index) => index * 2, 0),
    ['case', ['==', ['get', 'link'], true], -1, 0],
    ['*', 20, ['coalesce', ['get', 'layer'], 0]],
  ];
  const rounded = { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': order } as const;
  const tunnels: LayerSpecification = {
    ...base,
    id: 'tunnel',
    minzoom: 8,
    filter: ['all', tunnel, known] as FilterSpecification,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': c.tunnel, 'line-width': roadWidth(c.weight, 0), 'line-dasharray': [1.2, 0.6] },
  };
  const casing: LayerSpecification = {
    ...base,
    id: 'road-casing',
    minzoom: 12,
    filter: ['all', ['!', tunnel], known] as FilterSpecification,
    layout: rounded,
    paint: { 'line-color': c.casing, 'line-width': roadWidth(c.weight, 1) },
  };
  const road: LayerSpecification = {
    ...base,
    id: 'road',
    minzoom: 5,
    filter: ['all', ['!', tunnel], known] as FilterSpecification,
    layout: rounded,
    paint: { 'line-color': perKind((kind) => kind.colour(c), c.minor), 'line-width': roadWidth(c.weight, 0) },
  };
  const path: LayerSpecification = {
    ...base,
    id: 'path',
    minzoom: 15,
    filter: ['all', ['!', tunnel], isClass(...PATH)] as FilterSpecification,
    paint: { 'line-color': c.path, 'line-width': byZoom([[15, 0.6], [18, 1.8]], c.weight), 'line-dasharray': [2, 1.4] },
  };
  const runway: LayerSpecification = {
    ...base,
    id: 'runway',
    minzoom: 10,
    filter: isClass('runway', 'taxiway') as FilterSpecification,
    paint: { 'line-color': c.bare, 'line-width': byZoom([[10, 1], [14, 12], [18, 120]]) },
  };
  const pier: LayerSpecification = {
    ...base,
    id: 'pier-line',
    minzoom: 13,
    filter: isClass('pier') as FilterSpecification,
    paint: { 'line-color': c.service, 'line-width': byZoom([[13, 0.5], [18, 4]]) },
  };
  const ferry: LayerSpecification = {
    ...base,
    id: 'ferry',
    minzoom: 10,
    filter: isClass('ferry') as FilterSpecification,
    paint: { 'line-color': c.waterText, 'line-width': 0.8, 'line-dasharray': [3, 3], 'line-opacity': 0.5 },
  };
  return [ferry, pier, runway, tunnels, path, casing, road];
}

function lineLabelLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const text = labelText(labels);
  const size = (at: [number, number, number, number]): Expression =>
    ['match', ['get', 'class'], MOTORWAY, at[0], MAJOR, at[1], MIDDLE, at[2], at[3]] as unknown as Expression;
  return [
    {
      id: 'oneway',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'road',
      minzoom: 16,
      filter: ['all', ['==', ['get', 'oneway'], true], isClass(...MOTORWAY, ...MAJOR, ...MIDDLE, ...MINOR, 'service')] as FilterSpecification,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 140,
        'text-field': '→',
        'text-font': FONT,
        'text-size': stepped([[16, 13], [18, 18]]),
        'text-keep-upright': false,
        'text-rotation-alignment': 'map',
        'text-padding': 4,
      },
      paint: { 'text-color': c.textSoft, 'text-opacity': 0.85 },
    },
    {
      id: 'name-waterway',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'waterway',
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
      id: 'name-road',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'road',
      minzoom: 12,
      filter: [
        'all',
        ['has', 'name'],
        [
          'step', ['zoom'], isClass(...MOTORWAY),
          13, isClass(...MOTORWAY, ...MAJOR),
          14, isClass(...MOTORWAY, ...MAJOR, ...MIDDLE),
          15, isClass(...MOTORWAY, ...MAJOR, ...MIDDLE, ...MINOR),
          17, isClass(...MOTORWAY, ...MAJOR, ...MIDDLE, ...MINOR, ...SERVICE, ...PATH),
        ],
      ] as FilterSpecification,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 260,
        'symbol-sort-key': perKind((_, index) => -index, 0),
        'text-field': text,
        'text-font': FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, size([11, 10.5, 10, 10]), 15, size([13, 12.5, 11.5, 10.5]), 18, size([15.5, 15.5, 14.5, 13.5])],
        'text-max-angle': 25,
        'text-padding': 6,
        'text-letter-spacing': 0.02,
      },
      paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'ref-major',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'road',
      minzoom: 10,
      maxzoom: 15,
      filter: ['all', ['has', 'ref'], ['!=', ['get', 'link'], true], isClass(...MOTORWAY, 'primary')] as FilterSpecification,
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 480,
        'text-field': ['get', 'ref'],
        'text-font': FONT,
        'text-size': 10,
        'text-rotation-alignment': 'viewport',
        'text-padding': 24,
      },
      paint: { 'text-color': c.textSoft, 'text-halo-color': c.halo, 'text-halo-width': 2 },
    },
  ];
}

function safetyColour(c: Palette): Expression {
  return [
    'match', ['get', 'class'],
    ['hospital', 'clinic', 'ambulance', 'aed'], c.care,
    'fire', c.fire,
    'police', c.police,
    'school', c.school,
    'shelter', c.shelter,
    'hydrant', c.hydrant,
    c.text,
  ];
}

function safetyLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const icons = (id: string, classes: string[], size: [number, number][], named: number): LayerSpecification => ({
    id: `safety-${id}`,
    type: 'symbol',
    source: AREA_SOURCE,
    'source-layer': 'safety',
    minzoom: size[0]?.[0] ?? 12,
    filter: isClass(...classes) as FilterSpecification,
    layout: {
      'icon-image': ['get', 'class'],
      'icon-size': stepped(size),
      'icon-padding': 1,
      'text-field': ['step', ['zoom'], '', named, ['coalesce', labelText(labels), '']],
      'text-font': FONT,
      'text-size': 11,
      'text-anchor': 'top',
      'text-offset': [0, 0.9],
      'text-max-width': 9,
      'text-optional': true,
    },
    paint: {
      'icon-color': safetyColour(c),
      'icon-halo-color': c.iconHalo,
      'icon-halo-width': 1.2,
      'text-color': c.textSoft,
      'text-halo-color': c.halo,
      'text-halo-width': 1.3,
    },
  });
  return [
    {
      id: 'camera',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'camera',
      minzoom: 15,
      layout: {
        'icon-image': ['case', ['has', 'azimuth'], 'camera-direction', 'camera'],
        'icon-rotate': ['coalesce', ['get', 'azimuth'], 0],
        'icon-rotation-alignment': 'map',
        'icon-size': stepped([[15, 0.45], [18, 0.8]]),
        'icon-padding': 1,
        'icon-allow-overlap': ['step', ['zoom'], false, 17, true],
      },
      paint: { 'icon-color': c.camera, 'icon-halo-color': c.iconHalo, 'icon-halo-width': 1, 'icon-opacity': 0.9 },
    },
    icons('hydrant', ['hydrant', 'aed'], [[15.5, 0.45], [18, 0.8]], 18),
    icons('clinic', ['clinic'], [[15.5, 0.5], [18, 0.85]], 17),
    icons('care', ['school', 'shelter'], [[14.5, 0.5], [18, 0.85]], 16.5),
    icons('station', ['hospital', 'fire', 'police', 'ambulance'], [[12.5, 0.6], [18, 1]], 15),
  ];
}

function pointLabelLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const text = labelText(labels);
  const label = (id: string, classes: string[], minzoom: number, colour: string): LayerSpecification => ({
    id: `label-${id}`,
    type: 'symbol',
    source: AREA_SOURCE,
    'source-layer': 'label',
    minzoom,
    filter: ['all', ['has', 'name'], isClass(...classes)] as FilterSpecification,
    layout: {
      'symbol-sort-key': ['get', 'rank'],
      'text-field': text,
      'text-font': FONT,
      'text-size': stepped([[minzoom, 10], [18, 12]]),
      'text-max-width': 8,
      'text-padding': 10,
    },
    paint: { 'text-color': colour, 'text-halo-color': c.halo, 'text-halo-width': 1.2 },
  });
  const place = (id: string, ranks: [number, number], zooms: [number, number], size: [number, number][], colour: string): LayerSpecification => ({
    id: `place-${id}`,
    type: 'symbol',
    source: AREA_SOURCE,
    'source-layer': 'place',
    minzoom: zooms[0],
    maxzoom: zooms[1],
    filter: ['all', ['>=', ['get', 'rank'], ranks[0]], ['<=', ['get', 'rank'], ranks[1]]] as FilterSpecification,
    layout: {
      'symbol-sort-key': ['get', 'rank'],
      'text-field': text,
      'text-font': FONT,
      'text-size': stepped(size),
      'text-max-width': 8,
      'text-padding': 8,
      'text-letter-spacing': ranks[0] >= 4 ? 0.08 : 0.02,
    },
    paint: { 'text-color': colour, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
  });
  return [
    {
      id: 'housenumber',
      type: 'symbol',
      source: AREA_SOURCE,
      'source-layer': 'housenumber',
      minzoom: 17,
      layout: { 'text-field': ['get', 'number'], 'text-font': FONT, 'text-size': stepped([[17, 9.5], [19, 12]]), 'text-padding': 3 },
      paint: { 'text-color': c.textSoft, 'text-halo-color': c.halo, 'text-halo-width': 1 },
    },
    label('landmark', ['landmark'], 16.5, c.textSoft),
    label('green', ['park', 'peak'], 13, c.textSoft),
    label('water', ['water'], 12, c.waterText),
    label('station', ['station'], 13.5, c.text),
    place('square', [6, 6], [15.5, 18], [[15, 10], [18, 12]], c.textSoft),
    place('hamlet', [5, 5], [13, 16], [[13, 10], [16, 12.5]], c.textSoft),
    place('suburb', [4, 4], [11, 16], [[11, 10.5], [15, 14]], c.text),
    place('village', [3, 3], [9, 16], [[9, 10.5], [15, 16]], c.text),
    place('town', [2, 2], [7, 16], [[7, 11], [15, 20]], c.textStrong),
    place('city', [0, 1], [4, 15], [[4, 11], [14, 24]], c.textStrong),
  ];
}

/** The whole style for one area. Live data is added above it by the caller. */
export function areaStyle(options: AreaStyleOptions): StyleSpecification {
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
    layers: [
      ...groundLayers(c),
      ...buildingLayers(c),
      ...railLayers(c),
      ...roadLayers(c),
      ...pointLabelLayers(c, options.labels).slice(0, 1),
      ...lineLabelLayers(c, options.labels),
      ...pointLabelLayers(c, options.labels).slice(1),
      ...safetyLayers(c, options.labels),
    ],
  };
}
