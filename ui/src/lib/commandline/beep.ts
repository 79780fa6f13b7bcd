// The two short tones of the command line. One audio context for the window, opened by the first key press.

/** What the tone says. */
export type Beep = 'accepted' | 'rejected';

const SHAPE: Record<Beep, { hz: number; seconds: number }> = {
  accepted: { hz: 880, seconds: 0.06 },
  rejected: { hz: 220, seconds: 0.18 },
};

let context: AudioContext | null | undefined;

/** Plays one tone; false when this machine gives no audio. */
export function beep(tone: Beep): boolean {
  try {
    context ??= 'AudioContext' in globalThis ? new AudioContext() : null;
    if (!context) return false;
    if (context.state === 'suspended') context.resume().catch(() => undefined);
    const { hz, seconds } = SHAPE[tone];
    const [oscillator, gain, from] = [context.createOscillator(), context.createGain(), context.currentTime];
    oscillator.frequency.value = hz;
    gain.gain.setValueAtTime(0.08, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + seconds);
    oscillator.connect(gain).connect(context.destination);
    // A running context costs a core's percent even in silence: it rests between tones.
    oscillator.onended = () => void context?.suspend().catch(() => undefined);
    oscillator.start(from);
    oscillator.stop(from + seconds);
    return context.state !== 'closed';
  } catch {
    return false;
  }
}
