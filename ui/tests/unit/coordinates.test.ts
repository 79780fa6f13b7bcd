import { describe, expect, it } from 'vitest';
import { understand } from '../../src/desks/dispatch/coordinates';

const HELSINKI = [24.9, 60.15, 24.99, 60.19] as const;

describe('a place typed by an operator', () => {
  it.each([
    ['60.1655, 24.9480', 24.948, 60.1655, ''],
    ['Kasarmitori 60.1655 24.9480', 24.948, 60.1655, 'Kasarmitori'],
    ['Mannerheimintie 5 60.1655, 24.9480 back yard', 24.948, 60.1655, 'Mannerheimintie 5 back yard'],
    ['24.9480, 60.1655', 24.948, 60.1655, ''],
    ['24.948E 60.1655N', 24.948, 60.1655, ''],
    ['N60.1655 E24.948', 24.948, 60.1655, ''],
    ['60°9\'56"N 24°56\'53"E', 24.948055, 60.165555, ''],
    ['60° 09.93′ N, 24° 56.88′ E', 24.948, 60.1655, ''],
    ['60 9.93 N 24 56.88 E', 24.948, 60.1655, ''],
    ['33.8688 S, 151.2093 E', 151.2093, -33.8688, ''],
    ['-33.8688, 151.2093', 151.2093, -33.8688, ''],
    ['北纬39.9042,东经116.4074', 116.4074, 39.9042, ''],
    ['天安门 39.9042,116.4074', 116.4074, 39.9042, '天安门'],
  ])('%s', (text, lon, lat, words) => {
    const read = understand(text, HELSINKI);
    expect(read?.lon).toBeCloseTo(lon, 4);
    expect(read?.lat).toBeCloseTo(lat, 4);
    expect(read?.words).toBe(words);
  });

  it.each(['', 'Mannerheimintie 5', 'Aleksanterinkatu 10, 12', '95.1 200.2', 'flat 3.5', '60.1N 61.2N', '60°75\'N 24°E'])('no place in %s', (text) => {
    expect(understand(text, HELSINKI)).toBeNull();
  });

  it('reads latitude first where either order is possible and neither lies in the area', () => {
    expect(understand('10.5, 20.5', HELSINKI)).toMatchObject({ lat: 10.5, lon: 20.5 });
    expect(understand('10.5, 20.5', null)).toMatchObject({ lat: 10.5, lon: 20.5 });
  });
});
