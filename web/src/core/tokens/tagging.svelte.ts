/** A tag for each token. */

import type { Answer } from "../api";
import type { Swap } from "../draft.svelte";
import { Marking, type Cell } from "./marking.svelte";

type Tags = (string | null)[];
interface Marks {
  own: Tags;
  guess: Tags;
}

export class Tagging extends Marking<Marks> {
  protected readonly reaching = false;
  protected readonly goesOn = true;
  /** Tokens that the answer which the item has leaves unknown. */
  #left: readonly boolean[] = [];

  protected fresh(own: Answer | null, guess: Answer | null): Marks {
    const tags = (answer: Answer | null) =>
      Array.isArray(answer) && answer.length === this.count ? (answer as Tags) : this.words.map(() => null);
    this.#left = this.draft.asked.open ? [] : tags(own).map((tag) => tag === null);
    return { own: tags(own), guess: tags(guess) };
  }

  protected fits(marks: Marks, tokens: number): boolean {
    return marks?.own?.length === tokens && marks.guess?.length === tokens;
  }

  protected look({ own, guess }: Marks): (at: number) => Pick<Cell, "label" | "by" | "starts" | "ends" | "unknown"> {
    const [first, end] = this.window;
    return (at) => {
      const [tag, model] = [own[at] ?? null, at >= first && at < end ? (guess[at] ?? null) : null];
      return { label: tag ?? model, by: tag ? "person" : model ? "model" : "", starts: true, ends: true, unknown: !tag && !model };
    };
  }

  protected put(marks: Marks, first: number, last: number, label: string | null): Marks | null {
    const inside = (at: number) => at >= first && at <= last && this.open(at);
    const own = marks.own.map((tag, at) => (inside(at) ? label : tag));
    if (label !== null) return { ...marks, own };
    if (marks.own.some((tag, at) => inside(at) && tag)) return { ...marks, own };
    // A guess that is taken away leaves nothing.
    if (!marks.guess.some((tag, at) => inside(at) && tag)) return null;
    return { own, guess: marks.guess.map((tag, at) => (inside(at) ? null : tag)) };
  }

  protected accept(marks: Marks, first: number, last: number): Marks {
    return { ...marks, own: marks.own.map((tag, at) => (at >= first && at <= last && this.open(at) ? (tag ?? marks.guess[at] ?? null) : tag)) };
  }

  protected whole(_: Marks, at: number): [number, number] {
    return [at, at];
  }

  protected sealed({ own }: Marks, at: number): boolean {
    return Boolean(own[at]);
  }

  protected answerOf({ own, guess }: Marks): Answer {
    return this.words.map((_, at) => (this.open(at) ? (own[at] ?? guess[at] ?? null) : null));
  }

  protected doubt(marks: Marks): string {
    const answer = this.answerOf(marks) as Tags;
    if (answer.every((tag) => tag === null)) return "No word has a tag yet. Press the key of one, or skip the sentence.";
    const open = answer.filter((tag, at) => tag === null && this.open(at) && !this.#left[at]).length;
    return open ? `${open === 1 ? "1 word has no tag" : `${open} words have no tag`}. Enter again sends ${open === 1 ? "it" : "them"} as not known.` : "";
  }

  override submit(): Answer | null {
    const answer = super.submit() as Tags | null;
    return answer?.some((tag) => tag !== null) ? answer : null;
  }

  protected renamed({ own, guess }: Marks, swap: Swap): Marks {
    return { own: swap(own), guess: swap(guess) };
  }
}
