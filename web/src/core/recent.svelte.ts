/** The last ten answers, and the items behind them, so that each can be opened again at once. */

import type { Answer, Query, Row } from "./api";
import { lineOf } from "./words";

const SHOWN = 10;
/** Items remembered beyond those shown; a forgotten one is fetched. */
const REMEMBERED = 50;

export class Recent {
  rows: Row[] = $state.raw([]);
  readonly #items = new Map<string, Query>();

  /** The item as it was asked, if it is still remembered. */
  item(id: string): Query | undefined {
    return this.#items.get(id);
  }

  remember(query: Query): void {
    this.#items.set(query.id, query);
    const oldest = this.#items.keys().next().value;
    if (this.#items.size > REMEMBERED && oldest !== undefined) this.#items.delete(oldest);
  }

  answered(query: Query, answer: Answer): void {
    this.remember(query);
    const { id, item, flagged, note } = query;
    const line = lineOf(item);
    this.push({ id, line, text: "text" in item ? item.text : null, answer, status: "labelled", flagged, note, prediction: null, confidence: null, std: null });
  }

  push(row: Row): void {
    this.rows = [row, ...this.rows.filter((other) => other.id !== row.id)].slice(0, SHOWN);
  }

  replace(rows: Row[]): void {
    this.rows = rows.slice(0, SHOWN);
  }

  drop(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
  }

  amend(id: string, { flagged, note }: Partial<Query>): void {
    const known = this.#items.get(id);
    if (known) this.#items.set(id, { ...known, flagged: flagged ?? known.flagged, note: note ?? known.note });
    this.rows = this.rows.map((row) =>
      row.id === id ? { ...row, flagged: flagged ?? row.flagged, note: note ?? row.note } : row,
    );
  }

  /** A label has another name now. */
  relabel(swap: <A extends Answer | null>(answer: A) => A): void {
    this.rows = this.rows.map((row) => ({ ...row, answer: swap(row.answer), prediction: swap(row.prediction) }));
  }
}
