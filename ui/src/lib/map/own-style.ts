// How the centre's own layers and base maps of others are drawn. Pure: rows in, MapLibre layers out. Knows the attributes of
// the host's tiles (`id`, `name`, `kind`, `floor`, `n`, `label`); knows no map.

import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { BasemapRow, LayerRow } from '../gen/wire';
import { own } from './layers';
import { kindColour, kindOf, ownSignId } from './own-signs';
import type { Palette } from './palette';

/** The deepest tiles the host makes of a layer. */
export const LAYER_MAX_ZOOM = 16;
const SOURCE_LAYER = 'own';
const FONT = ['sans-serif'];
const isType = (name: string): ExpressionSpecification => ['==', ['geometry-type'], name];

/** Id of a layer's source; its layers begin with it. */
export const layerSource = (id: string): string => own(`layer-${id}`);
/** Id of the chosen base map's source; its layers begin with it. */
export const BASEMAP_SOURCE = own('basemap');

// Exact as far as it can be read and few pictures are needed: 7, 42, 300+, 12k+.
const COUNT: ExpressionSpecification = [
  'case',
  ['<', ['get', 'n'], 100], ['to-string', ['get', 'n']],
  ['<', ['get', 'n'], 1000], ['concat', ['to-string', ['*', 100, ['floor', ['/', ['get', 'n'], 100]]]], '+'],
  ['concat', ['to-string', ['floor', ['/', ['get', 'n'], 1000]]], 'k+'],
];

/** Things of one floor and those that are on none. Null shows every floor. */
export function onFloor(floor: string | null): ExpressionSpecification | null {
  return floor === null ? null : ['any', ['!', ['has', 'floor']], ['==', ['get', 'floor'], floor]];
}

const both = (filter: ExpressionSpecification, floor: string | null): FilterSpecification => {
  const wanted = onFloor(floor);
  return wanted ? (['all', filter, wanted] as ExpressionSpecification) : filter;
};

/** A layer's drawings: what lies under the names of the map, and what stands over them. */
export function layerDrawings(row: LayerRow, floor: string | null, colours: Palette): { under: LayerSpecification[]; over: LayerSpecification[] } {
  const source = layerSource(row.id);
  const base = { source, 'source-layer': SOURCE_LAYER } as const;
  const kind = kindOf(row.kind);
  const colour = kindColour(colours, kind);
  const under: LayerSpecification[] = [];
  if (row.shapes.includes('areas')) {
    under.push({
      ...base, id: `${source}-fill`, type: 'fill', filter: both(isType('Polygon'), floor),
      paint: { 'fill-color': colour, 'fill-opacity': kind === 'districts' ? 0.05 : 0.22 },
    });
  }
  if (row.shapes.includes('areas') || row.shapes.includes('lines')) {
    const drawn: ExpressionSpecification = ['any', isType('Polygon'), isType('LineString')];
    under.push({
      ...base, id: `${source}-line`, type: 'line', filter: both(drawn, floor),
      paint: { 'line-color': colour, 'line-width': kind === 'districts' ? 2.5 : 1.8, ...(kind === 'districts' ? { 'line-dasharray': [4, 1.5] } : {}) },
    });
  }
  const many: ExpressionSpecification = ['has', 'n'];
  // A district is its name; a letter in its middle would say less.
  const isDistrict = kind === 'districts';
  const over: LayerSpecification[] = [
    {
      ...base, id: `${source}-signs`, type: 'symbol', filter: both(isType('Point'), floor),
      layout: {
        'icon-image': ['case', many, ['concat', ownSignId(kind), COUNT], isDistrict ? '' : ownSignId(kind)],
        'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'text-field': ['case', many, '', ['coalesce', ['get', 'name'], '']],
        'text-font': FONT, 'text-size': isDistrict ? 15 : 12, 'text-anchor': isDistrict ? 'center' : 'top', 'text-offset': [0, isDistrict ? 0 : 1.05],
        'text-optional': true, 'text-max-width': 12,
      },
      paint: { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 1.8 },
    },
  ];
  return { under, over };
}

/** What a layer of a vector map holds, as far as its name tells. */
export type Sort = 'water' | 'green' | 'building' | 'road' | 'boundary' | 'name' | 'other';

const SORTS: readonly (readonly [Sort, RegExp])[] = [
  ['name', /name|label|place|poi|text|housenum/i],
  ['water', /water|ocean|sea|river|lake|marine/i],
  ['building', /build/i],
  ['boundary', /bound|admin|border/i],
  ['road', /road|street|transport|highway|rail|path|ferr|bridge|aeroway/i],
  ['green', /park|wood|forest|land|green|nature|earth|site|grass/i],
];

/** The sort of a layer by its name. */
export const sortOf = (name: string): Sort => SORTS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';

/** Drawings of a base map: over the area's ground, under its names. A vector map is drawn in plain colours. */
export function basemapDrawings(map: BasemapRow, colours: Palette): LayerSpecification[] {
  const source = BASEMAP_SOURCE;
  if (map.format !== 'vector') {
    return [{ id: `${source}-raster`, type: 'raster', source, paint: { 'raster-fade-duration': 0 } }];
  }
  const order: readonly Sort[] = ['green', 'water', 'other', 'building', 'road', 'boundary', 'name'];
  const named = map.vector_layers.map((name) => ({ name, sort: sortOf(name) }));
  named.sort((a, b) => order.indexOf(a.sort) - order.indexOf(b.sort));
  return named.flatMap(({ name, sort }, index) => plain(name, sort, `${source}-${index}`, colours));
}

function plain(name: string, sort: Sort, id: string, colours: Palette): LayerSpecification[] {
  const base = { source: BASEMAP_SOURCE, 'source-layer': name } as const;
  const fill = (colour: string, opacity: number): LayerSpecification => ({
    ...base, id: `${id}-fill`, type: 'fill', filter: isType('Polygon'), paint: { 'fill-color': colour, 'fill-opacity': opacity },
  });
  const line = (colour: string, width: ExpressionSpecification | number, dashed = false): LayerSpecification => ({
    ...base, id: `${id}-line`, type: 'line', filter: ['any', isType('LineString'), ...(sort === 'boundary' ? [isType('Polygon')] : [])] as ExpressionSpecification,
    paint: { 'line-color': colour, 'line-width': width, ...(dashed ? { 'line-dasharray': [3, 2] } : {}) },
  });
  const wider: ExpressionSpecification = ['interpolate', ['exponential', 1.5], ['zoom'], 8, 0.6, 14, 1.8, 18, 8];
  switch (sort) {
    case 'water':
      return [fill(colours.way, 0.3), line(colours.way, 1.2)];
    case 'green':
      return [fill(colours.availability['available'] ?? colours.camera, 0.12)];
    case 'building':
      return [fill(colours.camera, 0.25)];
    case 'road':
      return [line(colours.camera, wider)];
    case 'boundary':
      return [line(colours.ink, 1.2, true)];
    case 'name':
      return [
        {
          ...base, id: `${id}-text`, type: 'symbol', filter: isType('Point'),
          layout: { 'text-field': ['coalesce', ['get', 'name'], ['get', 'name:latin'], ['get', 'name_en'], ''], 'text-font': FONT, 'text-size': 12, 'text-max-width': 9 },
          paint: { 'text-color': colours.ink, 'text-halo-color': colours.rim, 'text-halo-width': 1.6 },
        },
      ];
    case 'other':
      return [fill(colours.camera, 0.1), line(colours.camera, 1)];
  }
}
