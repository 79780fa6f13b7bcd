// A table on paper: black on white, its head on every page. What is printed stands beside the app, so that nothing of the desk
// is printed with it. Knows no words of its own.

/** A sheet with a table. */
export interface Sheet {
  title: string;
  /** Lines under the title: time, who, mode, age of the data, what was left out. */
  lines: readonly string[];
  head: readonly string[];
  /** A text alone is the head of the rows under it. */
  rows: readonly (readonly string[] | string)[];
  /** Said at the end; empty when there is nothing to say. */
  more: string;
}

/** Rows on paper at most; what is longer is no sheet any more. */
export const MOST_ROWS = 2_000;

/** What is better never broken: a number, a code, a time of day. */
const SHORT = 12;
/** The longest column has the room when a text in it is at least so long. */
const LONG = 30;
const STAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)$/;

/** The page, as text only. Every row is numbered and the head says on each page what this is: a lost page is seen to be lost. */
export function pageOf(sheet: Sheet): HTMLElement {
  const made = <K extends keyof HTMLElementTagNameMap>(tag: K, text = ''): HTMLElementTagNameMap[K] => {
    const node = document.createElement(tag);
    if (text !== '') node.textContent = text;
    return node;
  };
  const page = made('section');
  page.className = 'paper-sheet';
  page.append(made('h1', sheet.title), ...sheet.lines.filter(Boolean).map((line) => made('p', line)));
  const table = made('table');
  const wide = (text: string): HTMLTableCellElement => Object.assign(made('th', text), { colSpan: sheet.head.length + 1 });
  const rows = sheet.rows.slice(0, MOST_ROWS);
  const head = table.createTHead();
  head.insertRow().append(wide([sheet.title, sheet.lines[0] ?? ''].filter(Boolean).join(' · ')));
  const longest = sheet.head.map((_, at) => Math.max(0, ...rows.map((row) => (typeof row === 'string' ? 0 : (row[at]?.length ?? 0)))));
  const broad = longest.indexOf(Math.max(LONG, ...longest));
  head.insertRow().append(made('th'), ...sheet.head.map((cell, at) => Object.assign(made('th', cell), { className: at === broad ? 'broad' : '' })));
  const body = table.createTBody();
  const total = rows.filter((row) => typeof row !== 'string').length;
  let at = 0;
  for (const row of rows) {
    const line = body.insertRow();
    if (typeof row === 'string') {
      line.append(wide(row));
      continue;
    }
    at += 1;
    for (const text of [`${at}/${total}`, ...row]) {
      const cell = line.insertCell();
      cell.textContent = text.replace(STAMP, '$1\n$2');
      if (STAMP.test(text) || text.length <= SHORT) cell.className = 'short';
    }
  }
  page.append(table);
  if (sheet.more !== '') page.append(made('p', sheet.more));
  return page;
}
