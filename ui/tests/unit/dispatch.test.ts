import { afterEach, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { desks } from '../../src/lib/desks.svelte';
import { intakes } from '../../src/desks/dispatch/intake.svelte';
import { marks } from '../../src/desks/dispatch/marks.svelte';
import { refusal } from '../mock/host';
import { type Console, open } from './app';

let app: Console;
afterEach(async () => {
  for (const intake of [...intakes.list]) intakes.end(intake);
  marks.clear();
  await app.close();
});

const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;

it('signs on with one key in a drill, and shows a wrong password where it was typed', async () => {
  app = await open('dispatch', null);
  app.type('signon-user', 'dispatcher');
  app.type('signon-password', 'wrong');
  app.at('signon-submit').click();
  await vi.waitFor(() => expect(app.at('refusal').textContent).toMatch(/wrong user or password/i));
  expect((app.at('signon-user') as HTMLInputElement).value).toBe('dispatcher');
  (document.activeElement as HTMLElement).blur();
  app.key('2', document.body);
  await vi.waitFor(() => expect(app.at('status-seat').dataset.user).toBe('dispatcher'));
});

it('takes a call to its end by keyboard', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('intake-what')));
  app.type('intake-what', 'Smoke in the stairwell');
  app.type('intake-type', 'smoke');
  app.key('Enter', app.at('intake-type'));
  app.type('intake-place', 'Kasarmitori 60.1655, 24.9480');
  app.key('Enter', app.at('intake-place'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident')).toEqual({ type_code: 'SMOKE', priority: null, place: { lon: 24.948, lat: 60.1655, label: 'Kasarmitori' }, what: 'Smoke in the stairwell', caller: null, ring_ms: null, answered_ms: expect.any(Number), answers: [] }));
  await vi.waitFor(() => expect(app.at('incident-panel').dataset.id).toBe('inc-9'));

  app.key(' ', app.at('unit-row', '[data-id="A2"]'));
  app.at('dispatch-marked').click();
  await vi.waitFor(() => expect(app.at('unit-row', '[data-id="A2"]').dataset.status).toBe('DP'));
  for (const status of ['ER', 'OS']) {
    app.key('s', app.at('unit-row', '[data-id="A2"]'));
    await vi.waitFor(() => expect(app.at('unit-row', '[data-id="A2"]').dataset.status).toBe(status));
  }
  app.key('s', app.at('unit-row', '[data-id="A2"]'));
  app.at('unit-clear').click();
  await vi.waitFor(() => expect(last('clear_units')).toEqual({ units: ['A2'], disposition: 'DONE', was: [{ unit: 'A2', incident: 'inc-9', status: 'OS' }] }));
  board.select('incident', 'inc-9');
  flushSync();
  app.at('close-incident').click();
  await vi.waitFor(() => expect(last('close_incident')).toEqual({ incident: 'inc-9', disposition: 'DONE', leaving: false }));
  await vi.waitFor(() => expect(app.at('reopen-reason')).toBeTruthy());
});

it('closes what leaves something open only when told so again', async () => {
  app = await open('dispatch');
  const row = board.incidents.find((it) => it.state !== 'closed')!;
  board.select('incident', row.id);
  flushSync();
  await vi.waitFor(() => expect(app.at('close-incident')).toBeTruthy());
  expect(app.root.querySelector('[data-test="close-leaving"]')).toBeNull();
  app.host.refuse = refusal('refused.left_open', 'left open', { number: row.number, tasks: '1', lanes: '0', cordons: '0', asked: '0' });
  app.at('close-incident').click();
  await vi.waitFor(() => expect(app.at('close-leaving').title).toContain(`cl ${row.number} DONE !`));
  app.host.refuse = null;
  app.at('close-leaving').click();
  await vi.waitFor(() => expect(last('close_incident')).toEqual({ incident: row.id, disposition: 'DONE', leaving: true }));
});

