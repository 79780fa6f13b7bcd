import { afterEach, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { intakes } from '../../src/desks/dispatch/intake.svelte';
import { undo } from '../../src/lib/undo/undo.svelte';
import { refusal } from '../mock/host';
import { type Console, open } from './app';

let app: Console;
afterEach(async () => {
  for (const intake of [...intakes.list]) intakes.end(intake);
  undo.forget();
  await app.close();
});

const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;
const smoke = 'Smoke from the third floor, people at the windows';

async function typing(text: string) {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', text);
  await vi.waitFor(() => app.at('duplicate-row'));
}

it('shows what may be the same while typing, with its reasons, and attaches with one key', async () => {
  await typing(smoke);
  expect(app.at('duplicate-why').textContent).toContain('40 m away · 3 min ago');
  expect(app.at('duplicate-why').textContent).toContain('smoke');
  app.key('1', app.at('intake-what'), { altKey: true, code: 'Digit1' });
  await vi.waitFor(() => expect(last('attach_call')).toEqual({ incident: 'inc-0', what: smoke, place: null, caller: null, ring_ms: null, answered_ms: expect.any(Number) }));
  await vi.waitFor(() => expect(intakes.list).toHaveLength(0));
  await vi.waitFor(() => expect(app.at('incident-panel').dataset.id).toBe('inc-0'));
  await vi.waitFor(() => expect(app.at('further-call').textContent).toContain('third floor'));
});

it('takes the attaching back with Ctrl+Z and has the call in hand again, every letter of it', async () => {
  await typing(smoke);
  app.at('duplicate-attach').click();
  await vi.waitFor(() => expect(app.at('undo-run').textContent).toMatch(/(30|29) s/));
  app.key('z', document.body, { ctrlKey: true, code: 'KeyZ' });
  await vi.waitFor(() => expect(last('undo')).toEqual({ seq: app.host.board.seq - 1 }));
  await vi.waitFor(() => expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe(smoke));
  expect(app.at('undo-said').textContent).toMatch(/Taken back/);
  expect(app.root.querySelector('[data-test="undo-run"]')).toBeNull();
});

it('leaves Ctrl+Z to a field in which text stands', async () => {
  await typing(smoke);
  app.at('duplicate-attach').click();
  await vi.waitFor(() => app.at('undo-run'));
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', 'next');
  app.key('z', app.at('intake-what'), { ctrlKey: true, code: 'KeyZ' });
  expect(last('undo')).toBeUndefined();
  app.type('intake-what', '');
  app.key('z', app.at('intake-what'), { ctrlKey: true, code: 'KeyZ' });
  await vi.waitFor(() => expect(last('undo')).toBeDefined());
});

it('keeps the call when attaching is refused, and says why an undo is', async () => {
  await typing(smoke);
  app.host.refuse = refusal('refused.incident_closed', 'closed', { number: '26-326-041' });
  app.at('duplicate-attach').click();
  await vi.waitFor(() => expect(app.at('refusal').textContent).toContain('26-326-041'));
  expect(intakes.list).toHaveLength(1);
  app.host.refuse = null;
  app.at('duplicate-attach').click();
  await vi.waitFor(() => app.at('undo-run'));
  app.host.refuse = refusal('refused.undo_too_late', 'too late', { seconds: '30' });
  app.at('undo-run').click();
  await vi.waitFor(() => expect(app.at('undo-said').textContent).toMatch(/Too late/));
  app.host.refuse = null;
});

it('asks once typing rests, and not for a call in which nothing stands', async () => {
  await typing(smoke);
  const asked = vi.spyOn(app.host, 'duplicates');
  for (const text of ['Smoke f', 'Smoke fr', 'Smoke from windows now']) app.type('intake-what', text);
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  app.type('intake-what', '');
  flushSync();
  expect(app.root.querySelector('[data-test="duplicate-row"]')).toBeNull();
  await new Promise((done) => setTimeout(done, 220));
  expect(asked).toHaveBeenCalledTimes(1);
});

it('merges and relates by number, and shows the line that does the same', async () => {
  app = await open('dispatch');
  (app.root.querySelector('[data-test="incident-row"]') as HTMLElement | null)?.click();
  const { board } = await import('../../src/lib/board');
  board.select('incident', 'inc-3');
  flushSync();
  await vi.waitFor(() => app.at('tie-other'));
  app.type('tie-other', '041');
  expect(app.at('merge').title).toContain('dup 041 26-326-044');
  app.at('link').click();
  await vi.waitFor(() => expect(last('link_incidents')).toEqual({ incident: 'inc-3', other: '041' }));
  app.type('tie-other', '041');
  app.at('merge').click();
  await vi.waitFor(() => expect(last('merge_incidents')).toEqual({ incident: 'inc-3', into: '041', move_units: false }));
});
