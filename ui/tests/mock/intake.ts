// How incidents were taken on the made-up floor, and a blank card.
import type { CardSheet, IntakeView, PremiseView } from '../../src/lib/gen/wire';

export const noIntake = (): IntakeView => ({ ring_ms: null, answered_ms: null, answers: [], open: [], premises: [] });

export const premise = (of: Partial<PremiseView>): PremiseView => ({
  id: 'p1', place: { lon: 24.948, lat: 60.1655, label: 'Kasarmitori' }, radius_m: 40, kind: 'hazard', text: 'Gas bottles in the cellar', masked: false,
  valid_until_ms: null, over: false, set_ms: 0, set_by: 'anna', metres: 3, ...of,
});

export const cardSheet = (lang: string): CardSheet => ({
  lang, title: lang === 'zh' ? '纸质接警单' : 'Call card (paper)', plan: 'Made-up set 1',
  fields: ['received_ms', 'what', 'type_code', 'priority', 'place', 'caller.name', 'caller.phone', 'closed_ms', 'disposition', 'reason'].map((field) => ({ field, label: field, kind: 'line', choices: [] })),
  unit_columns: ['Unit', 'Sent'], types: [], dispositions: [{ code: 'DONE', label: 'Done' }], notes: [],
});
