// How a person looks at a board: which columns, which order, which rows. Read from what was kept, whatever that is: what fits
// is taken, the rest is as at first. Pure.
import type { IncidentRow, UnitRow } from '../gen/wire';
import { byAvailability, byName, byUrgency, PRIORITIES } from '../board/order';
import { INCIDENT_COLUMNS, TIMER_COLUMNS, UNIT_COLUMNS, type Column } from './columns';

/** The boards with a name of their own. */
export const BOARDS = ['open', 'pending', 'active', 'timers', 'closed'] as const;
export type BoardName = (typeof BOARDS)[number];
export type ViewName = BoardName | 'units';

/** Whose incidents: everybody's, mine, or mine and those nobody answers for. */
export const OWNERS = ['all', 'me', 'mine'] as const;
export type Owner = (typeof OWNERS)[number];
/** Groups of types, by the service that leads them. */
export const SERVICES = ['fire', 'ems', 'police', 'traffic', 'utility'] as const;
export const INCIDENT_SORTS = ['urgency', 'oldest', 'newest', 'state', 'type', 'place'] as const;
export const UNIT_SORTS = ['call_sign', 'availability', 'state'] as const;
export const GROUPS = ['type', 'station', 'none'] as const;
export const TIMER_KINDS = ['status', 'welfare', 'roll', 'par', 'task', 'request'] as const;

/** What a board leaves out. Empty lists leave nothing out. */
export interface Filter {
  text: string;
  services: string[];
  priorities: string[];
  owner: Owner;
  /** Of units: their type; of limits: their kind. */
  kinds: string[];
  stations: string[];
  /** Only units that can be sent. */
  free: boolean;
}

/** How one board is looked at. */
export interface View {
  columns: string[];
  sort: string;
  group: (typeof GROUPS)[number];
  filter: Filter;
}

export const NO_FILTER: Filter = { text: '', services: [], priorities: [], owner: 'all', kinds: [], stations: [], free: false };
const LONGEST_TEXT = 80;
const MOST_CHOSEN = 40;

const TWO_LINES = ['priority', 'number', 'type', 'state', 'place', 'what', 'units', 'marks'];

/** The columns a board can show. */
export const columnsOf = (name: ViewName): readonly Column[] => (name === 'units' ? UNIT_COLUMNS : name === 'timers' ? TIMER_COLUMNS : INCIDENT_COLUMNS);
/** The orders a board can have; limits stand soonest first, whatever happens. */
export const sortsOf = (name: ViewName): readonly string[] => (name === 'units' ? UNIT_SORTS : name === 'timers' ? ['soonest'] : name === 'closed' ? ['newest', 'oldest', 'type', 'place'] : INCIDENT_SORTS);

/** A board as it is before anybody changed it. */
export function initial(name: ViewName): View {
  const columns = name === 'units' ? ['unit', 'status', 'where', 'next'] : name === 'timers' ? TIMER_COLUMNS.map((it) => it.id) : TWO_LINES;
  return { columns: [...columns], sort: sortsOf(name)[0] as string, group: 'type', filter: { ...NO_FILTER } };
}

/** A view from what was kept. */
export function readView(name: ViewName, kept: unknown): View {
  const first = initial(name);
  const it = object(kept);
  const filter = object(it.filter);
  const columns = strings(it.columns).filter((id) => columnsOf(name).some((column) => column.id === id));
  return {
    columns: columns.length > 0 ? columns : first.columns,
    sort: one(sortsOf(name), it.sort, first.sort),
    group: one(GROUPS, it.group, first.group),
    filter: {
      text: typeof filter.text === 'string' ? filter.text.slice(0, LONGEST_TEXT) : '',
      services: strings(filter.services).filter((id) => SERVICES.some((known) => known === id)),
      priorities: strings(filter.priorities).filter((id) => PRIORITIES.some((known) => known === id)),
      owner: one(OWNERS, filter.owner, 'all'),
      kinds: strings(filter.kinds),
      stations: strings(filter.stations),
      free: filter.free === true,
    },
  };
}

const object = (it: unknown): Record<string, unknown> => (typeof it === 'object' && it !== null && !Array.isArray(it) ? (it as Record<string, unknown>) : {});
const strings = (it: unknown): string[] => (Array.isArray(it) ? [...new Set(it.filter((one): one is string => typeof one === 'string' && one.length <= LONGEST_TEXT))].slice(0, MOST_CHOSEN) : []);
const one = <T extends string>(all: readonly T[], it: unknown, otherwise: T): T => all.find((known) => known === it) ?? otherwise;

/** True when the filter leaves nothing out. */
export const isOpen = (filter: Filter): boolean =>
  filter.text.trim() === '' && filter.owner === 'all' && !filter.free && [filter.services, filter.priorities, filter.kinds, filter.stations].every((list) => list.length === 0);

/** Moves a column one place to the front (`-1`) or to the back (`1`). */
export function moved(columns: readonly string[], id: string, step: -1 | 1): string[] {
  const at = columns.indexOf(id);
  const to = at + step;
  if (at < 0 || to < 0 || to >= columns.length) return [...columns];
  const next = [...columns];
  [next[at], next[to]] = [next[to] as string, next[at] as string];
  return next;
}

/** Shows a column, at the end, or hides it; the last one stays. */
export function toggled(columns: readonly string[], id: string): string[] {
  if (!columns.includes(id)) return [...columns, id];
  return columns.length > 1 ? columns.filter((other) => other !== id) : [...columns];
}

