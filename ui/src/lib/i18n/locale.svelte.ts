// Which language the window speaks; kept in this window's storage.
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { recall, remember } from './stored';

/** The languages the console is written in. */
export type Locale = 'en' | 'zh';

class LocaleChoice {
  #current = $state<Locale>(recall('locale', ['en', 'zh'], navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'));

  constructor() {
    this.#mark();
  }

  /** The chosen language. Reactive. */
  get current(): Locale {
    return this.#current;
  }

  /** Chooses a language; every text on screen follows at once, nothing typed is lost. */
  set(locale: Locale): void {
    this.#current = locale;
    remember('locale', locale);
    this.#mark();
  }

  #mark(): void {
    document.documentElement.lang = this.#current === 'zh' ? 'zh-CN' : 'en';
  }
}

/** The language of this window. */
export const locale = new LocaleChoice();
overwriteGetLocale(() => locale.current);
