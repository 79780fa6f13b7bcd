// How long a frame takes. Five frames are watched every two seconds, none in between: an idle console stays idle.

const EVERY_MS = 2000;
const FRAMES = 5;

class FrameTime {
  #ms = $state<number | null>(null);

  /** Mean time between frames in the last sample, ms; `null` before the first or while the window is hidden. */
  get ms(): number | null {
    return this.#ms;
  }

  /** Starts sampling; the answer stops it. */
  start(): () => void {
    const timer = setInterval(() => this.#sample(), EVERY_MS);
    return () => clearInterval(timer);
  }

  #sample(): void {
    if (document.hidden) {
      this.#ms = null;
      return;
    }
    let first = 0;
    let left = FRAMES;
    const frame = (now: number) => {
      if (left === FRAMES) first = now;
      if (left-- > 0) requestAnimationFrame(frame);
      else this.#ms = (now - first) / FRAMES;
    };
    requestAnimationFrame(frame);
  }
}

/** The frame time of this window. */
export const frameTime = new FrameTime();
