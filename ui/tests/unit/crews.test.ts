// Crews in the window: who rides stands on the unit with its age, a crew logs on by what is typed, the roster names the late
// ones, a waiting incident is moved and sent, and taking busy units says first what they give up.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { lastClock, people } from '../../src/desks/dispatch/crews';
import { board } from '../../src/lib/board';
import { locale } from '../../src/lib/i18n';
import type { UnitRow } from '../../src/lib/gen/wire';
import { noStaff } from '../mock/staff';
import { type Console, open } from './app';

let app: Console;
const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;
const at = Date.UTC(2026, 10, 23, 0, 30);

function change(id: string, part: Partial<UnitRow>): void {
  const row = app.host.board.units.find((it) => it.id === id)!;
  Object.assign(row, part);
  app.host.patch({ units: [row] });
  flushSync();
}

async function shown(id: string): Promise<void> {
  board.select('unit', id);
  flushSync();
  await vi.waitFor(() => app.at('unit-panel'));
}

const fold = (test: string) => app.at(test).closest('details')!;

const held = (incident: string, number: string) => ({ incident, number, type_code: 'ALARM', priority: '2', since_ms: Date.now() - 60_000, by: 'anna', offered_ms: null });

describe('what is typed', () => {
  it('names people, or counts them', () => {
    expect(people('4')).toHaveLength(4);
    expect(people('Berg/officer/als+pump; Koski')).toEqual([{ name: 'Berg', role: 'officer', skills: ['als', 'pump'] }, { name: 'Koski', role: '', skills: [] }]);
    expect(people('张三／班长／急救＋泵浦；李四')).toEqual([{ name: '张三', role: '班长', skills: ['急救', '泵浦'] }, { name: '李四', role: '', skills: [] }]);
    expect(people('  ')).toEqual([]);
  });

  it('means the last time the clock showed it, also before midnight', () => {
    expect(lastClock('00:10', at, 'UTC')).toBe(at - 20 * 60_000);
    expect(lastClock('23:55', at, 'UTC')).toBe(at - 35 * 60_000);
    expect(lastClock('2355', at, 'Asia/Kathmandu')).toBe(Date.UTC(2026, 10, 22, 18, 10));
    expect(lastClock('24:10', at, 'UTC')).toBeUndefined();
    expect(lastClock('soon', at, 'UTC')).toBeUndefined();
  });
});

