// Rows put in their places one by one stand as if all were sorted anew.
import { describe, expect, it } from 'vitest';
import { Rows } from '../../src/lib/board/rows.svelte';

interface Row {
  id: string;
  rank: number;
}
const order = (a: Row, b: Row) => a.rank - b.rank || (a.id < b.id ? -1 : Number(a.id > b.id));

// A small generator of its own: the same cases in every run.
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('rows', () => {
  it('stand in order whatever comes, changes and goes', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const next = numbers(seed);
      const rows = new Rows<Row>((row) => row.id, order);
      const held = new Map<string, Row>();
      rows.reset(Array.from({ length: 200 }, (_, index) => ({ id: `r${index}`, rank: next(20) })));
      rows.all.forEach((row) => held.set(row.id, row));
      for (let step = 0; step < 30; step += 1) {
        const changed = Array.from({ length: next(4) }, () => ({ id: `r${next(230)}`, rank: next(20) }));
        const gone = Array.from({ length: next(3) }, () => `r${next(230)}`);
        rows.apply(changed, gone);
        changed.forEach((row) => held.set(row.id, row));
        gone.forEach((id) => held.delete(id));
        expect(rows.all).toEqual([...held.values()].sort(order));
        expect(rows.size).toBe(held.size);
      }
    }
  });

  it('give a new list for every change, and the old one stays as it was', () => {
    const rows = new Rows<Row>((row) => row.id, order);
    rows.reset(Array.from({ length: 64 }, (_, index) => ({ id: `r${index}`, rank: index })));
    const before = rows.all;
    rows.apply([{ id: 'r3', rank: 99 }]);
    expect(rows.all).not.toBe(before);
    expect(before[3]).toEqual({ id: 'r3', rank: 3 });
    expect(rows.all.at(-1)).toEqual({ id: 'r3', rank: 99 });
  });
});
