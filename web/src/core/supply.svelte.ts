/** Keeps the queue full: fetches what is missing, and replaces what a newer ranking has overtaken. */

import type { Query, QueueReply } from "./api";
import { HELD, Queue } from "./queue.svelte";

/** Pause before asking again when the server had no item; each time that it fails to answer, the pause doubles. */
const PAUSE_MS = 1500;
const LONGEST_PAUSE_MS = 30_000;

export interface Orders {
  tab: string;
  read(path: string): Promise<QueueReply | null>;
  /** Items whose answer or skip the server has not seen yet. */
  unsent(): string[];
  /** Whether items may be asked at all (the labels are known). */
  open(): boolean;
  /** Another item is on screen. */
  presented(): void;
}

export class Supply {
  readonly queue = new Queue();
  /** Nothing is left to ask. */
  done = $state(false);
  /** What the server says about an empty queue. */
  sentence = $state("");

  readonly #orders: Orders;
  #filling = false;
  #ranking = false;
  #again = false;
  /** Failures in a row. */
  #failed = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  /** Items that the server must not send: those held here, and those it takes for unanswered. */
  have(held: string[] = this.queue.held): string[] {
    return [...new Set([...held, ...this.#orders.unsent()])];
  }

  /** Take what came with an acknowledgement. */
  take(queries: Query[], mark: number): void {
    this.#watched(() => void this.queue.add(queries, mark));
  }

  /** Fetch unless (nearly) enough is held. */
  topUp(): void {
    if (this.queue.wanted > 1) void this.fill();
  }

  /** Ask for as many items as are missing. */
  async fill(): Promise<void> {
    if (this.#filling || !this.#orders.open() || this.queue.wanted === 0) return;
    this.#filling = true;
    clearTimeout(this.#timer);
    const { mark, wanted, held } = this.queue;
    const unsent = this.#orders.unsent().length > 0;
    const reply = await this.#fetch(wanted, held);
    this.#filling = false;
    if (reply) {
      this.#watched(() => void this.queue.add(reply.queries, mark));
      this.done = reply.done && !this.queue.current && this.#orders.unsent().length === 0;
      this.sentence = unsent ? "" : reply.sentence; // the server knew less than the page
    }
    if (!this.queue.current && !this.done) {
      clearTimeout(this.#timer);
      const pause = Math.min(PAUSE_MS * 2 ** this.#failed, LONGEST_PAUSE_MS);
      this.#timer = setTimeout(() => void this.fill(), pause);
    }
  }

  /** A ranking was heard of; if it is a newer one, its items replace the older ones. */
  heard(ranking: number): void {
    if (ranking <= this.queue.ranking) return;
    this.queue.ranking = ranking;
    if (this.#orders.open()) void this.rank();
  }

  /** Replace all but the item on screen and the next one; `all` replaces even what looks up to date. */
  async rank(all = false): Promise<void> {
    if (this.#ranking) {
      this.#again = true;
      return;
    }
    this.#ranking = true;
    do {
      this.#again = false;
      const { current, ahead, mark } = this.queue;
      const kept = ahead[0]?.id ?? null;
      if (all) this.queue.ahead = ahead.slice(0, 1);
      const held = [current?.id, kept].filter((id): id is string => typeof id === "string");
      const reply = await this.#fetch(HELD - held.length, held);
      if (reply) this.#watched(() => this.queue.replace(reply.queries, kept, mark));
      all = false;
    } while (this.#again);
    this.#ranking = false;
    if (!this.done) this.topUp();
  }

  async #fetch(n: number, held: string[]): Promise<QueueReply | null> {
    const search = new URLSearchParams({ n: String(n), tab: this.#orders.tab });
    for (const id of this.have(held)) search.append("have", id);
    const reply = await this.#orders.read(`/api/queue?${search}`);
    this.#failed = reply ? 0 : this.#failed + 1;
    if (reply && reply.ranking > this.queue.ranking) this.queue.ranking = reply.ranking;
    return reply;
  }

  /** Do something to the queue, and say so if an empty screen got an item. */
  #watched(change: () => void): void {
    const empty = this.queue.current === null;
    change();
    if (!empty || !this.queue.current) return;
    this.done = false;
    this.#orders.presented();
  }
}
