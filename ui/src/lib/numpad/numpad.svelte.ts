// The numpad from anywhere: figures gather in a small field of their own and select an incident, a unit (*) or a camera (/).
// The keyboard's focus stays where it is, so that nothing typed elsewhere is lost. Inside a field figures are typed as ever;
// there only * of the numpad begins, which no address, number or coordinate holds. It must not know how a desk shows what
// was selected.
import { board } from '../board';
import { desks } from '../desks.svelte';
import { coded, t, tr } from '../i18n';
import { composing, typingIn } from '../keys';
import { session } from '../session.svelte';
import { find, MOST_DIGITS, type Hit, type Kind } from './find';

/** How long what was selected stays said, ms. */
const SAID_MS = 6_000;
const PREFIXES: Record<string, Kind> = { NumpadMultiply: 'unit', NumpadDivide: 'camera', NumpadDecimal: 'incident' };
const DESKS: Record<Kind, readonly string[]> = { incident: ['watch', 'dispatch'], unit: ['watch', 'dispatch'], camera: ['watch', 'cameras'] };

class Numpad {
  #kind = $state<Kind | null>(null);
  #digits = $state('');
  #at = $state(-1);
  #said = $state.raw<{ good: boolean; text: string } | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #from: EventTarget | null = null;
  readonly #hits = $derived(this.#kind === null ? [] : find(this.#kind, this.#digits, board));

  /** What is being looked for; `null` while the numpad gathers nothing. Reactive. */
  get kind(): Kind | null {
    return this.#kind;
  }
  get digits(): string {
    return this.#digits;
  }
  /** What the figures mean so far. */
  get hits(): readonly Hit[] {
    return this.#hits;
  }
  /** The one chosen of several; -1 is none. */
  get at(): number {
    return this.#at;
  }
  /** What the last Enter did. */
  get said(): { good: boolean; text: string } | null {
    return this.#said;
  }

  /** Hears every key before anybody else. */
  readonly press = (event: KeyboardEvent): void => {
    if (composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const used = this.#kind === null ? this.#begin(event) : this.#go(event);
    if (!used) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  /** Gathers nothing any more. */
  close(): void {
    this.#kind = null;
    this.#digits = '';
    this.#at = -1;
  }

  #begin(event: KeyboardEvent): boolean {
    if (!session.seat || document.querySelector('[aria-modal="true"]')) return false;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const field = typingIn(target);
    // A password may hold any sign, and * means "all units" on the command line.
    const own = target?.closest('[data-numpad="off"]') !== null && target !== null;
    if (field && (event.code !== 'NumpadMultiply' || own || (target instanceof HTMLInputElement && target.type === 'password'))) return false;
    const prefix = PREFIXES[event.code];
    const digit = figure(event, true);
    if (prefix === undefined && digit === null) return false;
    this.#kind = prefix ?? 'incident';
    this.#digits = digit ?? '';
    this.#at = -1;
    this.#said = null;
    this.#from = target;
    return true;
  }

  #go(event: KeyboardEvent): boolean {
    const digit = figure(event, false);
    if (digit !== null) {
      if (this.#digits.length < MOST_DIGITS) this.#digits += digit;
      this.#at = -1;
      return true;
    }
    const prefix = PREFIXES[event.code];
    if (prefix !== undefined) {
      this.#kind = prefix;
      this.#at = -1;
      return true;
    }
    switch (event.key) {
      case 'Escape':
        this.close();
        return true;
      case 'Enter':
        this.#take();
        return true;
      case 'Backspace':
        if (this.#digits === '') this.close();
        this.#digits = this.#digits.slice(0, -1);
        this.#at = -1;
        return true;
      case 'ArrowDown':
      case '+':
        this.#step(1);
        return true;
      case 'ArrowUp':
      case '-':
        this.#step(-1);
        return true;
      case 'Shift':
      case 'NumLock':
        return true;
      default:
        // Whoever goes on with something else is done here, and the key goes where it was meant to go.
        this.close();
        return false;
    }
  }

  #step(by: 1 | -1): void {
    const count = this.#hits.length;
    if (count > 0) this.#at = this.#at < 0 ? (by > 0 ? 0 : count - 1) : (this.#at + by + count) % count;
  }

  #take(): void {
    const hits = this.#hits;
    const hit = this.#at >= 0 ? hits[this.#at] : hits.length === 1 ? hits[0] : undefined;
    if (!hit) {
      if (hits.length === 0) this.#say(false, t('numpad.nothing', { what: t(`numpad.${this.#kind ?? 'incident'}`), digits: this.#digits || '–' }));
      else this.#say(false, t('numpad.several', { count: hits.length, names: hits.slice(0, 8).map((it) => it.name).join(', ') }));
      return;
    }
    board.select(hit.kind, hit.id);
    // Who types goes on typing; else the desk that shows it comes to the front.
    if (!typingIn(this.#from) && !DESKS[hit.kind].includes(desks.current)) desks.go(hit.kind === 'camera' ? 'cameras' : 'dispatch');
    this.#say(true, t('numpad.selected', { what: t(`numpad.${hit.kind}`), name: hit.name, about: aboutOf(hit) }));
    this.close();
  }

  #say(good: boolean, text: string): void {
    this.#said = { good, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#said = null), SAID_MS);
  }
}

/** A figure pressed: to begin, one of the numpad; then any. */
function figure(event: KeyboardEvent, numpad: boolean): string | null {
  if (!/^\d$/.test(event.key)) return null;
  return !numpad || /^Numpad\d$/.test(event.code) ? event.key : null;
}

/** What tells a thing from others of its name, in words. */
export const aboutOf = (hit: Hit): string => (hit.kind === 'incident' ? coded('type', hit.about) : hit.kind === 'unit' ? `${hit.about} ${coded('status', hit.about)}` : tr(hit.about, {}, hit.about));

/** The numpad of this window. */
export const numpad = new Numpad();
