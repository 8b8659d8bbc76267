/**
 * Server-sent events that come back by themselves.
 *
 * A hidden tab lets its stream go (a browser allows six connections to one address, and six tabs would starve each
 * other) and takes it up again when it is seen; `resumed` then fetches what was missed.
 */

import type { Label, Progress, Row } from "./api";
import { parsed } from "./storage";

export interface Listeners {
  progress(progress: Progress): void;
  model(news: { version: number; ranking: number }): void;
  labels(labels: Label[]): void;
  /** Somebody answered an item: another tab, or an oracle. Own answers come back too. */
  answered(news: { tab: string; row: Row }): void;
  fault(fault: { error: string; remedy: string }): void;
  /** The stream is open again after a break. */
  resumed(): void;
}

const NAMES = ["progress", "model", "labels", "answered", "fault"] as const;
const PAUSE_MS = 2000;

export class Events {
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opened = false;
  readonly #listeners: Listeners;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  open(): void {
    if (this.#source) return;
    const source = new EventSource("/api/events");
    this.#source = source;
    source.onopen = () => {
      if (this.#opened) this.#listeners.resumed();
      this.#opened = true;
    };
    source.onerror = () => {
      // After an HTTP refusal the browser gives up for good; we do not.
      if (source.readyState !== EventSource.CLOSED) return;
      this.close();
      this.#timer = setTimeout(() => this.open(), PAUSE_MS);
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        const data = parsed<never>(event.data);
        if (data !== null) this.#listeners[name](data);
      });
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }
}
