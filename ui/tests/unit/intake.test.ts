import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CardTyped, CardUnitTyped, catchUp, timeOf } from '../../src/desks/dispatch/catchup.svelte';
import { intakes } from '../../src/desks/dispatch/intake.svelte';
import { board } from '../../src/lib/board';
import { codes } from '../../src/lib/catalogue.svelte';
import { noIntake, premise } from '../mock/intake';
import { type Console, open } from './app';

let app: Console | undefined;
afterEach(async () => {
  for (const intake of [...intakes.list]) intakes.end(intake);
  catchUp.reset();
  await app?.close();
  app = undefined;
});

const last = (call: string) => app!.host.calls.filter((it) => it.call === call).at(-1)?.args as Record<string, any>;
const at = (text: string) => Date.parse(`${text}:00Z`);

describe('a time on a card', () => {
  it('is of the day of the card, and of the next when a run goes on past midnight', () => {
    const received = at('2026-11-22T23:50');
    expect(timeOf('23:50', '2026-11-22', null, 'UTC')).toBe(received);
    expect(timeOf('00:05', '2026-11-22', received, 'UTC')).toBe(at('2026-11-23T00:05'));
    expect(timeOf('2350', '2026-11-22', null, 'UTC')).toBe(received);
    expect(timeOf('23：51', '2026-11-22', received, 'UTC')).toBe(at('2026-11-22T23:51'));
    expect(timeOf('2026-11-23 01:00', '2026-11-22', received, 'UTC')).toBe(at('2026-11-23T01:00'));
    expect(timeOf('23:52', '2026-11-22', null, 'Asia/Kathmandu')).toBe(at('2026-11-22T18:07'));
  });
  it('that is wrong by minutes stays wrong: the rule refuses it, nobody moves it to another day', () => {
    expect(timeOf('23:40', '2026-11-22', at('2026-11-22T23:50'), 'UTC')).toBe(at('2026-11-22T23:40'));
  });
  it('is nothing where nothing stands, and unreadable where it is no time', () => {
    expect(timeOf('  ', '2026-11-22', null, 'UTC')).toBeNull();
    for (const bad of ['25:00', '12:61', 'noon', '9']) expect(timeOf(bad, '2026-11-22', null, 'UTC'), bad).toBeUndefined();
    expect(timeOf('12:00', 'yesterday', null, 'UTC')).toBeUndefined();
  });
});

it('a card as typed becomes the card of the wire, absent where nothing was written', () => {
  const card = new CardTyped();
  [card.reason, card.day, card.received, card.what, card.place] = ['power out', '2026-11-22', '13:10', 'smoke', 'Kaivokatu 1'];
  const unit = card.units[0]!;
  [unit.unit, unit.times.sent, unit.times.on_scene] = [' E1 ', '13:12', '13:20'];
  card.units = [...card.units, new CardUnitTyped()];
  expect(card.unreadable('UTC')).toEqual([]);
  const wire = card.card('UTC');
  expect(wire).toMatchObject({ reason: 'power out', received_ms: at('2026-11-22T13:10'), place: null, what: 'smoke\n@ Kaivokatu 1', closed_ms: null, disposition: null });
  expect(wire.units).toEqual([
    { unit: 'E1', sent_ms: at('2026-11-22T13:12'), en_route_ms: null, on_scene_ms: at('2026-11-22T13:20'), transport_ms: null, at_destination_ms: null, destination: null, clear_ms: null },
  ]);
  unit.times.clear = 'later';
  expect(card.unreadable('UTC')).toEqual(['units[0].clear_ms']);
  const next = card.next();
  expect([next.reason, next.day, next.received, next.what, next.units[0]!.unit]).toEqual(['power out', '2026-11-22', '', '', '']);
});

