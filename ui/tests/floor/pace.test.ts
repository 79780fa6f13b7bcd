// Sources are pushed seldom, and only when they differ.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSource } from '../../src/lib/map/live-source';
import { Paced } from '../../src/lib/map/paced';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a paced action', () => {
  it('runs once for many asks, and four times a second at most', () => {
    const run = vi.fn();
    const paced = new Paced(250, run, () => Date.now());
    for (let at = 0; at < 1000; at += 10) {
      paced.touch();
      vi.advanceTimersByTime(10);
    }
    expect(run.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(run.mock.calls.length).toBeLessThanOrEqual(5);
  });
  it('does not run after it was stopped', () => {
    const run = vi.fn();
    const paced = new Paced(10, run, () => Date.now());
    paced.touch();
    paced.stop();
    vi.advanceTimersByTime(100);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a live source', () => {
  it('pushes only what differs, and everything into a new style', () => {
    let lon = 1;
    const push = vi.fn();
    const build = () => ({
      type: 'FeatureCollection' as const,
      features: [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: [lon, 0] } }],
    });
    const source = new LiveSource(0, build, push);
    const touched = () => {
      source.touch();
      vi.advanceTimersByTime(5);
      return push.mock.calls.length;
    };
    expect(touched()).toBe(1);
    expect(touched()).toBe(1);
    lon = 2;
    expect(touched()).toBe(2);
    source.refill();
    expect(push).toHaveBeenCalledTimes(3);
  });
});
