// Units marked on the board to be dispatched together, in the order they were marked.

class Marks {
  #ids = $state.raw<readonly string[]>([]);

  /** Marked unit ids. */
  get ids(): readonly string[] {
    return this.#ids;
  }
  has(id: string): boolean {
    return this.#ids.includes(id);
  }
  /** Marks a unit, or takes the mark away. */
  toggle(id: string): void {
    this.#ids = this.has(id) ? this.#ids.filter((other) => other !== id) : [...this.#ids, id];
  }
  /** Takes all marks away. */
  clear(): void {
    this.#ids = [];
  }
}

/** The marks of this window. */
export const marks = new Marks();
