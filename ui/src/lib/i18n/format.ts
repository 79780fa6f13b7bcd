// Times, ages and distances as a control room writes them: 24 h clock, tabular, zone named, unknown said as such.

/** Time zone of the floor (IANA name). Set once from the lobby; every clock on screen uses it. */
let zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const cache = new Map<string, Intl.DateTimeFormat>();

/** Sets the floor's time zone; a name the platform does not know is ignored. */
export function setZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    zone = name;
    cache.clear();
  } catch {
    // An unknown name keeps the platform's own zone, which the clock then shows.
  }
}

/** The floor's time zone, an IANA name. */
export function zoneName(): string {
  return zone;
}

/** The floor's zone and its offset at `ms`, e.g. `GMT+2`. */
export function zoneLabel(ms: number): string {
  const parts = part('zone', { timeZoneName: 'shortOffset' }).formatToParts(ms);
  return (parts.find((p) => p.type === 'timeZoneName')?.value ?? zone).replace('GMT', 'UTC');
}

function part(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = cache.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
  cache.set(name, made);
  return made;
}

/** `14:05:09` in the floor's zone. */
export function clock(ms: number): string {
  return part('clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
}

/** `14:05` in the floor's zone. */
export function hourMinute(ms: number): string {
  return part('hm', { hour: '2-digit', minute: '2-digit' }).format(ms);
}

/** `2026-11-22` in the floor's zone. */
export function day(ms: number): string {
  const parts = part('day', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(ms);
  const of = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}`;
}

/** `2026-11-22 14:05:09` in the floor's zone. */
export function stamp(ms: number): string {
  return `${day(ms)} ${clock(ms)}`;
}

/**
 * Time passed: `0:42`, `12:04`, then `3h 07m`, `2d 04h`. Never negative. Seconds stop mattering after an hour, and forty
 * units that stand in quarters then cost no repaint every second.
 */
export function age(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
  return hours > 0 ? `${hours}h ${two(minutes)}m` : `${minutes}:${two(seconds % 60)}`;
}

/** `850 m`, `3.2 km`. */
export function distance(metres: number): string {
  return metres < 995 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`;
}

/** `60.17012, 24.94103`: latitude first, as it is read out. */
export function coordinates(lon: number, lat: number): string {
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** `12.4 GiB`. */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = count > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(count) / 10)) : 0;
  return `${(count / 2 ** (10 * step)).toFixed(step > 1 ? 1 : 0)} ${units[step]}`;
}
