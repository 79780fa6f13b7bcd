// Words. Static keys are checked by the compiler (`t`); keys that arrive from the program behind the window are looked up
// with a fallback (`say`, `tr`), so that an unknown key never hides what happened.
import type { ApiError, MessageLine } from '../gen/wire';
import { m } from '../paraglide/messages.js';
import { locale } from './locale.svelte';

export { locale, type Locale } from './locale.svelte';
export * from './format';

/** A key of `messages/*.json`. */
export type Key = keyof typeof m;
/** Values for the `{name}` places of a message. */
export type Params = Record<string, string | number>;

type Message = (params: Params, options?: { locale: 'en' | 'zh' }) => string;
const table = m as unknown as Record<string, Message | undefined>;

/** The message of a key known when this was built, in the chosen language. Reactive in templates. */
export function t(key: Key, params: Params = {}): string {
  return tr(key, params, key);
}

/** The message of a key from outside; `fallback`, then the key itself, when it is unknown. */
export function tr(key: string, params: Params = {}, fallback?: string): string {
  const message = Object.hasOwn(table, key) ? table[key] : undefined;
  return message ? message(params, { locale: locale.current }) : (fallback ?? key);
}

/** True when the key has a message. */
export function has(key: string): boolean {
  return Object.hasOwn(table, key);
}

/** A line the program wrote, in the chosen language. */
export function say(line: MessageLine): string {
  return tr(line.key, line.params, line.text || line.key);
}

/** Why a call was refused, in the chosen language. */
export function why(error: ApiError): string {
  return tr(error.key, error.params, error.message || error.key);
}

/** A code of the catalogue in words, e.g. `coded('type', 'STRUCT')`; the code itself when it has no words. */
export function coded(group: string, code: string): string {
  return tr(`${group}.${code}`, {}, code);
}

/** From texts per language tag, the one for the reader: the chosen language, else English, else the first. */
export function inLanguage(texts: Record<string, string>): string {
  const tags = Object.keys(texts);
  const starting = (prefix: string) => tags.find((tag) => tag.toLowerCase().startsWith(prefix));
  const tag = starting(locale.current) ?? starting('en') ?? tags[0];
  return tag === undefined ? '' : (texts[tag] ?? '');
}
