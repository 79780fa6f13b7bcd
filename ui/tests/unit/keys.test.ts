import { afterEach, describe, expect, it, vi } from 'vitest';
import { bind, listen, press } from '../../src/lib/keys';
import { destination } from '../../src/lib/keys/roving';

const stops: (() => void)[] = [];
afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
  document.body.replaceChildren();
});

function type(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

function field(): HTMLInputElement {
  const input = document.createElement('input');
  document.body.append(input);
  return input;
}

describe('the keyboard', () => {
  it('runs a binding, newest layer first, and gives it back', () => {
    const ran: string[] = [];
    stops.push(listen(window), bind([{ keys: 'F2', label: 'key.intake', run: () => ran.push('frame') }]));
    const over = bind([{ keys: 'F2', label: 'key.intake', run: () => ran.push('over') }]);
    type('F2');
    over();
    type('F2');
    expect(ran).toEqual(['over', 'frame']);
  });

  it('leaves letters to fields, but not function keys', () => {
    const run = vi.fn();
    stops.push(listen(window), bind([{ keys: '/', label: 'key.commandline', run }, { keys: 'F10', label: 'key.commandline', run }]));
    const input = field();
    expect(type('/', input).defaultPrevented).toBe(false);
    expect(run).not.toHaveBeenCalled();
    type('F10', input);
    type('/', document.body);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('does not touch a key while an input method composes', () => {
    const run = vi.fn();
    stops.push(listen(window), bind([{ keys: 'F2', label: 'key.intake', run }]));
    expect(type('F2', field(), { isComposing: true }).defaultPrevented).toBe(false);
    const last = new KeyboardEvent('keydown', { key: 'F2', bubbles: true, cancelable: true });
    Object.defineProperty(last, 'keyCode', { value: 229 });
    press(last);
    expect(run).not.toHaveBeenCalled();
  });

  it.each([
    ['F1', {}], ['F3', {}], ['F5', {}], ['F7', {}], ['F10', {}], ['F11', {}], ['F12', {}],
    ['r', { ctrlKey: true }], ['p', { ctrlKey: true }], ['ArrowLeft', { altKey: true }],
  ])('keeps %s from the web view', (key, more) => {
    stops.push(listen(window));
    expect(type(key, document.body, more).defaultPrevented).toBe(true);
  });

  it('leaves a key alone that a list has used', () => {
    const run = vi.fn();
    stops.push(listen(window), bind([{ keys: 'a', label: 'key.help', run }]));
    document.body.addEventListener('keydown', (event) => event.preventDefault(), { once: true });
    type('a');
    expect(run).not.toHaveBeenCalled();
  });

  it('submits a form from any of its fields by Ctrl+Enter', () => {
    stops.push(listen(window));
    const form = document.createElement('form');
    const input = document.createElement('input');
    form.append(input);
    document.body.append(form);
    const submitted = vi.fn((event: Event) => event.preventDefault());
    form.addEventListener('submit', submitted);
    type('Enter', input, { ctrlKey: true });
    type('Enter', field(), { ctrlKey: true });
    expect(submitted).toHaveBeenCalledTimes(1);
  });

  it('moves in lists within bounds', () => {
    expect([destination('ArrowDown', 4, 5), destination('ArrowUp', 0, 5), destination('End', 1, 5), destination('Home', 3, 5), destination('PageDown', 1, 50), destination('x', 1, 5)]).toEqual([4, 0, 4, 0, 11, undefined]);
  });
});
