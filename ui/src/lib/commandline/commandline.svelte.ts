// The command line: what is typed, what it would do, what it did. It pops over work in progress and gives it back. It must
// not know any verb: the program behind the window parses, previews and decides.
import { board } from '../board';
import { desks } from '../desks.svelte';
import type { ApiError, Candidate, LinePreview } from '../gen/wire';
import { asApiError, command, query } from '../host';
import { say, t, why } from '../i18n';
import { goToPlace } from '../search/go';
import { beep, type Beep } from './beep';

/** How long typing must rest before the effect is asked for, ms. */
const REST_MS = 60;
const KEPT = 100;

/** What the last Enter did, in words. */
export interface Result {
  accepted: boolean;
  lines: string[];
  /** Where what was done stands: on this disk, or shared with others; empty when nothing was written. */
  kept: string;
}

const EMPTY: LinePreview = { state: 'empty', lines: [], candidates: [], target: null, promise: null };

/** One command line; the app has one, tests make their own. */
export class CommandLine {
  #open = $state(false);
  #text = $state('');
  #preview = $state.raw<LinePreview>(EMPTY);
  /** The line that the preview shown is about. */
  #shown = '';
  #result = $state.raw<Result | null>(null);
  #at = $state(-1);
  #silent = $state(false);
  #history: string[] = [];
  #typed = '';
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  readonly #beep: (tone: Beep) => boolean;

  constructor(sound: (tone: Beep) => boolean = beep) {
    this.#beep = sound;
  }

  get open(): boolean {
    return this.#open;
  }
  get text(): string {
    return this.#text;
  }
  /** What the typed line would do. */
  get preview(): LinePreview {
    return this.#preview;
  }
  /** What the last Enter did; stays until something is typed. */
  get result(): Result | null {
    return this.#result;
  }
  /** True once a tone could not be played: the result must then be read. */
  get silent(): boolean {
    return this.#silent;
  }

  /** Opens, with what was typed before; `text` replaces it. */
  show(text?: string): void {
    this.#open = true;
    if (text !== undefined) this.input(text);
    else if (this.#text) this.#askSoon(0);
  }

  /** Closes and keeps the typed text. */
  close(): void {
    this.#open = false;
    clearTimeout(this.#timer);
  }

  /** The field's text changed. */
  input(text: string): void {
    this.#text = text;
    this.#at = -1;
    this.#result = null;
    this.#askSoon(REST_MS);
  }

  /** Takes a completion for the word at the end. */
  complete(candidate: Candidate | undefined): void {
    if (!candidate) return;
    const head = this.#text.replace(/\S*$/, '');
    this.input(`${head}${candidate.insert}${candidate.insert.endsWith(' ') ? '' : ' '}`);
  }

  /** An earlier line (`1`) or a later one (`-1`); past the newest comes what was being typed. */
  recall(step: 1 | -1): void {
    const to = Math.max(-1, Math.min(this.#history.length - 1, this.#at + step));
    if (to === this.#at) return;
    if (this.#at === -1) this.#typed = this.#text;
    this.#at = to;
    this.#text = to === -1 ? this.#typed : (this.#history[to] ?? '');
    this.#result = null;
    this.#askSoon(REST_MS);
  }

  /** Enter: acts on a line that is ready; an ambiguous or unfinished one is only explained. */
  async run(): Promise<void> {
    const text = this.#text.trim();
    if (text === '' || this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    try {
      // What was read is what is done: another answer is not asked for and acted on unseen.
      const read = this.#shown === text ? this.#preview : null;
      const preview = read?.promise ? read : await this.#ask();
      if (preview.state === 'navigate' && preview.target?.startsWith('place/')) await this.#place(preview.target.slice('place/'.length));
      else if (preview.state === 'navigate') this.#navigate(preview.target);
      else if (preview.state === 'ready' || preview.state === 'refused') await this.#act(text, preview.promise ?? null);
      else this.#answer(false, preview.lines.map(say));
    } catch (error) {
      this.#refuse(asApiError(error));
      // What it would do now is shown beside the refusal: the next Enter is on what is read then.
      await this.#ask().catch(() => undefined);
    } finally {
      this.#running = false;
    }
  }

  async #act(text: string, shown: string | null): Promise<void> {
    const receipt = await command('line', { text, selected: board.selectedIncident, shown });
    if (receipt.number && receipt.id) board.select('incident', receipt.id);
    this.#remember(text);
    if (this.#text.trim() === text) this.#text = '';
    this.#preview = EMPTY;
    this.#answer(true, receipt.lines.map(say), receipt.kept);
  }

  // What means no place stays typed, to be corrected.
  async #place(text: string): Promise<void> {
    const row = await goToPlace(text);
    if (row) this.#navigate(null);
    else this.#answer(false, [t('search.nothing', { text })]);
  }

  #navigate(target: string | null): void {
    const [kind, ...rest] = (target ?? '').split('/');
    const id = rest.join('/');
    if (kind === 'recommend' && id) {
      board.select('incident', id);
      desks.go('dispatch', 'recommend');
    }
    if ((kind === 'incident' || kind === 'unit' || kind === 'warning' || kind === 'camera') && id) board.select(kind, id);
    this.#remember(this.#text.trim());
    this.#text = '';
    this.#preview = EMPTY;
    this.close();
  }

  #refuse(error: ApiError): void {
    this.#answer(false, [why(error)]);
  }

  #answer(accepted: boolean, lines: string[], kept = ''): void {
    const said = lines.filter(Boolean);
    this.#result = { accepted, kept, lines: said.length > 0 ? said : [t(accepted ? 'commandline.done' : 'commandline.not_ready')] };
    this.#silent = !this.#beep(accepted ? 'accepted' : 'rejected');
  }

  #remember(text: string): void {
    this.#history = [text, ...this.#history.filter((line) => line !== text)].slice(0, KEPT);
    this.#at = -1;
    this.#typed = '';
  }

  #askSoon(rest: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask().catch(() => undefined), rest);
  }

  async #ask(): Promise<LinePreview> {
    const serial = ++this.#asked;
    const text = this.#text;
    const preview = text.trim() === '' ? EMPTY : await query('preview_line', { text, selected: board.selectedIncident });
    // A slow answer to an older text must not replace the newer one.
    if (serial === this.#asked) [this.#preview, this.#shown] = [preview, text.trim()];
    return preview;
  }
}

/** The command line of this window. */
export const commandLine = new CommandLine();
