// Map tools: forms of coordinates, measuring, the sheet's scale, and what closures look like.
import { afterEach, describe, expect, it } from 'vitest';
import { draft } from '../../src/lib/closures/draft.svelte';
import type { ClosureRow } from '../../src/lib/gen/wire';
import { FORMS, written } from '../../src/lib/map/coordinate-forms';
import { Measure, measure } from '../../src/lib/map/measure.svelte';
import { closureFeatures, closureMiddle, reachFeatures, routeFeatures, sketchFeatures } from '../../src/lib/map/road-features';
import { lengthWords, roundLength } from '../../src/lib/map/sheet';
import { mapTools } from '../../src/lib/map/tools.svelte';
import { understand } from '../../src/desks/dispatch/coordinates';

afterEach(() => {
  draft.cancel();
  measure.clear();
});

describe('coordinates in the operator’s form', () => {
  it('are written in degrees, minutes and seconds', () => {
    expect(written('dd', 24.94103, 60.17012)).toBe('60.17012, 24.94103');
    expect(written('ddm', 24.94103, 60.17012)).toBe('60°10.207′N 24°56.462′E');
    expect(written('dms', -8.62907, -41.15794)).toBe('41°09′28.6″S 8°37′44.7″W');
  });

  it('carry over instead of writing sixty', () => {
    expect(written('ddm', 0, 59.999_999_9)).toBe('60°00.000′N 0°00.000′E');
    expect(written('dms', -0.000_000_1, 9.999_999)).toBe('10°00′00.0″N 0°00′00.0″E');
  });

  it('can be typed back', () => {
    for (const [lon, lat] of [[24.94103, 60.17012], [-8.62907, 41.15794], [151.2093, -33.8688]] as const) {
      for (const form of ['dd', 'ddm', 'dms'] as const) {
        const read = understand(written(form, lon, lat) ?? '', null);
        expect(Math.abs((read?.lon ?? 0) - lon), form).toBeLessThan(3e-5);
        expect(Math.abs((read?.lat ?? 0) - lat), form).toBeLessThan(3e-5);
      }
    }
  });

  it('leave grids and codes to the host', () => {
    expect(FORMS.filter((form) => written(form, 1, 2) === null)).toEqual(['utm', 'mgrs', 'plus', 'geohash']);
  });
});

describe('measuring', () => {
  it('counts from the first point, takes points back, and keeps what was measured', () => {
    const it_ = new Measure();
    it_.add([0, 0]);
    expect(it_.points).toHaveLength(0);
    it_.start();
    for (const point of [[0, 0], [0, 0], [0, 0.01], [0.01, 0.01]] as [number, number][]) it_.add(point);
    expect(it_.points).toHaveLength(3);
    expect(it_.marks.map(Math.round)).toEqual([0, 1106, 2219]);
    expect(Math.round(it_.length)).toBe(2219);
    it_.back();
    expect(it_.area).toBe(0);
    it_.finish();
    it_.add([1, 1]);
    expect(it_.points).toHaveLength(2);
  });
});

describe('the map’s keys', () => {
  const key = (name: string, more: KeyboardEventInit = {}) => mapTools.key(new KeyboardEvent('keydown', { key: name, ...more }), [24, 60]);

  it('belong to the map while no tool is at work', () => {
    expect([' ', 'Enter', 'Backspace', 'Escape'].map((name) => key(name))).toEqual([false, false, false, false]);
  });

  it('draw a closure: points, one back, not ended too early, then its form', () => {
    mapTools.start('closure');
    expect(key(' ')).toBe(true);
    expect(key('Enter')).toBe(true);
    expect(draft.stage).toBe('drawing');
    draft.add([24.1, 60]);
    draft.add([24.2, 60]);
    key('Backspace');
    expect(draft.points).toEqual([[24, 60], [24.1, 60]]);
    expect(key('ArrowUp')).toBe(false);
    expect(key(' ', { ctrlKey: true })).toBe(false);
    key('Enter');
    expect(draft.stage).toBe('form');
    expect(mapTools.active).toBeNull();
  });

  it('are given to one tool at a time, and given back by Esc', () => {
    mapTools.start('closure');
    mapTools.start('measure');
    expect([mapTools.active, draft.stage]).toEqual(['measure', 'idle']);
    key('Escape');
    expect(mapTools.active).toBeNull();
  });

  it('leave a described closure alone when measuring', () => {
    mapTools.start('closure');
    key(' ');
    draft.add([24.1, 60]);
    key('Enter');
    draft.reason = 'flooded';
    mapTools.start('measure');
    expect([draft.stage, draft.reason]).toEqual(['form', 'flooded']);
  });
});

