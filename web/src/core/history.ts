/** What this page did, newest last, so that undo can show the item at once instead of asking for it first. */

import type { Answer, Query } from "./api";

export interface Deed {
  kind: "answer" | "skip" | "flag" | "note" | "correction";
  request: string;
  query: Query | null;
  /** The answer that was given, to be shown again if it is taken back. */
  answer: Answer | null;
}

/** Undo beyond this still works, through the server. */
const KEPT = 200;

export class History {
  #deeds: Deed[] = [];

  push(deed: Deed): void {
    this.#deeds.push(deed);
    if (this.#deeds.length > KEPT) this.#deeds.shift();
  }

  pop(): Deed | null {
    return this.#deeds.pop() ?? null;
  }

  /** Take out the deed of one request, wherever it is. */
  take(request: string): Deed | null {
    const at = this.#deeds.findIndex((deed) => deed.request === request);
    return at < 0 ? null : (this.#deeds.splice(at, 1)[0] ?? null);
  }

  clear(): void {
    this.#deeds = [];
  }
}
