// Plain geometry on lon/lat degrees (WGS-84) for drawing: boxes, clipping, label points. Knows no map library and no rows.

export type Point = [lon: number, lat: number];
/** West, south, east, north. */
export type Box = [number, number, number, number];

const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;

/** The box around points; null when there are none. */
export function boxOf(points: Iterable<readonly number[]>): Box | null {
  let box: Box | null = null;
  for (const point of points) {
    const [lon, lat] = point;
    if (lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) continue;
    if (!box) box = [lon, lat, lon, lat];
    else box = [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
  }
  return box;
}

/** A box grown by a share of its size on every side, e.g. 0.1. */
export function grown(box: Box, share: number): Box {
  const dx = (box[2] - box[0]) * share;
  const dy = (box[3] - box[1]) * share;
  return [box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy];
}

/** A box of `metres` half width around a place: what 'zoom to it' shows. */
export function around(at: Point, metres: number): Box {
  const dy = metres / EARTH_M / RAD;
  const dx = dy / Math.max(0.05, Math.cos(at[1] * RAD));
  return [at[0] - dx, at[1] - dy, at[0] + dx, at[1] + dy];
}

/** Great-circle distance in metres. */
export function distanceM(a: Point, b: Point): number {
  const dLat = (b[1] - a[1]) * RAD;
  const dLon = (b[0] - a[0]) * RAD;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

type Side = { inside: (p: Point) => boolean; cut: (a: Point, b: Point) => Point };

function sides(box: Box): Side[] {
  const atLon = (lon: number) => (a: Point, b: Point): Point =>
    [lon, a[1] + ((b[1] - a[1]) * (lon - a[0])) / (b[0] - a[0])];
  const atLat = (lat: number) => (a: Point, b: Point): Point =>
    [a[0] + ((b[0] - a[0]) * (lat - a[1])) / (b[1] - a[1]), lat];
  return [
    { inside: (p) => p[0] >= box[0], cut: atLon(box[0]) },
    { inside: (p) => p[1] >= box[1], cut: atLat(box[1]) },
    { inside: (p) => p[0] <= box[2], cut: atLon(box[2]) },
    { inside: (p) => p[1] <= box[3], cut: atLat(box[3]) },
  ];
}

/** The part of a ring inside a box (Sutherland-Hodgman); empty when none is. */
export function clipRing(ring: readonly Point[], box: Box): Point[] {
  let points: Point[] = [...ring];
  for (const side of sides(box)) {
    const kept: Point[] = [];
    let previous = points.at(-1);
    for (const point of points) {
      if (previous) {
        const wasIn = side.inside(previous);
        if (side.inside(point) !== wasIn) kept.push(side.cut(previous, point));
      }
      if (side.inside(point)) kept.push(point);
      previous = point;
    }
    points = kept;
  }
  return points;
}

/** A point certainly inside the ring: the middle of its widest stretch at mid height. */
export function insidePoint(ring: readonly Point[]): Point | null {
  const box = boxOf(ring);
  if (!box || ring.length < 3) return null;
  // A hair off the middle, so that the scan line does not run along a vertex of a regular shape.
  const lat = box[1] + (box[3] - box[1]) * 0.5003;
  const crossings: number[] = [];
  let previous = ring[ring.length - 1];
  for (const point of ring) {
    if (previous && previous[1] > lat !== point[1] > lat) {
      crossings.push(previous[0] + ((point[0] - previous[0]) * (lat - previous[1])) / (point[1] - previous[1]));
    }
    previous = point;
  }
  crossings.sort((a, b) => a - b);
  let best: Point | null = null;
  let widest = 0;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = crossings[i] ?? 0;
    const to = crossings[i + 1] ?? 0;
    if (to - from > widest) [widest, best] = [to - from, [(from + to) / 2, lat]];
  }
  return best;
}

/** Where a ring's label stands: inside the part that lies on the floor, else inside the whole. */
export function labelPoint(ring: readonly Point[], floor: Box | null): Point | null {
  const onFloor = floor ? insidePoint(clipRing(ring, floor)) : null;
  return onFloor ?? insidePoint(ring);
}
