/**
 * What the person did and the server has not acknowledged yet.
 *
 * Everything is sent strictly in order, one at a time, under one request id for all attempts, so that the server
 * counts it once. It is written to storage before it is sent and leaves storage only when it is acknowledged (or
 * refused, which is reported): a label is never lost to a network, a full disk or a reload.
 */

import { ApiError, type Send } from "./client";
import { parsed, type Store } from "./storage";

export type ActKind = "answer" | "skip" | "flag" | "note" | "undo" | "label" | "rename" | "strategy";

export interface Act {
  /** Request id; the same for every attempt. */
  request: string;
  kind: ActKind;
  /** The item it is about, or null. */
  item: string | null;
  body: Record<string, unknown>;
  /** How many items it takes off the pile; the page counts them before the server does. */
  counts: number;
}

/** Why nothing is being acknowledged: no answer, not saved to disk, a mistake in the server, or it knows us no more. */
export interface Trouble {
  kind: "offline" | "unsaved" | "broken" | "locked";
  sentence: string;
}

export interface OutboxEvents<R> {
  acknowledged(act: Act, reply: R): void;
  refused(act: Act, error: ApiError): void;
  /** Fields that are only known at the moment of sending (which items the page holds, how many it wants). */
  fields(act: Act): Record<string, unknown>;
}

const ROUTES: Record<ActKind, [method: string, path: string]> = {
  answer: ["POST", "/api/answers"],
  skip: ["POST", "/api/skips"],
  flag: ["POST", "/api/flags"],
  note: ["POST", "/api/notes"],
  undo: ["POST", "/api/undo"],
  label: ["POST", "/api/labels"],
  rename: ["PATCH", "/api/labels"],
  strategy: ["POST", "/api/strategy"],
};

/** Kinds whose body has no place for a request id: doing them twice does no harm. */
const REPEATABLE: ReadonlySet<ActKind> = new Set<ActKind>(["label", "rename", "strategy"]);

const PAUSES_MS = [400, 1000, 2000, 4000, 8000, 15_000];

/** A mistake in the server does not pass by itself: after so many attempts the person says when to try again. */
const TRIES_IF_BROKEN = 3;

export class Outbox<R> {
  acts: Act[] = $state.raw([]);
  trouble: Trouble | null = $state.raw(null);

  /** Sum of `counts` over what is not acknowledged. */
  counted = $derived(this.acts.reduce((sum, act) => sum + act.counts, 0));

  readonly #send: Send;
  readonly #store: Store;
  readonly #key: string;
  readonly #events: OutboxEvents<R>;
  #sending = false;
  #attempts = 0;
  #wake: (() => void) | null = null;
  #stopped = false;

  constructor(send: Send, store: Store, key: string, events: OutboxEvents<R>) {
    this.#send = send;
    this.#store = store;
    this.#key = key;
    this.#events = events;
  }

  /** Take back what an earlier life of this page (or a closed tab, by its key) left unsent. */
  adopt(key: string = this.#key): number {
    const left = parsed<Act[]>(this.#store.get(key)) ?? [];
    const known = new Set(this.acts.map((act) => act.request));
    const fresh = left.filter((act) => act.request && act.kind in ROUTES && !known.has(act.request));
    if (key !== this.#key) this.#store.set(key, null);
    if (fresh.length) {
      this.#keep([...fresh, ...this.acts]);
      void this.#pump();
    }
    return fresh.length;
  }

  add(act: Act): void {
    this.#keep([...this.acts, act]);
    void this.#pump();
  }

  /** Withdraw the newest act if the server surely has not recorded it; otherwise it needs an undo. */
  withdraw(): Act | null {
    const last = this.acts.at(-1);
    if (!last || REPEATABLE.has(last.kind)) return null; // labels and strategy are not what undo takes back
    const first = this.acts.length === 1;
    const maybeRecorded = first && this.#attempts > 0 && this.trouble?.kind !== "unsaved";
    if (maybeRecorded || (first && this.#sending && this.#wake === null)) return null;
    this.#keep(this.acts.slice(0, -1));
    if (first) {
      this.#recover();
      this.retry();
    }
    return last;
  }

  /** Try now instead of at the end of the pause. */
  retry(): void {
    this.#wake?.();
  }

  /** End all attempts; what is unsent stays in storage. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  #keep(acts: Act[]): void {
    this.acts = acts;
    this.#store.set(this.#key, acts.length ? JSON.stringify(acts) : null);
  }

  #recover(): void {
    this.#attempts = 0;
    this.trouble = null;
  }

  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    // The key press that added this act paints the next item first.
    await Promise.resolve();
    for (let act = this.acts[0]; act && !this.#stopped; act = this.acts[0]) {
      const outcome = await this.#attempt(act);
      if (outcome === "wait") await this.#pause();
    }
    this.#sending = false;
  }

  async #attempt(act: Act): Promise<"done" | "wait"> {
    const [method, path] = ROUTES[act.kind];
    const named = REPEATABLE.has(act.kind) ? {} : { request: act.request };
    this.#attempts += 1;
    try {
      const reply = await this.#send<R>(method, path, { ...act.body, ...named, ...this.#events.fields(act) });
      this.#leave(act);
      this.#recover();
      this.#events.acknowledged(act, reply);
      return "done";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const trouble = troubleOf(error);
      if (trouble) {
        this.trouble = trouble;
        return "wait";
      }
      this.#leave(act);
      this.#recover();
      this.#events.refused(act, error);
      return "done";
    }
  }

  #leave(act: Act): void {
    this.#keep(this.acts.filter((other) => other.request !== act.request));
  }

  async #pause(): Promise<void> {
    const pause = PAUSES_MS[Math.min(this.#attempts, PAUSES_MS.length) - 1] ?? 1000;
    const asked = this.trouble?.kind === "broken" && this.#attempts >= TRIES_IF_BROKEN;
    await new Promise<void>((resolve) => {
      const timer = asked ? undefined : setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}

/** Trouble that will pass, so that the act is kept and sent again; null if the server has judged it. */
function troubleOf(error: ApiError): Trouble | null {
  const { status, sentence } = error;
  if (status === 507) return { kind: "unsaved", sentence };
  if (status === 401 || status === 403) {
    return { kind: "locked", sentence: `${sentence} Unsent answers are kept.` };
  }
  if (status === 500) return { kind: "broken", sentence };
  if (status === 0 || status === 408 || status === 429 || status > 500) {
    return { kind: "offline", sentence };
  }
  return null;
}
