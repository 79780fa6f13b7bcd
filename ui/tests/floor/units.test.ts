// Live units as numbers for the graphics card: who is drawn, where between two fixes, and what is hit.
import { describe, expect, it } from 'vitest';
import { Positions } from '../../src/lib/board/positions';
import { STALE_MS } from '../../src/lib/map/features';
import { sizeFor } from '../../src/lib/map/live-units';
import { FLOATS, Fleet, mercator, STRIDE } from '../../src/lib/map/units-fleet';
import type { UnitLook } from '../../src/lib/map/symbols';
import { unit } from './rows';

const at = (lon: number, lat: number, at_ms: number) => ({ lon, lat, at_ms, accuracy_m: null, source: 'gnss' });
const looks: string[] = [];
const signOf = (look: UnitLook) => {
  const text = `${look.letter}|${look.status}|${look.stale}`;
  if (!looks.includes(text)) looks.push(text);
  return looks.indexOf(text);
};
const sign = (fleet: Fleet, index: number) => new Uint16Array(fleet.bytes.buffer)[(index * STRIDE + 24) / 2];
const course = (fleet: Fleet, index: number) => fleet.bytes[index * STRIDE + 26] ?? 0;
// What a fleet heard so far: positions come one after another, as on the board.
const all = new WeakMap<Fleet, Positions>();
function update(fleet: Fleet, rows: ReturnType<typeof unit>[], fixes: Record<string, ReturnType<typeof at>>, nowMs: number, atS: number, top?: string): void {
  const positions = all.get(fleet) ?? new Positions();
  all.set(fleet, positions);
  for (const [id, position] of Object.entries(fixes)) positions.learn(unit({ id, position }));
  fleet.update(rows, positions, nowMs, atS, 1, signOf, top);
}
const HOME = at(24.94, 60.17, 0);
const metres = (m: number) => m / 55_600;

