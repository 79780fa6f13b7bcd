// The signs of live units on one sheet, drawn when a look is first seen. Each look has two signs side by side: the plate
// with letter and status code, and a badge for when there are too many units to read. Knows no unit and no WebGL.

import { colourOf, type Palette } from './palette';
import { drawSymbol, imageIds, type UnitLook } from './symbols';

/** Size of the plate's and the badge's image, CSS pixels at scale 1. */
export const PLATE = { width: 46, height: 22 } as const;
export const BADGE = { width: 16, height: 16 } as const;
/** Clear pixels around every sign, so that none bleeds into the next. */
const GAP = 1;
/** Every WebGL 2 has textures of this size. */
const SIDE = 2048;
const FIRST_HEIGHT = 256;
const FONT = '"Noto Sans", "Noto Sans CJK SC", system-ui, sans-serif';

/** What stands for a unit when the sheet is full: a plate that says it is not told what. */
const NOT_TOLD: UnitLook = { letter: '?', status: '?', availability: 'unavailable', stale: false };

/** Where a sign lies in its cell, device pixels. */
export interface Inset {
  x: number;
  width: number;
  height: number;
}

export class UnitSheet {
  /** Cells in a row. */
  readonly columns: number;
  readonly cell: { width: number; height: number };
  readonly plate: Inset;
  readonly badge: Inset;
  /** Changes with the picture. */
  version = 0;
  #canvas: HTMLCanvasElement;
  #pen: CanvasRenderingContext2D;
  #cells = new Map<string, number>();
  #drawn = 0;

  /** `ratio`: device pixels per CSS pixel the signs are shown at. Throws when the webview has no canvas. */
  constructor(
    readonly ratio: number,
    private readonly colours: Palette,
  ) {
    const device = (px: number) => Math.max(4, 2 * Math.round((px * ratio) / 2));
    this.plate = { x: GAP, width: device(PLATE.width), height: device(PLATE.height) };
    this.badge = { x: this.plate.width + 3 * GAP, width: device(BADGE.width), height: device(BADGE.height) };
    this.cell = {
      width: this.badge.x + this.badge.width + GAP,
      height: Math.max(this.plate.height, this.badge.height) + 2 * GAP,
    };
    this.columns = Math.floor(SIDE / this.cell.width);
    [this.#canvas, this.#pen] = sheet(FIRST_HEIGHT);
    this.#draw(NOT_TOLD);
  }

  get canvas(): HTMLCanvasElement {
    return this.#canvas;
  }

  /** The cell of a look, drawn now if it is new. A sheet that is full gives the one that says so. */
  cellOf(look: UnitLook): number {
    const key = imageIds.unit(look);
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const drawn = this.#draw(look);
    this.#cells.set(key, drawn);
    return drawn;
  }

  #draw(look: UnitLook): number {
    const key = imageIds.unit(look);
    const index = this.#drawn;
    const [x, y] = [(index % this.columns) * this.cell.width, Math.floor(index / this.columns) * this.cell.height];
    if (y + this.cell.height > SIDE) return 0;
    while (y + this.cell.height > this.#canvas.height) this.#grow();
    const plate = drawSymbol(key, this.colours);
    if (plate) this.#place(plate, x + this.plate.x, y + GAP, this.plate);
    this.#badge(look, x + this.badge.x, y + GAP);
    this.#cells.set(key, index);
    this.#drawn += 1;
    this.version += 1;
    return index;
  }

  #place(image: ImageData, x: number, y: number, to: Inset): void {
    const whole = document.createElement('canvas');
    [whole.width, whole.height] = [image.width, image.height];
    whole.getContext('2d')?.putImageData(image, 0, 0);
    this.#pen.imageSmoothingQuality = 'high';
    this.#pen.drawImage(whole, x, y, to.width, to.height);
  }

  // A disc is free, a diamond nearly so, a triangle is taken, an octagon is out of service: told without colour, and the
  // triangle as in the lists.
  #badge(look: UnitLook, x: number, y: number): void {
    const pen = this.#pen;
    pen.save();
    pen.translate(x, y);
    pen.scale(this.badge.width / BADGE.width, this.badge.height / BADGE.height);
    const colour = colourOf(this.colours.availability, look.availability);
    const shape = badgeShape(look.availability);
    pen.lineJoin = 'round';
    pen.lineWidth = 4;
    pen.strokeStyle = this.colours.rim;
    pen.stroke(shape);
    pen.fillStyle = look.stale ? this.colours.rim : colour;
    pen.fill(shape);
    pen.lineWidth = 1.6;
    pen.strokeStyle = colour;
    if (look.stale) pen.setLineDash([2.5, 1.8]);
    pen.stroke(shape);
    pen.fillStyle = look.stale ? colour : this.colours.rim;
    pen.font = `700 8px ${FONT}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(look.letter, 8, look.availability === 'committed' ? 10 : 8.4);
    pen.restore();
  }

  #grow(): void {
    const before = this.#canvas;
    [this.#canvas, this.#pen] = sheet(Math.min(SIDE, before.height * 2));
    this.#pen.drawImage(before, 0, 0);
  }
}

function badgeShape(availability: string): Path2D {
  const path = new Path2D();
  if (availability === 'committed') {
    path.moveTo(8, 0.5);
    path.lineTo(15, 14);
    path.lineTo(1, 14);
    path.closePath();
  } else if (availability === 'unavailable') {
    // An octagon, as a stop sign.
    const points: [number, number][] = [[5.5, 2], [10.5, 2], [14, 5.5], [14, 10.5], [10.5, 14], [5.5, 14], [2, 10.5], [2, 5.5]];
    points.forEach(([px, py], index) => (index === 0 ? path.moveTo(px, py) : path.lineTo(px, py)));
    path.closePath();
  } else if (availability === 'conditional') {
    path.moveTo(8, 1.5);
    path.lineTo(14.5, 8);
    path.lineTo(8, 14.5);
    path.lineTo(1.5, 8);
    path.closePath();
  } else path.arc(8, 8, 6, 0, 2 * Math.PI);
  return path;
}

function sheet(height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas to draw the signs of units on');
  return [canvas, pen];
}
