// The map as a picture, for a sheet. Knows the map; knows no words.

import type { Map as LibreMap } from 'maplibre-gl';

/** What the map shows now, as a picture. */
export interface Picture {
  canvas: HTMLCanvasElement;
  /** Metres per pixel of the canvas, at its centre. */
  metresPerPx: number;
}

/** The map as it is now. Read while it is drawn: the drawing buffer is not kept. */
export function takePicture(map: LibreMap): Promise<Picture> {
  return new Promise((settle) => {
    map.once('render', () => {
      const drawn = map.getCanvas();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [drawn.width, drawn.height];
      canvas.getContext('2d')?.drawImage(drawn, 0, 0);
      const [left, right] = [map.unproject([0, drawn.clientHeight / 2]), map.unproject([drawn.clientWidth, drawn.clientHeight / 2])];
      settle({ canvas, metresPerPx: left.distanceTo(right) / Math.max(1, drawn.width) });
    });
    map.triggerRepaint();
  });
}
