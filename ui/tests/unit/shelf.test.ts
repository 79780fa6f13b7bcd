// Alarms put aside: what is on the shelf, a warning shelved with a reason from its card, and taken back; a unit's red mark
// becomes the shelf's sign.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { limitOf } from '../../src/lib/board/danger';
import { board } from '../../src/lib/board';
import { onShelf } from '../../src/lib/shelf/shelf';
import { unit, warning } from '../floor/rows';
import { type Console, open } from './app';

const shelved = (until_ms: number) => ({ at_ms: 1, by: 'anna', until_ms, reason: 'crew has answered' });

describe('the shelf', () => {
  it('lists what comes back first, first', () => {
    const late = unit({ id: 'E1' });
    late.crew = { ...late.crew, alert_ms: 5, shelved: shelved(10) };
    const rows = onShelf([warning({ key: 'a', shelved: shelved(20) }), warning({ key: 'b' })], [late, unit({ id: 'E2' })]);
    expect(rows.map((row) => row.alarm)).toEqual(['unit/E1', 'warning/a']);
    expect(limitOf(late, 9)).toBe('shelved');
    expect(limitOf({ ...late, crew: { ...late.crew, shelved: null } }, 9)).toBe('over');
    expect(limitOf(late, 4), 'within its time there is nothing to shelve').toBe('within');
  });
});

describe('the watch desk', () => {
  let app: Console;
  afterEach(() => app.close());

  it('shows what is shelved, until when and why, and takes it back', async () => {
    app = await open('watch');
    expect(app.root.querySelector('[data-test="shelf"]')).toBeNull();
    const row = { ...app.host.board.warnings[0]!, alarm: false, shelved: shelved(Date.now() + 60_000) };
    app.host.patch({ warnings: [row] });
    flushSync();
    expect(app.at('shelf-row').textContent).toContain('anna');
    expect(app.at('shelf-row').textContent).toContain('crew has answered');
    app.at('unshelve').click();
    await vi.waitFor(() => expect(app.host.calls.at(-1)).toEqual({ call: 'unshelve_alarm', args: { alarm: `warning/${row.key}` } }));
  });

  it('shelves a warning that sounds, only with a reason', async () => {
    app = await open('watch');
    const row = app.host.board.warnings.find((it) => it.alarm)!;
    board.select('warning', row.key);
    flushSync();
    await vi.waitFor(() => app.at('shelve'));
    expect((app.at('shelve') as HTMLButtonElement).disabled).toBe(true);
    app.type('shelve-reason', 'sender confirms a test');
    app.at('shelve').click();
    await vi.waitFor(() => expect(app.host.calls.at(-1)).toEqual({ call: 'shelve_alarm', args: { alarm: `warning/${row.key}`, minutes: 30, reason: 'sender confirms a test' } }));
  });
});
