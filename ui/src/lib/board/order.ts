// In which order lists stand: what needs a person first stands first. Pure.
import type { ClosureRow, IncidentRow, UnitRow, WarningRow } from '../gen/wire';

/** Priorities, most urgent first. */
export const PRIORITIES = ['E', '1', '2', '3', '4'] as const;
const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];
/** Units are grouped by what can be asked of them; those that can go stand first. */
const AVAILABILITIES = ['available', 'conditional', 'committed', 'unavailable'];

const names = new Intl.Collator('en', { numeric: true });
const rank = (list: readonly string[], value: string): number => {
  const at = list.indexOf(value);
  return at < 0 ? list.length : at;
};

/** Natural order of call signs and ids: `E2` before `E10`. */
export const byName = (a: string, b: string): number => names.compare(a, b);

/** Open ones before closed; then priority; within it the oldest first. */
export function byUrgency(a: IncidentRow, b: IncidentRow): number {
  const closed = Number(a.state === 'closed') - Number(b.state === 'closed');
  if (closed !== 0) return closed;
  if (a.state === 'closed') return (b.closed_ms ?? 0) - (a.closed_ms ?? 0);
  return rank(PRIORITIES, a.priority) - rank(PRIORITIES, b.priority) || a.opened_ms - b.opened_ms || byName(a.id, b.id);
}

/** By type, then call sign: a unit keeps its place on the board whatever it does. */
export function byCallSign(a: UnitRow, b: UnitRow): number {
  return byName(a.type, b.type) || byName(a.call_sign, b.call_sign) || byName(a.id, b.id);
}

/** What can go first, then call sign. */
export function byAvailability(a: UnitRow, b: UnitRow): number {
  return rank(AVAILABILITIES, a.availability) - rank(AVAILABILITIES, b.availability) || byName(a.call_sign, b.call_sign);
}

/** Unacknowledged alarms first, then those in force by severity, newest first; ended ones last. */
export function byAlarm(a: WarningRow, b: WarningRow): number {
  const live = (w: WarningRow) => (['in_force', 'overdue', 'pending'].includes(w.state) ? 0 : 1);
  return (
    Number(b.alarm) - Number(a.alarm) ||
    live(a) - live(b) ||
    rank(SEVERITIES, a.severity) - rank(SEVERITIES, b.severity) ||
    b.sent_ms - a.sent_ms ||
    byName(a.key, b.key)
  );
}

/** The one set last first. */
export function byNewest(a: ClosureRow, b: ClosureRow): number {
  return b.set_ms - a.set_ms || byName(a.id, b.id);
}
