// A unit of whose crew nobody said anything, and for which nothing waits.
import type { StaffView } from '../../src/lib/gen/wire';

export const noStaff = (of: Partial<StaffView> = {}): StaffView => ({
  crew: 'unknown', since_ms: null, by: null, reason: null, strength: null, skills: [], vehicle: null, until_ms: null, tired_ms: null,
  agency: null, crew_group: null, crew_elsewhere: null, stack: [], ...of,
});
