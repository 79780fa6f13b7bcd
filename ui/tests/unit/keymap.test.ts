import { describe, expect, it } from 'vitest';
import { ACTIONS, actionOf, give, keysOf, readChosen, usable, written, type Chosen } from '../../src/lib/keys/actions';

const pressed = (key: string, code: string, held: KeyboardEventInit = {}) => written(new KeyboardEvent('keydown', { key, code, ...held }));
const first = keysOf({});

/** No two actions of the same place have one key: then a press can mean one thing only. */
function clashes(chosen: Chosen): string[] {
  const seen = new Set<string>();
  return ACTIONS.flatMap(({ id }) => {
    const keys = keysOf(chosen)[id];
    const place = `${actionOf(id).on} ${keys}`;
    if (keys === '' || !seen.has(place)) {
      seen.add(place);
      return [];
    }
    return [id];
  });
}

describe('keys', () => {
  it('have defaults that are usable and do not clash', () => {
    expect(clashes({})).toEqual([]);
    expect(ACTIONS.filter(({ keys }) => !usable(keys))).toEqual([]);
  });

  it('are written as they are matched', () => {
    expect(pressed('F5', 'F5')).toBe('F5');
    expect(pressed('F5', 'F5', { shiftKey: true })).toBe('Shift+F5');
    expect(pressed('P', 'KeyP', { altKey: true, shiftKey: true })).toBe('Alt+Shift+p');
    expect(pressed('!', 'Digit1', { ctrlKey: true, shiftKey: true })).toBe('Control+Shift+1');
    expect(pressed('/', 'Slash')).toBe('/');
    for (const alone of ['Control', 'Alt', 'Shift', 'Meta', 'Dead']) expect(pressed(alone, alone)).toBeNull();
    expect(pressed('7', 'Numpad7'), 'the numpad has a use of its own').toBeNull();
  });

  it('go to one action only, and whose they are is said', () => {
    expect(give({}, 'note', 'F2')).toEqual({ ok: false, why: 'taken', by: 'intake' });
    const given = give({}, 'note', 'Control+b');
    expect(given).toEqual({ ok: true, chosen: { note: 'Control+b' } });
    const chosen = { note: 'Control+b' } as const;
    expect(keysOf(chosen).note).toBe('Control+b');
    expect(give(chosen, 'intake', 'F8'), 'the key given up is free').toEqual({ ok: true, chosen: { note: 'Control+b', intake: 'F8' } });
    expect(give(chosen, 'note', 'F8'), 'back to the first key').toEqual({ ok: true, chosen: {} });
    expect(give({}, 'measure', 'F6'), 'an action of a desk goes before').toMatchObject({ ok: true });
  });

  it.each(['Escape', 'Enter', 'Tab', 'a', '5', 'ArrowUp', ' ', 'Control+c', 'Control+Enter', 'Alt+3', 'Alt+F4', 'Meta+k', 'Backspace', '*'])('%s is kept for fields, lists and the desktop', (keys) => {
    expect(give({}, 'help', keys)).toEqual({ ok: false, why: 'reserved' });
  });

  it('never clash, whatever is given in whatever order', () => {
    const pool = ['F2', 'F3', 'F4', 'F8', 'Control+b', 'Alt+x', '/', 'Shift+F1', 'Control+Shift+p', 'Alt+p'];
    let chosen: Chosen = {};
    let seed = 7;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let step = 0; step < 600; step += 1) {
      const given = give(chosen, ACTIONS[next(ACTIONS.length)]!.id, pool[next(pool.length)]!);
      if (given.ok) chosen = given.chosen;
      expect(clashes(chosen)).toEqual([]);
      expect(readChosen(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
    }
    expect(clashes({ note: 'F2', intake: 'F2' }), 'control: a clash would be seen').toHaveLength(1);
  });

  it('are read from whatever was kept', () => {
    for (const wrong of [undefined, null, 4, 'F2', { note: 3, intake: 'Escape', gone: 'F9', help: 'F1' }]) expect(readChosen(wrong)).toEqual({});
    expect(readChosen({ note: 'Control+b', intake: 'Control+b' }), 'one key, one action').toEqual({ intake: 'Control+b' });
    const taken = keysOf(readChosen({ note: 'F2' }));
    expect([taken.note, taken.intake], 'who lost the key is without one, and that is shown').toEqual(['F2', '']);
    expect(first.intake).toBe('F2');
  });
});
