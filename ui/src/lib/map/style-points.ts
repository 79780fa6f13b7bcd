// Names of places and things, house numbers, and the symbols of what a dispatcher looks for.

import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from './style-palette';
import {
  BOLD, FONT, byClass, isClass, labelText, shared, stepped, symbolOf,
  type Expression, type Filter, type MapLabels, type Stops,
} from './style-parts';

export function houseNumberLayer(c: Palette): LayerSpecification {
  return {
    ...symbolOf('housenumber'),
    id: 'housenumber',
    minzoom: 17,
    layout: { 'text-field': ['get', 'number'], 'text-font': FONT, 'text-size': stepped([[17, 10], [19, 12.5]]), 'text-padding': 3 },
    paint: { 'text-color': c.textSoft, 'text-halo-color': c.halo, 'text-halo-width': 1 },
  };
}

/** Parks, waters, stations, landmarks. */
export function nameLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const text = labelText(labels);
  const layout = {
    'symbol-sort-key': ['get', 'rank'] as Expression,
    'text-field': text,
    'text-font': FONT,
    'text-max-width': 8,
    'text-padding': 10,
  };
  // Ranks 5 and 6 are due one and more zooms after the last that has tiles of its own.
  const due: Expression = ['step', ['zoom'], ['<=', ['get', 'rank'], 4], 15.5, ['<=', ['get', 'rank'], 5], 16.5, true];
  const named = (id: string, classes: string[], minzoom: number, colour: string): LayerSpecification => ({
    ...symbolOf('label'),
    id: `label-${id}`,
    minzoom,
    filter: ['all', ['has', 'name'], isClass(...classes), due] as unknown as Filter,
    layout: { ...layout, 'text-size': stepped([[minzoom, 10.5], [18, 12]]) },
    paint: { 'text-color': colour, 'text-halo-color': c.halo, 'text-halo-width': 1.2 },
  });
  return [
    named('landmark', ['landmark'], 16.5, c.textSoft),
    named('green', ['park', 'peak'], 13, c.textSoft),
    named('water', ['water'], 12, c.waterText),
    {
      ...symbolOf('label'),
      id: 'label-station',
      minzoom: 13,
      filter: ['all', ['has', 'name'], isClass('station')] as Filter,
      layout: {
        ...layout,
        'icon-image': 'station',
        'icon-size': stepped([[13, 0.45], [17, 0.75]]),
        'icon-padding': 1,
        'text-field': ['step', ['zoom'], '', 14, text] as unknown as Expression,
        'text-size': stepped([[14, 10.5], [18, 12.5]]),
        'text-anchor': 'top',
        'text-offset': [0, 0.75],
        'text-padding': 4,
        'text-optional': true,
      },
      paint: {
        'icon-color': shared(c.station),
        'icon-halo-color': c.iconHalo,
        'icon-halo-width': 1.2,
        'text-color': c.text,
        'text-halo-color': c.halo,
        'text-halo-width': 1.3,
      },
    },
  ];
}

function safetyColour(c: Palette): Expression {
  return byClass(
    [
      [['hospital', 'clinic', 'ambulance', 'aed'], c.care],
      [['fire'], c.fire],
      [['police'], c.police],
      [['school'], c.school],
      [['shelter'], c.shelter],
      [['hydrant'], c.hydrant],
    ],
    c.text,
  );
}

