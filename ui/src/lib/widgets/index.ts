// Small parts every desk uses.
export { default as Act } from './Act.svelte';
export { default as Age } from './Age.svelte';
export { default as CodeField } from './CodeField.svelte';
export { default as Contents } from './Contents.svelte';
export { default as FileField } from './FileField.svelte';
export { default as Fold } from './Fold.svelte';
export { default as Priority } from './Priority.svelte';
export { default as Refusal } from './Refusal.svelte';
export { default as Severity } from './Severity.svelte';
export { default as UnitStatus } from './UnitStatus.svelte';
export { default as VirtualList } from './VirtualList.svelte';
export { default as Steps } from './Steps.svelte';
export { default as Timeline } from './Timeline.svelte';
