// The radio log as this window last read it, its filter, and the message being typed. It must not judge times or names: the
// program behind the window does, and names the field.
import { board } from '../board';
import type { ApiError, MessageInput, RadioLogView, RadioRow, RadioVersion } from '../gen/wire';
import { asApiError, command, query } from '../host';
import { instant } from '../i18n/day';

/** Rows on the screen; a printed sheet takes more. */
const SHOWN = 200;
const PRINTED = 2_000;
/** How far ahead a time of day may be before yesterday's is meant, ms. */
const AHEAD_MS = 60_000;
/** Hours that the board has at hand; what is older is read from the log, and not at every message, ms. */
const BOARD_HOURS = 4;
const OLD_EVERY_MS = 5_000;
/** Hours one answer reaches back at most. */
export const MOST_HOURS = 168;

/** What narrows the log. */
export interface RadioFilter {
  hours: number;
  channel: string;
  unit: string;
  text: string;
}

/** When something was said, as typed: `14:05` is the last time it was that; nothing is now. `undefined` when unreadable. */
export function saidAt(text: string, nowMs: number, zone: string): number | null | undefined {
  const typed = text.trim().replace(/：/g, ':');
  if (typed === '') return null;
  const bare = /^(\d{1,2}):?(\d{2})$/.exec(typed);
  if (!bare) return /\d:\d/.test(typed) ? instant(typed, zone) : undefined;
  const of = (ms: number) => instant(`${new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms)} ${bare[1]}:${bare[2]}`, zone);
  const today = of(nowMs);
  return today !== undefined && today > nowMs + AHEAD_MS ? of(nowMs - 86_400_000) : today;
}

/** A message being typed, or corrected. */
export class MessageTyped {
  medium = $state('radio');
  direction = $state('in');
  channel = $state('');
  unit = $state('');
  from = $state('');
  to = $state('');
  /** A number; the selected incident's until somebody writes another. */
  incident = $state('');
  time = $state('');
  text = $state('');
  reason = $state('');
  marked = $state(false);
  /** The message that is corrected. */
  of = $state.raw<RadioRow | null>(null);

  /** Takes a message up, to be corrected. */
  take(row: RadioRow): void {
    const { now } = row;
    this.of = row;
    [this.medium, this.direction, this.channel, this.unit] = [now.medium, now.direction, now.channel, now.unit ?? ''];
    [this.from, this.to, this.incident, this.time] = [now.from ?? '', now.to ?? '', now.incident?.number ?? '', ''];
    [this.text, this.reason, this.marked] = [now.text ?? '', '', now.marked];
  }

  /** The next message: medium, direction and talk group stay as they were, the rest is empty. */
  clear(incident: string): void {
    this.of = null;
    [this.unit, this.from, this.to, this.time, this.text, this.reason, this.marked] = ['', '', '', '', '', '', false];
    this.incident = incident;
  }

  message(nowMs: number, zone: string): MessageInput {
    const given = (text: string) => text.trim() || null;
    return {
      text: this.text.trim(), at_ms: saidAt(this.time, nowMs, zone) ?? null, medium: this.medium, direction: this.direction, channel: this.channel.trim(),
      from: given(this.from), to: given(this.to), unit: given(this.unit), incident: given(this.incident), marked: this.marked,
    };
  }

  /** The line that enters the same; nothing where no line can. */
  line(): string | undefined {
    if (this.of || this.medium !== 'radio' || this.direction !== 'in' || this.time.trim() !== '') return undefined;
    const words = ['rl', this.incident.trim() ? `@${this.incident.trim()}` : '-', this.channel.trim() ? `#${this.channel.trim()}` : '', this.unit.trim(), '…'];
    return words.filter(Boolean).join(' ');
  }

  /** Enters it, or its correction; what was typed stays when that is refused. */
  async send(nowMs: number, zone: string, incident: string): Promise<void> {
    const message = this.message(nowMs, zone);
    if (this.of) await command('correct_radio', { entry: this.of.number, message, reason: this.reason.trim() });
    else await command('log_radio', { message, reason: this.reason.trim() });
    this.clear(incident);
  }
}

/** The log and its filter. */
export class RadioLog {
  filter = $state<RadioFilter>({ hours: BOARD_HOURS, channel: '', unit: '', text: '' });
  #view = $state.raw<RadioLogView | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #serial = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  /** `null` until read. */
  get view(): RadioLogView | null {
    return this.#view;
  }
  get error(): ApiError | null {
    return this.#error;
  }
  /** Something is left out. */
  get narrowed(): boolean {
    const { channel, unit, text } = this.filter;
    return [channel, unit, text].some((it) => it.trim() !== '');
  }

  /** Keeps it fresh until the returned stop is called. */
  watch(): () => void {
    void this.ask();
    const stop = board.on('radio', () => {
      if (this.filter.hours <= BOARD_HOURS) void this.ask();
      else this.#later ??= setTimeout(() => void this.ask(), OLD_EVERY_MS);
    });
    return () => {
      stop();
      clearTimeout(this.#later);
    };
  }

  async ask(): Promise<void> {
    const serial = ++this.#serial;
    clearTimeout(this.#later);
    this.#later = undefined;
    try {
      const view = await query('radio_log', this.#wanted(SHOWN));
      if (serial === this.#serial) [this.#view, this.#error] = [view, null];
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }

  /** All that one sheet takes. */
  printed(): Promise<RadioLogView> {
    return query('radio_log', this.#wanted(PRINTED));
  }

  #wanted(limit: number) {
    const { hours, channel, unit, text } = this.filter;
    const given = (it: string) => it.trim() || null;
    const back = Math.min(MOST_HOURS, Math.max(1, Math.round(hours) || BOARD_HOURS));
    return { from_ms: board.nowMs - back * 3_600_000, to_ms: null, channel: given(channel), unit: given(unit), incident: null, text: given(text), limit };
  }
}

/** Signs of the ways a message went; the word stands beside them. */
export const WAYS: Record<string, string> = { in: '→', out: '←', heard: '↔' };

/** Who spoke to whom; the unit where no name was written. */
export function parties(it: RadioVersion): string {
  const unit = it.unit ?? '';
  const from = it.from ?? (it.direction === 'out' ? '' : unit);
  const to = it.to ?? (it.direction === 'out' ? unit : '');
  return from || to ? `${from || '–'} → ${to || '–'}` : '';
}
