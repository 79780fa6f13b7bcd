// Attachments in the window: what is refused before it is sent, what is shown as a picture, adding by dialogue and drop,
// saving and withdrawing with a reason, in both languages.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { digits, isPicture, LARGEST, refusedBefore, shownAtOnce, sizeOf } from '../../src/desks/dispatch/attachments';
import { board } from '../../src/lib/board';
import { locale } from '../../src/lib/i18n';
import type { AttachmentView } from '../../src/lib/gen/wire';
import { noWork } from '../mock/work';
import { type Console, open } from './app';

let app: Console;

const one = (number: number, part: Partial<AttachmentView> = {}): AttachmentView => ({
  number, name: `scene-${number}.png`, erased: false, media: 'image/png', size: 4096, sha256: 'ab12cd34'.repeat(8), note: null, at_ms: Date.now(), by: 'dispatcher', withdrawn: null, ...part,
});

describe('before a file is sent', () => {
  it('says sizes as people read them', () => {
    expect([1, 1024, 300_000, 25 * 1024 * 1024].map(sizeOf)).toEqual(['1 KiB', '1 KiB', '293 KiB', '25.0 MiB']);
    expect(digits('ab12cd34ef')).toBe('ab12cd34');
  });

  it('refuses what the host would refuse by its size alone, and nothing else', () => {
    expect(refusedBefore({ name: 'a.png', size: LARGEST })).toBeNull();
    expect(refusedBefore({ name: 'a.exe', size: 10 }), 'bytes are judged by the host').toBeNull();
    expect(refusedBefore({ name: 'a.png', size: 0 })?.key).toBe('refused.attachment_empty');
    expect(refusedBefore({ name: 'a.png', size: 100 * 1024 * 1024 })?.params).toEqual({ name: 'a.png', size: '100.0', limit: '25.0' });
  });

  it('shows small pictures that are there, the newest dozen', () => {
    expect(isPicture(one(1))).toBe(true);
    for (const part of [{ media: 'application/pdf' }, { erased: true }, { withdrawn: { at_ms: 1, by: 'a', reason: 'b' } }]) expect(isPicture(one(1, part))).toBe(false);
    const many = Array.from({ length: 20 }, (_, at) => one(at + 1, { size: at === 19 ? 9_000_000 : 10 }));
    expect(shownAtOnce(many).map((it) => it.number)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

describe('the incident panel', () => {
  beforeEach(async () => {
    URL.createObjectURL = () => 'blob:a';
    URL.revokeObjectURL = () => undefined;
    app = await open('dispatch');
    const work = noWork(Date.now());
    work.attachments = [one(1), one(2, { media: 'application/pdf', name: 'permit.pdf' }), one(3, { name: null, erased: true })];
    app.host.work.set('inc-0', work);
    board.select('incident', 'inc-0');
    flushSync();
    await vi.waitFor(() => app.at('attachment-row'));
  });
  afterEach(async () => {
    locale.current === 'zh' && locale.set('en');
    await app.close();
  });

  const rows = () => [...app.root.querySelectorAll<HTMLElement>('[data-test="attachment-row"]')];

  it('lists each with size, hash and state, and shows pictures only', async () => {
    await vi.waitFor(() => app.at('attachment-picture'));
    expect(app.root.querySelectorAll('[data-test="attachment-picture"]').length).toBe(1);
    expect(rows()[0]!.textContent).toContain('4 KiB · ab12cd34');
    expect(rows()[1]!.textContent).toContain('permit.pdf');
    expect(rows()[2]!.textContent).toContain('erased');
    expect(rows()[2]!.querySelector('button'), 'nothing can be done with what is erased').toBeNull();
  });

  it('adds a dropped file with its note, and says what is too large without sending it', async () => {
    app.type('attachment-note', 'north side');
    const drop = (files: unknown[]) => {
      const event = new Event('drop', { bubbles: true, cancelable: true });
      Object.assign(event, { dataTransfer: { files } });
      app.at('attachment-drop').dispatchEvent(event);
    };
    const file = (name: string, size: number) => ({ name, size, arrayBuffer: async () => new ArrayBuffer(size) });
    drop([file('roof.jpg', 12)]);
    await vi.waitFor(() => expect(app.host.attached).toEqual([{ incident: 'inc-0', name: 'roof.jpg', note: 'north side', size: 12 }]));
    await vi.waitFor(() => expect(app.at('attachment-drop').getAttribute('aria-busy')).toBe('false'));
    drop([file('film.jpg', 100 * 1024 * 1024)]);
    await vi.waitFor(() => expect(app.at('refusal').textContent).toContain('film.jpg has 100.0 MiB; at most 25.0 MiB'));
    expect(app.host.attached.length).toBe(1);
  });

  it('saves where the person says, and withdraws only with a reason', async () => {
    (rows()[1]!.querySelector('[data-test="attachment-save"]') as HTMLElement).click();
    await vi.waitFor(() => expect(app.at('attachment-saved').textContent).toContain('/home/anna/2.png'));
    (rows()[0]!.querySelector('[data-test="attachment-withdraw-ask"]') as HTMLElement).click();
    flushSync();
    expect((app.at('attachment-withdraw') as HTMLButtonElement).disabled).toBe(true);
    app.type('attachment-reason', 'wrong incident');
    app.at('attachment-withdraw').click();
    await vi.waitFor(() => expect(app.host.calls.at(-1)).toEqual({ call: 'withdraw_attachment', args: { incident: 'inc-0', attachment: 1, reason: 'wrong incident' } }));
  });

  it('reads in Chinese', () => {
    locale.set('zh');
    flushSync();
    expect(rows()[2]!.textContent).toContain('已擦除');
    expect(app.at('attachment-drop').textContent).toContain('不超过 25 MiB');
  });
});
