/** Numbers that were typed and not answered yet, by item: neither a reload nor a look at another item loses them. */

import { parsed, type Store } from "./storage";

/** More items than anybody leaves half answered. */
const KEPT = 50;

export class Typed {
  readonly #texts: Map<string, string>;
  readonly #store: Store;
  readonly #key: string;

  constructor(store: Store, key: string) {
    this.#store = store;
    this.#key = key;
    const kept = parsed<unknown>(store.get(key));
    this.#texts = new Map((Array.isArray(kept) ? kept : []).filter(isEntry));
  }

  of(id: string): string {
    return this.#texts.get(id) ?? "";
  }

  /** The item that was typed at last. */
  get latest(): string | undefined {
    return [...this.#texts.keys()].at(-1);
  }

  /** Remember what is typed for an item; "" forgets it. */
  keep(id: string, text: string): void {
    this.#texts.delete(id);
    if (text !== "") this.#texts.set(id, text);
    const oldest = this.#texts.keys().next().value;
    if (this.#texts.size > KEPT && oldest !== undefined) this.#texts.delete(oldest);
    this.#store.set(this.#key, this.#texts.size ? JSON.stringify([...this.#texts]) : null);
  }
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === "string");
}
