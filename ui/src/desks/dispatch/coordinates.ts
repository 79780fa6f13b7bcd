// Reads a place as operators type or paste it: decimal degrees, degrees and minutes, degrees-minutes-seconds, hemisphere
// letters before or after, Chinese punctuation. Pure; it must not know any place by name.

/** A place understood from text, and the words that stood beside the figures. */
export interface Understood {
  lon: number;
  lat: number;
  /** What was typed besides the coordinates. */
  words: string;
}

/** West, south, east, north; degrees. */
export type Bounds = readonly [number, number, number, number];

const FIGURE = String.raw`[-+]?\d{1,3}(?:\.\d+)?`;
const ANGLE = String.raw`(?:[NSEW]\s*)?${FIGURE}(?:\s*°\s*|\s*d\s*)?(?:(?<=°\s*|\s)\d{1,2}(?:\.\d+)?\s*['′]?\s*(?:(?<=['′]\s*|\s)\d{1,2}(?:\.\d+)?\s*(?:["″]|'')?)?)?\s*(?:[NSEW](?![A-Z]))?`;
const DECIMALS = new RegExp(String.raw`(?<![\d.])(${FIGURE})\s*[,;\s]\s*(${FIGURE})(?![\d.]*\d)`, 'g');
const ANGLES = new RegExp(String.raw`(?<![\w.])(${ANGLE})\s*[,;\s]\s*(${ANGLE})(?![\w.])`, 'gi');

/**
 * The coordinates in `text`; `null` when there are none or they are out of range. Two plain figures are latitude first, as
 * they are read out, unless only the other order is possible or lies in the area on the floor.
 */
export function understand(text: string, area: Bounds | null): Understood | null {
  const plain = fold(text);
  for (const match of plain.matchAll(ANGLES)) {
    const pair = angles(match[1] ?? '', match[2] ?? '');
    if (pair) return { ...pair, words: rest(plain, match) };
  }
  for (const match of plain.matchAll(DECIMALS)) {
    // Two whole numbers are a house number and something else, not a place.
    if (!match[1]?.includes('.') || !match[2]?.includes('.')) continue;
    const pair = ordered(Number(match[1]), Number(match[2]), area);
    if (pair) return { ...pair, words: rest(plain, match) };
  }
  return null;
}

/** Full-width digits, letters and punctuation to their plain forms; Chinese hemisphere words to letters. */
function fold(text: string): string {
  return text
    .replace(/[!-~]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[,、]/g, ',')
    .replace(/度/g, '°')
    .replace(/分/g, "'")
    .replace(/秒/g, '"')
    .replace(/北纬/g, 'N')
    .replace(/南纬/g, 'S')
    .replace(/东经/g, 'E')
    .replace(/西经/g, 'W');
}

/** Two angles of which each names its hemisphere or has a degree sign. */
function angles(first: string, second: string): { lon: number; lat: number } | null {
  const [a, b] = [angle(first), angle(second)];
  if (!a || !b || !(a.marked && b.marked)) return null;
  const named = a.axis ?? (b.axis === 'lat' ? 'lon' : 'lat');
  if (a.axis && a.axis === b.axis) return null;
  return named === 'lat' ? within(b.degrees, a.degrees) : within(a.degrees, b.degrees);
}

function angle(text: string): { degrees: number; axis: 'lat' | 'lon' | null; marked: boolean } | null {
  const letter = /[NSEW]/i.exec(text)?.[0].toUpperCase();
  const parts = [...text.matchAll(/[-+]?\d+(?:\.\d+)?/g)].map((part) => Number(part[0]));
  const [degrees = NaN, minutes = 0, seconds = 0] = parts;
  if (parts.length === 0 || minutes >= 60 || seconds >= 60) return null;
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const negative = degrees < 0 || letter === 'S' || letter === 'W';
  const axis = letter ? (letter === 'N' || letter === 'S' ? 'lat' : 'lon') : null;
  return { degrees: negative ? -size : size, axis, marked: letter !== undefined || /[°d]/i.test(text) };
}

function ordered(first: number, second: number, area: Bounds | null): { lon: number; lat: number } | null {
  const [latFirst, lonFirst] = [within(second, first), within(first, second)];
  if (latFirst && lonFirst && area && !inside(latFirst, area) && inside(lonFirst, area)) return lonFirst;
  return latFirst ?? lonFirst;
}

function within(lon: number, lat: number): { lon: number; lat: number } | null {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : null;
}

/** Whether a place lies in the bounds. */
export function inside(place: { lon: number; lat: number }, [west, south, east, north]: Bounds): boolean {
  return place.lon >= west && place.lon <= east && place.lat >= south && place.lat <= north;
}

function rest(text: string, match: RegExpExecArray): string {
  const around = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return around.replace(/\s+/g, ' ').replace(/^[\s,;]+|[\s,;]+$/g, '');
}
