// What of the board is drawn, and how its signs are told apart.
import { describe, expect, it } from 'vitest';
import {
  cameraFeatures, incidentFeatures, nextUnitChangeMs, STALE_MS, unitFeatures, warningFeatures, type MapWords,
} from '../../src/lib/map/features';
import { camera, heard, incident, unit, warning } from './rows';

const words: MapWords = {
  notActual: (status) => (status === 'Actual' ? '' : status.toUpperCase()),
  age: (ms) => `${Math.floor(ms / 60_000)} min`,
  event: (row) => row.event['en'] ?? '',
  severity: (word) => word,
  service: () => 'fire',
};
const heardAt = (atMs: number) => heard({ u: { lon: 1, lat: 2, at_ms: atMs, accuracy_m: null, source: 'gnss' } });
const properties = (collection: GeoJSON.FeatureCollection) => collection.features.map((feature) => feature.properties ?? {});

describe('units', () => {
  it('are fresh for two minutes, then hollow with their age', () => {
    const fresh = properties(unitFeatures([unit({})], heardAt(0), STALE_MS, words))[0];
    expect(fresh).toMatchObject({ icon: 'unit|E|ER|committed|fresh', label: 'u', stale: false });
    const stale = properties(unitFeatures([unit({})], heardAt(0), STALE_MS + 60_001, words))[0];
    expect(stale).toMatchObject({ icon: 'unit|E|ER|committed|stale', label: 'u\n3 min' });
  });
  it('never heard of or off duty are not on the map', () => {
    expect(unitFeatures([unit({})], heard({}), 0, words).features).toEqual([]);
    expect(unitFeatures([unit({ status: 'OFF' })], heardAt(0), 0, words).features).toEqual([]);
  });
  it('ask for a look when time alone changes their picture, and never when nothing moves', () => {
    expect(nextUnitChangeMs(heard({}), 5)).toBeNull();
    expect(nextUnitChangeMs(heardAt(0), 20_000)).toBe(STALE_MS - 20_000 + 1);
    expect(nextUnitChangeMs(heardAt(0), STALE_MS + 10_000)).toBe(50_001);
  });
});

describe('incidents', () => {
  it('waiting for a unit look different from served ones', () => {
    const icon = (state: string) => properties(incidentFeatures([incident({ state })], words))[0]?.['icon'];
    expect(icon('new')).toBe('incident|fire|1|waiting');
    expect(icon('on_scene')).toBe('incident|fire|1|served');
  });
  it('without a place, or closed, are not drawn', () => {
    expect(incidentFeatures([incident({ place: null }), incident({ state: 'closed' })], words).features).toEqual([]);
  });
});

describe('warnings', () => {
  it('that stand are drawn, the worst on top; others are not', () => {
    const rows = [
      warning({ key: 'worst', severity: 'Extreme' }),
      warning({ key: 'mild', severity: 'Minor', state: 'overdue' }),
      warning({ key: 'over', state: 'ended' }),
      warning({ key: 'nowhere', placed: false }),
    ];
    const ids = properties(warningFeatures(rows, null, words)).map((of) => of['id']);
    expect(ids).toEqual(['mild', 'mild', 'worst', 'worst']);
  });
  it('of an exercise say so in the label and are not actual', () => {
    const label = properties(warningFeatures([warning({ status: 'Exercise' })], null, words))[1];
    expect(label).toMatchObject({ actual: false, label: 'EXERCISE\nSevere · Flood' });
  });
  it('that are a mere point are a dot', () => {
    const row = warning({ rings: [], bbox: [2, 2, 4, 4] });
    const [dot] = warningFeatures([row], null, words).features;
    expect(dot?.geometry).toEqual({ type: 'Point', coordinates: [3, 3] });
    expect(dot?.properties).toMatchObject({ dot: true });
  });
  it('are closed where the message left a ring open', () => {
    const [area] = warningFeatures([warning({ rings: [[[0, 0], [4, 0], [4, 4], [0, 4]]] })], null, words).features;
    const ring = (area?.geometry as GeoJSON.MultiPolygon).coordinates[0]?.[0] ?? [];
    expect(ring.at(-1)).toEqual(ring[0]);
  });
});

describe('cameras', () => {
  it('of unknown direction are rings, never cones to the north', () => {
    const { features } = cameraFeatures([camera({ cone: [[0, 0], [1, 0], [1, 1], [0, 0]] })]);
    expect(features).toHaveLength(1);
    expect(features[0]?.properties).toMatchObject({ icon: 'camera|unknown', known: false });
  });
  it('of known direction carry it with their cone', () => {
    const { features } = cameraFeatures([camera({ azimuth_deg: 90, cone: [[0, 0], [1, 0], [1, 1], [0, 0]] })]);
    expect(features.map((feature) => feature.geometry.type)).toEqual(['Point', 'Polygon']);
    expect(features[0]?.properties).toMatchObject({ azimuth: 90, icon: 'camera|known' });
  });
});
