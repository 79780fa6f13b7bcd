// What a camera's facts are on screen. Unknown is said, never guessed. Pure but for the chosen language.
import type { CameraRow, Sight } from '../../lib/gen/wire';
import { distance, t, tr, type Key } from '../../lib/i18n';

const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;

/** `135° south-east`; an unknown direction says so. */
export function direction(azimuthDeg: number | null): string {
  if (azimuthDeg === null) return t('cameras.direction_unknown');
  const point = POINTS[Math.round((((azimuthDeg % 360) + 360) % 360) / 45) % 8] ?? 'n';
  return `${Math.round(azimuthDeg)}° ${t(`compass.${point}` as Key)}`;
}

/** Horizontal field of view and range, each said to be unknown when it is. */
export function fieldOfView(row: CameraRow): string {
  return row.hfov_deg === null ? t('cameras.fov_unknown') : t('cameras.fov', { degrees: Math.round(row.hfov_deg) });
}
export function range(row: CameraRow): string {
  return row.range_m === null ? t('cameras.range_unknown') : t('cameras.range', { range: distance(row.range_m) });
}

/** Its name; one that the map does not name is called by its number there. */
export function cameraName({ id, name }: { id: string; name: string }): string {
  return name === id && id.startsWith('osm-') ? t('camera.mapped', { ref: id.slice('osm-'.length) }) : name;
}

/** The state, and why it is so. */
export function stateOf(camera: { state: string; state_why: string }): { state: string; why: string } {
  return { state: tr(`camera_state.${camera.state}`, {}, camera.state), why: tr(camera.state_why) };
}

/** Whether a camera looks at the place: yes, no, or not known because its direction is not. */
export function looks(sight: Sight): string {
  if (sight.sees_now === null) return t('cameras.sees_unknown');
  return t(sight.sees_now ? 'cameras.sees' : 'cameras.sees_not');
}

/** How far off its axis the place lies. */
export function offAxis(sight: Sight): string {
  if (sight.bearing_off_deg === null) return t('cameras.direction_unknown');
  return t('cameras.off_axis', { degrees: Math.round(Math.abs(sight.bearing_off_deg)) });
}

/** Filters of the Cameras desk. */
export const FILTERS = ['all', 'known', 'unknown', 'stream'] as const;
export type Filter = (typeof FILTERS)[number];

/** The cameras a filter and some typed words let through, in the order given. */
export function chosen(rows: readonly CameraRow[], filter: Filter, text: string): readonly CameraRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter === 'known' && row.azimuth_deg === null) return false;
    if (filter === 'unknown' && row.azimuth_deg !== null) return false;
    if (filter === 'stream' && !row.has_stream) return false;
    const hay = `${row.id} ${cameraName(row)} ${row.source}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
