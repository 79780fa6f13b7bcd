// Arrow keys in a list: one row can be reached by Tab, the arrows move it. An attachment, so that any list can have it.
import type { Attachment } from 'svelte/attachments';
import { composing } from './keys';

/** Rows are the elements with `data-row` inside the node; each row's `tabindex` is kept here. */
export function roving(onOpen?: (row: HTMLElement) => void): Attachment<HTMLElement> {
  return (node) => {
    const rows = () => [...node.querySelectorAll<HTMLElement>('[data-row]')];
    const settle = () => {
      const all = rows();
      const held = all.find((row) => row === document.activeElement) ?? all.find((row) => row.tabIndex === 0) ?? all[0];
      for (const row of all) row.tabIndex = row === held ? 0 : -1;
    };
    const key = (event: KeyboardEvent) => {
      if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
      const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
      if (!row || row !== event.target) return;
      if (event.key === 'Enter' && onOpen) {
        event.preventDefault();
        onOpen(row);
        return;
      }
      const all = rows();
      const to = destination(event.key, all.indexOf(row), all.length);
      if (to === undefined) return;
      event.preventDefault();
      const next = all[to];
      row.tabIndex = -1;
      if (next) {
        next.tabIndex = 0;
        next.focus();
      }
    };
    const watch = new MutationObserver(settle);
    watch.observe(node, { childList: true, subtree: true });
    node.addEventListener('keydown', key);
    node.addEventListener('focusin', settle);
    settle();
    return () => {
      watch.disconnect();
      node.removeEventListener('keydown', key);
      node.removeEventListener('focusin', settle);
    };
  };
}

/** Listens to keys pressed anywhere inside a form or a panel. */
export function heard(handle: (event: KeyboardEvent) => void): Attachment<HTMLElement> {
  return (node) => {
    node.addEventListener('keydown', handle);
    return () => node.removeEventListener('keydown', handle);
  };
}

/** Where a key leads from row `at` of `count`; `undefined` when it is not a key of lists. */
export function destination(key: string, at: number, count: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -count, End: count };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, at + step));
}
