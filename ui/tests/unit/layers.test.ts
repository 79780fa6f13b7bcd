// Layers in the settings, in the map's layer control and as a card, on the made-up floor.
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import type { LayerJobView, LayerRow } from '../../src/lib/gen/wire';
import LayerCard from '../../src/lib/map/LayerCard.svelte';
import LayerMenu from '../../src/lib/map/LayerMenu.svelte';
import { mapCredit, ownChoice } from '../../src/lib/map/own-choice.svelte';
import { type Console, open } from './app';

let app: Console;
afterEach(() => app.close());

const last = (call: string) => app.host.calls.findLast((it) => it.call === call)?.args as Record<string, unknown> | undefined;
const shift = { looks_like: 'gcj02', offset_m: 548, east_m: -520, north_m: 173, share_now: 0.2, share_moved: 0.9 };

function job(part: Partial<LayerJobView>, layer: Partial<LayerRow> = {}): LayerJobView {
  return {
    sort: 'layer', id: 'mine', name: 'Mine', preview: true, state: 'done', phase: 'comparing', done: 0, total: 0, error: null,
    layer: { id: 'mine', name: 'Mine', kind: 'hydrants', datum: 'wgs84', source: 'mine.csv', features: 40, faulty: 1, bounds: [1, 2, 3, 4], floors: [], shapes: ['points'], added_ms: 1, shift: null, fault: null, ...layer },
    basemap: null, compared_with: 'Helsinki', outside: 0, fields: { pressure: 12 }, replaces: false,
    refused_rows: [{ line: 7, field: 'lat', message: 'no number', text: '' }], started_ms: 1, ended_ms: 2, ...part,
  };
}

function choose(test: string, value: string) {
  const select = app.at(test) as HTMLSelectElement;
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  flushSync();
}

const filled = () => {
  app.type('layer-file', '/tmp/mine.csv');
  app.type('layer-id', 'mine');
  app.type('layer-name', 'Mine');
};

it('asks for the datum, looks first, and shows what was left out', async () => {
  app = await open('settings', 'administrator');
  filled();
  const begin = () => app.at('layer-begin') as HTMLButtonElement;
  expect(begin().disabled).toBe(true);
  choose('layer-datum', 'wgs84');
  expect(begin().disabled).toBe(false);
  app.host.layerJob = job({});
  app.at('layer-preview').click();
  await vi.waitFor(() => expect(app.at('layer-job').dataset.state).toBe('done'));
  expect(last('add_layer')).toEqual({ id: 'mine', name: 'Mine', file: '/tmp/mine.csv', replace: false, preview: true, kind: 'hydrants', datum: 'wgs84', accept_shift: false });
  expect(app.at('layer-fault').textContent).toContain('7');
  expect(app.at('layer-job').textContent).toContain('pressure 12');
});

it('adds what looks shifted only after somebody said so; another datum asks anew', async () => {
  app = await open('settings', 'administrator');
  app.host.layerJob = job({ preview: false, state: 'unconfirmed' }, { shift });
  filled();
  choose('layer-datum', 'wgs84');
  app.at('layer-begin').click();
  await vi.waitFor(() => app.at('layer-accept'));
  const begin = () => app.at('layer-begin') as HTMLButtonElement;
  expect(begin().disabled).toBe(true);
  expect(app.at('layer-shift').textContent).toMatch(/548.*GCJ-02.*WGS-84/s);
  app.at('layer-accept').click();
  flushSync();
  expect(begin().disabled).toBe(false);
  begin().click();
  await vi.waitFor(() => expect(last('add_layer')).toMatchObject({ accept_shift: true, preview: false }));
  choose('layer-datum', 'gcj02');
  expect(app.root.querySelector('[data-test="layer-accept"]')).toBeNull();
});

