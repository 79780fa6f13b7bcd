// Rows with the fewest facts, for tests that change one of them.
import { noStaff } from '../mock/staff';
import { noCommand, noMark } from '../mock/work';
import { Positions } from '../../src/lib/board/positions';
import type { CameraRow, IncidentRow, PositionView, UnitRow, WarningRow } from '../../src/lib/gen/wire';

export const warning = (of: Partial<WarningRow>): WarningRow => ({
  key: 'w', sender: 's', identifier: 'i', sent_ms: 0, status: 'Actual', msg_type: 'Alert', state: 'in_force', state_since_ms: 0,
  state_why: 'warning.why.in_force', severity: 'Severe', urgency: 'Immediate', certainty: 'Observed', event: { en: 'Flood' },
  headline: {}, areas: ['Harbour'], effective_ms: 0, onset_ms: null, expires_ms: null, ends_ms: null, source: 'feed',
  first_seen_ms: 0, last_seen_ms: 0, flags: [], alarm: true, shelved: null, acknowledged: null, notified: null, placed: true, bbox: null,
  rings: [[[0, 0], [4, 0], [4, 4], [0, 0]]], vertices: 4, ...of,
});

const handles: string[] = [];
/** A unit's handle, the same for the same id. */
export function handleOf(id: string): number {
  if (!handles.includes(id)) handles.push(id);
  return handles.indexOf(id);
}

/** Positions by unit id. */
export function heard(fixes: Record<string, PositionView>): Positions {
  const positions = new Positions();
  for (const [id, position] of Object.entries(fixes)) positions.learn(unit({ id, position }));
  return positions;
}

export const unit = (of: Partial<UnitRow>): UnitRow => ({
  handle: of.handle ?? handleOf(of.id ?? 'u'),
  id: 'u', call_sign: 'E1', type: 'engine', station: '', status: 'ER', status_since_ms: 0, status_by: '', status_reason: null,
  availability: 'committed', incident: null, incident_number: null, next_status: null, position: null,
  site: null, crew: { code: null, warn_ms: null, alert_ms: null, shelved: null, emergency: null, welfare: null, request: null, heard: null, relief: null }, staff: noStaff(), ...of,
});

export const incident = (of: Partial<IncidentRow>): IncidentRow => ({
  id: 'i', number: '2026-00041', type_code: 'STRUCT', priority: '1', state: 'new', state_since_ms: 0, opened_ms: 0,
  place: { lon: 1, lat: 2, label: '' }, what: '', units: [], notes: 0, closed_ms: null, disposition: null, reopened: 0, calls: 0, merged_into: null,
  kept: 'saved_here', version: 1, par: null, work: noMark(), command: noCommand(), level: 1, stacked_on: [], paper: null, ...of,
});

export const camera = (of: Partial<CameraRow>): CameraRow => ({
  id: 'c', name: 'Corner', lon: 1, lat: 2, azimuth_deg: null, hfov_deg: null, range_m: null, source: 'osm', state: 'unknown',
  state_why: 'camera.why.not_checked', has_stream: false, cone: [], ...of,
});
