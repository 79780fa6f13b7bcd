// Mounts the whole console on the made-up floor.
import { flushSync, mount, tick, unmount } from 'svelte';
import { vi } from 'vitest';
import App from '../../src/App.svelte';
import { board } from '../../src/lib/board';
import { desks, type DeskName } from '../../src/lib/desks.svelte';
import { setHost } from '../../src/lib/host';
import { session } from '../../src/lib/session.svelte';
import { MockHost } from '../mock/host';

/** The console under test. */
export interface Console {
  host: MockHost;
  root: HTMLElement;
  /** The first element with this `data-test`, and attributes if given; fails when there is none. */
  at: (test: string, more?: string) => HTMLElement;
  key: (key: string, target?: Element, more?: KeyboardEventInit) => void;
  /** Types into a field as a person does: focus, text, input event. */
  type: (test: string, text: string) => void;
  close: () => Promise<void>;
}

/** Opens the console at a desk, signed on as `seat` unless it is `null`. */
export async function open(desk: DeskName, seat: string | null = 'dispatcher', mode = 'drill'): Promise<Console> {
  const host = new MockHost(() => Date.now(), mode, seat);
  setHost(host);
  if (session.seat) await session.signOff();
  board.clearSelection();
  desks.go(desk);
  const root = document.createElement('div');
  document.body.append(root);
  const app = mount(App, { target: root });
  await vi.waitFor(() => {
    if (!root.querySelector(seat ? `[data-test="status-mode"]` : '[data-test="signon-mode"]')) throw new Error('not up yet');
  });
  await tick();
  flushSync();
  const at = (test: string, more = '') => {
    const found = root.querySelector<HTMLElement>(`[data-test="${test}"]${more}`);
    if (!found) throw new Error(`no ${test}${more}`);
    return found;
  };
  return {
    host,
    root,
    at,
    key: (key, target = document.activeElement ?? document.body, more = {}) => {
      target.dispatchEvent(new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true, ...more }));
      flushSync();
    },
    type: (test, text) => {
      const field = at(test) as HTMLInputElement;
      field.focus();
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      flushSync();
    },
    close: async () => {
      await unmount(app);
      root.remove();
    },
  };
}
