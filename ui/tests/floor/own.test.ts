// The centre's own layers and base maps of others: what is drawn of which, and what a card says.
import { describe, expect, it } from 'vitest';
import type { Map as LibreMap } from 'maplibre-gl';
import type { BasemapRow, LayerRow } from '../../src/lib/gen/wire';
import { OwnLayers } from '../../src/lib/map/own-layers';
import { KINDS, kindColour, kindOf, ownSign, ownSignId } from '../../src/lib/map/own-signs';
import { BASEMAP_SOURCE, basemapDrawings, layerDrawings, layerSource, onFloor, sortOf } from '../../src/lib/map/own-style';
import type { Palette } from '../../src/lib/map/palette';
import { planLines } from '../../src/lib/map/plan';
import { featureOf, targetOf } from '../../src/lib/search/words';

const colours: Palette = {
  ink: '#111', rim: '#222', selection: '#333', camera: '#444', cone: '#555', closed: '#666', later: '#777', way: '#888',
  severity: {}, priority: {}, availability: { available: '#999' },
};
const layer = (part: Partial<LayerRow>): LayerRow => ({
  id: 'x', name: 'X', kind: 'hydrants', datum: 'wgs84', source: 'x.csv', features: 1, faulty: 0, bounds: null, floors: [], shapes: ['points'], added_ms: 0, shift: null, fault: null, ...part,
});
const basemap = (part: Partial<BasemapRow>): BasemapRow => ({
  id: 'b', name: 'B', attribution: '', format: 'vector', min_zoom: 0, max_zoom: 14, bounds: [0, 0, 1, 1], bytes: 1, vector_layers: [], added_ms: 0, fault: null, ...part,
});

describe('a layer', () => {
  it('of points costs the map one layer; areas add their fill and rim under the names', () => {
    const points = layerDrawings(layer({}), null, colours);
    expect([points.under.length, points.over.map((it) => it.type)]).toEqual([0, ['symbol']]);
    const areas = layerDrawings(layer({ kind: 'plans', shapes: ['areas'] }), null, colours);
    expect(areas.under.map((it) => it.type)).toEqual(['fill', 'line']);
    expect(layerDrawings(layer({ shapes: ['lines'] }), null, colours).under.map((it) => it.type)).toEqual(['line']);
    const all = [...areas.under, ...areas.over];
    expect(all.every((it) => 'source' in it && it.source === layerSource('x'))).toBe(true);
    expect(new Set(all.map((it) => it.id)).size).toBe(3);
  });

  it('shows one floor, with what is on none', () => {
    expect(onFloor(null)).toBeNull();
    const [fill] = layerDrawings(layer({ kind: 'plans', shapes: ['areas'], floors: ['G', '1'] }), '1', colours).under;
    expect(JSON.stringify(fill && 'filter' in fill ? fill.filter : '')).toContain('["==",["get","floor"],"1"]');
    const [plain] = layerDrawings(layer({ kind: 'plans', shapes: ['areas'] }), null, colours).under;
    expect(JSON.stringify(plain && 'filter' in plain ? plain.filter : '')).not.toContain('floor');
  });

  it('of each kind has a sign of its own, also where it stands for several', () => {
    expect(kindOf('trees')).toBe('other');
    const ids = KINDS.flatMap((kind) => [ownSignId(kind), ownSignId(kind, '7')]);
    expect(new Set(ids).size).toBe(2 * KINDS.length);
    for (const id of ids) expect(ownSign(...(id.split('|') as [string, string, string]))).not.toBeNull();
    expect(ownSign('unit', 'hydrants', '')).toBeNull();
    expect(KINDS.every((kind) => kindColour(colours, kind).startsWith('#'))).toBe(true);
  });
});

describe('a base map of others', () => {
  it('of pictures is one layer', () => {
    expect(basemapDrawings(basemap({ format: 'png' }), colours).map((it) => it.type)).toEqual(['raster']);
  });

  it('of vectors is drawn by what its layers are called, grounds below and names on top', () => {
    expect(['water_polygons', 'ocean', 'transportation', 'buildings', 'landcover', 'place_labels', 'boundaries', 'dunno'].map(sortOf)).toEqual([
      'water', 'water', 'road', 'building', 'green', 'name', 'boundary', 'other',
    ]);
    const drawn = basemapDrawings(basemap({ vector_layers: ['place', 'road', 'water', 'landuse'] }), colours);
    expect(drawn.map((it) => ('source-layer' in it ? it['source-layer'] : ''))).toEqual(['landuse', 'water', 'water', 'road', 'place']);
    expect(new Set(drawn.map((it) => it.id)).size).toBe(drawn.length);
    expect(drawn.every((it) => 'source' in it && it.source === BASEMAP_SOURCE)).toBe(true);
  });
});

