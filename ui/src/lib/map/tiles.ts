// Where an area's tiles are fetched. The only place that spells the scheme; knows nothing of the store behind it.

/** True where the webview shows a custom scheme as `http://<scheme>.localhost` (Windows). */
function schemeIsHttp(): boolean {
  return typeof navigator !== 'undefined' && navigator.userAgent.includes('Windows');
}

const root = () => (schemeIsHttp() ? 'http://tiles.localhost' : 'tiles://localhost');

/** URL template of one area's tiles, with `{z}/{x}/{y}` left for the map. */
export function tilesUrl(area: string): string {
  return `${root()}/${encodeURIComponent(area)}/{z}/{x}/{y}`;
}

/** URL template of the tiles of past incidents: of the last `day`, `month`, or `all`. */
export function pastTilesUrl(range: string): string {
  return `${root()}/history/${range}/{z}/{x}/{y}`;
}

/** URL template of the tiles of a layer of the centre's own. */
export function layerTilesUrl(id: string): string {
  return `${root()}/layer/${encodeURIComponent(id)}/{z}/{x}/{y}`;
}

/** URL template of the tiles of a base map of others. */
export function basemapTilesUrl(id: string): string {
  return `${root()}/basemap/${encodeURIComponent(id)}/{z}/{x}/{y}`;
}
