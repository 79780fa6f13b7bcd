import { afterEach, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { intakes } from '../../src/desks/dispatch/intake.svelte';
import { nextQuestion } from '../../src/desks/dispatch/questions';
import { lineStart } from '../../src/desks/settings/lines';
import { codes } from '../../src/lib/catalogue.svelte';
import { refusal } from '../mock/host';
import { type Console, open } from './app';

let app: Console;
afterEach(async () => {
  for (const intake of [...intakes.list]) intakes.end(intake);
  await app?.close();
});

const last = (call: string) => app.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, unknown>;
const type = () => (app.at('intake-type') as HTMLInputElement).value;

async function call(words: string) {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app.at('intake-what'));
  app.type('intake-what', words);
}

it('fills type and priority from the words, and says which words', async () => {
  await call('Thick smoke in the stairwell');
  await vi.waitFor(() => expect(type()).toMatch(/^STRUCT/));
  expect(app.at('intake-recognised').querySelector('mark')?.textContent).toBe('smoke');
  expect(app.at('intake-priority-E').getAttribute('aria-pressed')).toBe('true');
  // Other words, another type: nobody chose the first.
  app.type('intake-what', 'there is a leak');
  await vi.waitFor(() => expect(type()).toMatch(/^GAS/));
  app.type('intake-what', 'nothing known');
  await vi.waitFor(() => expect(type()).toBe(''));
});

it('never overwrites the type a person chose, and offers the other', async () => {
  await call('hello');
  app.type('intake-type', 'weapon');
  app.key('Enter', app.at('intake-type'));
  app.type('intake-what', 'smoke everywhere');
  await vi.waitFor(() => expect(app.at('intake-recognised').dataset.type).toBe('STRUCT'));
  expect(type()).toMatch(/^WEAPON/);
  app.at('intake-recognised-take').click();
  flushSync();
  expect(type()).toMatch(/^STRUCT/);
});

it('keeps a recognised type that a person confirmed, and fills one that was emptied', async () => {
  await call('smoke');
  await vi.waitFor(() => expect(type()).toMatch(/^STRUCT/));
  app.type('intake-type', 'struct');
  app.key('Enter', app.at('intake-type'));
  app.type('intake-what', 'there is a leak');
  await vi.waitFor(() => expect(app.at('intake-recognised').dataset.type).toBe('GAS'));
  expect(type()).toMatch(/^STRUCT/);
  app.type('intake-type', '');
  app.type('intake-what', 'smoke again');
  await vi.waitFor(() => expect(app.at('intake-recognised').dataset.type).toBe('STRUCT'));
  await vi.waitFor(() => expect((app.at('intake-type') as HTMLInputElement).dataset.value).toBe('STRUCT'));
});

it('never overwrites the priority a person chose', async () => {
  await call('hello');
  app.at('intake-priority-4').click();
  app.type('intake-what', 'smoke');
  await vi.waitFor(() => expect(type()).toMatch(/^STRUCT/));
  expect(app.at('intake-priority-4').getAttribute('aria-pressed')).toBe('true');
});

it('asks the questions of the type one after the other, and keeps the answers with their times', async () => {
  await call('fire');
  await vi.waitFor(() => expect(app.at('intake-question').dataset.id).toBe('inside'));
  app.at('intake-answer-yes').click();
  await vi.waitFor(() => expect(document.activeElement).toBe(app.at('intake-answer-words')));
  expect(app.at('intake-question').dataset.id).toBe('where');
  app.type('intake-answer-words', 'third floor');
  app.key('Enter', app.at('intake-answer-words'));
  await vi.waitFor(() => expect(app.at('intake-question').dataset.id).toBe('storeys'));
  expect(last('open_incident'), 'Enter in an answer sends nothing').toBeUndefined();
  app.key('Enter', app.at('intake-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident')).toBeTruthy());
  const answers = last('open_incident').answers as { at_ms: number }[];
  expect(answers).toMatchObject([
    { type_code: 'STRUCT', question: 'inside', code: 'yes', words: '' },
    { type_code: 'STRUCT', question: 'where', code: null, words: 'third floor' },
  ]);
  expect(answers[0]!.at_ms).toBeLessThanOrEqual(answers[1]!.at_ms);
});

it('a call that is refused keeps its answers and is sent again with all of them', async () => {
  await call('fire');
  await vi.waitFor(() => app.at('intake-answer-no'));
  app.at('intake-answer-no').click();
  const command = app.host.command;
  let times = 0;
  app.host.command = async (it) => {
    if (it.call === 'open_incident' && times++ === 0) throw refusal('refused.nothing_known', 'the disk is full');
    return command(it);
  };
  app.key('Enter', app.at('intake-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(app.at('refusal').textContent).toContain('the disk is full'));
  expect(app.at('intake-answered').textContent).toContain('No');
  app.key('Enter', app.at('intake-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident').answers).toMatchObject([{ question: 'inside', code: 'no' }]));
  expect(app.host.calls.filter((it) => it.call === 'open_incident')).toHaveLength(1);
});

it('passes no question twice, whatever the answers say', async () => {
  await call('fire');
  await vi.waitFor(() => app.at('intake-question'));
  const questions = codes.questionsOf('STRUCT');
  expect(nextQuestion(questions, new Map([['inside', 'no']]))?.id).toBe('storeys');
  expect(nextQuestion(questions, new Map([['inside', 'yes'], ['where', null], ['storeys', null]]))).toBeNull();
  const round = questions.map((it) => ({ ...it, answers: it.answers.map((one) => ({ ...one, then: 'inside' })) }));
  expect(nextQuestion(round, new Map([['inside', 'yes']]))).toBeNull();
});

it('puts a plan in force only when it has no fault, and leads to the line of each', async () => {
  app = await open('settings', 'supervisor');
  await vi.waitFor(() => expect(app.at('plan-in-force').dataset.name).toBe('Made-up set'));
  app.type('plan-text', 'name = "x"\ntyp = wrong\n');
  app.at('plan-save').click();
  await vi.waitFor(() => expect(app.at('plan-fault').dataset.line).toBe('2'));
  app.at('plan-fault').click();
  const field = app.at('plan-text') as HTMLTextAreaElement;
  expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('typ = wrong');
  expect(last('set_plan')).toBeUndefined();

  app.at('plan-chinese').click();
  await vi.waitFor(() => expect(field.value).toBe('name = "chinese"\n'));
  app.at('plan-save').click();
  await vi.waitFor(() => expect(app.at('plan-save').textContent).toMatch(/once more/));
  expect(last('set_plan')).toBeUndefined();
  app.at('plan-save').click();
  await vi.waitFor(() => expect(last('set_plan')).toEqual({ text: 'name = "chinese"\n', was: expect.any(String) }));
  await vi.waitFor(() => expect(app.at('plan-in-force').textContent).toContain('chief'));
});

it('knows where a line begins', () => {
  expect(lineStart('a\nbc\n', 2)).toEqual([2, 4]);
  expect(lineStart('a', 9)).toEqual([0, 1]);
});
