// The search: what is asked, when, and which answer counts.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setHost } from '../../src/lib/host';
import { REST_MS, Search } from '../../src/lib/search/search.svelte';
import { targetOf } from '../../src/lib/search/words';
import type { SearchView } from '../../src/lib/gen/wire';
import { MockHost, refusal } from '../mock/host';

let host: MockHost;
let asked: { text: string; near: unknown; places_only: boolean; answer: (view: SearchView) => void; fail: (why: unknown) => void }[];
beforeEach(() => {
  vi.useFakeTimers();
  host = new MockHost(() => 0);
  asked = [];
  host.query = ({ args }) =>
    new Promise((answer, fail) => {
      const { text, near, places_only } = args as { text: string; near: unknown; places_only: boolean };
      asked.push({ text, near, places_only, answer, fail });
    });
  setHost(host);
});
afterEach(() => vi.useRealTimers());

const view = (...labels: string[]): SearchView => ({
  rows: labels.map((label) => ({ label, kind: 'address', lon: 1, lat: 2, score: 1, why: [], classes: [], detail: null, target: null })),
  more: false,
  notes: [],
});
const made = () => new Search({ placesOnly: true, near: () => [24, 60] });
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('the search', () => {
  it('asks once typing rests, with the middle of the map', async () => {
    const search = made();
    for (const text of ['k', 'ka', 'kas']) {
      search.input(text);
      await vi.advanceTimersByTimeAsync(REST_MS - 1);
    }
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ text, near, places_only }) => ({ text, near, places_only }))).toEqual([{ text: 'kas', near: [24, 60], places_only: true }]);
  });

  it('drops an answer that a newer one has overtaken', async () => {
    const search = made();
    search.input('ka');
    await vi.advanceTimersByTimeAsync(REST_MS);
    search.input('kas');
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[1]!.answer(view('Kasarmitori'));
    await settled();
    asked[0]!.answer(view('Kaisaniemi'));
    await settled();
    expect(search.rows.map((row) => row.label)).toEqual(['Kasarmitori']);
  });

  it('chooses nothing while the rows answer an older text', async () => {
    const search = made();
    search.input('ka');
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[0]!.answer(view('Kaisaniemi'));
    await settled();
    expect(search.chosen?.label).toBe('Kaisaniemi');
    search.input('kas');
    expect(search.chosen).toBeUndefined();
    const enter = search.ask();
    asked[1]!.answer(view('Kasarmitori'));
    await enter;
    expect(search.chosen?.label).toBe('Kasarmitori');
    // The rest of typing asks no second time for the same text.
    await vi.advanceTimersByTimeAsync(10 * REST_MS);
    expect(asked).toHaveLength(2);
  });

  it('forgets what is on its way when it is cleared', async () => {
    const search = made();
    search.input('ka');
    await vi.advanceTimersByTimeAsync(REST_MS);
    search.input('  ');
    asked[0]!.answer(view('Kaisaniemi'));
    await settled();
    expect([search.rows.length, search.nothing, search.text]).toEqual([0, false, '  ']);
  });

  it('says that nothing is called so, and why it could not ask', async () => {
    const search = made();
    search.input('zzz');
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[0]!.answer(view());
    await settled();
    expect(search.nothing).toBe(true);
    search.input('zzzz');
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[1]!.fail(refusal('refused.no_area', 'no area'));
    await settled();
    expect([search.nothing, search.error?.key]).toEqual([false, 'refused.no_area']);
  });

  it('keeps to the wire’s length and to its list', async () => {
    const search = made();
    search.input('x'.repeat(10_000));
    expect(search.text).toHaveLength(200);
    await vi.advanceTimersByTimeAsync(REST_MS);
    asked[0]!.answer(view('a', 'b', 'c'));
    await settled();
    search.move(99);
    expect(search.at).toBe(2);
    search.move(-99);
    expect(search.at).toBe(0);
  });

  it('knows what a candidate names on the board', () => {
    expect(targetOf({ target: 'unit/E1' })).toEqual({ kind: 'unit', id: 'E1' });
    expect(targetOf({ target: 'incident/a/b' })).toEqual({ kind: 'incident', id: 'a/b' });
    for (const target of [null, '', 'unit/', 'user/x']) expect(targetOf({ target })).toBeNull();
  });
});
