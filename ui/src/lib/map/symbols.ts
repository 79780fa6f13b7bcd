// Draws the images the operational layers name, when the map first asks for them. An image's id says everything about
// it (`unit|E|OS|fresh`), so a change of theme only needs new pixels. Knows no rows and no map.

import { colourOf, type Palette } from './palette';
import { ownSign } from './own-signs';
import { siteSign } from './site-signs';
import { roadSign } from './road-signs';
import { CAMERA_SHAPE, SERVICE_LETTER_Y, SERVICE_SHAPES, shapeOf } from './shapes';

/** Pixels per CSS pixel of every drawn image. */
export const IMAGE_RATIO = 2;
/** What a unit's plate says. */
export interface UnitLook {
  letter: string;
  status: string;
  availability: string;
  stale: boolean;
}

const FONT = '"Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif';

export const imageIds = {
  incident: (service: string, priority: string, waiting: boolean) =>
    `incident|${service}|${priority}|${waiting ? 'waiting' : 'served'}`,
  unit: (of: UnitLook) => `unit|${of.letter}|${of.status}|${of.availability}|${of.stale ? 'stale' : 'fresh'}`,
  hatch: (severity: string) => `hatch|${severity}`,
  camera: (known: boolean) => `camera|${known ? 'known' : 'unknown'}`,
  /** `look`: `in_force`, `passable` or `later`. */
  closure: (look: string) => `closure|${look}`,
  closureHatch: (look: string) => `closure-hatch|${look}`,
  found: () => 'found|',
  site: (kind: string) => `site|${kind}`,
};

type Pen = CanvasRenderingContext2D;
export type Drawing = { size: [number, number]; draw: (pen: Pen, colours: Palette) => void };

/** Whether an image's id is one of `imageIds`. The base map's icons are plain words, and some are words of ours, too. */
export const isOperational = (id: string): boolean => id.includes('|');

