// How long a frame takes. A window drawn in software pays for every frame (4 % of a core for one a second, measured), so
// that one frame is watched every ten seconds, in step with the clock, which draws a frame anyway.

const EVERY_TICKS = 10;

class FrameTime {
  #ms = $state<number | null>(null);
  #measured: number | null = null;
  #ticks = 0;

  /** Time between two frames in the last sample, ms; `null` before the first, or after the window was hidden. */
  get ms(): number | null {
    return this.#ms;
  }

  /** The clock ticked: shows the last sample, and takes one now and then. */
  tick(): void {
    this.#ms = this.#measured;
    if (this.#ticks++ % EVERY_TICKS !== 1) return;
    this.#measured = null;
    if (document.hidden) return;
    requestAnimationFrame((first) => requestAnimationFrame((second) => (this.#measured = second - first)));
  }
}

/** The frame time of this window. */
export const frameTime = new FrameTime();
