// The radio log in the window: opened by its key, a message entered by keyboard, a late one asks why, a correction keeps what
// stood there, filter and paper.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { board } from '../../src/lib/board';
import type { RadioVersion } from '../../src/lib/gen/wire';
import { saidAt } from '../../src/lib/radio/radio.svelte';
import { type Console, open } from './app';

let app: Console;
const NOW = Date.now();
const calls = (call: string) => app.host.calls.filter((it) => it.call === call).map((it) => it.args as Record<string, unknown>);
const version = (text: string | null, more: Partial<RadioVersion> = {}): RadioVersion => ({
  at_ms: NOW - 60_000, entered_ms: NOW - 60_000, by: 'anna', reason: null, medium: 'radio', direction: 'in', channel: 'FD1', from: 'Engine 1', to: null, unit: 'E1', incident: null, text, marked: false, ...more,
});
const corrected = { number: 'R1-002', now: version('three inside', { reason: 'heard wrong' }), before: [version('two inside')], struck: null };
const plain = { number: 'R1-001', now: version(null), before: [], struck: null };

async function opened() {
  app = await open('dispatch');
  board.clearSelection();
  app.host.radio = { messages: [corrected, plain], channels: ['FD1', 'FD2'], more: false };
  app.key('l', document.body, { altKey: true, code: 'KeyL' });
  await vi.waitFor(() => app.at('radio-row'));
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('radio-text')));
}

describe('the radio log', () => {
  afterEach(() => app.close());

  it('opens by its key, shows each message with what it said before, and is read anew when the floor says so', async () => {
    await opened();
    const [first, second] = [...app.root.querySelectorAll('[data-test="radio-row"]')].map((it) => it.textContent ?? '');
    expect(first).toContain('three inside');
    expect(app.at('radio-former').textContent).toContain('two inside');
    expect(app.at('radio-former').textContent).toContain('heard wrong');
    expect(second, 'what was erased says so').toContain('erased');
    app.host.radio = { messages: [plain], channels: [], more: true };
    app.host.patch({ radio: true });
    await vi.waitFor(() => expect(app.root.querySelectorAll('[data-test="radio-row"]').length).toBe(1));
    expect(app.at('radio-count').textContent).toContain('▲');
    app.key('Escape', app.at('radio-text'));
    expect(app.root.querySelector('[data-test="radio-log"]')).toBeNull();
  });

  it('enters a message about the selected incident by keyboard alone, and keeps the talk group', async () => {
    await opened();
    const row = app.host.board.incidents[0]!;
    board.select('incident', row.id);
    flushSync();
    app.type('radio-channel', 'FD2');
    app.type('radio-unit', 'E1');
    app.type('radio-text', 'two inside');
    expect(app.at('radio-enter').title, 'the line that does the same').toContain(`rl @${row.number} #FD2 E1`);
    app.key('Enter', app.at('radio-text'));
    await vi.waitFor(() => expect(calls('log_radio').at(-1)).toEqual({
      message: { text: 'two inside', at_ms: null, medium: 'radio', direction: 'in', channel: 'FD2', from: null, to: null, unit: 'E1', incident: row.number, marked: false }, reason: '',
    }));
    await vi.waitFor(() => expect((app.at('radio-text') as HTMLInputElement).value).toBe(''));
    expect((app.at('radio-channel') as HTMLInputElement).value).toBe('FD2');
  });

  it('asks why something is entered late, and keeps what was typed when it is refused', async () => {
    await opened();
    app.type('radio-text', 'roof is down');
    app.type('radio-time', 'noon');
    expect((app.at('radio-enter') as HTMLButtonElement).disabled, 'a time nobody can read').toBe(true);
    app.type('radio-time', '00:00');
    expect((app.at('radio-enter') as HTMLButtonElement).disabled, 'no reason yet').toBe(true);
    app.type('radio-reason', 'hands full');
    app.host.refuse = { code: 'refused', key: 'refused.internal', message: 'no', field: null, params: {} };
    app.at('radio-enter').click();
    await vi.waitFor(() => expect(calls('log_radio').length).toBe(1));
    await vi.waitFor(() => expect(app.at('radio-log').textContent).toContain('A fault of the program'));
    expect((app.at('radio-text') as HTMLInputElement).value).toBe('roof is down');
    expect(calls('log_radio')[0]!.reason).toBe('hands full');
  });

  it('corrects with a reason, and Esc gives it up without closing', async () => {
    await opened();
    app.at('radio-correct').click();
    flushSync();
    expect((app.at('radio-text') as HTMLInputElement).value).toBe('three inside');
    app.key('Escape', app.at('radio-text'));
    expect(app.root.querySelector('[data-test="radio-correcting"]')).toBeNull();
    app.at('radio-correct').click();
    flushSync();
    app.type('radio-text', 'four inside');
    expect((app.at('radio-enter') as HTMLButtonElement).disabled).toBe(true);
    app.type('radio-reason', 'counted');
    app.at('radio-enter').click();
    await vi.waitFor(() => expect(calls('correct_radio').at(-1)).toMatchObject({ entry: 'R1-002', reason: 'counted', message: { text: 'four inside', unit: 'E1', channel: 'FD1', at_ms: null } }));
  });

  it('prints what the filter lets through, former versions with it', async () => {
    await opened();
    app.at('radio-print').click();
    await vi.waitFor(() => app.at('print-board'));
    const paper = app.at('print-board').textContent ?? '';
    for (const said of ['R1-002', 'three inside', 'two inside', 'heard wrong', 'R1-001']) expect(paper).toContain(said);
  });
});

it('reads a time of day as the last one there was', () => {
  const now = Date.UTC(2026, 10, 22, 10, 0);
  expect(saidAt('', now, 'UTC')).toBeNull();
  expect(saidAt('09:58', now, 'UTC')).toBe(Date.UTC(2026, 10, 22, 9, 58));
  expect(saidAt('2350', now, 'UTC')).toBe(Date.UTC(2026, 10, 21, 23, 50));
  expect(saidAt('2026-11-21 08：00', now, 'UTC')).toBe(Date.UTC(2026, 10, 21, 8, 0));
  expect(saidAt('soon', now, 'UTC')).toBeUndefined();
});
