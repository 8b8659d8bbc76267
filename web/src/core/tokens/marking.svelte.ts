/**
 * An answer about the words of a sentence, in the making: what is marked, where the cursor is, what is still a guess.
 *
 * No page is needed here: views show `cells` and call the methods. Tags and spans differ in what a mark is.
 */

import type { Answer, TokensItem } from "../api";
import type { Draft, Making, Swap } from "../draft.svelte";
import { parsed } from "../storage";
import { pieces } from "./points";

/** A token as it is shown. */
export interface Cell {
  text: string;
  /** What stands in front of it. */
  gap: string;
  label: string | null;
  /** The label is the person's, the model's, or nobody's. */
  by: "person" | "model" | "";
  /** How sure the model is of it. */
  sure: number | null;
  /** It is asked. */
  open: boolean;
  /** Nobody has said yet what it is. */
  unknown: boolean;
  /** Spans: the first and the last token of one. */
  starts: boolean;
  ends: boolean;
}

/** What is kept of a sentence that was left half marked. */
interface Kept<S> {
  marks: S;
  tokens: number;
}

/** Steps that undo takes back within a sentence. */
const STEPS = 200;

export abstract class Marking<S> implements Making {
  item: TokensItem | null = $state.raw(null);
  /** Where the cursor is, and the other end of what is selected. */
  at = $state(0);
  anchor = $state(0);
  /** The first token that is asked, and the end. */
  window: [number, number] = $state.raw([0, 0]);
  /** How sure the model is of each token. */
  sure: readonly number[] | null = $state.raw(null);
  /** What has to be known before the answer is sent. */
  hint = $state("");
  /** What changed at last, for those who hear it. */
  spoken = $state("");
  /** Counts what the person did here: the cursor has to be in sight. */
  moves = $state(0);

  protected readonly draft: Draft;
  #marks: S = $state.raw() as S;
  #cells: Cell[] = [];
  readonly #done: { marks: S; at: number }[] = [];
  /** Tokens that were jumped to. */
  #trail: number[] = [];
  /** The hint was read: the same key goes on. */
  #warned = false;

  constructor(draft: Draft) {
    this.draft = draft;
  }

  // ---- what tags and spans do differently ------------------------------------------------------------------------

  protected abstract fresh(own: Answer | null, guess: Answer | null): S;
  /** Whether marks that were kept are of this sentence. */
  protected abstract fits(marks: S, tokens: number): boolean;
  /** A function that says how the token at a place is marked. */
  protected abstract look(marks: S): (at: number) => Pick<Cell, "label" | "by" | "starts" | "ends" | "unknown">;
  /** The marks after a label was put on these tokens; a label of null takes theirs away. None if nothing changes. */
  protected abstract put(marks: S, first: number, last: number, label: string | null): S | null;
  /** The marks after the model's guess for these tokens was accepted. */
  protected abstract accept(marks: S, first: number, last: number): S;
  /** Tokens that belong together: first and last of what the token is part of. */
  protected abstract whole(marks: S, at: number): [first: number, last: number];
  /** The person, or nobody, has to say something about it. */
  protected abstract sealed(marks: S, at: number): boolean;
  protected abstract answerOf(marks: S): Answer;
  /** Why this cannot be sent yet, unless it is sent again; "" if it can. */
  protected abstract doubt(marks: S): string;
  protected abstract renamed(marks: S, swap: Swap): S;
  /** The selection may go beyond what is asked. */
  protected abstract readonly reaching: boolean;
  /** Whether the cursor goes on by itself after a label. */
  protected abstract readonly goesOn: boolean;

  // ---- the sentence ----------------------------------------------------------------------------------------------

