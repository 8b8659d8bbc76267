/**
 * An answer in the making: what is switched on or typed for one item, until it is given.
 *
 * The item on screen has one, and the open row in the list of all items. Views of label spaces see nothing else.
 */

import type { Answer, Label, Project, Query, Suggestion } from "./api";
import { readNumber, type NumberSpace } from "./number";
import type { Typed } from "./typed";

/** What a draft is for. */
export interface Purpose {
  project(): Project | null;
  /** The item, and the answer that it has; null where there is none to answer. */
  item(): ({ id: string; answer: Answer | null } & Partial<Query>) | null;
  /** All of it is asked, not opened again to be corrected. */
  asked(): boolean;
  labels(): readonly Label[];
  /** What the model suggests, where it may be shown. */
  suggestion(): Suggestion | null;
  /** The answer is complete. */
  give(answer: Answer): void;
}

/** Replaces a label's name. */
export type Swap = <A extends Answer | null>(answer: A) => A;

/** An answer that takes more than a name or a number, made by what its label space brings along. */
export interface Making {
  /** Another item is there. `kept` is what was kept of it when it was left. */
  begin(own: Answer | null, kept: string): void;
  press(name: string): void;
  /** The answer, or null if it cannot be given yet. */
  submit(): Answer | null;
  /** Take back the last step within the item; false if there is none. */
  back(): boolean;
  relabel(swap: Swap): void;
}

export class Draft {
  /** What makes the answers, where that takes more than is here. */
  making: Making | null = null;
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

  /** What the item is, as far as it is here, and what of it is asked. */
  get asked() {
    const { item = null, window = null } = this.#purpose.item() ?? {};
    return { item, window, open: this.#purpose.asked() };
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
    this.chosen = Array.isArray(own) ? (own as string[]) : [];
    const kept = (id !== null && this.#typed?.of(id)) || "";
    this.text = kept || (typeof own === "number" ? String(own) : "");
    this.making?.begin(own, kept);
    this.problem = "";
    this.begun += 1;
  }

  /** A label's key or button: answers (one class) or switches (several). */
  press(name: string): void {
    if (this.id === null) return;
    if (this.making) return this.making.press(name);
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
    this.keep(text);
  }

  /** Remember what was made so far of the answer; "" forgets it. */
  keep(text: string): void {
    if (this.id !== null) this.#typed?.keep(this.id, text);
  }

  /** What is switched on or typed is the answer. */
  submit(): void {
    const { id, number } = this;
    if (id === null) return;
    if (this.making) {
      const answer = this.making.submit();
      if (!answer) return;
      this.keep("");
      return this.#purpose.give(answer);
    }
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
  relabel(swap: Swap): void {
    this.making?.relabel(swap);
    this.chosen = swap(this.chosen);
    this.earlier = swap(this.earlier);
  }
}