/** Takes a value into a list, or out of it. */
export const flipped = (list: readonly string[], id: string): string[] => (list.includes(id) ? list.filter((other) => other !== id) : [...list, id]);

/** What a filter asks about a row: its reader, and the words of codes. */
export interface Reader {
  user: string;
  serviceOf: (type: string) => string | null;
  typeWords: (type: string) => string;
}

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const has = (words: string, asked: string): boolean => {
  const text = folded(words);
  return folded(asked).split(/\s+/).every((word) => text.includes(word));
};

/** Whether an open incident waits for its first unit. */
export const waits = (row: IncidentRow): boolean => row.state !== 'closed' && row.units.length === 0;

/** The incidents a board is about, before any filter. */
export function about(name: BoardName, rows: readonly IncidentRow[]): readonly IncidentRow[] {
  switch (name) {
    case 'pending':
      return rows.filter(waits);
    case 'active':
      return rows.filter((row) => row.state !== 'closed' && row.units.length > 0);
    case 'closed':
      return rows.filter((row) => row.state === 'closed');
    case 'timers':
      return [];
    default:
      return rows.filter((row) => row.state !== 'closed');
  }
}

/** Whether a filter lets an incident through. */
export function letsIncident(filter: Filter, row: IncidentRow, reader: Reader): boolean {
  const { owner } = row.work;
  if (filter.owner === 'me' && owner !== reader.user) return false;
  if (filter.owner === 'mine' && owner !== null && owner !== reader.user) return false;
  if (filter.priorities.length > 0 && !filter.priorities.includes(row.priority)) return false;
  // A type that no service is known for belongs to none of the groups, and is never left out by them: it may be anything.
  const service = reader.serviceOf(row.type_code);
  if (filter.services.length > 0 && service !== null && !filter.services.includes(service)) return false;
  if (filter.text.trim() === '') return true;
  const units = row.units.map((unit) => `${unit.unit} ${unit.call_sign}`).join(' ');
  return has(`${row.number} ${row.type_code} ${reader.typeWords(row.type_code)} ${row.place?.label ?? ''} ${row.what} ${owner ?? ''} ${units}`, filter.text.trim());
}

/** Whether a filter lets a unit through. */
export function letsUnit(filter: Filter, unit: UnitRow, typeWords: (type: string) => string): boolean {
  if (filter.free && unit.availability !== 'available') return false;
  if (filter.kinds.length > 0 && !filter.kinds.includes(unit.type)) return false;
  if (filter.stations.length > 0 && !filter.stations.includes(unit.station)) return false;
  const text = filter.text.trim();
  return text === '' || has(`${unit.id} ${unit.call_sign} ${unit.type} ${typeWords(unit.type)} ${unit.station} ${unit.status} ${unit.incident_number ?? ''}`, text);
}

/** Incidents in an order; those alike keep the order of urgency. */
export function sortedIncidents(rows: readonly IncidentRow[], sort: string): readonly IncidentRow[] {
  const orders: Record<string, (a: IncidentRow, b: IncidentRow) => number> = {
    oldest: (a, b) => when(a) - when(b),
    newest: (a, b) => when(b) - when(a),
    state: (a, b) => a.state_since_ms - b.state_since_ms,
    type: (a, b) => byName(a.type_code, b.type_code),
    place: (a, b) => byName(a.place?.label ?? '\uffff', b.place?.label ?? '\uffff'),
  };
  const order = Object.hasOwn(orders, sort) ? orders[sort] : undefined;
  return order ? [...rows].sort((a, b) => order(a, b) || byUrgency(a, b)) : rows;
}
const when = (row: IncidentRow): number => row.closed_ms ?? row.opened_ms;

/** A line of the unit board: a unit, or the head of a group with what can be asked of it. */
export type UnitItem = { kind: 'unit'; id: string; unit: UnitRow } | Head;
export interface Head {
  kind: 'head';
  id: string;
  /** The type or station; empty when a unit has none. */
  name: string;
  available: number;
  committed: number;
  total: number;
  folded: boolean;
}

const ORDERS: Record<string, (a: UnitRow, b: UnitRow) => number> = {
  availability: byAvailability,
  state: (a, b) => a.status_since_ms - b.status_since_ms || byName(a.id, b.id),
};

/** Units in groups with their heads, in the order asked for; `closed` names the groups that are folded away. */
export function grouped(units: readonly UnitRow[], view: Pick<View, 'group' | 'sort'>, closed: readonly string[]): UnitItem[] {
  // Units come by type and call sign; that order is kept unless another is asked for.
  const order = Object.hasOwn(ORDERS, view.sort) ? ORDERS[view.sort] : undefined;
  const item = (unit: UnitRow): UnitItem => ({ kind: 'unit', id: unit.id, unit });
  const inOrder = (rows: readonly UnitRow[]) => (order ? [...rows].sort(order) : rows);
  if (view.group === 'none') return inOrder(units).map(item);
  const groups = new Map<string, UnitRow[]>();
  for (const unit of units) {
    const name = view.group === 'station' ? unit.station : unit.type;
    const rows = groups.get(name);
    if (rows) rows.push(unit);
    else groups.set(name, [unit]);
  }
  return [...groups].sort(([a], [b]) => byName(a, b)).flatMap(([name, rows]) => {
    const count = (availability: string) => rows.filter((unit) => unit.availability === availability).length;
    const head: Head = { kind: 'head', id: `head/${view.group}/${name}`, name, available: count('available'), committed: count('committed'), total: rows.length, folded: closed.includes(name) };
    return [head, ...(head.folded ? [] : inOrder(rows).map(item))];
  });
}
