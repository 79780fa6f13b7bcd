// How figures are written. Durations are milliseconds on the wire, shares 0 to 1.
import type { KpiPercentile, KpiReport, KpiTarget } from '../../lib/gen/wire';
import { locale, t } from '../../lib/i18n';

/** The families of standards that can be asked for alone. */
export const FAMILIES = ['nfpa', 'nena', 'fhwa', 'police', 'china-110', 'china-119', 'china-120', 'aedr'] as const;
/** Spans offered, hours; 0 is the whole log. */
export const SPANS = [12, 24, 168, 720, 0] as const;

/** A duration: seconds below ten minutes, minutes above. */
export function duration(ms: number): string {
  const [value, unit] = ms < 600_000 ? [ms / 1_000, 'second'] : [ms / 60_000, 'minute'];
  return new Intl.NumberFormat(locale.current, { style: 'unit', unit, unitDisplay: 'short', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

export const percent = (share: number): string =>
  new Intl.NumberFormat(locale.current, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share);

/** The interval of a percentile, and whether it was cut off. */
export const interval = (p: KpiPercentile): string => t(p.clipped ? 'kpi.interval_cut' : 'kpi.interval', { low: duration(p.low_ms), high: duration(p.high_ms) });

/** Signs beside a verdict, so that colour is never alone. */
export const sign = (target: KpiTarget): string => (target.kept === null ? '' : target.kept ? '✓' : '✗');

/** What kept a limit, in words. */
export function compliance(target: KpiTarget): string {
  const params = { within: target.within_s, met: target.met, n: target.n };
  if (target.share === null || target.low === null || target.high === null) return t('kpi.limit', { within: target.within_s });
  return t('kpi.compliance', { ...params, share: percent(target.share), low: percent(target.low), high: percent(target.high) });
}

/** Figures with nothing to count are listed by name only. */
export function parted(report: KpiReport): { told: KpiReport['figures']; empty: KpiReport['figures'] } {
  const any = (figure: KpiReport['figures'][number]) => figure.cases.measured.n + figure.cases.back_dated.n > 0;
  return { told: report.figures.filter(any), empty: report.figures.filter((figure) => !any(figure)) };
}
