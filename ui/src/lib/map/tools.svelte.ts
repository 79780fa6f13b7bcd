// Which tool has the map's clicks and keys: drawing a closure or an outline, or measuring. At most one. It must not know how they draw.

import { draft } from '../closures/draft.svelte';
import { composing } from '../keys';
import type { Point } from './geometry';
import { measure } from './measure.svelte';
import { outline } from './outline.svelte';

export type ToolName = 'closure' | 'measure' | 'outline';

class MapTools {
  /** The tool at work; null when clicks select. Reactive. */
  get active(): ToolName | null {
    if (outline.active) return 'outline';
    if (draft.stage === 'drawing') return 'closure';
    return measure.active ? 'measure' : null;
  }

  /** Gives the map to a tool; the other one ends. */
  start(tool: 'closure' | 'measure'): void {
    outline.cancel();
    if (tool === 'measure') {
      // A closure already described is not lost to a measurement.
      if (draft.stage === 'drawing') draft.cancel();
      measure.start();
    } else {
      measure.clear();
      draft.begin('line');
    }
  }

  /** Gives the map to whoever needs an outline. A closure that is being drawn or described waits; a measurement ends. */
  outline(label: string): Promise<readonly Point[] | null> {
    measure.clear();
    return outline.ask(label);
  }

  add(at: Point): void {
    if (this.active === 'outline') outline.add(at);
    else if (this.active === 'closure') draft.add(at);
    else if (this.active === 'measure') measure.add(at);
  }
  back(): void {
    if (this.active === 'outline') outline.back();
    else if (this.active === 'closure') draft.back();
    else if (this.active === 'measure') measure.back();
  }
  finish(): void {
    if (this.active === 'outline') outline.finish();
    else if (this.active === 'closure') draft.finish();
    else if (this.active === 'measure') measure.finish();
  }
  cancel(): void {
    if (this.active === 'outline') outline.cancel();
    else if (this.active === 'closure') draft.cancel();
    else measure.clear();
  }

  /** A key pressed on the map; true when the tool used it. */
  key(event: KeyboardEvent, centre: Point): boolean {
    if (this.active === null || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return false;
    switch (event.key) {
      case ' ':
        this.add(centre);
        return true;
      case 'Enter':
        this.finish();
        return true;
      case 'Backspace':
      case 'Delete':
        this.back();
        return true;
      case 'Escape':
        this.cancel();
        return true;
      default:
        return false;
    }
  }
}

/** The tools of this window's map. */
export const mapTools = new MapTools();
