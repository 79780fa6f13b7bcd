// Sounds for crews in danger, and for unacknowledged severe and extreme warnings, until each is acknowledged or the seat mutes them for a while.
// A console that cannot be heard says so and why. Knows no screen.

import type { WarningRow } from '../gen/wire';
import { Sounder, type Tone, type Voice } from './sounder';

/** Time between two tones, and how long a mute lasts, milliseconds. */
export const REPEAT_MS = 4_000;
export const MUTE_MS = 120_000;

const LOUD = ['Extreme', 'Severe'];

/** The warnings that sound: unacknowledged, severe or worse; exercises only when nothing actual waits. */
export function loudOnes(alarms: readonly WarningRow[]): readonly WarningRow[] {
  const loud = alarms.filter((row) => row.alarm && !row.acknowledged && LOUD.includes(row.severity));
  const actual = loud.filter((row) => row.status === 'Actual');
  return actual.length > 0 ? actual : loud;
}

/** The tone due for them: the worst one decides. */
export function toneFor(loud: readonly WarningRow[]): Tone | null {
  const first = loud[0];
  if (!first) return null;
  if (first.status !== 'Actual') return 'exercise';
  return loud.some((row) => row.severity === 'Extreme') ? 'extreme' : 'severe';
}

/** Clock and timers of the machine, replaced in tests. Milliseconds. */
export interface Ticks {
  nowMs: () => number;
  after: (ms: number, run: () => void) => () => void;
}

const MACHINE: Ticks = {
  nowMs: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class AlarmTone {
  #due = $state<Tone | null>(null);
  #voice = $state<Voice | 'unknown'>('unknown');
  #mutedUntilMs = $state<number | null>(null);
  #heard: ReadonlySet<string> = new Set();
  #cancel: (() => void) | null = null;

  constructor(
    private readonly sounder: Pick<Sounder, 'play' | 'probe'> = new Sounder(),
    private readonly ticks: Ticks = MACHINE,
  ) {}

  /** The tone that sounds, or would if it could be heard. Reactive. */
  get due(): Tone | null {
    return this.#due;
  }
  /** Whether tones can be heard; `unknown` until it was tried. Reactive. */
  get voice(): Voice | 'unknown' {
    return this.#voice;
  }
  /** Milliseconds the mute still lasts; 0 when not muted. Read it once a second for a countdown. */
  mutedMs(): number {
    return this.#mutedUntilMs === null ? 0 : Math.max(0, this.#mutedUntilMs - this.ticks.nowMs());
  }
  /** True while muted. Reactive. */
  get muted(): boolean {
    return this.#mutedUntilMs !== null;
  }

  /** Takes the warnings that wait, and a key for each danger to a crew, which sounds as the worst.
   * One not heard before sounds at once, through a mute as well; none ends the sound. */
  hear(alarms: readonly WarningRow[], danger: readonly string[] = []): void {
    const loud = loudOnes(alarms);
    const keys = [...danger, ...loud.map((row) => row.key)];
    const another = keys.some((key) => !this.#heard.has(key));
    this.#heard = new Set(keys);
    this.#due = danger.length > 0 ? 'extreme' : toneFor(loud);
    if (another || this.#due === null) this.unmute();
  }

  /** Silence for two minutes, or until another warning comes. */
  mute(): void {
    this.#mutedUntilMs = this.ticks.nowMs() + MUTE_MS;
    this.#next(MUTE_MS);
  }

  /** Ends the mute. */
  unmute(): void {
    this.#mutedUntilMs = null;
    this.#cancel?.();
    void this.#sound();
  }

  /** Tries whether tones can be heard; from a key or a click this also lifts the webview's lock. */
  async probe(): Promise<void> {
    this.#voice = await this.sounder.probe();
  }

  async #sound(): Promise<void> {
    const due = this.#due;
    this.#mutedUntilMs = null;
    if (due === null) return;
    this.#next(REPEAT_MS);
    this.#voice = await this.sounder.play(due);
  }

  #next(inMs: number): void {
    this.#cancel?.();
    this.#cancel = this.ticks.after(inMs, () => void this.#sound());
  }
}

/** The alarm tone of this window. */
export const alarmTone = new AlarmTone();
