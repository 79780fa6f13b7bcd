// How a place is written: the forms an operator chooses from. Degrees are written here at once; the others are computed by
// the program behind the window (`whereabouts`), which alone knows grids and codes.

import { recall, remember } from '../i18n/stored';

/** Names of the forms, as `WhereaboutsView.forms` has them. */
export const FORMS = ['dd', 'ddm', 'dms', 'utm', 'mgrs', 'plus', 'geohash'] as const;
export type Form = (typeof FORMS)[number];

/** `60.17012, 24.94103`, `60°10.207′N 24°56.462′E` or `60°10′12.4″N 24°56′27.7″E`; `null` for the forms not written here. */
export function written(form: Form, lon: number, lat: number): string | null {
  switch (form) {
    case 'dd':
      return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
    case 'ddm':
      return `${minutes(lat, 'N', 'S')} ${minutes(lon, 'E', 'W')}`;
    case 'dms':
      return `${seconds(lat, 'N', 'S')} ${seconds(lon, 'E', 'W')}`;
    default:
      return null;
  }
}

// Rounded once, as a whole number of the smallest unit: 59.9996 minutes must become the next degree, never "60.000".
function minutes(degrees: number, plus: string, minus: string): string {
  const all = Math.round(Math.abs(degrees) * 60_000);
  return `${Math.floor(all / 60_000)}°${two(((all % 60_000) / 1000).toFixed(3), 6)}′${degrees < 0 && all > 0 ? minus : plus}`;
}

function seconds(degrees: number, plus: string, minus: string): string {
  const all = Math.round(Math.abs(degrees) * 36_000);
  const [whole, rest] = [Math.floor(all / 36_000), all % 36_000];
  return `${whole}°${two(String(Math.floor(rest / 600)), 2)}′${two(((rest % 600) / 10).toFixed(1), 4)}″${degrees < 0 && all > 0 ? minus : plus}`;
}

const two = (text: string, width: number) => text.padStart(width, '0');

/** The form this window was last set to. */
export const chosenForm = (): Form => recall('coordinates', FORMS, 'dd');
/** Keeps the choice for this window. */
export const keepForm = (form: Form): void => remember('coordinates', form);
