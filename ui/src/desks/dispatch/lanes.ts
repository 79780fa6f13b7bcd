// Lanes of one carriageway as a person builds them up, and a time of day as an instant.
import type { LaneView } from '../../lib/gen/wire';

const STATES = ['free', 'blocked', 'affected'];

/** How a road is made: how many lanes, and what lies at their right. */
export interface Road {
  mainline: number;
  exit: boolean;
  entrance: boolean;
}

/** The road that lanes make. */
export function roadOf(lanes: readonly LaneView[]): Road {
  const count = (kind: string) => lanes.filter((lane) => lane.kind === kind).length;
  return lanes.length === 0 ? { mainline: 2, exit: false, entrance: false } : { mainline: count('mainline'), exit: count('exit') > 0, entrance: count('entrance') > 0 };
}

/** Lanes of a road, both shoulders included; what was said of a lane that stays, stays. */
export function lanesOf(road: Road, before: readonly LaneView[]): LaneView[] {
  const kinds = ['shoulder_left', ...Array<string>(road.mainline).fill('mainline'), ...(road.exit ? ['exit'] : []), ...(road.entrance ? ['entrance'] : []), 'shoulder_right'];
  const left = before.map((lane) => ({ ...lane }));
  return kinds.map((kind) => {
    const at = left.findIndex((lane) => lane.kind === kind);
    return { kind, state: at < 0 ? 'free' : left.splice(at, 1)[0]!.state };
  });
}

/** The lanes with the next state for one: free, blocked, affected, free. */
export function turned(lanes: readonly LaneView[], at: number): LaneView[] {
  return lanes.map((lane, index) => (index === at ? { ...lane, state: STATES[(STATES.indexOf(lane.state) + 1) % STATES.length]! } : lane));
}

/** The latest instant not after `nowMs` at which the wall clock read `typed` (`hh:mm` or `hh:mm:ss`); `wall` is what it reads
 * now. `null` for what is no time of day. */
export function lastAt(typed: string, nowMs: number, wall: string): number | null {
  const seconds = (text: string) => {
    const [, h = NaN, m = NaN, s = 0] = /^(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?$/.exec(text.trim())?.map((part) => Number(part ?? 0)) ?? [];
    return h < 24 && m < 60 && s < 60 ? h * 3600 + m * 60 + s : null;
  };
  const [then, now] = [seconds(typed), seconds(wall)];
  return then === null || now === null ? null : Math.floor(nowMs / 1000) * 1000 - ((now - then + 86_400) % 86_400) * 1000;
}

const LETTERS: Record<string, string> = { shoulder_left: 'l', mainline: 'm', exit: 'o', entrance: 'i', shoulder_right: 'r' };
const MARKS: Record<string, string> = { blocked: 'x', affected: '~' };

/** Lanes as the command line takes them: `l mx m~ r`. */
export const lanesLine = (lanes: readonly LaneView[]): string => lanes.map((lane) => `${LETTERS[lane.kind] ?? lane.kind}${MARKS[lane.state] ?? ''}`).join(' ');
