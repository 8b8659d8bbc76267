/** Light or dark: as the system says until a person says otherwise. */

import type { Store } from "./storage";

export type Theme = "light" | "dark";

const KEY = "askless:theme";

export class ThemeChoice {
  now: Theme = $state("light");
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const kept = store.get(KEY);
    this.#apply(kept === "dark" || kept === "light" ? kept : system.matches ? "dark" : "light");
    system.addEventListener("change", () => {
      if (!store.get(KEY)) this.#apply(system.matches ? "dark" : "light");
    });
  }

  toggle(): void {
    this.#apply(this.now === "dark" ? "light" : "dark");
    this.#store.set(KEY, this.now);
  }

  #apply(theme: Theme): void {
    this.now = theme;
    document.documentElement.dataset["theme"] = theme;
  }
}
