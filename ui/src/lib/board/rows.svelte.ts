// A keyed set of rows that are replaced whole. Only the set's version is reactive, never the rows' insides, so that ten
// patches a second cost no more than the rows they name, also among fifty thousand.

/** With more changes at once than this share of the rows, sorting anew is quicker than putting each in its place. */
const MANY = 1 / 16;

/** Rows by id; reading `all` or `get` inside a template or `$derived` follows changes. */
export class Rows<T> {
  readonly #idOf: (row: T) => string;
  readonly #order: (a: T, b: T) => number;
  #byId = new Map<string, T>();
  #sorted: readonly T[] = [];
  #version = $state(0);

  /** `order`: total, and by nothing but the rows themselves. */
  constructor(idOf: (row: T) => string, order: (a: T, b: T) => number) {
    this.#idOf = idOf;
    this.#order = order;
  }

  /** Every row, in the set's order. The array is replaced, never changed. */
  get all(): readonly T[] {
    void this.#version;
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
    this.#sort();
  }

  /** Replaces the named rows and drops those gone; false when nothing was named. */
  apply(rows: readonly T[], gone: readonly string[] = []): boolean {
    if (rows.length === 0 && gone.length === 0) return false;
    const few = rows.length + gone.length <= this.#sorted.length * MANY;
    const sorted = few ? [...this.#sorted] : null;
    for (const row of rows) {
      const id = this.#idOf(row);
      if (sorted) this.#put(sorted, this.#byId.get(id), row);
      this.#byId.set(id, row);
    }
    for (const id of gone) {
      if (sorted) this.#put(sorted, this.#byId.get(id), undefined);
      this.#byId.delete(id);
    }
    if (sorted?.length === this.#byId.size) {
      this.#sorted = sorted;
      this.#version += 1;
    } else this.#sort();
    return true;
  }

  #sort(): void {
    this.#sorted = [...this.#byId.values()].sort(this.#order);
    this.#version += 1;
  }

  // Takes `before` out of the list and `after` in, where its place is.
  #put(sorted: T[], before: T | undefined, after: T | undefined): void {
    const at = before === undefined ? -1 : this.#placeOf(sorted, before);
    if (before !== undefined && after !== undefined && sorted[at] === before && this.#order(before, after) === 0) {
      sorted[at] = after;
      return;
    }
    if (before !== undefined && sorted[at] === before) sorted.splice(at, 1);
    if (after !== undefined) sorted.splice(this.#placeOf(sorted, after), 0, after);
  }

  // The first place whose row does not stand before this one.
  #placeOf(sorted: readonly T[], row: T): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#order(sorted[middle] as T, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
