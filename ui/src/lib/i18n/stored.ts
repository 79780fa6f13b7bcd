// Small choices of one window (language, theme), kept in its storage. A storage that fails only forgets.

/** The stored choice, when it is one of `allowed`; else `otherwise`. */
export function recall<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  try {
    const stored = localStorage.getItem(`watchfloor.${name}`) as T | null;
    return stored !== null && allowed.includes(stored) ? stored : otherwise;
  } catch {
    return otherwise;
  }
}

/** Keeps a choice for the next start. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`watchfloor.${name}`, value);
  } catch {
    // Storage may be off; the choice then lasts as long as the window.
  }
}
