// The base map's style: what MapLibre accepts, what can be read, and what costs little to draw.
import { readdirSync, readFileSync } from 'node:fs';
// Comes with maplibre-gl, which checks styles by it.
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { LayerSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { areaStyle, legend, mapIcons, sourceLayers, type MapLabels, type MapTheme } from '../../src/lib/map/style';
import { palettes } from '../../src/lib/map/style-palette';
import { imageIds, isOperational } from '../../src/lib/map/symbols';

const THEMES: MapTheme[] = ['dark', 'light', 'contrast'];
const LABELS: MapLabels[] = ['local', 'en', 'zh'];
const style = (theme: MapTheme, labels: MapLabels = 'local') =>
  areaStyle({ theme, labels, bounds: [0, 0, 1, 1], tilesUrl: 'tiles://localhost/a/{z}/{x}/{y}' });

function light(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast by WCAG 2. */
function ratio(a: string, b: string): number {
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Sorts of lines and fills MapLibre links a program for: type, dashes, and which properties are by data. */
function sorts(layers: LayerSpecification[]): Set<string> {
  const plain = layers.filter((layer) => layer.type === 'line' || layer.type === 'fill');
  return new Set(
    plain.map((layer) => {
      const paint = Object.entries(layer.paint ?? {});
      const byData = paint.flatMap(([key, value]) => (/"(get|has)"/.test(JSON.stringify(value)) ? [key] : []));
      return [layer.type, 'line-dasharray' in (layer.paint ?? {}) ? 'dashed' : '', ...byData.sort()].join(' ');
    }),
  );
}

const below = (least: number, pairs: [string, string, string, string][]) =>
  pairs.filter(([, a, , b]) => ratio(a, b) < least).map(([nameA, a, nameB, b]) => `${nameA} on ${nameB}: ${ratio(a, b).toFixed(2)}`);

describe('the base style', () => {
  it.each(THEMES.flatMap((theme) => LABELS.map((labels) => [theme, labels] as const)))('%s with %s names is a valid style', (theme, labels) => {
    expect(validateStyleMin(style(theme, labels)).map((fault) => fault.message)).toEqual([]);
    const broken = style(theme, labels);
    broken.layers.push({ id: 'x', type: 'line', source: 'nowhere' });
    expect(validateStyleMin(broken)).not.toEqual([]);
  });

  it('reads layers the tiles have, by ids of their own, in every theme the same', () => {
    const { layers } = style('dark');
    const ids = layers.map((layer) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    const read = layers.flatMap((layer) => ('source-layer' in layer && layer['source-layer'] ? [layer['source-layer']] : []));
    expect(new Set(read)).toEqual(new Set(sourceLayers));
    for (const theme of THEMES) expect(style(theme).layers.map((layer) => layer.id)).toEqual(ids);
  });

  // Every layer is a bucket per tile; every sort of layer with other properties by data is a program of its own, which
  // costs megabytes where the processor draws.
  it('stays cheap: few layers, nothing drawn by patterns, gradients or heights', () => {
    const { layers } = style('light');
    expect(layers.length).toBeLessThanOrEqual(35);
    expect([...new Set(layers.map((layer) => layer.type))].sort()).toEqual(['background', 'fill', 'line', 'symbol']);
    const keys = layers.flatMap((layer) => Object.keys(layer.paint ?? {}));
    expect(sorts(layers).size).toBeLessThanOrEqual(4);
    expect(keys.filter((key) => /pattern|gradient|blur|extrusion/.test(key))).toEqual([]);
  });

  it('names icons that are there', () => {
    const files = readdirSync('../icons/map').flatMap((file) => (file.endsWith('.svg') ? [file.slice(0, -'.svg'.length)] : []));
    expect([...mapIcons].sort()).toEqual(files.sort());
    const fixed = style('dark').layers.flatMap((layer) => (layer.type === 'symbol' ? [layer.layout?.['icon-image']] : []));
    const named = fixed.filter((image) => typeof image === 'string');
    expect(named).toEqual(expect.arrayContaining(['oneway', 'plate', 'station']));
    expect(named.filter((image) => !files.includes(image))).toEqual([]);
  });

  // `camera` is the base map's icon, `camera|known` the board's: the one drawn for the other turned whole tiles black.
  it('names no icon like an image of the board', () => {
    expect(mapIcons.filter(isOperational)).toEqual([]);
    const ours = [imageIds.camera(true), imageIds.incident('fire', 'E', true), imageIds.hatch('Minor'), imageIds.closure('later'), imageIds.found()];
    expect(ours.every(isOperational)).toBe(true);
  });

  it('has words for every sign of the legend', () => {
    const words = JSON.parse(readFileSync('messages/en.json', 'utf8')) as Record<string, string>;
    const keys = legend('dark').map((entry) => `base_sign.${entry.key.replace('map_legend_', '')}`);
    expect(keys.filter((key) => !(key in words))).toEqual([]);
  });

  it('falls back to the local name where a language has none', () => {
    const names = style('dark', 'zh').layers.find((layer) => layer.id === 'name-road');
    expect(names?.type === 'symbol' && names.layout?.['text-field']).toEqual(['coalesce', ['get', 'name:zh'], ['get', 'name']]);
  });
});

describe('what can be read', () => {
  it.each(THEMES)('%s: names at 4.5:1 or better on their rims and on every ground, numbers on their plates', (theme) => {
    const c = palettes[theme];
    const texts: [string, string][] = [['text', c.text], ['soft text', c.textSoft], ['strong text', c.textStrong]];
    const grounds = { halo: c.halo, land: c.land, built: c.built, field: c.field, green: c.green, wood: c.wood, grounds: c.grounds, bare: c.bare, square: c.square, building: c.building };
    const pairs = texts.flatMap(([name, text]) =>
      Object.entries(grounds).map(([ground, colour]) => [name, text, ground, colour] as [string, string, string, string]),
    );
    pairs.push(
      ['water text', c.waterText, 'water', c.water], ['water text', c.waterText, 'halo', c.halo],
      ['plate text', c.plateText, 'plate', c.plate], ['plate text', c.plateText, 'other plate', c.otherPlate],
    );
    expect(below(4.5, pairs)).toEqual([]);
    expect(below(4.5, [['land', c.land, 'built', c.built]]), 'control: two grounds are no pair to read').toHaveLength(1);
  });

  it.each(THEMES)('%s: symbols at 3:1 or better on land, buildings and their rims; arrows on every road', (theme) => {
    const c = palettes[theme];
    const symbols = { care: c.care, fire: c.fire, police: c.police, school: c.school, shelter: c.shelter, hydrant: c.hydrant, camera: c.camera, station: c.station };
    const pairs = Object.entries(symbols).flatMap(([name, colour]) =>
      Object.entries({ land: c.land, building: c.building, rim: c.iconHalo }).map(([ground, on]) => [name, colour, ground, on] as [string, string, string, string]),
    );
    for (const kind of ['motorway', 'trunk', 'primary', 'secondary', 'minor', 'service', 'pedestrian'] as const) {
      pairs.push(['arrow', c.arrow, kind, c[kind].fill]);
    }
    for (const kind of ['secondary', 'minor', 'service', 'pedestrian'] as const) {
      pairs.push(['dashes of a closed street', c.closed, kind, c[kind].fill]);
    }
    expect(below(3, pairs)).toEqual([]);
  });

  // The eye finds the large road first: the farther from the ground, the more important.
  it.each(THEMES)('%s: the more important a road, the more it stands out at night, and by day by its rim', (theme) => {
    const c = palettes[theme];
    const ranks = [c.service, c.minor, c.secondary, c.primary];
    const out = ranks.map((road) => ratio(theme === 'light' ? road.rim : road.fill, c.land));
    expect(out).toEqual([...out].sort((a, b) => a - b));
    expect(ratio(c.water, c.land)).toBeGreaterThan(1.15);
  });
});
