// Measuring on the ellipsoid. Expected values: GeographicLib 2.1 (Karney), WGS-84.
import { describe, expect, it } from 'vitest';
import { areaM2, geodesicM, lengthM } from '../../src/lib/map/geodesy';
import { distanceM, type Point } from '../../src/lib/map/geometry';

const close = (got: number, wanted: number, share: number) => expect(Math.abs(got - wanted) / wanted).toBeLessThan(share);

describe('a measured distance', () => {
  it.each<[Point, Point, number]>([
    [[24.9384, 60.1699], [24.9627, 60.1676], 1373.1514213],
    [[-8.6291, 41.1579], [-8.6107, 41.1496], 1798.6372446],
    [[0, 0], [1, 0], 111319.4907933],
    [[0, 0], [0, 1], 110574.3885578],
    [[116.397, 39.908], [121.4737, 31.2304], 1066626.6386179],
    [[179.9, -17], [-179.9, -17.1], 23995.9640906],
  ])('%j to %j is exact to a millimetre', (a, b, metres) => {
    expect(Math.abs(geodesicM(a, b) - metres)).toBeLessThan(1e-3);
    expect(geodesicM(b, a)).toBeCloseTo(geodesicM(a, b), 6);
  });

  it('is not the sphere’s: the control shows the difference it makes', () => {
    const [a, b]: [Point, Point] = [[24.9384, 60.1699], [24.9627, 60.1676]];
    expect(Math.abs(distanceM(a, b) - 1373.1514213)).toBeGreaterThan(1);
  });

  it('of nothing is nothing, and nearly opposite places still have one', () => {
    expect(geodesicM([24, 60], [24, 60])).toBe(0);
    close(geodesicM([10, 0], [-169.5, 0.4]), 19_946_144.93, 0.006);
  });

  it('goes along the points', () => {
    const points: Point[] = [[24.93, 60.16], [24.95, 60.16], [24.95, 60.17], [24.93, 60.17]];
    close(lengthM([...points, points[0]!]), 4449.1780484, 1e-9);
    expect(lengthM([])).toBe(0);
    expect(lengthM([points[0]!])).toBe(0);
  });
});

describe('a measured area', () => {
  it.each<[string, Point[], number]>([
    ['some blocks in Helsinki', [[24.93, 60.16], [24.95, 60.16], [24.95, 60.17], [24.93, 60.17]], 1237195.6276588],
    ['a triangle in Porto', [[-8.63, 41.14], [-8.6, 41.14], [-8.61, 41.16]], 2797074.4703026],
    ['a degree at the equator', [[0, 0], [1, 0], [1, 1], [0, 1]], 12308778361.469452],
    ['across the date line', [[179.95, -17], [-179.95, -17], [-179.95, -16.9], [179.95, -16.9]], 117877712.546608],
  ])('of %s is right to a millionth, whichever way round', (_, ring, m2) => {
    close(areaM2(ring), m2, 1e-6);
    close(areaM2([...ring].reverse()), m2, 1e-6);
  });

  it('needs three points', () => {
    expect(areaM2([[0, 0], [1, 1]])).toBe(0);
  });
});
