// What an incident number would look like, for the hint beside the field. The engine makes the real ones.

/** The tokens a template may hold. */
export const TOKENS = ['{YYYY}', '{YY}', '{MM}', '{DD}', '{HH}', '{JJJ}', '{UU}', '{NNN}'] as const;

/** A number as the template would print it on `date` (`2026-11-22`) for the 47th incident. */
export function example(template: string, date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const days = Math.round((at - Date.UTC(Number(year), 0, 1)) / 86_400_000) + 1;
  const known: Record<string, string> = {
    YYYY: year, YY: year.slice(2), MM: month, DD: day, HH: '14', JJJ: String(days).padStart(3, '0'), UU: String(isoWeek(at)).padStart(2, '0'),
  };
  return template.replace(/\{([A-Z]+)\}/g, (whole, token: string) => (/^N+$/.test(token) ? '47'.padStart(token.length, '0') : (known[token] ?? whole)));
}

function isoWeek(at: number): number {
  const weekday = (new Date(at).getUTCDay() + 6) % 7;
  const thursday = at + (3 - weekday) * 86_400_000;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - first) / (7 * 86_400_000)) + 1;
}
