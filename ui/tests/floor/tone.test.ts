// The alarm tone: what sounds, until when, and that silence is never taken for calm.
import { describe, expect, it, vi } from 'vitest';
import { AlarmTone, loudOnes, MUTE_MS, REPEAT_MS, toneFor } from '../../src/lib/tone/alarm-tone.svelte';
import { Sounder } from '../../src/lib/tone/sounder';
import { warning } from './rows';

const extreme = warning({ key: 'x', severity: 'Extreme' });
const severe = warning({ key: 's' });
const exercise = warning({ key: 'e', status: 'Exercise', severity: 'Extreme' });

function desk() {
  let now = 0;
  let due: { at: number; run: () => void } | null = null;
  const played: string[] = [];
  const sounder = { play: vi.fn(async (tone: string) => (played.push(tone), 'ready' as const)), probe: vi.fn(async () => 'gesture' as const) };
  const tone = new AlarmTone(sounder, {
    nowMs: () => now,
    after: (ms, run) => {
      const mine = (due = { at: now + ms, run });
      return () => {
        if (due === mine) due = null;
      };
    },
  });
  const pass = (ms: number) => {
    const end = now + ms;
    while (due && due.at <= end) {
      const { at, run } = due;
      [now, due] = [at, null];
      run();
    }
    now = end;
  };
  return { tone, played, pass };
}

describe('which tone', () => {
  it('is decided by the worst actual warning; exercises sound apart', () => {
    expect(toneFor(loudOnes([severe, exercise]))).toBe('severe');
    expect(toneFor(loudOnes([severe, extreme]))).toBe('extreme');
    expect(toneFor(loudOnes([exercise]))).toBe('exercise');
  });
  it('is none for mild or acknowledged ones', () => {
    const acknowledged = warning({ acknowledged: { by: 'a', at_ms: 1 } });
    expect(toneFor(loudOnes([warning({ severity: 'Moderate' }), acknowledged, warning({ alarm: false })]))).toBeNull();
  });
});

describe('the alarm tone', () => {
  it('repeats until acknowledged', () => {
    const { tone, played, pass } = desk();
    tone.hear([severe]);
    pass(2 * REPEAT_MS);
    expect(played).toEqual(['severe', 'severe', 'severe']);
    tone.hear([]);
    pass(10 * REPEAT_MS);
    expect(played).toHaveLength(3);
  });
  it('is silent for two minutes when muted, then sounds again', () => {
    const { tone, played, pass } = desk();
    tone.hear([severe]);
    tone.mute();
    pass(MUTE_MS - 1);
    expect(played).toHaveLength(1);
    expect(tone.mutedMs()).toBe(1);
    pass(1);
    expect(played).toHaveLength(2);
    expect(tone.muted).toBe(false);
  });
  it('breaks a mute for another warning, not for fewer', () => {
    const { tone, played } = desk();
    tone.hear([severe, extreme]);
    tone.mute();
    tone.hear([severe]);
    expect(played).toEqual(['extreme']);
    expect(tone.muted).toBe(true);
    tone.hear([severe, warning({ key: 'new' })]);
    expect(played).toEqual(['extreme', 'severe']);
  });
  it('says when it cannot be heard', async () => {
    const { tone } = desk();
    await tone.probe();
    expect(tone.voice).toBe('gesture');
    expect(await new Sounder().play('severe')).toBe('absent');
  });
});
