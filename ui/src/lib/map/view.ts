// The map on the floor: one MapLibre instance fed with board rows. It never moves by itself; only the operator's hand, a
// row they chose, or a newly activated area moves it. Knows no board, no host and no Svelte: rows come in, hits go out.

import { Map as LibreMap, prewarm, ScaleControl, setWorkerCount, setWorkerUrl, type MapMouseEvent, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Feature, FeatureCollection } from 'geojson';
import { Positions } from '../board/positions';
import type { AreaView, CameraRow, ClosureRow, IncidentRow, UnitRow, WarningRow } from '../gen/wire';
import {
  cameraFeatures, incidentFeatures, nextUnitChangeMs, warningFeatures,
  type Hit, type MapWords,
} from './features';
import { around, boxOf, grown, type Box, type Point } from './geometry';
import { CLICKABLE, GROUPS, layersOf, own, withFloor, type Group, type Shown, type SourceName } from './layers';
import { PastIncidents, type PastRange } from './history';
import { LiveSource } from './live-source';
import { LiveUnits } from './live-units';
import { OwnLayers, type OwnDrawn, type OwnHit } from './own-layers';
import type { Feature as OwnFeature } from './own-choice.svelte';
import { Paced } from './paced';
import { closureMiddle } from './road-features';
import { palette } from './palette';
import { takePicture, type Picture } from './picture';
import { OVERLAYS, toolLayersOf, withTools, type Overlay } from './tool-layers';
import type { MapTheme } from './style';
import type { Level } from './software';
import { SoftwareMode } from './software-mode';
import { IMAGE_RATIO, drawSymbol } from './symbols';
import { iconOptions, mapIcon } from './icons';

setWorkerUrl(workerUrl);
// One area, one map: a second worker would hold memory and do nothing.
setWorkerCount(1);

/** Starts the map's worker, so that it is there when somebody has signed on. Where it cannot start the map will say so. */
export const warmUp = (): void => void Promise.resolve(prewarm()).catch(() => undefined);

/** What the map needs from the desk around it. */
export interface MapOptions {
  container: HTMLElement;
  theme: MapTheme;
  words: MapWords;
  area: AreaView | null;
  /** The base style of an area in a theme; our layers are added to it. */
  baseStyle: (area: AreaView | null, theme: MapTheme) => StyleSpecification;
  /** Accessible name of the map. */
  title: string;
  nowMs: () => number;
  shown: Shown;
  onHit: (hit: Hit | null) => void;
  onPick: (at: Point) => void;
  /** A key pressed on the map, with the place at its centre; true when it was used and the map shall not. */
  onKey: (event: KeyboardEvent, centre: Point) => boolean;
  /** A feature of the centre's own layers was under the click; null when none was. */
  onOwn: (feature: OwnFeature | null) => void;
  /** Nothing was under the click. */
  onPlace: (at: Point) => void;
  /** Place under the pointer, or the centre while the keyboard moves the map; null when neither. */
  onCursor: (at: Point | null) => void;
  /** What is under the pointer changed; looked up at most every 120 ms. */
  onHover: (hit: Hit | null) => void;
  /** True when everything in view is drawn. */
  onIdle: (idle: boolean) => void;
  /** The map draws less (1, 2) or everything (0). */
  onLevel: (level: Level) => void;
  /** Units are drawn the slow way, and why. */
  onUnitsSlow: (why: string) => void;
  /** The drawing context was lost or came back. */
  onContext: (lost: boolean) => void;
}

/** The rows the map draws. */
export interface Floor {
  incidents: readonly IncidentRow[];
  units: readonly UnitRow[];
  positions: Positions;
  warnings: readonly WarningRow[];
  cameras: readonly CameraRow[];
  closures: readonly ClosureRow[];
}

/** Least time between two updates of a source, milliseconds. */
const UNITS_MS = 100;
const ROWS_MS = 100;
/** The whole area stands just inside the frame; the map's two rows of buttons lie over its top. */
const FIT = { padding: { top: 84, right: 8, bottom: 40, left: 8 }, animate: false };
/** Names fade in this long. Not 0, with which MapLibre places every name anew in every frame of a moving map. */
const FADE_MS = 120;
const HOVER_MS = 120;
const HIT_PX = 6;
const NEAR_M = 350;

