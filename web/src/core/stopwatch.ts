/** Seconds a person spent on the item on screen: counted only while the page is visible and has the focus. */

/** Longer than this on one item is a coffee break; the log says "at least this long". */
const LIMIT_MS = 10 * 60_000;

export class Stopwatch {
  #spent = 0;
  #since: number | null = null;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Begin again at zero; a paused watch stays paused. */
  restart(): void {
    this.#spent = 0;
    if (this.#since !== null) this.#since = this.#now();
  }

  attend(present: boolean): void {
    if (present && this.#since === null) this.#since = this.#now();
    if (!present && this.#since !== null) {
      this.#spent += this.#now() - this.#since;
      this.#since = null;
    }
  }

  /** Seconds so far, to the millisecond. */
  get seconds(): number {
    const running = this.#since === null ? 0 : this.#now() - this.#since;
    return Math.round(Math.min(Math.max(this.#spent + running, 0), LIMIT_MS)) / 1000;
  }
}
