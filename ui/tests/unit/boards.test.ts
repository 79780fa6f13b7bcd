import { describe, expect, it } from 'vitest';
import { fitting, flow, INCIDENT_COLUMNS, known, MOST_LINES, template, widthOf } from '../../src/lib/boards/columns';
import { span, timers } from '../../src/lib/boards/timers';
import { about, columnsOf, flipped, grouped, initial, isOpen, letsIncident, letsUnit, moved, NO_FILTER, readView, sortedIncidents, toggled } from '../../src/lib/boards/view';
import type { IncidentRow, UnitRow } from '../../src/lib/gen/wire';
import { floor } from '../mock/floor';

const NOW = 1_760_000_000_000;
const { incidents, units } = floor(NOW, 'drill');
const reader = { user: 'anna', serviceOf: (type: string) => ({ STRUCT: 'fire', MEDIC: 'ems' })[type] ?? null, typeWords: (type: string) => (type === 'STRUCT' ? 'Structure fire' : type) };
const incident = (part: Partial<IncidentRow>): IncidentRow => ({ ...(incidents[0] as IncidentRow), ...part });
const unit = (part: Partial<UnitRow>): UnitRow => ({ ...(units[0] as UnitRow), ...part });

describe('columns', () => {
  const all = known(INCIDENT_COLUMNS, initial('open').columns);

  it('flow into lines, keep their order, and say what found no room', () => {
    for (const width of [0, 120, 300, 440, 600, 900, 1600]) {
      const { lines, hidden, height } = flow(all, width);
      expect([...lines.flat(), ...hidden]).toEqual(all);
      expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
      expect(height).toBe(8 + 20 * lines.length);
      for (const line of lines.filter((it) => it.length > 1)) expect(line.reduce((sum, it) => sum + it.min, 0) + 6 * (line.length - 1)).toBeLessThanOrEqual(width - 20);
    }
    expect(flow(all, 440).lines).toHaveLength(2);
    expect(flow(all, 1600).lines).toHaveLength(1);
    expect(flow(all, 160).hidden.length).toBeGreaterThan(0);
  });

  it('share a line so that it is full, also when none of them grows', () => {
    const [line] = flow(all, 900).lines;
    const widths = line!.map((it) => widthOf(line!, it.id, 900));
    expect(widths.reduce((sum, it) => sum + it, 0) + 6 * (line!.length - 1)).toBeCloseTo(880, 5);
    const fixed = known(INCIDENT_COLUMNS, ['priority', 'number']);
    expect(template(fixed)).toBe('24px minmax(0, 1fr)');
  });

  it('show the units that fit and the number of the others', () => {
    const texts = ['E1 ER', 'E2 ER', 'L1 DP', 'C1 DP', 'M1 OS', 'M2 OS'];
    expect(fitting(texts, 1_000)).toBe(6);
    expect(fitting(texts, 130)).toBe(2);
    expect(fitting(texts, 0)).toBe(1);
    expect(fitting([], 0)).toBe(0);
    for (let width = 0; width < 400; width += 7) {
      const count = fitting(texts, width);
      const used = texts.slice(0, count).reduce((sum, text) => sum + text.length * 8 + 7, 0) + (count < texts.length ? 28 : 0);
      expect(count === 1 || used <= width).toBe(true);
    }
  });
});

