// What forms of crews turn typed text into. Pure.
import type { MemberInput } from '../../lib/gen/wire';
import { instant, offset } from '../../lib/i18n/day';

const DAY_MS = 86_400_000;

/** People as typed: `4`, or `Berg/officer/als+pump; Koski/driver`. Empty when nothing was typed. */
export function people(text: string): MemberInput[] {
  const typed = text.trim().replace(/；/g, ';').replace(/／/g, '/').replace(/＋/g, '+');
  if (/^\d{1,2}$/.test(typed)) return Array.from({ length: Number(typed) }, () => ({ name: '', role: '', skills: [] }));
  const parts = typed.split(';').map((part) => part.trim()).filter(Boolean);
  return parts.map((part) => {
    const [name = '', role = '', skills = ''] = part.split('/').map((word) => word.trim());
    return { name, role, skills: skills.split(/[+,]/).map((word) => word.trim()).filter(Boolean) };
  });
}

/** The last time the wall clock in `zone` showed `HH:MM` before `nowMs`; `undefined` when that cannot be read. */
export function lastClock(text: string, nowMs: number, zone: string): number | undefined {
  const typed = /^(\d{1,2}):?(\d{2})$/.exec(text.trim().replace(/：/g, ':'));
  if (!typed) return undefined;
  for (const days of [0, 1]) {
    const day = new Date(nowMs - days * DAY_MS + offset(nowMs - days * DAY_MS, zone)).toISOString().slice(0, 10);
    const at = instant(`${day} ${typed[1]}:${typed[2]}`, zone);
    if (at === undefined) return undefined;
    if (at <= nowMs) return at;
  }
  return undefined;
}
