// Whom to send, on the made-up floor: what is shown, left out, sent with one key, and what the next level adds.
import { afterEach, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import { desks } from '../../src/lib/desks.svelte';
import { commandLine } from '../../src/lib/commandline/commandline.svelte';
import { recommendation } from '../../src/lib/recommend/recommend.svelte';
import { type Console, open } from './app';

let app: Console;
afterEach(() => app.close());

const last = (call: string) => app.host.calls.findLast((it) => it.call === call)?.args as Record<string, unknown>;
const units = () => (app.at('recommend').dataset.units ?? '').split(' ').filter(Boolean);

async function shown(): Promise<void> {
  app = await open('dispatch');
  const row = board.incidents.find((it) => it.place && it.state === 'new');
  board.select('incident', row?.id ?? '');
  await vi.waitFor(() => expect(units().length).toBeGreaterThan(0));
}

it('shows units with time and reasons, what is missing, what is left behind, and the straight line beside', async () => {
  await shown();
  const text = app.at('recommend').textContent ?? '';
  for (const word of ['2:20', 'there first', '1 × Aerial missing', '62 %', '41 %', 'Engine 9', 'By straight line alone', 'on 26-326-041', 'built-in']) {
    if (word === 'By straight line alone') expect(text).toMatch(/straight line/i);
    else expect(text).toContain(word);
  }
  expect(app.at('recommend-short').getAttribute('role')).toBe('alert');
});

it('F5 leads to it, Space leaves a unit out, Ctrl+Enter sends the rest and names what was shown', async () => {
  await shown();
  const [first, ...others] = units();
  desks.go('review');
  app.key('F5', document.body);
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('recommend-take', `[data-unit="${first}"]`)));
  expect(desks.current).toBe('dispatch');
  app.at('recommend-take', `[data-unit="${first}"]`).click();
  await vi.waitFor(() => expect(units()).toEqual(others));
  const id = recommendation.view?.id;
  app.key('Enter', app.at('recommend-take'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('assign_units')).toEqual({ incident: board.selectedIncident, units: others, divert: false, shown: id }));
});

it('shows what the next level adds before anything happens, then raises and sends in one step', async () => {
  await shown();
  const before = units();
  app.at('recommend-up').click();
  await vi.waitFor(() => expect(units()).toHaveLength(before.length + 1));
  expect(last('raise_alarm')).toBeUndefined();
  const now = units();
  expect(app.at('recommend-send').textContent).toContain('2');
  const id = recommendation.view?.id;
  app.at('recommend-send').click();
  await vi.waitFor(() => expect(last('raise_alarm')).toEqual({ incident: board.selectedIncident, level: 2, units: now, shown: id }));
});

it('an incident that changes meanwhile brings a fresh answer, and what was left out is proposed again', async () => {
  await shown();
  const [first] = units();
  recommendation.toggle(first ?? '');
  await vi.waitFor(() => expect(units()).not.toContain(first));
  const row = board.incident(board.selectedIncident);
  app.host.patch({ incidents: [{ ...row!, level: 2 }] });
  await vi.waitFor(() => expect(units()).toContain(first));
  expect(app.at('recommend').textContent).toContain('2');
  app.at('recommend-down').click();
  expect(commandLine.text).toBe(`down @${row?.number}`);
});

it('a refusal is said and nothing is lost; the line r leads to the panel', async () => {
  await shown();
  app.host.recommend = () => {
    throw { code: 'refused', message: 'This incident has no place', field: null, key: 'refused.no_place', params: {} };
  };
  recommendation.step();
  await vi.waitFor(() => expect(recommendation.error?.key).toBe('refused.no_place'));
  expect(recommendation.view).toBeNull();
});
