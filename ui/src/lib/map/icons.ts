// The base map's own icons (hydrants, hospitals, …): one-colour SVGs turned into distance-field-ready images on demand.
// Knows no layer and no row.

const SOURCES = import.meta.glob<string>('../../../../icons/map/*.svg', { query: '?raw', import: 'default', eager: true });
const SIZE_PX = 48;

const byName = new Map(
  Object.entries(SOURCES).map(([path, svg]) => [path.slice(path.lastIndexOf('/') + 1, -'.svg'.length), svg]),
);

/** Pixels of the icon of that name at twice its size; null when there is none. */
export async function mapIcon(name: string): Promise<ImageData | null> {
  const svg = byName.get(name);
  if (!svg) return null;
  const image = new Image(SIZE_PX, SIZE_PX);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE_PX;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.drawImage(image, 0, 0, SIZE_PX, SIZE_PX);
  return pen.getImageData(0, 0, SIZE_PX, SIZE_PX);
}
