// What stands under the pointer, in one line: enough to tell it without selecting it.
import { board } from '../board';
import { phase } from '../closures/phase';
import { age, coded, inLanguage, stamp, t, tr } from '../i18n';
import type { Hit } from './features';

/** The thing, its state and since when; empty when the board no longer has it. */
export function described(hit: Hit, nowMs: number): string {
  switch (hit.kind) {
    case 'incident': {
      const row = board.incident(hit.id);
      if (!row) return '';
      const state = `${coded('incident_state', row.state)} ${age(row.state_since_ms, nowMs)}`;
      return [row.number, coded('type', row.type_code), row.priority, state].join(' · ');
    }
    case 'unit': {
      const row = board.unit(hit.id);
      const heard = board.positions.get(hit.id);
      if (!row) return '';
      const state = `${row.status} ${coded('status', row.status)} ${age(row.status_since_ms, nowMs)}`;
      const position = heard ? t('watch.heard', { age: age(heard.at_ms, nowMs) }) : t('watch.position_unknown');
      return [row.id === row.call_sign ? row.id : `${row.id} ${row.call_sign}`, state, row.status_reason ?? '', position].filter(Boolean).join(' · ');
    }
    case 'warning': {
      const row = board.warning(hit.id);
      if (!row) return '';
      const real = row.status === 'Actual' ? '' : coded('cap_status', row.status);
      const state = `${coded('warning_state', row.state)} ${age(row.state_since_ms, nowMs)}`;
      return [real, coded('severity', row.severity), inLanguage(row.event), state, tr(row.state_why)].filter(Boolean).join(' · ');
    }
    case 'closure': {
      const row = board.closure(hit.id);
      if (!row) return '';
      const until = row.until_ms === null ? t('closure.until_lifted') : t('closure.until', { at: stamp(row.until_ms) });
      return [coded('closure_phase', phase(row, nowMs)), row.reason, until, row.emergency_may_pass ? t('closure.may_pass') : ''].filter(Boolean).join(' · ');
    }
    case 'camera': {
      const row = board.camera(hit.id);
      return row ? [row.name, tr(`camera_state.${row.state}`, {}, row.state), tr(row.state_why)].join(' · ') : '';
    }
  }
}
