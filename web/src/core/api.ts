/** The shapes that the server speaks. Field by field the HTTP API; nothing here runs. */

import type { NumberSpace } from "./number";

/** From a first character (in code points, as everywhere here) up to an end; of no type: nobody has said yet what is there. */
export type Span = [start: number, end: number, type: string | null];
/** A label, several, a number; a tag for each token, null where it is not known; spans of a text. */
export type Answer = string | string[] | number | (string | null)[] | Span[];

export interface TextItem {
  kind: "text";
  text: string;
  title?: string | null;
}
export interface RowItem {
  kind: "row";
  cells: [name: string, value: unknown][];
}
export interface ImageItem {
  kind: "image";
  alt: string;
  /** Where items are made up: whether this one is a real one. */
  real?: boolean | null;
}
/** What an input is set to. */
export interface Field {
  name: string;
  value: unknown;
  unit: string;
  /** Its ends, if it is a number. */
  low: number | null;
  high: number | null;
  /** Where the value lies between them, or among levels that have an order, from 0 to 1. */
  place: number | null;
  /** What else it might be, if it is no number. */
  levels: unknown[] | null;
  /** The mixture that it is a part of. */
  mixture?: string | null;
  /** Its range is a logarithmic one. */
  log?: boolean;
}
export interface FormItem {
  kind: "form";
  fields: Field[];
  real?: boolean | null;
}
/** A sentence, of which tokens are tagged or spans are marked. */
export interface TokensItem {
  kind: "tokens";
  text: string;
  /** First character and end of each token, in code points. */
  tokens: [start: number, end: number][];
  /** Its neighbours in the document, "" where there are none. */
  before: string;
  after: string;
}
export type Item = TextItem | RowItem | ImageItem | FormItem | TokensItem;

export interface Suggestion {
  /** For a number, what people read. */
  label: string;
  /** None for a number. */
  confidence: number | null;
  /** Multi-label: every label the model would give. */
  labels?: string[] | null;
  /** Numbers: what the model would answer, and its standard deviation. */
  value?: number | null;
  std?: number | null;
  /** Sentences: what the model would answer, and how sure it is of each token. */
  answer?: Answer | null;
  tokens?: number[] | null;
}

export interface Query {
  id: string;
  item: Item;
  why: string;
  random: boolean;
  suggestion: Suggestion | null;
  /** Sentences: the first token that is asked and the end; null for all. */
  window?: [first: number, end: number] | null;
  version: number;
  ranking: number;
  copies: number;
  flagged: boolean;
  note: string;
  answer: Answer | null;
}

export interface Label {
  name: string;
  key: string;
  count: number;
  /** For the guide beside sentences. */
  definition?: string | null;
  example?: string | null;
}

export interface CurvePoint {
  labels: number;
  value: number;
  low: number;
  high: number;
  n: number;
}

export interface Estimate {
  /** A share that is right, or a typical error in the unit of the numbers; curve points are of the same. */
  measure: "accuracy" | "F1" | "error";
  /** "test" if it rests on items kept apart, "answers" if on all of them, "random" or (in a stream) "latest" if on random ones. */
  basis: string;
  ready: boolean;
  n: number;
  needed: number;
  value: number | null;
  low: number | null;
  high: number | null;
  sentence: string;
  /** What it rests on, and what would make it sharper; "" while there is none. */
  note: string;
}

/** How likely the labels so far are enough within a tolerance ("0.01", "0.03" or "gain"), and how many may be, in words. */
export interface Prospect {
  tolerance: string;
  ready: boolean;
  known: boolean;
  /** In the pool, without exact copies and without those that are kept apart. */
  items: number;
  /** Of now, twice and four times the labels of the forecast; none where nothing can be said. */
  chances: [number, number, number] | null;
  headline: string;
  range: string;
  small_print: string;
  time: string;
}

/** How far the search for the items of one label is. */
export interface Search {
  find: string;
  found: number;
  /** So many there are at most, and such a share is found at least, both as sure as `confidence`. */
  most: number;
  least_recall: number | null;
  /** The aim. */
  recall: number;
  confidence: number;
  /** Whether it is certain to be reached. */
  reached: boolean;
  /** What to do now: no item known yet, search on, draw the final sample, stop without a guarantee, or with one. */
  state: "begin" | "search" | "sample" | "likely" | "certain";
  headline: string;
  sentence: string;
  /** What each rule says, beside it. */
  rules: { name: string; recommend: boolean; sentence: string }[];
}

