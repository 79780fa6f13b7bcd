import { beforeEach, describe, expect, it, vi } from 'vitest';
import { board, clockTick } from '../../src/lib/board';
import { setHost } from '../../src/lib/host';
import { MockHost } from '../mock/host';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
let host: MockHost;

beforeEach(async () => {
  host = new MockHost(() => NOW);
  setHost(host);
  await board.connect();
});

describe('the board', () => {
  it('takes a snapshot and orders it by urgency', () => {
    expect(board.link).toBe('live');
    expect(board.openIncidents.map((row) => row.priority)).toEqual(['E', 'E', 'E', '1', '1', '1', '2', '2', '3']);
    const [first, second] = board.openIncidents.filter((row) => row.priority === '2');
    expect(first!.opened_ms).toBeLessThan(second!.opened_ms);
    expect(board.units.map((unit) => unit.call_sign).slice(8, 11)).toEqual(['A9', 'A10', 'A11']);
    expect(board.alarms.map((row) => row.severity)).toEqual(['Extreme', 'Severe']);
    expect(board.positions.get('E1')).toBeDefined();
  });

  it('replaces only the rows a patch names, and tells who listens', () => {
    const heard: string[] = [];
    const stops = (['incidents', 'units', 'positions', 'warnings'] as const).map((topic) => board.on(topic, () => heard.push(topic)));
    const others = board.units.filter((unit) => unit.id !== 'E1');
    const unit = { ...host.board.units.find((it) => it.id === 'E1')!, status: 'CL', position: null };
    host.patch({ units: [unit] });
    expect(board.unit('E1')?.status).toBe('CL');
    expect(board.units.filter((it) => it.id !== 'E1').every((it, index) => it === others[index])).toBe(true);
    host.move({ unit: 'E2', lon: 25, lat: 60, at_ms: NOW });
    expect(heard).toEqual(['units', 'positions']);
    expect(board.positions.get('E2')?.lon).toBe(25);
    stops.forEach((stop) => stop());
    host.patch({ units: [unit] });
    expect(heard).toHaveLength(2);
  });

  it('drops incidents and feeds that left, counts what was missed', () => {
    host.patch({ gone_incidents: ['inc-8'], gone_feeds: ['coast'], dropped: 3 });
    expect(board.incident('inc-8')).toBeUndefined();
    expect(board.feeds.map((feed) => feed.id)).toEqual(['drill']);
    expect(board.dropped).toBeGreaterThanOrEqual(3);
  });

  it('subscribes again after a gap and does not use the patch that showed it', async () => {
    const subscribe = vi.spyOn(host, 'subscribe');
    board.receive({ kind: 'patch', prev: 900, n: 901, seq: 1, now_ms: NOW, incidents: [], gone_incidents: ['inc-0'], units: [], warnings: [], cameras: [], feeds: [], gone_feeds: [], closures: null, sites: null, resources: false, radio: false, area: null, layers: null, status: null, log: [], dropped: 0 });
    expect(board.incident('inc-0')).toBeDefined();
    await vi.waitFor(() => expect(subscribe).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => expect(board.link).toBe('live'));
    host.patch({ gone_incidents: ['inc-1'] });
    expect(board.incident('inc-1')).toBeUndefined();
  });

  it('says that it is not updated when the subscription fails', async () => {
    vi.spyOn(host, 'subscribe').mockRejectedValue(new Error('gone'));
    await expect(board.connect()).rejects.toMatchObject({ code: 'internal' });
    expect(board.link).toBe('lost');
  });

  it('runs its clock by the host, stands still in a paused drill', () => {
    host.patch({ now_ms: NOW + 500_000, status: { ...host.board.status, drill: { paused: true, speed: 10, clock_ms: NOW, seed: 1 } } });
    expect(board.nowMs).toBe(NOW + 500_000);
    expect(clockTick.exact()).toBe(NOW + 500_000);
  });

  it('asks for a place, once at a time', async () => {
    const first = board.startPick('one');
    const second = board.startPick('two');
    await expect(first).resolves.toBeNull();
    expect(board.pickMode?.label).toBe('two');
    board.pick(24.94, 60.17, 'here');
    await expect(second).resolves.toEqual({ lon: 24.94, lat: 60.17, label: 'here' });
    expect(board.pickMode).toBeNull();
  });

  it('finds the incident of a selected unit', () => {
    board.select('unit', 'E1');
    expect(board.selectedIncident).toBe('inc-0');
    board.clearSelection();
    expect(board.selectedIncident).toBeNull();
  });
});
