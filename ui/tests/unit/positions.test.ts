// Positions as bytes, and where they are kept.
import { describe, expect, it } from 'vitest';
import { readMoves } from '../../src/lib/board/moves';
import { Positions } from '../../src/lib/board/positions';
import { unit } from '../floor/rows';
import { frameOf } from '../mock/moves';

// The same bytes stand in `crates/api/src/positions.rs`: both sides read one format.
const GOLDEN = [
  '57465031', '02000000', '0000000000001040', '0000000000001440', '00409f56febc7842', '0c000000', '00000000',
  '01000000', '68ecdd0e', 'a036dd23', '0000f040', '7b68e5cf8b01', '0000',
  '70110100', '002eb694', '00175bca', '0000c07f', '000000000000', '0100',
  '676e73730a', 'e697a0e7babf0a',
].join('');
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer;

describe('a frame of positions', () => {
  it('is read as the host writes it', () => {
    const moves = readMoves(bytes(GOLDEN));
    expect(moves).toMatchObject({ prev: 4, n: 5, nowMs: 1_700_000_000_500, count: 2, sources: ['gnss', '无线'] });
    const positions = new Positions();
    positions.learn(unit({ id: 'a', handle: 1 }));
    positions.learn(unit({ id: 'b', handle: 70_000 }));
    expect(positions.take(moves!)).toBe(true);
    expect(positions.get('a')).toEqual({ lon: 24.9425, lat: 60.17, at_ms: 1_700_000_000_123, accuracy_m: 7.5, source: 'gnss' });
    expect(positions.get('b')).toEqual({ lon: -180, lat: -90, at_ms: 0, accuracy_m: null, source: '无线' });
    expect(positions.heard).toBe(2);
  });

  it('that is cut short, too long or something else is none', () => {
    for (const hex of ['', GOLDEN.slice(0, 60), GOLDEN.slice(0, -2), `${GOLDEN}00`, `00${GOLDEN.slice(2)}`, GOLDEN.replace('02000000', 'ffffffff')]) {
      expect(readMoves(bytes(hex)), hex).toBeNull();
    }
  });

  it('with a handle no floor has is refused', () => {
    const moves = readMoves(frameOf(0, 1, 0, [{ handle: 2 ** 31, lon: 0, lat: 0, at_ms: 0 }]));
    expect(new Positions().take(moves!)).toBe(false);
  });
});

describe('positions', () => {
  const fix = { lon: 24.94, lat: 60.17, at_ms: 1_000, accuracy_m: null, source: 'radio' };

  it('are unknown until heard of, also of a unit whose number is known', () => {
    const positions = new Positions();
    positions.learn(unit({ id: 'a', handle: 3 }));
    expect([positions.get('a'), positions.get('b'), positions.heard]).toEqual([undefined, undefined, 0]);
    positions.learn(unit({ id: 'a', handle: 3, position: fix }));
    expect(positions.get('a')).toEqual(fix);
    positions.clear();
    expect([positions.get('a'), positions.heard]).toEqual([undefined, 0]);
  });

  it('keep their numbers while there come to be more', () => {
    const positions = new Positions();
    for (let handle = 0; handle < 1_000; handle += 1) positions.learn(unit({ id: `u${handle}`, handle, position: { ...fix, at_ms: handle } }));
    expect(positions.heard).toBe(1_000);
    expect([positions.get('u0')?.at_ms, positions.get('u999')?.at_ms]).toEqual([0, 999]);
  });

  it('do not count a row that changed for another reason as a movement', () => {
    const positions = new Positions();
    const row = unit({ id: 'a', handle: 0, position: fix });
    positions.learn(row);
    positions.learn({ ...row, status: 'CL' });
    expect(positions.fixes[0]).toBe(1);
    positions.learn({ ...row, position: { ...fix, at_ms: 2_000 } });
    expect(positions.fixes[0]).toBe(2);
  });

  it('from more sources than a number tells apart still stand', () => {
    const positions = new Positions();
    for (let handle = 0; handle < 66_000; handle += 1) positions.learn(unit({ id: 'a', handle, position: { ...fix, at_ms: handle, source: `s${handle}` } }));
    expect(positions.get('a')).toMatchObject({ at_ms: 65_999, source: '' });
  });
});
