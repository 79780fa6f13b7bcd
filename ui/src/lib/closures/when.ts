// An instant as an operator types it on the phone: `06:30`, `+90`, `+2h`, `2026-11-22 06:30`. Pure but for the zone given.

import { instant, offset } from '../i18n/day';

const DAY_MS = 86_400_000;

/**
 * UTC milliseconds; `null` when nothing was typed, `undefined` when it cannot be read. A time of day alone is the next such
 * time after `afterMs`; `+90` and `+90m` are minutes after it, `+2h` hours.
 */
export function when(text: string, afterMs: number, zone: string): number | null | undefined {
  const typed = text.trim().replace(/：/g, ':').replace(/＋/g, '+');
  if (typed === '') return null;
  const later = /^\+\s*(\d{1,4})\s*(h|m|min)?$/i.exec(typed);
  if (later) return afterMs + Number(later[1]) * (later[2]?.toLowerCase() === 'h' ? 3_600_000 : 60_000);
  const clock = /^(\d{1,2}):(\d{2})$/.exec(typed);
  if (!clock) return instant(typed, zone);
  // Asked as a time of that day and of the next, so that a clock change between is the zone's business.
  for (const days of [0, 1]) {
    const at = instant(`${localDay(afterMs + days * DAY_MS, zone)} ${typed}`, zone);
    if (at === undefined) return undefined;
    if (at > afterMs) return at;
  }
  return undefined;
}

function localDay(ms: number, zone: string): string {
  return new Date(ms + offset(ms, zone)).toISOString().slice(0, 10);
}
