// Lines of a text. Pure.

/** Where a line (from 1) begins and ends, in UTF-16 units as a field counts them; the last line when there are fewer. */
export function lineStart(text: string, line: number): [number, number] {
  let from = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', from);
    if (next < 0) break;
    from = next + 1;
  }
  const end = text.indexOf('\n', from);
  return [from, end < 0 ? text.length : end];
}
