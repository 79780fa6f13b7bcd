// Boxes, clipping and label points: what is drawn must lie where it is said to lie.
import { describe, expect, it } from 'vitest';
import { around, boxOf, clipRing, distanceM, insidePoint, labelPoint, type Point } from '../../src/lib/map/geometry';

const SQUARE: Point[] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
/** A U open to the north: its middle lies outside of it. */
const HORSESHOE: Point[] = [[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]];

describe('boxes', () => {
  it('are those of the points that are numbers', () => {
    expect(boxOf([[3, 4], [Number.NaN, 1], [1, 9]])).toEqual([1, 4, 3, 9]);
    expect(boxOf([])).toBeNull();
  });
  it('around a place are as wide in metres as they are high', () => {
    const [west, south, east, north] = around([24.94, 60.17], 500);
    expect(distanceM([west, 60.17], [east, 60.17])).toBeCloseTo(1000, -1);
    expect(distanceM([24.94, south], [24.94, north])).toBeCloseTo(1000, -1);
  });
});

describe('clipping', () => {
  it('keeps the part inside', () => {
    expect(boxOf(clipRing(SQUARE, [5, 5, 20, 20]))).toEqual([5, 5, 10, 10]);
    expect(clipRing(SQUARE, [20, 20, 30, 30])).toEqual([]);
  });
});

describe('label points', () => {
  it('lie inside a ring whose middle does not', () => {
    const at = insidePoint(HORSESHOE);
    expect(at).not.toBeNull();
    const [lon] = at ?? [5, 0];
    expect(lon < 2 || lon > 8).toBe(true);
  });
  it('lie on the floor when part of the ring does', () => {
    const at = labelPoint(SQUARE, [8, 8, 12, 12]);
    expect(at?.[0]).toBeGreaterThan(8);
    expect(at?.[1]).toBeGreaterThan(8);
  });
  it('fall back to the ring when it is elsewhere, and to nothing when there is none', () => {
    expect(labelPoint(SQUARE, [50, 50, 60, 60])?.[0]).toBeCloseTo(5);
    expect(labelPoint([], null)).toBeNull();
  });
});
