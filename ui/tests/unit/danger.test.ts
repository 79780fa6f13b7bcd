import { afterEach, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { limitOf, sounding } from '../../src/lib/board/danger';
import { AlarmTone } from '../../src/lib/tone/alarm-tone.svelte';
import { incident, unit } from '../floor/rows';
import { type Console, open } from './app';

let app: Console | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const last = (call: string) => app!.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;
const crew = unit({}).crew;

it('raises an emergency by two keys, and keeps it red until a person clears it with a reason', async () => {
  app = await open('dispatch');
  board.select('unit', 'E1');
  flushSync();
  app.key('F12');
  expect(app.root.querySelector('[data-test="emergency-bar"]')).toBeNull();
  expect(app.host.calls.some((it) => it.call === 'raise_emergency')).toBe(false);
  // A selection that moves under the question does not change whom it is about.
  board.select('unit', 'E2');
  flushSync();
  expect(document.activeElement).toBe(app.at('emergency-raise'));
  (document.activeElement as HTMLElement).click();
  await vi.waitFor(() => expect(last('raise_emergency')).toEqual({ unit: 'E1', source: null }));
  await vi.waitFor(() => expect(app!.at('emergency').textContent).toContain('Kasarmitori 1'));
  expect(app.at('emergency').classList.contains('flash')).toBe(true);
  await vi.waitFor(() => expect(app!.root.querySelector('[data-test="emergency-ask"]')).toBeNull());
  app.at('emergency-ack').click();
  await vi.waitFor(() => expect(app!.at('emergency').classList.contains('flash')).toBe(false));
  expect((app.at('emergency-clear') as HTMLButtonElement).disabled).toBe(true);
  app.type('emergency-reason', 'crew is out');
  app.at('emergency-clear').click();
  await vi.waitFor(() => expect(last('clear_emergency')).toEqual({ unit: 'E1', reason: 'crew is out' }));
  await vi.waitFor(() => expect(app!.root.querySelector('[data-test="emergency-bar"]')).toBeNull());
});

it('does nothing when the question is left by Escape', async () => {
  app = await open('dispatch');
  board.select('unit', 'E1');
  flushSync();
  app.key('F12');
  app.key('Escape');
  expect(app.root.querySelector('[data-test="emergency-ask"]')).toBeNull();
  expect(app.host.calls.some((it) => it.call === 'raise_emergency')).toBe(false);
});

it('calls the roll of an incident and shows who has not answered', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-0');
  flushSync();
  await vi.waitFor(() => expect(app!.at('par-call')).toBeTruthy());
  app.type('par-benchmark', 'search done');
  app.at('par-call').click();
  await vi.waitFor(() => expect(last('call_par')).toEqual({ incident: 'inc-0', benchmark: 'search done' }));
  await vi.waitFor(() => expect(app!.at('par-unit', '[data-unit="E1"]').dataset.standing).toBe('waiting'));
  expect(app.at('roll-open').textContent).toContain('3');
  app.at('par-unit', '[data-unit="E1"]').querySelector<HTMLElement>('[data-test="par-missing"]')!.click();
  await vi.waitFor(() => expect(app!.at('par-unit', '[data-unit="E1"]').dataset.standing).toBe('missing'));
  for (const id of ['E1', 'E2', 'L1']) app.at('par-unit', `[data-unit="${id}"]`).querySelector<HTMLElement>('[data-test="par-ok"]')!.click();
  await vi.waitFor(() => expect(app!.root.querySelector('[data-test="roll-open"]')).toBeNull());
});

it('takes a digit with Alt on a unit as the status offered there', async () => {
  app = await open('dispatch');
  app.key('2', app.at('unit-row', '[data-id="A3"]'), { altKey: true });
  await vi.waitFor(() => expect(last('set_status_code')).toEqual({ units: ['A3'], code: 'SG', said: null }));
});

it('counts what sounds and when an age is over its limit', () => {
  const danger = { since_ms: 5, by: 'anna', source: 'radio', acknowledged: null, place: null };
  const units = [
    unit({ id: 'a', crew: { ...crew, emergency: danger } }),
    unit({ id: 'b', crew: { ...crew, emergency: { ...danger, acknowledged: { by: 'anna', at_ms: 6 } } } }),
    unit({ id: 'c', crew: { ...crew, welfare: { minutes: 5, due_ms: 7, fired_ms: 8 } } }),
    unit({ id: 'd', crew: { ...crew, welfare: { minutes: 5, due_ms: 7, fired_ms: null } } }),
  ];
  const roll = { called_ms: 9, answer_by_ms: 10, benchmark: '', complete: false, units: [] };
  const par = { every_min: 20, benchmark: '', due_ms: 1, rounds: 1, roll };
  const incidents = [incident({ id: 'x', par }), incident({ id: 'y', par: { ...par, roll: { ...roll, complete: true } } })];
  expect(sounding(units, incidents)).toEqual(['emergency/a/5', 'welfare/c/8', 'par/x/9']);
  const timed = unit({ crew: { ...crew, warn_ms: 100, alert_ms: 200 } });
  expect([99, 100, 199, 200].map((now) => limitOf(timed, now))).toEqual(['within', 'soon', 'soon', 'over']);
  expect(limitOf(unit({}), 1e15)).toBe('within');
});

it('sounds for a crew in danger, through a mute, until nobody is', async () => {
  const play = vi.fn(async () => 'ready' as const);
  const tone = new AlarmTone({ play, probe: async () => 'ready' as const }, { nowMs: () => 0, after: () => () => undefined });
  tone.hear([], ['emergency/a/5']);
  expect(tone.due).toBe('extreme');
  expect(play).toHaveBeenCalledTimes(1);
  tone.mute();
  tone.hear([], ['emergency/a/5']);
  expect(tone.muted).toBe(true);
  tone.hear([], ['emergency/a/5', 'welfare/c/8']);
  expect(tone.muted).toBe(false);
  expect(play).toHaveBeenCalledTimes(2);
  tone.hear([], []);
  expect(tone.due).toBeNull();
});
