// Layers of closed roads, drive times and what a tool draws, in their places among the others. Knows the properties that
// `road-features.ts` writes; knows no rows and no map.

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { own, type Group, type Shown } from './layers';
import type { Palette } from './palette';

/** Sources filled whole, by whoever shows something. */
export const OVERLAYS = ['reach', 'closures', 'sites', 'route', 'sketch', 'found'] as const;
export type Overlay = (typeof OVERLAYS)[number];

const FONT = ['sans-serif'];
const EMPTY: SourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };
const isType = (name: string): ExpressionSpecification => ['==', ['geometry-type'], name];
const AREA: ExpressionSpecification = ['any', isType('Polygon'), isType('MultiPolygon')];
const LINE: ExpressionSpecification = ['any', isType('LineString'), isType('MultiLineString')];
const POINT = isType('Point');

/** The style with these layers: reach under the names, closed roads and ways over them, marks on top. */
export function withTools(base: StyleSpecification, colours: Palette, shown: Shown): StyleSpecification {
  const sources = { ...base.sources };
  for (const name of OVERLAYS) sources[own(name)] = EMPTY;
  const visibility = shown.closures ? 'visible' : 'none';
  const closed = closures(colours).map((layer) => ({ ...layer, layout: { ...layer.layout, visibility } }) as LayerSpecification);
  const places = sites(colours).map((layer) => ({ ...layer, layout: { ...layer.layout, visibility: shown.sites ? 'visible' : 'none' } }) as LayerSpecification);
  const before = (id: string, layers: LayerSpecification[]) => {
    const at = layers.findIndex((layer) => layer.id === own(id));
    return at < 0 ? layers.length : at;
  };
  const under = before('warning-fill', base.layers);
  const over = before('cones', base.layers);
  return {
    ...base,
    sources,
    layers: [
      ...base.layers.slice(0, under), ...reach(colours), ...base.layers.slice(under, over),
      ...places, ...closed, ...route(colours), ...base.layers.slice(over), ...sketch(colours), ...routeLabel(colours), ...found(colours),
    ],
  };
}

/** The layer ids of a group that stand here, for showing and hiding without a new style. */
export function toolLayersOf(group: Group, colours: Palette): string[] {
  if (group === 'sites') return sites(colours).map((layer) => layer.id);
  return group === 'closures' ? closures(colours).map((layer) => layer.id) : [];
}

function text(colours: Palette): NonNullable<Extract<LayerSpecification, { type: 'symbol' }>['paint']> {
  return { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 2.2 };
}

function reach(colours: Palette): LayerSpecification[] {
  const source = own('reach');
  const nearest: ExpressionSpecification = ['==', ['get', 'order'], 0];
  return [
    { id: own('reach-fill'), type: 'fill', source, filter: AREA, paint: { 'fill-color': colours.way, 'fill-opacity': ['case', nearest, 0.2, 0.1] } },
    { id: own('reach-near'), type: 'line', source, filter: ['all', AREA, nearest], paint: { 'line-color': colours.way, 'line-width': 2 } },
    {
      id: own('reach-far'), type: 'line', source, filter: ['all', AREA, ['!', nearest]],
      paint: { 'line-color': colours.way, 'line-width': 1.5, 'line-dasharray': [3, 2] },
    },
    {
      id: own('reach-labels'), type: 'symbol', source, filter: AREA,
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 300, 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-max-angle': 60 },
      paint: text(colours),
    },
  ];
}

function closures(colours: Palette): LayerSpecification[] {
  const source = own('closures');
  const colour: ExpressionSpecification = ['case', ['==', ['get', 'look'], 'later'], colours.later, colours.closed];
  const look = (name: string): ExpressionSpecification => ['==', ['get', 'look'], name];
  const drawn: ExpressionSpecification = ['any', LINE, AREA];
  return [
    { id: own('closure-fill'), type: 'fill', source, filter: AREA, paint: { 'fill-pattern': ['get', 'hatch'], 'fill-opacity': 0.75 } },
    { id: own('closure-rim'), type: 'line', source, filter: drawn, layout: { 'line-cap': 'butt' }, paint: { 'line-color': colours.rim, 'line-width': 10 } },
    // Barrier tape: whole when in force, long strokes where crews may pass, dots when it comes later.
    { id: own('closure-line'), type: 'line', source, filter: ['all', drawn, look('in_force')], paint: { 'line-color': colour, 'line-width': 6.5 } },
    {
      id: own('closure-tape'), type: 'line', source, filter: ['all', drawn, look('in_force')],
      paint: { 'line-color': colours.ink, 'line-width': 6.5, 'line-dasharray': [0.7, 0.9] },
    },
    {
      id: own('closure-line-passable'), type: 'line', source, filter: ['all', drawn, look('passable')],
      paint: { 'line-color': colour, 'line-width': 5, 'line-dasharray': [2.5, 1] },
    },
    {
      id: own('closure-line-later'), type: 'line', source, filter: ['all', drawn, look('later')], layout: { 'line-cap': 'round' },
      paint: { 'line-color': colour, 'line-width': 4, 'line-dasharray': [0.1, 2] },
    },
    {
      id: own('closure-signs'), type: 'symbol', source, filter: POINT,
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': false,
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top-left', 'text-offset': [0.9, 0.8],
        'text-optional': true, 'text-max-width': 14, 'text-justify': 'left',
      },
      paint: text(colours),
    },
  ];
}

