// What stands against an order is said where it was given, and whoever goes on says why; a radio that says a unit is free is
// one key from clearing it.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import { needsDestination, nextStep } from '../../src/desks/dispatch/status';
import type { UnitRow } from '../../src/lib/gen/wire';
import { refusal } from '../mock/host';
import { unit } from '../floor/rows';
import { type Console, open } from './app';

let app: Console;
const calls = (call: string) => app.host.calls.filter((it) => it.call === call).map((it) => it.args as Record<string, unknown>);
const stands = (key: string, params: Record<string, string>) => ({ ...refusal(key, key, params), code: 'bad_argument' as const, field: 'despite' });

function change(id: string, part: Partial<UnitRow>): void {
  const row = app.host.board.units.find((it) => it.id === id)!;
  Object.assign(row, part);
  app.host.patch({ units: [row] });
  flushSync();
}

describe('the console', () => {
  afterEach(() => app.close());

  it('asks why where something stands against it, and does the same with the answer', async () => {
    app = await open('dispatch');
    const busy = app.host.board.units.find((it) => it.incident !== null)!;
    board.select('unit', busy.id);
    flushSync();
    await vi.waitFor(() => app.at('unit-clear'));
    app.host.refuse = stands('refused.unit_in_emergency', { unit: busy.id, time: '03:33' });
    app.at('unit-clear').click();
    await vi.waitFor(() => app.at('refusal-go-on'));
    expect(app.at('refusal').textContent).toContain('EMERGENCY since 03:33');
    // Still refused, for another reason: it stays, and says that.
    app.host.refuse = stands('refused.missing_needs_reason', { unit: busy.id });
    app.at('refusal-go-on').click();
    await vi.waitFor(() => expect(app.at('refusal').textContent).toContain('people missing'));
    app.host.refuse = null;
    app.type('refusal-despite', ' all counted ');
    app.at('refusal-go-on').click();
    await vi.waitFor(() => expect(app.root.querySelector('[data-test="refusal"]')).toBeNull());
    const sent = calls('clear_units');
    expect(sent.at(-1)).toEqual({ ...sent[0], despite: 'all counted' });
    expect(sent[0]!.despite).toBeUndefined();
    // The control: a refusal that cannot be gone against offers nothing.
    app.host.refuse = refusal('refused.not_assigned', 'no', { unit: busy.id, status: 'AQ' });
    const again = app.root.querySelector<HTMLElement>('[data-test="unit-clear"]') ?? app.at('welfare-5');
    again.click();
    await vi.waitFor(() => app.at('refusal'));
    expect(app.root.querySelector('[data-test="refusal-go-on"]')).toBeNull();
    app.host.refuse = null;
  });

  it('shows what the radio says, and clears the unit with one key', async () => {
    app = await open('dispatch');
    const busy = app.host.board.units.find((it) => it.incident !== null)!;
    board.select('unit', busy.id);
    flushSync();
    await vi.waitFor(() => app.at('unit-clear'));
    expect(app.root.querySelector('[data-test="unit-heard"]')).toBeNull();
    change(busy.id, { crew: { ...busy.crew, heard: { what: 'free', since_ms: Date.now() - 60_000 } } });
    expect(app.at('unit-heard').textContent).toContain('says it is free');
    app.at('heard-clear').click();
    await vi.waitFor(() => expect(calls('clear_units')).toHaveLength(1));
    expect(calls('clear_units')[0]!.units).toEqual([busy.id]);
  });
});

describe('the next step', () => {
  it('follows the radio, and arriving asks where only when nobody said', () => {
    const crew = unit({}).crew;
    const run = unit({ incident: 'i', incident_number: '1', status: 'OS', next_status: 'OS' });
    expect(nextStep(run)).toEqual({ kind: 'status', status: 'OS' });
    expect(nextStep({ ...run, crew: { ...crew, heard: { what: 'free', since_ms: 0 } } })).toEqual({ kind: 'clear' });
    expect(nextStep({ ...run, crew: { ...crew, heard: { what: 'transport', since_ms: 0 } } })).toEqual({ kind: 'ask' });
    expect([needsDestination(run, 'AD'), needsDestination({ ...run, status: 'TR' }, 'AD'), needsDestination(run, 'WK')]).toEqual([true, false, false]);
  });
});
