// Are the words whole? Compares messages/en.json and messages/zh.json with each other and with the code. Prints each fault
// and exits 1 when there is one. What it finds:
//   - a key in one language only; an empty text; other {places} in one language than in the other;
//   - Chinese that is the English text (codes and symbols excepted), Chinese without one Chinese character;
//   - a key that the code names and no file has; a key of the window's own groups that nothing names;
//   - text for people written into a template instead of the message files.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Groups whose keys come from the program behind the window, or are put together from codes. */
const FROM_OUTSIDE = [
  'refused', 'done', 'event', 'preview', 'type', 'disposition', 'status', 'role', 'priority', 'warning', 'camera', 'notify', 'flag', 'feed',
  'severity', 'urgency', 'certainty', 'cap_status', 'msg_type', 'warning_state', 'incident_state', 'camera_state', 'camera_source', 'availability',
  'disk', 'sharing', 'cause', 'backup_state', 'counts', 'ended', 'undo', 'line', 'problem', 'base_sign', 'compass', 'service', 'verb', 'personal',
  'search_kind', 'closure_phase', 'profile', 'import_phase', 'import_state',
];
/** Reasons and remarks the program gives with an answer, in groups the window has words in as well. */
const SAID_OUTSIDE = /^(?:(?:closest|reach|route|search|whereabouts|recommend)\.(?:why|note)\.|recommend\.(?:card|line|not|short)(?:\.|$)|search\.(?:form|order)\.|import\.failed$)/;
/** Attributes that people read. */
const READ = new Set(['title', 'placeholder', 'alt', 'label', 'aria-label', 'aria-description', 'aria-roledescription']);
/** Text that is the same in every language: names, codes, units, figures, keys on the keyboard. */
const SAME = /^(?:[^\p{L}]*|(?:[A-Z]{1,5}\d*|Ctrl|Alt|Shift|Enter|Esc|Tab|Space|Home|End|PageUp|PageDown|English|CSV|CAP|URL|UTC|ms|px|km|m|s|h|d|GeoJSON|OpenStreetMap|Watchfloor|Ctrl\+Enter)(?:[^\p{L}]+|$))*$/u;
const CHINESE = /\p{Script=Han}/u;

/** Faults of two message files against each other. */
export function compare(en, zh) {
  const faults = [];
  const keys = (file) => Object.keys(file).filter((key) => !key.startsWith('$'));
  for (const key of keys(en)) if (!(key in zh)) faults.push(`zh.json lacks ${key}`);
  for (const key of keys(zh)) if (!(key in en)) faults.push(`en.json lacks ${key}`);
  for (const key of keys(en).filter((it) => it in zh)) faults.push(...comparePair(key, en[key], zh[key]));
  return faults;
}

function comparePair(key, english, chinese) {
  const places = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(' ');
  if (typeof english !== 'string' || typeof chinese !== 'string') return [`${key} is not a text`];
  const faults = [];
  if (english.trim() === '' || chinese.trim() === '') faults.push(`${key} is empty`);
  if (places(english) !== places(chinese)) faults.push(`${key} has {${places(english)}} in en, {${places(chinese)}} in zh`);
  const words = english.replace(/\{\w+\}/g, '');
  if (!SAME.test(words.trim()) && english === chinese) faults.push(`${key} is not translated: ${english}`);
  else if (!SAME.test(words.trim()) && !CHINESE.test(chinese)) faults.push(`${key} has no Chinese: ${chinese}`);
  return faults;
}

/** Keys that a source names, whole or as `group.` with the rest put together. */
export function namedKeys(source) {
  const whole = [...source.matchAll(/['"`]([a-z_]+(?:\.[A-Za-z0-9_]+)+)['"`]/g)].map((match) => match[1]);
  const called = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]);
  const built = [...source.matchAll(/`([a-z_]+(?:\.[a-z0-9_]+)*[._])\$\{/g)].map((match) => match[1]);
  const groups = [...source.matchAll(/\bcoded\(\s*'([a-z_]+)'/g)].map((match) => `${match[1]}.`);
  return { whole, called, starts: [...built, ...groups] };
}

/** Text for people that stands in a Svelte template. */
export function literalText(source) {
  const found = [];
  const stack = [parse(source, { modern: true }).fragment];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === null || typeof node !== 'object') continue;
    if (node.type === 'StyleDirective') continue;
    if (node.type === 'RegularElement' && (node.name === 'code' || node.name === 'kbd')) continue;
    if (node.type === 'Text' && isWords(node.data)) found.push(node.data.trim());
    if (node.type === 'Attribute') {
      if (READ.has(node.name) && Array.isArray(node.value)) for (const part of node.value) if (part.type === 'Text' && isWords(part.data)) found.push(`${node.name}="${part.data}"`);
      if (!Array.isArray(node.value)) stack.push(node.value);
      continue;
    }
    for (const [name, value] of Object.entries(node)) {
      if (name === 'parent' || name === 'metadata' || name === 'expression') continue;
      if (Array.isArray(value)) stack.push(...value);
      else if (value && typeof value === 'object') stack.push(value);
    }
  }
  return found;
}

function isWords(text) {
  return !SAME.test(text.trim()) && (/\p{L}{2,}/u.test(text) || CHINESE.test(text)) && !/^[\d\s:;,.-]*$/.test(text) && !/^(?:中文)$/.test(text.trim());
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['paraglide', 'gen'].includes(entry.name) ? [] : sources(path);
    return /\.(svelte|ts)$/.test(entry.name) ? [path] : [];
  });
}

/** Every fault of the package. */
export function check() {
  const [en, zh] = ['en', 'zh'].map((language) => JSON.parse(readFileSync(join(ROOT, 'messages', `${language}.json`), 'utf8')));
  const faults = compare(en, zh);
  const [named, starts] = [new Set(), new Set()];
  const groups = new Set(Object.keys(en).map((key) => key.split('.')[0]));
  for (const path of sources(join(ROOT, 'src'))) {
    const [source, name] = [readFileSync(path, 'utf8'), relative(ROOT, path)];
    const keys = namedKeys(source);
    for (const key of keys.called) if (!(key in en)) faults.push(`${name} uses ${key}, which no message file has`);
    for (const key of keys.whole) {
      named.add(key);
      const ours = groups.has(key.split('.')[0]) && !/\.(svelte|ts|js|css|json|svg|pbf)$/.test(key);
      // A group of codes may be named whole, as `search.form`.
      const group = Object.keys(en).some((other) => other.startsWith(`${key}.`));
      if (ours && !group && !(key in en) && !keys.called.includes(key)) faults.push(`${name} names ${key}, which no message file has`);
    }
    for (const start of keys.starts) starts.add(start);
    if (path.endsWith('.svelte')) for (const text of literalText(source)) faults.push(`${name} has text outside the message files: ${text}`);
  }
  const used = (key) => named.has(key) || [...starts].some((start) => key.startsWith(start)) || FROM_OUTSIDE.includes(key.split('.')[0]) || SAID_OUTSIDE.test(key);
  for (const key of Object.keys(en)) if (!used(key)) faults.push(`nothing uses ${key}`);
  return { faults, count: Object.keys(en).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { faults, count } = check();
  for (const fault of faults) console.error(fault);
  console.log(`${count} messages in two languages, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