it('enters cards one after the other, keeps a refused one as typed and marks its field', async () => {
  app = await open('dispatch');
  app.at('catch-up').click();
  flushSync();
  app.type('card-reason', 'power out');
  app.type('card-day', '2026-11-22');
  app.type('card-received', '13:10');
  app.type('card-what', 'smoke');
  app.type('card-unit-id', 'E1');
  app.type('card-unit-sent', '13:05');
  app.host.refuse = { code: 'bad_argument', key: 'refused.card_order', message: 'E1 was sent before the call', field: 'units[0].sent_ms', params: {} };
  app.key('Enter', app.at('card-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(app!.at('card-unit-sent').getAttribute('aria-invalid')).toBe('true'));
  expect((app.at('card-what') as HTMLTextAreaElement).value).toBe('smoke');
  app.host.refuse = null;
  app.type('card-unit-sent', '13:12');
  app.at('card-enter').click();
  await vi.waitFor(() => expect(app!.at('cards-entered').querySelectorAll('li')).toHaveLength(1));
  expect(last('enter_card')).toMatchObject({ reason: 'power out', units: [{ unit: 'E1' }] });
  expect((app.at('card-what') as HTMLTextAreaElement).value).toBe('');
  expect((app.at('card-reason') as HTMLInputElement).value, 'one outage, one reason').toBe('power out');
  app.type('card-received', '13:00');
  await vi.waitFor(() => expect(app!.at('card-out-of-order').textContent).toContain('later call'));
});

it('the blank card has the fields of the form', async () => {
  app = await open('dispatch');
  app.at('catch-up').click();
  flushSync();
  const form = [...app.root.querySelectorAll('[data-test="catch-up-form"] [data-field]')].map((it) => (it as HTMLElement).dataset.field!);
  app.at('paper-cards').click();
  const sheet = await vi.waitFor(() => {
    const fields = [...document.querySelectorAll<HTMLElement>('[data-test="paper-field"]')].map((it) => it.dataset.field!);
    expect(fields.length).toBeGreaterThan(5);
    return fields;
  });
  const own = form.filter((field) => !field.startsWith('units[')).map((field) => field.replace('-', '.'));
  // The two code fields are widgets of their own and carry no name.
  expect([...own, 'type_code', 'disposition'].sort()).toEqual([...sheet].sort());
  expect(document.documentElement.dataset.sheet).toBe('paper');
  document.querySelector<HTMLElement>('[data-test="paper-zh"]')!.click();
  await vi.waitFor(() => expect(document.querySelector('.card-sheet h1')!.textContent).toBe('纸质接警单'));
});

it('a call that rings keeps its time, is answered by F2, and takes nothing from the screen', async () => {
  app = await open('dispatch');
  app.key('F2');
  await vi.waitFor(() => app!.at('intake-what'));
  app.type('intake-what', 'first');
  app.key('F2', app.at('intake-what'), { shiftKey: true });
  await vi.waitFor(() => expect(intakes.list).toHaveLength(2));
  expect((app.at('intake-what') as HTMLTextAreaElement).value).toBe('first');
  expect(intakes.list[1]!.ringing).toBe(true);
  app.key('Escape', app.at('intake-what'));
  expect(intakes.list, 'a telephone that rings is not put away').toHaveLength(2);
  app.key('F2');
  await vi.waitFor(() => expect(intakes.current).toBe(intakes.list[1]));
  expect(intakes.current!.answeredMs).toBeGreaterThanOrEqual(intakes.current!.ringMs!);
  flushSync();
  expect(app.at('call-processing')).toBeTruthy();
  app.type('intake-what', 'second');
  app.key('Enter', app.at('intake-what'), { ctrlKey: true });
  await vi.waitFor(() => expect(last('open_incident')).toMatchObject({ what: 'second', ring_ms: expect.any(Number), answered_ms: expect.any(Number) }));
});

it('what is known of the place and of the number stands under the form', async () => {
  app = await open('dispatch');
  app.host.known = { incidents: [], caller: app.host.board.incidents.slice(0, 1), premises: [premise({}), premise({ id: 'p2', kind: 'medical', text: null, masked: true })] };
  app.key('F2');
  await vi.waitFor(() => app!.at('intake-what'));
  app.type('intake-place', '60.1655, 24.9480');
  app.type('intake-phone', '050 555 0123');
  await vi.waitFor(() => expect(app!.at('known-here').textContent).toContain('Gas bottles in the cellar'));
  expect(app.at('premise-line').textContent).toContain('▲ HAZARD');
  expect(app.at('premise-line').textContent).toContain('anna');
  expect(app.at('known-caller').textContent).toContain(app.host.board.incidents[0]!.number);
  expect(app.root.querySelectorAll('[data-test="premise-line"]')[1]!.textContent).toContain('call back only');
});

it('an open incident is asked on: what remains is named, an answer given anew leaves the old one', async () => {
  app = await open('dispatch');
  const structure = app.host.board.incidents.find((row) => row.type_code === 'STRUCT' && row.state !== 'closed')!;
  const [inside, ...rest] = codes.questionsOf('STRUCT');
  const answer = (code: string, holds: boolean) => ({ type_code: 'STRUCT', question: inside!.id, ask: inside!.ask, code, label: inside!.answers.find((it) => it.code === code)!.label, words: null, at_ms: 1, by: 'anna', holds });
  app.host.intake.set(structure.id, { ...noIntake(), answers: [answer('no', false), answer('yes', true)], open: [...rest] });
  board.select('incident', structure.id);
  await vi.waitFor(() => expect(app!.root.querySelectorAll('[data-test="answer-row"]')).toHaveLength(2));
  expect(app.at('answer-row').textContent).toContain('answered anew');
  expect(app.at('answer-question').dataset.id).toBe(rest[0]!.id);
  if (rest.length > 1) expect(app.at('answers-open').textContent).toContain(rest[1]!.ask.en);
  app.at('answer-again').click();
  flushSync();
  app.at('answer-no').click();
  await vi.waitFor(() => expect(last('answer_question')).toMatchObject({ incident: structure.id, answer: { question: inside!.id, code: 'no' } }));
});

it('what is known of a place is set from its incident, and an incident from paper is not recommended for by itself', async () => {
  app = await open('dispatch');
  const row = app.host.board.incidents.find((it) => it.place !== null && it.state !== 'closed')!;
  row.paper = { received_ms: 1, entered_ms: 2, reason: 'power out' };
  app.host.patch({ incidents: [row] });
  board.select('incident', row.id);
  await vi.waitFor(() => expect(app!.at('paper-mark').textContent).toContain('power out'));
  await vi.waitFor(() => app!.at('paper-goes-on'));
  expect(last('recommend')).toBeUndefined();
  await vi.waitFor(() => app!.at('premise-text'));
  app.type('premise-text', 'gate code 1234');
  app.at('premise-set').click();
  await vi.waitFor(() => expect(last('set_premise')).toMatchObject({ premise: null, kind: 'hazard', text: 'gate code 1234', radius_m: 40, valid_until_ms: null }));
});
