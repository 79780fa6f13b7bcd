// Plays the alarm tones with WebAudio. Knows tones and whether they can be heard; knows no warning and no screen.

/** The two sounds a console makes for warnings; an exercise never sounds like the real thing. */
export type Tone = 'severe' | 'extreme' | 'exercise';
/** Whether a tone can be heard: `ready`, `gesture` (the webview waits for a key or a click), `absent`, `failed`. */
export type Voice = 'ready' | 'gesture' | 'absent' | 'failed';

interface Note {
  hz: number;
  atS: number;
  lengthS: number;
  gain: number;
}

/** Two falling pairs for severe, three fast rising ones for extreme, one soft low pair for exercises. */
const TONES: Record<Tone, Note[]> = {
  severe: [880, 660, 880, 660].map((hz, i) => ({ hz, atS: i * 0.2, lengthS: 0.18, gain: 0.25 })),
  extreme: [880, 1175, 880, 1175, 880, 1175].map((hz, i) => ({ hz, atS: i * 0.13, lengthS: 0.12, gain: 0.35 })),
  exercise: [392, 392].map((hz, i) => ({ hz, atS: i * 0.45, lengthS: 0.3, gain: 0.12 })),
};

const RESUME_MS = 1500;
/** Slopes keep a note from clicking, seconds. */
const SLOPE_S = 0.015;

export class Sounder {
  #context: AudioContext | null = null;

  constructor(private readonly open: () => AudioContext = () => new AudioContext()) {}

  /** Plays a tone once; says whether it could be heard. The context sleeps between tones, so silence costs nothing. */
  async play(tone: Tone): Promise<Voice> {
    const context = this.#opened();
    if (typeof context === 'string') return context;
    if (!(await resumed(context))) return 'gesture';
    const notes = TONES[tone];
    const start = context.currentTime + 0.02;
    for (const note of notes) sound(context, note, start);
    const last = notes.at(-1);
    const lengthMs = last ? (last.atS + last.lengthS + 0.2) * 1000 : 0;
    setTimeout(() => void context.suspend().catch(() => undefined), lengthMs);
    return 'ready';
  }

  /** Tries whether a tone could be heard now. Called from a gesture, it also lifts the webview's lock. */
  async probe(): Promise<Voice> {
    const context = this.#opened();
    if (typeof context === 'string') return context;
    const ready = await resumed(context);
    if (ready) void context.suspend().catch(() => undefined);
    return ready ? 'ready' : 'gesture';
  }

  #opened(): AudioContext | 'absent' | 'failed' {
    if (this.#context) return this.#context;
    if (typeof AudioContext === 'undefined') return 'absent';
    try {
      this.#context = this.open();
      return this.#context;
    } catch {
      return 'failed';
    }
  }
}

async function resumed(context: AudioContext): Promise<boolean> {
  if (context.state === 'running') return true;
  const late = new Promise<void>((settle) => setTimeout(settle, RESUME_MS));
  await Promise.race([context.resume().catch(() => undefined), late]);
  return (context.state as string) === 'running';
}

function sound(context: AudioContext, note: Note, start: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const from = start + note.atS;
  const to = from + note.lengthS;
  oscillator.frequency.value = note.hz;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(note.gain, from + SLOPE_S);
  gain.gain.setValueAtTime(note.gain, to - SLOPE_S);
  gain.gain.linearRampToValueAtTime(0, to);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(to + 0.01);
}
