// A mask's distance field, which is what MapLibre colours and rims at any size. Pure arithmetic on pixels.

/** Distance, in pixels, that the field reaches on either side of the edge. */
const REACH = 8;
/** Share of the range that lies outside the shape; MapLibre puts the edge at 1 - CUTOFF. */
const CUTOFF = 0.25;

/** The field of a square mask (alpha of `pixels`, `size` x `size`, RGBA), as RGBA with the field in alpha. */
export function distanceField(pixels: Uint8ClampedArray, size: number): Uint8ClampedArray<ArrayBuffer> {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size && (pixels[(y * size + x) * 4 + 3] ?? 0) > 127;
  const out = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const here = inside(x, y);
      const toEdge = nearest(x, y, (px, py) => inside(px, py) !== here) - 0.5;
      const signed = here ? -toEdge : toEdge;
      out[(y * size + x) * 4 + 3] = Math.round(255 * (1 - CUTOFF - signed / REACH));
    }
  }
  return out;
}

// Distance to the nearest pixel that fits, at most REACH.
function nearest(x: number, y: number, fits: (x: number, y: number) => boolean): number {
  let best = REACH * REACH;
  for (let dy = -REACH; dy <= REACH; dy += 1) {
    for (let dx = -REACH; dx <= REACH; dx += 1) {
      const square = dx * dx + dy * dy;
      if (square < best && fits(x + dx, y + dy)) best = square;
    }
  }
  return Math.sqrt(best);
}
