// How drive times are written and told apart from the order by straight line. Pure.

import type { ClosestView, EtaRow } from '../gen/wire';

/** `4:07`, `1:02:15`; rounded up to whole seconds, since a promise to a caller must not be too short. */
export function driveTime(seconds: number): string {
  const all = Math.max(0, Math.ceil(seconds - 1e-6));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** What a change of closures did to each unit's place in the order: from which place it came, or that it was not listed. */
export function moved(before: ClosestView | null, now: ClosestView): ReadonlyMap<string, number | 'new'> {
  const was = new Map((before?.rows ?? []).map((row, index) => [row.unit, index + 1]));
  const out = new Map<string, number | 'new'>();
  if (!before) return out;
  now.rows.forEach((row, index) => {
    const rank = was.get(row.unit);
    if (rank === undefined) out.set(row.unit, 'new');
    else if (rank !== index + 1) out.set(row.unit, rank);
  });
  return out;
}

/** True when driving puts this unit elsewhere than the straight line would. */
export const differs = (row: Pick<EtaRow, 'straight_rank'>, rank: number): boolean => row.straight_rank !== rank;
