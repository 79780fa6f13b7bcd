// A keyed set of rows that are replaced whole. Only the set's version is reactive, never the rows' insides, so that ten
// patches a second with forty units cost no more than the rows they name.

/** Rows by id; reading `all` or `get` inside a template or `$derived` follows changes. */
export class Rows<T> {
  readonly #idOf: (row: T) => string;
  readonly #order: (a: T, b: T) => number;
  #byId = new Map<string, T>();
  #version = $state(0);
  #sorted: readonly T[] = $derived.by(() => {
    void this.#version;
    return [...this.#byId.values()].sort(this.#order);
  });

  constructor(idOf: (row: T) => string, order: (a: T, b: T) => number) {
    this.#idOf = idOf;
    this.#order = order;
  }

  /** Every row, in the set's order. The array is replaced, never changed. */
  get all(): readonly T[] {
    return this.#sorted;
  }

  /** The row of this id, if the floor has it. */
  get(id: string): T | undefined {
    void this.#version;
    return this.#byId.get(id);
  }

  /** How many rows there are. */
  get size(): number {
    void this.#version;
    return this.#byId.size;
  }

  /** Replaces everything. */
  reset(rows: readonly T[]): void {
    this.#byId = new Map(rows.map((row) => [this.#idOf(row), row]));
    this.#version += 1;
  }

  /** Replaces the named rows and drops those gone; false when nothing was named. */
  apply(rows: readonly T[], gone: readonly string[] = []): boolean {
    if (rows.length === 0 && gone.length === 0) return false;
    for (const row of rows) this.#byId.set(this.#idOf(row), row);
    for (const id of gone) this.#byId.delete(id);
    this.#version += 1;
    return true;
  }
}
