// Which of the three token sets the window wears. The tokens themselves stand in `app.css`.
import { recall, remember } from '../i18n/stored';

/** Night (the default), day, and high contrast. */
export type Theme = 'dark' | 'light' | 'contrast';
/** In the order the switch goes through them. */
export const THEMES: readonly Theme[] = ['dark', 'light', 'contrast'];

class ThemeChoice {
  #current = $state<Theme>(recall('theme', THEMES, 'dark'));

  constructor() {
    this.#mark();
  }

  /** The chosen theme. Reactive; the map restyles itself by it. */
  get current(): Theme {
    return this.#current;
  }

  /** Chooses a theme. */
  set(theme: Theme): void {
    this.#current = theme;
    remember('theme', theme);
    this.#mark();
  }

  #mark(): void {
    document.documentElement.dataset.theme = this.#current;
  }
}

/** The theme of this window. */
export const theme = new ThemeChoice();
