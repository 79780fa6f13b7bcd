// Alarms put aside for a while: what of the floor is on the shelf, and how the command line names it. Pure.
import type { ShelvedView, UnitRow, WarningRow } from '../gen/wire';

/** One alarm on the shelf; `alarm` as the wire names it. */
export interface OnShelf {
  alarm: string;
  /** The warning, or the unit. */
  of: WarningRow | UnitRow;
  shelved: ShelvedView;
}

/** Minutes offered, the usual first. */
export const MINUTES = [30, 10, 60, 120, 480];
/** A warning of extreme severity comes back within the hour; the host says the same. */
export const MOST_EXTREME = 60;

/** What is on the shelf, the first to come back first. */
export function onShelf(warnings: readonly WarningRow[], units: readonly UnitRow[]): OnShelf[] {
  const all: OnShelf[] = [];
  for (const of of warnings) if (of.shelved) all.push({ alarm: `warning/${of.key}`, of, shelved: of.shelved });
  for (const of of units) if (of.crew.shelved) all.push({ alarm: `unit/${of.id}`, of, shelved: of.crew.shelved });
  return all.sort((a, b) => a.shelved.until_ms - b.shelved.until_ms || a.alarm.localeCompare(b.alarm));
}
