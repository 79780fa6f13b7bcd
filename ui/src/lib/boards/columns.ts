// Columns of a board, and how they flow into the width there is: as a table while they fit, else into lines one under the
// other, so that a narrow board shows the same as a wide one. Pure.

/** One column: what it needs at least, and its share of what is left. */
export interface Column {
  id: string;
  /** Least width, px. */
  min: number;
  /** Share of the room left over; 0 keeps the least width. */
  share: number;
}

const GAP = 6;
/** Space at both ends of a row, px. */
const PAD = 20;
/** Above this no row grows; what does not fit is said. */
export const MOST_LINES = 3;
/** Height of one line of text and of the row's own margins, px. */
const LINE = 20;
const MARGIN = 8;

const column = (id: string, min: number, share: number): Column => ({ id, min, share });

/** Columns of incidents, in the order they are offered. */
export const INCIDENT_COLUMNS: readonly Column[] = [
  column('priority', 24, 0),
  column('number', 84, 0),
  column('type', 104, 3),
  column('state', 132, 0),
  column('place', 110, 3),
  column('what', 90, 3),
  column('units', 110, 5),
  column('marks', 60, 2),
  column('opened', 52, 0),
  column('calls', 34, 0),
  column('level', 34, 0),
  column('owner', 64, 1),
];

/** Columns of units. */
export const UNIT_COLUMNS: readonly Column[] = [
  column('unit', 84, 2),
  column('status', 92, 0),
  column('where', 60, 2),
  column('next', 46, 0),
  column('station', 80, 2),
  column('type', 80, 1),
  column('code', 40, 0),
];

/** Columns of running limits. */
export const TIMER_COLUMNS: readonly Column[] = [
  column('left', 104, 0),
  column('subject', 84, 1),
  column('kind', 110, 2),
  column('due', 52, 0),
  column('about', 90, 2),
];

/** The columns of these ids, in their order; ids nobody knows are left out. */
export const known = (all: readonly Column[], ids: readonly string[]): Column[] =>
  ids.flatMap((id) => all.find((it) => it.id === id) ?? []);

/** Columns of a row, line by line, and those that found no room. */
export interface Flow {
  lines: Column[][];
  hidden: Column[];
  /** Height of the row, px. */
  height: number;
}

/** Lets columns flow into lines of `width` px. Order is kept; a column wider than the board has a line of its own. */
export function flow(columns: readonly Column[], width: number): Flow {
  const room = Math.max(0, width - PAD);
  const lines: Column[][] = [];
  let used = 0;
  let at = 0;
  for (; at < columns.length; at += 1) {
    const next = columns[at] as Column;
    const line = lines.at(-1);
    if (line && used + GAP + next.min <= room) {
      line.push(next);
      used += GAP + next.min;
    } else if (lines.length < MOST_LINES) {
      lines.push([next]);
      used = next.min;
    } else break;
  }
  return { lines, hidden: columns.slice(at), height: MARGIN + LINE * Math.max(1, lines.length) };
}

/** A line as CSS grid columns. The last one takes the rest, so that no line ends short. */
export function template(line: readonly Column[]): string {
  const free = line.some((it) => it.share > 0);
  const one = (it: Column, index: number) => (it.share > 0 || (!free && index === line.length - 1) ? `minmax(0, ${Math.max(1, it.share)}fr)` : `${it.min}px`);
  return line.map(one).join(' ');
}

/** Width of a column in a line of `width` px, as `template` shares it out. */
export function widthOf(line: readonly Column[], id: string, width: number): number {
  const it = line.find((other) => other.id === id);
  if (!it) return 0;
  const shares = line.reduce((sum, other) => sum + other.share, 0);
  if (it.share === 0 || shares === 0) return it.min;
  const fixed = line.reduce((sum, other) => sum + (other.share > 0 ? 0 : other.min), 0);
  const free = width - PAD - GAP * (line.length - 1) - fixed;
  return Math.max(0, (free * it.share) / shares);
}

/** Space between the cells of a line that flows, px. */
const FLOW_GAP = 10;
/** The most a cell asks for in such a line, px, and the least that is left to free words. */
const ASKED = 190;
const WORDS = 70;

/** Width of small text, px, about: a sign of Chinese is as wide as it is high. */
const wide = (text: string): number => [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e7f ? 13 : 7), 0);

/**
 * Width of a column in a line that flows, where each cell takes what its own text needs: the free words of a caller give way
 * to it, everything else does not. `texts` are the cells' texts by column.
 */
export function roomFor(line: readonly Column[], id: string, width: number, texts: Readonly<Record<string, string>>): number {
  const filled = line.filter((it) => it.id !== id && texts[it.id]);
  const taken = filled.reduce((sum, it) => sum + (it.id === 'what' ? WORDS : it.share === 0 ? it.min : Math.min(ASKED, wide(texts[it.id] ?? ''))), 0);
  return Math.max(0, width - PAD - FLOW_GAP * filled.length - taken);
}

/** Width of a letter of the small text, px, at most; of the space between two units. */
const LETTER = 8;
const BETWEEN = 7;
/** Width of "+12". */
const MORE = 28;

/**
 * How many of these texts fit into `width` px, in order; the rest is told by number. At least one is shown, so that "+4" never
 * stands alone.
 */
export function fitting(texts: readonly string[], width: number): number {
  const sizes = texts.map((text) => text.length * LETTER + BETWEEN);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= width) return texts.length;
  let used = MORE;
  let count = 0;
  for (const size of sizes) {
    if (used + size > width) break;
    used += size;
    count += 1;
  }
  return Math.max(Math.min(1, texts.length), count);
}