// A cordon is drawn with long strokes in the colour of what is closed, other ground with short ones: the sign says which.
function sites(colours: Palette): LayerSpecification[] {
  const source = own('sites');
  const cordon: ExpressionSpecification = ['==', ['get', 'kind'], 'cordon'];
  const colour: ExpressionSpecification = ['case', cordon, colours.closed, colours.way];
  return [
    { id: own('site-fill'), type: 'fill', source, filter: AREA, paint: { 'fill-color': colour, 'fill-opacity': 0.1 } },
    { id: own('site-rim'), type: 'line', source, filter: AREA, paint: { 'line-color': colours.rim, 'line-width': 6 } },
    { id: own('site-cordon'), type: 'line', source, filter: ['all', AREA, cordon], paint: { 'line-color': colour, 'line-width': 3, 'line-dasharray': [5, 2] } },
    { id: own('site-line'), type: 'line', source, filter: ['all', AREA, ['!', cordon]], paint: { 'line-color': colour, 'line-width': 2.5, 'line-dasharray': [2, 2] } },
    {
      id: own('site-signs'), type: 'symbol', source, filter: POINT,
      layout: {
        'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': false,
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 12, 'text-anchor': 'top', 'text-offset': [0, 1.2],
        'text-optional': true, 'text-max-width': 14,
      },
      paint: text(colours),
    },
  ];
}

function route(colours: Palette): LayerSpecification[] {
  const source = own('route');
  return [
    { id: own('route-rim'), type: 'line', source, filter: LINE, layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': colours.rim, 'line-width': 8 } },
    { id: own('route'), type: 'line', source, filter: LINE, layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': colours.way, 'line-width': 4.5 } },
  ];
}

// Above everything else: the time is what the line is drawn for.
function routeLabel(colours: Palette): LayerSpecification[] {
  return [
    {
      id: own('route-label'), type: 'symbol', source: own('route'), filter: LINE,
      layout: {
        'symbol-placement': 'line-center', 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true,
        'text-rotation-alignment': 'viewport',
      },
      paint: text(colours),
    },
  ];
}

function sketch(colours: Palette): LayerSpecification[] {
  const source = own('sketch');
  return [
    { id: own('sketch-fill'), type: 'fill', source, filter: AREA, paint: { 'fill-color': colours.ink, 'fill-opacity': 0.15 } },
    { id: own('sketch-rim'), type: 'line', source, filter: LINE, paint: { 'line-color': colours.rim, 'line-width': 5 } },
    { id: own('sketch-line'), type: 'line', source, filter: LINE, paint: { 'line-color': colours.ink, 'line-width': 2.5, 'line-dasharray': [2, 1] } },
    {
      id: own('sketch-points'), type: 'circle', source, filter: POINT,
      paint: { 'circle-radius': 4.5, 'circle-color': colours.rim, 'circle-stroke-width': 2.5, 'circle-stroke-color': colours.ink },
    },
    {
      id: own('sketch-labels'), type: 'symbol', source, filter: ['all', POINT, ['has', 'label']],
      layout: { 'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 13, 'text-anchor': 'bottom-left', 'text-offset': [0.7, -0.4], 'text-allow-overlap': true },
      paint: text(colours),
    },
  ];
}

function found(colours: Palette): LayerSpecification[] {
  return [
    {
      id: own('found'), type: 'symbol', source: own('found'),
      layout: {
        'icon-image': ['get', 'icon'], 'icon-anchor': 'bottom', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'text-field': ['get', 'label'], 'text-font': FONT, 'text-size': 14, 'text-anchor': 'left', 'text-offset': [1.2, -1.6],
        'text-allow-overlap': true, 'text-max-width': 16, 'text-justify': 'left',
      },
      paint: text(colours),
    },
  ];
}
