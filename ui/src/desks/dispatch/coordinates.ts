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

// One angle: degrees, then minutes and seconds when they are marked, or bare when a hemisphere letter follows.
const DEGREES = String.raw`[-+]?\d{1,3}(?:\.\d+)?`;
const PART = String.raw`\d{1,2}(?:\.\d+)?`;
const MARKED = String.raw`${DEGREES}(?:\s*°(?:\s*${PART}\s*'(?:\s*${PART}\s*")?)?)?`;
const BARE = String.raw`\d{1,3}\s+${PART}(?:\s+${PART})?(?=\s*[NSEW](?![A-Z]))`;
const BODY = String.raw`(?:${BARE}|${MARKED})(?![\d.]*\d)`;
const ANGLE = new RegExp(String.raw`(?<![A-Z\d.])(?:[NSEW]\s*${BODY}|${BODY}(?:\s*[NSEW](?![A-Z]))?)`, 'gi');

interface Angle {
  degrees: number;
  axis: 'lat' | 'lon' | null;
  /** Has a hemisphere letter or a degree sign: certainly an angle. */
  marked: boolean;
  /** Could be half of a plain decimal pair. */
  decimal: boolean;
  start: number;
  end: number;
}

/**
 * The coordinates in `text`; `null` when there are none or they are out of range. Two plain figures are latitude first, as
 * they are read out, unless only the other order is possible or lies in the area on the floor.
 */
export function understand(text: string, area: Bounds | null): Understood | null {
  const plain = fold(text);
  const found = [...plain.matchAll(ANGLE)].map(angle).filter((it) => it !== null);
  for (const [index, first] of found.entries()) {
    const second = found[index + 1];
    if (!second || !/^[\s,;/]*$/.test(plain.slice(first.end, second.start))) continue;
    const place = paired(first, second, area);
    if (place) return { ...place, words: words(plain, first.start, second.end) };
  }
  return null;
}

/** Full-width digits, letters and punctuation to their plain forms; Chinese hemisphere words to letters. */
function fold(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3001/g, ',')
    .replace(/度/g, '°')
    .replace(/分/g, "'")
    .replace(/[秒″]|''/g, '"')
    .replace(/[′’]/g, "'")
    .replace(/º/g, '°')
    .replace(/北纬/g, 'N')
    .replace(/南纬/g, 'S')
    .replace(/东经/g, 'E')
    .replace(/西经/g, 'W');
}

function angle(match: RegExpExecArray): Angle | null {
  const text = match[0];
  const letter = /[NSEW]/i.exec(text)?.[0].toUpperCase();
  const [degrees = NaN, minutes = 0, seconds = 0] = [...text.matchAll(/[-+]?\d+(?:\.\d+)?/g)].map((part) => Number(part[0]));
  if (minutes >= 60 || seconds >= 60) return null;
  const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
  const negative = text.includes('-') || letter === 'S' || letter === 'W';
  const axis = letter ? (letter === 'N' || letter === 'S' ? 'lat' : 'lon') : null;
  const marked = letter !== undefined || text.includes('°');
  return { degrees: negative ? -size : size, axis, marked, decimal: text.includes('.'), start: match.index, end: match.index + text.length };
}

/** Two angles side by side; two whole numbers are a house number and something else, not a place. */
function paired(a: Angle, b: Angle, area: Bounds | null): { lon: number; lat: number } | null {
  if (a.axis !== null || b.axis !== null) {
    if (a.axis === b.axis || !a.marked || !b.marked) return null;
    return a.axis === 'lat' || b.axis === 'lon' ? within(b.degrees, a.degrees) : within(a.degrees, b.degrees);
  }
  const certain = (a.marked && b.marked) || (a.decimal && b.decimal);
  return certain ? ordered(a.degrees, b.degrees, area) : null;
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

function words(text: string, start: number, end: number): string {
  return `${text.slice(0, start)} ${text.slice(end)}`.replace(/\s+/g, ' ').replace(/^[\s,;]+|[\s,;]+$/g, '');
}
