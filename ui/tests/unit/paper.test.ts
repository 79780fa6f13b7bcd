// A table on paper: nothing that belongs together is broken, no row can be lost unseen, every page says what it is.
import { describe, expect, it } from 'vitest';
import { pageOf, type Sheet } from '../../src/lib/print/paper';

const SHEET: Sheet = {
  title: 'Units',
  lines: ['LIVE · 2026-11-23 05:18', '2 of 2 shown'],
  head: ['Unit', 'Since', 'What'],
  rows: ['Engine: 2', ['E1', '2026-11-23 05:17:44', 'a long text that may be broken'], ['E2', '', '']],
  more: '',
};

describe('a sheet', () => {
  it('numbers its rows, heads of groups not among them', () => {
    const body = [...pageOf(SHEET).querySelectorAll('tbody tr')];
    expect(body.map((row) => row.children[0]?.textContent)).toEqual(['Engine: 2', '1/2', '2/2']);
    expect(body[0]?.children[0]?.getAttribute('colspan')).toBe('4');
  });

  it('says on every page what it is and as of when', () => {
    const head = pageOf(SHEET).querySelectorAll('thead tr');
    expect(head[0]?.textContent).toBe('Units · LIVE · 2026-11-23 05:18');
    expect([...(head[1]?.children ?? [])].map((cell) => cell.textContent)).toEqual(['', 'Unit', 'Since', 'What']);
  });

  it('gives the room to the column with the longest text', () => {
    expect([...pageOf(SHEET).querySelectorAll('th.broad')].map((cell) => cell.textContent)).toEqual(['What']);
    expect(pageOf({ ...SHEET, rows: [['E1', '', 'short']] }).querySelector('th.broad')).toBeNull();
  });

  it('breaks a stamp between date and time only, and no short text', () => {
    const [, unit, since, what] = pageOf(SHEET).querySelectorAll<HTMLElement>('tbody tr:nth-child(2) td');
    expect([unit?.className, since?.className, what?.className]).toEqual(['short', 'short', '']);
    expect(since?.textContent).toBe('2026-11-23\n05:17:44');
  });
});
