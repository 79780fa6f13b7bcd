// Draws the map as well as the machine can: watches frames while the map moves, and draws less when they are slow.
// Knows the map; what is slow it asks `software.ts`.

import type { Map as LibreMap } from 'maplibre-gl';
import { GLIDE_MS, LEFT_OUT, PIXEL_RATIO, Slowness, type Level } from './software';

export class SoftwareMode {
  #slowness = new Slowness();
  #watching = false;

  /** `onChange`: the level changed, or how often units may be drawn. */
  constructor(
    private readonly map: LibreMap,
    private readonly onChange: (level: Level, glideMs: number) => void,
  ) {
    map.on('movestart', (event) => {
      // Only what a hand moves is seen frame by frame; a jump is one frame.
      if (event.originalEvent) this.#watch();
    });
    map.on('moveend', () => (this.#watching = false));
  }

  get level(): Level {
    return this.#slowness.level;
  }

  /** Somebody wants everything drawn (0), or less. */
  choose(level: Level): void {
    this.#slowness.choose(level);
    this.#apply();
  }

  /** The map has a new style. */
  attach(): void {
    if (this.level > 0) this.#leaveOut(true);
  }

  #leaveOut(out: boolean): void {
    for (const id of LEFT_OUT) {
      if (this.map.getLayer(id)) this.map.setLayoutProperty(id, 'visibility', out ? 'none' : 'visible');
    }
  }

  stop(): void {
    this.#watching = false;
  }

  #watch(): void {
    this.#slowness.begin();
    if (this.#watching) return;
    this.#watching = true;
    let last: number | null = null;
    const frame = (at: number) => {
      if (!this.#watching || document.hidden) {
        this.#watching = false;
        return;
      }
      if (last !== null && this.#slowness.frame(at - last)) {
        // Other pixels end the movement under the hand: it is let go first, and what then is drawn is judged anew.
        this.#watching = false;
        this.map.once('moveend', () => this.#apply());
        return;
      }
      last = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #apply(): void {
    const ratio = Math.min(window.devicePixelRatio || 1, PIXEL_RATIO[this.level]);
    if (this.map.getPixelRatio() !== ratio) this.map.setPixelRatio(ratio);
    this.#leaveOut(this.level > 0);
    this.onChange(this.level, this.#slowness.fast ? GLIDE_MS.fast : GLIDE_MS.slow);
  }
}
