/**
 * Server-sent events that come back by themselves.
 *
 * A hidden tab lets its stream go (a browser allows six connections to one address, and six tabs would starve each
 * other) and takes it up again when it is seen; `resumed` then fetches what was missed.
 */

import type { Farewell, Label, Progress, Row } from "./api";
import { parsed } from "./storage";

export interface Listeners {
  progress(progress: Progress): void;
  model(news: { version: number; ranking: number }): void;
  labels(labels: Label[]): void;
  /** Somebody answered an item: another tab, or an oracle. Own answers come back too. */
  answered(news: { tab: string; row: Row }): void;
  fault(fault: { error: string; remedy: string }): void;
  /** The server was stopped on purpose. */
  ended(farewell: Farewell): void;
  /** The stream has been broken for a while, and the latest attempt to open it failed too. */
  lost(): void;
  /** The stream is open again after a break. */
  resumed(): void;
}

const NAMES = ["progress", "model", "labels", "answered", "fault", "ended"] as const;
const PAUSE_MS = 1000;
/** A refusal (a mistake in the server, a cookie that it no longer knows) is not asked for again and again. */
const LONGEST_PAUSE_MS = 30_000;
/** A break shorter than this is nobody's business. It counts from one failed attempt to another: sleep is no break. */
const BLIP_MS = 3000;

export class Events {
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  /** When the break began, and how often the server refused since. */
  #broken: number | null = null;
  #refusals = 0;
  readonly #listeners: Listeners;

  readonly #url: string;

  /** @param project The id of the project that news are wanted of. @param tab Who wants them: it holds items as long as it listens. */
  constructor(project: string, tab: string, listeners: Listeners) {
    this.#url = `/api/events?project=${encodeURIComponent(project)}&tab=${tab}`;
    this.#listeners = listeners;
  }

  open(): void {
    if (this.#source) return;
    const source = new EventSource(this.#url);
    this.#source = source;
    source.onopen = () => {
      if (this.#opened) this.#listeners.resumed();
      this.#opened = true;
      this.#broken = null;
      this.#refusals = 0;
    };
    source.onerror = () => {
      // The browser would wait longer after a break, and give up for good after a refusal.
      if (source.readyState === EventSource.CLOSED) this.#refusals += 1;
      this.#drop();
      this.#broken ??= performance.now();
      if (performance.now() - this.#broken >= BLIP_MS) this.#listeners.lost();
      this.#timer = setTimeout(() => this.open(), Math.min(PAUSE_MS * 2 ** this.#refusals, LONGEST_PAUSE_MS));
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        const data = parsed<never>(event.data);
        if (data !== null) this.#listeners[name](data);
      });
    }
  }

  /** Open a broken stream now instead of at the end of the pause. */
  retry(): void {
    clearTimeout(this.#timer);
    this.open();
  }

  close(): void {
    this.#drop();
    this.#broken = null;
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
