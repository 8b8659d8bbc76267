/**
 * The state of one labelling page, without any page: what is asked, what was answered, what still has to be sent.
 *
 * Every act of the person changes this state at once and is then sent in the background (see `outbox`); every reply
 * and event of the server is folded in when it comes. Views read the fields and call the methods.
 */

import type { Answer, Farewell, Label, Progress, Project, Query, QueueReply, Reply, Row, Rows } from "./api";
import { ApiError, type Send } from "./client";
import { Draft, type Swap } from "./draft.svelte";
import { Outbox, type Act, type ActKind } from "./outbox.svelte";
import type { Queue } from "./queue.svelte";
import { Recent } from "./recent.svelte";
import { Stopwatch } from "./stopwatch";
import type { Store } from "./storage";
import { Supply } from "./supply.svelte";
import type { Typed } from "./typed";
import { Undo } from "./undo";
import type { Scenario } from "../keys/keymap";
import { answerText, lineOf, sameAnswer, strategyName } from "./words";

export type Phase = "loading" | "closed" | "naming" | "labelling";

export interface Notice {
  tone: "info" | "problem";
  text: string;
  /** It says that reading failed, and goes when reading works again. */
  passing?: boolean;
}

export interface Surroundings {
  send: Send;
  store: Store;
  tab: string;
  uuid?: () => string;
  stopwatch?: Stopwatch;
  typed?: Typed;
}

export class Session {
  phase: Phase = $state("loading");
  project: Project | null = $state.raw(null);
  labels: Label[] = $state.raw([]);
  strategy = $state("");
  notice: Notice | null = $state.raw(null);
  /** An answered item that was opened again, in front of the queue. */
  reopened: Query | null = $state.raw(null);
  /** Spoken by screen readers. */
  announcement = $state("");
  /** Why the server has been silent for a while, "" as long as it is heard. */
  silence = $state("");
  /** The server's last words, if it said any: then its silence is no alarm. */
  farewell: Farewell | null = $state.raw(null);
  /** Counts changes that a list of items should look at. */
  changes = $state(0);

  readonly tab: string;
  readonly supply: Supply;
  readonly recent = new Recent();
  /** The answer to the item on screen, in the making. */
  readonly draft: Draft;
  readonly outbox: Outbox<Reply>;
  readonly stopwatch: Stopwatch;

  /** What was to be done here is done, and the server has gone. */
  over = $derived(this.farewell !== null && this.farewell.title !== "");
  shown: Query | null = $derived.by(() => (this.over ? null : (this.reopened ?? this.queue.current)));
  /** Where items come from. */
  scenario: Scenario = $derived.by(() => (this.#progress?.synthesis ? "synthesis" : this.#progress?.stream ? "stream" : "pool"));
  multilabel = $derived(this.project?.space === "multilabel");
  /** What numbers are counted in. */
  unit = $derived(this.project?.number?.unit ?? "");
  #progress: Progress | null = $state.raw(null);
  progress: Progress | null = $derived.by(() => {
    const told = this.#progress;
    if (!told) return null;
    const labelled = Math.min(told.items, Math.max(0, told.labelled + this.outbox.counted));
    return { ...told, labelled };
  });

  readonly #send: Send;
  readonly #uuid: () => string;
  readonly #waiting = new Map<string, { resolve(reply: Reply): void; reject(error: ApiError): void }>();
  readonly #marks = new Map<string, number>();
  readonly #undo: Undo;
  #lost = false;
  /** The recent answers were asked for before the server had all of them. */
  #behind = false;

  constructor({ send, store, tab, uuid, stopwatch, typed }: Surroundings, outboxKey: string) {
    this.#send = send;
    this.tab = tab;
    this.#uuid = uuid ?? (() => crypto.randomUUID());
    this.stopwatch = stopwatch ?? new Stopwatch();
    const draft = {
      project: () => this.project,
      item: () => this.shown,
      asked: () => !this.reopened,
      labels: () => this.labels,
      suggestion: () => this.suggestion,
      give: (answer: Answer) => this.answer(answer),
    };
    this.draft = new Draft(draft, typed);
    this.supply = new Supply({
      tab,
      read: (path) => this.#read<QueueReply>(path),
      unsent: () => this.#unsent,
      open: () => this.phase === "labelling",
      presented: () => this.#present(),
    });
    this.outbox = new Outbox<Reply>(send, store, outboxKey, {
      acknowledged: (act, reply) => this.#acknowledged(act, reply),
      refused: (act, error) => this.#refused(act, error),
      fields: (act) => this.#fields(act),
    });
    this.#undo = new Undo({
      queue: this.queue,
      recent: this.recent,
      outbox: this.outbox,
      act: (item, counts) => this.#act("undo", item, counts, {}),
      shown: () => this.shown,
      comeBack: (query, earlier) => this.#comeBack(query, earlier),
      correct: (query, foreseen) => this.#settle(query, foreseen),
      amend: (id, change) => this.#amend(id, change),
      reread: () => void this.#readRecent(),
      announce: (text) => void (this.announcement = text),
      say: (text) => this.say(text),
      unit: () => this.unit,
      skipping: () => (this.scenario === "synthesis" ? "“cannot tell” on" : "skipping"),
    });
  }

