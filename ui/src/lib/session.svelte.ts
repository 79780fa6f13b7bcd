// Who sits at this window, and in which mode the console runs. Switching seats keeps the board.
import type { CreateUser, LobbyView, SeatView, SignOn } from './gen/wire';
import { board } from './board';
import { codes } from './catalogue.svelte';
import type { Call } from './host';
import { createFirstAdministrator, lobby, signOff, signOn } from './host';
import { setZone } from './i18n';
import { preferences } from './preferences.svelte';

class Session {
  #lobby = $state.raw<LobbyView | null>(null);
  #seat = $state.raw<SeatView | null>(null);

  /** What the host said before anyone signed on; `null` while asking. */
  get lobby(): LobbyView | null {
    return this.#lobby;
  }
  /** The seat signed on at this window. */
  get seat(): SeatView | null {
    return this.#seat;
  }
  /** True in a drill. */
  get drill(): boolean {
    return (board.status?.mode ?? this.#lobby?.mode) === 'drill';
  }
  /** Whether the seat's role may make a call; for greying out only, the engine decides. */
  may(call: Call): boolean {
    return this.#seat?.may.includes(call) ?? false;
  }

  /** Asks the host who may sign on; signs on by itself when the console was started for one seat. */
  async enter(): Promise<void> {
    this.#lobby = await lobby();
    setZone(this.#lobby.zone);
    const auto = this.#lobby.auto_seat;
    if (auto && !this.#seat) await this.signOn({ user: auto.user, password: auto.password });
  }

  /** Signs on, and follows the floor. A refusal leaves the former seat as it was. */
  async signOn(credentials: SignOn): Promise<void> {
    await preferences.flush();
    await this.#take(await signOn(credentials));
  }

  /** Creates the first administrator of a live store, and signs them on. */
  async createFirst(user: CreateUser): Promise<void> {
    await this.#take(await createFirstAdministrator(user));
    // There is one now: the next sign-on screen of this window asks for an account.
    this.#lobby = await lobby();
  }

  /** Sits down at a display on the wall. */
  async sitAtWall(sit: () => Promise<SeatView>): Promise<void> {
    this.#lobby = await lobby();
    setZone(this.#lobby.zone);
    await this.#take(await sit());
  }

  /** Leaves the seat; the sign-on screen comes back. */
  async signOff(): Promise<void> {
    await preferences.flush();
    await signOff();
    this.#seat = null;
    this.#lobby = await lobby();
  }

  async #take(seat: SeatView): Promise<void> {
    this.#seat = seat;
    await Promise.all([board.connect(), codes.load(), preferences.load()]);
  }
}

/** The session of this window. */
export const session = new Session();
