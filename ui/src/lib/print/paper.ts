// A table on paper: black on white, its head on every page. What is printed stands beside the app, so that nothing of the desk
// is printed with it. Knows no words of its own.

/** A sheet with a table. */
export interface Sheet {
  title: string;
  /** Lines under the title: time, who, mode, age of the data, what was left out. */
  lines: readonly string[];
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Said at the end; empty when there is nothing to say. */
  more: string;
}

/** Rows on paper at most; what is longer is no sheet any more. */
export const MOST_ROWS = 2_000;

/** The page, as text only. */
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
  const head = table.createTHead().insertRow();
  for (const cell of sheet.head) head.append(made('th', cell));
  const body = table.createTBody();
  for (const row of sheet.rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const cell of row) line.insertCell().textContent = cell;
  }
  page.append(table);
  if (sheet.more !== '') page.append(made('p', sheet.more));
  return page;
}