const closure = (part: Partial<ClosureRow>): ClosureRow => ({
  id: 'c', shape: 'line', points: [[0, 0], [0.01, 0], [0.02, 0]], reason: 'flood', from_ms: null, until_ms: null, emergency_may_pass: false, set_ms: 0, set_by: 'x', in_force: true, ...part,
});

describe('closures on the map', () => {
  const looks = (rows: ClosureRow[], nowMs = 1000, hidden: string | null = null) =>
    closureFeatures(rows, nowMs, (row) => row.reason, hidden).features.map((it) => `${it.geometry.type} ${it.properties?.['look']}`);

  it('tell apart what is closed, what crews may pass and what comes later, whatever the row said when it was sent', () => {
    expect(looks([closure({})])).toEqual(['LineString in_force', 'Point in_force']);
    expect(looks([closure({ emergency_may_pass: true, shape: 'polygon', points: [[0, 0], [1, 0], [1, 1]] })])).toEqual(['Polygon passable', 'Point passable']);
    expect(looks([closure({ from_ms: 1001, in_force: true })])).toEqual(['LineString later', 'Point later']);
    expect(looks([closure({ until_ms: 1000, in_force: true })])).toEqual([]);
  });

  it('leave out the one being changed by hand', () => {
    expect(looks([closure({}), closure({ id: 'd' })], 1000, 'c')).toHaveLength(2);
  });

  it('have their sign half way along, or inside', () => {
    expect(closureMiddle(closure({}))).toEqual({ lon: 0.01, lat: 0 });
    const at = closureMiddle(closure({ shape: 'polygon', points: [[0, 0], [2, 0], [2, 2], [0, 2]] }));
    expect([at.lon, at.lat].every((it) => it > 0 && it < 2)).toBe(true);
    expect(closureMiddle(closure({ points: [[3, 4], [3, 4]] }))).toEqual({ lon: 3, lat: 4 });
  });
});

describe('overlays', () => {
  it('draw the nearest reach on top and shut open rings', () => {
    const view = { bands: [{ seconds: 240, polygons: [[[[0, 0], [1, 0], [1, 1]]]] as [number, number][][][] }, { seconds: 480, polygons: [] }], graph: '', closures: [], profile: '', notes: [] };
    const features = reachFeatures(view, String).features;
    expect(features.map((it) => it.properties?.['order'])).toEqual([1, 0]);
    expect((features[1]?.geometry as GeoJSON.MultiPolygon).coordinates[0]?.[0]).toHaveLength(4);
    expect(reachFeatures(null, String).features).toEqual([]);
  });

  it('draw a way only when there is one, and a sketch from its first point', () => {
    expect(routeFeatures([[0, 0]], 'E1').features).toEqual([]);
    expect(routeFeatures([[0, 0], [1, 1]], 'E1').features).toHaveLength(1);
    expect(sketchFeatures([[0, 0], [1, 0], [1, 1]], true).features.map((it) => it.geometry.type)).toEqual(['Polygon', 'LineString', 'Point', 'Point', 'Point']);
    expect(sketchFeatures([[0, 0]], true).features).toHaveLength(1);
  });
});

describe('the scale of a sheet', () => {
  it('is a round length that fits', () => {
    expect([0.7, 9, 160, 499, 500, 2700].map(roundLength)).toEqual([0.5, 5, 100, 200, 500, 2000]);
    expect([roundLength(0), roundLength(Number.NaN), lengthWords(2000), lengthWords(500)]).toEqual([0, 0, '2 km', '500 m']);
  });
});
