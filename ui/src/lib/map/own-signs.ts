// The signs of the centre's own layers, as pixels: an outline and a letter for each kind, so that they differ without colour.
// What stands for several is a double ring with their number and the letter.

import { colourOf, type Palette } from './palette';
import type { Drawing } from './symbols';

type Pen = CanvasRenderingContext2D;

/** Kinds of layers, as the wire says them. */
export const KINDS = ['districts', 'stations', 'hydrants', 'hazards', 'plans', 'other'] as const;
export type LayerKind = (typeof KINDS)[number];

/** The kind of a word from outside. */
export const kindOf = (word: string): LayerKind => KINDS.find((kind) => kind === word) ?? 'other';

/** Id of a kind's sign; with a number, as it is written, for what stands for several. */
export const ownSignId = (kind: LayerKind, many = ''): string => `own|${kind}|${many}`;

/** Outline in a 22 x 22 box, letter, and how far the letter's middle lies below the top. */
const SIGNS: Record<LayerKind, { outline: string; letter: string; y: number }> = {
  districts: { outline: 'M6.5 2.5 H15.5 L20 11 L15.5 19.5 H6.5 L2 11 Z', letter: 'D', y: 11 },
  // A house.
  stations: { outline: 'M11 1.5 L20 8.5 V19.5 H2 V8.5 Z', letter: 'S', y: 13 },
  hydrants: { outline: 'M11 2 A9 9 0 1 1 10.99 2 Z', letter: 'H', y: 11 },
  // The warning sign everyone knows.
  hazards: { outline: 'M11 1 L21.5 20 H0.5 Z', letter: '!', y: 14 },
  // A sheet with a folded corner.
  plans: { outline: 'M3.5 1.5 H14 L18.5 6 V20.5 H3.5 Z', letter: 'P', y: 11.5 },
  other: { outline: 'M11 1.5 L20.5 11 L11 20.5 L1.5 11 Z', letter: 'O', y: 11 },
};

/** The colour of a kind; never alone. */
export function kindColour(colours: Palette, kind: LayerKind): string {
  switch (kind) {
    case 'hydrants':
      return colours.way;
    case 'hazards':
      return colours.later;
    case 'stations':
      return colourOf(colours.availability, 'available');
    case 'plans':
      return colours.cone;
    case 'districts':
    case 'other':
      return colours.camera;
  }
}

/** The drawing of a sign, for several when there is a number; null when it is not one of these. */
export function ownSign(family: string, kind: string, many: string): Drawing | null {
  if (family !== 'own') return null;
  const of = kindOf(kind);
  if (many !== '') return { size: [34, 34], draw: (pen, colours) => ring(pen, colours, of, many) };
  return { size: [26, 26], draw: (pen, colours) => sign(pen, colours, of) };
}

function sign(pen: Pen, colours: Palette, kind: LayerKind): void {
  const { outline, letter, y } = SIGNS[kind];
  const path = new Path2D(outline);
  pen.translate(2, 2);
  pen.lineJoin = 'round';
  pen.lineWidth = 4.5;
  pen.strokeStyle = colours.rim;
  pen.stroke(path);
  pen.fillStyle = colours.rim;
  pen.fill(path);
  pen.lineWidth = 1.8;
  pen.strokeStyle = kindColour(colours, kind);
  pen.stroke(path);
  pen.fillStyle = kindColour(colours, kind);
  write(pen, letter, 11, y, 12);
}

function write(pen: Pen, text: string, x: number, y: number, px: number): void {
  pen.font = `700 ${px}px "Noto Sans", system-ui, sans-serif`;
  pen.textAlign = 'center';
  const box = pen.measureText(text);
  pen.fillText(text, x, y + (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
}

// Two rings: no single sign has them. The number is read first, the letter says of what.
function ring(pen: Pen, colours: Palette, kind: LayerKind, many: string): void {
  const circle = (radius: number) => {
    pen.beginPath();
    pen.arc(17, 17, radius, 0, 2 * Math.PI);
  };
  circle(16);
  pen.fillStyle = colours.rim;
  pen.fill();
  pen.strokeStyle = kindColour(colours, kind);
  pen.lineWidth = 1.4;
  for (const radius of [15, 12.6]) {
    circle(radius);
    pen.stroke();
  }
  pen.fillStyle = colours.ink;
  write(pen, many, 17, 14, many.length > 3 ? 8.5 : 10.5);
  pen.fillStyle = kindColour(colours, kind);
  write(pen, SIGNS[kind].letter, 17, 23, 8.5);
}
