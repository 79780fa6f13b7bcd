// Filters of the desks, and that unknown is said.
import { describe, expect, it } from 'vitest';
import { chosen as cameras, direction } from '../../src/desks/cameras/words';
import { chosen, flagText, inReadersLanguage, merged, notActual, notification } from '../../src/desks/warnings/words';
import { camera, warning } from './rows';

describe('warnings', () => {
  const rows = [
    warning({ key: 'a', event: { en: 'Flood' } }),
    warning({ key: 'b', event: { en: 'Wind' }, alarm: false, state: 'overdue' }),
    warning({ key: 'c', event: { en: 'Fog' }, alarm: false, state: 'ended' }),
    warning({ key: 'd', event: { en: 'Heat' }, state: 'superseded' }),
  ];
  const keys = (filter: Parameters<typeof chosen>[1], text = '') => chosen(rows, filter, text).map((row) => row.key);
  it('filter by standing, by acknowledgement and by words', () => {
    expect(keys('standing')).toEqual(['a', 'b', 'd']);
    expect(keys('unacknowledged')).toEqual(['a', 'd']);
    expect(keys('all')).toEqual(['a', 'b', 'c', 'd']);
    expect(keys('all', 'harbour WIND')).toEqual(['b']);
  });
  it('keep the board\'s copy when an older list is merged in', () => {
    const stale = warning({ key: 'a', event: { en: 'Old' } });
    const all = merged(rows.slice(0, 1), [stale, warning({ key: 'z' })]);
    expect(all.map((row) => [row.key, row.event['en']])).toEqual([['a', 'Flood'], ['z', 'Flood']]);
  });
  it('of an exercise are marked, real ones are not', () => {
    expect(notActual(warning({}))).toBe('');
    expect(notActual(warning({ status: 'Exercise' }))).not.toBe('');
  });
  it('explain known defects and show unknown ones as they are', () => {
    expect(flagText('polygon-unclosed')).not.toBe('polygon-unclosed');
    expect(flagText('never-heard-of')).toBe('never-heard-of');
  });
  it('say what became of the notification, a failure in its own words', () => {
    expect(notification(warning({ notified: 'no server on the bus' }))).toContain('no server on the bus');
    expect(notification(warning({ notified: null }))).not.toBe('');
  });
  it('are read in the reader\'s language, else English, else the first', () => {
    const infos = [{ language: 'fi' }, { language: 'en-GB' }, { language: 'zh-CN' }];
    expect(inReadersLanguage(infos, 'zh')?.language).toBe('zh-CN');
    expect(inReadersLanguage(infos, 'de')?.language).toBe('en-GB');
    expect(inReadersLanguage([{ language: 'fi' }], 'zh')?.language).toBe('fi');
    expect(inReadersLanguage([], 'zh')).toBeUndefined();
  });
});

describe('cameras', () => {
  it('without a direction say so; north is a direction', () => {
    expect(direction(null)).not.toContain('0°');
    expect(direction(0)).toContain('0°');
    expect(direction(359)).toContain('359°');
  });
  it('filter by what is known and by words', () => {
    const rows = [camera({ id: '1', azimuth_deg: 0 }), camera({ id: '2', has_stream: true, name: 'Market' })];
    const ids = (filter: Parameters<typeof cameras>[1], text = '') => cameras(rows, filter, text).map((row) => row.id);
    expect(ids('known')).toEqual(['1']);
    expect(ids('unknown')).toEqual(['2']);
    expect(ids('stream')).toEqual(['2']);
    expect(ids('all', 'market')).toEqual(['2']);
  });
});