interface Camera {
  center: Point;
  zoom: number;
}

export class MapView {
  #map: LibreMap;
  #theme: MapTheme;
  #words: MapWords;
  #shown: Shown;
  #area: AreaView | null;
  #selected: Hit | null = null;
  #floor: Floor = { incidents: [], units: [], positions: new Positions(), warnings: [], cameras: [], closures: [] };
  #overlays = new Map<Overlay, FeatureCollection>();
  #sources: Record<SourceName, LiveSource>;
  #picking = false;
  #before: { of: string; camera: Camera } | null = null;
  #pointer: { x: number; y: number } | null = null;
  #under: Hit | null = null;
  #hover = new Paced(HOVER_MS, () => this.#lookUnder());
  #ageing: ReturnType<typeof setTimeout> | undefined;
  #live: LiveUnits;
  #past: PastIncidents;
  #own: OwnLayers;
  #software: SoftwareMode;

  /** Throws when the webview cannot draw (no WebGL 2). */
  constructor(private readonly options: MapOptions) {
    this.#theme = options.theme;
    this.#words = options.words;
    this.#area = options.area;
    this.#shown = { ...options.shown };
    this.#map = this.#create();
    this.#live = new LiveUnits(this.#map, (why) => this.#unitsSlow(why));
    this.#live.show(this.#shown.units);
    this.#past = new PastIncidents(this.#map);
    this.#own = new OwnLayers(this.#map);
    this.#software = new SoftwareMode(this.#map, (level, glideMs) => this.#levelled(level, glideMs));
    this.#sources = this.#createSources();
    this.#listen();
  }

