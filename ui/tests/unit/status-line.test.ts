import { expect, it } from 'vitest';
import { statusLine } from '../../src/desks/dispatch/status';

it('teaches for each state a line that the command line takes', () => {
  const unit = { id: 'E1' };
  const line = (status: string, reason = '', destination = '') => statusLine(unit, status, reason, destination);
  expect(['AK', 'ER', 'SG', 'OS', 'WK', 'AQ'].map((status) => line(status))).toEqual(['ak E1', 'en E1', 'st E1', 'os E1', 'wk E1', 'f E1']);
  // AR, CL, BM and OFF have no verb: `cl` closes incidents and `off` ends a crew.
  expect(['AR', 'CL', 'BM', 'OFF'].map((status) => line(status))).toEqual(['s E1 AR', 's E1 CL', 's E1 BM', 's E1 OFF']);
  expect([line('OOS'), line('OOS', ' pump '), line('TR'), line('TR', 'x', 'Meilahti')]).toEqual(['oos E1 …', 'oos E1 pump', 'tr E1 …', 'tr E1 Meilahti']);
});
