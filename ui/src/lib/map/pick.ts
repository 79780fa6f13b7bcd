// A place pointed at on the map or an outline drawn there, for whoever asks on the dispatch desk; the desk comes back to the front afterwards.
import { board } from '../board';
import { desks } from '../desks.svelte';
import type { Point } from './geometry';
import { mapTools } from './tools.svelte';

/** The place the operator pointed at; `null` when they gave up. `label` says what it is for. */
export async function pointOnMap(label: string): Promise<Point | null> {
  const asked = board.startPick(label);
  desks.go('watch', 'map');
  const picked = await asked;
  desks.go('dispatch');
  return picked ? [picked.lon, picked.lat] : null;
}

/** The outline the operator drew, three corners or more; `null` when they gave up. */
export async function outlineOnMap(label: string): Promise<readonly Point[] | null> {
  const asked = mapTools.outline(label);
  desks.go('watch', 'map');
  const drawn = await asked;
  desks.go('dispatch');
  return drawn;
}