describe('the fleet', () => {
  it('holds units that have been heard of and are on duty, those on a run and the chosen one on top', () => {
    const fleet = new Fleet();
    const rows = [unit({ id: 'a', incident: 'i' }), unit({ id: 'b' }), unit({ id: 'c', status: 'OFF' }), unit({ id: 'd' }), unit({ id: 'e' })];
    update(fleet, rows, { a: HOME, b: HOME, c: HOME, e: HOME }, 0, 10, 'b');
    expect(fleet.ids.slice(0, fleet.count)).toEqual(['e', 'a', 'b']);
    update(fleet, rows, { a: HOME, b: HOME, c: HOME, e: HOME }, 0, 10);
    expect(fleet.ids.slice(0, fleet.count)).toEqual(['b', 'e', 'a']);
  });

  it('glides from where a unit is drawn to its new fix, and stands there afterwards', () => {
    const fleet = new Fleet();
    update(fleet, [unit({})], { u: HOME }, 0, 100);
    expect(fleet.movingUntil).toBeLessThanOrEqual(100);
    const next = at(24.94 + metres(50), 60.17, 1000);
    update(fleet, [unit({})], { u: next }, 1000, 101);
    const [from, to] = [mercator(HOME.lon, HOME.lat)[0], mercator(next.lon, next.lat)[0]];
    const x = (s: number) => (fleet.shown(0, s)[0] - from) / (to - from);
    expect(x(101)).toBeCloseTo(0, 3);
    expect(x(101.5)).toBeCloseTo(0.5, 3);
    expect(x(102)).toBeCloseTo(1, 3);
    expect(x(5000)).toBeCloseTo(1, 3);
    expect(fleet.movingUntil).toBe(102);
    // A fix in the middle of the way starts where the unit is seen, not where it would have been.
    update(fleet, [unit({})], { u: at(next.lon, next.lat + 0.0001, 1500) }, 1500, 101.5);
    expect(x(101.5)).toBeCloseTo(0.5, 2);
  });

  it('does not draw a way that nobody saw', () => {
    for (const [lon, ms] of [[24.94 + metres(50), 60_000], [25.5, 1000], [24.94 + metres(50), -5]] as const) {
      const fleet = new Fleet();
      update(fleet, [unit({})], { u: HOME }, 0, 100);
      update(fleet, [unit({})], { u: at(lon, 60.17, ms) }, 60_000, 101);
      expect(fleet.shown(0, 101)[0]).toBeCloseTo(mercator(lon, 60.17)[0], 7);
      expect(course(fleet, 0)).toBe(0);
    }
  });

  it('tells a course from movement, and unknown when there is none or it is old', () => {
    const fleet = new Fleet();
    update(fleet, [unit({})], { u: HOME }, 0, 1);
    expect(course(fleet, 0)).toBe(0);
    const east = at(24.94 + metres(30), 60.17, 1000);
    update(fleet, [unit({})], { u: east }, 1000, 2);
    expect((course(fleet, 0) - 1) / 255).toBeCloseTo(0.25, 2);
    expect(fleet.headed).toBe(1);
    const south = at(east.lon, 60.1695, 2000);
    update(fleet, [unit({})], { u: south }, 2000, 3);
    expect((course(fleet, 0) - 1) / 255).toBeCloseTo(0.5, 2);
    update(fleet, [unit({})], { u: at(south.lon, south.lat, 23_000) }, 23_000, 24);
    expect(course(fleet, 0)).toBe(0);
  });

  it('gives another sign when the status changes and when a position grows stale', () => {
    const fleet = new Fleet();
    const read = (row: ReturnType<typeof unit>, nowMs: number) => {
      update(fleet, [row], { u: HOME }, nowMs, 1);
      return looks[sign(fleet, 0) ?? -1];
    };
    expect(read(unit({ status: 'AQ' }), 0)).toBe('E|AQ|false');
    expect(read(unit({ status: 'ER' }), 0)).toBe('E|ER|false');
    expect(read(unit({ status: 'ER' }), STALE_MS + 1)).toBe('E|ER|true');
  });

  it('finds the one on top under the pointer, where it is drawn now', () => {
    const fleet = new Fleet();
    const rows = [unit({ id: 'a' }), unit({ id: 'b' })];
    update(fleet, rows, { a: HOME, b: HOME }, 0, 1);
    const [x, y] = mercator(HOME.lon, HOME.lat);
    expect(fleet.hit(x, y, 1e-7, 1e-7, 1)).toBe('b');
    expect(fleet.hit(x + 1e-5, y, 1e-7, 1e-7, 1)).toBeNull();
    expect(fleet.countIn([x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6], 9)).toBe(2);
    expect(fleet.countIn([x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6], 1)).toBe(1);
    expect(fleet.countIn([x + 1e-6, y - 1e-6, x + 2e-6, y + 1e-6], 9)).toBe(0);
  });

  it('is exact to a decimetre, and to milliseconds after a week', () => {
    const fleet = new Fleet();
    const rows = [unit({ id: 'a' }), unit({ id: 'b' })];
    const far = at(25.6, 60.4, 1000);
    const week = 7 * 86_400;
    update(fleet, rows, { a: HOME, b: at(25.6, 60.39995, 0) }, 0, week);
    update(fleet, rows, { a: HOME, b: far }, 1000, week + 1);
    const [x, y] = fleet.shown(1, week + 9);
    const [wx, wy] = mercator(far.lon, far.lat);
    expect(Math.hypot(x - wx, y - wy) * 40_075_017 * 0.5).toBeLessThan(0.1);
    const halfway = fleet.shown(1, week + 1.5)[1];
    expect(Math.abs((halfway - mercator(25.6, 60.39995)[1]) / (wy - mercator(25.6, 60.39995)[1]) - 0.5)).toBeLessThan(0.05);
  });

  it('takes fifty thousand in without a pause, and forgets those that left', () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => unit({ id: `u${index}`, handle: index, position: at(24 + index / 50_000, 60, 0) }));
    const positions = new Positions();
    rows.forEach((row) => positions.learn(row));
    const fleet = new Fleet();
    fleet.update(rows, positions, 0, 1, 1, signOf);
    expect(fleet.count).toBe(50_000);
    expect(fleet.floats.length).toBeGreaterThanOrEqual(50_000 * FLOATS);
    fleet.update(rows.slice(0, 10), positions, 0, 2, 1, signOf);
    expect(fleet.count).toBe(10);
    expect(fleet.hit(...mercator(24 + 40_000 / 50_000, 60), 1e-9, 1e-9, 2)).toBeNull();
  });
});

