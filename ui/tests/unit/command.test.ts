// Command of an incident in the window: posts with relief, sectors, objectives and casualties by keyboard, a major incident
// and its parts, places with units sent there, and the same in Chinese.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { locale } from '../../src/lib/i18n';
import { siteFeatures } from '../../src/lib/sites/features';
import type { SiteRow } from '../../src/lib/gen/wire';
import { emptyCommand } from '../mock/work';
import { type Console, open } from './app';

let app: Console;
const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;

const NOW = Date.now();
const site = (part: Partial<SiteRow>): SiteRow => ({
  id: 's1', kind: 'staging', name: 'Market', shape: 'point', points: [[24.95, 60.167]], radius_m: null, ring: [], incident: { id: 'inc-0', number: '26-326-041' },
  left_over: false, since_ms: NOW, set_ms: NOW, set_by: 'anna', reason: '', closes_roads: false, emergency_may_pass: false, ...part,
});

async function shown(part: Partial<ReturnType<typeof emptyCommand>>, id = 'inc-0'): Promise<void> {
  app.host.led.set(id, { ...emptyCommand(), ...part });
  board.select('incident', id);
  flushSync();
  await vi.waitFor(() => app.at('post-take'));
}

describe('command of an incident', () => {
  afterEach(async () => {
    locale.current === 'zh' && locale.set('en');
    await app.close();
  });

  it('gives a post with what is handed over, and says when the unit that leads has left', async () => {
    app = await open('dispatch');
    await shown({
      posts: [{ post: 'command', holder: 'Engine 1', unit: true, gone: true, since_ms: NOW - 60_000, by: 'anna', from: 'Ann Miller', note: 'roof weak' }],
    });
    const post = app.at('post').textContent ?? '';
    for (const part of ['Incident commander', 'Engine 1', 'has left the incident', 'took over from Ann Miller', 'roof weak']) expect(post).toContain(part);
    expect((app.at('post-take') as HTMLButtonElement).disabled, 'nobody is named yet').toBe(true);
    app.type('post-holder', 'Ben Lee');
    app.type('post-note', 'north side searched');
    expect(app.at('post-take').title).toContain('ics @');
    app.at('post-take').click();
    await vi.waitFor(() => expect(last('take_post')).toEqual({ incident: 'inc-0', post: 'command', holder: 'Ben Lee', note: 'north side searched' }));
    app.at('leave-post').click();
    flushSync();
    expect((app.at('leave-confirm') as HTMLButtonElement).disabled, 'a reason is asked').toBe(true);
    app.type('leave-reason', 'scene closed');
    app.at('leave-confirm').click();
    await vi.waitFor(() => expect(last('leave_post')).toEqual({ incident: 'inc-0', post: 'command', reason: 'scene closed' }));
  });

  it('meets and drops objectives and counts casualties', async () => {
    app = await open('dispatch');
    const objective = (number: number, state: string) => ({ number, text: `goal ${number}`, state, state_ms: NOW, state_by: 'anna', reason: null, added_ms: NOW, added_by: 'anna' });
    const counted = { count: { immediate: 3, delayed: 2, minor: 0, deceased: 0, total: 5 }, at_ms: NOW, by: 'ben' };
    await shown({ objectives: [objective(1, 'met'), objective(2, 'open')], casualties: counted });
    expect([...app.root.querySelectorAll('[data-test="objective"]')].map((it) => it.getAttribute('data-state'))).toEqual(['met', 'open']);
    app.at('objective-first').click();
    await vi.waitFor(() => expect(last('move_objective')).toEqual({ incident: 'inc-0', objective: 2, place: 1 }));
    app.at('objective-drop').click();
    flushSync();
    app.type('drop-reason', 'roof fell');
    app.at('drop-confirm').click();
    await vi.waitFor(() => expect(last('set_objective')).toEqual({ incident: 'inc-0', objective: 2, state: 'dropped', reason: 'roof fell' }));
    expect((app.at('casualties-save') as HTMLButtonElement).disabled, 'nobody counted').toBe(true);
    // What is not typed is as last counted, and a colleague's count is never written over unread.
    app.type('casualties-immediate', '4');
    app.at('casualties-save').click();
    const was = { count: { immediate: 3, delayed: 2, minor: 0, deceased: 0 } };
    await vi.waitFor(() => expect(last('count_casualties')).toEqual({ incident: 'inc-0', immediate: 4, delayed: 2, minor: 0, deceased: 0, was }));
  });

  it('declares a major incident with its parts, and shows what they come to', async () => {
    app = await open('dispatch');
    const count = { immediate: 2, delayed: 0, minor: 1, deceased: 0, total: 3 };
    const part = { id: 'inc-1', number: '26-326-042', type_code: 'CRASH', priority: '1', state: 'on_scene', state_since_ms: NOW, units: 2, tasks: 1, casualties: null };
    await shown({ sum: { incidents: 1, open: 1, units: 5, tasks: 2, casualties: count, uncounted: 1 }, parts: [part] });
    expect(app.at('sum').textContent).toContain('5 units');
    expect(app.at('sum').textContent, 'a sum that may be short says so').toContain('not counted yet: 1');
    app.at('major-ask').click();
    flushSync();
    app.type('major-reason', 'many hurt');
    app.type('major-parts', '42, 43');
    app.at('major-declare').click();
    await vi.waitFor(() => expect(last('declare_major')).toEqual({ incident: 'inc-0', reason: 'many hurt', parts: ['42', '43'] }));
  });

  it('sends units to a place, says who was sent, and closes it with a reason, in Chinese too', async () => {
    app = await open('dispatch');
    const [unit] = app.host.board.units;
    app.host.patch({ sites: [site({})], units: [{ ...unit!, site: { id: 's1', name: 'Market' } }] });
    await shown({});
    flushSync();
    expect(app.at('site-units').textContent).toContain(unit!.call_sign);
    app.at('site-change').click();
    flushSync();
    app.type('site-send-units', 'E2 E3');
    app.at('site-send').click();
    await vi.waitFor(() => expect(last('send_to_site')).toEqual({ id: 's1', units: ['E2', 'E3'] }));
    locale.set('zh');
    flushSync();
    expect(app.at('site').textContent).toContain('集结点');
    await vi.waitFor(() => app.at('site-change'));
    app.at('site-change').click();
    flushSync();
    app.type('site-reason', '任务结束');
    app.at('site-close').click();
    await vi.waitFor(() => expect(last('close_site')).toEqual({ id: 's1', reason: '任务结束' }));
  });

  it('draws every place with a sign and its label, an area with its ring', async () => {
    app = await open('watch');
    const ring: [number, number][] = [[24.9, 60.1], [25, 60.1], [25, 60.2]];
    const drawn = siteFeatures([site({}), site({ id: 's2', kind: 'cordon', shape: 'circle', ring })], (row) => row.name);
    expect(drawn.features.map((it) => it.geometry.type)).toEqual(['Point', 'Polygon', 'Point']);
    expect(drawn.features[2]!.properties).toMatchObject({ icon: 'site|cordon', label: 'Market' });
    expect(drawn.features[1]!.geometry).toMatchObject({ coordinates: [[...ring, ring[0]]] });
  });
});
