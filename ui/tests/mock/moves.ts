// A frame of positions as the host writes it; see `crates/api/src/positions.rs`.

/** Where a unit is now. */
export interface Move {
  unit: string;
  lon: number;
  lat: number;
  at_ms: number;
  accuracy_m?: number;
  source?: string;
}

/** The bytes of a frame. */
export function frameOf(prev: number, n: number, nowMs: number, rows: readonly (Omit<Move, 'unit'> & { handle: number })[]): ArrayBuffer {
  const sources = [...new Set(rows.map((row) => row.source ?? 'gnss'))];
  const names = new TextEncoder().encode(sources.map((name) => `${name}\n`).join(''));
  const bytes = new Uint8Array(40 + 24 * rows.length + names.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('WFP1'));
  view.setUint32(4, rows.length, true);
  [prev, n, nowMs].forEach((number, index) => view.setFloat64(8 + 8 * index, number, true));
  view.setUint32(32, names.length, true);
  rows.forEach((row, index) => {
    const at = 40 + 24 * index;
    view.setUint32(at, row.handle, true);
    view.setInt32(at + 4, Math.round(row.lon * 1e7), true);
    view.setInt32(at + 8, Math.round(row.lat * 1e7), true);
    view.setFloat32(at + 12, row.accuracy_m ?? NaN, true);
    view.setUint32(at + 16, row.at_ms % 2 ** 32, true);
    view.setUint16(at + 20, Math.floor(row.at_ms / 2 ** 32), true);
    view.setUint16(at + 22, sources.indexOf(row.source ?? 'gnss'), true);
  });
  bytes.set(names, 40 + 24 * rows.length);
  return bytes.buffer;
}
