// Figures in the window: nothing without its definition, edition, n and what was left out; too few is said; what went wrong
// leads to its incident; the same in Chinese.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { compliance, duration, parted, sign } from '../../src/desks/review/figures';
import { locale } from '../../src/lib/i18n';
import { figures } from '../mock/figures';
import { type Console, open } from './app';

let app: Console;
const report = () => figures({ from_ms: null, to_ms: null, standard: null });

/** What was asked of the program, newest last. */
function asked(): { call: string; args: unknown }[] {
  const [told, answer] = [[] as { call: string; args: unknown }[], app.host.query];
  app.host.query = (query) => (told.push(query), answer(query));
  return told;
}

describe('the figures', () => {
  afterEach(async () => {
    locale.current === 'zh' && locale.set('en');
    await app.close();
  });

  it('stand with all that belongs to them', async () => {
    app = await open('review');
    app.at('kpi-open').click();
    flushSync();
    await vi.waitFor(() => app.at('kpi-about'));
    expect(app.at('kpi-about').textContent).toContain('17 incidents; thresholds: Built-in, edition 2026-11');
    const metrics = [...app.root.querySelectorAll<HTMLElement>('[data-test="kpi-figure"]')];
    expect(metrics.map((it) => it.dataset.metric), 'what has nothing to count comes last').toEqual(['turnout', 'queue', 'call_answer']);
    const text = metrics.map((it) => it.textContent!.replace(/\s+/g, ' '));
    expect(text[0]).toContain('Turnout start → end');
    expect(text[0]).toContain('40 of 42');
    expect(text[0]).toContain('NFPA 1710, edition 2020 · to be verified');
    expect(text[0]).toContain('✗ within 60 s: 30 of 40, 75.0% (60.0% – 86.0%) · wanted 90 %');
    expect(text[0]).toContain('✓ within 80 s');
    expect(text[0]).toContain('cut off');
    expect(text[0]).toContain('2 cancelled before the end');
    expect(text[1], 'seventeen are too few').toContain('too few');
    expect(text[2]).toContain('5 no start time');
    expect(app.at('kpi-fault').textContent).toContain('crew emergency not acknowledged in time');
    expect(app.at('kpi-fault').textContent).toContain('event 77');
  });

  it('are asked for a span and a standard, and lead to the incident', async () => {
    app = await open('review');
    const queries = asked();
    const last = (call: string) => queries.filter((it) => it.call === call).at(-1)?.args;
    app.at('kpi-open').click();
    flushSync();
    await vi.waitFor(() => app.at('kpi-fault'));
    for (const [hook, value] of [['kpi-span', '0'], ['kpi-standards', 'nfpa']] as const) {
      const select = app.at(hook) as HTMLSelectElement;
      select.selectedIndex = [...select.options].findIndex((it) => it.text === (value === '0' ? 'The whole log' : 'NFPA'));
      select.dispatchEvent(new Event('change', { bubbles: true }));
      flushSync();
    }
    await vi.waitFor(() => expect(last('kpi')).toMatchObject({ from_ms: null, standard: 'nfpa', set: null }));
    await vi.waitFor(() => app.at('kpi-fault'));
    app.at('kpi-fault').querySelector('button')!.click();
    await vi.waitFor(() => expect(last('incident')).toEqual({ id: '26-326-042' }));
  });

  it('read in Chinese', async () => {
    app = await open('review');
    locale.set('zh');
    app.at('kpi-open').click();
    flushSync();
    await vi.waitFor(() => app.at('kpi-about'));
    expect(app.at('kpi').textContent).toContain('出动准备时间');
    expect(app.at('kpi').textContent).toContain('待核实');
  });
});

describe('a figure in words', () => {
  it('never shows a share of nothing, nor colour alone', () => {
    const [, turnout] = report().figures;
    const target = turnout!.standards[0]!.targets[0]!;
    expect(compliance({ ...target, n: 0, met: 0, share: null, low: null, high: null })).toBe('within 60 s: nothing measured');
    expect([sign(target), sign({ ...target, kept: true }), sign({ ...target, kept: null })]).toEqual(['✗', '✓', '']);
    expect([duration(59_940), duration(600_000)]).toEqual(['59.9 sec', '10.0 min']);
    expect(parted(report()).empty.map((it) => it.metric)).toEqual(['call_answer']);
  });
});
