// A sheet of the map: the picture as it stands, with title, time, author, scale and source drawn around it, in one image for
// printer and file. Knows no words of its own.

import type { Picture } from './picture';

export interface SheetWords {
  title: string;
  /** Lines under the title: time, author, mode. */
  lines: readonly string[];
  /** Source of the map, and what is not certain about it. */
  credit: string;
}

const FONT = '"Noto Sans", "Noto Sans CJK SC", "WenQuanYi Micro Hei", system-ui, sans-serif';
const SCALE_PX = 160;

/** A round length of a scale bar not longer than `mostM` metres: 1, 2 or 5 times a power of ten. */
export function roundLength(mostM: number): number {
  if (!(mostM > 0) || !Number.isFinite(mostM)) return 0;
  const power = 10 ** Math.floor(Math.log10(mostM));
  return [5, 2, 1].map((step) => step * power).find((step) => step <= mostM * (1 + 1e-9)) ?? power;
}

/** How a scale bar's length is written. */
export const lengthWords = (metres: number): string => (metres >= 1000 ? `${metres / 1000} km` : `${metres} m`);

/** The sheet, black on white around the map; null when the platform gives no canvas. */
export function drawSheet(picture: Picture, words: SheetWords): HTMLCanvasElement | null {
  const { canvas: map, metresPerPx } = picture;
  const unit = Math.max(1, map.width / 1100);
  const [head, foot] = [(34 + 18 * words.lines.length) * unit, 44 * unit];
  const sheet = document.createElement('canvas');
  [sheet.width, sheet.height] = [map.width, Math.round(map.height + head + foot)];
  const pen = sheet.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(map, 0, head);
  pen.strokeStyle = pen.fillStyle = '#000';
  pen.lineWidth = unit;
  pen.strokeRect(unit / 2, head, map.width - unit, map.height);
  pen.textBaseline = 'alphabetic';
  pen.font = `700 ${20 * unit}px ${FONT}`;
  pen.fillText(words.title, 8 * unit, 24 * unit, sheet.width - 16 * unit);
  pen.font = `400 ${13 * unit}px ${FONT}`;
  words.lines.forEach((line, index) => pen.fillText(line, 8 * unit, (44 + 18 * index) * unit, sheet.width - 16 * unit));
  scale(pen, { x: 10 * unit, y: head + map.height + 30 * unit, unit, metresPerPx });
  pen.textAlign = 'right';
  pen.fillText(words.credit, sheet.width - 8 * unit, head + map.height + 28 * unit, sheet.width * 0.6);
  return sheet;
}

function scale(pen: CanvasRenderingContext2D, at: { x: number; y: number; unit: number; metresPerPx: number }): void {
  const metres = roundLength(SCALE_PX * at.unit * at.metresPerPx);
  const width = at.metresPerPx > 0 ? metres / at.metresPerPx : 0;
  pen.lineWidth = 2 * at.unit;
  pen.beginPath();
  pen.moveTo(at.x, at.y - 8 * at.unit);
  pen.lineTo(at.x, at.y);
  pen.lineTo(at.x + width, at.y);
  pen.lineTo(at.x + width, at.y - 8 * at.unit);
  pen.stroke();
  pen.textAlign = 'left';
  pen.fillText(lengthWords(metres), at.x + width + 8 * at.unit, at.y);
}
