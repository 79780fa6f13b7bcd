// Takes the window to what a search found: the map to its place, the selection to the unit, incident or camera.
import { board } from '../board';
import { desks } from '../desks.svelte';
import type { SearchRow } from '../gen/wire';
import { query } from '../host';
import { floorMap } from '../map/floor-map.svelte';
import { found } from '../map/found.svelte';
import { ownChoice } from '../map/own-choice.svelte';
import { featureOf, targetOf } from './words';

/** Desks that have the map. */
const WITH_MAP = ['watch', 'cameras'];

export function goTo(row: SearchRow): void {
  const thing = targetOf(row);
  if (thing) board.select(thing.kind, thing.id);
  else found.mark(row);
  ownChoice.card = featureOf(row);
  floorMap.clicked.ask(null);
  floorMap.goTo([row.lon, row.lat]);
  if (WITH_MAP.includes(desks.current)) floorMap.focus();
  else desks.go('watch', 'map');
}

/** The best a text means as a place; null when it means none, and the map stays. */
export async function goToPlace(text: string): Promise<SearchRow | null> {
  const row = (await query('search', { text, near: floorMap.centre(), limit: 1, places_only: true })).rows[0];
  if (!row) return null;
  goTo(row);
  return row;
}