  /** The text between two places. */
  cut = $derived.by(() => pieces(this.item?.text ?? ""));
  words: string[] = $derived.by(() => this.item?.tokens.map(([start, end]) => this.cut(start, end)) ?? []);
  gaps: string[] = $derived.by(() => {
    const tokens = this.item?.tokens ?? [];
    return tokens.map(([start], at) => this.cut(tokens[at - 1]?.[1] ?? 0, start));
  });
  /** What follows the last token. */
  rest: string = $derived.by(() => this.cut(this.item?.tokens.at(-1)?.[1] ?? 0));
  /** All tokens; those that did not change are the same objects as before. */
  cells: Cell[] = $derived.by(() => {
    const marks = this.#marks;
    const before = this.#cells;
    // Read once: each reading of state is checked for changes, and a sentence may have hundreds of tokens.
    const { words, gaps, sure } = this;
    const [first, end] = this.window;
    if (words.length === 0) return (this.#cells = []);
    const look = this.look(marks);
    this.#cells = words.map((text, at) => {
      const cell: Cell = { text, gap: gaps[at] ?? "", sure: sure?.[at] ?? null, open: at >= first && at < end, ...look(at) };
      const old = before[at];
      return old && (Object.keys(cell) as (keyof Cell)[]).every((key) => cell[key] === old[key]) ? old : cell;
    });
    return this.#cells;
  });
  /** The first and the last token that a key is about. */
  selection: [number, number] = $derived([Math.min(this.at, this.anchor), Math.max(this.at, this.anchor)]);
  selected = $derived(this.at !== this.anchor);
  /** Something is still a guess. */
  guessed = $derived.by(() => this.cells.some((cell) => cell.open && cell.by === "model"));
  /** Some of what is asked is known, and some is not. */
  partly = $derived.by(() => {
    const asked = this.cells.filter((cell) => cell.open);
    return asked.some((cell) => cell.unknown) && asked.some((cell) => !cell.unknown && cell.by !== "model");
  });
  /** The answer as it would be sent now. */
  answer: Answer = $derived.by(() => (this.item ? this.answerOf(this.#marks) : []));

  open(at: number): boolean {
    return at >= this.window[0] && at < this.window[1];
  }

  get count(): number {
    return this.item?.tokens.length ?? 0;
  }

  /** A mark of this sentence was made, and not sent yet. */
  get begun(): boolean {
    return this.#done.length > 0;
  }

  // ---- the making of an answer -----------------------------------------------------------------------------------

  begin(own: Answer | null, kept: string): void {
    const { item, window } = this.draft.asked;
    this.item = item?.kind === "tokens" ? item : null;
    this.#done.length = 0;
    this.#trail = [];
    this.#warned = false;
    this.hint = "";
    this.spoken = "";
    if (!this.item) return;
    const suggestion = this.draft.suggestion;
    this.window = window ? [window[0], Math.min(window[1], this.count)] : [0, this.count];
    this.sure = suggestion?.tokens?.length === this.count ? suggestion.tokens : null;
    this.#marks = this.fresh(own, suggestion?.answer ?? null);
    const half = parsed<Kept<S>>(kept || null);
    if (half?.tokens === this.count && this.fits(half.marks, this.count)) {
      this.#done.push({ marks: this.#marks, at: this.window[0] });
      this.#marks = half.marks;
    }
    this.at = this.anchor = this.window[0];
    // What was answered in part is asked again for the rest of it.
    const left = this.partly ? this.cells.findIndex((cell) => cell.open && cell.unknown) : -1;
    if (left >= 0) this.at = this.anchor = left;
    this.moves += 1;
  }

  press(name: string): void {
    if (!this.item) return;
    const [first, last] = this.selection;
    const next = this.put(this.#marks, first, last, name);
    if (next === null) return;
    this.#change(next);
    this.#say(first);
    if (this.goesOn && this.sure === null && last + 1 < this.window[1]) this.#go(this.#open(last + 1) ?? last + 1);
    else this.#go(last);
  }

  /** Take away the label of the selected tokens; false if they have none. */
  remove(): boolean {
    if (!this.item) return false;
    const [first, last] = this.selection;
    const next = this.put(this.#marks, first, last, null);
    if (next === null) return false;
    this.#change(next);
    this.#say(first);
    this.#go(this.at);
    return true;
  }

  /** The model's guess for the selected tokens, or for what the cursor is in, is right. */
  confirm(): void {
    if (!this.item) return;
    const [first, last] = this.selected ? this.selection : this.whole(this.#marks, this.at);
    this.#change(this.accept(this.#marks, first, last));
    this.#say(first);
    this.#go(Math.min(last + 1, this.window[1] - 1));
  }

  submit(): Answer | null {
    if (!this.item) return null;
    const doubt = this.doubt(this.#marks);
    if (doubt && !this.#warned) {
      this.hint = doubt;
      this.#warned = true;
      const open = this.#open(this.window[0]);
      if (open !== null) this.#go(open);
      return null;
    }
    return this.answer;
  }

  /** Take back the last mark; false if there is none. */
  back(): boolean {
    const last = this.#done.pop();
    if (!last) return false;
    this.#marks = last.marks;
    this.#go(last.at);
    this.spoken = "Taken back.";
    this.#keep();
    return true;
  }

  relabel(swap: Swap): void {
    if (!this.item) return;
    this.#marks = this.renamed(this.#marks, swap);
    for (const step of this.#done) step.marks = this.renamed(step.marks, swap);
    this.#keep();
  }

  // ---- the cursor ------------------------------------------------------------------------------------------------

  /** The cursor goes to a token, or the selection reaches up to it. */
  to(at: number, extend = false): void {
    const free = extend && this.reaching;
    const [first, end] = free ? [0, this.count] : this.window;
    this.at = Math.max(first, Math.min(end - 1, at));
    if (!extend) this.anchor = this.at;
    this.moves += 1;
  }

  move(by: number, extend = false): void {
    this.to(this.at + by, extend);
  }

  /** Let the selection go; false if there is none. */
  collapse(): boolean {
    if (!this.selected) return false;
    this.to(this.at);
    return true;
  }

  /** Jump to the least certain place that nobody confirmed, or back to the one before; false if there is none. */
  jump(direction: 1 | -1): boolean {
    if (direction < 0) {
      this.#trail.pop();
      const before = this.#trail.at(-1);
      if (before === undefined) return false;
      this.to(before);
      return true;
    }
    const open = this.#uncertain();
    const fresh = open.filter((at) => !this.#trail.includes(at));
    if (fresh.length === 0) this.#trail = [];
    const next = fresh[0] ?? open.find((at) => at !== this.at) ?? open[0];
    if (next === undefined) return false;
    this.#trail.push(next);
    this.to(next);
    return true;
  }

  /** One place for each word or span that nobody confirmed, the least certain first. */
  #uncertain(): number[] {
    const marks = this.#marks;
    const found = new Map<number, number>();
    const doubt = (at: number) => this.sure?.[at] ?? 0;
    for (let at = this.window[0]; at < this.window[1]; at += 1) {
      if (this.sealed(marks, at)) continue;
      const [first] = this.whole(marks, at);
      const known = found.get(first);
      if (known === undefined || doubt(at) < doubt(known)) found.set(first, at);
    }
    return [...found.values()].sort((one, other) => doubt(one) - doubt(other) || one - other);
  }

  /** The first token from here on, and then from the beginning, that nobody and no model has labelled. */
  #open(from: number): number | null {
    const { cells } = this;
    const bare = (at: number) => cells[at]?.by === "";
    for (let at = from; at < this.window[1]; at += 1) if (bare(at)) return at;
    return null;
  }

  // ---- inside ----------------------------------------------------------------------------------------------------

  #change(next: S): void {
    this.#done.push({ marks: this.#marks, at: this.at });
    if (this.#done.length > STEPS) this.#done.shift();
    this.#marks = next;
    this.hint = "";
    this.#warned = false;
    this.#keep();
  }

  #keep(): void {
    const kept: Kept<S> = { marks: this.#marks, tokens: this.count };
    this.draft.keep(this.#done.length ? JSON.stringify(kept) : "");
  }

  #go(at: number): void {
    this.at = this.anchor = Math.max(this.window[0], Math.min(this.window[1] - 1, at));
    this.moves += 1;
  }

  /** Say what a token and those of the same mark are now. */
  #say(at: number): void {
    const [first, last] = this.whole(this.#marks, at);
    const tokens = this.item?.tokens;
    const text = tokens ? this.cut(tokens[first]?.[0] ?? 0, tokens[last]?.[1]) : "";
    this.spoken = `${text}, ${this.cells[at]?.label ?? "no label"}.`;
  }
}
