// Which board is in front and how each is looked at; the habits of the person signed on.
import { preferences } from '../preferences.svelte';
import { BOARDS, readView, type BoardName, type Filter, type View, type ViewName } from './view';

class Boards {
  /** How a board is looked at. Reactive. */
  view(name: ViewName): View {
    return readView(name, preferences.get(`board.${name}`));
  }
  /** Changes how a board is looked at, and keeps it. */
  change(name: ViewName, part: Partial<View>): void {
    preferences.set(`board.${name}`, part);
  }
  /** Changes what a board leaves out, and keeps it. */
  filter(name: ViewName, part: Partial<Filter>): void {
    this.change(name, { filter: { ...this.view(name).filter, ...part } });
  }
  /** A board as it was at first. */
  reset(name: ViewName): void {
    preferences.forget(`board.${name}`);
  }

  /** The incident board in front. */
  get current(): BoardName {
    const kept = preferences.get('boards')?.current;
    return BOARDS.find((name) => name === kept) ?? 'open';
  }
  /** Brings an incident board to the front. */
  show(name: BoardName): void {
    if (name !== this.current) preferences.set('boards', { current: name });
  }

  /** Groups of units folded away. */
  get folded(): readonly string[] {
    const kept = preferences.get('boards')?.folded;
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === 'string') : [];
  }
  /** Folds a group away, or opens it. */
  fold(name: string): void {
    const folded = this.folded;
    preferences.set('boards', { folded: folded.includes(name) ? folded.filter((other) => other !== name) : [...folded, name].slice(-60) });
  }
}

/** The boards of this window. */
export const boards = new Boards();
