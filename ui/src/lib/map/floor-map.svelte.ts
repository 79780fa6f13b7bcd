// The one map of this window, moved between desks instead of made anew: it keeps its place, its tiles and its one drawing
// context. Joins the board (rows, selection, picking) to `MapView`; draws no chrome.

import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import { board, clockTick, type Topic } from '../board';
import { codes } from '../catalogue.svelte';
import type { AreaView } from '../gen/wire';
import { windowReady } from '../host';
import { coded, inLanguage, locale, t } from '../i18n';
import { recall, remember } from '../i18n/stored';
import { theme } from '../theme/theme.svelte';
import type { Hit, MapWords } from './features';
import type { Point } from './geometry';
import { PAST_RANGES, type PastRange } from './history';
import { GROUPS, type Group, type Shown } from './layers';
import type { Level } from './software';
import { areaStyle, type MapLabels, type MapTheme } from './style';
import { ownChoice } from './own-choice.svelte';
import type { OwnDrawn } from './own-layers';
import type { Overlay } from './tool-layers';
import { tilesUrl } from './tiles';
import { mapTools } from './tools.svelte';
import type { Picture } from './picture';
import { MapView } from './view';
import { Whereabouts } from './whereabouts.svelte';

/** Bounds of an empty floor: the world, as far as the projection goes. */
const WORLD: [number, number, number, number] = [-180, -85, 180, 85];

/** Closest zoom a search goes to: streets, buildings and house numbers are there. */
const PLACE_ZOOM = 16;

class FloorMap {
  /** True when everything in view is drawn. */
  ready = $state(false);
  /** True while the drawing context is lost. */
  lost = $state(false);
  /** Why there is no map; null while there is one. */
  failure = $state<string | null>(null);
  /** Place under the pointer, or the centre while keys move the map. */
  cursor = $state.raw<Point | null>(null);
  /** What is under the pointer. */
  under = $state.raw<Hit | null>(null);
  /** What is at the place last clicked where nothing stood. */
  readonly clicked = new Whereabouts(0);
  /** Where to go once there is a map. */
  #awaited: Point | null = null;
  #overlays = new Map<Overlay, FeatureCollection>();
  #own: OwnDrawn = { layers: [], basemap: null };
  /** 0: everything is drawn; 1, 2: less, because frames were slow or somebody asked for it. */
  level = $state<Level>(0);
  /** Why units are drawn the slow way; null while they are not. */
  unitsSlow = $state<string | null>(null);
  #past = $state<PastRange>(recall('map.past', PAST_RANGES, 'off'));
  #labels = $state<MapLabels | 'window'>(recall('map.labels', ['window', 'local', 'en', 'zh'], 'window'));
  #shown = $state.raw<Shown>(recallShown());
  #view: MapView | null = null;
  #container: HTMLElement | null = null;
  #holder: HTMLElement | null = null;
  #look = '';
  #stops: (() => void)[] = [];

  /** Which layers are drawn. Reactive. */
  get shown(): Shown {
    return this.#shown;
  }

