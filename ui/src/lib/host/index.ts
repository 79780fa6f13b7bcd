// The one door to the program behind the window. Everything a desk asks or orders goes through here; nothing else in
// `ui/` may import `@tauri-apps/*`. It must not know what any desk shows.
import type {
  ApiError,
  Command,
  CreateUser,
  LobbyView,
  Push,
  Queries,
  Receipt,
  SeatView,
  SignOn,
} from '../gen/wire';
import type { Moves } from '../board/moves';
import { withoutHidden } from './hidden';

/** What the floor's stream brings: rows, and bytes of units that moved. */
export type Pushed = Exclude<Push, { kind: 'positions' }> | Moves;

/** What stands behind the window. Each call rejects with an {@link ApiError}. */
export interface Host {
  command(command: Command): Promise<Receipt>;
  query(query: { call: keyof Queries; args: unknown }): Promise<unknown>;
  /** Starts the stream for the seat signed on; a later call replaces the earlier stream. */
  subscribe(onPush: (push: Pushed) => void): Promise<void>;
  signOn(credentials: SignOn): Promise<SeatView>;
  signOff(): Promise<void>;
  /** A seat for a display on the wall, beside whoever is signed on. */
  sitAtWall(): Promise<SeatView>;
  lobby(): Promise<LobbyView>;
  windowReady(mapMs: number): Promise<void>;
  createFirstAdministrator(user: CreateUser): Promise<SeatView>;
  openWindow(desk: string): Promise<void>;
  leaveFor(mode: 'live' | 'drill'): Promise<void>;
  savePicture(png: Uint8Array, name: string, title: string): Promise<string | null>;
  attachFile(incident: string, name: string, note: string, bytes: Uint8Array): Promise<Receipt>;
  attachment(incident: string, number: number): Promise<ArrayBuffer>;
  saveAttachment(incident: string, number: number, title: string): Promise<string | null>;
}

/** The name of one write verb. */
export type Call = Command['call'];
/** The arguments of one write verb; those the wire lets be absent may be left out. */
export type ArgsOf<C extends Call> = Loose<Extract<Command, { call: C }>['args']>;
/** Fields that may be `null` on the wire may also be absent. */
export type Loose<T> = symbol extends keyof T
  ? T
  : { [K in keyof T as null extends T[K] ? never : K]: T[K] } & { [K in keyof T as null extends T[K] ? K : never]?: T[K] };

let current: Host | undefined;

/** Sets what stands behind the door. Called once, before the app mounts; tests give a double. */
export function setHost(host: Host): void {
  current = host;
}

function host(): Host {
  if (!current) throw new Error('setHost was not called before the first use of the host');
  return current;
}

/** Carries out a write verb, e.g. `command('add_note', { incident, text })`. Rejects with an {@link ApiError}. */
export function command<C extends Call>(call: C, args: ArgsOf<C>): Promise<Receipt> {
  const carried = host().command({ call, args: withoutHidden(args) } as unknown as Command);
  return carried.then((receipt) => {
    for (const hear of ears) hear(call, receipt);
    return receipt;
  }, (thrown) => {
    const error: Refused = asApiError(thrown);
    // Told what stands against it, a person may say why they go on: the same call, with that.
    if (error.field === 'despite') error.again = (despite) => command(call, { ...args, despite });
    throw error;
  });
}

/** A refusal; `again` where the same may be done all the same, with the reason. */
export type Refused = ApiError & { again?: (despite: string) => Promise<Receipt> };

const ears = new Set<(call: Call, receipt: Receipt) => void>();

/** Hears what every command of this window answered; the answer stops it. */
export function onReceipt(hear: (call: Call, receipt: Receipt) => void): () => void {
  ears.add(hear);
  return () => ears.delete(hear);
}

/** Answers a read verb, e.g. `query('incident', { id })`. Rejects with an {@link ApiError}. */
export function query<Q extends keyof Queries>(call: Q, args: Loose<Queries[Q]['args']>): Promise<Queries[Q]['reply']> {
  return host().query({ call, args }).catch(rethrow) as Promise<Queries[Q]['reply']>;
}

/** Subscribes this window to the floor: one snapshot, then patches. */
export const subscribe = (onPush: (push: Pushed) => void): Promise<void> => host().subscribe(onPush).catch(rethrow);
/** Signs a person on at this window. */
export const signOn = (credentials: SignOn): Promise<SeatView> => host().signOn(credentials).catch(rethrow);
/** Ends the seat of this window. */
export const signOff = (): Promise<void> => host().signOff().catch(rethrow);
/** Gives this window a seat that can change nothing, beside whoever is signed on at another one. */
export const sitAtWall = (): Promise<SeatView> => host().sitAtWall().catch(rethrow);
/** What may be known before anyone signs on. */
export const lobby = (): Promise<LobbyView> => host().lobby().catch(rethrow);
let told = false;

/** Tells the shell that the window can be worked at: the map is usable, or the desk in front has none. Only the first
 * call says it; `ms` is the time since navigation started. */
export async function windowReady(ms = performance.now()): Promise<void> {
  if (told) return;
  told = true;
  await host().windowReady(Math.round(ms)).catch(rethrow);
}

/** Creates the first administrator of a live store and signs them on. */
export const createFirstAdministrator = (user: CreateUser): Promise<SeatView> =>
  host().createFirstAdministrator(user).catch(rethrow);
/** Opens a desk in a window of its own. */
export const openWindow = (desk: string): Promise<void> => host().openWindow(desk).catch(rethrow);

/** Saves a picture where the person says; gives the file, or null when they thought better of it. */
export const savePicture = (png: Uint8Array, name: string, title: string): Promise<string | null> =>
  host().savePicture(png, name, title).catch(rethrow);

/** Attaches a file to an incident; the host judges it by its bytes. */
export const attachFile = (incident: string, name: string, note: string, bytes: Uint8Array): Promise<Receipt> =>
  host().attachFile(incident, name, note, bytes).catch(rethrow);

/** The bytes of an attachment, to show. */
export const attachment = (incident: string, number: number): Promise<ArrayBuffer> =>
  host().attachment(incident, number).catch(rethrow);

/** Saves an attachment where the person says; gives the file, or null when they thought better of it. */
export const saveAttachment = (incident: string, number: number, title: string): Promise<string | null> =>
  host().saveAttachment(incident, number, title).catch(rethrow);

/** Closes this console and starts it again on the other store. */
export const leaveFor = (mode: 'live' | 'drill'): Promise<void> => host().leaveFor(mode).catch(rethrow);

/** Whatever was thrown, as an error the desks can show. */
export function asApiError(thrown: unknown): Refused {
  const it = thrown as Partial<Refused> | null;
  if (it && typeof it === 'object' && typeof it.code === 'string' && typeof it.key === 'string') {
    return { code: it.code, message: it.message ?? it.key, field: it.field ?? null, key: it.key, params: it.params ?? {}, ...(it.again ? { again: it.again } : {}) };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, field: null, key: 'refused.internal', params: { detail: message } };
}

function rethrow(thrown: unknown): never {
  throw asApiError(thrown);
}
