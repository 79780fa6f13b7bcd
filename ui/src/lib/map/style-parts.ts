// What the parts of the base style share: the source, fonts, expressions. Pure.

import type { ExpressionSpecification, FilterSpecification, LineLayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';

export type MapLabels = 'local' | 'en' | 'zh';
export type Expression = ExpressionSpecification;
export type Filter = FilterSpecification;

/** The id of the vector source in the style. */
export const AREA_SOURCE = 'area';

// The system's own letters. MapLibre takes the weight from the first name; where no such font is, the second stands in.
export const FONT = ['sans-serif'];
export const BOLD = ['Noto Sans Bold', 'sans-serif'];

/** Stops of zoom and value. */
export type Stops = [number, number][];

/** Values by zoom, growing by the power of 1.5 between the stops. */
export function byZoom(stops: Stops, factor = 1): Expression {
  const flat = stops.flatMap(([zoom, value]) => [zoom, value * factor]);
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...flat] as unknown as Expression;
}

/** Values by zoom, evenly between the stops. */
export function stepped(stops: Stops): Expression {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as Expression;
}

/** One value for all, yet given by data. MapLibre links a drawing program for every set of properties that are by data, some
 * megabyte each where the processor draws: a layer with this shares the program of its neighbours. */
export const shared = <T extends number | string>(value: T): Expression => ['case', ['has', 'class'], value, value] as unknown as Expression;

/** Values by zoom, given by data; see `shared`. */
export function sharedByZoom(stops: Stops, factor = 1): Expression {
  const flat = stops.flatMap(([zoom, value]) => [zoom, shared(value * factor)]);
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...flat] as unknown as Expression;
}

export const isClass = (...classes: string[]): Expression => ['match', ['get', 'class'], classes, true, false];

/** True for a flag that is set; flags that are not set are not in the tile. */
export const flagged = (name: string): Expression => ['==', ['get', name], true];

/** One value by class. */
export function byClass<T extends number | string>(cases: [string[], T][], other: T): Expression {
  return ['match', ['get', 'class'], ...cases.flat(), other] as unknown as Expression;
}

/** The label to show: the chosen language, else the local name. */
export function labelText(labels: MapLabels): Expression {
  if (labels === 'local') return ['get', 'name'];
  return ['coalesce', ['get', `name:${labels}`], ['get', 'name']];
}

/** The start of a line layer of a tile layer. */
export const lineOf = (sourceLayer: string) =>
  ({ type: 'line', source: AREA_SOURCE, 'source-layer': sourceLayer }) as const satisfies Partial<LineLayerSpecification>;

/** The start of a symbol layer of a tile layer. */
export const symbolOf = (sourceLayer: string) =>
  ({ type: 'symbol', source: AREA_SOURCE, 'source-layer': sourceLayer }) as const satisfies Partial<SymbolLayerSpecification>;
