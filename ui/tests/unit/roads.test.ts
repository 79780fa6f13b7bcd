// The console on the made-up floor: searching, giving a place, closing a road, and what that does to the order of units.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import { Closest, closest, MOVED_MS } from '../../src/lib/closest/closest.svelte';
import { delayed, driveTime, dropped, moved } from '../../src/lib/closest/words';
import { draft } from '../../src/lib/closures/draft.svelte';
import { desks } from '../../src/lib/desks.svelte';
import { commandLine } from '../../src/lib/commandline/commandline.svelte';
import { found } from '../../src/lib/map/found.svelte';
import { type Console, open } from './app';

let app: Console;
beforeEach(() => {
  draft.cancel();
  found.clear();
});
afterEach(() => app.close());

const last = (call: string) => app.host.calls.findLast((it) => it.call === call)?.args as Record<string, unknown>;
const rows = () => [...app.root.querySelectorAll<HTMLElement>('[data-test="search-row"]')];
const order = () => app.at('closest').dataset.order ?? '';

async function searched(text: string) {
  app.key('k', document.body, { ctrlKey: true });
  expect(document.activeElement).toBe(app.at('search'));
  app.type('search', text);
  await vi.waitFor(() => expect(app.at('search-candidates').dataset.current).toBe('true'));
}

it('goes to a searched place from any desk, marks it until Esc', async () => {
  app = await open('settings');
  await searched('kasarm');
  app.key('Enter', app.at('search'));
  await vi.waitFor(() => expect(desks.current).toBe('watch'));
  expect(found.place).toEqual({ label: 'Kasarmitori', lon: 24.948, lat: 60.1655 });
  app.key('Escape', document.body);
  expect(found.place).toBeNull();
});

it('lists both readings of two figures, and says when nothing fits', async () => {
  app = await open('watch');
  await searched('60.1655 24.9480');
  expect(rows().map((it) => [it.dataset.kind, it.dataset.lon])).toEqual([['coordinates', '24.948'], ['coordinates', '60.1655']]);
  app.type('search', 'nowhere at all');
  await vi.waitFor(() => app.at('search-nothing'));
});

it('gives a searched place to the selected incident', async () => {
  app = await open('watch');
  board.select('incident', 'inc-5');
  await searched('kasarm');
  app.key('Enter', app.at('search'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('move_incident')).toEqual({ incident: 'inc-5', place: { lon: 24.948, lat: 60.1655, label: 'Kasarmitori' } }));
  await vi.waitFor(() => app.at('search-done'));
});

it('says why a place was not taken, and keeps the list', async () => {
  app = await open('watch');
  board.select('incident', 'inc-5');
  await searched('kasarm');
  app.host.refuse = { code: 'refused', key: 'refused.incident_closed', message: 'closed', field: null, params: { number: '41' } };
  app.key('Enter', app.at('search'), { ctrlKey: true });
  await vi.waitFor(() => app.at('refusal'));
  expect(rows().length).toBeGreaterThan(0);
});

it('offers the same candidates in the call’s place field; Enter takes one and makes no incident', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-place'));
  app.type('intake-place', 'satama');
  await vi.waitFor(() => expect(rows()).toHaveLength(1));
  app.key('Enter', app.at('intake-place'));
  await vi.waitFor(() => expect((app.at('intake-place') as HTMLInputElement).value).toBe('Satamakatu 2'));
  expect(last('open_incident')).toBeUndefined();
  app.key('Enter', app.at('intake-place'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident')).toMatchObject({ place: { lon: 24.9627, lat: 60.1676, label: 'Satamakatu 2' } }));
});

it('gives a place found in the search box to the call in hand rather than to the incident', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-5');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-place'));
  await searched('kasarm');
  app.key('Enter', app.at('search'), { ctrlKey: true });
  await vi.waitFor(() => expect((app.at('intake-place') as HTMLInputElement).value).toBe('Kasarmitori'));
  expect(last('move_incident')).toBeUndefined();
  app.key('Enter', app.at('intake-place'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident')).toBeDefined());
});

it('closes a road by keyboard; the order of units changes at once and says what it was', async () => {
  app = await open('watch');
  board.select('incident', 'inc-3');
  await vi.waitFor(() => expect(order()).not.toBe(''));
  const before = order().split(' ');
  app.key('F6');
  expect(draft.stage).toBe('drawing');
  draft.add([24.94, 60.17]);
  draft.add([24.95, 60.17]);
  draft.finish();
  await vi.waitFor(() => app.at('closure-reason'));
  app.type('closure-reason', 'Bridge flooded');
  app.key('Enter', app.at('closure-reason'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('set_closure')).toMatchObject({ shape: 'line', reason: 'Bridge flooded' }));
  await vi.waitFor(() => expect(order().split(' ').slice(0, 2)).toEqual([before[1], before[0]]));
  expect(app.root.querySelectorAll('[data-test="closest-was"]')).toHaveLength(2);
});

