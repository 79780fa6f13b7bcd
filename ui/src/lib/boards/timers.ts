// Every limit that runs: how long units may be in a state, welfare checks, roll calls, tasks, crews that wait for a call back.
// The soonest stands first. Pure.
import { byName } from '../board/order';
import type { IncidentRow, UnitRow } from '../gen/wire';
import type { TIMER_KINDS } from './view';

export type TimerKind = (typeof TIMER_KINDS)[number];
/** Where a limit stands: passed, close, or running. */
export type TimerState = 'over' | 'soon' | 'running';

/** One limit. */
export interface Timer {
  id: string;
  kind: TimerKind;
  state: TimerState;
  /** When it is due, UTC milliseconds. */
  dueMs: number;
  subject: { kind: 'unit' | 'incident'; id: string };
  /** Call sign of the unit, or number of the incident. */
  name: string;
  /** What it is about beside that: a status, the incident of a unit, a benchmark. */
  about: string;
  unit: UnitRow | null;
  incident: IncidentRow | null;
}

/** Without a warning of its own a limit is close from here on, ms. */
const CLOSE_MS = 60_000;

/** How a limit stands at `nowMs`. */
const stateOf = (dueMs: number, warnMs: number | null, nowMs: number): TimerState =>
  nowMs >= dueMs ? 'over' : nowMs >= (warnMs ?? dueMs - CLOSE_MS) ? 'soon' : 'running';

/** All limits that run, the soonest first; those passed before them, the longest passed first. */
export function timers(units: readonly UnitRow[], incidents: readonly IncidentRow[], nowMs: number): Timer[] {
  const all = [...units.flatMap((unit) => ofUnit(unit, nowMs)), ...incidents.flatMap((row) => (row.state === 'closed' ? [] : ofIncident(row, nowMs)))];
  return all.sort((a, b) => a.dueMs - b.dueMs || byName(a.id, b.id));
}

function ofUnit(unit: UnitRow, nowMs: number): Timer[] {
  const about = unit.incident_number ?? unit.station;
  const timer = (kind: TimerKind, dueMs: number, warnMs: number | null, what = about): Timer => ({
    id: `${kind}/${unit.id}`, kind, dueMs, state: stateOf(dueMs, warnMs, nowMs), subject: { kind: 'unit', id: unit.id }, name: unit.call_sign, about: what, unit, incident: null,
  });
  const found: Timer[] = [];
  const { warn_ms: warn, alert_ms: alert, welfare, request } = unit.crew;
  if (alert !== null) found.push(timer('status', alert, warn, `${unit.status} ${about}`));
  else if (warn !== null) found.push(timer('status', warn, null, `${unit.status} ${about}`));
  // A check that has fired waits since then, whatever it was due.
  if (welfare) found.push(timer('welfare', welfare.fired_ms ?? welfare.due_ms, null));
  // A crew that asks to be spoken to waits from the moment it asked.
  if (request) found.push(timer('request', request.since_ms, null));
  return found;
}

function ofIncident(row: IncidentRow, nowMs: number): Timer[] {
  const timer = (kind: TimerKind, dueMs: number, about: string): Timer => ({
    id: `${kind}/${row.id}`, kind, dueMs, state: stateOf(dueMs, null, nowMs), subject: { kind: 'incident', id: row.id }, name: row.number, about, unit: null, incident: row,
  });
  const found: Timer[] = [];
  const roll = row.par?.roll;
  if (roll && !roll.complete) found.push(timer('roll', roll.answer_by_ms, roll.units.filter((unit) => unit.ok !== true).map((unit) => unit.call_sign).join(' ')));
  else if (row.par) found.push(timer('par', row.par.due_ms, row.par.benchmark));
  if (row.work.next_due_ms !== null) found.push(timer('task', row.work.next_due_ms, row.work.owner ?? ''));
  return found;
}

/** `3:12`, `1:03:12`: time to or past a limit, without sign. */
export function span(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
