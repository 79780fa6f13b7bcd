// What the status key does for a unit. Pure; the program behind the window decides whether it is allowed.
import type { SeenUnit, UnitRow } from '../../lib/gen/wire';

/** A plain status, or a step that needs more than a status: `clear` a disposition, `ask` a choice or a field. */
export type Step = { kind: 'status'; status: string } | { kind: 'clear' } | { kind: 'ask' };

/** Statuses that cannot be given without a word more. */
export const NEEDS_REASON = ['OOS'];
export const NEEDS_DESTINATION = ['TR'];

/** Units as this window shows them: whoever acts on them is told when a colleague was quicker. */
export const seen = (units: readonly UnitRow[]): SeenUnit[] => units.map(({ id, incident, status }) => ({ unit: id, incident, status }));
/** Whether a unit needs a destination for a status: arriving, it is where it was going, if that was said. */
export const needsDestination = (unit: UnitRow, status: string): boolean => NEEDS_DESTINATION.includes(status) || (status === 'AD' && unit.status !== 'TR');

/** The next logical step of a unit. Leaving an incident is clearing it, which has a disposition. */
export function nextStep(unit: UnitRow): Step {
  // Its radio said what comes next.
  const heard = unit.crew.heard?.what;
  if (heard) return heard === 'free' && unit.incident !== null ? { kind: 'clear' } : { kind: 'ask' };
  const next = unit.next_status;
  if (next === null) return { kind: 'ask' };
  if (next === 'CL' && unit.incident !== null) return { kind: 'clear' };
  return NEEDS_REASON.includes(next) || NEEDS_DESTINATION.includes(next) ? { kind: 'ask' } : { kind: 'status', status: next };
}

/** Statuses worth offering: steps of a run on an incident, duty states off it. The order of the table. */
export function offered(unit: UnitRow): readonly string[] {
  const off = ['AQ', 'AR', 'CL', 'BM', 'OOS', 'OFF'];
  const on = ['AK', 'ER', 'SG', 'OS', 'WK', 'TR', 'AD', 'OOS'];
  return (unit.incident === null ? off : on).filter((status) => status !== unit.status);
}

/** States that have a verb of their own; the others are set by `s`, which understands the letters of every state. */
const VERBS: Readonly<Record<string, string>> = { AK: 'ak', ER: 'en', SG: 'st', OS: 'os', WK: 'wk', TR: 'tr', AD: 'ad', AQ: 'f', OOS: 'oos' };

/** The line that sets a unit's state, with the words it needs. A unit is named by its id: a call sign may hold a blank. */
export function statusLine(unit: Pick<UnitRow, 'id'>, status: string, reason: string, destination: string): string {
  const verb = VERBS[status];
  const said = (status === 'TR' || status === 'AD' ? destination : reason).trim();
  const missing = NEEDS_REASON.includes(status) || NEEDS_DESTINATION.includes(status) ? '…' : '';
  return [...(verb ? [verb, unit.id] : ['s', unit.id, status]), said || missing].filter(Boolean).join(' ');
}
