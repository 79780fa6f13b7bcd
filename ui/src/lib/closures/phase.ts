// Whether a closure holds now, and in words since when or until when. Pure but for the words.

import type { ClosureRow } from '../gen/wire';

/** `in_force`, `later`, or `over`: its time has passed and the floor will drop it. */
export type Phase = 'in_force' | 'later' | 'over';

/** By the closure's own times; the board's row may have been written before one of them came. */
export function phase(row: Pick<ClosureRow, 'from_ms' | 'until_ms'>, nowMs: number): Phase {
  if (row.until_ms !== null && nowMs >= row.until_ms) return 'over';
  return row.from_ms !== null && nowMs < row.from_ms ? 'later' : 'in_force';
}

/** The next instant at which some closure begins or ends; null when none will. */
export function nextTurnMs(rows: readonly Pick<ClosureRow, 'from_ms' | 'until_ms'>[], nowMs: number): number | null {
  const turns = rows.flatMap((row) => [row.from_ms, row.until_ms]).filter((at): at is number => at !== null && at > nowMs);
  return turns.length > 0 ? Math.min(...turns) : null;
}