  get queue(): Queue {
    return this.supply.queue;
  }

  // ---- beginning ------------------------------------------------------------------------------------------------

  /** Take up a project just read from the server: unsent answers first, then the items. */
  async begin(project: Project): Promise<void> {
    this.#take(project);
    this.outbox.adopt();
    if (project.labels.length === 0 && !project.number) {
      this.phase = "naming";
      return;
    }
    this.phase = "labelling";
    await this.#resume();
    await Promise.all([this.supply.fill(), this.#readRecent()]);
  }

  /** What was half typed comes back with its item, whatever is ranked first by now. */
  async #resume(): Promise<void> {
    const id = this.draft.unfinished;
    const query = id === undefined ? null : await this.#read<Query>(`/api/item?id=${encodeURIComponent(id)}`);
    if (!query || query.answer !== null || this.#unsent.includes(query.id)) return;
    this.queue.comeBack(query);
    this.#present();
  }

  /** Read again what events may have missed. */
  async refresh(): Promise<void> {
    const project = await this.#read<Project>("/api/project");
    if (!project) return;
    this.#take(project);
    this.supply.heard(project.progress.ranking);
    if (!this.queue.current) await this.supply.fill();
  }

  /** The label names are known: begin to ask. */
  async start(names: string[]): Promise<void> {
    for (const name of names) {
      if (!this.labels.some((label) => label.name === name)) await this.addLabel(name);
    }
    this.phase = "labelling";
    this.#present();
    await this.supply.fill();
  }

  /** The person will not wait for the next attempt. */
  retry(): void {
    this.outbox.retry();
    void this.refresh();
  }

  #take(project: Project): void {
    this.project = project;
    this.labels = project.labels;
    this.strategy = project.strategy;
    this.#progress = project.progress;
  }

  // ---- acts of the person ---------------------------------------------------------------------------------------

  /** Answer the item on screen and show the next one. */
  answer(answer: Answer): void {
    const query = this.shown;
    if (!query) return;
    if (sameAnswer(query.answer, answer) && this.reopened) return this.closeReopened();
    const act = this.#act("answer", query.id, query.answer === null ? 1 : 0, {
      answer,
      seconds: this.stopwatch.seconds,
      suggestion_seen: this.suggestion !== null,
      suggested: this.suggestion?.answer ?? null,
    });
    this.#undo.did({ kind: "answer", request: act.request, query, answer });
    this.recent.answered(query, answer);
    this.outbox.add(act);
    this.#leave(query, `${answerText(answer, this.unit, query.item)}.`);
  }

  /** Put the item off; it returns at the end. Of an item that was made up, say that nobody can tell; it does not. */
  skip(): void {
    const query = this.shown;
    if (!query) return;
    if (this.reopened) return this.closeReopened();
    const act = this.#act("skip", query.id, 0, { seconds: this.stopwatch.seconds });
    this.#undo.did({ kind: "skip", request: act.request, query, answer: null });
    this.recent.remember(query);
    this.outbox.add(act);
    this.#leave(query, this.scenario === "synthesis" ? "Cannot tell." : "Skipped.");
  }

  flag(): void {
    const query = this.shown;
    if (!query) return;
    const on = !query.flagged;
    const act = this.#act("flag", query.id, 0, { on });
    this.#undo.did({ kind: "flag", request: act.request, query, answer: null });
    this.#amend(query.id, { flagged: on });
    this.announcement = on ? "Flagged." : "Flag removed.";
    this.outbox.add(act);
  }

  note(text: string): void {
    const query = this.shown;
    if (!query || text === query.note) return;
    const act = this.#act("note", query.id, 0, { text });
    this.#undo.did({ kind: "note", request: act.request, query, answer: null });
    this.#amend(query.id, { note: text });
    this.announcement = text ? "Note kept." : "Note removed.";
    this.outbox.add(act);
  }

  /** Take back the last act; the item it was about comes back. `quiet` leaves the item on screen alone (browse). */
  undo(quiet = false): void {
    if (this.over || (!quiet && this.draft.making?.back())) return;
    this.#hush();
    this.#undo.last(quiet);
  }

  /** Correct a label in a list of items; the item on screen stays. */
  correct(row: Row, answer: Answer): void {
    if (this.over) return;
    const act = this.#act("answer", row.id, row.answer === null ? 1 : 0, {
      answer,
      seconds: 0,
      suggestion_seen: row.prediction !== null,
    });
    this.#undo.did({ kind: "correction", request: act.request, query: null, answer });
    this.outbox.add(act);
    this.#elsewhere(row.id);
    this.recent.push({ ...row, answer, status: "labelled" });
    this.say(row.answer === null ? "Answered." : sameAnswer(row.answer, answer) ? "Confirmed." : "Corrected.");
    if (!this.queue.current) void this.supply.fill();
  }

  /** Open one of the recent answers again, in front of the queue. */
  async reopen(row: Row): Promise<void> {
    const known = this.recent.item(row.id) ?? (await this.#read<Query>(`/api/item?id=${encodeURIComponent(row.id)}`));
    if (!known) return;
    const marks = this.recent.rows.find((other) => other.id === row.id) ?? row;
    this.reopened = { ...known, suggestion: null, answer: marks.answer, flagged: marks.flagged, note: marks.note };
    this.#present();
  }

  /** Step to older (1) or newer (-1) recent answers; past the newest one is the queue again. */
  stepRecent(direction: 1 | -1): void {
    const at = this.reopened ? this.recent.rows.findIndex((row) => row.id === this.reopened?.id) : -1;
    const row = this.recent.rows[at + direction];
    if (row) void this.reopen(row);
    else if (direction < 0 && this.reopened) this.closeReopened();
  }

  closeReopened(): void {
    if (!this.reopened) return;
    this.reopened = null;
    this.#present();
  }

  // ---- labels and strategy --------------------------------------------------------------------------------------

  async addLabel(name: string): Promise<void> {
    await this.#ask("label", { name });
    this.#undo.added(name);
  }

  async renameLabel(old: string, fresh: string): Promise<void> {
    await this.#ask("rename", { old, new: fresh });
    const swap = renaming(old, fresh);
    this.recent.relabel(swap);
    this.draft.relabel(swap);
    this.queue.relabel((query) => {
      const { answer, suggestion } = query;
      const renamed = suggestion && { ...suggestion, answer: swap(suggestion.answer ?? null), label: swap(suggestion.label), labels: swap(suggestion.labels ?? null) as string[] | null };
      return { ...query, answer: swap(answer), suggestion: renamed };
    });
    this.changes += 1;
  }

  async chooseStrategy(name: string): Promise<void> {
    const before = this.strategy;
    this.strategy = name;
    try {
      await this.#ask("strategy", { name });
      this.say(`Items are now chosen by ${strategyName(name, this.labels)}.`);
      await this.supply.rank(true);
    } catch (error) {
      this.strategy = before;
      if (error instanceof ApiError) this.complain(error.sentence);
    }
  }

  // ---- the views ask --------------------------------------------------------------------------------------------

  /** The model's suggestion, where one may be shown: never for items that check the model, never over an answer. */
  get suggestion(): Query["suggestion"] {
    const query = this.shown;
    return query && !query.random && !this.reopened && (query.answer === null || this.draft.making) ? query.suggestion : null;
  }

  async items(search: URLSearchParams): Promise<Rows> {
    return await this.#send<Rows>("GET", `/api/items?${search}`);
  }

  async item(id: string): Promise<Query> {
    return await this.#send<Query>("GET", `/api/item?id=${encodeURIComponent(id)}`);
  }

  say(text: string): void {
    this.notice = { tone: "info", text };
  }

  complain(text: string): void {
    this.notice = { tone: "problem", text };
  }

  // ---- events ---------------------------------------------------------------------------------------------------

  heard = {
    progress: (progress: Progress): void => {
      // It may have counted what is on its way already; what acknowledges that counts anew.
      const labelled = this.outbox.acts.length ? this.#progress?.labelled : undefined;
      this.#progress = { ...progress, labelled: labelled ?? progress.labelled };
      this.supply.heard(progress.ranking);
      if (this.phase === "labelling" && !this.queue.current && progress.remaining > 0) void this.supply.fill();
    },
    model: ({ ranking }: { version: number; ranking: number }): void => {
      this.supply.heard(ranking);
      this.changes += 1;
    },
    labels: (labels: Label[]): void => this.#setLabels(labels),
    answered: ({ tab, row }: { tab: string; row: Row }): void => {
      if (tab === this.tab || this.#unsent.includes(row.id)) return;
      this.#elsewhere(row.id);
      this.recent.push(row);
      this.changes += 1;
      this.supply.topUp();
    },
    fault: ({ error, remedy }: { error: string; remedy: string }): void => this.complain(`${error} ${remedy}`.trim()),
    ended: (farewell: Farewell): void => {
      this.farewell = farewell;
      if (this.notice?.passing) this.notice = null;
      this.announcement = farewell.title || "askless was stopped in the terminal.";
    },
    lost: (): void => {
      this.#lost = true;
      void this.#listen();
    },
    resumed: (): void => {
      this.#lost = false;
      this.silence = "";
      this.farewell = null;
      this.outbox.retry();
      void this.refresh();
    },
  };

  // ---- inside ---------------------------------------------------------------------------------------------------

  /** An item was answered, but not where it is asked: it need not be asked any more. */
  #elsewhere(id: string): void {
    this.queue.acted(id);
    const before = this.queue.current;
    this.queue.drop(id);
    if (this.queue.current !== before) this.#present();
  }

  #act(kind: ActKind, item: string | null, counts: number, more: Record<string, unknown>): Act {
    const about = item === null || kind === "undo" ? {} : { id: item };
    if (kind !== "undo") this.#undo.added("");
    this.#hush();
    return { request: this.#uuid(), kind, item, counts, body: { ...about, ...more, tab: this.tab } };
  }

  /** Send something whose outcome the caller waits for, in its turn after the answers before it. */
  #ask(kind: ActKind, body: Record<string, unknown>): Promise<Reply> {
    this.#hush();
    const act: Act = { request: this.#uuid(), kind, item: null, counts: 0, body };
    return new Promise((resolve, reject) => {
      this.#waiting.set(act.request, { resolve, reject });
      this.outbox.add(act);
    });
  }

  #fields(act: Act): Record<string, unknown> {
    this.#marks.set(act.request, this.queue.mark);
    if (act.kind !== "answer" && act.kind !== "skip") return {};
    return { have: this.supply.have(), n: this.queue.wanted };
  }

  /** Items whose answer or skip the server has not seen yet. */
  get #unsent(): string[] {
    const acts = this.outbox.acts.filter((act) => act.kind === "answer" || act.kind === "skip");
    return acts.map((act) => act.item ?? "");
  }

  #acknowledged(act: Act, reply: Reply): void {
    this.#progress = reply.progress;
    this.#setLabels(reply.labels);
    this.#waiting.get(act.request)?.resolve(reply);
    this.#waiting.delete(act.request);
    const mark = this.#marks.get(act.request) ?? 0;
    this.#marks.delete(act.request);
    if (act.kind === "answer" || act.kind === "skip") {
      this.supply.take(reply.queries, mark);
      this.changes += 1;
    }
    if (act.kind === "undo") {
      this.changes += 1;
      this.#undo.acknowledged(act, reply);
    }
    this.supply.heard(reply.ranking);
    this.supply.topUp();
    this.#catchUp();
  }

  #refused(act: Act, error: ApiError): void {
    const waiting = this.#waiting.get(act.request);
    this.#waiting.delete(act.request);
    this.#marks.delete(act.request);
    if (waiting) return waiting.reject(error);
    this.complain(`${error.sentence}${act.kind === "undo" ? this.#undo.staying() : ""}`);
    const deed = this.#undo.refused(act);
    // What was not accepted is asked again, with the refused answer in sight.
    if (deed?.kind === "answer" && deed.query) {
      this.recent.drop(deed.query.id);
      this.queue.acted(deed.query.id);
      this.queue.comeBack(deed.query);
      this.#present(deed.answer);
    }
    this.changes += 1;
    this.#catchUp();
  }

  /** The item on screen is dealt with. */
  #leave(query: Query, spoken: string): void {
    this.queue.acted(query.id);
    if (this.reopened) this.reopened = null;
    else this.queue.advance();
    this.#present(null, spoken);
    if (!this.queue.current) void this.supply.fill();
  }

  /** The next act makes what was merely told stale; problems stay until they are closed. */
  #hush(): void {
    if (this.notice?.tone === "info") this.notice = null;
  }

  /** Something else is on screen now. */
  #present(earlier: Answer | null = null, spoken = ""): void {
    const query = this.shown;
    this.draft.begin(earlier);
    this.stopwatch.restart();
    if (query) this.supply.done = false;
    this.announcement = `${spoken} ${query ? lineOf(query.item, 400) : "No further item yet."}`.trim();
  }

  /** An item that was taken back is asked again, in front of the queue. */
  #comeBack(query: Query, earlier: Answer | null): void {
    this.reopened = null;
    this.queue.comeBack(query);
    this.#present(earlier, "Taken back.");
  }

  /** The item on screen is as the server says. */
  #settle(query: Query, foreseen: boolean): void {
    if (this.reopened) this.reopened = { ...query, suggestion: null };
    else this.queue.amend(query.id, query);
    if (!foreseen) this.#present();
  }

  #amend(id: string, change: Partial<Query>): void {
    this.queue.amend(id, change);
    if (this.reopened?.id === id) this.reopened = { ...this.reopened, ...change };
    this.recent.amend(id, change);
  }

  #setLabels(labels: Label[]): void {
    this.labels = labels;
    this.draft.among(new Set(labels.map((label) => label.name)));
  }

  async #read<T>(path: string): Promise<T | null> {
    try {
      const value = await this.#send<T>("GET", path);
      if (this.notice?.passing) this.notice = null;
      return value;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status || !this.farewell) this.notice = { tone: "problem", text: error.sentence, passing: true };
      return null;
    }
  }

  /** No news come: find out why, if anything else is wrong. */
  async #listen(): Promise<void> {
    let silence = "";
    try {
      await this.#send<Project>("GET", "/api/project");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status || !this.farewell) silence = error.sentence;
    }
    if (this.#lost) this.silence = silence;
  }

  async #readRecent(): Promise<void> {
    const { mark } = this.queue;
    const told = await this.#read<{ items: Row[] }>("/api/recent");
    // Answers given meanwhile, or still on their way, are newer than what the server listed.
    this.#behind = mark !== this.queue.mark || this.outbox.acts.length > 0;
    if (told && !this.#behind) this.recent.replace(told.items);
  }

  /** All is sent: the list of recent answers, if it could not be read before, can be now. */
  #catchUp(): void {
    if (this.#behind && this.outbox.acts.length === 0) void this.#readRecent();
  }
}

/** A function that replaces a label's name in an answer. */
function renaming(old: string, fresh: string): Swap {
  const name = (one: unknown): unknown => (one === old ? fresh : Array.isArray(one) ? one.map(name) : one);
  return name as Swap;
}