it('lists what there is, its age and its warnings, and removes after a question', async () => {
  app = await open('settings', 'administrator');
  const row = app.at('layer-row', '[data-id="hydrants"]');
  expect(row.textContent).toMatch(/City hydrants.*1,204.*hydrants\.csv.*GCJ-02/s);
  expect(app.at('layer-row', '[data-id="plans"]').querySelector('[data-test="layer-shift"]')).not.toBeNull();
  row.querySelector<HTMLElement>('[data-test="layer-faults"]')!.click();
  await vi.waitFor(() => expect(row.querySelectorAll('[data-test="layer-fault"]')).toHaveLength(2));
  row.querySelector<HTMLElement>('[data-test="layer-remove"]')!.click();
  flushSync();
  expect(last('remove_layer')).toBeUndefined();
  expect(document.activeElement).toBe(app.at('layer-keep'));
  app.at('layer-remove-yes').click();
  await vi.waitFor(() => expect(last('remove_layer')).toEqual({ id: 'hydrants' }));
  app.host.patch({ layers: { layers: [], basemaps: [] } });
  flushSync();
  expect(app.root.querySelector('[data-test="layer-row"]')).toBeNull();
  expect(app.root.querySelector('[data-test="basemap-row"]')).toBeNull();
});

it('lets nobody change layers who may not', async () => {
  app = await open('settings', 'administrator');
  filled();
  choose('layer-datum', 'wgs84');
  expect((app.at('layer-begin') as HTMLButtonElement).disabled).toBe(false);
  choose('layer-sort', 'basemap');
  app.at('layer-begin').click();
  await vi.waitFor(() => expect(last('add_basemap')).toEqual({ id: 'mine', name: 'Mine', file: '/tmp/mine.csv', replace: false, preview: false }));
});

it('shows and hides layers, floors and base maps of this window', async () => {
  app = await open('watch', 'dispatcher');
  const menu = mount(LayerMenu, { target: app.root });
  flushSync();
  app.at('own-layers').click();
  flushSync();
  expect(ownChoice.drawn.map((layer) => layer.id)).toEqual(['hydrants', 'plans']);
  app.at('own-layer', '[data-id="hydrants"]').click();
  flushSync();
  expect(ownChoice.drawn.map((layer) => layer.id)).toEqual(['plans']);
  app.at('own-layer', '[data-id="hydrants"]').click();
  const plans = () => board.layers.layers[1]!;
  expect(ownChoice.floorOf(plans())).toBeNull();
  choose('own-floor', '1');
  expect(ownChoice.floorOf(plans())).toBe('1');
  choose('own-floor', '');
  expect(mapCredit()).toBe('© OpenStreetMap contributors');
  choose('own-basemap', 'aerial');
  expect([ownChoice.basemap?.id, mapCredit()]).toEqual(['aerial', '© The city · © OpenStreetMap contributors']);
  choose('own-basemap', '');
  await unmount(menu);
});

it('tells of a feature all its file says, with the floors of its layer; Escape closes', async () => {
  app = await open('watch', 'dispatcher');
  ownChoice.card = { layer: 'plans', feature: 'mall-g' };
  const card = mount(LayerCard, { target: app.root, props: { feature: ownChoice.card } });
  await vi.waitFor(() => expect(app.at('layer-card').textContent).toContain('Forum mall'));
  const said = app.at('layer-card').textContent ?? '';
  expect(said.indexOf('Enter from the yard')).toBeLessThan(said.indexOf('Ammonia'));
  expect(said).toMatch(/Ammonia.*Porter 040 123.*g\.pdf.*keys\.txt.*colour.*red.*plans\.geojson/s);
  choose('layer-card-floor', 'G');
  expect(ownChoice.floorOf(board.layers.layers[1]!)).toBe('G');
  app.key('Escape', document.body);
  expect(ownChoice.card).toBeNull();
  await unmount(card);
  const gone = mount(LayerCard, { target: app.root, props: { feature: { layer: 'plans', feature: 'gone' } } });
  await vi.waitFor(() => expect(app.at('layer-card').textContent).toContain('▲'));
  await unmount(gone);
});
