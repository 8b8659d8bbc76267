/** A server made of memory, for the tests of the headless parts. */

import type { Answer, Progress, Project, Query, Reply, Row } from "./api";
import { ApiError, type Send } from "./client";

export function query(id: string, more: Partial<Query> = {}): Query {
  return {
    id,
    item: { kind: "text", text: `text of ${id}` },
    why: "because",
    random: false,
    suggestion: null,
    version: 0,
    ranking: 0,
    copies: 0,
    flagged: false,
    note: "",
    answer: null,
    ...more,
  };
}

export interface Heard {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

export class FakeServer {
  answers = new Map<string, Answer>();
  skipped = new Set<string>();
  labels: string[];
  ranking = 0;
  heard: Heard[] = [];
  /** Outcomes of the next writes: a status refuses, "lost" does the work but breaks the connection. */
  faults: (number | "lost")[] = [];
  /** Nobody answers. */
  gone = false;
  /** While set, calls wait for it. */
  gate: Promise<void> | null = null;
  details: Record<string, Partial<Query>> = {};
  readonly #known = new Map<string, Reply>();
  readonly #deeds: { id: string; kind: "answer" | "skip"; before: Answer | null }[] = [];

  constructor(
    public size = 20,
    readonly space = "classes",
  ) {
    this.labels = space === "real" ? [] : ["spam", "ham"];
  }

  project(): Project {
    const strategies = [{ name: "auto", summary: "" }, { name: "random", summary: "" }];
    const { labels, progress } = this.reply({});
    const number = this.space === "real" ? { unit: "kg", minimum: 0, maximum: 200 } : null;
    return { id: "p1", name: "p", source: "p.csv", kind: "text", space: this.space, number, labels, strategy: "auto", strategies, progress };
  }

  writes(path: string): Heard[] {
    return this.heard.filter((call) => call.method !== "GET" && call.path === path);
  }

  send: Send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const fields = (body ?? {}) as Record<string, unknown>;
    this.heard.push({ method, path: path.split("?")[0] ?? path, body: fields });
    await this.gate;
    if (this.gone) throw new ApiError(0, "No answer.", "");
    const fault = method === "GET" ? undefined : this.faults.shift();
    if (typeof fault === "number") throw new ApiError(fault, "It failed.", "Do something.");
    const value = structuredClone(this.#answer(method, path, fields)) as T;
    if (fault === "lost") throw new ApiError(0, "No answer.", "");
    return value;
  };

  next(have: string[], n: number): Query[] {
    const all = Array.from({ length: this.size }, (_, i) => `r${this.ranking}-${i}`);
    const ids = this.ranking === 0 ? all.map((_, i) => String(i)) : all;
    return ids
      .filter((id) => !this.answers.has(id) && !this.skipped.has(id) && !have.includes(id))
      .slice(0, n)
      .map((id) => this.query(id));
  }

  query(id: string): Query {
    return query(id, { ranking: this.ranking, answer: this.answers.get(id) ?? null, ...this.details[id] });
  }

  progress(): Progress {
    return {
      items: this.size,
      labelled: this.answers.size,
      skipped: this.skipped.size,
      flagged: 0,
      pending: 0,
      remaining: this.size - this.answers.size,
      per_minute: null,
      batch: 10,
      model: { state: "waiting", version: 0, name: "text", trained_on: 0, message: "", share: null },
      estimate: { measure: "accuracy", basis: "random", ready: false, n: 0, needed: 30, value: null, low: null, high: null, sentence: "Too early.", note: "" },
      curve: [],
      test: null,
      prospects: null,
      ranking: this.ranking,
    };
  }

  reply(body: Record<string, unknown>, more: Partial<Reply> = {}): Reply {
    const queries = typeof body["n"] === "number" ? this.next(body["have"] as string[], body["n"]) : [];
    const labels = this.labels.map((name) => ({ name, key: "", count: 0 }));
    return { progress: this.progress(), labels, queries, ranking: this.ranking, ...more };
  }

  #row(id: string, answer: Answer): Row {
    return { id, line: `text of ${id}`, answer, status: "labelled", flagged: false, note: "", prediction: null, confidence: null, std: null };
  }

  #answer(method: string, path: string, body: Record<string, unknown>): unknown {
    const url = new URL(path, "http://localhost");
    if (url.pathname === "/api/project") return this.project();
    if (url.pathname === "/api/recent") return { items: [...this.answers].map(([id, answer]) => this.#row(id, answer)).reverse() };
    if (url.pathname === "/api/queue") {
      const queries = this.next(url.searchParams.getAll("have"), Number(url.searchParams.get("n")));
      return { queries, ranking: this.ranking, done: this.answers.size === this.size, sentence: queries.length ? "" : "In another tab." };
    }
    if (url.pathname === "/api/item") return this.query(url.searchParams.get("id") ?? "");
    const request = body["request"] as string | undefined;
    const before = request === undefined ? undefined : this.#known.get(request);
    if (before) return before;
    const reply = this.#write(`${method} ${url.pathname}`, body);
    if (request !== undefined) this.#known.set(request, reply);
    return reply;
  }

  #write(route: string, body: Record<string, unknown>): Reply {
    const id = body["id"] as string;
    switch (route) {
      case "POST /api/answers":
        this.#deeds.push({ id, kind: "answer", before: this.answers.get(id) ?? null });
        this.answers.set(id, body["answer"] as Answer);
        break;
      case "POST /api/skips":
        this.#deeds.push({ id, kind: "skip", before: null });
        this.skipped.add(id);
        break;
      case "POST /api/undo":
        return this.#undo();
      case "POST /api/labels":
        this.labels.push(body["name"] as string);
        break;
      case "PATCH /api/labels":
        this.labels = this.labels.map((name) => (name === body["old"] ? (body["new"] as string) : name));
    }
    return this.reply(body);
  }

  #undo(): Reply {
    const deed = this.#deeds.pop();
    if (!deed) throw new ApiError(409, "There is nothing to undo.", "");
    if (deed.kind === "skip") this.skipped.delete(deed.id);
    else if (deed.before === null) this.answers.delete(deed.id);
    else this.answers.set(deed.id, deed.before);
    return this.reply({}, { query: this.query(deed.id), undone: deed.kind });
  }
}
