// Whether the map draws less because the machine draws slowly. Decides by the time frames take while the map moves under
// the operator's hand; once it draws less it goes on so until somebody asks for more. Pure: times in, a level out.

/** 0 draws everything; 1 and 2 draw at fewer pixels, without buildings and minor names. */
export type Level = 0 | 1 | 2;

/** Pixels per CSS pixel at most, by level. */
export const PIXEL_RATIO: Record<Level, number> = { 0: Infinity, 1: 0.75, 2: 0.5 };
/** Least time between two frames that show units gliding, milliseconds: four a second, since without a graphics card
 * each costs most of a tenth of a second; more once frames are known to be cheap. */
export const GLIDE_MS = { slow: 250, fast: 33 } as const;
/** Frames a level is judged by, and of those that must be slow. */
const JUDGED = 24;
/** A frame slower than this is slow: 20 a second; then 12 a second. */
const SLOW_MS: Record<Level, number> = { 0: 50, 1: 83, 2: Infinity };
/** A frame this quick is cheap. */
const FAST_MS = 25;
/** A pause this long is no frame: the machine slept or the window was hidden. */
const PAUSE_MS = 5_000;
/** The first frames of a movement load tiles and say nothing. */
const WARMING = 3;

export class Slowness {
  #level: Level = 0;
  #byHand = false;
  #fast = false;
  #recent: number[] = [];
  #warming = WARMING;

  get level(): Level {
    return this.#level;
  }

  /** True once frames were seen to be cheap. */
  get fast(): boolean {
    return this.#fast;
  }

  /** True when a person chose the level: it is then not changed by measuring. */
  get byHand(): boolean {
    return this.#byHand;
  }

  /** A movement begins. */
  begin(): void {
    this.#warming = WARMING;
  }

  /** A frame of a moving map took this long. True when the level, or what is known of the speed, changed. */
  frame(ms: number): boolean {
    if (ms > PAUSE_MS) return false;
    if (this.#warming > 0) {
      this.#warming -= 1;
      return false;
    }
    this.#recent.push(ms);
    if (this.#recent.length < JUDGED) return false;
    const middle = [...this.#recent].sort((a, b) => a - b)[JUDGED / 2] ?? 0;
    this.#recent = [];
    const before = this.#fast;
    this.#fast = this.#level === 0 && middle <= FAST_MS;
    if (this.#byHand || middle <= SLOW_MS[this.#level]) return this.#fast !== before;
    this.#level = (this.#level + 1) as Level;
    return true;
  }

  /** A person asks for everything, or for less. Stands until the next start. */
  choose(level: Level): void {
    this.#level = level;
    this.#byHand = true;
    this.#fast = false;
    this.#recent = [];
  }
}

/** Layers of the base map that are left out where drawing is slow. What somebody may need in a hurry stays: streets and
 * their names, house numbers, hydrants, hospitals. */
export const LEFT_OUT = ['building', 'name-waterway', 'label-landmark', 'label-green', 'place-square', 'rail-ties'] as const;
