// Which question comes next. Pure.
import type { QuestionView } from '../../lib/gen/wire';

/** Follows the answers from the first question; the first that has none, or `null` when all that matter are answered. */
export function nextQuestion(questions: readonly QuestionView[], given: ReadonlyMap<string, string | null>): QuestionView | null {
  let at = 0;
  // A plan has no circles; should one come all the same, each question is passed once at most.
  for (let passed = 0; passed <= questions.length; passed++) {
    const question = questions[at];
    if (!question || !given.has(question.id)) return question ?? null;
    const code = given.get(question.id);
    const then = question.answers.find((it) => it.code === code)?.then;
    if (then === 'end') return null;
    at = then ? questions.findIndex((it) => it.id === then) : at + 1;
    if (at < 0) return null;
  }
  return null;
}
