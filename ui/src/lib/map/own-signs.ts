// The signs of the centre's own layers, as pixels: an outline and a letter for each kind, so that they differ without colour.
// What stands for several is a ring with room for a count.

import { colourOf, type Palette } from './palette';
import type { Drawing } from './symbols';

type Pen = CanvasRenderingContext2D;

/** Kinds of layers, as the wire says them. */
export const KINDS = ['districts', 'stations', 'hydrants', 'hazards', 'plans', 'other'] as const;
export type LayerKind = (typeof KINDS)[number];

/** The kind of a word from outside. */
export const kindOf = (word: string): LayerKind => KINDS.find((kind) => kind === word) ?? 'other';

/** Id of a kind's sign; `many` for what stands for several. */
export const ownSignId = (kind: LayerKind, many = false): string => `own|${kind}|${many ? 'many' : 'one'}`;

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

/** The drawing of a sign; null when it is not one of these. */
export function ownSign(family: string, kind: string, look: string): Drawing | null {
  if (family !== 'own') return null;
  const of = kindOf(kind);
  if (look === 'many') return { size: [32, 32], draw: (pen, colours) => ring(pen, colours, of) };
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
  pen.font = '700 12px "Noto Sans", system-ui, sans-serif';
  pen.textAlign = 'center';
  const box = pen.measureText(letter);
  pen.fillText(letter, 11, y + (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
}

// Two rings: no single sign has them.
function ring(pen: Pen, colours: Palette, kind: LayerKind): void {
  const circle = (radius: number) => {
    pen.beginPath();
    pen.arc(16, 16, radius, 0, 2 * Math.PI);
  };
  circle(14.5);
  pen.fillStyle = colours.rim;
  pen.fill();
  pen.strokeStyle = kindColour(colours, kind);
  pen.lineWidth = 1.5;
  for (const radius of [13.6, 11]) {
    circle(radius);
    pen.stroke();
  }
}
