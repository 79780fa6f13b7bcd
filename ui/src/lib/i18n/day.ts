// Days and times as typed by a person, in the floor's zone, to UTC instants. Pure but for the zone it is given.

const FORM = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2}))?\s*$/;

/**
 * `2026-11-22` or `2026-11-22 14:05` in `zone`, as UTC milliseconds; `undefined` when it is not a date. In the hour that a
 * clock change repeats, the first of the two instants.
 */
export function instant(text: string, zone: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const read = new Date(wall);
  const whole = read.getUTCMonth() === month - 1 && read.getUTCDate() === day && hour < 24 && minute < 60;
  if (!whole) return undefined;
  // The offset before and after may differ at a clock change: the earlier instant that shows this wall time wins.
  const candidates = [-86_400_000, 86_400_000].map((apart) => wall - offset(wall + apart, zone));
  return candidates.filter((ms) => ms + offset(ms, zone) === wall).sort((a, b) => a - b)[0] ?? candidates[0];
}

/** How far the zone's wall clock is ahead of UTC at `ms`, milliseconds. */
export function offset(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - Math.floor(ms / 1000) * 1000;
}
