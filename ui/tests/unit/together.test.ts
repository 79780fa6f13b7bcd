// Working together in the window: a hand-over is answered over every desk, lanes and steps go by keyboard, a note keeps
// its kind, and the same reads in Chinese.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { lanesOf, lastAt, roadOf, turned } from '../../src/desks/dispatch/lanes';
import { board } from '../../src/lib/board';
import { desks } from '../../src/lib/desks.svelte';
import { locale } from '../../src/lib/i18n';
import type { IncidentRow } from '../../src/lib/gen/wire';
import { noWork } from '../mock/work';
import { type Console, open } from './app';

let app: Console;
const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;

function change(id: string, part: Partial<IncidentRow>): void {
  const row = app.host.board.incidents.find((it) => it.id === id)!;
  Object.assign(row, part, { version: row.version + 1 });
  app.host.patch({ incidents: [row] });
  flushSync();
}

async function shown(id: string): Promise<void> {
  board.select('incident', id);
  flushSync();
  await vi.waitFor(() => app.at('owner-bar'));
}

describe('the console', () => {
  afterEach(async () => {
    locale.current === 'zh' && locale.set('en');
    await app.close();
  });

  it('asks over every desk until a hand-over is answered, and only the person it is for', async () => {
    app = await open('warnings');
    const offer = { from: 'anna', to: 'dispatcher', at_ms: Date.now(), note: 'two inside' };
    const mark = { owner: 'anna', offer, unread: [], tasks_open: 0, next_due_ms: null, impact: null };
    change('inc-1', { work: { ...mark, offer: { ...offer, to: 'ben' } } });
    expect(app.root.querySelector('[data-test="hand-over-banner"]')).toBeNull();
    change('inc-1', { work: mark });
    expect(app.at('hand-over-banner').textContent).toContain('anna asks you to take over 26-326-042');
    expect(app.at('hand-over-banner').textContent).toContain('two inside');
    desks.go('dispatch');
    flushSync();
    expect((app.at('hand-over-decline') as HTMLButtonElement).disabled, 'a no has a reason').toBe(true);
    app.at('hand-over-accept').click();
    await vi.waitFor(() => expect(last('accept_hand_over')).toEqual({ incident: 'inc-1' }));
    change('inc-1', { work: { ...mark, owner: 'dispatcher', offer: null } });
    expect(app.root.querySelector('[data-test="hand-over-banner"]')).toBeNull();
  });

  it('hands over to a colleague with a note', async () => {
    app = await open('dispatch');
    await shown('inc-0');
    const to = app.at('hand-over-to') as HTMLSelectElement;
    expect([...to.options].map((it) => it.value), 'nobody hands over to themselves').toEqual(['', 'supervisor']);
    to.value = 'supervisor';
    to.dispatchEvent(new Event('change', { bubbles: true }));
    app.type('hand-over-note', 'end of my shift');
    app.at('hand-over-offer').click();
    await vi.waitFor(() => expect(last('hand_over')).toEqual({ incident: 'inc-0', to: 'supervisor', note: 'end of my shift' }));
  });

  it('keeps who spoke to whom on the radio', async () => {
    app = await open('dispatch');
    await shown('inc-0');
    const kind = app.at('note-category') as HTMLSelectElement;
    kind.value = 'radio';
    kind.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
    app.type('note-from', 'E1');
    app.type('note-text', '@supervisor roof is open');
    app.key('Enter', app.at('note-text'));
    await vi.waitFor(() => expect(last('add_note')).toEqual({ incident: 'inc-0', text: '@supervisor roof is open', category: 'radio', marked: false, from: 'E1', to: null }));
  });

  it('answers a question of a checklist by its figure, and shows what is overdue in words', async () => {
    app = await open('dispatch');
    const step = { id: 'hurt', say: { en: 'Is anybody hurt?', zh: '有人受伤吗？' }, answers: ['yes', 'no'].map((code) => ({ code, label: { en: code, zh: code === 'yes' ? '有' : '无' } })), on_the_way: true, done: null };
    const run = { id: 'road-crash', label: { en: 'Crash', zh: '事故处置' }, started_ms: 1, started_by: 'anna', finished: false, steps: [step] };
    const task = { number: 1, text: 'call the tow', owner: 'anna', due_ms: Date.now() - 60_000, added_ms: 1, added_by: 'anna', done_ms: null, done_by: null, done_note: null };
    app.host.work.set('inc-0', { ...noWork(1), procedures: [run], tasks: [task] });
    await shown('inc-0');
    await vi.waitFor(() => app.at('procedure-step'));
    app.key('2', app.at('step-answer'));
    await vi.waitFor(() => expect(last('do_step')).toEqual({ incident: 'inc-0', procedure: 'road-crash', step: 'hurt', answer: 'no' }));
    expect(app.at('task').textContent).toContain('overdue');
    locale.set('zh');
    flushSync();
    expect(app.at('procedure').textContent).toContain('有人受伤吗？');
    expect(app.at('task').textContent).toContain('已超时');
  });

  it('sets lanes by keyboard', async () => {
    app = await open('dispatch');
    await shown('inc-2');
    await vi.waitFor(() => app.at('lane-strip'));
    const lane = (at: number) => app.root.querySelectorAll<HTMLButtonElement>('[data-test="lane"]')[at]!;
    lane(0).focus();
    app.key('ArrowRight', lane(0));
    expect(document.activeElement).toBe(lane(1));
    lane(1).click();
    flushSync();
    expect([lane(1).dataset.state, lane(1).getAttribute('aria-label')]).toEqual(['blocked', 'Lane: blocked']);
    app.type('lane-direction', 'north');
    app.at('lanes-save').click();
    await vi.waitFor(() => expect(last('set_lanes')).toMatchObject({ incident: 'inc-2', direction: 'north' }));
    expect((last('set_lanes').lanes as { kind: string; state: string }[]).map((it) => `${it.kind} ${it.state}`)).toEqual(['shoulder_left free', 'mainline blocked', 'mainline free', 'shoulder_right free']);
    expect(app.at('sign-none')).toBeTruthy();
    await shown('inc-0');
    await vi.waitFor(() => expect(app.root.querySelector('[data-test="lane-strip"]'), 'a fire has no lanes').toBeNull());
  });

  it('makes the sheet of the shift', async () => {
    app = await open('review');
    app.at('shift-open').click();
    flushSync();
    await vi.waitFor(() => expect((app.at('shift-print') as HTMLButtonElement).disabled).toBe(false));
    expect(app.at('shift-sheet').textContent).toContain('Open at the end (0)');
  });
});

describe('lanes', () => {
  it('keep what was said of those that stay', () => {
    const before = turned(lanesOf({ mainline: 3, exit: false, entrance: false }, []), 2);
    const after = lanesOf({ mainline: 2, exit: true, entrance: false }, before);
    expect(after.map((it) => it.state)).toEqual(['free', 'free', 'blocked', 'free', 'free']);
    expect(roadOf(after)).toEqual({ mainline: 2, exit: true, entrance: false });
  });
  it('a time of day is the last one, never one ahead', () => {
    const now = Date.UTC(2026, 10, 22, 1, 10, 0);
    expect(lastAt('03:09', now, '03:10:00')).toBe(now - 60_000);
    expect(lastAt('03:11', now, '03:10:00')).toBe(now - 86_340_000);
    expect(lastAt('3：09：30', now, '03:10:00')).toBe(now - 30_000);
    for (const wrong of ['', '24:00', '3:60', '-1:05', '1.5:10', '03', 'now']) expect(lastAt(wrong, now, '03:10:00')).toBeNull();
    expect(lastAt('25:00', now, '03:10:00')).toBeNull();
  });
});
