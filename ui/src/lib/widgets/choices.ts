// Finding a code by what was typed: its code, or words of its label in either language. Pure.

/** One thing to choose. */
export interface Choice {
  code: string;
  label: string;
}

/** Choices that fit, best first: code equal, code starts, label word starts, anywhere. Empty text gives all, as given. */
export function matching(choices: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return choices;
  const scored = choices.map((choice) => ({ choice, score: score(choice, wanted) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ choice }) => choice);
}

function score(choice: Choice, wanted: string): number {
  const [code, label] = [choice.code.toLowerCase(), choice.label.toLowerCase()];
  if (code === wanted) return 4;
  if (code.startsWith(wanted)) return 3;
  if (label.split(/[\s,/()-]+/).some((word) => word.startsWith(wanted))) return 2;
  return label.includes(wanted) || code.includes(wanted) || `${code} – ${label}` === wanted ? 1 : 0;
}
