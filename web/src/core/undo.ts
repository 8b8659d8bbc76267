/**
 * Taking back: what undo brings back is shown at once, and set right when the server says what it took back.
 *
 * The page remembers what it did. Beyond that, and after a reload, only the server knows.
 */

import type { Answer, Query, Reply, Undone } from "./api";
import { History, type Deed } from "./history";
import type { Act, Outbox } from "./outbox.svelte";
import type { Queue } from "./queue.svelte";
import type { Recent } from "./recent.svelte";
import { undoneText } from "./words";

export interface Orders {
  queue: Queue;
  recent: Recent;
  outbox: Outbox<Reply>;
  /** A request to take back, about this item. */
  act(item: string | null, counts: number): Act;
  shown(): Query | null;
  /** This item is on screen again, in front of the queue. */
  comeBack(query: Query, earlier: Answer | null): void;
  /** What the server says of the item on screen holds; `foreseen`: it is there as it was before. */
  correct(query: Query, foreseen: boolean): void;
  amend(id: string, change: Partial<Query>): void;
  /** The list of recent answers has changed on the server. */
  reread(): void;
  announce(text: string): void;
  say(text: string): void;
  unit(): string;
  /** What passing an item over is called. */
  skipping(): string;
}

export class Undo {
  readonly #orders: Orders;
  readonly #history = new History();
  /** What the requests that are under way will take back. */
  readonly #expected = new Map<string, Deed>();
  /** Requests after which the item on screen stays. */
  readonly #quiet = new Set<string>();
  /** A label that was added after all else: undo leaves it, and says so. */
  #added = "";

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  /** The person did something. */
  did(deed: Deed): void {
    this.#history.push(deed);
  }

  /** A label was added after all else; "" if something came after it. */
  added(name: string): void {
    this.#added = name;
  }

  /** Take back the last act; the item it was about comes back. `quiet` leaves the item on screen alone. */
  last(quiet: boolean): void {
    const { outbox, queue, act, announce } = this.#orders;
    const withdrawn = outbox.withdraw();
    const deed = withdrawn ? this.#history.take(withdrawn.request) : this.#history.pop();
    if (withdrawn?.kind === "undo") return announce("Undo withdrawn.");
    if (deed?.query) queue.acted(deed.query.id);
    if (deed) this.#restore(deed, quiet);
    if (withdrawn) return this.#say(withdrawn.kind as Undone, deed?.answer, deed?.query);
    const counts = deed?.kind === "answer" && deed.query?.answer === null ? -1 : 0;
    const request = act(deed?.query?.id ?? null, counts);
    if (deed) this.#expected.set(request.request, deed);
    if (quiet) this.#quiet.add(request.request);
    outbox.add(request);
  }

  /** The server has taken something back. */
  acknowledged(act: Act, reply: Reply): void {
    const { queue, recent, outbox } = this.#orders;
    const deed = this.#expected.get(act.request);
    this.#expected.delete(act.request);
    const quiet = this.#quiet.delete(act.request);
    this.#orders.reread();
    const { query, undone } = reply;
    const foreseen = deed?.kind === undone && deed?.query?.id === query?.id;
    // A person who went on meanwhile knows.
    if (undone && outbox.acts.length === 0) this.#say(undone, foreseen ? deed?.answer : null, query);
    if (!query) return;
    queue.acted(query.id);
    recent.remember(query);
    if (query.answer === null) recent.drop(query.id);
    if (this.#orders.shown()?.id === query.id) return this.#orders.correct(query, deed !== undefined);
    // The page had foreseen another item, or none (after a reload): the server is right.
    if (quiet || (deed?.query?.id === query.id && deed.kind !== "correction")) return queue.amend(query.id, query);
    this.#history.clear();
    this.#orders.comeBack(query, deed?.answer ?? null);
  }

  /** The server refused an act: it is not to be taken back any more. Returns what it was. */
  refused(act: Act): Deed | null {
    this.#expected.delete(act.request);
    this.#quiet.delete(act.request);
    return this.#history.take(act.request);
  }

  /** That undo does not take back an added label, once. */
  staying(): string {
    const name = this.#added;
    this.#added = "";
    return name && ` The new label “${name}” stays.`;
  }

  /** Show at once what an undo will bring back. */
  #restore(deed: Deed, quiet: boolean): void {
    const { query } = deed;
    if (!query) return;
    if (deed.kind === "flag") return this.#orders.amend(query.id, { flagged: query.flagged });
    if (deed.kind === "note") return this.#orders.amend(query.id, { note: query.note });
    this.#orders.recent.drop(query.id);
    if (!quiet) this.#orders.comeBack(query, deed.answer);
  }

  #say(kind: Undone, answer: Answer | null | undefined, query: Query | null | undefined): void {
    this.#orders.say(undoneText(kind, answer ?? null, query ?? null, this.#orders.unit(), this.#orders.skipping()) + this.staying());
  }
}
