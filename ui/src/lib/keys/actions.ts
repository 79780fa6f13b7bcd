// What a key can be given to: every action of the console with the key it has unless a person chose another. The function keys
// are those of docs/operator.md.
import type { Key } from '../i18n';

/** One action. */
export interface Action {
  id: string;
  /** As tinykeys writes it, one press. */
  keys: string;
  label: Key;
  /** The desk it is an action of; there it goes before one of the whole console with the same key. */
  on?: 'watch' | 'dispatch';
}

export const ACTIONS = [
  { id: 'help', keys: 'F1', label: 'key.help' },
  { id: 'intake', keys: 'F2', label: 'key.intake' },
  { id: 'ring', keys: 'Shift+F2', label: 'key.ring' },
  { id: 'history', keys: 'F3', label: 'key.search' },
  { id: 'units', keys: 'F4', label: 'key.units' },
  { id: 'recommend', keys: 'F5', label: 'key.recommend' },
  { id: 'closure', keys: 'F6', label: 'key.closure' },
  { id: 'status', keys: 'F7', label: 'key.status' },
  { id: 'note', keys: 'F8', label: 'key.note' },
  { id: 'map', keys: 'F9', label: 'key.map' },
  { id: 'commandline', keys: 'F10', label: 'key.commandline' },
  { id: 'wall', keys: 'F11', label: 'key.wall' },
  { id: 'emergency', keys: 'F12', label: 'key.emergency' },
  { id: 'line', keys: '/', label: 'key.commandline' },
  { id: 'board.open', keys: 'Alt+o', label: 'key.board.open' },
  { id: 'board.pending', keys: 'Alt+p', label: 'key.board.pending' },
  { id: 'board.active', keys: 'Alt+a', label: 'key.board.active' },
  { id: 'board.timers', keys: 'Alt+t', label: 'key.board.timers' },
  { id: 'board.closed', keys: 'Alt+c', label: 'key.board.closed' },
  { id: 'radio', keys: 'Alt+l', label: 'key.radio' },
  { id: 'board.view', keys: 'Alt+v', label: 'key.board.view', on: 'dispatch' },
  { id: 'board.print', keys: 'Control+p', label: 'key.board.print', on: 'dispatch' },
  { id: 'find', keys: 'Control+k', label: 'key.find' },
  { id: 'find.too', keys: 'Control+f', label: 'key.find' },
  { id: 'undo', keys: 'Control+z', label: 'key.undo' },
  { id: 'measure', keys: 'F5', label: 'key.measure', on: 'watch' },
  { id: 'print-map', keys: 'Control+p', label: 'key.print_map', on: 'watch' },
  { id: 'desk.watch', keys: 'Control+1', label: 'desk.watch' },
  { id: 'desk.dispatch', keys: 'Control+2', label: 'desk.dispatch' },
  { id: 'desk.warnings', keys: 'Control+3', label: 'desk.warnings' },
  { id: 'desk.cameras', keys: 'Control+4', label: 'desk.cameras' },
  { id: 'desk.review', keys: 'Control+5', label: 'desk.review' },
  { id: 'desk.settings', keys: 'Control+6', label: 'desk.settings' },
] as const satisfies readonly Action[];

export type ActionId = (typeof ACTIONS)[number]['id'];
/** A choice of keys by action. */
export type Chosen = Readonly<Partial<Record<ActionId, string>>>;

/** Keys that fields, lists, the desktop or the console itself need: for no action to take. */
const RESERVED = new Set([
  'Control+c', 'Control+v', 'Control+x', 'Control+a', 'Control+Enter', 'Control+Tab', 'Control+w', 'Control+q', 'Alt+F4', 'Alt+Tab', 'Alt+ArrowLeft', 'Alt+ArrowRight',
  // Digits with Alt give a status by its code, or attach a call.
  ...Array.from({ length: 10 }, (_, digit) => `Alt+${digit}`),
]);
const FUNCTION = /^(?:(?:Control|Alt|Shift)\+)*F(?:[1-9]|1[0-9]|2[0-4])$/;
const COMBINED = /^(?:Control\+)?(?:Alt\+)?(?:Shift\+)?[a-z0-9]$/;
const SIGN = /^[/.,;'[\]\\`=-]$/;

/** A key press as tinykeys writes it; `null` for what is no press of its own, such as Shift alone. */
export function written(event: KeyboardEvent): string | null {
  if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'Dead', 'Process', 'CapsLock', 'NumLock'].includes(event.key) || event.code.startsWith('Numpad')) return null;
  // With Shift or Alt a letter or digit may read as another sign; the key pressed is meant.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1];
  const key = letter && (event.shiftKey || event.altKey) ? letter.toLowerCase() : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const held = [event.ctrlKey && 'Control', event.altKey && 'Alt', event.shiftKey && (key.length > 1 || letter !== undefined) && 'Shift', event.metaKey && 'Meta'];
  return [...held.filter(Boolean), key].join('+');
}

/** Whether the key may be given to an action: a function key, Ctrl or Alt with a letter or digit, or a sign alone. */
export function usable(keys: string): boolean {
  if (RESERVED.has(keys)) return false;
  return FUNCTION.test(keys) || SIGN.test(keys) || (COMBINED.test(keys) && /^(?:Control|Alt)\+/.test(keys));
}

type Named = Action & { id: ActionId };
const ALL: readonly Named[] = ACTIONS;

/** The action of this id. */
export const actionOf = (id: ActionId): Named => ALL.find((it) => it.id === id) as Named;

/** The key of every action: as chosen, else as at first. Whoever's first key somebody chose for another action has none (''). */
export function keysOf(chosen: Chosen): Record<ActionId, string> {
  const taken = (of: Named) => ALL.some((it) => it.id !== of.id && it.on === of.on && chosen[it.id] === of.keys);
  return Object.fromEntries(ALL.map((it) => [it.id, chosen[it.id] ?? (taken(it) ? '' : it.keys)])) as Record<ActionId, string>;
}

/** A choice from what was kept: known actions with usable keys, each key once. */
export function readChosen(kept: unknown): Chosen {
  const rows = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  const chosen: Partial<Record<ActionId, string>> = {};
  const used = new Set<string>();
  for (const { id, keys, on } of ALL) {
    const wanted = Object.hasOwn(rows, id) ? rows[id] : undefined;
    if (typeof wanted !== 'string' || wanted === keys || used.has(`${on} ${wanted}`) || !usable(wanted)) continue;
    chosen[id] = wanted;
    used.add(`${on} ${wanted}`);
  }
  return chosen;
}

/** What giving `keys` to an action comes to. */
export type Given = { ok: true; chosen: Chosen } | { ok: false; why: 'reserved' } | { ok: false; why: 'taken'; by: ActionId };

/** Gives a key to an action, unless it is reserved or another action has it. */
export function give(chosen: Chosen, id: ActionId, keys: string): Given {
  const { keys: first, on } = actionOf(id);
  if (keys !== first && !usable(keys)) return { ok: false, why: 'reserved' };
  const now = keysOf(chosen);
  const by = ALL.find((it) => it.id !== id && it.on === on && now[it.id] === keys);
  if (by) return { ok: false, why: 'taken', by: by.id };
  const { [id]: _, ...others } = chosen;
  return { ok: true, chosen: keys === first ? others : { ...others, [id]: keys } };
}
