// One ticker for every age on screen, corrected by the host's clock: the window's own clock is never shown.

class FloorClock {
  #hostMs = Date.now();
  #heardAt = performance.now();
  #rate = 1;
  #now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The floor's time now, UTC milliseconds; changes once a second. Reactive. */
  get now(): number {
    return this.#now;
  }

  /** The floor's time at this very instant; not reactive. */
  exact(): number {
    return this.#hostMs + (performance.now() - this.#heardAt) * this.#rate;
  }

  /** Takes the host's time, and how fast it runs (0 when a drill is paused, 60 at most). */
  hear(hostMs: number, rate: number): void {
    const jumped = Math.abs(hostMs - this.exact()) > 1500 || rate !== this.#rate;
    this.#hostMs = hostMs;
    this.#heardAt = performance.now();
    this.#rate = rate;
    if (jumped) this.#now = hostMs;
  }

  /** Starts the ticker; the answer stops it. */
  start(): () => void {
    this.#timer ??= setInterval(() => (this.#now = Math.round(this.exact())), 1000);
    return () => {
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

/** The clock of this window. */
export const clockTick = new FloorClock();
