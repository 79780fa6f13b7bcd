// The seat's last command that can still be taken back, and for how long. It hears every receipt at the door; whether an
// undo is allowed is decided by the program behind the window.
import { board } from '../board';
import type { ApiError, Receipt } from '../gen/wire';
import { asApiError, command, onReceipt } from '../host';
import { say } from '../i18n';

/** A command that may be taken back. */
export interface Undoable {
  seq: number;
  untilMs: number;
  /** What it did, as its receipt said. */
  what: string;
}

/** How many commands back Ctrl+Z goes. */
const KEPT = 20;

export class Undo {
  #stack = $state.raw<readonly Undoable[]>([]);
  #said = $state.raw<{ text: string; good: boolean } | null>(null);
  #busy = false;
  readonly #after = new Map<number, () => void>();

  /** The newest command that is still in its time. */
  get last(): Undoable | null {
    const last = this.#stack.at(-1);
    return last && last.untilMs > board.nowMs ? last : null;
  }
  /** Whole seconds left for {@link last}. */
  get seconds(): number {
    return this.last ? Math.max(1, Math.ceil((this.last.untilMs - board.nowMs) / 1000)) : 0;
  }
  /** What the last undo did, or why it did not; until something else is done. */
  get said(): { text: string; good: boolean } | null {
    return this.#said;
  }

  /** Takes note of a command carried out. */
  heard(call: string, receipt: Receipt): void {
    if (call === 'undo' || receipt.seq === null || receipt.kept === 'telemetry') return;
    this.#said = null;
    if (receipt.undo_until_ms === null) {
      // What cannot be undone stands between Ctrl+Z and what came before it: never take back something unexpected.
      this.#stack = [];
      return;
    }
    const made = { seq: receipt.seq, untilMs: receipt.undo_until_ms, what: receipt.lines.map(say).join(' · ') };
    this.#stack = [...this.#stack.filter((it) => it.untilMs > board.nowMs), made].slice(-KEPT);
  }

  /** What this window also does when the command at `seq` is taken back, such as giving back a typed call. */
  then(seq: number, run: () => void): void {
    this.#after.set(seq, run);
    if (this.#after.size > KEPT) this.#after.delete([...this.#after.keys()][0]!);
  }

  /** Takes back the newest command; says what was taken back, or why not. */
  async run(nothing: string, done: (what: string) => string): Promise<void> {
    if (this.#busy) return;
    const last = this.last;
    if (!last) {
      this.#said = { text: nothing, good: false };
      return;
    }
    this.#busy = true;
    try {
      const receipt = await command('undo', { seq: last.seq });
      this.#stack = this.#stack.filter((it) => it.seq !== last.seq);
      this.#said = { text: done(receipt.lines.map(say).join(' · ')), good: true };
      this.#after.get(last.seq)?.();
      this.#after.delete(last.seq);
    } catch (refused) {
      const error: ApiError = asApiError(refused);
      this.#said = { text: say({ key: error.key, params: error.params, text: error.message }), good: false };
      // Refused for good: the next one must not wait behind it. What was only not saved may be tried again.
      if (error.code === 'refused' || error.code === 'not_found' || error.code === 'forbidden') this.#stack = [];
    } finally {
      this.#busy = false;
    }
  }

  /** Says no more of the last undo. */
  hush(): void {
    this.#said = null;
  }

  /** Another person sits down: their Ctrl+Z is not for what somebody else did here. */
  forget(): void {
    this.#stack = [];
    this.#said = null;
    this.#after.clear();
  }
}

/** The undo of this window. */
export const undo = new Undo();
onReceipt((call, receipt) => undo.heard(call, receipt));
