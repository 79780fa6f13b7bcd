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

// Which places of a stored event's sentence hold a code, and of which group. The log keeps codes, people read words.
const CODES: Record<string, Record<string, string>> = {
  'event.unit.': { from: 'status', status: 'status', type: 'unit_type', disposition: 'disposition' },
  'event.incident.type_set': { from: 'type', type: 'type' },
  'event.incident.post_taken': { post: 'post' },
  'event.incident.post_left': { post: 'post' },
  'event.incident.sector_set': { kind: 'sector_kind' },
  'event.site.': { kind: 'site_kind' },
  'refused.post_empty': { post: 'post' },
  'event.incident.': { type: 'type', disposition: 'disposition' },
  'event.warning.received': { severity: 'severity', status: 'cap_status', msg_type: 'msg_type' },
  'event.warning.state_changed': { from: 'warning_state', state: 'warning_state' },
  'event.feed.state_changed': { from: 'feed', state: 'feed' },
  'event.user.': { role: 'role' },
  'search.why.reading': { form: 'search.form', order: 'search.order' },
  'closest.why.not_available': { status: 'status' },
  'recommend.': { can: 'capability' },
};

/** A line the program wrote, in the chosen language. */
export function say(line: MessageLine): string {
  const groups = Object.entries(CODES).find(([start]) => line.key.startsWith(start))?.[1] ?? {};
  return tr(line.key, inWords(line.params, groups), line.text || line.key);
}

function inWords(params: Record<string, string>, groups: Record<string, string>): Params {
  const worded = ([name, value]: [string, string]): [string, string] => {
    const group = groups[name];
    // What a unit can do is written with spaces in the plan, and messages have none in their keys.
    const code = group === 'capability' ? value.replaceAll(' ', '_') : value;
    const word = group === undefined ? value : coded(group, code);
    // A unit's status is spoken and typed by its code: both stand there.
    return [name, group === 'status' && word !== value ? `${value} ${word}` : word];
  };
  const all = Object.fromEntries(Object.entries(params).map(worded));
  // What has words of its own in both languages comes as `name_en` and `name_zh`.
  const own = Object.entries(all).filter(([name]) => name.endsWith(`_${locale.current}`));
  return { ...all, ...Object.fromEntries(own.map(([name, value]) => [name.slice(0, -3), value])) };
}

/** Why a call was refused, in the chosen language. */
export function why(error: ApiError): string {
  return tr(error.key, error.params, error.message || error.key);
}

// Groups whose words come from the dispatch plan in force, not from the message files.
const named: Record<string, (code: string) => { en: string; zh: string } | undefined> = {};

/** Has the codes of a group named by the plan. */
export function nameBy(group: string, words: (code: string) => { en: string; zh: string } | undefined): void {
  named[group] = words;
}

/** A code of the catalogue in words, e.g. `coded('type', 'STRUCT')`; the code itself when it has no words. */
export function coded(group: string, code: string): string {
  return named[group]?.(code)?.[locale.current] ?? tr(`${group}.${code}`, {}, code);
}

/** From texts per language tag, the one for the reader: the chosen language, else English, else the first. */
export function inLanguage(texts: Record<string, string>): string {
  const tags = Object.keys(texts);
  const starting = (prefix: string) => tags.find((tag) => tag.toLowerCase().startsWith(prefix));
  const tag = starting(locale.current) ?? starting('en') ?? tags[0];
  return tag === undefined ? '' : (texts[tag] ?? '');
}
