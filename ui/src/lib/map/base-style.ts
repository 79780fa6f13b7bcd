// A plain base style, in place until the area's own style stands beside it: ground, water, streets and their names.

import type { StyleSpecification } from 'maplibre-gl';
export function areaStyle(o: { theme: 'dark' | 'light' | 'contrast'; labels: 'local' | 'en' | 'zh'; bounds: [number, number, number, number]; tilesUrl: string }): StyleSpecification {
  const d = o.theme !== 'light';
  return { version: 8, sources: { area: { type: 'vector', tiles: [o.tilesUrl], minzoom: 0, maxzoom: 14, bounds: o.bounds } }, layers: [
    { id: 'bg', type: 'background', paint: { 'background-color': d ? '#0f1418' : '#eef1f3' } },
    { id: 'water', type: 'fill', source: 'area', 'source-layer': 'water', paint: { 'fill-color': d ? '#0b1a24' : '#bcd4e0' } },
    { id: 'road', type: 'line', source: 'area', 'source-layer': 'road', paint: { 'line-color': d ? '#333d45' : '#c5ccd2', 'line-width': 1.5 } },
    { id: 'names', type: 'symbol', source: 'area', 'source-layer': 'road', minzoom: 14, layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 11 }, paint: { 'text-color': d ? '#8b97a1' : '#445', 'text-halo-color': d ? '#0f1418' : '#fff', 'text-halo-width': 1.2 } },
  ] };
}
