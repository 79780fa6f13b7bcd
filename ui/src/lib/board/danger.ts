// Which crews a person must look after now: emergencies, welfare checks that are due, roll calls not answered. Pure.
import type { IncidentRow, UnitRow } from '../gen/wire';

/** How a time limit stands: within it, close to it, over it, over it and put aside for a while. */
export type Limit = 'within' | 'soon' | 'over' | 'shelved';

/** Units with an emergency, the one raised last first. */
export function emergencies(units: readonly UnitRow[]): UnitRow[] {
  const since = (unit: UnitRow) => unit.crew.emergency?.since_ms ?? 0;
  return units.filter((unit) => unit.crew.emergency !== null).sort((a, b) => since(b) - since(a) || a.id.localeCompare(b.id));
}

/** Units whose welfare check has fired and waits for a person. */
export function toAsk(units: readonly UnitRow[]): UnitRow[] {
  return units.filter((unit) => unit.crew.welfare?.fired_ms != null);
}

/** Incidents whose roll call is not complete. */
export function openRolls(incidents: readonly IncidentRow[]): IncidentRow[] {
  return incidents.filter((row) => row.par?.roll != null && !row.par.roll.complete);
}

/** What sounds, by a key of its own each: emergencies until they are acknowledged, timers until somebody answers. */
export function sounding(units: readonly UnitRow[], incidents: readonly IncidentRow[]): string[] {
  const danger = emergencies(units).filter((unit) => !unit.crew.emergency?.acknowledged);
  return [
    ...danger.map((unit) => `emergency/${unit.id}/${unit.crew.emergency?.since_ms}`),
    ...toAsk(units).map((unit) => `welfare/${unit.id}/${unit.crew.welfare?.fired_ms}`),
    ...openRolls(incidents).map((row) => `par/${row.id}/${row.par?.roll?.called_ms}`),
  ];
}

/** Where the age of a unit's state stands against its limit. */
export function limitOf(unit: UnitRow, nowMs: number): Limit {
  const { warn_ms: warn, alert_ms: alert } = unit.crew;
  if (alert !== null && nowMs >= alert) return unit.crew.shelved ? 'shelved' : 'over';
  return warn !== null && nowMs >= warn ? 'soon' : 'within';
}
