// Cards that were filled in on paper, entered one after the other. Every letter typed stays until its card is in the log.
// It must not judge the times: the program behind the window does, and names the field.
import { codes } from '../../lib/catalogue.svelte';
import type { ApiError, EnterCard } from '../../lib/gen/wire';
import { asApiError, command } from '../../lib/host';
import { instant, offset } from '../../lib/i18n/day';
import { understand } from './coordinates';

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/** The times of one unit in the order of a run: the field of the card, and its word. */
export const UNIT_TIMES = ['sent', 'en_route', 'on_scene', 'transport', 'at_destination', 'clear'] as const;
export type UnitTime = (typeof UNIT_TIMES)[number];

/** One unit on the card, as typed. */
export class CardUnitTyped {
  unit = $state('');
  destination = $state('');
  times = $state<Record<UnitTime, string>>({ sent: '', en_route: '', on_scene: '', transport: '', at_destination: '', clear: '' });

  get empty(): boolean {
    return this.unit.trim() === '' && this.destination.trim() === '' && UNIT_TIMES.every((it) => this.times[it].trim() === '');
  }
}

/**
 * An instant as it stands on a card: `14:05`, or `2026-11-22 14:05`. A time of day is that of the card's day; one that would
 * lie more than half a day before the call is of the day after, since a run goes on past midnight. `null` when nothing is
 * there, `undefined` when it cannot be read.
 */
export function timeOf(text: string, dayText: string, afterMs: number | null, zone: string): number | null | undefined {
  const typed = text.trim().replace(/：/g, ':');
  if (typed === '') return null;
  const bare = /^(\d{1,2}):?(\d{2})$/.exec(typed);
  if (!bare) return /\d:\d/.test(typed) ? instant(typed, zone) : undefined;
  const [hour, minute] = [bare[1]!, bare[2]!];
  const at = instant(`${dayText.trim()} ${hour}:${minute}`, zone);
  if (at === undefined || afterMs === null || at >= afterMs - HALF_DAY_MS) return at;
  const next = new Date(at + DAY_MS + offset(at + DAY_MS, zone)).toISOString().slice(0, 10);
  return instant(`${next} ${hour}:${minute}`, zone);
}

/** A card as typed. */
export class CardTyped {
  /** Kept from card to card: one outage, one reason; most cards are of one day. */
  reason = $state('');
  day = $state('');
  received = $state('');
  what = $state('');
  type = $state('');
  priority = $state('');
  place = $state('');
  callerName = $state('');
  callerPhone = $state('');
  units = $state.raw<readonly CardUnitTyped[]>([new CardUnitTyped()]);
  closed = $state('');
  disposition = $state('');
  answers = $state<Record<string, string>>({});

  /** Fields whose time cannot be read. */
  unreadable(zone: string): string[] {
    const received = timeOf(this.received, this.day, null, zone);
    const bad = typeof received === 'number' ? [] : ['received_ms'];
    const after = received ?? null;
    this.units.forEach((unit, at) => {
      for (const name of UNIT_TIMES) if (timeOf(unit.times[name], this.day, after, zone) === undefined) bad.push(`units[${at}].${name}_ms`);
    });
    if (timeOf(this.closed, this.day, after, zone) === undefined) bad.push('closed_ms');
    return bad;
  }

  /** The card as the wire has it; times that nobody wrote down are absent. */
  card(zone: string): EnterCard {
    const received = timeOf(this.received, this.day, null, zone) ?? 0;
    const at = (text: string) => timeOf(text, this.day, received, zone) ?? null;
    const understood = understand(this.place, null);
    const words = understood ? '' : this.place.trim();
    const caller = { name: this.callerName.trim(), phone: this.callerPhone.trim() };
    const questions = codes.questionsOf(this.type);
    const answers = questions.flatMap((question) => {
      const given = (this.answers[question.id] ?? '').trim();
      const closed = question.answers.length > 0;
      return given === '' ? [] : [{ type_code: this.type, question: question.id, code: closed ? given : null, words: closed ? '' : given, at_ms: null }];
    });
    return {
      reason: this.reason.trim(),
      received_ms: received,
      type_code: this.type,
      priority: this.priority || null,
      place: understood ? { lon: understood.lon, lat: understood.lat, label: understood.words.slice(0, 200) } : null,
      what: [this.what.trim(), words ? `@ ${words}` : ''].filter(Boolean).join('\n'),
      caller: caller.name || caller.phone ? caller : null,
      answers,
      units: this.units
        .filter((unit) => !unit.empty)
        .map((unit) => ({
          unit: unit.unit.trim(),
          sent_ms: at(unit.times.sent),
          en_route_ms: at(unit.times.en_route),
          on_scene_ms: at(unit.times.on_scene),
          transport_ms: at(unit.times.transport),
          at_destination_ms: at(unit.times.at_destination),
          destination: unit.destination.trim() || null,
          clear_ms: at(unit.times.clear),
        })),
      closed_ms: at(this.closed),
      disposition: this.disposition.trim() || null,
    };
  }

  /** The next card of the same outage. */
  next(): CardTyped {
    const next = new CardTyped();
    [next.reason, next.day] = [this.reason, this.day];
    return next;
  }
}

class CatchUp {
  #shown = $state(false);
  #card = $state.raw(new CardTyped());
  #entered = $state.raw<readonly { id: string; number: string; receivedMs: number }[]>([]);
  #busy = $state(false);
  #error = $state.raw<ApiError | null>(null);
  #unreadable = $state.raw<readonly string[]>([]);

  /** True while the form is on screen. */
  get shown(): boolean {
    return this.#shown;
  }
  /** The card in hand; it stays when the form is put away. */
  get card(): CardTyped {
    return this.#card;
  }
  /** Cards entered since the window came up, in the order they were. */
  get entered(): readonly { id: string; number: string; receivedMs: number }[] {
    return this.#entered;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get error(): ApiError | null {
    return this.#error;
  }

  toggle(): void {
    this.#shown = !this.#shown;
  }

  /** True when this field is at fault. */
  faulty(field: string): boolean {
    return this.#unreadable.includes(field) || this.#error?.field === field;
  }

  /** True when this card's call came before one already entered: allowed, and said. */
  isOutOfOrder(zone: string): boolean {
    const received = timeOf(this.#card.received, this.#card.day, null, zone);
    return typeof received === 'number' && this.#entered.some((it) => it.receivedMs > received);
  }

  /** Enters the card; its id, or `null` when it was refused: then nothing was entered and everything typed stays. */
  async enter(zone: string): Promise<string | null> {
    if (this.#busy) return null;
    this.#error = null;
    this.#unreadable = this.#card.unreadable(zone);
    if (this.#unreadable.length > 0) return null;
    this.#busy = true;
    try {
      const card = this.#card.card(zone);
      const receipt = await command('enter_card', card);
      const id = receipt.id ?? '';
      this.#entered = [...this.#entered, { id, number: receipt.number ?? '', receivedMs: card.received_ms }];
      this.#card = this.#card.next();
      return id;
    } catch (refused) {
      this.#error = asApiError(refused);
      return null;
    } finally {
      this.#busy = false;
    }
  }

  /** For tests: as when the window came up. */
  reset(): void {
    [this.#shown, this.#card, this.#entered, this.#error, this.#unreadable] = [false, new CardTyped(), [], null, []];
  }
}

/** Catch-up entry of this window. */
export const catchUp = new CatchUp();