  #create(): LibreMap {
    const { container, title, area } = this.options;
    const map = new LibreMap({
      container, style: this.#style(),
      ...(area ? { bounds: area.bounds, fitBoundsOptions: FIT } : {}),
      attributionControl: false, fadeDuration: FADE_MS, reduceMotion: true,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, rollEnabled: false, maxPitch: 0,
      renderWorldCopies: false, minZoom: 2, maxZoom: 20, refreshExpiredTiles: false,
      cancelPendingTileRequestsWhileZooming: true, locale: { 'Map.Title': title },
    });
    map.keyboard.disableRotation();
    map.touchZoomRotate.disableRotation();
    map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 120 }), 'bottom-left');
    map.setMissingStyleImageResolver((id) => this.#resolveImage(id));
    return map;
  }

  #createSources(): Record<SourceName, LiveSource> {
    const push = (name: SourceName) => (data: FeatureCollection) => {
      const source = this.#map.getSource(own(name));
      if (source?.type === 'geojson') (source as unknown as { setData(data: FeatureCollection): void }).setData(data);
    };
    const live = (name: SourceName, everyMs: number, build: () => FeatureCollection) => new LiveSource(everyMs, build, push(name));
    const floorBox = () => (this.#area ? (this.#area.bounds as Box) : null);
    return {
      incidents: live('incidents', ROWS_MS, () => incidentFeatures(this.#floor.incidents, this.#words)),
      units: live('units', UNITS_MS, () => this.#buildUnits()),
      warnings: live('warnings', ROWS_MS, () => warningFeatures(this.#floor.warnings, floorBox(), this.#words)),
      cameras: live('cameras', ROWS_MS, () => cameraFeatures(this.#floor.cameras)),
      selection: live('selection', 0, () => ({ type: 'FeatureCollection', features: this.#halo() })),
    };
  }

  #listen(): void {
    const map = this.#map;
    map.on('style.load', () => {
      this.#software.attach();
      this.#past.attach();
      this.#own.attach();
      this.#live.attach();
      Object.values(this.#sources).forEach((source) => source.refill());
      OVERLAYS.forEach((name) => this.#pushOverlay(name));
    });
    map.on('idle', () => this.options.onIdle(true));
    map.on('movestart', (event) => {
      this.options.onIdle(false);
      // A hand on the map ends "click again = restore": where the operator went is where they want to be.
      if (event.originalEvent) this.#before = null;
    });
    map.on('click', (event) => this.#click(event));
    map.on('mousemove', (event) => this.#point(event));
    map.on('mouseout', () => this.#point(null));
    map.on('webglcontextlost', () => this.options.onContext(true));
    map.on('webglcontextrestored', () => this.options.onContext(false));
    map.on('error', () => undefined); // A tile that cannot be read leaves its square empty; MapLibre would log it only.
    map.getCanvas().addEventListener('keydown', this.#key);
  }

  // --- what the desk tells the map -------------------------------------------------------------------------------------

  /** Replaces rows of some families; the map redraws only what differs. */
  setRows(rows: Partial<Floor>): void {
    this.#floor = { ...this.#floor, ...rows };
    for (const family of ['incidents', 'units', 'warnings', 'cameras'] as const) {
      if (rows[family]) this.#sources[family].touch();
    }
    if (rows.positions) this.#sources.units.touch();
    if (rows.incidents) this.#past.touch();
    if (this.#selected) this.#sources.selection.touch();
  }

  /** Shows an area; fits it only when it is another than before. */
  setArea(area: AreaView | null): void {
    const another = area?.name !== this.#area?.name || area?.imported_ms !== this.#area?.imported_ms;
    this.#area = area;
    if (!another) return;
    this.#before = null;
    this.#restyle();
    if (area) this.#map.fitBounds(area.bounds, FIT);
    this.#sources.warnings.touch();
  }

  /** Theme and language: a new style under the same data. */
  setLook(look: { theme: MapTheme; words: MapWords; title: string }): void {
    this.#theme = look.theme;
    this.#map.getCanvas().setAttribute('aria-label', look.title);
    this.#restyle();
    this.setWords(look.words);
  }

  /** Other words for the same rows. */
  setWords(words: MapWords): void {
    this.#words = words;
    Object.values(this.#sources).forEach((source) => source.touch());
  }

  /** Shows or hides layers. */
  setShown(shown: Shown): void {
    this.#shown = { ...shown };
    for (const group of GROUPS) this.#show(group, shown[group]);
    this.#live.show(shown.units);
  }

  #show(group: Group, visible: boolean): void {
    for (const id of [...layersOf(group, palette()), ...toolLayersOf(group, palette())]) {
      if (this.#map.getLayer(id)) this.#map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
    }
  }

  /** Shows incidents of the past, or none. */
  setPast(range: PastRange): void {
    this.#past.set(range);
  }

  /** Draws layers of the centre's own and a base map of others. */
  setOwn(drawn: OwnDrawn): void {
    this.#own.set(drawn);
  }

  /** Somebody wants the map to draw everything (0), or less. */
  setLevel(level: Level): void {
    this.#software.choose(level);
  }

  #unitsSlow(why: string): void {
    this.#sources.units.touch();
    this.options.onUnitsSlow(why);
  }

  #levelled(level: Level, glideMs: number): void {
    this.#live.setPause(glideMs);
    this.#sources.units.touch();
    this.options.onLevel(level);
  }

  /** Marks what is selected. Does not move the map. */
  select(hit: Hit | null): void {
    this.#selected = hit;
    this.#markUnits();
    this.#sources.selection.touch();
  }

  /** Zooms to a thing; asked again for the same thing, goes back to where the operator was. */
  zoomTo(hit: Hit): void {
    const of = `${hit.kind}/${hit.id}`;
    if (this.#before?.of === of) {
      this.#map.jumpTo(this.#before.camera);
      this.#before = null;
      return;
    }
    const box = this.#boxOf(hit);
    if (!box) return;
    const camera = this.#before?.camera ?? { center: lonLat({ lngLat: this.#map.getCenter() }), zoom: this.#map.getZoom() };
    this.#map.fitBounds(box, { padding: 48, maxZoom: 17, animate: false });
    this.#before = { of, camera };
  }

  /** Zooms to the whole area. */
  fitArea(): void {
    this.#before = null;
    if (this.#area) this.#map.fitBounds(this.#area.bounds, FIT);
  }

  zoomBy(steps: number): void {
    this.#before = null;
    this.#map.zoomTo(this.#map.getZoom() + steps, { animate: false });
  }

  /** Goes to a place; never farther out than the operator is. */
  goTo(at: Point, zoom: number): void {
    this.#before = null;
    this.#map.jumpTo({ center: at, zoom: Math.max(zoom, this.#map.getZoom()) });
  }

  /** The place at the centre. */
  centre(): Point {
    return lonLat({ lngLat: this.#map.getCenter() });
  }

  /** Draws what a tool, a search or a drive time shows; replaces what it showed before. */
  setOverlay(name: Overlay, data: FeatureCollection): void {
    this.#overlays.set(name, data);
    this.#pushOverlay(name);
  }

  /** The map as it is now. */
  picture(): Promise<Picture> {
    return takePicture(this.#map);
  }

  /** While picking, a click or Enter at the centre answers `onPick` instead of selecting. */
  setPicking(on: boolean): void {
    this.#picking = on;
    this.#map.getCanvas().style.cursor = on ? 'crosshair' : '';
  }

  focus(): void {
    this.#map.getCanvas().focus();
  }

  destroy(): void {
    clearTimeout(this.#ageing);
    this.#live.stop();
    this.#past.stop();
    this.#software.stop();
    this.#hover.stop();
    Object.values(this.#sources).forEach((source) => source.stop());
    this.#map.remove();
  }

  // --- inside ----------------------------------------------------------------------------------------------------------

  #style(): StyleSpecification {
    return withTools(withFloor(this.options.baseStyle(this.#area, this.#theme), palette(), this.#shown), palette(), this.#shown);
  }

  #pushOverlay(name: Overlay): void {
    const source = this.#map.getSource(own(name));
    const data = this.#overlays.get(name);
    if (data && source?.type === 'geojson') (source as unknown as { setData(data: FeatureCollection): void }).setData(data);
  }

  #restyle(): void {
    this.options.onIdle(false);
    // Without a diff, since images keep the pixels of the theme they were drawn in.
    this.#map.setStyle(this.#style(), { diff: false });
  }

  async #resolveImage(id: string): Promise<void> {
    const drawn = drawSymbol(id, palette());
    if (drawn) {
      this.#map.addImage(id, drawn, { pixelRatio: IMAGE_RATIO });
      return;
    }
    const icon = await mapIcon(id);
    if (icon && !this.#map.hasImage(id)) this.#map.addImage(id, icon, iconOptions(id));
  }

  // Staleness comes with time, not with a message: one timer for the next unit whose picture changes, none when idle.
  #buildUnits(): FeatureCollection {
    const now = this.options.nowMs();
    clearTimeout(this.#ageing);
    const next = nextUnitChangeMs(this.#floor.positions, now);
    if (next !== null) this.#ageing = setTimeout(() => this.#sources.units.touch(), Math.max(next, 1000));
    return this.#live.update(this.#floor.units, this.#floor.positions, now, this.#words);
  }

  #markUnits(): void {
    const unit = (hit: Hit | null) => (hit?.kind === 'unit' ? hit.id : null);
    if (this.#live.mark(unit(this.#selected), unit(this.#under))) this.#sources.units.touch();
  }

  #placeOf(hit: Hit): { lon: number; lat: number } | null {
    switch (hit.kind) {
      case 'incident':
        return this.#floor.incidents.find((row) => row.id === hit.id)?.place ?? null;
      case 'unit':
        return this.#floor.positions.get(hit.id) ?? null;
      case 'camera':
        return this.#floor.cameras.find((row) => row.id === hit.id) ?? null;
      case 'warning':
      case 'closure':
        return null;
    }
  }

  #warning(hit: Hit): WarningRow | undefined {
    return hit.kind === 'warning' ? this.#floor.warnings.find((row) => row.key === hit.id) : undefined;
  }

  #closure(hit: Hit): ClosureRow | undefined {
    return hit.kind === 'closure' ? this.#floor.closures.find((row) => row.id === hit.id) : undefined;
  }

  #boxOf(hit: Hit): Box | null {
    const warning = this.#warning(hit);
    if (warning) {
      const box = boxOf(warning.rings.flat()) ?? (warning.bbox as Box | null);
      return box ? grown(box, 0.05) : null;
    }
    const closure = this.#closure(hit);
    if (closure) {
      const box = boxOf(closure.points);
      return box ? grown(box, 0.3) : null;
    }
    const place = this.#placeOf(hit);
    return place ? around([place.lon, place.lat], NEAR_M) : null;
  }

  #halo(): Feature[] {
    const hit = this.#selected;
    if (!hit) return [];
    const warning = this.#warning(hit);
    if (warning) {
      return warning.rings
        .filter((ring) => ring.length >= 4)
        .map((ring) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }));
    }
    const closure = this.#closure(hit);
    // Its middle only: the closure is drawn by itself, and a rim would hide where it ends.
    const place = closure ? closureMiddle(closure) : this.#placeOf(hit);
    if (!place) return [];
    return [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [place.lon, place.lat] } }];
  }

  #point(event: MapMouseEvent | null): void {
    this.#pointer = event ? event.point : null;
    this.options.onCursor(event ? lonLat(event) : null);
    this.#hover.touch();
  }

  #lookUnder(): void {
    const under = this.#pointer && !this.#map.isMoving() ? this.#hitAt(this.#pointer.x, this.#pointer.y) : null;
    if (under?.kind === this.#under?.kind && under?.id === this.#under?.id) return;
    this.#under = under;
    this.#markUnits();
    this.#map.getCanvas().style.cursor = this.#picking ? 'crosshair' : under ? 'pointer' : '';
    this.options.onHover(under);
  }

  #click(event: MapMouseEvent): void {
    if (this.#picking) this.options.onPick(lonLat(event));
    else this.#take(event.point.x, event.point.y, lonLat(event));
  }

  #take(x: number, y: number, at: Point): void {
    const own = this.#ownAt(x, y);
    const hit = own ? null : this.#hitAt(x, y);
    this.options.onHit(hit);
    this.options.onOwn(own?.feature ?? null);
    // What stands for several comes apart nearer.
    if (own && !own.feature) this.#map.jumpTo({ center: at, zoom: this.#map.getZoom() + 2 });
    else if (!hit && !own) this.options.onPlace(at);
  }

  // What goes on comes before what is always there; but a sign stands over the area of a warning, not under it.
  #ownAt(x: number, y: number): OwnHit | null {
    const hit = this.#hitAt(x, y);
    if (hit && hit.kind !== 'warning') return null;
    const own = this.#own.hit(x, y, HIT_PX);
    return own && (own.sign || !hit) ? own : null;
  }

  #hitAt(x: number, y: number): Hit | null {
    const box: [[number, number], [number, number]] = [[x - HIT_PX, y - HIT_PX], [x + HIT_PX, y + HIT_PX]];
    for (const { layer, kind } of CLICKABLE) {
      if (!this.#map.getLayer(layer)) continue;
      const unit = kind === 'unit' ? this.#live.hit(x, y, HIT_PX) : undefined;
      if (unit) return { kind, id: unit };
      if (unit === null) continue;
      const found = this.#map.queryRenderedFeatures(box, { layers: [layer] })[0];
      if (found) return { kind, id: String(found.properties['id']) };
    }
    return null;
  }

  // The map's own keys (arrows, + and -) stay MapLibre's; Enter acts on what is at the centre.
  #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (this.options.onKey(event, this.centre())) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const { clientWidth, clientHeight } = this.#map.getCanvas();
    if (event.key === 'Enter') {
      event.preventDefault();
      if (this.#picking) this.options.onPick(lonLat({ lngLat: this.#map.getCenter() }));
      else this.#take(clientWidth / 2, clientHeight / 2, this.centre());
    } else if (event.key === 'Home') {
      event.preventDefault();
      this.fitArea();
    } else if (event.key.startsWith('Arrow')) {
      this.options.onCursor(lonLat({ lngLat: this.#map.getCenter() }));
    }
  };
}

function lonLat(at: { lngLat: { lng: number; lat: number } }): Point {
  return [at.lngLat.lng, at.lngLat.lat];
}
