// The signs of closed roads and of a found place, as pixels. Closed: the road sign everyone knows, a disc with a bar;
// open to emergency vehicles: the bar is broken and a cross stands over it; later: a clock face. Told apart without colour.

import type { Drawing } from './symbols';
import type { Palette } from './palette';

type Pen = CanvasRenderingContext2D;
const HATCH_PX = 16;

/** The drawing of a sign of this family; null when it is not one of these. */
export function roadSign(family: string, look: string): Drawing | null {
  switch (family) {
    case 'closure':
      return { size: [26, 26], draw: (pen, colours) => closure(pen, colours, look) };
    case 'closure-hatch':
      return { size: [HATCH_PX, HATCH_PX], draw: (pen, colours) => hatch(pen, colours, look) };
    case 'found':
      return { size: [28, 38], draw: found };
    default:
      return null;
  }
}

const colourOf = (colours: Palette, look: string) => (look === 'later' ? colours.later : colours.closed);

function closure(pen: Pen, colours: Palette, look: string): void {
  const colour = colourOf(colours, look);
  const disc = (radius: number, fill: string) => {
    pen.beginPath();
    pen.arc(13, 13, radius, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
  };
  disc(12.5, colours.rim);
  disc(10.5, colour);
  pen.strokeStyle = pen.fillStyle = colours.rim;
  if (look === 'later') {
    disc(8, colours.rim);
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(13, 7);
    pen.lineTo(13, 13);
    pen.lineTo(17, 15.5);
    pen.stroke();
  } else if (look === 'passable') {
    // A bar with a way through, and a plus in it.
    pen.fillRect(4.5, 11, 4.5, 4);
    pen.fillRect(17, 11, 4.5, 4);
    pen.fillRect(12, 9, 2, 8);
    pen.fillRect(9.5, 12, 7, 2);
  } else pen.fillRect(5.5, 11, 15, 4);
}

// Barrier tape for an area: bars in force, thin bars when crews may pass, dots when it comes later.
function hatch(pen: Pen, colours: Palette, look: string): void {
  pen.strokeStyle = pen.fillStyle = colourOf(colours, look);
  pen.globalAlpha = 0.8;
  if (look === 'later') {
    for (const [x, y] of [[4, 4], [12, 12]] as const) pen.fillRect(x - 1, y - 1, 2, 2);
    return;
  }
  pen.lineWidth = look === 'passable' ? 1.5 : 4;
  for (let at = -HATCH_PX; at <= 2 * HATCH_PX; at += HATCH_PX) {
    pen.beginPath();
    pen.moveTo(at, 0);
    pen.lineTo(at + HATCH_PX, HATCH_PX);
    pen.stroke();
  }
}

// A pin whose foot is the place.
function found(pen: Pen, colours: Palette): void {
  const body = new Path2D('M14 36 C10 28 3 22 3 14 A11 11 0 1 1 25 14 C25 22 18 28 14 36 Z');
  pen.lineJoin = 'round';
  pen.lineWidth = 4;
  pen.strokeStyle = colours.rim;
  pen.stroke(body);
  pen.fillStyle = colours.way;
  pen.fill(body);
  pen.beginPath();
  pen.arc(14, 14, 4.5, 0, 2 * Math.PI);
  pen.fillStyle = colours.rim;
  pen.fill();
}
