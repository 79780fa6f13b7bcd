import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { board } from '../../src/lib/board';
import { CommandLine } from '../../src/lib/commandline/commandline.svelte';
import { setHost } from '../../src/lib/host';
import { MockHost, refusal } from '../mock/host';

let host: MockHost;
let tones: string[];
let line: CommandLine;

beforeEach(async () => {
  host = new MockHost(() => 1_700_000_000_000);
  setHost(host);
  await board.connect();
  board.clearSelection();
  tones = [];
  line = new CommandLine((tone) => tones.push(tone) > 0);
});

afterEach(() => line.close());

describe('the command line', () => {
  it('previews once typing rests, not at every key', async () => {
    const asked = vi.spyOn(host, 'query');
    line.show();
    for (const text of ['d', 'd ', 'd E', 'd E1']) line.input(text);
    await vi.waitFor(() => expect(line.preview.state).toBe('ready'));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('acts on a ready line, says so, and is empty for the next', async () => {
    board.select('incident', 'inc-3');
    line.input('note smoke');
    await line.run();
    expect(host.calls.at(-1)).toEqual({ call: 'line', args: { text: 'note smoke', selected: 'inc-3', shown: 'promise of note smoke' } });
    expect(line.result?.accepted).toBe(true);
    expect(line.text).toBe('');
    expect(tones).toEqual(['accepted']);
  });

  it('never acts on an ambiguous line', async () => {
    line.input('d E');
    await line.run();
    expect(host.calls).toHaveLength(0);
    expect(line.result).toEqual({ accepted: false, kept: '', lines: ['E is several units'] });
    expect(line.preview.candidates).toHaveLength(3);
    line.complete(line.preview.candidates[1]);
    expect(line.text).toBe('d E2 ');
  });

  it('keeps a refused line for editing, with the reason', async () => {
    host.refuse = refusal('refused.no_such_key', 'E1 is busy');
    line.input('d E1');
    await line.run();
    expect(line.text).toBe('d E1');
    expect(line.result).toEqual({ accepted: false, kept: '', lines: ['E1 is busy'] });
    expect(tones).toEqual(['rejected']);
  });

  it('acts on what was read: another answer is shown before anything is done', async () => {
    line.show();
    line.input('d P1 @3 !');
    await vi.waitFor(() => expect(line.preview.state).toBe('ready'));
    // A colleague diverts P1 meanwhile: the same line would now take it from another incident.
    host.promised = () => 'other';
    host.refuse = refusal('refused.line_changed', 'it has changed');
    const asked = vi.spyOn(host, 'query');
    await line.run();
    expect(host.calls.at(-1)).toEqual({ call: 'line', args: { text: 'd P1 @3 !', selected: board.selectedIncident, shown: 'promise of d P1 @3 !' } });
    expect(line.result?.accepted).toBe(false);
    expect(asked, 'what it would do now is asked for, to be read').toHaveBeenCalledTimes(1);
    host.refuse = null;
    await line.run();
    expect(host.calls.at(-1)?.args).toMatchObject({ shown: 'other' });
    expect(line.result?.accepted).toBe(true);
  });

  it('keeps typed text when closed', () => {
    line.show();
    line.input('d E1 @4');
    line.close();
    line.show();
    expect(line.text).toBe('d E1 @4');
  });

  it('recalls earlier lines and gives the unfinished one back', async () => {
    for (const text of ['en E1', 'os E1', 'en E1']) {
      line.input(text);
      await line.run();
    }
    line.input('c E');
    line.recall(1);
    expect(line.text).toBe('en E1');
    line.recall(1);
    expect(line.text).toBe('os E1');
    line.recall(1);
    expect(line.text).toBe('os E1');
    line.recall(-1);
    line.recall(-1);
    expect(line.text).toBe('c E');
  });

  it('selects by number', async () => {
    line.input('41');
    await line.run();
    expect(board.selected).toEqual({ kind: 'incident', id: 'inc-0' });
    expect(line.open).toBe(false);
  });

  it('lets a newer preview win over a slower older one', async () => {
    const answers: ((value: unknown) => void)[] = [];
    vi.spyOn(host, 'query').mockImplementation(() => new Promise((settle) => answers.push(settle)));
    line.input('old');
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    line.input('new');
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    const said = (text: string) => ({ state: 'ready', lines: [{ key: 'x', params: {}, text }], candidates: [], target: null, promise: text });
    answers[1]!(said('new'));
    answers[0]!(said('old'));
    await vi.waitFor(() => expect(line.preview.lines[0]?.text).toBe('new'));
  });

  it('says when no tone could be played', async () => {
    const silent = new CommandLine(() => false);
    silent.input('en E1');
    await silent.run();
    expect(silent.silent).toBe(true);
  });
});