/** What a dispatcher looks for, the most needed first to appear and last to give way. */
export function safetyLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const icons = (id: string, filter: Expression, size: Stops, named: number): LayerSpecification => ({
    ...symbolOf('safety'),
    id: `safety-${id}`,
    minzoom: size[0]?.[0] ?? 12,
    filter: filter as Filter,
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
      'icon-halo-width': 1.3,
      'text-color': c.textSoft,
      'text-halo-color': c.halo,
      'text-halo-width': 1.3,
    },
  });
  // A practice is marked like a clinic, but only where there is room for every door.
  const practice: Expression = ['all', isClass('clinic'), ['==', ['get', 'detail'], 'doctors']];
  const helps: Expression = ['step', ['zoom'], ['!', practice], 17, true] as unknown as Expression;
  return [
    {
      ...symbolOf('camera'),
      id: 'camera',
      minzoom: 16,
      layout: {
        'icon-image': ['case', ['has', 'azimuth'], 'camera-direction', 'camera'],
        'icon-rotate': ['coalesce', ['get', 'azimuth'], 0],
        'icon-rotation-alignment': 'map',
        'icon-size': stepped([[16, 0.5], [18, 0.8]]),
        'icon-padding': 1,
        'icon-allow-overlap': ['step', ['zoom'], false, 17, true],
      },
      paint: { 'icon-color': shared(c.camera), 'icon-halo-color': c.iconHalo, 'icon-halo-width': 1 },
    },
    icons('hydrant', isClass('hydrant', 'aed'), [[16, 0.5], [18, 0.8]], 18),
    icons('care', ['all', isClass('clinic', 'school', 'shelter'), helps], [[15, 0.5], [18, 0.85]], 16.5),
    icons('station', isClass('hospital', 'fire', 'police', 'ambulance'), [[12.5, 0.6], [18, 1]], 15),
  ];
}

/** Countries to squares. Larger places are written larger and bolder, and go before streets are read. */
export function placeLayers(c: Palette, labels: MapLabels): LayerSpecification[] {
  const rank: Expression = ['get', 'rank'];
  const byRank = (sizes: [number, number][], other: number): Expression => ['match', rank, ...sizes.flat(), other] as unknown as Expression;
  const place = (id: string, ranks: [number, number], zooms: [number, number], look: { size: Expression; colour: string; font: Expression | string[]; spacing: number }, shown: Expression | true = true): LayerSpecification => ({
    ...symbolOf('place'),
    id: `place-${id}`,
    minzoom: zooms[0],
    maxzoom: zooms[1],
    filter: ['all', ['>=', rank, ranks[0]], ['<=', rank, ranks[1]], shown] as unknown as Filter,
    layout: {
      'symbol-sort-key': rank,
      'text-field': labelText(labels),
      'text-font': look.font,
      'text-size': look.size,
      'text-max-width': 8,
      'text-padding': 8,
      'text-letter-spacing': look.spacing,
    },
    paint: { 'text-color': look.colour, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
  });
  const sizes = (stops: [number, Expression][]): Expression => ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as Expression;
  // The name of the land one is in says nothing between streets; villages would crowd a far view.
  const inTurn: Expression = [
    'step', ['zoom'], ['<=', rank, 2],
    9, ['<=', rank, 3],
    12, ['all', ['<=', rank, 3], ['!', isClass('country', 'state')]],
    15, ['all', ['<=', rank, 3], ['>=', rank, 2]],
  ] as unknown as Expression;
  return [
    place('square', [6, 7], [15.5, 18], { size: stepped([[15, 10], [18, 12]]), colour: c.textSoft, font: FONT, spacing: 0.06 }),
    place('suburb', [4, 5], [11, 16.5], {
      size: sizes([[11, byRank([[4, 10.5]], 10)], [15, byRank([[4, 14]], 12.5)]]), colour: c.text, font: FONT, spacing: 0.08,
    }, ['step', ['zoom'], ['<=', rank, 4], 13, true, 16, ['<=', rank, 4]] as unknown as Expression),
    place('town', [0, 3], [4, 16], {
      size: sizes([[4, byRank([[0, 13], [1, 12], [2, 10]], 10)], [10, byRank([[0, 16], [1, 17], [2, 13]], 11)], [15, byRank([[0, 20], [1, 24], [2, 19]], 15)]]),
      colour: c.textStrong, font: ['case', ['<=', rank, 2], ['literal', BOLD], ['literal', FONT]], spacing: 0.01,
    }, inTurn),
  ];
}
