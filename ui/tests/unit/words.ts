// Short forms for the tests of words.
import * as format from '../../src/lib/i18n/format';

format.setZone('Europe/Helsinki');
/** The age of something `seconds` old. */
export const age = (seconds: number): string => format.age(0, seconds * 1000);
/** A stamp with its zone. */
export const asWords = (ms: number): string => `${format.stamp(ms)} ${format.zoneLabel(ms)}`;
