// What a window knows of attachments before the host is asked: sizes in words, which ones to show as a picture at once.
// The host judges every file by its bytes; what is refused here only saves the way there.
import type { ApiError, AttachmentView } from '../../lib/gen/wire';

/** Largest file taken, bytes; the host says the same. */
export const LARGEST = 25 * 1024 * 1024;
/** Pictures up to this many bytes are shown without being asked for. */
const SHOWN_AT_ONCE = 2 * 1024 * 1024;
/** And no more of them than this, the newest: each takes the memory of its pixels. */
const MOST_SHOWN = 12;
/** What the file dialogue offers first. */
export const ACCEPT = '.png,.jpg,.jpeg,.webp,.gif,.pdf';

const MIB = 1024 * 1024;

/** `312 KiB`, `4.2 MiB`; never 0 for a file that has a byte. */
export function sizeOf(bytes: number): string {
  return bytes < MIB ? `${Math.max(1, Math.round(bytes / 1024))} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;
}

/** Why a file is not even sent: it is empty or too large. */
export function refusedBefore(file: { name: string; size: number }): ApiError | null {
  const refused = (key: string, params: Record<string, string>): ApiError => ({ code: 'bad_argument', key, message: key, field: 'file', params: { name: file.name, ...params } });
  if (file.size === 0) return refused('refused.attachment_empty', {});
  if (file.size > LARGEST) return refused('refused.attachment_large', { size: (file.size / MIB).toFixed(1), limit: (LARGEST / MIB).toFixed(1) });
  return null;
}

/** A picture that can be shown. */
export function isPicture(it: AttachmentView): boolean {
  return it.media.startsWith('image/') && !it.erased && it.withdrawn === null;
}

/** Pictures that are shown without being asked for. */
export function shownAtOnce(held: readonly AttachmentView[]): AttachmentView[] {
  return held.filter((it) => isPicture(it) && it.size <= SHOWN_AT_ONCE).slice(-MOST_SHOWN);
}

/** Enough of the hash to compare by eye. */
export const digits = (sha256: string): string => sha256.slice(0, 8);
