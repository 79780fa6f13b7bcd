// Live units on a map: the fleet, its signs, the layer that draws them and the labels beside them. Where the layer cannot
// start, units are symbols of a GeoJSON source, as the labels are. Knows the map; knows no board.

import type { FeatureCollection } from 'geojson';
import type { Map as LibreMap } from 'maplibre-gl';
import type { UnitRow } from '../gen/wire';
import type { Positions } from '../board';
import { unitFeatures, type MapWords } from './features';
import { own } from './layers';
import { palette, type Palette } from './palette';
import { GLIDE_MS } from './software';
import { Fleet, mercator } from './units-fleet';
import { UnitsLayer, type SignSize, type UnitsScene } from './units-layer';
import { PLATE, UnitSheet } from './units-sheet';

/** The layer that draws units. */
export const UNITS_LAYER = own('live-units');
/** As long as there are no more units than this each has its label; of more, the selected one and the one pointed at. */
const LABELS = 300;
/** With more in view than this, signs are badges, then dots; larger again when there are a fifth fewer. */
const MOST = { plate: 1_200, badge: 6_000 } as const;
/** Size of a badge and of a dot, for whoever points at them, CSS pixels. */
const BADGE_PX = 14;
/** Where there are few pixels, plates are drawn this much larger, to be read. */
const LARGER = 1.3;
const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export class LiveUnits {
  #fleet = new Fleet();
  #sheet: UnitSheet | null = null;
  #sheetNumber = 0;
  #colours: Palette = palette();
  #layer: UnitsLayer;
  #failure: string | null = null;
  #size: SignSize = 'plate';
  #pauseMs: number = GLIDE_MS.slow;
  #shown = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #marked: (string | null)[] = [null, null];
  #updates = 0;

  /** `onFailure`: units are drawn the slow way from now on, and why. */
  constructor(
    private readonly map: LibreMap,
    private readonly onFailure: (why: string) => void,
  ) {
    this.#layer = new UnitsLayer(UNITS_LAYER, () => this.#scene(), (why) => this.#fail(why));
    map.on('webglcontextlost', () => this.#layer.lost());
  }

  /** Why units are drawn the slow way; null while they are not. */
  get failure(): string | null {
    return this.#failure;
  }

  /** The map has a new style: the layer goes below the incidents again, the signs are drawn in its colours. */
  attach(): void {
    this.#colours = palette();
    this.#sheet = null;
    if (this.#failure === null && !this.map.getLayer(UNITS_LAYER)) {
      try {
        this.map.addLayer(this.#layer, this.map.getLayer(own('incidents')) ? own('incidents') : undefined);
      } catch (thrown) {
        this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
    // The symbols still take their room, so that names keep clear of units; their pictures are the layer's.
    if (this.map.getLayer(own('units'))) this.map.setPaintProperty(own('units'), 'icon-opacity', this.#failure === null ? 0 : 1);
  }

  /** Takes the rows in and gives what the GeoJSON source shows: the units that have a label, or all of them where the
   * layer cannot draw. */
  update(rows: readonly UnitRow[], positions: Positions, nowMs: number, words: MapWords): FeatureCollection {
    if (this.#failure !== null) return unitFeatures(rows, positions, nowMs, words);
    const sheet = this.#sheetNow();
    const top = this.#marked[0] ?? undefined;
    this.#fleet.update(rows, positions, nowMs, seconds(), this.#sheetNumber, (look) => sheet.cellOf(look), top);
    this.#layer.changed();
    // Told to whoever measures from outside: how many are on the map, and that they were taken in anew.
    Object.assign(this.map.getContainer().dataset, { units: this.#fleet.count, update: ++this.#updates });
    // The frame of the update is one of the glide's: the next comes a whole pause later.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.map.triggerRepaint();
    this.#glide();
    return this.#labelled(rows, positions, nowMs, words);
  }

  #labelled(rows: readonly UnitRow[], positions: Positions, nowMs: number, words: MapWords): FeatureCollection {
    if (this.#fleet.count <= LABELS) return unitFeatures(rows, positions, nowMs, words);
    const [one, other] = this.#marked;
    if (one === null && other === null) return NOTHING;
    const marked = rows.filter((row) => row.id === one || row.id === other);
    return marked.length > 0 ? unitFeatures(marked, positions, nowMs, words) : NOTHING;
  }

  /** The selected unit and the one under the pointer. True when labels depend on it. */
  mark(selected: string | null, under: string | null): boolean {
    const same = this.#marked[0] === selected && this.#marked[1] === under;
    this.#marked = [selected, under];
    return !same && this.#failure === null && (this.#fleet.count > LABELS || selected !== null);
  }

  show(visible: boolean): void {
    this.#shown = visible;
    this.#layer.show(visible);
    this.map.triggerRepaint();
  }

  /** Least time between two frames that show units gliding, milliseconds. */
  setPause(ms: number): void {
    this.#pauseMs = ms;
  }

  /** The unit drawn at a point of the map, CSS pixels. `undefined` where the layer does not draw: the map is to be asked. */
  hit(x: number, y: number, slackPx: number): string | null | undefined {
    if (this.#failure !== null) return undefined;
    if (!this.#shown) return null;
    const { lng, lat } = this.map.unproject([x, y]);
    const [mx, my] = mercator(lng, lat);
    const perPx = 1 / (512 * 2 ** this.map.getZoom());
    const [width, height] = this.#size === 'plate' ? [PLATE.width * this.#scale(), PLATE.height * this.#scale()] : [BADGE_PX, BADGE_PX];
    return this.#fleet.hit(mx, my, (width / 2 - 3 + slackPx / 2) * perPx, (height / 2 - 3 + slackPx / 2) * perPx, seconds());
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #scale(): number {
    return this.map.getPixelRatio() < 0.7 ? LARGER : 1;
  }

  #sheetNow(): UnitSheet {
    const ratio = Math.min(2, this.map.getPixelRatio() * this.#scale());
    if (!this.#sheet || this.#sheet.ratio !== ratio) {
      this.#sheet = new UnitSheet(ratio, this.#colours);
      this.#sheetNumber += 1;
    }
    return this.#sheet;
  }

  #scene(): UnitsScene {
    // Pixels changed since the rows came: their signs are of another sheet, and come with the next rows.
    const sheet = this.#sheet ?? this.#sheetNow();
    const bounds = this.map.getBounds();
    const [west, north] = mercator(bounds.getWest(), bounds.getNorth());
    const [east, south] = mercator(bounds.getEast(), bounds.getSouth());
    // Signs reach over the edge, and so does what glides in.
    const rim = (east - west) * 0.05;
    const view = [west - rim, north - rim, east + rim, south + rim] as const;
    this.#size = sizeFor(this.#fleet.countIn(view, MOST.badge + 1), this.#size);
    const { ink, rim: ground } = this.#colours;
    return { fleet: this.#fleet, sheet, size: this.#size, view, ink, rim: ground, ratio: sheet.ratio, atS: seconds() };
  }

  // Frames only while something glides, and no more of them than the machine draws with ease.
  #glide(): void {
    if (this.#timer !== undefined || !this.#shown || seconds() >= this.#fleet.movingUntil) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.map.triggerRepaint();
      this.#glide();
    }, this.#pauseMs);
  }

  #fail(why: string): void {
    if (this.#failure !== null) return;
    this.#failure = why;
    // Not from within a frame: the symbols that were only there for their room show their pictures again.
    setTimeout(() => {
      if (this.map.getLayer(own('units'))) this.map.setPaintProperty(own('units'), 'icon-opacity', 1);
      this.onFailure(why);
    });
  }
}

/** The size of signs for so many in view; `before` keeps it from changing to and fro. */
export function sizeFor(inView: number, before: SignSize): SignSize {
  const fits = (size: 'plate' | 'badge', isLarger: boolean) => inView <= MOST[size] * (isLarger ? 0.8 : 1);
  if (fits('plate', before !== 'plate')) return 'plate';
  return fits('badge', before === 'dot') ? 'badge' : 'dot';
}

/** The time of drawing. */
function seconds(): number {
  return performance.now() / 1000;
}
