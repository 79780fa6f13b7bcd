// Runs an action soon after it was asked for, never more often than its interval. Knows nothing of what the action does.

export class Paced {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastMs = -Infinity;

  /** `intervalMs`: least time between two runs. */
  constructor(
    private readonly intervalMs: number,
    private readonly run: () => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Asks for a run; several calls before it happens are one. */
  touch(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastMs + this.intervalMs - this.nowMs());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastMs = this.nowMs();
      this.run();
    }, wait);
  }

  /** Forgets what was asked for. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
