import { flushSync, tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import { desks } from '../../src/lib/desks.svelte';
import type { CameraRow, IncidentRow, UnitRow } from '../../src/lib/gen/wire';
import { find } from '../../src/lib/numpad/find';
import { numpad } from '../../src/lib/numpad/numpad.svelte';
import { fontPx, isOld, letterMm, LIMITS, OLD_MS, pagesOf, readSight, ROW, rowsPerPage, USUAL } from '../../src/wall/wall';
import { floor } from '../mock/floor';
import { type Console, open } from './app';

describe('a number means', () => {
  const made = floor(1_760_000_000_000, 'drill');
  const incident = (number: string, state = 'new'): IncidentRow => ({ ...(made.incidents[0] as IncidentRow), id: number, number, state });
  const unit = (id: string, call_sign = id): UnitRow => ({ ...(made.units[0] as UnitRow), id, call_sign });
  const camera = (id: string, name: string): CameraRow => ({ ...(made.cameras[0] as CameraRow), id, name });
  const here = {
    incidents: [incident('26-326-047'), incident('26-326-147'), incident('26-325-047', 'closed'), incident('26-325-009', 'closed')],
    units: [unit('E1', 'Engine 1'), unit('E11', 'Engine 11'), unit('M1', 'Medic 1'), unit('P214', 'Patrol 214')],
    cameras: [camera('C214', 'Station square'), camera('node/5214', 'Mapped 9'), camera('x', 'Quay 14')],
  };
  const names = (kind: 'incident' | 'unit' | 'camera', digits: string) => find(kind, digits, here).map((hit) => hit.id);

  it('the open incident of this number, else a closed one, else one that ends so', () => {
    expect(names('incident', '47')).toEqual(['26-326-047']);
    expect(names('incident', '047')).toEqual(['26-326-047']);
    expect(names('incident', '9')).toEqual(['26-325-009']);
    expect(names('incident', '7')).toEqual(['26-326-047', '26-326-147']);
    expect(names('incident', '326047')).toEqual(['26-326-047']);
    expect([names('incident', '555'), names('incident', '')]).toEqual([[], []]);
  });

  it('every unit of this number: which of them is for the person to say', () => {
    expect(names('unit', '1')).toEqual(['E1', 'M1']);
    expect(names('unit', '11')).toEqual(['E11']);
    expect(names('unit', '14')).toEqual(['P214']);
  });

  it('the camera of this number', () => {
    expect(names('camera', '214')).toEqual(['C214']);
    expect(names('camera', '9')).toEqual(['node/5214']);
    expect(names('camera', '14')).toEqual(['x']);
  });
});

describe('on the numpad', () => {
  let app: Console;
  afterEach(async () => {
    numpad.close();
    await app.close();
  });
  const digit = (n: string) => app.key(n, undefined, { code: `Numpad${n}` });
  const settle = async () => {
    await tick();
    flushSync();
  };

  it('figures select an incident from any desk, and what was selected is said', async () => {
    app = await open('settings');
    const row = app.host.board.incidents.find((it) => it.state !== 'closed')!;
    for (const n of row.number.split('-').at(-1)!) digit(n);
    await settle();
    expect(app.at('numpad').dataset.count).toBe('1');
    app.key('Enter', undefined, { code: 'NumpadEnter' });
    await vi.waitFor(() => expect(app.at('numpad-said').textContent).toContain(row.number));
    expect(board.selected).toEqual({ kind: 'incident', id: row.id });
    expect(desks.current).toBe('dispatch');
  });

  it('an ambiguous number never acts; + chooses, and Esc leaves', async () => {
    app = await open('dispatch');
    app.key('*', undefined, { code: 'NumpadMultiply' });
    digit('1');
    await settle();
    const count = Number(app.at('numpad').dataset.count);
    expect(count).toBeGreaterThan(1);
    app.key('Enter');
    await settle();
    expect([app.at('numpad-said').dataset.good, board.selected]).toEqual(['false', null]);
    app.key('+', undefined, { code: 'NumpadAdd' });
    app.key('Enter');
    await settle();
    expect(board.selected?.kind).toBe('unit');
    digit('9');
    app.key('Escape');
    await settle();
    expect(numpad.kind).toBeNull();
    expect(board.selected?.kind).toBe('unit');
  });

  it('in a field figures are typed; * begins, and neither the field nor the keyboard’s place is touched', async () => {
    app = await open('dispatch');
    app.key('F2');
    await vi.waitFor(() => expect(document.activeElement).toBe(app.at('intake-what')));
    app.type('intake-what', 'smoke at 1');
    const event = new KeyboardEvent('keydown', { key: '4', code: 'Numpad4', bubbles: true, cancelable: true });
    app.at('intake-what').dispatchEvent(event);
    expect([event.defaultPrevented, numpad.kind], 'typed as ever').toEqual([false, null]);
    app.key('*', undefined, { code: 'NumpadMultiply' });
    digit('2');
    await settle();
    expect([numpad.kind, numpad.digits]).toEqual(['unit', '2']);
    app.key('s', undefined, { code: 'KeyS' });
    expect(numpad.kind, 'another key goes where it was meant to go').toBeNull();
    expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('smoke at 1');
    expect(document.activeElement).toBe(app.at('intake-what'));
    app.key('F10');
    await vi.waitFor(() => expect(document.activeElement).toBe(app.at('commandline')));
    app.key('*', undefined, { code: 'NumpadMultiply' });
    expect(numpad.kind, 'on the command line * means all units').toBeNull();
    app.key('Escape', app.at('commandline'));
    (app.root.querySelector('[data-test="intake-discard"]') as HTMLElement | null)?.click();
  });

  it('does nothing before somebody signs on, nor under a dialogue', async () => {
    app = await open('dispatch', null);
    digit('1');
    expect(numpad.kind).toBeNull();
    await app.close();
    app = await open('dispatch');
    app.key('F1');
    await vi.waitFor(() => app.at('help'));
    digit('1');
    expect(numpad.kind).toBeNull();
    app.key('Escape', app.at('help'));
  });
});

describe('the wall', () => {
  it('has letters that can be read from where people sit, at least six rows, and every row on some page', () => {
    expect(letterMm(5)).toBeCloseTo(29.1, 1);
    expect(letterMm(0.7)).toBeCloseTo(4.07, 1);
    const font = fontPx(USUAL, 1920, 1080);
    expect(font * 0.714 * ((USUAL.widthCm * 10) / 1920)).toBeGreaterThan(28.5);
    for (const [width, height] of [[1920, 1080], [1280, 720], [3840, 2160], [800, 600]] as const) {
      for (const distanceM of [1, 5, 20]) {
        const size = fontPx({ ...USUAL, distanceM }, width, height);
        const rows = rowsPerPage(size, height);
        expect(rows).toBeGreaterThanOrEqual(5);
        expect((rows + 2.6) * size * ROW).toBeLessThanOrEqual(height + 1);
      }
    }
    const all = Array.from({ length: 23 }, (_, index) => index);
    const pages = pagesOf([{ name: 'a', rows: [] as number[] }, { name: 'b', rows: all }, { name: 'c', rows: [] }], 6);
    expect(pages.map((page) => [page.name, page.page, page.of, page.rows.length])).toEqual([['a', 1, 1, 0], ['b', 1, 4, 6], ['b', 2, 4, 6], ['b', 3, 4, 6], ['b', 4, 4, 5]]);
    expect(pages.flatMap((page) => page.rows)).toEqual(all);
  });

  it('says when it is old', () => {
    expect(isOld('live', 1_000, 1_000 + OLD_MS)).toBe(false);
    expect(isOld('live', 1_000, 1_001 + OLD_MS)).toBe(true);
    expect([isOld('lost', 1_000, 1_000), isOld('resubscribing', 1_000, 1_000), isOld('live', null, 0)]).toEqual([true, true, true]);
  });

  it('takes its sight from whatever was kept', () => {
    for (const wrong of [undefined, null, 'x', [], { distanceM: '5', widthCm: null, pageS: Number.NaN }]) expect(readSight(wrong)).toEqual(USUAL);
    expect(readSight({ distanceM: 900, widthCm: 1, pageS: 30 })).toEqual({ distanceM: LIMITS.distanceM[1], widthCm: LIMITS.widthCm[0], pageS: 30 });
  });
});
