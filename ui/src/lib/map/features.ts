// Board rows as GeoJSON for the operational sources: pure, and the only place that knows both sides.

import type { Feature, FeatureCollection, Position } from 'geojson';
import type { Positions } from '../board';
import type { CameraRow, IncidentRow, UnitRow, WarningRow } from '../gen/wire';
import { labelPoint, type Box, type Point } from './geometry';
import { kindLetter } from './shapes';
import { imageIds } from './symbols';

/** A position older than this is drawn stale, milliseconds. */
export const STALE_MS = 120_000;

/** What can be selected on the map, as the board names it. */
export type Kind = 'incident' | 'unit' | 'warning' | 'camera' | 'closure';
export interface Hit {
  kind: Kind;
  id: string;
}

/** Words the map writes itself, in the operator's language. */
export interface MapWords {
  /** 'EXERCISE' and its kin, from a CAP status other than `Actual`; empty for `Actual`. */
  notActual(status: string): string;
  /** Age of a stale position, e.g. '4 min'. */
  age(ms: number): string;
  /** The event's name in the operator's language. */
  event(row: WarningRow): string;
  severity(word: string): string;
  /** `fire`, `ems`, … of an incident type code. */
  service(typeCode: string): string;
}

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });
const PRIORITY_RANK: Record<string, number> = { E: 5, '1': 4, '2': 3, '3': 2, '4': 1 };

function point(at: { lon: number; lat: number }, properties: Record<string, unknown>): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [at.lon, at.lat] }, properties };
}

/** Open incidents that have a place. */
export function incidentFeatures(rows: readonly IncidentRow[], words: MapWords): FeatureCollection {
  return collection(
    rows.flatMap((row, index) => {
      if (!row.place || row.state === 'closed') return [];
      const icon = imageIds.incident(words.service(row.type_code), row.priority, row.state === 'new');
      const label = row.number.split('-').at(-1) ?? row.number;
      return [point(row.place, { id: row.id, icon, label, rank: unlike(PRIORITY_RANK[row.priority] ?? 0, index) })];
    }),
  );
}

// No two alike: the one on top of a heap is then also the one whose label stands.
const unlike = (rank: number, index: number) => rank - index / 1e6;

/** Units that have been heard of, stale ones marked with their age. Units off duty are not on the map. */
export function unitFeatures(rows: readonly UnitRow[], positions: Positions, nowMs: number, words: MapWords): FeatureCollection {
  return collection(
    rows.flatMap((row, index) => {
      const at = positions.get(row.id);
      if (!at || row.status === 'OFF') return [];
      const ageMs = nowMs - at.at_ms;
      const stale = ageMs > STALE_MS;
      const label = stale ? `${row.id}\n${words.age(ageMs)}` : row.id;
      const look = { letter: kindLetter(row.type), status: row.status, availability: row.availability, stale };
      const rank = unlike(row.incident ? 2 : 1, index);
      return [point(at, { id: row.id, icon: imageIds.unit(look), label, stale, rank })];
    }),
  );
}

/** Milliseconds until some unit's picture changes by time alone; null when none will. */
export function nextUnitChangeMs(positions: Positions, nowMs: number): number | null {
  let next: number | null = null;
  for (let handle = 0; handle < positions.size; handle += 1) {
    const atMs = positions.atMs[handle] ?? NaN;
    if (Number.isNaN(atMs)) continue;
    const age = Math.max(0, nowMs - atMs);
    const due = age <= STALE_MS ? STALE_MS - age + 1 : 60_000 - (age % 60_000) + 1;
    if (next === null || due < next) next = due;
  }
  return next;
}

/** Warnings that are drawn: standing ones, and overdue ones until they end. */
export function isDrawn(row: WarningRow): boolean {
  return row.state === 'in_force' || row.state === 'pending' || row.state === 'overdue';
}

const SEVERITY_RANK: Record<string, number> = { Extreme: 4, Severe: 3, Moderate: 2, Minor: 1, Unknown: 0 };

/** Rings and one label per warning, the least severe first so that the worst is on top. */
export function warningFeatures(rows: readonly WarningRow[], floor: Box | null, words: MapWords): FeatureCollection {
  const standing = rows.filter((row) => row.placed && isDrawn(row));
  standing.sort((a, b) => (SEVERITY_RANK[a.severity] ?? 0) - (SEVERITY_RANK[b.severity] ?? 0));
  return collection(standing.flatMap((row) => oneWarning(row, floor, words)));
}

function oneWarning(row: WarningRow, floor: Box | null, words: MapWords): Feature[] {
  const rings = row.rings.filter((ring) => ring.length >= 4);
  const rank = SEVERITY_RANK[row.severity] ?? 0;
  const actual = row.status === 'Actual';
  const properties = { id: row.key, severity: row.severity, pattern: imageIds.hatch(row.severity), actual, rank };
  const parts: Feature[] = [];
  if (rings.length > 0) {
    const coordinates = rings.map((ring) => [closed(ring)]);
    parts.push({ type: 'Feature', geometry: { type: 'MultiPolygon', coordinates }, properties });
  }
  const at = labelAt(row, floor);
  if (at) {
    const prefix = words.notActual(row.status);
    const label = [prefix, `${words.severity(row.severity)} · ${words.event(row)}`].filter(Boolean).join('\n');
    parts.push(point({ lon: at[0], lat: at[1] }, { ...properties, label, dot: rings.length === 0 }));
  }
  return parts;
}

function labelAt(row: WarningRow, floor: Box | null): Point | null {
  const largest = row.rings.reduce<Point[]>((best, ring) => (ring.length > best.length ? (ring as Point[]) : best), []);
  const inside = labelPoint(largest, floor);
  if (inside || !row.bbox) return inside;
  return [(row.bbox[0] + row.bbox[2]) / 2, (row.bbox[1] + row.bbox[3]) / 2];
}

function closed(ring: readonly (readonly number[])[]): Position[] {
  const out = ring.map(([lon = 0, lat = 0]) => [lon, lat]);
  const [first, last] = [out[0], out.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) out.push(first);
  return out;
}

/** Cameras, and the cone of each whose direction is known. An unknown direction is never drawn as north. */
export function cameraFeatures(rows: readonly CameraRow[]): FeatureCollection {
  return collection(
    rows.flatMap((row) => {
      const known = row.azimuth_deg !== null;
      const properties = { id: row.id, icon: imageIds.camera(known), azimuth: row.azimuth_deg ?? 0, known };
      const parts = [point(row, { ...properties, label: row.name })];
      if (known && row.cone.length >= 4) {
        parts.push({ type: 'Feature', geometry: { type: 'Polygon', coordinates: [closed(row.cone)] }, properties });
      }
      return parts;
    }),
  );
}
