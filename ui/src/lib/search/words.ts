// How a candidate is shown: a sign and a word for its kind, and how far it is. Pure but for the words.

import type { SearchRow } from '../gen/wire';
import { coded, distance } from '../i18n';
import { geodesicM } from '../map/geodesy';
import type { Point } from '../map/geometry';

const SIGNS: Record<string, string> = {
  address: '⌂', interpolated: '≈', crossing: '✛', street: '═', settlement: '◉', milestone: '⊢', coordinates: '⌖', alias: '★',
  unit: '▣', incident: '▲', camera: '◪', hospital: 'H', clinic: 'H', fire: 'F', police: 'P', ambulance: 'A', hydrant: '◊', layer: '◈',
};

/** One character that stands for the kind; never alone, the word stands beside it. */
export const sign = (kind: string): string => SIGNS[kind] ?? '●';
/** The kind in words. */
export const kindWord = (kind: string): string => coded('search_kind', kind);

/** Kinds that say less than their classes do: `memorial` tells more than `landmark`. */
const BROAD = new Set(['landmark', 'settlement', 'school', 'clinic']);

/** The kind and what is known of its sort, in words. */
export function kindWords(row: Pick<SearchRow, 'kind' | 'classes'>): string {
  const classes = row.classes.map((one) => coded('search_class', one));
  return [...(classes.length > 0 && BROAD.has(row.kind) ? [] : [kindWord(row.kind)]), ...classes].join(', ');
}

/** What a candidate is called; what has no name by its kind. */
export const labelOf = (row: Pick<SearchRow, 'label' | 'kind'>): string => (row.label === row.kind ? kindWord(row.kind) : row.label);
/** How far a candidate lies from a place; empty when there is none. */
export const away = (row: Pick<SearchRow, 'lon' | 'lat'>, from: Point | null): string =>
  from ? distance(geodesicM(from, [row.lon, row.lat])) : '';

/** What a candidate names on the board, e.g. `unit/E1`; null for a place. */
export function targetOf(row: Pick<SearchRow, 'target'>): { kind: 'unit' | 'incident' | 'camera'; id: string } | null {
  const [, kind, id] = /^(unit|incident|camera)\/(.+)$/.exec(row.target ?? '') ?? [];
  return kind && id ? { kind: kind as 'unit' | 'incident' | 'camera', id } : null;
}

/** The feature of the centre's own layers that a candidate names; null when it is something else. */
export function featureOf(row: Pick<SearchRow, 'target'>): { layer: string; feature: string } | null {
  const [, layer, feature] = /^layer\/([^/]+)\/(.+)$/.exec(row.target ?? '') ?? [];
  return layer && feature ? { layer, feature } : null;
}
