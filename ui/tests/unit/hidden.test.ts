import { expect, it } from 'vitest';
import { withoutHidden } from '../../src/lib/host/hidden';

it('takes out of pasted text what nobody sees, and nothing else', () => {
  const turned = 'fire \u202etxet\u202c at 5\u0000';
  expect(withoutHidden({ what: turned, place: null, units: ['E1\u2066'], at_ms: 5, deep: { note: 'a\tb\nc' } })).toEqual({
    what: 'fire txet at 5',
    place: null,
    units: ['E1'],
    at_ms: 5,
    deep: { note: 'a\tb\nc' },
  });
  // Marks and joiners that scripts and faces need stay.
  const kept = '张三 é עברית\u200f 👨\u200d👩\u200d👧 “３号楼”';
  expect(withoutHidden(kept)).toBe(kept);
});
