/** Typed spans of the text, marked on its tokens. */

import type { Answer, Span } from "../api";
import type { Swap } from "../draft.svelte";
import { length } from "./points";
import { Marking, type Cell } from "./marking.svelte";

interface Marks {
  own: Span[];
  guess: Span[];
  /** Of each token, whether a person has said what it is, or that it is nothing. */
  known: boolean[];
}

const overlap = (one: readonly [number, number, ...unknown[]], other: readonly [number, number, ...unknown[]]) => one[0] < other[1] && other[0] < one[1];
const inOrder = (spans: Span[]) => spans.sort((one, other) => one[0] - other[0]);

export class Spanning extends Marking<Marks> {
  // What is asked may end within a name.
  protected readonly reaching = true;
  protected readonly goesOn = false;

  protected fresh(own: Answer | null, guess: Answer | null): Marks {
    const given = own as Span[] | null;
    const stretches = given?.filter(([, , type]) => type === null) ?? [];
    const known = (this.item?.tokens ?? []).map((token) => given !== null && !stretches.some((one) => overlap(one, token)));
    const typed = (given ?? []).filter(([, , type]) => type !== null);
    // The model's guess is for what nobody has answered yet.
    const left = ((guess as Span[] | null) ?? []).filter(
      (span) => span[2] !== null && !typed.some((one) => overlap(one, span)) && this.#tokens(span).some((at) => !known[at] && this.open(at)),
    );
    return { own: typed, guess: left, known };
  }

  protected fits(marks: Marks, tokens: number): boolean {
    return marks?.known?.length === tokens && Array.isArray(marks.own) && Array.isArray(marks.guess);
  }

  protected cell({ own, guess, known }: Marks, at: number): Pick<Cell, "label" | "by" | "starts" | "ends" | "unknown"> {
    const mine = this.#at(own, at);
    const span = mine ?? this.#at(guess, at);
    if (!span) return { label: null, by: "", starts: false, ends: false, unknown: !known[at] };
    const tokens = this.#tokens(span);
    return { label: span[2], by: mine ? "person" : "model", starts: tokens[0] === at, ends: tokens.at(-1) === at, unknown: false };
  }

  protected put(marks: Marks, first: number, last: number, label: string | null): Marks | null {
    const { own, guess } = marks;
    const [low, high] = this.selected ? [first, last] : this.whole(marks, first);
    const here = this.#stretch(low, high);
    const others = (spans: Span[]) => spans.filter((span) => !overlap(span, here));
    const touched = own.length + guess.length - others(own).length - others(guess).length;
    if (label === null && touched === 0) return null;
    const same = own.find((span) => overlap(span, here));
    // The key of what is marked already takes it away again.
    const again = label !== null && same?.[2] === label && this.#covers(same, low, high);
    // A span that an answer brought may cut a token: its ends stay when only its type changes.
    const ends = !this.selected && same ? same : (this.#at(guess, first) ?? here);
    const [start, end] = this.selected ? here : ends;
    const made: Span[] = label === null || again ? [] : [[start, end, label]];
    return { own: inOrder([...others(own), ...made]), guess: others(guess), known: this.#know(marks, low, high) };
  }

  protected accept(marks: Marks, first: number, last: number): Marks {
    const here = this.#stretch(first, last);
    const right = marks.guess.filter((span) => overlap(span, here));
    return {
      own: inOrder([...marks.own, ...right]),
      guess: marks.guess.filter((span) => !right.includes(span)),
      known: this.#know(marks, first, last),
    };
  }

  protected whole({ own, guess }: Marks, at: number): [number, number] {
    const span = this.#at(own, at) ?? this.#at(guess, at);
    const tokens = span ? this.#tokens(span) : [];
    return [tokens[0] ?? at, tokens.at(-1) ?? at];
  }

  protected sealed({ known }: Marks, at: number): boolean {
    // Without a model nothing is more certain than anything else.
    return this.sure === null || Boolean(known[at]);
  }

  protected answerOf({ own, guess, known }: Marks): Answer {
    const { item, count } = this;
    if (!item) return [];
    const spans = [...own, ...guess.filter((span) => this.#tokens(span).some((at) => this.open(at)))];
    const asked = this.draft.asked.open;
    const said = (at: number) => this.open(at) && (asked || known[at]);
    // Up to the tokens that were asked, and between them, nothing is known: blanks belong to the stretch before them.
    const unknown: Span[] = [];
    for (let at = 0; at < count; at += 1) {
      if (said(at) || spans.some((span) => overlap(span, item.tokens[at] ?? [0, 0]))) continue;
      const start = at === 0 ? 0 : (item.tokens[at]?.[0] ?? 0);
      let last = at;
      while (last + 1 < count && !said(last + 1) && !spans.some((span) => overlap(span, item.tokens[last + 1] ?? [0, 0]))) last += 1;
      const end = last + 1 === count ? length(item.text) : (item.tokens[last]?.[1] ?? 0);
      unknown.push([start, end, null]);
      at = last;
    }
    return inOrder([...spans, ...unknown]);
  }

  protected doubt(): string {
    return "";
  }

  protected renamed({ own, guess, known }: Marks, swap: Swap): Marks {
    return { own: swap(own), guess: swap(guess), known };
  }

  /** The span that a token is part of. */
  #at(spans: Span[], at: number): Span | undefined {
    const token = this.item?.tokens[at];
    return token && spans.find((span) => overlap(span, token));
  }

  /** The tokens that a span touches. */
  #tokens(span: Span): number[] {
    const found: number[] = [];
    (this.item?.tokens ?? []).forEach((token, at) => overlap(span, token) && found.push(at));
    return found;
  }

  #covers(span: Span, low: number, high: number): boolean {
    const tokens = this.#tokens(span);
    return tokens[0] === low && tokens.at(-1) === high;
  }

  /** From the first character of a token to the end of another. */
  #stretch(first: number, last: number): [number, number] {
    const tokens = this.item?.tokens ?? [];
    return [tokens[first]?.[0] ?? 0, tokens[last]?.[1] ?? 0];
  }

  #know({ known }: Marks, first: number, last: number): boolean[] {
    return known.map((before, at) => before || (at >= first && at <= last));
  }
}
