// Incidents that the call being typed may be about, asked for when typing rests. It must not know what makes two calls
// alike: the program behind the window scores and gives the reasons.
import type { ApiError, DuplicateRow } from '../../lib/gen/wire';
import { asApiError, command, query } from '../../lib/host';
import { t } from '../../lib/i18n';
import { type Intake, intakes } from './intake.svelte';
import { undo } from '../../lib/undo/undo.svelte';

/** How long typing must rest, ms. */
export const REST_MS = 150;
/** Rows with a key of their own: Alt+1 to Alt+5. */
export const KEYED = 5;

/** What is asked for a call as typed so far; `null` while nothing is known that could be compared. */
export function question(intake: Intake) {
  const place = intake.understood;
  const text = [intake.what, place ? '' : intake.place].map((it) => it.trim()).filter(Boolean).join('\n');
  const phone = intake.callerPhone.trim();
  if (text === '' && !place && phone === '') return null;
  return {
    place: place ? { lon: place.lon, lat: place.lat, label: place.words.slice(0, 200) } : null,
    type_code: intake.type || null,
    text: text.slice(0, 2_000),
    phone: phone || null,
    limit: KEYED,
  };
}

/** Why a row is there, in words, the strongest first. */
export function reasons(row: DuplicateRow): string[] {
  const metres = row.metres === null ? t('duplicate.place_unknown') : t('duplicate.metres', { metres: Math.round(row.metres) });
  return [
    row.same_phone ? t('duplicate.same_phone') : '',
    metres,
    t('duplicate.minutes', { minutes: row.minutes }),
    row.types === 'same' ? t('duplicate.same_type') : row.types === 'related' ? t('duplicate.related_type') : '',
    row.words.length > 0 ? t('duplicate.words', { words: row.words.slice(0, 5).join(' ') }) : '',
  ].filter(Boolean);
}

export class Duplicates {
  #rows = $state.raw<readonly DuplicateRow[]>([]);
  #asked = $state.raw<string>('');
  #error = $state.raw<ApiError | null>(null);
  #busy = $state(false);
  #serial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Most likely first. */
  get rows(): readonly DuplicateRow[] {
    return this.#rows;
  }
  /** True once an answer to what is typed is here. */
  get answered(): boolean {
    return this.#asked !== '';
  }
  get error(): ApiError | null {
    return this.#error;
  }
  get busy(): boolean {
    return this.#busy;
  }

  /** What is typed has changed. */
  ask(asked: ReturnType<typeof question>): void {
    clearTimeout(this.#timer);
    const serial = ++this.#serial;
    if (!asked) {
      this.#rows = [];
      this.#asked = '';
      return;
    }
    this.#timer = setTimeout(() => void this.#fetch(asked, serial), REST_MS);
  }

  async #fetch(asked: NonNullable<ReturnType<typeof question>>, serial: number): Promise<void> {
    try {
      const rows = await query('possible_duplicates', asked);
      if (serial !== this.#serial) return;
      this.#rows = rows;
      this.#asked = JSON.stringify(asked);
      this.#error = null;
    } catch (refused) {
      if (serial === this.#serial) this.#error = asApiError(refused);
    }
  }

  /** Stops asking. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#serial += 1;
  }

  /** The call belongs to that incident: it leaves the hand, and comes back when this is undone. True when done. */
  async attach(intake: Intake, row: DuplicateRow): Promise<boolean> {
    if (this.#busy || !row.open) return false;
    this.#busy = true;
    this.#error = null;
    try {
      const { place, what, caller } = intake.told();
      const told = [what, intake.answersInWords()].filter(Boolean).join('\n');
      const receipt = await command('attach_call', { incident: row.id, what: told, place, caller, ...intake.stamps() });
      if (receipt.seq !== null) undo.then(receipt.seq, () => intakes.giveBack(intake));
      intakes.end(intake);
      return true;
    } catch (refused) {
      this.#error = asApiError(refused);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}
