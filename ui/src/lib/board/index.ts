// What desks take from the board store.
export { board, type Kind, type Link, type PickRequest, type Selected, type Topic } from './board.svelte';
export { clockTick } from './clock.svelte';
export { type Positions } from './positions';
export { byAvailability, byName, PRIORITIES } from './order';
