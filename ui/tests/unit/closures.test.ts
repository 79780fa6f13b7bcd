// A closure from its first point to the log: what is typed as a time, the stages of drawing, and refusals that lose nothing.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClosureDraft, MOST } from '../../src/lib/closures/draft.svelte';
import { nextTurnMs, phase } from '../../src/lib/closures/phase';
import { when } from '../../src/lib/closures/when';
import { setHost } from '../../src/lib/host';
import { setZone } from '../../src/lib/i18n';
import { MockHost, refusal } from '../mock/host';

const ZONE = 'Europe/Helsinki';
/** 2026-11-22 03:10 in Helsinki. */
const NOW = Date.UTC(2026, 10, 22, 1, 10);
let host: MockHost;
let draft: ClosureDraft;
beforeEach(() => {
  host = new MockHost(() => NOW);
  setHost(host);
  setZone(ZONE);
  draft = new ClosureDraft(() => NOW);
});

describe('a time as typed at night', () => {
  it.each([
    ['', null],
    ['06:30', Date.UTC(2026, 10, 22, 4, 30)],
    ['6：30', Date.UTC(2026, 10, 22, 4, 30)],
    ['03:10', Date.UTC(2026, 10, 23, 1, 10)],
    ['02:00', Date.UTC(2026, 10, 23, 0, 0)],
    ['+90', NOW + 5_400_000],
    ['+90m', NOW + 5_400_000],
    ['＋2h', NOW + 7_200_000],
    ['2026-11-24 08:00', Date.UTC(2026, 10, 24, 6, 0)],
  ])('%s', (text, ms) => expect(when(text, NOW, ZONE)).toBe(ms));

  it.each(['tomorrow', '25:00', '06:61', '2026-02-30 10:00', '+', '90', '-2h'])('%s is not one', (text) => expect(when(text, NOW, ZONE)).toBeUndefined());

  it('is a wall clock’s also across a clock change', () => {
    const eve = Date.UTC(2026, 9, 24, 20); // 23:00 summer time; the night has 25 hours
    expect(when('06:00', eve, ZONE)).toBe(Date.UTC(2026, 9, 25, 4));
  });
});

describe('the phase of a closure', () => {
  it('begins at its first instant and ends before its last', () => {
    const row = { from_ms: 10, until_ms: 20 };
    expect([9, 10, 19, 20].map((at) => phase(row, at))).toEqual(['later', 'in_force', 'in_force', 'over']);
    expect(phase({ from_ms: null, until_ms: null }, 0)).toBe('in_force');
  });
  it('turns next at the earliest instant ahead', () => {
    const rows = [{ from_ms: 10, until_ms: 20 }, { from_ms: null, until_ms: 15 }];
    expect([0, 10, 15, 20].map((at) => nextTurnMs(rows, at))).toEqual([10, 15, 20, null]);
  });
});

describe('drawing', () => {
  it('asks for the points its shape needs', () => {
    draft.begin('line');
    expect([draft.missing, draft.finish()]).toEqual([2, false]);
    draft.add([24, 60]);
    draft.add([24, 60]);
    draft.add([24.1, 60]);
    expect([draft.points.length, draft.missing]).toEqual([2, 0]);
    draft.setShape('polygon');
    expect([draft.missing, draft.finish()]).toEqual([1, false]);
    draft.add([24.1, 60.1]);
    expect([draft.finish(), draft.stage]).toEqual([true, 'form']);
    draft.add([25, 61]);
    draft.back();
    expect(draft.points).toHaveLength(3);
  });

  it('stops at the limit', () => {
    draft.begin('line');
    for (let at = 0; at < MOST + 5; at += 1) draft.add([at / 1000, 60]);
    expect(draft.points).toHaveLength(MOST);
  });

  it('sends what was drawn and typed, once', async () => {
    draft.begin('line');
    draft.add([24, 60]);
    draft.add([24.1, 60]);
    draft.finish();
    draft.reason = '  burst main ';
    draft.until = '06:30';
    draft.mayPass = true;
    const [first, second] = await Promise.all([draft.save(), draft.save()]);
    expect([typeof first, second]).toEqual(['string', null]);
    expect(host.calls).toEqual([{ call: 'set_closure', args: { id: null, shape: 'line', points: [[24, 60], [24.1, 60]], reason: 'burst main', from_ms: null, until_ms: Date.UTC(2026, 10, 22, 4, 30), emergency_may_pass: true } }]);
    expect(draft.stage).toBe('idle');
  });

  it('keeps everything when it is refused, and never sends a time it could not read', async () => {
    draft.begin('line');
    draft.add([24, 60]);
    draft.add([24.1, 60]);
    draft.finish();
    draft.reason = 'x';
    draft.from = 'soon';
    expect(await draft.save()).toBeNull();
    expect([host.calls.length, draft.error?.field]).toEqual([0, 'from_ms']);
    draft.from = '';
    host.refuse = refusal('refused.closures_full', 'full');
    expect(await draft.save()).toBeNull();
    expect([draft.stage, draft.error?.key, draft.reason, draft.points.length]).toEqual(['form', 'refused.closures_full', 'x', 2]);
  });

  it('changes one that is set, its times as they were', async () => {
    const row = { ...host.board.closures[1]!, until_ms: Date.UTC(2026, 10, 22, 4, 30) };
    draft.edit(row);
    expect([draft.stage, draft.id, draft.shape, draft.until]).toEqual(['form', 'cl-1', 'polygon', '2026-11-22 06:30']);
    draft.redraw();
    expect([draft.stage, draft.reason]).toEqual(['drawing', row.reason]);
    for (const [lon, lat] of row.points) draft.add([lon, lat]);
    draft.finish();
    expect(await draft.save()).toBe('cl-1');
    expect(host.calls[0]?.args).toMatchObject({ id: 'cl-1', until_ms: row.until_ms });
    draft.edit(row);
    draft.cancel();
    expect([draft.stage, draft.id, draft.reason]).toEqual(['idle', null, '']);
  });
});
