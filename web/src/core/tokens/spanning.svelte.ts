/** Typed spans of the text, marked on its tokens. */

import type { Answer, Span, TokensItem } from "../api";
import type { Swap } from "../draft.svelte";
import { length } from "./points";
import { Marking, type Cell } from "./marking.svelte";

interface Marks {
  own: Span[];
  guess: Span[];
  /** Of each token, whether a person has said what it is, or that it is nothing. */
  known: boolean[];
}

/** A span and the tokens that it touches. */
interface Laid {
  span: Span;
  first: number;
  last: number;
}

const overlap = (one: readonly [number, number, ...unknown[]], other: readonly [number, number, ...unknown[]]) => one[0] < other[1] && other[0] < one[1];
const inOrder = (spans: Span[]) => spans.sort((one, other) => one[0] - other[0]);

export class Spanning extends Marking<Marks> {
  // What is asked may end within a name.
  protected readonly reaching = true;
  protected readonly goesOn = false;
  /** What was found for lists of spans: they are asked for again and again, for each token. */
  readonly #found = new WeakMap<Span[], { tokens: TokensItem["tokens"] | undefined; laid: (Laid | undefined)[] }>();

  protected fresh(own: Answer | null, guess: Answer | null): Marks {
    const given = own as Span[] | null;
    const stretches = given?.filter(([, , type]) => type === null) ?? [];
    const known = (this.item?.tokens ?? []).map((token) => given !== null && !stretches.some((one) => overlap(one, token)));
    const typed = inOrder((given ?? []).filter(([, , type]) => type !== null));
    // The model's guess is for what nobody has answered yet.
    const [first, end] = this.window;
    const left = this.#placed(inOrder([...((guess as Span[] | null) ?? [])])).filter(({ span, ...placed }) => {
      const open = known.some((said, at) => !said && at >= Math.max(first, placed.first) && at <= Math.min(end - 1, placed.last));
      return open && span[2] !== null && !typed.some((one) => overlap(one, span));
    });
    return { own: typed, guess: left.map(({ span }) => span), known };
  }

  protected fits(marks: Marks, tokens: number): boolean {
    return marks?.known?.length === tokens && Array.isArray(marks.own) && Array.isArray(marks.guess);
  }

  protected look(marks: Marks): (at: number) => Pick<Cell, "label" | "by" | "starts" | "ends" | "unknown"> {
    const { own, guess, known } = marks;
    const [mine, model] = [this.#laid(own), this.#laid(guess)];
    return (at) => {
      const laid = mine[at] ?? model[at];
      if (!laid) return { label: null, by: "", starts: false, ends: false, unknown: !known[at] };
      return { label: laid.span[2], by: mine[at] ? "person" : "model", starts: laid.first === at, ends: laid.last === at, unknown: false };
    };
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
    const laid = this.#laid(own)[at] ?? this.#laid(guess)[at];
    return [laid?.first ?? at, laid?.last ?? at];
  }

  protected sealed({ known }: Marks, at: number): boolean {
    // Without a model nothing is more certain than anything else.
    return this.sure === null || Boolean(known[at]);
  }

  protected answerOf({ own, guess, known }: Marks): Answer {
    const { item, count } = this;
    if (!item) return [];
    const [first, end] = this.window;
    const asked = this.draft.asked.open;
    const laid = [...this.#placed(own), ...this.#placed(guess)].filter((one) => one.first < end && one.last >= first);
    const said = Array.from({ length: count }, (_, at) => at >= first && at < end && (asked || Boolean(known[at])));
    for (const one of laid) said.fill(true, one.first, one.last + 1);
    // What was not asked is not known, in as few stretches as there can be.
    const unknown: Span[] = [];
    for (let at = 0; at < count; at += 1) {
      if (said[at]) continue;
      const next = said.indexOf(true, at);
      const last = (next < 0 ? count : next) - 1;
      unknown.push([at === 0 ? 0 : (item.tokens[at]?.[0] ?? 0), next < 0 ? length(item.text) : (item.tokens[last]?.[1] ?? 0), null]);
      at = last;
    }
    return inOrder([...laid.map(({ span }) => span), ...unknown]);
  }

  protected doubt(): string {
    return "";
  }

  protected renamed({ own, guess, known }: Marks, swap: Swap): Marks {
    return { own: swap(own), guess: swap(guess), known };
  }

  /** Spans with the first and the last token that each touches; one between tokens touches none. */
  #placed(spans: Span[]): Laid[] {
    const tokens = this.item?.tokens ?? [];
    const found: Laid[] = [];
    let first = 0;
    for (const span of spans) {
      while (first < tokens.length && (tokens[first]?.[1] ?? 0) <= span[0]) first += 1;
      let last = first - 1;
      while (last + 1 < tokens.length && (tokens[last + 1]?.[0] ?? 0) < span[1]) last += 1;
      if (last >= first) found.push({ span, first, last });
    }
    return found;
  }

  /** The same by token; spans are in order. */
  #laid(spans: Span[]): (Laid | undefined)[] {
    const tokens = this.item?.tokens;
    const known = this.#found.get(spans);
    if (known && known.tokens === tokens) return known.laid;
    const laid: (Laid | undefined)[] = [];
    for (const one of this.#placed(spans)) for (let at = one.first; at <= one.last; at += 1) laid[at] ??= one;
    this.#found.set(spans, { tokens, laid });
    return laid;
  }

  #at(spans: Span[], at: number): Span | undefined {
    return this.#laid(spans)[at]?.span;
  }

  #covers(span: Span, low: number, high: number): boolean {
    const [placed] = this.#placed([span]);
    return placed?.first === low && placed.last === high;
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
