// Distances and areas on the WGS-84 ellipsoid, for measuring on the map. Pure; knows no map and no unit of display.
// Distance: Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review 23 (1975).
// Area: spherical excess on the authalic sphere (Snyder, "Map projections: a working manual", USGS 1395, eq. 3-11, 3-12).

import type { Point } from './geometry';

const A = 6_378_137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;
/** Radius of the sphere that has the ellipsoid's area, metres. */
const AUTHALIC_M = A * Math.sqrt((1 + ((1 - E2) / (2 * E)) * Math.log((1 + E) / (1 - E))) / 2);
const MOST_ROUNDS = 200;

/** Length of the geodesic between two places in metres, to a millimetre; on nearly opposite sides of the earth the great
 * circle's, to 0.6 %. */
export function geodesicM(from: Point, to: Point): number {
  const lon = wrapped(to[0] - from[0]) * RAD;
  const [u1, u2] = [Math.atan((1 - F) * Math.tan(from[1] * RAD)), Math.atan((1 - F) * Math.tan(to[1] * RAD))];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = lon;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma === 0) return 0;
    const cosSigma = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2m = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha;
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const before = lambda;
    lambda = lon + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (2 * cos2m * cos2m - 1)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const uu = (cos2Alpha * (A * A - B * B)) / (B * B);
    const a = 1 + (uu / 16384) * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
    const b = (uu / 1024) * (256 + uu * (-128 + uu * (74 - 47 * uu)));
    const inner = cosSigma * (2 * cos2m * cos2m - 1) - (b / 6) * cos2m * (4 * sinSigma * sinSigma - 3) * (4 * cos2m * cos2m - 3);
    return B * a * (sigma - b * sinSigma * (cos2m + (b / 4) * inner));
  }
  const h = Math.sin(((to[1] - from[1]) * RAD) / 2) ** 2 + Math.cos(from[1] * RAD) * Math.cos(to[1] * RAD) * Math.sin(lon / 2) ** 2;
  return 2 * AUTHALIC_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Length along a chain of places, metres. */
export function lengthM(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, index) => sum + geodesicM(points[index] as Point, point), 0);
}

/** Area inside a ring of places (the first not repeated), square metres, never negative. Rings that cross themselves have
 * no one area; what is given then is the difference of their parts. */
export function areaM2(ring: readonly Point[]): number {
  if (ring.length < 3) return 0;
  let excess = 0;
  ring.forEach((point, index) => {
    const next = ring[(index + 1) % ring.length] as Point;
    const [t1, t2] = [Math.tan(authalic(point[1]) / 2), Math.tan(authalic(next[1]) / 2)];
    const half = Math.tan((wrapped(next[0] - point[0]) * RAD) / 2);
    excess += 2 * Math.atan2(half * (t1 + t2), 1 + t1 * t2);
  });
  return Math.abs(excess) * AUTHALIC_M * AUTHALIC_M;
}

/** Latitude on the sphere of the same area, radians. */
function authalic(lat: number): number {
  const q = (sin: number) => (1 - E2) * (sin / (1 - E2 * sin * sin) - Math.log((1 - E * sin) / (1 + E * sin)) / (2 * E));
  return Math.asin(Math.max(-1, Math.min(1, q(Math.sin(lat * RAD)) / q(1))));
}

function wrapped(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}