/** The pixels of an operational image; null when the id is not one of ours. */
export function drawSymbol(id: string, colours: Palette): ImageData | null {
  if (!isOperational(id)) return null;
  const drawing = drawingOf(id.split('|'));
  if (!drawing) return null;
  const [width, height] = drawing.size;
  const canvas = document.createElement('canvas');
  canvas.width = width * IMAGE_RATIO;
  canvas.height = height * IMAGE_RATIO;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.scale(IMAGE_RATIO, IMAGE_RATIO);
  drawing.draw(pen, colours);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function drawingOf([family, a = '', b = '', c = '', d = '']: string[]): Drawing | null {
  switch (family) {
    case 'incident':
      return { size: [30, 42], draw: (pen, colours) => incident(pen, colours, a, b, c === 'waiting') };
    case 'unit':
      return {
        size: [PLATE_PX + 6, 22],
        draw: (pen, colours) => unit(pen, colours, { letter: a, status: b, availability: c, stale: d === 'stale' }),
      };
    case 'hatch':
      return { size: [HATCH_PX, HATCH_PX], draw: (pen, colours) => hatch(pen, colours, a) };
    case 'camera':
      return { size: [22, 22], draw: (pen, colours) => camera(pen, colours, a === 'known') };
    default:
      return siteSign(family ?? '', a) ?? roadSign(family ?? '', a) ?? ownSign(family ?? '', a, b);
  }
}

function letter(pen: Pen, text: string, at: [number, number], px: number): void {
  pen.font = `700 ${px}px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  const box = pen.measureText(text);
  pen.fillText(text, at[0], at[1] + (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
}

// Waiting incidents are solid (someone must act); served ones are an outline on the ground colour. The sign stands on a
// stem whose foot is the place, so that units on scene do not cover it.
function incident(pen: Pen, colours: Palette, service: string, priority: string, waiting: boolean): void {
  const colour = colourOf(colours.priority, priority);
  const path = new Path2D(shapeOf(SERVICE_SHAPES, service));
  pen.translate(3, 3);
  pen.lineJoin = 'round';
  pen.lineWidth = 5;
  pen.strokeStyle = colours.rim;
  const stem = new Path2D('M12 20 V38');
  pen.stroke(stem);
  pen.stroke(path);
  pen.lineWidth = 2;
  pen.strokeStyle = colour;
  pen.stroke(stem);
  pen.fillStyle = waiting ? colour : colours.rim;
  pen.fill(path);
  pen.lineWidth = 2.2;
  pen.strokeStyle = colour;
  pen.stroke(path);
  pen.fillStyle = waiting ? colours.rim : colour;
  letter(pen, priority, [12, SERVICE_LETTER_Y[service] ?? SERVICE_LETTER_Y['*'] ?? 12], service === 'fire' ? 11 : 13);
}

const PLATE_PX = 40;
const LETTER_PX = 15;

// A plate of two fields: the kind's letter and the status code. A fresh unit's letter field is filled; a stale one is
// hollow with a broken rim, since it may be elsewhere by now.
function unit(pen: Pen, colours: Palette, of: UnitLook): void {
  const colour = colourOf(colours.availability, of.availability);
  const plate = new Path2D();
  plate.roundRect(3.5, 3.5, PLATE_PX - 1, 15, 3.5);
  pen.lineWidth = 4;
  pen.strokeStyle = colours.rim;
  pen.stroke(plate);
  pen.fillStyle = colours.rim;
  pen.fill(plate);
  pen.fillStyle = colour;
  if (!of.stale) {
    pen.save();
    pen.clip(plate);
    pen.fillRect(3, 3, LETTER_PX, 16);
    pen.restore();
  }
  pen.lineWidth = 1.6;
  pen.strokeStyle = colour;
  if (of.stale) pen.setLineDash([3, 2]);
  pen.stroke(plate);
  pen.fillStyle = of.stale ? colour : colours.rim;
  letter(pen, of.letter, [3.5 + LETTER_PX / 2, 11], 12);
  pen.fillStyle = colour;
  letter(pen, of.status, [3 + LETTER_PX + (PLATE_PX - LETTER_PX) / 2, 11], of.status.length > 2 ? 9.5 : 11);
}

const HATCH_PX = 16;

// Each severity has a hatch of its own: crossed, diagonal, steep and sparse, dotted. They tile without a seam.
function hatch(pen: Pen, colours: Palette, severity: string): void {
  pen.strokeStyle = pen.fillStyle = colourOf(colours.severity, severity);
  pen.globalAlpha = 0.75;
  pen.lineWidth = severity === 'Extreme' ? 1.6 : 1.4;
  const diagonal = (step: number, down: boolean) => {
    for (let at = -HATCH_PX; at <= 2 * HATCH_PX; at += step) {
      pen.beginPath();
      pen.moveTo(at, down ? 0 : HATCH_PX);
      pen.lineTo(at + HATCH_PX, down ? HATCH_PX : 0);
      pen.stroke();
    }
  };
  if (severity === 'Extreme') {
    diagonal(HATCH_PX, false);
    diagonal(HATCH_PX, true);
  } else if (severity === 'Severe') diagonal(HATCH_PX / 2, false);
  else if (severity === 'Moderate') diagonal(HATCH_PX, false);
  else
    for (const [x, y] of [[4, 4], [12, 12]] as const) {
      pen.beginPath();
      pen.arc(x, y, severity === 'Minor' ? 1.5 : 1, 0, 2 * Math.PI);
      pen.fill();
    }
}

// Known direction: the body, which the layer turns. Unknown: a broken ring around a dot, which points nowhere.
function camera(pen: Pen, colours: Palette, known: boolean): void {
  pen.strokeStyle = colours.rim;
  pen.fillStyle = colours.camera;
  pen.lineJoin = 'round';
  if (known) {
    pen.translate(1.4, 1.4);
    pen.scale(0.8, 0.8);
    const body = new Path2D(CAMERA_SHAPE);
    pen.lineWidth = 4;
    pen.stroke(body);
    pen.fill(body);
    return;
  }
  const ring = new Path2D();
  ring.arc(11, 11, 6, 0, 2 * Math.PI);
  pen.lineWidth = 4;
  pen.stroke(ring);
  pen.strokeStyle = colours.camera;
  pen.lineWidth = 1.6;
  pen.setLineDash([3, 1.7]);
  pen.stroke(ring);
  pen.beginPath();
  pen.arc(11, 11, 2.2, 0, 2 * Math.PI);
  pen.fill();
}