it('begins a closure from a desk without a map, and brings back one that is described', async () => {
  app = await open('dispatch');
  app.key('F6');
  await vi.waitFor(() => expect(desks.current).toBe('watch'));
  expect(draft.stage).toBe('drawing');
  draft.add([24.94, 60.17]);
  draft.add([24.95, 60.17]);
  draft.finish();
  await vi.waitFor(() => app.at('closure-reason'));
  app.type('closure-reason', 'half typed');
  desks.go('dispatch');
  app.key('F6');
  await vi.waitFor(() => expect(desks.current).toBe('watch'));
  expect([draft.stage, draft.reason]).toEqual(['form', 'half typed']);
});

it('tells what a closure did to the order, while the incident stays selected', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-6');
  await vi.waitFor(() => expect(order()).not.toBe(''));
  expect(app.root.querySelector('[data-test="closest-was"]')).toBeNull();
  await app.host.command({ call: 'set_closure', args: { id: null, shape: 'line', points: [[24.94, 60.17], [24.95, 60.17]], reason: 'x', from_ms: null, until_ms: null, emergency_may_pass: false } });
  await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="closest-was"]')).toHaveLength(2));
});

it('lifts a closure with a reason, and changes one', async () => {
  app = await open('watch');
  app.at('closure-row', '[data-id="cl-1"]').click();
  await vi.waitFor(() => app.at('closure-lift'));
  expect((app.at('closure-lift') as HTMLButtonElement).disabled).toBe(true);
  app.at('closure-edit').click();
  await vi.waitFor(() => expect((app.at('closure-reason') as HTMLInputElement).value).toBe('Street festival'));
  app.at('closure-cancel').click();
  app.type('closure-lift-reason', 'festival over');
  await vi.waitFor(() => expect((app.at('closure-lift') as HTMLButtonElement).disabled).toBe(false));
  app.at('closure-lift').click();
  await vi.waitFor(() => expect(last('lift_closure')).toEqual({ id: 'cl-1', reason: 'festival over' }));
  await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="closure-row"]')).toHaveLength(2));
});

it('lists units of one type when asked, and all again for the next incident', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-3');
  await vi.waitFor(() => expect(order()).not.toBe(''));
  const kinds = () => new Set(order().split(' ').map((id) => board.unit(id)?.type));
  const select = app.at('closest-kind') as HTMLSelectElement;
  select.value = 'Ladder';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(() => expect([...kinds()]).toEqual(['Ladder']));
  board.select('incident', 'inc-6');
  await vi.waitFor(() => expect(kinds().size).toBeGreaterThan(1));
  expect((app.at('closest-kind') as HTMLSelectElement).value).toBe('');
});

it('types the dispatch of the ranked unit, and draws its way', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-3');
  await vi.waitFor(() => expect(order()).not.toBe(''));
  const first = order().split(' ')[0]!;
  app.at('closest-row', `[data-unit="${first}"]`).click();
  await vi.waitFor(() => expect(closest.route?.unit).toBe(first));
  app.key('1', document.body, { altKey: true });
  await vi.waitFor(() => expect(commandLine.text).toBe(`d ${first} @26-326-044`));
  expect(last('line')).toBeUndefined();
  commandLine.close();
});

it('asks again every five seconds while units move, and not more; a closure does not wait', async () => {
  app = await open('settings');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const follow = new Closest();
  const stop = follow.watch();
  try {
    let asked = 0;
    const query = app.host.query;
    app.host.query = async (it) => {
      if (it.call === 'closest') asked += 1;
      return query(it);
    };
    board.select('incident', 'inc-3');
    await vi.advanceTimersByTimeAsync(100);
    expect([asked, follow.view?.rows.length]).toEqual([1, 5]);
    for (let at = 0; at < 4 * MOVED_MS; at += 500) {
      app.host.move({ unit: 'E1', lon: 24.94, lat: 60.17, at_ms: at });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(asked).toBe(5);
    app.host.patch({ closures: app.host.board.closures });
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toBe(6);
    stop();
    app.host.patch({ closures: app.host.board.closures });
    await vi.advanceTimersByTimeAsync(2 * MOVED_MS);
    expect(asked).toBe(6);
  } finally {
    stop();
    vi.useRealTimers();
  }
});

it('shows no order of another incident, and none that could not be worked out', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-3');
  await vi.waitFor(() => expect(order()).not.toBe(''));
  app.host.closest = () => {
    throw { code: 'refused', key: 'refused.no_area', message: 'no area', field: null, params: {} };
  };
  board.select('incident', 'inc-1');
  await vi.waitFor(() => expect(app.at('closest').textContent).toContain('No area'));
  expect(order()).toBe('');
  board.select('incident', 'inc-5');
  await vi.waitFor(() => expect(closest.incident).toBeNull());
});

