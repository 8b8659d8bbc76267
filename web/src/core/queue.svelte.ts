/**
 * The item on screen and the few behind it.
 *
 * When a better ranking is ready, only the item on screen and the one behind it (whose picture is already here) stay;
 * the rest is replaced. Until the replacements arrive the old ones stay usable: the person never waits.
 */

import type { Query } from "./api";

/** Items held in all, the one on screen included. */
export const HELD = 5;

export class Queue {
  current: Query | null = $state.raw(null);
  ahead: Query[] = $state.raw([]);
  /** Newest ranking heard of. */
  ranking = 0;

  /** Item id -> number of the last act on it; what was fetched before that act is out of date. */
  readonly #acted = new Map<string, number>();
  #acts = 0;

  /** Ids held here, the one on screen first. */
  get held(): string[] {
    return (this.current ? [this.current, ...this.ahead] : this.ahead).map((query) => query.id);
  }

  /** How many more would fill the queue. */
  get wanted(): number {
    return Math.max(0, HELD - this.held.length);
  }

  /** A mark to hand to `add` or `replace` with what was asked for now. */
  get mark(): number {
    return this.#acts;
  }

  /** Note that the person dealt with an item. */
  acted(id: string): void {
    this.#acts += 1;
    this.#acted.set(id, this.#acts);
  }

  /** The item on screen is dealt with: show the next one. */
  advance(): void {
    const [next, ...rest] = this.ahead;
    this.current = next ?? null;
    this.ahead = rest;
  }

  /** Append what is new, and show the first if nothing is on screen. Returns how many were taken. */
  add(queries: Query[], mark: number): number {
    const held = new Set(this.held);
    const fresh = queries.filter((query) => !held.has(query.id) && this.#current(query, mark));
    // A reply may be older than the ranking we know; its items are only better than an empty screen.
    const usable = fresh.filter((query) => query.ranking >= this.ranking);
    const taken = (held.size === 0 && usable.length === 0 ? fresh.slice(0, 1) : usable).slice(0, this.wanted);
    if (taken.length) this.ahead = [...this.ahead, ...taken];
    if (!this.current) this.advance();
    return taken.length;
  }

  /** Put newly ranked items behind the kept one. */
  replace(queries: Query[], kept: string | null, mark: number): void {
    this.ahead = this.ahead.filter((query) => query.id === kept || query.ranking >= this.ranking);
    this.add(queries, mark);
  }

  /** An item returns to the screen; the one shown so far becomes the next. */
  comeBack(query: Query): void {
    const others = this.ahead.filter((other) => other.id !== query.id);
    if (this.current && this.current.id !== query.id) others.unshift(this.current);
    this.current = query;
    this.ahead = others;
  }

  /** An item was answered elsewhere (browse, another tab): it need not be asked any more. */
  drop(id: string): void {
    this.ahead = this.ahead.filter((query) => query.id !== id);
    if (this.current?.id === id) this.advance();
  }

  /** Change what is known of an item wherever it is held. */
  amend(id: string, change: Partial<Query>): void {
    const amended = (query: Query) => (query.id === id ? { ...query, ...change } : query);
    if (this.current) this.current = amended(this.current);
    if (this.ahead.some((query) => query.id === id)) this.ahead = this.ahead.map(amended);
  }

  /** Apply a change to every item held. */
  relabel(change: (query: Query) => Query): void {
    if (this.current) this.current = change(this.current);
    this.ahead = this.ahead.map(change);
  }

  #current(query: Query, mark: number): boolean {
    return (this.#acted.get(query.id) ?? 0) <= mark;
  }
}
