/**
 * An answer in the making: what is switched on or typed for one item, until it is given.
 *
 * The item on screen has one, and the open row in the list of all items. Views of label spaces see nothing else.
 */

import type { Answer, Label, Project, Suggestion } from "./api";
import { readNumber, type NumberSpace } from "./number";
import type { Typed } from "./typed";

/** What a draft is for. */
export interface Purpose {
  project(): Project | null;
  /** The item, and the answer that it has; null where there is none to answer. */
  item(): { id: string; answer: Answer | null } | null;
  labels(): readonly Label[];
  /** What the model suggests, where it may be shown. */
  suggestion(): Suggestion | null;
  /** The answer is complete. */
  give(answer: Answer): void;
}

export class Draft {
  /** The answer that the item had before it was undone. */
  earlier: Answer | null = $state.raw(null);
  /** Several labels: what is switched on and not submitted yet. */
  chosen: string[] = $state.raw([]);
  /** A number: what is typed and not submitted yet. */
  text = $state("");
  /** Why what is typed is no answer. */
  problem = $state("");
  /** How often an item was put here: a view that has a field gives it the focus each time. */
  begun = $state(0);

  readonly #purpose: Purpose;
  readonly #typed: Typed | null;

  /** @param typed Where unfinished numbers are kept, if they are. */
  constructor(purpose: Purpose, typed: Typed | null = null) {
    this.#purpose = purpose;
    this.#typed = typed;
  }

  get id(): string | null {
    return this.#purpose.item()?.id ?? null;
  }

  /** The answer that the item has. */
  get answer(): Answer | null {
    return this.#purpose.item()?.answer ?? null;
  }

  /** The item that was being answered when the page was closed. */
  get unfinished(): string | undefined {
    return this.#typed?.latest;
  }

  get suggestion(): Suggestion | null {
    return this.#purpose.suggestion();
  }

  get number(): NumberSpace | null {
    return this.#purpose.project()?.number ?? null;
  }

  get #several(): boolean {
    return this.#purpose.project()?.space === "multilabel";
  }

  /** Begin with the item that is there now; what was typed for it before comes back. */
  begin(earlier: Answer | null = null): void {
    const { id } = this;
    this.earlier = earlier;
    const own = this.answer ?? earlier;
    this.chosen = Array.isArray(own) ? own : [];
    this.text = (id !== null && this.#typed?.of(id)) || (typeof own === "number" ? String(own) : "");
    this.problem = "";
    this.begun += 1;
  }

  /** A label's key or button: answers (one class) or switches (several). */
  press(name: string): void {
    if (this.id === null) return;
    if (!this.#several) return this.#purpose.give(name);
    this.chosen = this.chosen.includes(name)
      ? this.chosen.filter((other) => other !== name)
      : this.#purpose.labels().map((label) => label.name).filter((other) => other === name || this.chosen.includes(other));
  }

  /** What is in the field now. A complaint stays until something else is typed. */
  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.problem = "";
    if (this.id !== null) this.#typed?.keep(this.id, text);
  }

  /** What is switched on or typed is the answer. */
  submit(): void {
    const { id, number } = this;
    if (id === null) return;
    if (this.#several) return this.#purpose.give([...this.chosen]);
    if (!number) return;
    const reading = readNumber(this.text, number);
    if ("problem" in reading) {
      this.problem = reading.problem;
      return;
    }
    this.#typed?.keep(id, "");
    this.#purpose.give(reading.value);
  }

  /** Only these labels are left. */
  among(names: ReadonlySet<string>): void {
    if (this.chosen.some((name) => !names.has(name))) this.chosen = this.chosen.filter((name) => names.has(name));
  }

  /** A label has another name now. */
  relabel(swap: <A extends Answer | null>(answer: A) => A): void {
    this.chosen = swap(this.chosen);
    this.earlier = swap(this.earlier);
  }
}