describe('a view', () => {
  it('is read from whatever was kept, field by field', () => {
    for (const wrong of [undefined, null, 3, 'x', [], { columns: 'all', sort: 7, filter: [], group: {} }, { columns: [], filter: { owner: 'root', priorities: ['9'], kinds: [1] } }]) {
      expect(readView('pending', wrong)).toEqual(initial('pending'));
    }
    const kept = { columns: ['number', 'gone', 'number', 'priority'], sort: 'oldest', filter: { text: 'x'.repeat(200), priorities: ['E', 'Z'], owner: 'me' }, later: 1 };
    const view = readView('active', kept);
    expect(view.columns).toEqual(['number', 'priority']);
    expect([view.sort, view.filter.priorities, view.filter.owner, view.filter.text.length]).toEqual(['oldest', ['E'], 'me', 80]);
    expect(readView('units', { sort: 'oldest' }).sort).toBe('call_sign');
  });

  it('moves, hides and shows columns, never the last one', () => {
    expect(moved(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
    expect(toggled(['a'], 'a')).toEqual(['a']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(flipped(['a'], 'a')).toEqual([]);
    for (const name of ['open', 'units', 'timers'] as const) expect(known(columnsOf(name), initial(name).columns)).toHaveLength(initial(name).columns.length);
  });
});

describe('a board', () => {
  it('holds every open incident in exactly one of pending and active', () => {
    const open = about('open', incidents);
    expect([...about('pending', incidents), ...about('active', incidents)].map((row) => row.id).sort()).toEqual(open.map((row) => row.id).sort());
    expect(about('closed', incidents).every((row) => row.state === 'closed')).toBe(true);
    expect(about('pending', [incident({ state: 'new', units: [] })])).toHaveLength(1);
    expect(about('pending', [incident({ state: 'closed', units: [] })])).toHaveLength(0);
  });

  it('filters by words without accents, priority, service and owner', () => {
    const row = incident({ type_code: 'STRUCT', priority: 'E', what: 'Smoke, Hämeentie', work: { ...incident({}).work, owner: 'ben' } });
    const lets = (part: object) => letsIncident({ ...NO_FILTER, ...part }, row, reader);
    expect(lets({})).toBe(true);
    expect(lets({ text: 'hameentie STRUCTURE' })).toBe(true);
    expect(lets({ text: 'hameentie water' })).toBe(false);
    expect([lets({ priorities: ['E'] }), lets({ priorities: ['1', '2'] })]).toEqual([true, false]);
    expect([lets({ services: ['fire'] }), lets({ services: ['ems'] })]).toEqual([true, false]);
    expect([lets({ owner: 'me' }), lets({ owner: 'mine' })]).toEqual([false, false]);
    const nobodys = incident({ type_code: 'ODD', work: { ...incident({}).work, owner: null } });
    expect(letsIncident({ ...NO_FILTER, owner: 'mine' }, nobodys, reader)).toBe(true);
    expect(letsIncident({ ...NO_FILTER, owner: 'me' }, nobodys, reader)).toBe(false);
    expect(letsIncident({ ...NO_FILTER, services: ['ems'] }, nobodys, reader), 'an unknown type may be anything').toBe(true);
    expect(isOpen(NO_FILTER)).toBe(true);
    expect(isOpen({ ...NO_FILTER, stations: ['Kallio'] })).toBe(false);
  });

  it('sorts without losing a row', () => {
    for (const sort of ['urgency', 'oldest', 'newest', 'state', 'type', 'place', 'constructor']) {
      expect(sortedIncidents(incidents, sort).map((row) => row.id).sort()).toEqual(incidents.map((row) => row.id).sort());
    }
    const old = sortedIncidents(incidents.filter((row) => row.closed_ms === null), 'oldest');
    expect(old.every((row, index) => index === 0 || row.opened_ms >= old[index - 1]!.opened_ms)).toBe(true);
  });

  it('groups units with heads that count them', () => {
    const items = grouped(units, { group: 'type', sort: 'call_sign' }, []);
    const heads = items.filter((item) => item.kind === 'head');
    expect(heads.reduce((sum, head) => sum + head.total, 0)).toBe(units.length);
    expect(items.filter((item) => item.kind === 'unit').map((item) => item.id).sort()).toEqual(units.map((it) => it.id).sort());
    for (const head of heads) {
      const of = units.filter((it) => it.type === head.name);
      expect([head.available, head.committed]).toEqual(['available', 'committed'].map((word) => of.filter((it) => it.availability === word).length));
    }
    const [first] = heads;
    const folded = grouped(units, { group: 'type', sort: 'state' }, [first!.name]);
    expect(folded.filter((item) => item.kind === 'unit')).toHaveLength(units.length - first!.total);
    expect(grouped(units, { group: 'none', sort: 'call_sign' }, []).every((item) => item.kind === 'unit')).toBe(true);
    expect(letsUnit({ ...NO_FILTER, free: true }, unit({ availability: 'committed' }), String)).toBe(false);
    expect(letsUnit({ ...NO_FILTER, stations: ['Kallio'] }, unit({ station: 'Kallio' }), String)).toBe(true);
  });
});

describe('limits', () => {
  const crew = { ...unit({}).crew, warn_ms: null, alert_ms: null, welfare: null, request: null };
  const at = (id: string, part: object) => unit({ id, call_sign: id, crew: { ...crew, ...part } });
  const list = [
    at('E1', { warn_ms: NOW - 1, alert_ms: NOW + 300_000 }),
    at('E2', { alert_ms: NOW - 60_000, warn_ms: NOW - 120_000 }),
    at('E3', { welfare: { minutes: 10, due_ms: NOW + 600_000, fired_ms: null } }),
    at('E4', { welfare: { minutes: 10, due_ms: NOW + 1, fired_ms: NOW - 5_000 } }),
    at('E5', { request: { what: 'speak', since_ms: NOW - 30_000 } }),
    at('E6', {}),
  ];
  const roll = { called_ms: NOW, answer_by_ms: NOW + 30_000, benchmark: '', complete: false, units: [{ unit: 'E1', call_sign: 'E1', ok: null, at_ms: null, by: null }, { unit: 'E2', call_sign: 'E2', ok: true, at_ms: NOW, by: 'x' }] };
  const rows = [
    incident({ id: 'a', number: '1', state: 'on_scene', par: { every_min: 20, benchmark: 'all clear', due_ms: NOW + 900_000, rounds: 1, roll: null } }),
    incident({ id: 'b', number: '2', state: 'on_scene', par: { every_min: 20, benchmark: '', due_ms: NOW + 900_000, rounds: 1, roll } }),
    incident({ id: 'c', number: '3', state: 'closed', par: { every_min: 20, benchmark: '', due_ms: NOW, rounds: 1, roll } }),
    incident({ id: 'd', number: '4', state: 'new', work: { ...incident({}).work, next_due_ms: NOW - 1 } }),
  ];

  it('stand soonest first, passed ones before, each with its state; closed incidents have none', () => {
    const found = timers(list, rows, NOW);
    expect(found.map((it) => [it.id, it.state])).toEqual([
      ['status/E2', 'over'], ['request/E5', 'over'], ['welfare/E4', 'over'], ['task/d', 'over'], ['roll/b', 'soon'], ['status/E1', 'soon'], ['welfare/E3', 'running'], ['par/a', 'running'],
    ]);
    expect(found.find((it) => it.kind === 'roll')?.about, 'who has not answered').toBe('E1');
    expect(timers([], [], NOW)).toEqual([]);
  });

  it('are told in minutes and seconds, both ways', () => {
    expect([span(0), span(59_999), span(-61_000), span(3_723_000)]).toEqual(['0:00', '0:59', '1:01', '1:02:03']);
  });
});