describe('dots', () => {
  it('that lie in one cell are the topmost one, in order, where they are seen now', () => {
    const fleet = new Fleet();
    const rows = ['a', 'b', 'c', 'd'].map((id) => unit({ id }));
    const [x, y] = mercator(HOME.lon, HOME.lat);
    update(fleet, rows, { a: HOME, b: HOME, c: at(24.94 + metres(100), 60.17, 0), d: at(25.9, 60.17, 0) }, 0, 1);
    const box = [x - 1e-6, y - 5e-6, x + 9e-6, y + 5e-6] as const;
    const ids = (columns: number, atS: number) => {
      const tops = fleet.tops(box, columns, 10, atS);
      expect(tops.bytes.length).toBe(tops.count * STRIDE);
      const same = (index: number, other: number) =>
        tops.bytes.slice(index * STRIDE, (index + 1) * STRIDE).join() === fleet.bytes.slice(other * STRIDE, (other + 1) * STRIDE).join();
      return Array.from({ length: tops.count }, (_, index) => fleet.ids.filter((__, other) => same(index, other)).join('|')).join(' ');
    };
    // Two at one place have the same numbers.
    expect(ids(10, 1)).toBe('a|b c');
    expect(ids(1, 1)).toBe('c');
    // On its way to where `a` stands, `c` is seen apart until it is there.
    update(fleet, rows, { c: { ...HOME, at_ms: 1_000 } }, 1_000, 2);
    expect(fleet.tops(box, 10, 10, 2).count).toBe(2);
    expect(fleet.tops(box, 10, 10, 3).count).toBe(1);
  });

  it('are never more than there are cells, and none is lost that stands alone', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => unit({ id: `t${index}`, handle: index, position: at(24 + (index % 200) / 200, 60 + Math.floor(index / 200) / 200, 0) }));
    const positions = new Positions();
    rows.forEach((row) => positions.learn(row));
    const fleet = new Fleet();
    fleet.update(rows, positions, 0, 1, 1, signOf);
    const box = [...mercator(23.99, 60.6), ...mercator(25.01, 59.99)] as [number, number, number, number];
    expect(fleet.tops(box, 40, 30, 1).count).toBeLessThanOrEqual(1_200);
    expect(fleet.tops(box, 4_000, 4_000, 1).count).toBe(20_000);
  });
});

describe('the size of signs', () => {
  it('shrinks with how many are in view, and does not flicker at a limit', () => {
    expect([1_200, 1_201, 6_000, 6_001].map((count) => sizeFor(count, 'plate'))).toEqual(['plate', 'badge', 'badge', 'dot']);
    expect([961, 960].map((count) => sizeFor(count, 'badge'))).toEqual(['badge', 'plate']);
    expect([4_801, 4_800].map((count) => sizeFor(count, 'dot'))).toEqual(['dot', 'badge']);
  });
  it('of plates takes only those in view to the graphics card', () => {
    const fleet = new Fleet();
    const rows = [unit({ id: 'a' }), unit({ id: 'b' }), unit({ id: 'c' })];
    update(fleet, rows, { a: HOME, b: at(25.5, 60.17, 0), c: HOME }, 0, 1);
    const [x, y] = mercator(HOME.lon, HOME.lat);
    const seen = fleet.within([x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6]);
    expect(seen.count).toBe(2);
    expect([...seen.bytes.slice(STRIDE, 2 * STRIDE)]).toEqual([...fleet.bytes.slice(2 * STRIDE, 3 * STRIDE)]);
  });
});