describe('the console', () => {
  afterEach(async () => {
    locale.current === 'zh' && locale.set('en');
    await app.close();
  });

  it('says who rides, with its age, and logs a crew on and off', async () => {
    app = await open('dispatch');
    await shown('E6');
    expect(app.at('unit-crew').textContent, 'unknown, not absent').toContain('not known');
    expect((app.at('log-on') as HTMLButtonElement).disabled).toBe(true);
    expect(app.at('log-on').textContent, 'no count of nobody').not.toContain('0');
    app.type('crew-people', 'Berg/officer/als; Koski');
    app.at('log-on').click();
    const members = [{ name: 'Berg', role: 'officer', skills: ['als'] }, { name: 'Koski', role: '', skills: [] }];
    await vi.waitFor(() => expect(last('log_on')).toEqual({ unit: 'E6', members, vehicle: null, until_ms: null }));
    const hour = 3_600_000;
    change('E6', { staff: noStaff({ crew: 'on', since_ms: Date.now() - 13.5 * hour, by: 'anna', strength: 4, skills: ['als'], tired_ms: Date.now() - hour }) });
    expect(app.at('crew-strength').textContent).toBe('4 people');
    expect(app.at('crew-tired').textContent).toContain('short of rest');
    expect(app.at('unit-crew').textContent).toContain('13h');
    expect((app.at('log-off') as HTMLButtonElement).disabled, 'going home has a reason').toBe(true);
    app.type('log-off-reason', 'end of shift');
    app.at('log-off').click();
    await vi.waitFor(() => expect(last('log_off')).toEqual({ unit: 'E6', reason: 'end of shift', leave: false }));
    change('E6', { staff: noStaff({ crew_elsewhere: 'L1' }) });
    expect(app.at('crew-elsewhere').textContent).toContain('crew is out with L1');
    locale.set('zh');
    flushSync();
    expect(app.at('crew-elsewhere').textContent).toContain('人员随 L1 出动');
  });

  it('shows what waits, moves it up, and sends the unit there when it is free', async () => {
    app = await open('dispatch');
    await shown('E1');
    change('E1', { staff: noStaff({ stack: [held('inc-3', '26-326-044'), held('inc-6', '26-326-047')] }) });
    expect(app.at('unit-stack').textContent).toContain('26-326-044');
    app.at('stack-up').click();
    await vi.waitFor(() => expect(last('stack_incident')).toEqual({ unit: 'E1', incident: 'inc-6', place: 1 }));
    change('E1', { incident: null, incident_number: null, status: 'CL', availability: 'conditional', staff: noStaff({ stack: [{ ...held('inc-3', '26-326-044'), offered_ms: Date.now() }] }) });
    expect(app.at('unit-stack').textContent).toContain('unit is free');
    app.at('stack-send').click();
    await vi.waitFor(() => expect(last('assign_units')).toEqual({ incident: 'inc-3', units: ['E1'], divert: false, shown: null }));
  });

  it('says what busy units give up before they are taken, and lets an incident wait instead', async () => {
    app = await open('dispatch');
    change('D1', { staff: noStaff({ stack: [held('inc-6', '26-326-047')] }) });
    board.select('incident', 'inc-3');
    flushSync();
    const row = app.root.querySelector<HTMLElement>('[data-test="unit-row"][data-id="D1"] .mark') ?? app.root.querySelector<HTMLElement>('.units .mark')!;
    row.click();
    flushSync();
    const marked = app.at('abandons').textContent!;
    expect(marked).toMatch(/leaves 26-326-04\d/);
    app.at('stack-marked').click();
    await vi.waitFor(() => expect(last('stack_incident')).toMatchObject({ incident: 'inc-3', place: null }));
  });

  it('enters a forgotten step and has another unit take over, each with its typed line', async () => {
    app = await open('dispatch');
    await shown('E1');
    app.type('late-time', '00:01');
    app.type('late-reason', 'radio was down');
    app.at('late').click();
    await vi.waitFor(() => expect(last('late_status')).toMatchObject({ unit: 'E1', status: 'OS', reason: 'radio was down', destination: null }));
    expect(last('late_status').at_ms as number).toBeLessThanOrEqual(Date.now());
    expect((app.at('swap') as HTMLButtonElement).disabled).toBe(true);
    expect(app.at('swap').title).toContain('swap E1');
  });

  it('folds away what is seldom done, never what is half typed, and never gives it to another unit', async () => {
    app = await open('dispatch');
    await shown('E1');
    expect([fold('crew-change').open, fold('unit-more').open]).toEqual([false, false]);
    app.type('crew-people', 'Berg');
    app.type('late-reason', 'radio');
    app.type('unit-destination', 'Meilahti');
    await vi.waitFor(() => expect([fold('crew-change').open, fold('unit-more').open]).toEqual([true, true]));
    fold('crew-change').open = false;
    fold('crew-change').dispatchEvent(new Event('toggle'));
    flushSync();
    await vi.waitFor(() => expect(fold('crew-change').open, 'Berg is in it').toBe(true));
    await shown('E6');
    const said = (test: string) => (app.at(test) as HTMLInputElement).value;
    expect([said('crew-people'), said('unit-destination')], 'nobody typed this for E6').toEqual(['', '']);
    await shown('E1');
    expect([said('crew-people'), said('late-reason'), said('unit-destination')]).toEqual(['Berg', 'radio', 'Meilahti']);
  });

  it('opens the roster: late ones by name, logged on as planned by one key', async () => {
    app = await open('dispatch');
    const berg = { name: 'Berg', role: 'officer', skills: [] };
    const line = { call_sign: 'E6', station: 'Kallio', since_ms: Date.now() - 600_000, from_ms: Date.now() - 600_000, to_ms: Date.now() + 3_600_000, before_still_on: false };
    app.host.roster = [
      { ...line, unit: 'E6', standing: 'late', planned: [berg], on: [], missing: [] },
      { ...line, unit: 'E7', standing: 'on', planned: [berg], on: [{ ...berg, name: 'Saari' }], missing: ['Berg'] },
    ];
    app.at('open-roster').click();
    await vi.waitFor(() => app.at('roster-row'));
    expect(app.at('roster-late').textContent).toContain('1 late');
    expect(app.at('roster-row').textContent).toContain('Berg officer');
    expect(app.at('roster-missing').textContent).toContain('Berg');
    app.at('roster-log-on').click();
    await vi.waitFor(() => expect(last('log_on')).toEqual({ unit: 'E6', members: null, vehicle: null, until_ms: null }));
    app.at('roster-close').click();
    flushSync();
    expect(app.root.querySelector('[data-test="roster"]')).toBeNull();
  });
});
