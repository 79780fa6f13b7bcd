// What is half typed about a unit. It belongs to that unit: looking at another one neither loses it nor puts it there.
// It must not know how a unit is shown.
import { codes } from '../../lib/catalogue.svelte';

const some = (...fields: string[]): boolean => fields.some((field) => field.trim() !== '');

/** The fields of one unit's panel. */
export class UnitDraft {
  /** Why it changes its state, and where it takes people. */
  reason = $state('');
  destination = $state('');
  disposition = $state(codes.all.default_disposition);

  /** Who logs on, in which vehicle; why the crew logs off. */
  people = $state('');
  vehicle = $state('');
  offReason = $state('');

  /** Who takes over. */
  by = $state('');
  /** A step that was forgotten. */
  step = $state('OS');
  time = $state('');
  lateReason = $state('');
  lateDestination = $state('');

  /** Something about its crew is half typed. */
  get crewBegun(): boolean {
    return some(this.people, this.vehicle, this.offReason);
  }
  /** A take-over or a late step is half typed. */
  get moreBegun(): boolean {
    return some(this.by, this.time, this.lateReason, this.lateDestination);
  }
}

/** The drafts of one desk, each by its unit's id. */
export class UnitDrafts {
  readonly #of = new Map<string, UnitDraft>();

  of(unit: string): UnitDraft {
    const held = this.#of.get(unit) ?? new UnitDraft();
    this.#of.set(unit, held);
    return held;
  }
}
