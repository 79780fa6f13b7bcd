// Signs of places of an operation: a square flag of its own shape for each kind, told apart by its letter and outline,
// never by colour alone.

import type { Drawing } from './symbols';
import type { Palette } from './palette';

type Pen = CanvasRenderingContext2D;
const SIDE = 28;
/** A letter both languages know from the sign, as on paper situation maps. */
const LETTERS: Record<string, string> = { staging: 'S', command_post: 'C', casualty_point: '+', landing: 'H' };

/** The drawing of a place's sign; null when it is not one. */
export function siteSign(family: string, kind: string): Drawing | null {
  if (family !== 'site') return null;
  return { size: [SIDE, SIDE], draw: (pen, colours) => draw(pen, colours, kind) };
}

function outline(kind: string): Path2D {
  const path = new Path2D();
  if (kind === 'landing' || kind === 'cordon') path.arc(14, 14, 10, 0, 2 * Math.PI);
  else if (kind === 'shelter') return new Path2D('M4 13 L14 4 L24 13 V24 H4 Z');
  else if (kind === 'command_post') return new Path2D('M4 5 H24 L20 14 L24 23 H4 Z');
  else path.rect(4.5, 4.5, 19, 19);
  return path;
}

function draw(pen: Pen, colours: Palette, kind: string): void {
  const colour = kind === 'cordon' ? colours.closed : colours.way;
  const shape = outline(kind);
  pen.lineJoin = 'round';
  pen.lineWidth = 6;
  pen.strokeStyle = colours.rim;
  pen.stroke(shape);
  pen.fillStyle = colours.rim;
  pen.fill(shape);
  pen.lineWidth = 2.5;
  pen.strokeStyle = colour;
  pen.stroke(shape);
  if (kind === 'cordon') {
    pen.beginPath();
    pen.moveTo(7.5, 20.5);
    pen.lineTo(20.5, 7.5);
    pen.stroke();
    return;
  }
  pen.fillStyle = colour;
  pen.font = '700 14px "Noto Sans", system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  if (kind === 'shelter') pen.fillRect(11, 15, 6, 9);
  else pen.fillText(LETTERS[kind] ?? '?', kind === 'command_post' ? 12.5 : 14, 19);
}