export interface Prospects {
  /** Labels at which it was made: those that the model learns from. */
  labels: number;
  /** The same as the page counts them, with exact copies and test items. */
  labelled: number;
  by: Prospect[];
  /** The recommendation to end, if there is one. */
  stop: string | null;
  /** The numbers behind it. */
  why: string;
  /** Instead of all others, where items of one label are looked for; an older server leaves it out. */
  search?: Search | null;
}

export interface ModelState {
  state: "waiting" | "preparing" | "training" | "ready" | "failed";
  version: number;
  name: string;
  trained_on: number;
  message: string;
  share: number | null;
}

/** Where a stream is. */
export interface Stream {
  seen: number;
  asked: number;
  waiting: number;
  /** Of the items, how many were asked about, and how many may be if the budget is such a share. */
  share: number;
  budget: number | null;
  /** What watches for changes, in a sentence. */
  watched: string;
  /** Steps of adaptation, the latest first, each with the number of items seen by then. */
  happened: { item: number; sentence: string }[];
  ended: boolean;
}

/** Where questions are made up as answers come in. */
export interface Synthesis {
  /** Have a label. */
  answered: number;
  /** Answered too, but with no label. */
  cannot_tell: number;
  /** Made, and not answered yet, whether somebody looks at them or not. */
  waiting: number;
  /** Questions that may be asked in all, if there is such a bound. */
  budget: number | null;
  /** A question is being made now. */
  making: boolean;
  /** Which share of people's answers is “cannot tell”, and between which it may lie; none before the first. */
  unanswerable: { rate: number; low: number; high: number } | null;
  /** Real rows are asked instead, the nearest to what would be made up. */
  snapping: boolean;
  /** In a sentence: what is asked now, and why. */
  asks: string;
  /** How plausibility is judged, in a sentence. */
  guard: string;
  /** What the guard refused: reasons, the most frequent first, what it said of the latest, and how often. */
  refused: { reason: string; latest: string; times: number }[];
}

export interface Progress {
  items: number;
  labelled: number;
  skipped: number;
  flagged: number;
  pending: number;
  remaining: number;
  per_minute: number | null;
  batch: number;
  model: ModelState;
  estimate: Estimate;
  curve: CurvePoint[];
  /** Items kept apart to test the model, if there are any. */
  test: { answered: number; size: number } | null;
  /** None before the first look ahead. */
  prospects: Prospects | null;
  /** Only where items come from a stream; then there is neither curve nor forecast. */
  stream?: Stream | null;
  /** Only where questions are made up; then there is neither curve nor forecast. */
  synthesis?: Synthesis | null;
  ranking: number;
}

export interface Project {
  /** No other project has the same. */
  id: string;
  name: string;
  source: string;
  kind: "text" | "rows" | "images" | "array" | "tokens";
  space: string;
  /** Where answers are numbers: their unit and bounds. */
  number: NumberSpace | null;
  labels: Label[];
  strategy: string;
  strategies: { name: string; summary: string }[];
  progress: Progress;
  /** The command that writes the labels to a file; made from `source` where the server leaves it out. */
  export?: string;
}

export interface QueueReply {
  queries: Query[];
  ranking: number;
  done: boolean;
  sentence: string;
}

export type Undone = "answer" | "skip" | "flag" | "note" | "label";

export interface Reply {
  progress: Progress;
  labels: Label[];
  queries: Query[];
  ranking: number;
  /** Undo only: the item that comes back, in its earlier state. */
  query?: Query | null;
  undone?: Undone;
}

export interface Row {
  id: string;
  line: string;
  /** Sentences: the text that answers are counted in. */
  text?: string | null;
  answer: Answer | null;
  status: "labelled" | "unlabelled" | "skipped";
  flagged: boolean;
  note: string;
  prediction: Answer | null;
  confidence: number | null;
  /** Numbers: the standard deviation of the prediction. */
  std: number | null;
}

/** Why the server ends; a title if what was to be done is done, so that nothing is to be gone on with. */
export interface Farewell {
  title: string;
  text: string;
}

export interface Rows {
  total: number;
  rows: Row[];
}
