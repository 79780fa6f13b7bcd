// Reads a frame of positions as the host writes it (`crates/api/src/positions.rs`, where the format is told).

const MAGIC = 0x31504657; // "WFP1", little-endian
const HEADER = 40;
/** Words of 32 bits in one record: handle, longitude, latitude (1e-7 degrees), accuracy (float), time, time and source. */
export const RECORD_WORDS = 6;

/** Units that moved. */
export interface Moves {
  kind: 'moves';
  prev: number;
  n: number;
  nowMs: number;
  count: number;
  /** The records, one after another. */
  words: Uint32Array;
  /** Names of where fixes come from; a record names one by its place. */
  sources: string[];
}

/** The frame, or null when it is none. */
export function readMoves(bytes: ArrayBuffer): Moves | null {
  if (bytes.byteLength < HEADER) return null;
  const header = new DataView(bytes, 0, HEADER);
  const count = header.getUint32(4, true);
  const names = header.getUint32(32, true);
  const end = HEADER + count * RECORD_WORDS * 4;
  if (header.getUint32(0, true) !== MAGIC || bytes.byteLength !== end + names) return null;
  const text = new TextDecoder().decode(new Uint8Array(bytes, end, names));
  return {
    kind: 'moves',
    prev: header.getFloat64(8, true),
    n: header.getFloat64(16, true),
    nowMs: header.getFloat64(24, true),
    count,
    words: new Uint32Array(bytes, HEADER, count * RECORD_WORDS),
    sources: text.split('\n').slice(0, -1),
  };
}
