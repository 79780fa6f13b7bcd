import { describe, expect, it } from 'vitest';
import { check, compare, literalText, namedKeys } from '../../scripts/check-messages.mjs';

describe('the message check', () => {
  it('finds no fault in the messages as they are', () => {
    expect(check().faults).toEqual([]);
  });

  it('finds keys of one language, other places, and English left in Chinese', () => {
    const en = { a: 'Unit {unit}', b: 'Close', c: 'Only here', d: 'CAP 1.2', e: 'Note' };
    const zh = { a: '力量', b: 'Close', d: 'CAP 1.2', e: 'Notiz', f: '多余' };
    expect(compare(en, zh)).toEqual(['zh.json lacks c', 'en.json lacks f', 'a has {unit} in en, {} in zh', 'b is not translated: Close', 'e has no Chinese: Notiz']);
  });

  it('finds text written into a template', () => {
    expect(literalText('<p title="Read me">{t("a.b")} <b>Hello there</b> 12 km <kbd>F1</kbd></p>').sort()).toEqual(['Hello there', 'title="Read me"']);
    expect(literalText('<p style:height="1px" class="cut">{a ? `x` : ""} → {n}×</p>')).toEqual([]);
  });

  it('reads keys that are whole and keys that are put together', () => {
    expect(namedKeys("t('a.b'); tr(`group.${x}`); coded('type', c)")).toEqual({ whole: ['a.b'], called: ['a.b'], starts: ['group.', 'type.'] });
  });
});
