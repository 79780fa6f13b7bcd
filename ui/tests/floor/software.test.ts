// When the map draws less, and that it never changes back by itself.
import { describe, expect, it } from 'vitest';
import { areaStyle } from '../../src/lib/map/style';
import { LEFT_OUT, Slowness } from '../../src/lib/map/software';

const frames = (slowness: Slowness, ms: number, count: number) => {
  slowness.begin();
  let changed = 0;
  for (let index = 0; index < count; index += 1) if (slowness.frame(ms)) changed += 1;
  return changed;
};

describe('drawing less', () => {
  it('begins when most frames of a movement are slower than 20 a second', () => {
    const slowness = new Slowness();
    frames(slowness, 60, 27);
    expect(slowness.level).toBe(1);
    // The control: at 25 a second nothing changes, however long it goes on.
    const quick = new Slowness();
    frames(quick, 40, 500);
    expect(quick.level).toBe(0);
  });

  it('goes on to the least when that was not enough', () => {
    const slowness = new Slowness();
    frames(slowness, 120, 60);
    expect(slowness.level).toBe(2);
    frames(slowness, 400, 200);
    expect(slowness.level).toBe(2);
  });

  it('is not ended by quick frames, only by hand, and then stays ended', () => {
    const slowness = new Slowness();
    frames(slowness, 60, 30);
    frames(slowness, 10, 500);
    expect(slowness.level).toBe(1);
    slowness.choose(0);
    frames(slowness, 90, 500);
    expect([slowness.level, slowness.byHand]).toEqual([0, true]);
  });

  it('is not begun by a few slow frames, by pauses of the hand, or by the first frames of many movements', () => {
    const few = new Slowness();
    for (let index = 0; index < 20; index += 1) {
      frames(few, 20, 15);
      frames(few, 200, 5);
    }
    expect(few.level).toBe(0);
    const paused = new Slowness();
    frames(paused, 6000, 500);
    expect(paused.level).toBe(0);
    const starts = new Slowness();
    for (let index = 0; index < 100; index += 1) frames(starts, 200, 3);
    expect(starts.level).toBe(0);
  });

  it('knows cheap frames, so that units may glide smoothly', () => {
    const slowness = new Slowness();
    expect(frames(slowness, 8, 100)).toBe(1);
    expect(slowness.fast).toBe(true);
    frames(slowness, 30, 100);
    expect(slowness.fast).toBe(false);
  });

  it('leaves out layers that the style has, and none that is needed in a hurry', () => {
    const style = areaStyle({ theme: 'dark', labels: 'local', bounds: [0, 0, 1, 1], tilesUrl: 'x' });
    const ids = style.layers.map((layer) => layer.id);
    expect(LEFT_OUT.filter((id) => !ids.includes(id))).toEqual([]);
    for (const needed of ['name-road', 'housenumber', 'safety-hydrant', 'safety-station', 'road']) {
      expect(ids).toContain(needed);
      expect(LEFT_OUT).not.toContain(needed);
    }
  });
});
