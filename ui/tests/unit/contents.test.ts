// The row of a long panel's headings: it names what stands there, follows what comes and goes, and leads to it by key.
import { afterEach, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import { type Console, open } from './app';

let app: Console;
afterEach(() => app.close());

const names = () => [...document.querySelectorAll('[data-test=contents-part]')].map((part) => part.textContent);

it('leads to the parts of an incident and to the first thing to be done there', async () => {
  app = await open('dispatch');
  board.select('incident', 'inc-0');
  await vi.waitFor(() => expect(names()).toContain('Send'));
  expect(names().every((name) => name !== '' && !/[0-9·]/.test(name ?? '')), String(names())).toBe(true);
  const headings = [...app.at('incident-panel').querySelectorAll('h3')];
  expect(names()).toHaveLength(headings.length);
  const to = names().indexOf('Notes');
  const part = document.querySelectorAll<HTMLElement>('[data-test=contents-part]')[to];
  part?.click();
  const after = (heading?: Element) => heading && document.activeElement && heading.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
  expect(after(headings[to]), 'behind its heading').toBeTruthy();
  expect(headings[to + 1] && after(headings[to + 1]), 'and before the next').toBeFalsy();
});
