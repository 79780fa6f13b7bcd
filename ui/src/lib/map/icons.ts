// The base map's own icons (hydrants, hospitals, …), drawn from one-colour SVGs when they are first asked for. Knows no
// layer and no row.

import type { StyleImageMetadata } from 'maplibre-gl';
import { distanceField } from './sdf';

const SOURCES = import.meta.glob<string>('../../../../icons/map/*.svg', { query: '?raw', import: 'default', eager: true });
/** The icon and a rim around it for its halo, at twice the size it is shown. */
const ICON_PX = 40;
const RIM_PX = 4;
const SIZE_PX = ICON_PX + 2 * RIM_PX;

const byName = new Map(
  Object.entries(SOURCES).map(([path, svg]) => [path.slice(path.lastIndexOf('/') + 1, -'.svg'.length), svg]),
);

/** How an icon is added: twice the size it is shown, as a distance field. The plate of a road's number grows in its middle
 * with the number it carries, so that its corners stay round. */
export function iconOptions(name: string): Partial<StyleImageMetadata> {
  const field = { pixelRatio: 2, sdf: true };
  return name === 'plate' ? { ...field, stretchX: [[20, 28]], stretchY: [[20, 28]], content: [11, 11, 37, 37] } : field;
}

/** The icon's distance field at twice its size; null when there is none of that name. */
export async function mapIcon(name: string): Promise<ImageData | null> {
  const pen = await drawn(name);
  if (!pen) return null;
  const pixels = pen.getImageData(0, 0, SIZE_PX, SIZE_PX).data;
  return new ImageData(distanceField(pixels, SIZE_PX), SIZE_PX, SIZE_PX);
}

/** The icon in one colour, as the legend shows it. */
export async function tintedIcon(name: string, colour: string): Promise<ImageData | null> {
  const pen = await drawn(name);
  if (!pen) return null;
  pen.globalCompositeOperation = 'source-in';
  pen.fillStyle = colour;
  pen.fillRect(0, 0, SIZE_PX, SIZE_PX);
  return pen.getImageData(0, 0, SIZE_PX, SIZE_PX);
}

async function drawn(name: string): Promise<CanvasRenderingContext2D | null> {
  const svg = byName.get(name);
  if (!svg) return null;
  const image = new Image(ICON_PX, ICON_PX);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE_PX;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen?.drawImage(image, RIM_PX, RIM_PX, ICON_PX, ICON_PX);
  return pen;
}
