// Every button that sends a command of the desk shows its line, so that people learn it; what each line means is held to
// the same list by the command line's own tests.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Taught {
  button: string;
  line: string;
  call: string;
}
const taught = JSON.parse(readFileSync('../crates/domain/src/line/taught.json', 'utf8')) as Taught[];

/** Buttons without a line, and why. */
const WITHOUT: Record<string, string> = {
  'attachment-show': 'opens a picture',
  'attachment-save': 'opens the dialogue of files',
  'hospital-place': 'takes a point from the map into the form',
  'hospital-save': 'a form of many figures, with its own keys',
  'shelter-place': 'takes a point from the map into the form',
  'shelter-save': 'a form of many figures, with its own keys',
  'record-save': 'a form of a record that supervisors keep, with its own keys',
  'record-remove': 'a form of a record that supervisors keep, with its own keys',
  'detour-find': 'asks for a way and draws it; changes nothing',
};

interface Button {
  file: string;
  test: string;
  line: string | null;
}

/** From after an opening brace or the name of an element to what closes it. */
function until(text: string, from: number, closing: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (depth === 0 && text[at] === closing) return at;
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
  }
  throw new Error(`${closing} is missing`);
}

function buttons(file: string): Button[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/<Act\b/g)].map((found) => {
    const act = text.slice(found.index, until(text, found.index + 4, '>'));
    const brace = act.indexOf(' line={');
    const line = brace >= 0 ? act.slice(brace + 7, until(act, brace + 7, '}')) : (/ line="([^"]*)"/.exec(act)?.[1] ?? null);
    return { file, test: / test="([^"]*)"/.exec(act)?.[1] ?? '', line };
  });
}

/** The form a template of a line has; `null` where it is no template. */
function form(line: string): RegExp | null {
  if (!/^`[\s\S]*`(\.trim\(\))?$/.test(line)) return null;
  const inner = line.slice(1, line.lastIndexOf('`'));
  let found = '';
  for (let at = 0; at < inner.length; at++) {
    if (inner.startsWith('${', at)) {
      found += '.*';
      at = until(inner, at + 2, '}');
    } else {
      found += inner[at] === '…' ? '.+' : (inner[at] ?? '').replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
    }
  }
  return new RegExp(`^${found}$`);
}

const sources = (folder: string, kind: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => kind.test(name)).map((name) => `${folder}/${name}`);
const DESK = ['src/desks/dispatch', 'src/lib'];
const all = DESK.flatMap((folder) => sources(folder, /\.svelte$/)).flatMap(buttons);
/** The modules some panels send by. */
const modules = DESK.flatMap((folder) => sources(folder, /^(?!gen).*\.ts$/)).map((file) => readFileSync(file, 'utf8')).join('\n');

it('finds the buttons', () => {
  expect(all.length).toBeGreaterThan(80);
  expect(form('`a @${x ? `; ${y}` : ""} b`')?.test('a @12 b')).toBe(true);
  expect(form('`a @${x} b`')?.test('a @12 c')).toBe(false);
});

it('shows a line at every button that sends a command', () => {
  expect(all.filter(({ test, line }) => line === null && !(test in WITHOUT)).map(({ file, test }) => `${file} ${test}`)).toEqual([]);
});

it('teaches lines of the form that the command line is tested with', () => {
  const unlike = all.filter(({ file, test, line }) => {
    if (line === null) return false;
    const known = taught.find(({ button }) => button === test);
    const shape = form(line);
    const sends = known && `${readFileSync(file, 'utf8')}${modules}`.includes(`'${known.call}'`);
    return !known || !sends || (shape && !shape.test(known.line));
  });
  expect(unlike.map(({ file, test, line }) => `${file} ${test} ${line ?? ''}`)).toEqual([]);
});

it('keeps no button in the list that is gone', () => {
  const there = all.map(({ test }) => test);
  expect(taught.map(({ button }) => button).filter((button) => !there.includes(button))).toEqual([]);
});
