// Every desk, as axe sees it. What jsdom cannot measure (contrast needs pixels) is measured apart, on the tokens.
import axe from 'axe-core';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { board } from '../../src/lib/board';
import { DESKS } from '../../src/lib/desks.svelte';
import { type Console, open } from './app';

let app: Console;
afterEach(() => app.close());

async function faults(): Promise<string[]> {
  const result = await axe.run(app.root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    rules: { 'color-contrast': { enabled: false } },
  });
  return result.violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 160)}`));
}

describe('a person who does not see the screen', () => {
  it.each(DESKS)('can work at the %s desk', async (desk) => {
    app = await open(desk, 'administrator');
    board.select('incident', 'inc-0');
    await new Promise((settle) => setTimeout(settle, 60));
    expect(await faults()).toEqual([]);
  });

  it('can sign on', async () => {
    app = await open('dispatch', null);
    expect(await faults()).toEqual([]);
  });
});

describe('contrast of the tokens', () => {
  const css = readFileSync('src/app.css', 'utf8');
  const tokens = (theme: string) => {
    const from = css.indexOf(`[data-theme='${theme}'] {`);
    return Object.fromEntries([...css.slice(from, css.indexOf('}', from)).matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((it) => [it[1]!, it[2]!]));
  };
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a: string, b: string) => {
    const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const TEXTS = ['text', 'text-strong', 'text-dim', 'alarm', 'caution', 'ok', 'drill', 'accent', 'st-available', 'st-conditional', 'st-committed', 'st-unavailable', 'pr-e', 'pr-1', 'pr-2', 'pr-3', 'pr-4', 'sev-extreme', 'sev-severe', 'sev-moderate', 'sev-minor', 'sev-unknown'];

  it.each(['dark', 'light', 'contrast'])('%s reads at 4.5:1 or better on every ground it stands on', (theme) => {
    const token = tokens(theme);
    const pairs = [
      ...TEXTS.flatMap((text) => ['panel', 'select'].map((ground) => [text, ground])),
      ...['text', 'text-strong', 'text-dim'].flatMap((text) => ['ground', 'raised', 'sunken', 'alarm-ground', 'ok-ground', 'caution-ground'].map((ground) => [text, ground])),
      ['on-accent', 'accent'], ['on-alarm', 'alarm'], ['alarm', 'alarm-ground'], ['drill', 'drill-ground'], ['ok', 'ok-ground'],
    ];
    const low = pairs.map(([a = '', b = '']) => [a, b, ratio(token[a]!, token[b]!)] as const).filter(([, , it]) => it < 4.5);
    expect(low.map(([a, b, it]) => `${a} on ${b}: ${it.toFixed(2)}`)).toEqual([]);
  });
});
