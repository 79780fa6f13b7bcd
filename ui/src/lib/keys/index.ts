// What desks take from the keyboard.
export { bind, bindings, composing, listen, press, printed, typingIn, type Binding } from './keys';
export { keymap } from './keymap.svelte';
export { heard, roving } from './roving';
