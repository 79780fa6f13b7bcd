// Outlines of the operational symbols in a 24 x 24 box, as SVG paths: one source for the map's canvas and the DOM legend.

/** Shape per service of an incident. Distinct outlines, so that they differ without colour. */
export const SERVICE_SHAPES: Record<string, string> = {
  // Flame reduced to a triangle on its base.
  fire: 'M12 1.5 L22.8 21.5 H1.2 Z',
  // Cross.
  ems: 'M8 1.5 H16 V8 H22.5 V16 H16 V22.5 H8 V16 H1.5 V8 H8 Z',
  // Shield.
  police: 'M12 1.5 L21.5 4.5 V12 C21.5 17.5 17 21 12 22.8 C7 21 2.5 17.5 2.5 12 V4.5 Z',
  // Diamond, as a road sign.
  traffic: 'M12 0.8 L23.2 12 L12 23.2 L0.8 12 Z',
  // Hexagon, as a nut.
  utility: 'M6.5 2 H17.5 L23 12 L17.5 22 H6.5 L1 12 Z',
  '*': 'M12 1.5 A10.5 10.5 0 1 1 11.99 1.5 Z',
};

/** Where the priority letter sits in each shape (its centre), since a triangle's weight lies low. */
export const SERVICE_LETTER_Y: Record<string, number> = { fire: 15.4, police: 11.6, '*': 12.4 };

/** Camera body seen from above, looking north; turned to its direction. */
export const CAMERA_SHAPE = 'M8.5 10 H15.5 V21 H8.5 Z M9.5 9 L6 2.5 H18 L14.5 9 Z';

export function shapeOf(table: Record<string, string>, name: string): string {
  return table[name] ?? table['*'] ?? table['Unknown'] ?? '';
}

/** Letter a unit kind or camera is known by: the first letter or digit of its name. */
export function kindLetter(kind: string): string {
  return (/[\p{L}\p{N}]/u.exec(kind)?.[0] ?? '?').toUpperCase();
}
