// Resources in the window: hospitals by road time for a transport, stock, the tow whose turn it is, and a detour in words.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { type Console, open } from './app';

let app: Console;
const NOW = Date.now();
const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;
const hospital = (id: string, traffic: string, free: number | null) => ({
  id, name: id.toUpperCase(), lon: 24.9, lat: 60.1, beds: [{ kind: 'Burn', available: free, total: 4 }], free, traffic, reason: '', as_of_ms: NOW - 3_600_000,
  source: 'have.xml', set_ms: NOW, set_by: 'anna', seconds: 312, metres: 2_400,
});

describe('resources', () => {
  afterEach(() => app.close());

  it('show beds with their age, what is unknown as unknown, and give stock out for a reason', async () => {
    app = await open('dispatch');
    app.host.resources = {
      hospitals: [hospital('north', 'normal', 3), hospital('harbour', 'closed', null)],
      shelters: [{ id: 's', name: 'School', lon: null, lat: null, capacity: 100, occupied: 120, open: true, set_ms: NOW, set_by: 'anna' }],
      stock: [{ id: 'SAND', item: 'sand bags', unit: 'bags', place: 'depot', amount: 40, set_ms: NOW, set_by: 'anna' }],
      tows: [], tow_lists: [{ area: 'city', class: 'heavy', order: ['Alpha', 'Beta'] }], tow_calls: [],
    };
    (app.at('resources') as HTMLDetailsElement).open = true;
    await vi.waitFor(() => app.at('stock'));
    const [north, harbour] = [...app.root.querySelectorAll('[data-test="hospital"]')].map((it) => it.textContent ?? '');
    expect(north).toContain('Burn 3/4');
    expect(north, 'an age stands there').toContain('as of');
    expect(harbour).toContain('turns ambulances away');
    expect(harbour, 'unknown is not zero').toContain('Burn ?/4');
    expect(app.at('shelter').textContent, 'too full is said by a sign').toContain('▲');
    expect(app.at('tow-list').textContent).toContain('next: Alpha');
    expect((app.at('stock-take') as HTMLButtonElement).disabled, 'amount and reason are asked').toBe(true);
    app.type('stock-reason', 'dyke');
    app.type('stock-amount', '15');
    app.at('stock-take').click();
    await vi.waitFor(() => expect(last('move_stock')).toEqual({ id: 'SAND', amount: -15, incident: board.selectedIncident, reason: 'dyke' }));
  });

  it('keep stock and tow companies', async () => {
    app = await open('dispatch', 'supervisor');
    const sand = { id: 'SAND', item: 'sand bags', unit: 'bags', place: 'depot', amount: 40, set_ms: NOW, set_by: 'anna' };
    const view = { hospitals: [], shelters: [], stock: [sand], tows: [{ id: 'A', name: 'Alpha', phone: '555', area: 'city', classes: ['heavy'] }], tow_lists: [], tow_calls: [] };
    app.host.resources = view;
    (app.at('resources') as HTMLDetailsElement).open = true;
    await vi.waitFor(() => app.at('stock-change'));
    app.at('stock-change').click();
    await vi.waitFor(() => app.at('stock-form'));
    app.type('stock-held', '60');
    app.at('record-save').click();
    await vi.waitFor(() => expect(last('set_stock')).toEqual({ id: 'SAND', item: 'sand bags', unit: 'bags', place: 'depot', amount: 60 }));
    await vi.waitFor(() => expect(app.root.querySelector('[data-test="stock-form"]')).toBeNull());
    app.at('tow-new').click();
    await vi.waitFor(() => app.at('tow-form'));
    expect((app.at('record-save') as HTMLButtonElement).disabled, 'a name and a list are asked').toBe(true);
    app.type('tow-id', 'B');
    app.type('tow-name', 'Beta');
    app.type('tow-area', 'city');
    app.type('tow-classes', 'light，heavy');
    await vi.waitFor(() => expect((app.at('record-save') as HTMLButtonElement).disabled).toBe(false));
    app.at('record-save').click();
    await vi.waitFor(() => expect(last('set_tow')).toEqual({ id: 'B', name: 'Beta', phone: '', area: 'city', classes: ['light', 'heavy'] }));
    await vi.waitFor(() => expect(app.root.querySelector('[data-test="tow-form"]')).toBeNull());
    app.at('tow-change').click();
    await vi.waitFor(() => app.at('record-reason'));
    app.type('record-reason', 'out of business');
    app.at('record-remove').click();
    await vi.waitFor(() => expect(last('remove_resource')).toEqual({ sort: 'tow', id: 'A', reason: 'out of business' }));
  });

  it('call the tow whose turn it is, pass one over with a reason, and say a detour in words', async () => {
    app = await open('dispatch');
    const row = app.host.board.incidents[0]!;
    Object.assign(row, { type_code: 'CRASH', place: row.place ?? { lon: 24.94, lat: 60.17, label: 'x' }, version: row.version + 1 });
    const call = { incident: { id: row.id, number: row.number }, company: 'a', name: 'Alpha', phone: '555', area: 'city', class: 'heavy', turn: 1, at_ms: NOW, by: 'anna', skipped_ms: null, skipped_by: null, skipped_reason: null };
    app.host.resources = { ...app.host.resources, tow_lists: [{ area: 'city', class: 'heavy', order: ['Beta', 'Alpha'] }], tow_calls: [call] };
    app.host.patch({ incidents: [row] });
    board.select('incident', row.id);
    flushSync();
    await vi.waitFor(() => app.at('tow-call'));
    app.at('tow-call').click();
    await vi.waitFor(() => expect(last('call_tow')).toEqual({ incident: row.id, area: 'city', class: 'heavy' }));
    app.type('tow-reason', 'no answer');
    app.at('tow-skip').click();
    await vi.waitFor(() => expect(last('skip_tow')).toEqual({ incident: row.id, reason: 'no answer' }));
    app.at('detour-find').click();
    await vi.waitFor(() => expect(app.at('detour').textContent).toContain('Aleksanterinkatu blocked. Detour: Mikonkatu → Kaisaniemenkatu (+1:35'));
  });

  it('give the hospital that is picked to the transport', async () => {
    app = await open('dispatch');
    app.host.resources = { ...app.host.resources, hospitals: [hospital('north', 'normal', 3)] };
    const unit = app.host.board.units.find((it) => it.incident !== null)!;
    app.host.patch({ units: [{ ...unit, status: 'OS' }] });
    board.select('unit', unit.id);
    flushSync();
    await vi.waitFor(() => app.at('hospital-pick'));
    expect(app.at('hospital-pick').textContent).toContain('5:12');
    app.at('hospital-pick').click();
    flushSync();
    expect((app.at('unit-destination') as HTMLInputElement).value).toBe('NORTH');
  });

  it('enter what a hospital told, with what is unknown left open, and never write over a colleague', async () => {
    app = await open('dispatch');
    app.host.resources = { ...app.host.resources, hospitals: [hospital('north', 'normal', 3)], shelters: [] };
    (app.at('resources') as HTMLDetailsElement).open = true;
    await vi.waitFor(() => app.at('hospital-change'));
    app.at('hospital-change').click();
    flushSync();
    app.type('bed-kind', 'AdultICU');
    app.at('bed-add').click();
    flushSync();
    app.type('bed-free-AdultICU', '2');
    app.type('bed-free-Burn', '');
    app.type('hospital-time', 'noon');
    expect((app.at('hospital-save') as HTMLButtonElement).disabled).toBe(true);
    app.type('hospital-time', '');
    // A colleague reports meanwhile.
    app.host.resources = { ...app.host.resources, hospitals: [{ ...hospital('north', 'closed', 1), set_ms: NOW + 1, set_by: 'ben' }] };
    app.host.patch({ resources: true });
    await vi.waitFor(() => expect(app.at('hospital-changed').textContent).toContain('ben'));
    expect((app.at('hospital-save') as HTMLButtonElement).disabled, 'the new figures are looked at first').toBe(true);
    app.at('hospital-retake').click();
    flushSync();
    expect((app.at('hospital-traffic') as HTMLSelectElement).value).toBe('closed');
    app.type('bed-free-Burn', '0');
    app.at('hospital-save').click();
    await vi.waitFor(() => expect(last('set_hospital')).toEqual({
      id: 'north', name: 'NORTH', lon: 24.9, lat: 60.1, beds: { Burn: { available: 0, total: 4 } }, traffic: 'closed', reason: '', as_of_ms: null,
    }));
    await vi.waitFor(() => expect(app.root.querySelector('[data-test="hospital-form"]')).toBeNull());
  });

  it('add a shelter and say how full it is', async () => {
    app = await open('dispatch');
    (app.at('resources') as HTMLDetailsElement).open = true;
    await vi.waitFor(() => app.at('shelter-new'));
    app.at('shelter-new').click();
    flushSync();
    app.type('shelter-id', 'S-1');
    app.type('shelter-name', 'School');
    expect((app.at('shelter-save') as HTMLButtonElement).disabled, 'no places said').toBe(true);
    app.type('shelter-capacity', '100');
    app.type('shelter-occupied', '12');
    app.at('shelter-open').click();
    app.at('shelter-save').click();
    await vi.waitFor(() => expect(last('set_shelter')).toEqual({ id: 'S-1', name: 'School', lon: null, lat: null, capacity: 100, occupied: 12, open: false }));
  });
});
