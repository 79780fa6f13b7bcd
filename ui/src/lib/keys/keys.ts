// The keyboard of the console: one listener, layers of bindings, newest first. Keys typed into an input method belong to
// it; keys that WebKit or GTK would use for themselves never reach them. It must not know what a command does.
import { matchKeybindingPress, parseKeybinding } from 'tinykeys';
import type { Key } from '../i18n';
import { actionOf, type ActionId } from './actions';
import { keymap } from './keymap.svelte';

/** A key that is always the same, and what it does. */
interface Fixed {
  /** As tinykeys writes it, one press: `F2`, `Control+1`, `/`. */
  keys: string;
  /** What it does, in words; shown in the help and on the keys card. */
  label: Key;
}
/** An action whose key a person may have changed. */
interface Mapped {
  action: ActionId;
}
/** One key and what it does. */
export type Binding = (Fixed | Mapped) & {
  run: (event: KeyboardEvent) => void;
  /** Acts while a field is being typed in as well; `empty`: while nothing stands in it. Function keys and Ctrl do so without saying. */
  typing?: boolean | 'empty';
};

type Press = ReturnType<typeof parseKeybinding>[number];
const presses = new Map<string, Press | undefined>();

function pressOf(keys: string): Press | undefined {
  if (!presses.has(keys)) presses.set(keys, keys === '' ? undefined : parseKeybinding(keys)[0]);
  return presses.get(keys);
}

/** The key that a binding has now; empty when it has none. */
const keysOf = (bound: Binding): string => ('action' in bound ? keymap.of(bound.action) : bound.keys);
const labelOf = (bound: Binding): Key => ('action' in bound ? actionOf(bound.action).label : bound.label);

/** What the web view or the tool kit would act on: reload, find, caret browsing, menus, print, history. */
const TAKEN = ['F1', 'F3', 'F5', 'F7', 'F10', 'F11', 'F12', 'Control+r', 'Control+p', 'Alt+ArrowLeft', 'Alt+ArrowRight'].map(
  (keys) => parseKeybinding(keys)[0],
);

let layers: Binding[][] = [];

/** Adds a layer of bindings over those there are; the answer takes it away. */
export function bind(bindings: Binding[]): () => void {
  const layer = [...bindings];
  layers = [layer, ...layers];
  return () => {
    layers = layers.filter((other) => other !== layer);
  };
}

/** Every binding in force, newest layer first, each key once; for the help. */
export function bindings(): Fixed[] {
  const seen = new Set<string>();
  const rows = layers.flat().map((bound) => ({ keys: keysOf(bound), label: labelOf(bound) }));
  return rows.filter(({ keys }) => keys !== '' && !seen.has(keys) && seen.add(keys));
}

/** True while the event belongs to an input method that composes. WebKit says so by key code 229 at the end. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** True when letters go into a field. */
export function typingIn(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file', 'range'].includes(target.type);
}

/** True when no letter stands in the field: then Ctrl+Z is not for its text. */
function isEmpty(target: EventTarget | null): boolean {
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value === '';
}

/** Handles one key press; exported for the test. */
export function press(event: KeyboardEvent): void {
  if (composing(event)) return;
  if (TAKEN.some((taken) => taken && matchKeybindingPress(event, taken))) event.preventDefault();
  if (event.defaultPrevented && !TAKEN.some((taken) => taken && matchKeybindingPress(event, taken))) return;
  const typing = typingIn(event.target);
  if (event.key === 'Enter' && event.ctrlKey && submit(event)) return;
  for (const bound of layers.flat()) {
    const keys = keysOf(bound);
    const only = pressOf(keys);
    if (!only || !matchKeybindingPress(event, only)) continue;
    const free = bound.typing === 'empty' ? isEmpty(event.target) : bound.typing || /^(?:F\d+|Shift\+F\d+|Control\+|Alt\+)/.test(keys);
    if (typing && !free) continue;
    event.preventDefault();
    bound.run(event);
    return;
  }
}

/** Ctrl+Enter submits the form that the field stands in. */
function submit(event: KeyboardEvent): boolean {
  const form = event.target instanceof Element ? event.target.closest('form') : null;
  if (!form) return false;
  event.preventDefault();
  form.requestSubmit();
  return true;
}

/** Listens on the window; the answer stops it. */
export function listen(target: Window): () => void {
  target.addEventListener('keydown', press);
  return () => target.removeEventListener('keydown', press);
}

/** How a key is printed on a button: `Ctrl+1`, `F2`, `Esc`. */
export function printed(keys: string): string {
  return keys.replace('Control', 'Ctrl').replace('Escape', 'Esc').replace('Arrow', '').replace(/\+[a-z]$/, (end) => end.toUpperCase());
}
