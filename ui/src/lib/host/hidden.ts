// Text pasted from elsewhere brings characters nobody sees. The rules refuse them (`refused.control_character`), since a line
// of the log must read as it is stored; what a person pastes loses them here, where it leaves the window.

// Control characters beside tab and new lines, and those that turn the direction of what follows.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The same arguments, their texts without hidden characters. */
export function withoutHidden<T>(args: T): T {
  if (typeof args === 'string') return args.replace(HIDDEN, '') as T;
  if (Array.isArray(args)) return args.map(withoutHidden) as T;
  if (args === null || typeof args !== 'object') return args;
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, withoutHidden(value)])) as T;
}
