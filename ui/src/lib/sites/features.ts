// Places of an operation as GeoJSON: their ground, and a sign with a label in the middle of it. Pure.

import type { Feature, FeatureCollection } from 'geojson';
import type { SiteRow } from '../gen/wire';
import { insidePoint, type Point } from '../map/geometry';
import { imageIds } from '../map/symbols';

/** Where a place's sign stands: at the point or centre, inside an area. */
export function siteMiddle(row: Pick<SiteRow, 'shape' | 'points'>): Point {
  const points = row.points as Point[];
  return (row.shape === 'polygon' ? insidePoint(points) : points[0]) ?? points[0] ?? [0, 0];
}

/** Every place with its sign; the label says what it is and who was sent there. */
export function siteFeatures(rows: readonly SiteRow[], label: (row: SiteRow) => string): FeatureCollection {
  const features = rows.flatMap((row): Feature[] => {
    const properties = { id: row.id, kind: row.kind };
    const sign: Feature = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: siteMiddle(row) },
      properties: { ...properties, icon: imageIds.site(row.kind), label: label(row) },
    };
    const [first] = row.ring;
    if (!first) return [sign];
    return [{ type: 'Feature', geometry: { type: 'Polygon', coordinates: [[...row.ring, first]] }, properties }, sign];
  });
  return { type: 'FeatureCollection', features };
}
