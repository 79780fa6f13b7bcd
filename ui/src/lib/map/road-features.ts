// Closures, a way, what can be reached, a found place and a tool's sketch as GeoJSON: pure, and the only place that knows
// both sides of `tool-layers.ts`.

import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { phase } from '../closures/phase';
import type { ClosureRow, ReachView } from '../gen/wire';
import { distanceM, insidePoint, type Point } from './geometry';
import { imageIds } from './symbols';

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const feature = (geometry: Geometry, properties: Record<string, unknown> = {}): Feature => ({ type: 'Feature', geometry, properties });
const closedRing = (points: readonly Point[]): Point[] => (points[0] ? [...points, points[0]] : []);

/** How a closure looks now: `in_force`, `passable` (emergency vehicles may pass) or `later`. */
export function closureLook(row: Pick<ClosureRow, 'from_ms' | 'until_ms' | 'emergency_may_pass'>, nowMs: number): string {
  if (phase(row, nowMs) === 'later') return 'later';
  return row.emergency_may_pass ? 'passable' : 'in_force';
}

/** Closures now and later, each with its sign and label; those over are left out. `hidden` is being changed by hand. */
export function closureFeatures(rows: readonly ClosureRow[], nowMs: number, label: (row: ClosureRow) => string, hidden: string | null): FeatureCollection {
  return collection(
    rows.flatMap((row) => {
      if (row.id === hidden || phase(row, nowMs) === 'over' || row.points.length < 2) return [];
      const look = closureLook(row, nowMs);
      const properties = { id: row.id, look, hatch: imageIds.closureHatch(look) };
      const shape: Geometry =
        row.shape === 'polygon' ? { type: 'Polygon', coordinates: [closedRing(row.points)] } : { type: 'LineString', coordinates: row.points };
      const at = closureMiddle(row);
      const sign = feature({ type: 'Point', coordinates: [at.lon, at.lat] }, { ...properties, icon: imageIds.closure(look), label: label(row) });
      return [feature(shape, properties), sign];
    }),
  );
}

/** Where a closure's sign stands: half way along a line, inside an area. */
export function closureMiddle(row: Pick<ClosureRow, 'shape' | 'points'>): { lon: number; lat: number } {
  const points = row.points as Point[];
  const at = (row.shape === 'polygon' ? insidePoint(points) : halfWay(points)) ?? points[0] ?? [0, 0];
  return { lon: at[0], lat: at[1] };
}

function halfWay(points: readonly Point[]): Point | null {
  const steps = points.slice(1).map((point, index) => distanceM(points[index] as Point, point));
  let rest = steps.reduce((sum, step) => sum + step, 0) / 2;
  for (const [index, step] of steps.entries()) {
    const [a, b] = [points[index] as Point, points[index + 1] as Point];
    if (step > 0 && rest <= step) return [a[0] + ((b[0] - a[0]) * rest) / step, a[1] + ((b[1] - a[1]) * rest) / step];
    rest -= step;
  }
  return points[0] ?? null;
}

/** One way with what it is called; nothing when there is none. */
export function routeFeatures(geometry: readonly Point[] | null, label: string): FeatureCollection {
  return collection(geometry && geometry.length > 1 ? [feature({ type: 'LineString', coordinates: [...geometry] }, { label })] : []);
}

/** What units reach, the farthest first so that the nearest is on top. */
export function reachFeatures(view: ReachView | null, label: (seconds: number) => string): FeatureCollection {
  const bands = [...(view?.bands ?? [])].sort((a, b) => a.seconds - b.seconds);
  const drawn = bands.map((band, order) =>
    feature({ type: 'MultiPolygon', coordinates: band.polygons.map((rings) => rings.map((ring) => sealed(ring as Point[]))) }, { order, label: label(band.seconds) }),
  );
  return collection(drawn.reverse());
}

function sealed(ring: readonly Point[]): Point[] {
  const [first, last] = [ring[0], ring.at(-1)];
  return first && last && (first[0] !== last[0] || first[1] !== last[1]) ? closedRing(ring) : [...ring];
}

/** A found place with its label. */
export function foundFeatures(place: { lon: number; lat: number; label: string } | null): FeatureCollection {
  if (!place) return collection([]);
  return collection([feature({ type: 'Point', coordinates: [place.lon, place.lat] }, { icon: imageIds.found(), label: place.label })]);
}

/** What a tool draws: its points, the chain through them, and the area when it is closed. `labels` by point. */
export function sketchFeatures(points: readonly Point[], area: boolean, labels: readonly string[] = []): FeatureCollection {
  const parts: Feature[] = [];
  if (area && points.length > 2) parts.push(feature({ type: 'Polygon', coordinates: [closedRing(points)] }));
  if (points.length > 1) parts.push(feature({ type: 'LineString', coordinates: area && points.length > 2 ? closedRing(points) : [...points] }));
  for (const [index, point] of points.entries()) {
    parts.push(feature({ type: 'Point', coordinates: point }, labels[index] ? { label: labels[index] } : {}));
  }
  return collection(parts);
}
