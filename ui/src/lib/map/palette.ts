// Colours of what lies on the base map. Canvas and WebGL cannot use CSS variables, so they are read from the theme in
// force: `app.css` stays the one place that says what a colour is. Every colour is doubled by a letter, shape or hatch.

export interface Palette {
  /** Label text and the rim that keeps it legible over anything. */
  ink: string;
  rim: string;
  /** The halo around what is selected. */
  selection: string;
  camera: string;
  cone: string;
  /** Roads closed now; closed later; the way of a unit and the marks a tool draws. */
  closed: string;
  later: string;
  way: string;
  /** By severity word of CAP. */
  severity: Record<string, string>;
  /** By incident priority. */
  priority: Record<string, string>;
  /** By availability of a unit. */
  availability: Record<string, string>;
}

const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];
const PRIORITIES = ['E', '1', '2', '3', '4'];
const AVAILABILITIES = ['available', 'conditional', 'committed', 'unavailable'];

/** The colours of the theme the document wears now. */
export function palette(): Palette {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string, otherwise: string) => tokens.getPropertyValue(`--${name}`).trim() || otherwise;
  const table = (prefix: string, words: string[]) =>
    Object.fromEntries(words.map((word) => [word, token(`${prefix}-${word.toLowerCase()}`, '#9aa5ae')]));
  return {
    ink: token('text-strong', '#f3f6f9'),
    rim: token('ground', '#0c1117'),
    selection: token('text-strong', '#ffffff'),
    camera: token('text-dim', '#96a3b1'),
    cone: token('accent', '#8fbcf0'),
    closed: token('alarm', '#ff655d'),
    later: token('caution', '#f2b134'),
    way: token('select-line', '#5b9bea'),
    severity: table('sev', SEVERITIES),
    priority: table('pr', PRIORITIES),
    availability: table('st', AVAILABILITIES),
  };
}

/** Colour of a word in one of the tables; words not listed get the neutral one. */
export function colourOf(table: Record<string, string>, word: string): string {
  return table[word] ?? table['Unknown'] ?? table['unavailable'] ?? table['4'] ?? '#9aa5ae';
}
