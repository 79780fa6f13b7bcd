// Closing a road, from wherever the operator is: the map comes to the front with the drawing tool in hand.

import { desks } from '../desks.svelte';
import { mapTools } from '../map/tools.svelte';
import { session } from '../session.svelte';
import { draft } from './draft.svelte';

/** Begins to draw; a closure already described comes back instead, it is not thrown away by a key. */
export function drawClosure(): void {
  if (!session.may('set_closure')) return;
  if (draft.stage !== 'form') mapTools.start('closure');
  desks.go('watch', 'map');
}