describe('a plan', () => {
  it('says what a crew needs first, then the rest as its file has it', () => {
    const lines = planLines({ colour: 'red', 附件: 'g.pdf；keys.txt', Contacts: 'Porter', hazards: '["Ammonia","cold"]', text: 'From the yard [gate 2]' });
    expect(lines.map((it) => [it.field, it.values])).toEqual([
      ['text', ['From the yard [gate 2]']], ['hazards', ['Ammonia', 'cold']], ['contacts', ['Porter']], ['attachments', ['g.pdf', 'keys.txt']], [null, ['red']],
    ]);
    expect(planLines({ note: '[not a list' })[0]?.values).toEqual(['[not a list']);
  });

  it('is named by what the search found', () => {
    expect(featureOf({ target: 'layer/plans/mall/1' })).toEqual({ layer: 'plans', feature: 'mall/1' });
    expect(featureOf({ target: 'unit/E1' })).toBeNull();
    expect(targetOf({ target: 'layer/plans/x' })).toBeNull();
  });
});

/** As much of a map as layers need. */
class Sheet {
  layers: { id: string; source?: string; filter?: unknown }[] = ['reach-fill', 'closure-fill', 'incidents'].map((name) => ({ id: `floor-${name}` }));
  sources = new Map<string, unknown>();
  found: Record<string, { source: string; properties: Record<string, unknown> }> = {};
  getLayer = (id: string) => this.layers.find((it) => it.id === id);
  getSource = (id: string) => this.sources.get(id);
  getStyle = () => ({ layers: this.layers });
  addSource = (id: string, source: unknown) => void this.sources.set(id, source);
  removeSource = (id: string) => void this.sources.delete(id);
  addLayer = (it: { id: string }, below?: string) => void this.layers.splice(below ? this.layers.findIndex((other) => other.id === below) : this.layers.length, 0, it);
  removeLayer = (id: string) => void (this.layers = this.layers.filter((it) => it.id !== id));
  setFilter = (id: string, filter: unknown) => void Object.assign(this.getLayer(id)!, { filter });
  queryRenderedFeatures = (_: unknown, { layers }: { layers: string[] }) => layers.flatMap((id) => this.found[id] ?? []);
  ids = () => this.layers.map((it) => it.id.replace('floor-', ''));
}

describe('layers on the map', () => {
  const plans = layer({ id: 'plans', kind: 'plans', shapes: ['areas'], floors: ['G', '1'] });
  const made = () => {
    const sheet = new Sheet();
    return { sheet, own: new OwnLayers(sheet as unknown as LibreMap) };
  };

  it('stand under the names or over them, come and go alone, and come back with a new style', () => {
    const { sheet, own } = made();
    own.set({ layers: [{ row: plans, floor: null }, { row: layer({}), floor: null }], basemap: basemap({ format: 'png' }) });
    expect(sheet.ids()).toEqual(['basemap-raster', 'layer-plans-fill', 'layer-plans-line', 'reach-fill', 'layer-plans-signs', 'layer-x-signs', 'closure-fill', 'incidents']);
    own.set({ layers: [{ row: plans, floor: '1' }], basemap: null });
    expect(sheet.ids()).toEqual(['layer-plans-fill', 'layer-plans-line', 'reach-fill', 'layer-plans-signs', 'closure-fill', 'incidents']);
    expect([...sheet.sources.keys()]).toEqual(['floor-layer-plans']);
    expect(JSON.stringify(sheet.getLayer('floor-layer-plans-fill')?.filter)).toContain('"1"');
    sheet.layers = sheet.layers.filter((it) => !it.id.includes('plans'));
    sheet.sources.clear();
    own.attach();
    expect(sheet.ids()).toContain('layer-plans-signs');
  });

  it('that were replaced are asked for anew; a vector map brings its own ground and takes it away', () => {
    const { sheet, own } = made();
    own.set({ layers: [{ row: plans, floor: null }], basemap: basemap({ vector_layers: ['water'] }) });
    expect(sheet.ids().slice(0, 3)).toEqual(['basemap-ground', 'basemap-0-fill', 'basemap-0-line']);
    const before = sheet.sources.get('floor-layer-plans');
    own.set({ layers: [{ row: { ...plans, added_ms: 9 }, floor: null }], basemap: null });
    expect(sheet.sources.get('floor-layer-plans')).not.toBe(before);
    expect([...sheet.sources.keys()]).toEqual(['floor-layer-plans']);
    expect(sheet.ids().filter((id) => id.startsWith('basemap'))).toEqual([]);
  });

  it('are clicked sign before area; what stands for several is no feature', () => {
    const { sheet, own } = made();
    own.set({ layers: [{ row: plans, floor: null }, { row: layer({}), floor: null }], basemap: null });
    expect(own.hit(5, 5, 6)).toBeNull();
    sheet.found['floor-layer-plans-fill'] = { source: 'floor-layer-plans', properties: { id: 'mall-g' } };
    expect(own.hit(5, 5, 6)).toEqual({ feature: { layer: 'plans', feature: 'mall-g' }, sign: false });
    sheet.found['floor-layer-x-signs'] = { source: 'floor-layer-x', properties: { n: 7 } };
    expect(own.hit(5, 5, 6)).toEqual({ feature: null, sign: true });
  });
});