it('keeps the agency’s own names', async () => {
  app = await open('settings', 'supervisor');
  await vi.waitFor(() => app.at('alias-row'));
  app.type('alias-name', 'The square');
  expect((app.at('alias-add') as HTMLButtonElement).disabled).toBe(true);
  app.type('alias-place', 'kasarm');
  await vi.waitFor(() => expect(rows()).toHaveLength(1));
  app.key('Enter', app.at('alias-place'));
  await vi.waitFor(() => expect((app.at('alias-add') as HTMLButtonElement).disabled).toBe(false));
  app.at('alias-add').click();
  await vi.waitFor(() => expect(last('set_alias')).toEqual({ text: 'The square', place: { lon: 24.948, lat: 60.1655, label: 'Kasarmitori' } }));
  await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="alias-row"]')).toHaveLength(2));
  app.at('alias-row', '[data-name="North quay"]').querySelector('button')!.click();
  await vi.waitFor(() => expect(last('remove_alias')).toEqual({ text: 'North quay' }));
});

it('imports an area: looks first, tells how far it is, shows old beside new, and ends when told', async () => {
  app = await open('settings', 'administrator');
  await vi.waitFor(() => app.at('import-name'));
  app.type('import-name', 'Porto!');
  app.type('import-files', '/a/porto.osm.pbf\n\n /b/centre.osm.pbf ');
  expect((app.at('import-begin') as HTMLButtonElement).disabled).toBe(true);
  app.type('import-name', 'porto');
  await vi.waitFor(() => expect((app.at('import-preview') as HTMLButtonElement).disabled).toBe(false));
  app.at('import-preview').click();
  await vi.waitFor(() => expect(last('import_area')).toEqual({ name: 'porto', files: ['/a/porto.osm.pbf', '/b/centre.osm.pbf'], preview: true, activate: false }));
  await vi.waitFor(() => expect(app.at('import-job').dataset.state).toBe('running'));
  expect((app.at('import-begin') as HTMLButtonElement).disabled).toBe(true);
  app.host.job = { ...app.host.job!, state: 'done', ended_ms: 1, counts: { addresses: 1851, drivable_ways: 43_000 }, left_out: [{ what: 'ways', count: 12, why: 'missing nodes' }] };
  await vi.waitFor(() => expect(app.at('import-job').dataset.state).toBe('done'), { timeout: 3000 });
  const row = app.at('import-count', '[data-sort="addresses"]').textContent;
  expect(row?.replace(/\s+/g, ' ').trim()).toBe('house numbers on the map651,851+1,786');
  app.at('import-begin').click();
  await vi.waitFor(() => app.at('import-cancel'));
  app.at('import-cancel').click();
  await vi.waitFor(() => expect(app.at('import-job').dataset.state).toBe('cancelled'), { timeout: 3000 });
});

it('writes drive times up, never down', () => {
  expect([0, 59.2, 60, 247, 3599.5, 3735].map(driveTime)).toEqual(['0:00', '1:00', '1:00', '4:07', '1:00:00', '1:02:15']);
});

it('knows who a change of closures took out of an order', () => {
  const view = (...units: string[]) => ({ rows: units.map((unit) => ({ unit, call_sign: unit })) }) as never;
  expect(dropped(view('A', 'B', 'C'), view('C', 'A', 'D'))).toEqual([{ unit: 'B', call_sign: 'B', rank: 2 }]);
  expect(dropped(view('A', 'B'), view('B', 'A'))).toEqual([]);
  expect(dropped(null, view('A'))).toEqual([]);
});

it('says what a change of closures did to a time, of units that stood still', () => {
  const view = (...rows: [string, number, number][]) => ({ rows: rows.map(([unit, seconds, fix_at_ms]) => ({ unit, seconds, fix_at_ms })) }) as never;
  const before = view(['A', 60, 1], ['B', 50, 1], ['C', 40, 1], ['D', 30, 1]);
  expect([...delayed(before, view(['A', 73, 1], ['B', 63, 2], ['C', 40.4, 1], ['D', 20, 1], ['E', 9, 1]))]).toEqual([['A', 13], ['D', -10]]);
  expect(delayed(null, before).size).toBe(0);
});

it('knows what moved in an order', () => {
  const view = (...units: string[]) => ({ rows: units.map((unit) => ({ unit })) }) as never;
  expect([...moved(view('A', 'B', 'C'), view('B', 'A', 'C', 'D'))]).toEqual([['B', 2], ['A', 1], ['D', 'new']]);
  expect(moved(null, view('A')).size).toBe(0);
});

it('says of an area without a coast that sea is land there, and of no other', async () => {
  app = await open('settings', 'administrator');
  await vi.waitFor(() => app.at('area-row'));
  const said = () => app.root.querySelector('[data-test="area-no-coast"]');
  const counted = (sea: number) => {
    const area = { ...app.host.board.area!, counts: { ...app.host.board.area!.counts, sea } };
    app.host.board.area = area;
    app.host.patch({ area });
  };
  expect(said()).toBeNull();
  counted(0);
  await vi.waitFor(() => expect(said()?.textContent).toContain('No coast'));
  counted(2);
  await vi.waitFor(() => expect(said()).toBeNull());
});
