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

/** Seconds that a change of closures added to each drive time, or took off. Only of units that are where they were: else the
 * difference may be their own driving. */
export function delayed(before: ClosestView | null, now: ClosestView): ReadonlyMap<string, number> {
  const was = new Map((before?.rows ?? []).map((row) => [row.unit, row]));
  const both = now.rows.map((row) => ({ row, old: was.get(row.unit) })).filter(({ row, old }) => old?.fix_at_ms === row.fix_at_ms);
  const changes = both.map(({ row, old }): [string, number] => [row.unit, row.seconds - (old?.seconds ?? row.seconds)]);
  return new Map(changes.filter(([, seconds]) => Math.abs(seconds) >= 1));
}

/** A unit that a change of closures took out of the list, and the place it had. */
export type Dropped = { unit: string; call_sign: string; rank: number };

/** Units listed before and no longer. */
export function dropped(before: ClosestView | null, now: ClosestView): readonly Dropped[] {
  const listed = new Set(now.rows.map((row) => row.unit));
  const was = (before?.rows ?? []).map(({ unit, call_sign }, index) => ({ unit, call_sign, rank: index + 1 }));
  return was.filter((row) => !listed.has(row.unit));
}

/** True when driving puts this unit elsewhere than the straight line would. */
export const differs = (row: Pick<EtaRow, 'straight_rank'>, rank: number): boolean => row.straight_rank !== rank;
