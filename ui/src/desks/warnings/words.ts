// What a warning's words are on screen, and which warnings a filter lets through. Pure but for the chosen language.
import type { WarningRow } from '../../lib/gen/wire';
import { coded, inLanguage, t, tr } from '../../lib/i18n';

/** The filters of the Warnings desk. */
export const FILTERS = ['standing', 'unacknowledged', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

const STANDING = ['in_force', 'overdue', 'pending'];

/** True while the warning stands: in force, overdue, or about to begin. */
export const standing = (row: WarningRow): boolean => STANDING.includes(row.state);

/** True when the warning waits for an acknowledgement. */
export const waiting = (row: WarningRow): boolean => row.alarm && !row.acknowledged;

/** What happened, in the operator's language; the headline when the sender named no event. */
export function eventName(row: WarningRow): string {
  return inLanguage(row.event) || inLanguage(row.headline) || row.identifier;
}

/** `EXERCISE`, `TEST`, … for what is not real; empty for the real thing. */
export const notActual = (row: WarningRow): string =>
  row.status === 'Actual' ? '' : coded('cap_status', row.status).toLocaleUpperCase();

/** The areas as one line; a warning that names none says so. */
export const areaLine = (row: WarningRow): string => row.areas.join(' · ') || t('warnings.no_area');

/** Why the state is what it is. */
export const stateWhy = (row: WarningRow): string => tr(row.state_why);

/** What a defect of the message means; its code when this console does not know it. */
export const flagText = (code: string): string => tr(`flag.${code.replaceAll('-', '_')}`, {}, code);

/** Whether the desktop was told, in words. */
export function notification(row: WarningRow): string {
  if (row.notified === null) return t('warnings.notify_unknown');
  return tr(`warnings.notify_${row.notified}`, {}, t('warnings.notify_failed', { why: row.notified }));
}

/** Of several languages the reader's, else English, else the first. */
export function inReadersLanguage<T extends { language: string }>(infos: readonly T[], reader: string): T | undefined {
  const tagged = (prefix: string) => infos.find((info) => info.language.toLowerCase().startsWith(prefix));
  return tagged(reader) ?? tagged('en') ?? infos[0];
}

/** The warnings a filter and some typed words let through, in the order given. */
export function chosen(rows: readonly WarningRow[], filter: Filter, text: string): readonly WarningRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter === 'standing' && !standing(row) && !waiting(row)) return false;
    if (filter === 'unacknowledged' && !waiting(row)) return false;
    if (words.length === 0) return true;
    const hay = [...Object.values(row.event), ...Object.values(row.headline), ...row.areas, row.source, row.sender, row.identifier]
      .join(' ')
      .toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** Rows the board holds, and older ones the host was asked for; the board's copy wins. Order: the board's, then theirs. */
export function merged(board: readonly WarningRow[], older: readonly WarningRow[]): readonly WarningRow[] {
  const held = new Set(board.map((row) => row.key));
  return [...board, ...older.filter((row) => !held.has(row.key))];
}
