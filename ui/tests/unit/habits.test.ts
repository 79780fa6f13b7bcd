// Habits of a person in the whole console: boards by key, a filter that comes back, keys of one's own, the board on paper.
import { flushSync, tick } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import { preferences } from '../../src/lib/preferences.svelte';
import { session } from '../../src/lib/session.svelte';
import { type Console, open } from './app';

let app: Console;
afterEach(async () => {
  await preferences.flush();
  await app.close();
});

const rows = (test: string) => [...app.root.querySelectorAll<HTMLElement>(`[data-test="${test}"]`)];
const front = () => app.at('incident-board').dataset.board;
const settle = async () => {
  await tick();
  flushSync();
};

it('one key reaches each board, from any desk, and the keyboard is on its first row', async () => {
  app = await open('watch');
  for (const [key, name] of [['p', 'pending'], ['a', 'active'], ['t', 'timers'], ['c', 'closed'], ['o', 'open']] as const) {
    app.key(key, document.body, { altKey: true, code: `Key${key.toUpperCase()}` });
    await vi.waitFor(() => expect(front()).toBe(name));
    await settle();
  }
  expect(rows('incident-row').length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(document.activeElement).toBe(rows('incident-row')[0]));
  app.at('board-pending').click();
  await settle();
  expect(rows('incident-row').every((row) => row.dataset.state === 'new')).toBe(true);
});

it('a filter is said, counts what it hides, and comes back with its person only', async () => {
  app = await open('dispatch', 'dispatcher');
  app.at('board-view').click();
  await settle();
  const all = rows('incident-row').length;
  app.at('board-priority-E').click();
  await settle();
  const strip = app.at('board-filtered');
  expect(Number(strip.dataset.shown)).toBeLessThan(all);
  expect(rows('incident-row')).toHaveLength(Number(strip.dataset.shown));
  app.at('column-hide-what').click();
  await settle();
  expect(rows('column-what')).toHaveLength(0);
  const kept = rows('incident-row').length;

  const { host } = app;
  await session.signOff();
  await session.signOn({ user: 'supervisor', password: 'drill' });
  await settle();
  expect(rows('board-filtered'), 'another person sees everything').toHaveLength(0);
  await session.signOff();
  await session.signOn({ user: 'dispatcher', password: 'drill' });
  await vi.waitFor(() => expect(rows('incident-row')).toHaveLength(kept));
  expect(JSON.parse(host.preferences.get('dispatcher')!.get('board.open')!)).toMatchObject({ filter: { priorities: ['E'] } });
  app.at('board-clear').click();
  await settle();
  expect(rows('incident-row')).toHaveLength(all);
});

it('what a later edition kept stays when one field is changed', async () => {
  app = await open('dispatch', null);
  app.host.preferences.set('dispatcher', new Map([['board.open', '{"sort":"newest","of_tomorrow":{"a":1}}'], ['keys', 'not json'], ['boards', '[1]']]));
  await session.signOn({ user: 'dispatcher', password: 'drill' });
  await settle();
  app.at('board-view').click();
  await settle();
  expect((app.at('board-sort') as HTMLSelectElement).value).toBe('newest');
  app.at('board-priority-1').click();
  await preferences.flush();
  expect(JSON.parse(app.host.preferences.get('dispatcher')!.get('board.open')!)).toMatchObject({ sort: 'newest', of_tomorrow: { a: 1 }, filter: { priorities: ['1'] } });
});

it('a change that cannot be kept holds in the window, and that is said', async () => {
  app = await open('dispatch');
  app.at('board-view').click();
  await settle();
  app.host.refuse = { code: 'not_saved', message: 'the disk is full', field: null, key: 'refused.unknown', params: {} };
  app.at('board-priority-E').click();
  await preferences.flush();
  await settle();
  expect(app.at('board-filtered')).toBeTruthy();
  expect(app.at('board-settings').textContent).toContain('the disk is full');
  app.host.refuse = null;
  app.at('board-clear').click();
});

it('a key is given another action’s place only when it is free, and the help shows it', async () => {
  app = await open('settings');
  const ask = async (id: string, key: string, more: KeyboardEventInit = {}) => {
    app.at(`key-${id}`).click();
    await settle();
    app.key(key, app.at(`key-${id}`), more);
    await settle();
  };
  await ask('note', 'F2');
  expect([app.at('keys-said').dataset.good, app.at('keys-said').textContent]).toEqual(['false', expect.stringContaining('New incident')]);
  await ask('note', 'Enter');
  expect(app.at('keys-said').dataset.good).toBe('false');
  await ask('intake', 'F11');
  expect([app.at('keys-said').dataset.good, app.at('key-intake').dataset.key], 'the wall has it').toEqual(['false', 'F2']);
  await ask('intake', 'b', { ctrlKey: true, code: 'KeyB' });
  expect([app.at('keys-said').dataset.good, app.at('key-intake').dataset.key]).toEqual(['true', 'Control+b']);
  app.key('F2', document.body);
  expect(rows('desk-dispatch-body'), 'the former key does nothing').toHaveLength(0);
  app.key('F1', document.body);
  await vi.waitFor(() => expect(app.at('help').textContent).toContain('Ctrl+B'));
  app.key('Escape', app.at('help'));
  app.key('b', document.body, { ctrlKey: true, code: 'KeyB' });
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('intake-what')));
  expect(app.at('intake-new').textContent).toContain('Ctrl+B');
  app.at('keys-reset').click();
  await settle();
  expect(app.at('key-intake').dataset.key).toBe('F2');
});

it('a board on paper says when, who, how old, and what was left out; markup in it is text', async () => {
  app = await open('dispatch');
  const row = app.host.board.incidents.find((it) => it.state !== 'closed')!;
  app.host.patch({ incidents: [{ ...row, what: '<b onclick=alert(1)>x</b>' }] });
  app.at('board-view').click();
  await settle();
  app.at(`board-priority-${row.priority}`).click();
  await settle();
  const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
  app.key('p', document.body, { ctrlKey: true });
  await vi.waitFor(() => app.at('print-board'));
  const page = document.querySelector<HTMLElement>('body > .paper-sheet')!;
  expect(page.querySelectorAll('tbody tr')).toHaveLength(rows('incident-row').length);
  for (const word of ['Dispatcher', 'Data as of', 'of ', '<b onclick=alert(1)>x</b>']) expect(page.textContent).toContain(word);
  expect(page.querySelector('b')).toBeNull();
  expect(document.documentElement.dataset.sheet).toBe('paper');
  app.at('print-board-now').click();
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce());
  app.key('Escape', app.at('print-board-now'));
  await settle();
  expect(document.querySelector('body > .paper-sheet')).toBeNull();
  expect(document.documentElement.dataset.sheet).toBeUndefined();
  app.at('board-clear').click();
});
