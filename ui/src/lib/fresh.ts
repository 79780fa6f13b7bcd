// Keeps an answer about the selected incident fresh while somebody looks: asked at once after a closure or the area changed or
// a closure's own time came, within a second after a unit's status, now and then while units move. Knows the board; what
// is asked, and about what, it is told.

import { board, clockTick } from './board';
import { nextTurnMs } from './closures/phase';

/** Because a unit's status or list row changed, ms. */
const STATUS_MS = 1_000;
/** Changes that come together are one. */
const GATHER_MS = 50;

/** Who has the answer. */
interface Asker {
  /** The selection or an incident changed. */
  follow: () => void;
  /** There is something to ask about. */
  wanted: () => boolean;
  ask: () => void;
  /** Least time between two questions because units moved, ms. */
  movedMs: number;
}

export class Fresh {
  #lastMs = -Infinity;
  #dueMs = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: ReturnType<typeof setTimeout> | undefined;
  #watchers = 0;
  #stops: (() => void)[] = [];

  constructor(private readonly asker: Asker) {}

  /** Keeps the answer fresh until the returned stop is called; several may look at once. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) {
      const { follow, movedMs } = this.asker;
      this.#stops = [
        board.on('selection', follow),
        board.on('incidents', follow),
        board.on('closures', () => this.soon(GATHER_MS)),
        board.on('area', () => this.soon(GATHER_MS)),
        board.on('units', () => this.#later(STATUS_MS)),
        board.on('positions', () => this.#later(movedMs)),
      ];
      follow();
      // Whoever comes back to look must not read an old answer.
      this.soon();
    }
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers > 0) return;
      this.#stops.splice(0).forEach((stop) => stop());
      this.rest();
    };
  }

  /** Asks after so long, ms; at once without. The earliest wish holds: a closure does not wait for the next movement. */
  soon(ms = 0): void {
    this.#askAt(performance.now() + ms);
  }

  /** There is nothing to ask any more. */
  rest(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#turn);
    this.#dueMs = Infinity;
  }

  #later(sinceLastMs: number): void {
    this.#askAt(Math.max(performance.now() + GATHER_MS, this.#lastMs + sinceLastMs));
  }

  #askAt(dueMs: number): void {
    if (this.#watchers === 0 || !this.asker.wanted() || dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, dueMs - performance.now()));
  }

  #ask(): void {
    this.#dueMs = Infinity;
    this.#lastMs = performance.now();
    this.#awaitTurn();
    this.asker.ask();
  }

  // A closure that begins or ends by its own time changes an answer as well.
  #awaitTurn(): void {
    clearTimeout(this.#turn);
    const now = clockTick.exact();
    const next = nextTurnMs(board.closures, now);
    // A timer cannot wait longer than 2^31 ms; within a day it is asked again anyway.
    if (next !== null) this.#turn = setTimeout(() => this.soon(), Math.min(next - now + 200, 86_400_000));
  }
}
