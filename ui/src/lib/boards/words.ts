// Boards in words: what stands in a column, for paper and wall, where there is no colour and nothing to point at.
import { board } from '../board';
import { codes } from '../catalogue.svelte';
import type { IncidentRow, UnitRow } from '../gen/wire';
import { age, coded, coordinates, hourMinute, stamp, t, zoneLabel, type Key } from '../i18n';
import type { Sheet } from '../print/paper';
import { session } from '../session.svelte';
import { span, type Timer } from './timers';
import { isOpen, type Filter, type Reader, type ViewName } from './view';

/** Who reads the boards of this window. */
export const reader = (): Reader => ({ user: session.seat?.user ?? '', serviceOf: (type) => codes.serviceOf(type), typeWords: (type) => coded('type', type) });

/** The name of a column. */
export const columnName = (id: string): string => t(`column.${id}` as Key);

/** Where an incident is, in words. */
export const placeOf = (row: IncidentRow): string => (row.place ? row.place.label || coordinates(row.place.lon, row.place.lat) : t('incident.no_place'));

/** Whether a task of it is late. */
const late = (row: IncidentRow, nowMs: number): boolean => row.state !== 'closed' && row.work.next_due_ms !== null && row.work.next_due_ms < nowMs;

/** What stands about an incident beside its state: who answers for it, hand-over, mention, late task, road. */
export function marksOf(row: IncidentRow, nowMs: number): string {
  const { work } = row;
  return [
    row.paper ? `▤ ${t('paper.mark')}` : '',
    row.command.major_ms !== null ? `◆ ${t('command.major')}` : '',
    row.command.parent ? `↑ ${row.command.parent.number}` : '',
    row.command.parts_open > 0 ? t('command.parts_open', { count: row.command.parts_open }) : '',
    work.owner ?? '',
    work.offer && row.state !== 'closed' ? `⇄ ${work.offer.to}` : '',
    session.seat && work.unread.includes(session.seat.user) ? `@ ${t('hand_over.mentioned')}` : '',
    late(row, nowMs) ? `▲ ${t('task.row_overdue')}` : '',
    work.impact ? t(`traffic.impact.${work.impact}` as Key) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How a closed incident ended. */
export const endOf = (row: IncidentRow): string => (row.merged_into ? `→ ${row.merged_into.number}` : row.disposition ? coded('disposition', row.disposition) : '');

/** Type, and what makes it more than one call. */
export const typeOf = (row: IncidentRow): string =>
  [coded('type', row.type_code), row.reopened > 0 ? t('incident.reopened') : '', row.calls > 0 ? `+${row.calls}` : ''].filter(Boolean).join(' · ');

/** One cell of an incident. */
export function incidentCell(id: string, row: IncidentRow, nowMs: number): string {
  switch (id) {
    case 'priority': return row.priority;
    case 'number': return row.number;
    case 'type': return typeOf(row);
    case 'state': return `${row.state !== 'closed' && row.units.length === 0 ? t('incident.waiting') : coded('incident_state', row.state)} ${age(row.state_since_ms, nowMs)}`;
    case 'place': return placeOf(row);
    case 'what': return row.what;
    case 'units': return row.state === 'closed' ? endOf(row) : row.units.map((unit) => `${unit.unit} ${unit.status}`).join(', ');
    case 'marks': return marksOf(row, nowMs);
    case 'opened': return hourMinute(row.opened_ms);
    case 'calls': return String(row.calls + 1);
    case 'level': return String(row.level);
    case 'owner': return row.work.owner ?? '–';
    default: return '';
  }
}

/** One cell of a unit. */
export function unitCell(id: string, unit: UnitRow, nowMs: number): string {
  switch (id) {
    case 'unit': return unit.call_sign === unit.id ? unit.id : `${unit.id} ${unit.call_sign}`;
    case 'status': return `${unit.status} ${coded('status', unit.status)} ${age(unit.status_since_ms, nowMs)}${unit.status_reason ? ` (${unit.status_reason})` : ''}`;
    case 'where': return unit.incident_number ? `→ ${unit.incident_number}` : unit.station;
    case 'station': return unit.station;
    case 'type': return coded('unit_type', unit.type);
    case 'code': return unit.crew.code ?? '';
    case 'next': return unit.next_status ?? '';
    default: return '';
  }
}

/** The signs of a limit; never colour alone. */
export const SIGNS = { over: '▲', soon: '△', running: '○' } as const;

/** How long a limit still has, or how long it is passed. */
export const leftOf = (timer: Timer, nowMs: number): string =>
  t(timer.state === 'over' ? 'timer.over' : 'timer.left', { time: span(timer.dueMs - nowMs) });

/** One cell of a limit. */
export function timerCell(id: string, timer: Timer, nowMs: number): string {
  switch (id) {
    case 'left': return `${SIGNS[timer.state]} ${leftOf(timer, nowMs)}`;
    case 'subject': return timer.name;
    case 'kind': return t(`timer.kind.${timer.kind}`);
    case 'due': return hourMinute(timer.dueMs);
    case 'about': return timer.about;
    default: return '';
  }
}

/** What a filter leaves out, in words; empty when it leaves nothing out. */
export function filterWords(filter: Filter): string {
  if (isOpen(filter)) return '';
  return [
    filter.text.trim() ? `“${filter.text.trim()}”` : '',
    filter.services.map((id) => coded('service', id)).join(', '),
    filter.priorities.length > 0 ? `${t('intake.priority')} ${filter.priorities.join(' ')}` : '',
    filter.owner === 'all' ? '' : t(`boards.owner.${filter.owner}`),
    filter.kinds.map((id) => kindWords(id)).join(', '),
    filter.stations.join(', '),
    filter.free ? t('units.free_only') : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

const TIMER_WORDS: Record<string, Key> = {
  status: 'timer.kind.status', welfare: 'timer.kind.welfare', roll: 'timer.kind.roll', par: 'timer.kind.par', task: 'timer.kind.task', request: 'timer.kind.request',
};
/** A kind of limit, else a type of unit, in words. */
export const kindWords = (id: string): string => (Object.hasOwn(TIMER_WORDS, id) ? t(TIMER_WORDS[id] as Key) : coded('unit_type', id));

/** The sheet of a board: what is shown now, with when, by whom, how old the data is and what was left out. */
export function sheetOf(name: ViewName, columns: readonly string[], rows: readonly (readonly string[])[], total: number, filter: Filter): Sheet {
  const now = board.nowMs;
  const who = `${session.seat?.display_name ?? ''} (${coded('role', session.seat?.role ?? '')})`;
  const current = board.link === 'live' ? t('boards.sheet_live', { at: stamp(now) }) : `▲ ${t('boards.sheet_behind', { state: t(`link.${board.link}`) })}`;
  const left = filterWords(filter);
  return {
    title: t(`boards.title.${name}`),
    lines: [
      t('print.made', { at: `${stamp(now)} ${zoneLabel(now)}`, author: who, mode: session.drill ? t('frame.drill') : t('status.live') }),
      current,
      left ? `▲ ${t('boards.shown', { shown: rows.length, total })}: ${left}` : t('boards.shown', { shown: rows.length, total }),
    ],
    head: columns.map(columnName),
    rows,
    more: rows.length === 0 ? t('boards.sheet_empty') : '',
  };
}
