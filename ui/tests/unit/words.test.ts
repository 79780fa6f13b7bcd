import { describe, expect, it } from 'vitest';
import { example } from '../../src/desks/settings/number';
import { age, asWords } from './words';
import { inLanguage, locale, nameBy, say, t, why } from '../../src/lib/i18n';
import { instant } from '../../src/lib/i18n/day';
import { matching } from '../../src/lib/widgets/choices';

describe('words', () => {
  it('speaks the chosen language at once', () => {
    locale.set('zh');
    expect(t('desk.dispatch')).toBe('接处警');
    locale.set('en');
    expect(t('desk.dispatch')).toBe('Dispatch');
  });

  it('falls back to the text, then to the key', () => {
    expect(say({ key: 'no.such', params: {}, text: 'E1 cleared' })).toBe('E1 cleared');
    expect(say({ key: 'no.such', params: {}, text: '' })).toBe('no.such');
    expect(say({ key: 'toString', params: {}, text: 'x' })).toBe('x');
    expect(why({ code: 'refused', key: 'no.such', message: 'busy', field: null, params: {} })).toBe('busy');
  });

  it('says codes of the log in words, a status with its code', () => {
    const line = (key: string, params: Record<string, string>) => say({ key, params, text: '' });
    expect(line('event.unit.status_set', { unit: 'P9', from: 'DP', status: 'AK' })).toBe('P9 DP dispatched → AK acknowledged');
    // The plan in force names what it holds; a code it no longer has stays a code.
    nameBy('disposition', (code) => (code === 'FALSE' ? { en: 'False alarm', zh: '误报' } : undefined));
    expect(line('event.incident.closed', { number: '261122-001', disposition: 'FALSE' })).toBe('261122-001 closed: False alarm');
    expect(line('event.incident.closed', { number: '261122-001', disposition: 'OLD' })).toBe('261122-001 closed: OLD');
    expect(line('event.unit.status_set', { unit: 'P9', from: 'XX', status: 'AK' })).toContain('XX →');
  });

  it('reads a foreign text in the reader’s language, else English, else any', () => {
    expect(inLanguage({ en: 'Storm', 'zh-CN': '大风' })).toBe('Storm');
    expect(inLanguage({ fi: 'Myrsky' })).toBe('Myrsky');
    expect(inLanguage({})).toBe('');
  });

  it('counts ages as a stop watch', () => {
    expect([age(42), age(724), age(11_232), age(187_200), age(-5)]).toEqual(['0:42', '12:04', '3h 07m', '2d 04h', '0:00']);
    expect(asWords(1_700_000_000_000)).toBe('2023-11-15 00:13:20 UTC+2');
  });

  it('reads days in the floor’s zone, also where a clock change repeats or skips an hour', () => {
    expect(instant('2026-11-22', 'Europe/Helsinki')).toBe(Date.UTC(2026, 10, 21, 22));
    expect(instant('2026-07-01 14:05', 'Europe/Helsinki')).toBe(Date.UTC(2026, 6, 1, 11, 5));
    expect(instant('2026-10-25 03:30', 'Europe/Helsinki')).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(instant('2026-01-01 08:00', 'Asia/Kathmandu')).toBe(Date.UTC(2026, 0, 1, 2, 15));
    for (const bad of ['', 'yesterday', '2026-02-30', '2026-13-01', '2026-01-01 24:00', '22.11.2026']) expect(instant(bad, 'UTC')).toBeUndefined();
  });

  it('finds codes by code, then by words', () => {
    const choices = [{ code: 'SMOKE', label: 'Smoke seen' }, { code: 'STRUCT', label: 'Structure fire' }, { code: 'VEHFIR', label: 'Vehicle fire' }];
    expect(matching(choices, 'struct').map((it) => it.code)).toEqual(['STRUCT']);
    expect(matching(choices, 'fire').map((it) => it.code)).toEqual(['STRUCT', 'VEHFIR']);
    expect(matching(choices, '')).toHaveLength(3);
    expect(matching([{ code: 'SMOKE', label: '烟雾' }], '烟')).toHaveLength(1);
  });

  it('shows what a number template makes', () => {
    expect(example('{YY}-{JJJ}-{NNN}', '2026-11-22')).toBe('26-326-047');
    expect(example('{YYYY}W{UU}/{NNNNN} {X}', '2026-01-01')).toBe('2026W01/00047 {X}');
  });
});
