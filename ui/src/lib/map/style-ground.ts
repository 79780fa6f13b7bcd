// The ground of the base map: land, its cover, water, boundaries, buildings.

import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from './style-palette';
import { AREA_SOURCE, byClass, isClass, lineOf, shared, stepped, type Filter } from './style-parts';

const FAR_COVER = [
  'residential', 'commercial', 'industrial', 'railway', 'airfield', 'bare', 'sand', 'rock', 'ice', 'wood', 'wetland',
  'farmland', 'meadow', 'grass', 'park', 'cemetery', 'pitch',
];
const NEAR_COVER = [...FAR_COVER, 'hospital', 'school', 'military'];
const CLOSE_COVER = [...NEAR_COVER, 'parking', 'pedestrian'];

/** Land, water and what stands on them, in drawing order. */
export function groundLayers(c: Palette): LayerSpecification[] {
  return [
    { id: 'outside', type: 'background', paint: { 'background-color': c.outside } },
    { id: 'land', type: 'fill', source: 'area-box', paint: { 'fill-color': c.land, 'fill-antialias': false } },
    {
      // One layer, since the tiles hold large uses first and what lies on them later.
      id: 'land-cover',
      type: 'fill',
      source: AREA_SOURCE,
      'source-layer': 'landuse',
      minzoom: 8,
      filter: ['step', ['zoom'], isClass(...FAR_COVER), 12, isClass(...NEAR_COVER), 14, isClass(...CLOSE_COVER)] as unknown as Filter,
      paint: {
        'fill-antialias': false,
        'fill-color': byClass(
          [
            [['residential', 'commercial', 'industrial', 'railway', 'airfield'], c.built],
            [['hospital', 'school', 'military'], c.grounds],
            [['wood', 'wetland'], c.wood],
            [['grass', 'park', 'cemetery', 'pitch'], c.green],
            [['farmland', 'meadow'], c.field],
            [['pedestrian'], c.square],
          ],
          c.bare,
        ),
      },
    },
    { id: 'water', type: 'fill', source: AREA_SOURCE, 'source-layer': 'water', paint: { 'fill-color': c.water } },
    {
      ...lineOf('waterway'),
      id: 'waterway',
      minzoom: 9,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': shared(c.water),
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
      filter: isClass('pier') as Filter,
      paint: { 'fill-color': c.bare, 'fill-antialias': false },
    },
    {
      ...lineOf('boundary'),
      id: 'boundary',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': c.boundary,
        'line-dasharray': [4, 2, 1, 2],
        'line-opacity': 0.8,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 14, ['case', ['<=', ['get', 'level'], 4], 2, 0.8]],
      },
    },
  ];
}

/** Footprints, faint at first; near, each with its edge. */
export function buildingLayer(c: Palette): LayerSpecification {
  return {
    id: 'building',
    type: 'fill',
    source: AREA_SOURCE,
    'source-layer': 'building',
    minzoom: 13.5,
    paint: {
      'fill-color': c.building,
      'fill-outline-color': ['interpolate', ['linear'], ['zoom'], 15, c.building, 16, c.buildingLine],
      'fill-opacity': stepped([[13.5, 0.35], [15.5, 1]]),
    },
  };
}
