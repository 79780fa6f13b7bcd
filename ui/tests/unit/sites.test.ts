// A place's outline drawn on the map: asked for at the incident, drawn by click or by keys, set with its corners; given up,
// refused, drawn anew.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { desks } from '../../src/lib/desks.svelte';
import type { SiteRow } from '../../src/lib/gen/wire';
import type { Point } from '../../src/lib/map/geometry';
import { outline } from '../../src/lib/map/outline.svelte';
import { mapTools } from '../../src/lib/map/tools.svelte';
import { type Console, open } from './app';

let app: Console;
const NOW = Date.now();
const CORNERS: Point[] = [[24.94, 60.17], [24.95, 60.17], [24.95, 60.18]];
const sets = () => app.host.calls.filter((it) => it.call === 'set_site').map((it) => it.args as Record<string, unknown>);

async function opened() {
  app = await open('dispatch');
  board.select('incident', 'inc-0');
  flushSync();
  await vi.waitFor(() => app.at('site-outline'));
}

/** Two corners by click, one at the cross by Space, Enter. */
function draws() {
  mapTools.add(CORNERS[0]!);
  mapTools.add(CORNERS[0]!);
  mapTools.add(CORNERS[1]!);
  expect(mapTools.key(new KeyboardEvent('keydown', { key: 'Enter' }), CORNERS[2]!), 'two corners are no area').toBe(true);
  expect(outline.active).toBe(true);
  mapTools.key(new KeyboardEvent('keydown', { key: ' ' }), CORNERS[2]!);
  mapTools.key(new KeyboardEvent('keydown', { key: 'Enter' }), CORNERS[2]!);
  flushSync();
}

describe('the outline of a place', () => {
  afterEach(async () => {
    outline.cancel();
    await app.close();
  });

  it('is drawn on the map and set with its corners; a cordon by it may close roads', async () => {
    await opened();
    const kind = app.at('site-kind') as HTMLSelectElement;
    kind.value = 'cordon';
    kind.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
    app.type('site-name', 'Inner cordon');
    app.at('site-roads').click();
    flushSync();
    expect((app.at('site-pick') as HTMLButtonElement).disabled, 'a point closes no road').toBe(true);
    app.at('site-outline').click();
    await vi.waitFor(() => expect(desks.current).toBe('watch'));
    flushSync();
    draws();
    await vi.waitFor(() => expect(sets().at(-1)).toMatchObject({ kind: 'cordon', name: 'Inner cordon', shape: 'polygon', points: CORNERS, incident: 'inc-0', closes_roads: true }));
    expect(desks.current, 'back where it was asked').toBe('dispatch');
  });

  it('sets nothing when it is given up, and keeps what was drawn when it is refused', async () => {
    await opened();
    app.type('site-name', 'Staging');
    app.at('site-outline').click();
    mapTools.add(CORNERS[0]!);
    mapTools.key(new KeyboardEvent('keydown', { key: 'Escape' }), CORNERS[0]!);
    await vi.waitFor(() => expect(desks.current).toBe('dispatch'));
    expect(sets().length).toBe(0);
    await vi.waitFor(() => expect(app.at('site-outline').getAttribute('aria-busy')).toBe('false'));
    app.host.refuse = { code: 'refused', key: 'refused.site_name', message: 'taken', field: 'name', params: { name: 'Staging' } };
    app.at('site-outline').click();
    flushSync();
    draws();
    await vi.waitFor(() => app.at('site-drawn'));
    app.host.refuse = null;
    app.type('site-name', 'Staging 2');
    app.at('site-pick').click();
    await vi.waitFor(() => expect(sets().at(-1)).toMatchObject({ name: 'Staging 2', shape: 'polygon', points: CORNERS }));
  });

  it('of a place that is there is drawn anew with a reason', async () => {
    await opened();
    const row: SiteRow = {
      id: 's1', kind: 'cordon', name: 'Outer', shape: 'circle', points: [[24.95, 60.167]], radius_m: 80, ring: [[24.95, 60.168], [24.951, 60.167], [24.95, 60.166]],
      incident: { id: 'inc-0', number: '26-326-041' }, left_over: false, since_ms: NOW, set_ms: NOW, set_by: 'anna', reason: '', closes_roads: true, emergency_may_pass: true,
    };
    app.host.patch({ sites: [row] });
    flushSync();
    app.at('site-change').click();
    flushSync();
    app.type('site-reason', 'wind has turned');
    app.at('site-redraw').click();
    flushSync();
    draws();
    await vi.waitFor(() => expect(sets().at(-1)).toMatchObject({ id: 's1', shape: 'polygon', points: CORNERS, radius_m: null, reason: 'wind has turned', closes_roads: true, emergency_may_pass: true }));
  });
});
