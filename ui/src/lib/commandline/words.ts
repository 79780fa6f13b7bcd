// What a completion stands for, in the words of this window: the program gives codes.
import { board } from '../board';
import { placeOf, typeOf } from '../boards/words';
import type { Candidate } from '../gen/wire';
import { coded } from '../i18n';

/** Words beside a completion; empty when it says all itself. */
export function meaning({ insert, label }: Candidate): string {
  const number = insert.replace(/^@/, '');
  const incident = board.incidents.find((it) => it.number === number);
  if (incident) return `${typeOf(incident)} · ${placeOf(incident)}`;
  const unit = board.unit(insert);
  if (unit) return `${unit.status} ${coded('unit_type', unit.type)} · ${unit.incident_number ? `→ ${unit.incident_number}` : unit.station}`;
  const [group = '', ...code] = label.split('.');
  const words = code.length > 0 ? coded(group, code.join('.')) : label;
  return words === insert ? '' : words;
}
