// Figures of the made-up floor: one that a standard judges, one with too few cases, one with none.
import type { KpiCases, KpiFigure, KpiReport } from '../../src/lib/gen/wire';

const spread = (n: number, seconds: number) => {
  const p = (factor: number, clipped = false) => (n < 20 ? null : { ms: seconds * factor * 1_000, low_ms: seconds * factor * 900, high_ms: seconds * factor * 1_100, clipped });
  return { n, p50: p(1), p90: p(2), p95: p(3, true) };
};
const cases = (total: number, n: number, seconds: number, excluded: KpiCases['excluded']): KpiCases => ({ total, measured: spread(n, seconds), back_dated: spread(0, 0), excluded });
const words = (en: string, zh: string) => ({ en, zh });
const figure = (metric: string, en: string, zh: string, of: KpiCases, standards: KpiFigure['standards'] = []): KpiFigure => ({
  metric, label: words(en, zh), start: words('start', '起点'), end: words('end', '终点'), each: words('each', '每一起'), note: null, cases: of, standards,
});

export function figures(asked: { from_ms: number | null; to_ms: number | null; standard: string | null }): KpiReport {
  const turnout = cases(42, 40, 50, [{ reason: 'cancelled', count: 2 }]);
  const limits = [
    { within_s: 60, wanted: 0.9, met: 30, n: 40, share: 0.75, low: 0.6, high: 0.86, kept: false },
    { within_s: 80, wanted: 0.7, met: 38, n: 40, share: 0.95, low: 0.83, high: 0.99, kept: true },
  ];
  const standard = { id: 'nfpa-1710-turnout-fire', family: 'nfpa', source: 'NFPA 1710', edition: '2020', mark: 'to_verify', services: ['fire'], kinds: [], cases: turnout, targets: limits };
  return {
    set_name: 'Built-in', set_edition: '2026-11', from_ms: asked.from_ms, to_ms: asked.to_ms, read_to_ms: 1_795_349_600_000, events: 900, unreadable: 0, more: false, incidents: 17,
    figures: [
      figure('call_answer', 'Call answer', '接听时间', cases(5, 0, 0, [{ reason: 'no_start', count: 5 }])),
      figure('turnout', 'Turnout', '出动准备时间', turnout, [standard]),
      figure('queue', 'Queue', '待派时间', cases(17, 17, 30, [])),
    ],
    traffic_incidents: 3, secondary: 1, responders_struck: 0,
    fault_counts: [{ kind: 'emergency_unanswered', count: 1 }],
    faults: [{ kind: 'emergency_unanswered', seq: 77, at_ms: 1_795_349_600_000, after_ms: 42_000, incident: '26-326-042', unit: 'E1' }],
  };
}