  /** Shows or hides a layer, and keeps the choice for this window. */
  toggle(group: Group): void {
    this.#shown = { ...this.#shown, [group]: !this.#shown[group] };
    remember(`map.${group}`, this.#shown[group] ? 'on' : 'off');
    this.#view?.setShown(this.#shown);
  }

  /** How far back past incidents are drawn. Reactive. */
  get past(): PastRange {
    return this.#past;
  }

  /** Draws past incidents of a stretch of time, or none, and keeps the choice for this window. */
  setPast(range: PastRange): void {
    this.#past = range;
    remember('map.past', range);
    this.#view?.setPast(range);
  }

  /** The language of the names on the base map: Chinese in a Chinese window, else as on the signs, until somebody chooses.
   * Reactive. */
  get labels(): MapLabels {
    if (this.#labels !== 'window') return this.#labels;
    return locale.current === 'zh' ? 'zh' : 'local';
  }

  /** Names in another language, and keeps the choice for this window. */
  setLabels(labels: MapLabels): void {
    this.#labels = labels;
    remember('map.labels', labels);
    this.relook();
  }

  /** Draws everything, or less: by hand, until the next start. */
  setLevel(level: Level): void {
    if (this.#view) this.#view.setLevel(level);
  }

  /** Puts the map into a desk; the answer takes it out. A map no desk shows follows nothing and costs nothing. */
  attach(node: HTMLElement): () => void {
    // The desk coming to the front may attach before the one going back has let go.
    this.#release();
    const container = (this.#container ??= made());
    node.append(container);
    this.#holder = node;
    // Made once the floor is known, so that the first style is the right one.
    if (board.ready) this.#begin(container);
    else this.#stops.push(board.on('area', () => this.#begin(container)));
    return () => {
      if (this.#holder === node) this.#release();
    };
  }

  #begin(container: HTMLElement): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    this.#start(container);
    this.relook();
    this.#follow();
  }

  #release(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    this.#holder = null;
    this.#container?.remove();
  }

  /** Zooms to a thing; asked again, goes back. */
  zoomTo(hit: Hit): void {
    this.#view?.zoomTo(hit);
  }
  fitArea(): void {
    this.#view?.fitArea();
  }
  zoomBy(steps: number): void {
    this.#view?.zoomBy(steps);
  }
  /** Goes to a place, close enough to read house numbers unless the operator is closer. */
  goTo(at: Point): void {
    if (this.#view) this.#view.goTo(at, PLACE_ZOOM);
    else this.#awaited = at;
  }
  /** The place at the centre of the map; null when nothing is known of one. */
  centre(): Point | null {
    if (this.#view) return this.#view.centre();
    const bounds = board.area?.bounds;
    return bounds ? [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2] : null;
  }
  /** Draws what a tool, a search or a drive time shows, now or once there is a map. */
  setOverlay(name: Overlay, data: FeatureCollection): void {
    this.#overlays.set(name, data);
    this.#view?.setOverlay(name, data);
  }
  /** Draws layers of the centre's own and a base map of others, now or once there is a map. */
  setOwn(drawn: OwnDrawn): void {
    this.#own = drawn;
    this.#view?.setOwn(drawn);
  }
  /** The map's clicks belong to whoever asked for a place, then to a tool. */
  repoint(): void {
    this.#view?.setPicking(board.pickMode !== null || mapTools.active !== null);
  }
  /** The map as it is now; null when there is none. */
  async picture(): Promise<Picture | null> {
    return this.#view ? this.#view.picture() : null;
  }
  focus(): void {
    this.#view?.focus();
  }

  /** Theme or language changed: restyles, unless the map wears that look already. */
  relook(): void {
    const look = lookNow();
    if (!this.#view || look === this.#look) return;
    this.#look = look;
    this.#view.setLook({ theme: theme.current, words: words(), title: t('map.title') });
  }

  /** The catalogue became known: the same rows have other signs. */
  reword(): void {
    this.#view?.setWords(words());
  }

  #start(container: HTMLElement): void {
    if (this.#view || this.failure !== null) return;
    this.#look = lookNow();
    try {
      this.#view = new MapView({
        container,
        theme: theme.current,
        words: words(),
        area: board.area,
        baseStyle,
        title: t('map.title'),
        nowMs: () => clockTick.exact(),
        shown: this.#shown,
        onHit: (hit) => this.#hit(hit),
        onPick: (at) => (board.pickMode ? board.pick(...at) : mapTools.add(at)),
        onKey: (event, centre) => board.pickMode === null && mapTools.key(event, centre),
        onOwn: (feature) => (ownChoice.card = feature),
        onPlace: (at) => this.clicked.ask(at),
        onCursor: (at) => (this.cursor = at),
        onHover: (hit) => (this.under = hit),
        onIdle: (idle) => this.#idle(idle),
        onContext: (lost) => (this.lost = lost),
        onLevel: (level) => (this.level = level),
        onUnitsSlow: (why) => (this.unitsSlow = why),
      });
      this.#view.setPast(this.#past);
      this.#view.setOwn(this.#own);
    } catch (thrown) {
      this.failure = thrown instanceof Error ? thrown.message : String(thrown);
      // A window without a map can be worked at as well.
      void tellReady();
    }
  }

  #hit(hit: Hit | null): void {
    this.clicked.ask(null);
    if (hit) board.select(hit.kind, hit.id);
    else board.clearSelection();
  }

  #idle(idle: boolean): void {
    this.ready = idle;
    if (idle) void tellReady();
  }

  #follow(): void {
    const view = this.#view;
    if (!view) return;
    const on = (topic: Topic, tell: () => void) => {
      tell();
      this.#stops.push(board.on(topic, tell));
    };
    on('area', () => view.setArea(board.area));
    on('incidents', () => view.setRows({ incidents: board.openIncidents }));
    on('units', () => view.setRows({ units: board.units }));
    on('positions', () => view.setRows({ positions: board.positions }));
    on('warnings', () => view.setRows({ warnings: board.warnings }));
    on('cameras', () => view.setRows({ cameras: board.cameras }));
    on('selection', () => view.select(board.selected));
    on('closures', () => view.setRows({ closures: board.closures }));
    on('pick', () => this.repoint());
    for (const [name, data] of this.#overlays) view.setOverlay(name, data);
    if (this.#awaited) view.goTo(this.#awaited, PLACE_ZOOM);
    this.#awaited = null;
  }
}

// The shell measures how long the window took to become usable; that it cannot be told changes nothing here.
const tellReady = () => windowReady().catch(() => undefined);

const lookNow = () => `${theme.current} ${locale.current} ${floorMap.labels}`;

function made(): HTMLElement {
  const container = document.createElement('div');
  container.className = 'floor-map';
  return container;
}

function recallShown(): Shown {
  const on = (group: Group) => recall(`map.${group}`, ['on', 'off'], 'on') === 'on';
  return Object.fromEntries(GROUPS.map((group) => [group, on(group)])) as Shown;
}

function baseStyle(area: AreaView | null, look: MapTheme): StyleSpecification {
  const style = areaStyle({
    theme: look,
    labels: floorMap.labels,
    bounds: area?.bounds ?? WORLD,
    tilesUrl: tilesUrl(area?.name ?? ''),
    maxZoom: area?.max_zoom,
  });
  if (area) return board.cameras.some((camera) => camera.source === 'osm') ? withoutMappedCameras(style) : style;
  // Without an area there is nothing to fetch: only the ground is left.
  return { ...style, sources: {}, layers: style.layers.filter((layer) => layer.type === 'background') };
}

// Cameras taken from the map stand on the board with state and direction: the base map's copies would only hide them.
function withoutMappedCameras(style: StyleSpecification): StyleSpecification {
  const isCamera = (layer: StyleSpecification['layers'][number]) => 'source-layer' in layer && layer['source-layer'] === 'camera';
  return { ...style, layers: style.layers.filter((layer) => !isCamera(layer)) };
}

function words(): MapWords {
  return {
    notActual: (status) => (status === 'Actual' ? '' : coded('cap_status', status).toLocaleUpperCase()),
    age: (ms) => t('map.minutes', { count: Math.floor(ms / 60_000) }),
    event: (row) => inLanguage(row.event),
    severity: (word) => coded('severity', word),
    service: (typeCode) => codes.serviceOf(typeCode) ?? '',
  };
}

/** The map of this window. */
export const floorMap = new FloorMap();
