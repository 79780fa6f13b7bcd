// What a display on the wall shows: pages of rows, as many as fit at a size that can be read from where people sit. Pure.

/** How a wall is looked at. */
export interface Sight {
  /** Viewing distance, metres. */
  distanceM: number;
  /** Width of the picture, centimetres. */
  widthCm: number;
  /** How long a page stays, seconds. */
  pageS: number;
}
/** A 55-inch display read from 5 m. */
export const USUAL: Sight = { distanceM: 5, widthCm: 121, pageS: 10 };
export const LIMITS: Record<keyof Sight, readonly [number, number]> = { distanceM: [1, 20], widthCm: [30, 1_000], pageS: [4, 120] };

/** Angle a capital letter takes up in the eye: the upper end of the 15 to 20 minutes of ISO 11064, radians. */
const ANGLE = ((20 / 60) * Math.PI) / 180;
/** Height of a capital letter by the size of the font, of the fonts the console comes with. */
const CAPITAL = 0.714;

/** A sight from what was kept, each figure within its limits. */
export function readSight(kept: unknown): Sight {
  const it = typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  const one = (name: keyof Sight) => {
    const [least, most] = LIMITS[name];
    const value = it[name];
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : USUAL[name];
  };
  return { distanceM: one('distanceM'), widthCm: one('widthCm'), pageS: one('pageS') };
}

/** Height of a capital letter that can be read from there, millimetres. */
export const letterMm = (distanceM: number): number => distanceM * 1000 * Math.tan(ANGLE);

/** Size of the font for a picture of so many pixels, px. Never so large that fewer than six rows stand on a page. */
export function fontPx(sight: Sight, widthPx: number, heightPx: number): number {
  const mmPerPx = (sight.widthCm * 10) / Math.max(1, widthPx);
  const wanted = letterMm(sight.distanceM) / mmPerPx / CAPITAL;
  return Math.round(Math.max(14, Math.min(wanted, heightPx / ((6 + HEAD_ROWS) * ROW))));
}

/** Height of a row by the size of the font. */
export const ROW = 1.35;
/** What stands over the rows, in rows: the time with the counts, and the page's title. */
const HEAD_ROWS = 2.6;

/** Rows on one page. */
export const rowsPerPage = (font: number, heightPx: number): number => Math.max(1, Math.floor(heightPx / (font * ROW) - HEAD_ROWS));

/** A list to be shown. */
export interface Section<T> {
  name: string;
  rows: readonly T[];
}
/** One page of it. */
export interface Page<T> extends Section<T> {
  /** From 1. */
  page: number;
  of: number;
  total: number;
}

/** The pages of all lists, one after the other. An empty list has none, but the first: that nothing waits is worth saying. */
export function pagesOf<T>(sections: readonly Section<T>[], perPage: number): Page<T>[] {
  return sections.flatMap(({ name, rows }, index) => {
    const of = Math.max(index === 0 ? 1 : 0, Math.ceil(rows.length / perPage));
    return Array.from({ length: of }, (_, page) => ({ name, rows: rows.slice(page * perPage, (page + 1) * perPage), page: page + 1, of, total: rows.length }));
  });
}

/** After so long without an answer what is shown is called old, ms. */
export const OLD_MS = 15_000;

/** Whether what is shown may be old: the stream is not live, or the program has not answered for a while (same clock, ms). */
export const isOld = (link: string, answeredAt: number | null, now: number): boolean => link !== 'live' || answeredAt === null || now - answeredAt > OLD_MS;
