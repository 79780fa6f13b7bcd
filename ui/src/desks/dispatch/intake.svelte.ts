// Calls being taken. Several can be in hand; each keeps every letter typed until it became an incident or was thrown away
// on purpose. It must not know how a call is shown.
import { board } from '../../lib/board';
import { codes } from '../../lib/catalogue.svelte';
import type { ApiError, RecognisedView } from '../../lib/gen/wire';
import { asApiError, command } from '../../lib/host';
import { clock, t } from '../../lib/i18n';
import { type Bounds, inside, type Understood, understand } from './coordinates';

/** Stands where recognition filled nothing: no code is written so. */
const NOBODY = '–';

/** An answer to a question of a type's protocol. */
export interface Answered {
  type: string;
  question: string;
  /** The question and the answer in the words they were asked and given in. */
  ask: string;
  words: string;
  /** The code of a closed answer; `null` for free words. */
  code: string | null;
  atMs: number;
}

/** A call in hand. */
export class Intake {
  /** What the caller says, free text; first because it comes first. */
  what = $state('');
  type = $state('');
  /** Empty: the type's own. */
  priority = $state('');
  /** Words and coordinates, as typed. */
  place = $state('');
  /** The place pointed at on the map; it wins over figures in the text. */
  pinned = $state.raw<{ lon: number; lat: number } | null>(null);
  callerName = $state('');
  callerPhone = $state('');
  /** What the words of the caller mean, as last recognised. */
  recognised = $state.raw<RecognisedView | null>(null);
  /** Answers to the type's questions, in the order they were given. */
  answers = $state.raw<readonly Answered[]>([]);
  /** When the telephone was answered; `null` while it still rings. */
  answeredMs = $state<number | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);

  /** Number of the tab, so that people can speak of it. */
  readonly number: number;
  readonly startedMs: number;
  /** When it began to ring, where that was announced. */
  readonly ringMs: number | null;

  // What recognition put into the fields; anything else there is a person's choice and stays.
  #filled = { type: '', priority: '' };

  constructor(number: number, startedMs: number, ringing = false) {
    this.number = number;
    this.startedMs = startedMs;
    this.ringMs = ringing ? startedMs : null;
    this.answeredMs = ringing ? null : startedMs;
  }

  /** True until somebody answers. */
  get ringing(): boolean {
    return this.answeredMs === null;
  }

  /** The place as understood from the pin or the text; `null` when only words are there. */
  get understood(): Understood | null {
    const read = understand(this.place, (board.area?.bounds ?? null) as Bounds | null);
    return this.pinned ? { ...this.pinned, words: read?.words ?? this.place.trim() } : read;
  }
  /** True when the place lies outside the area on the floor. */
  get outside(): boolean {
    const [place, area] = [this.understood, board.area];
    return place !== null && area !== null && !inside(place, area.bounds);
  }
  /** The priority it will have. */
  get effectivePriority(): string {
    return this.priority || codes.priorityOf(this.type) || '3';
  }
  /** True when throwing it away would lose something. */
  get started(): boolean {
    const typed = [this.what, this.type, this.place, this.callerName, this.callerPhone].some((text) => text.trim() !== '');
    // A telephone that rings is not put aside by looking away.
    return typed || this.pinned !== null || this.ringing;
  }

  /** Takes what the words mean: fills type and priority that no person chose. */
  recognise(found: RecognisedView | null): void {
    this.recognised = found;
    if (this.type !== this.#filled.type) return;
    this.#filled.type = this.type = found?.type_code ?? '';
    if (this.priority !== this.#filled.priority) return;
    const usual = found === null || codes.priorityOf(found.type_code) === found.priority;
    this.#filled.priority = this.priority = usual ? '' : found.priority;
  }

  /** A person chose the type and, if given, the priority: words do not change them any more. */
  choose(type: string, priority: string | null): void {
    // A field that was emptied is nobody's choice: words may fill it again.
    this.#filled.type = type === '' ? '' : NOBODY;
    this.type = type;
    if (type !== '' || priority !== null) this.#filled.priority = NOBODY;
    if (priority !== null) this.priority = priority;
  }

  /** Takes an answer with the time it was given; a question asked again keeps its newest answer. */
  answer(answered: Answered): void {
    this.answers = [...this.answers.filter((it) => it.question !== answered.question || it.type !== answered.type), answered];
  }

  /** Makes the incident; the answer is its id. A refusal stays in `error`, and every field as typed. */
  async submit(): Promise<string | null> {
    if (this.busy) return null;
    this.busy = true;
    this.error = null;
    try {
      return (await command('open_incident', this.#args())).id;
    } catch (refused) {
      this.error = asApiError(refused);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** The answers as lines of text, for a call that becomes part of another's incident. */
  answersInWords(): string {
    return this.answers.map(({ atMs, ask, words }) => t('intake.question_note', { time: clock(atMs), ask, answer: words })).join('\n');
  }

  /** What the caller told, as an incident or a further call holds it. */
  told() {
    const place = this.understood;
    const words = place ? '' : this.place.trim();
    const caller = { name: this.callerName.trim(), phone: this.callerPhone.trim() };
    return {
      place: place ? { lon: place.lon, lat: place.lat, label: place.words.slice(0, 200) } : null,
      // Words without coordinates are not a place on the map; they are kept in the report, never dropped.
      what: [this.what.trim(), words ? `@ ${words}` : ''].filter(Boolean).join('\n'),
      caller: caller.name || caller.phone ? caller : null,
    };
  }

  /** When it rang and when it was answered, as far as known. */
  stamps() {
    return { ring_ms: this.ringMs, answered_ms: this.answeredMs };
  }

  #args() {
    return { type_code: this.type || codes.all.unknown_type, priority: this.priority || null, ...this.told(), ...this.stamps(), answers: this.answers.map(answerInput) };
  }
}

/** An answer as the wire has it: a code for a closed question, words for an open one, and when it was given. */
export function answerInput({ type, question, code, words, atMs }: Answered) {
  return { type_code: type, question, code, words: code === null ? words : '', at_ms: atMs };
}

class IntakesInHand {
  #list = $state.raw<readonly Intake[]>([]);
  #current = $state.raw<Intake | null>(null);
  #numbered = 0;

  get list(): readonly Intake[] {
    return this.#list;
  }
  /** The one on screen; `null` when the form is put aside. */
  get current(): Intake | null {
    return this.#current;
  }

  /** A telephone rings: it is in hand with the time of its first ring, and nothing is taken from the screen. */
  ring(): Intake {
    const intake = new Intake(++this.#numbered, board.nowMs, true);
    this.#list = [...this.#list, intake];
    return intake;
  }

  /** Answers a call that rings. */
  pickUp(intake: Intake): void {
    intake.answeredMs ??= board.nowMs;
    this.#current = intake;
  }

  /** Answers the call that rings longest, else starts one, or goes back to one in which nothing was typed. */
  start(): Intake {
    const ringing = this.#list.find((intake) => intake.ringing);
    if (ringing) {
      this.pickUp(ringing);
      return ringing;
    }
    const empty = this.#list.find((intake) => !intake.started);
    const intake = empty ?? new Intake(++this.#numbered, board.nowMs);
    if (!empty) this.#list = [...this.#list, intake];
    this.#current = intake;
    return intake;
  }

  /** Brings one to the screen. */
  show(intake: Intake): void {
    this.#current = intake;
  }

  /** Puts the form aside; empty calls vanish, others stay as tabs. */
  aside(): void {
    this.#list = this.#list.filter((intake) => intake.started);
    this.#current = null;
  }

  /** A call that had left the hand is in it again, with every letter as it was. */
  giveBack(intake: Intake): void {
    if (!this.#list.includes(intake)) this.#list = [...this.#list, intake];
    this.#current = intake;
  }

  /** Ends a call: it became an incident, or was thrown away. */
  end(intake: Intake): void {
    this.#list = this.#list.filter((other) => other !== intake);
    if (this.#current === intake) this.#current = this.#list.at(-1) ?? null;
  }
}

/** The calls in hand at this window. */
export const intakes = new IntakesInHand();
