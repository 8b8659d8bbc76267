/** One page of the list of all items: what is asked for, what came, and which row is open. The server pages. */

import type { Answer, Query, Row } from "./api";
import { ApiError } from "./client";
import { Draft } from "./draft.svelte";
import type { Session } from "./session.svelte";
import { sameAnswer } from "./words";

export const PAGE = 50;

export interface Filters {
  search: string;
  status: "all" | "labelled" | "unlabelled" | "skipped" | "flagged";
  label: string;
  prediction: string;
  /** Confidence in per cent, or the deviation of numbers in their unit, as typed; empty for no bound. */
  low: string;
  high: string;
  sort: "order" | "confidence" | "-confidence" | "recent";
}

export class Browse {
  filters: Filters = $state({ search: "", status: "all", label: "", prediction: "", low: "", high: "", sort: "order" });
  offset = $state(0);
  total = $state(0);
  rows: Row[] = $state.raw([]);
  loading = $state(true);
  problem = $state("");
  /** The open row and, once it is here, its whole item. */
  at = $state(-1);
  item: Query | null = $state.raw(null);

  row: Row | null = $derived(this.rows[this.at] ?? null);

  /** The answer to the open row, in the making. */
  readonly draft: Draft;
  readonly #session: Session;
  #asked = 0;
  /** The rows are those of earlier filters: no key may act on them. */
  #outdated = false;

  constructor(session: Session) {
    this.#session = session;
    this.draft = new Draft({
      project: () => session.project,
      item: () => this.row && { ...(this.item?.id === this.row.id ? this.item : null), ...this.row },
      asked: () => this.row?.answer === null,
      labels: () => session.labels,
      // Only where it is worked on, and like everywhere not for items that check the model.
      suggestion: () => (this.draft.making && this.item && !this.item.random && this.row?.answer === null ? this.item.suggestion : null),
      give: (answer) => this.#answer(answer),
    });
  }

  get #search(): URLSearchParams {
    const { low, high, search, ...rest } = this.filters;
    const fields: Record<string, string> = { ...rest, search: search.trim() };
    const whole = this.#session.project?.number ? 1 : 100;
    const bound = (text: string) => {
      const value = Number(text.trim().replace(",", "."));
      return text.trim() === "" || !(value >= 0 && value < Infinity) ? "" : String(value / whole);
    };
    fields["low"] = bound(low);
    fields["high"] = bound(high);
    fields["offset"] = String(this.offset);
    fields["limit"] = String(PAGE);
    return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ""));
  }

  /** Read the page; a later request makes an earlier one's answer void. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    try {
      const { total, rows } = await this.#session.items(this.#search);
      if (asked !== this.#asked) return;
      const open = this.row;
      this.total = total;
      this.rows = rows;
      this.#outdated = false;
      this.problem = "";
      this.at = open ? rows.findIndex((row) => row.id === open.id) : -1;
      if (this.at < 0) this.item = null;
      else if (!sameAnswer(this.row?.answer ?? null, open?.answer ?? null)) this.draft.begin(); // it was taken back
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (asked === this.#asked) this.problem = error.sentence;
    }
    if (asked === this.#asked) this.loading = false;
  }

  /** The rows are those that the filters ask for. */
  async settled(): Promise<void> {
    if (this.#outdated) await this.load();
  }

  turn(pages: number): void {
    const next = this.offset + pages * PAGE;
    if (next < 0 || next >= this.total) return;
    this.close();
    this.offset = next;
  }

  /** Show all items again that a search had left out; false if there was none. */
  endSearch(): boolean {
    if (!this.filters.search) return false;
    this.filters.search = "";
    this.fresh();
    return true;
  }

  /** Filters changed: begin at the first page. */
  fresh(): void {
    this.close();
    this.offset = 0;
    this.#outdated = true;
  }

  async open(at: number): Promise<void> {
    const row = this.rows[at];
    if (!row || this.#outdated) return;
    this.at = at;
    this.draft.begin();
    if (this.item?.id !== row.id) this.item = null;
    try {
      const item = await this.#session.item(row.id);
      if (this.row?.id !== row.id) return;
      this.item = item;
      if (this.draft.making) this.draft.begin(); // it needs the whole item
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.sentence;
    }
  }

  close(): void {
    this.at = -1;
    this.item = null;
  }

  #answer(answer: Answer): void {
    const row = this.row;
    if (!row) return;
    this.#session.correct(row, answer);
    const answered: Row = { ...row, answer, status: "labelled" };
    this.rows = this.rows.map((other) => (other.id === row.id ? answered : other));
  }
}