it('keeps every call in hand, and what was typed when one is refused', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', 'first call');
  app.key('F2');
  await vi.waitFor(() => expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe(''));
  app.type('intake-what', 'second call');
  app.key('Escape', app.at('intake-what'));
  expect(app.root.querySelectorAll('[data-test="intake-tab"]')).toHaveLength(2);
  (app.root.querySelector('[data-test="intake-tab"]') as HTMLElement).click();
  flushSync();
  expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('first call');
  app.host.refuse = refusal('refused.nothing_known', 'the disk is full');
  app.key('Enter', app.at('intake-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(app.at('refusal').textContent).toContain('the disk is full'));
  expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('first call');
  app.at('intake-discard').click();
  flushSync();
  expect(app.root.querySelectorAll('[data-test="intake-tab"]')).toHaveLength(2);
  app.at('intake-discard').click();
  flushSync();
  expect(app.root.querySelectorAll('[data-test="intake-tab"]')).toHaveLength(1);
});

it('shuts a list by Esc and keeps the call; the next Esc puts it aside', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', 'smoke');
  app.type('intake-type', 'smo');
  expect(app.at('intake-type').getAttribute('aria-expanded')).toBe('true');
  app.key('Escape', app.at('intake-type'));
  expect(app.at('intake-type').getAttribute('aria-expanded')).toBe('false');
  app.type('intake-place', 'kasarmi');
  app.key('Escape', app.at('intake-place'));
  expect(app.at('intake-place').getAttribute('aria-expanded')).toBe('false');
  expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('smoke');
  app.key('Escape', app.at('intake-place'));
  expect(app.root.querySelector('[data-test="intake-what"]')).toBeNull();
});

it('refuses a busy unit with the reason, and diverts only when told', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-3');
  flushSync();
  app.key(' ', app.at('unit-row', '[data-id="A3"]'));
  app.at('dispatch-marked').click();
  await vi.waitFor(() => expect(app.root.textContent).toContain('26-326-042'));
  await vi.waitFor(() => expect(app.at('refusal')).toBeTruthy());
  app.at('divert-marked').click();
  await vi.waitFor(() => expect(board.unit('A3')?.incident).toBe('inc-3'));
});

it('opens the command line over a call being typed and gives the call back', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', 'half a sen');
  app.key('F10');
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('commandline')));
  app.type('commandline', 'os E1');
  app.key('Enter', app.at('commandline'));
  await vi.waitFor(() => expect(app.at('commandline-result').dataset.ok).toBe('true'));
  app.key('Escape', app.at('commandline'));
  expect(document.activeElement).toBe(app.at('intake-what'));
  expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('half a sen');
});

it('acknowledges from the strip', async () => {
  app = await open('dispatch');
  const first = () => app.root.querySelector<HTMLElement>('header [data-test^="ack-"]')?.dataset.test;
  const shown = first();
  expect(app.at('alarms-waiting').textContent).toContain('2');
  app.at(shown ?? '').click();
  await vi.waitFor(() => expect(last('acknowledge_warning')).toEqual({ warning: shown?.slice('ack-'.length) }));
  // The next one takes its place; the last that waits needs no number.
  await vi.waitFor(() => expect(first()).toMatch(/^ack-w-/));
  expect(first()).not.toBe(shown);
  expect(app.root.querySelector('[data-test="alarms-waiting"]')).toBeNull();
});

it('reads an incident’s story in Review', async () => {
  app = await open('review');
  await vi.waitFor(() => app.at('history-row', '[data-id="inc-0"]'));
  app.type('history-search', 'stairwell');
  app.at('history-run').click();
  await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="history-row"]')).toHaveLength(1));
  app.at('history-row').click();
  await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="timeline-row"]').length).toBeGreaterThan(3));
  app.type('history-from', 'last week');
  expect((app.at('history-run') as HTMLButtonElement).disabled).toBe(true);
});

it('lists the rows of an import that were not taken', async () => {
  app = await open('settings', 'administrator');
  await vi.waitFor(() => app.at('units-csv'));
  const input = app.at('units-csv') as HTMLInputElement;
  const file = new File(['id,call_sign\n'], 'units.csv', { type: 'text/csv' });
  Object.defineProperty(file, 'text', { value: async () => 'id,call_sign\n' });
  Object.defineProperty(input, 'files', { value: [file] });
  Object.defineProperty(input, 'value', { writable: true, value: '' });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(() => expect(app.at('refused-rows').textContent).toContain('1'));
  expect(desks.current).toBe('settings');
});
