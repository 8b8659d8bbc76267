import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Session } from "./session.svelte";
import { memory } from "./storage";
import { FakeServer } from "./testing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function begun(server = new FakeServer(), store = memory()) {
  let requests = 0;
  const uuid = () => `request-${++requests}-${Math.random()}`;
  const session = new Session({ send: server.send, store, tab: "tab", uuid }, "box");
  await session.begin(server.project());
  await settle();
  return { session, server, store };
}

function gate(server: FakeServer): () => void {
  let open = () => {};
  server.gate = new Promise((resolve) => (open = resolve));
  return () => {
    server.gate = null;
    open();
  };
}

describe("questions that are made up", () => {
  /** A server with two questions that are made up, and room for one more. */
  async function made() {
    const server = new FakeServer(3);
    const plain = server.progress.bind(server);
    const synthesis = { answered: 0, cannot_tell: 0, waiting: 2, budget: null, making: false, unanswerable: null, snapping: false, asks: "", guard: "", refused: [] };
    server.progress = () => ({ ...plain(), synthesis });
    return await begun(server);
  }

  it("are answered with “cannot tell” where others are skipped, and undo says so", async () => {
    const { session, server } = await made();
    expect(session.scenario).toBe("synthesis");
    session.skip();
    expect(session.announcement).toMatch(/^Cannot tell\. /);
    await settle();
    expect([...server.skipped]).toEqual(["0"]);
    session.undo();
    await settle();
    expect(session.shown?.id).toBe("0");
    expect(session.notice?.text).toBe("Taken back: “cannot tell” on “text of 0”.");
    expect(server.skipped.size).toBe(0);
  });

  it("come as soon as the server says that one is ready", async () => {
    const { session, server } = await made();
    server.size = 0;
    for (const _ of [0, 1, 2]) session.answer("spam");
    await settle();
    expect(session.shown).toBeNull();
    server.size = 8;
    server.ranking = 1;
    session.heard.model({ version: 1, ranking: 1 });
    await settle();
    expect(session.shown?.id).toBe("r1-0");
  });
});

describe("answering", () => {
  it("shows the next item before the server has heard of the answer", async () => {
    const { session, server } = await begun();
    const open = gate(server);
    session.answer("spam");
    expect(session.shown?.id).toBe("1");
    expect(session.progress?.labelled).toBe(1);
    expect(server.answers.size).toBe(0);
    open();
    await settle();
    expect(Object.fromEntries(server.answers)).toEqual({ "0": "spam" });
    expect(session.progress?.labelled).toBe(1);
  });

  it("sends what the server has to know", async () => {
    const { session, server } = await begun();
    session.answer("ham");
    await settle();
    const [call] = server.writes("/api/answers");
    expect(call?.body).toMatchObject({ id: "0", answer: "ham", tab: "tab", suggestion_seen: false, n: 1, seconds: 0 });
    expect(call?.body["have"]).toEqual(["1", "2", "3", "4", "0"]);
    expect(call?.body["request"]).toBeTruthy();
  });

  it("never shows an item twice, however fast and however late the replies", async () => {
    const { session, server } = await begun(new FakeServer(12));
    const shown: string[] = [];
    for (let i = 0; i < 12; i++) {
      if (i % 3 === 0) await settle();
      shown.push(session.shown?.id ?? "none");
      session.answer("spam");
    }
    await later(3000);
    expect(session.queue.held).toEqual([]);
    expect(new Set(shown).size).toBe(12);
    expect(server.writes("/api/answers")).toHaveLength(12);
    expect(session.supply.done).toBe(true);
  });

  it("does not say what the server says of an empty queue while the server has not heard of all answers", async () => {
    const { session, server } = await begun(new FakeServer(1));
    server.faults = [507];
    session.answer("spam");
    await settle();
    expect([session.shown, session.supply.sentence, session.supply.done]).toEqual([null, "", false]);
    await later(3000);
    expect(session.supply.done).toBe(true);
  });

  it("counts an answer once though its acknowledgement was lost", async () => {
    const { session, server } = await begun();
    server.faults = ["lost"];
    session.answer("spam");
    await later(2000);
    expect(server.writes("/api/answers")).toHaveLength(2);
    expect(session.progress?.labelled).toBe(1);
    expect(session.outbox.acts).toEqual([]);
  });

  it("counts an answer once though news of it come before its acknowledgement", async () => {
    const { session, server } = await begun();
    const open = gate(server);
    session.answer("spam");
    session.heard.progress({ ...server.progress(), labelled: 1 });
    expect(session.progress?.labelled).toBe(1);
    open();
    await settle();
    expect(session.progress?.labelled).toBe(1);
  });

  it("keeps an answer over a full disk and a reload", async () => {
    const { session, server, store } = await begun();
    server.faults = [507, 507, 507];
    session.answer("spam");
    await settle();
    expect(session.outbox.trouble?.kind).toBe("unsaved");
    session.outbox.stop();
    server.faults = [];
    await begun(server, store);
    expect(server.answers.get("0")).toBe("spam");
  });

  it("lists what an earlier life of the page left unsent, once it has arrived", async () => {
    const { session, server, store } = await begun();
    server.gone = true;
    session.answer("spam");
    session.answer("ham");
    await settle();
    session.outbox.stop();
    server.gone = false;
    const next = await begun(server, store);
    await settle();
    expect(next.session.recent.rows.map(({ id }) => id)).toEqual(["1", "0"]);
  });

  it("asks again what was refused", async () => {
    const { session, server } = await begun();
    server.faults = [422];
    session.answer("spam");
    await settle();
    expect(session.shown?.id).toBe("0");
    expect(session.draft.earlier).toBe("spam");
    expect(session.notice?.tone).toBe("problem");
    expect(session.recent.rows).toEqual([]);
  });
});

describe("undo", () => {
  it("brings the item back at once, with the answer it had", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    await settle();
    session.undo();
    expect(session.shown?.id).toBe("0");
    expect(session.draft.earlier).toBe("spam");
    expect(session.progress?.labelled).toBe(0);
    await settle();
    expect(server.answers.size).toBe(0);
    expect(session.queue.held.slice(0, 2)).toEqual(["0", "1"]);
  });

  it("goes back over several items and forward again", async () => {
    const { session, server } = await begun();
    for (const label of ["spam", "ham", "spam"]) session.answer(label);
    await settle();
    session.undo();
    session.undo();
    expect(session.shown?.id).toBe("1");
    session.answer("spam");
    session.answer("ham");
    await settle();
    expect(Object.fromEntries(server.answers)).toEqual({ "0": "spam", "1": "spam", "2": "ham" });
  });

  it("works after a reload, when only the server remembers", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    await settle();
    const again = (await begun(server)).session;
    expect(again.shown?.id).toBe("1");
    again.undo();
    await settle();
    expect(again.shown?.id).toBe("0");
  });

  it("says what was taken back", async () => {
    const { session } = await begun();
    session.answer("spam");
    await settle();
    session.undo();
    await settle();
    expect(session.notice?.text).toBe("Taken back: the answer “spam” to “text of 0”.");
    session.skip();
    await settle();
    session.undo();
    await settle();
    expect(session.notice?.text).toBe("Taken back: skipping “text of 0”.");
  });

  it("leaves a label that was added since, and says so once", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    session.answer("ham");
    await session.addLabel("maybe");
    session.undo();
    await settle();
    expect(session.notice?.text).toBe("Taken back: the answer “ham” to “text of 1”. The new label “maybe” stays.");
    expect([server.labels.at(-1), session.shown?.id]).toEqual(["maybe", "1"]);
    session.undo();
    await settle();
    expect(session.notice?.text).toBe("Taken back: the answer “spam” to “text of 0”.");
  });

  it("leaves an added label where there is nothing to take back", async () => {
    const { session } = await begun();
    await session.addLabel("maybe");
    session.undo();
    await settle();
    expect(session.notice?.text).toContain("The new label “maybe” stays.");
  });

  it("takes back a skip", async () => {
    const { session, server } = await begun();
    session.skip();
    await settle();
    expect(server.skipped.has("0")).toBe(true);
    session.undo();
    await settle();
    expect(server.skipped.has("0")).toBe(false);
    expect(session.shown?.id).toBe("0");
  });

  it("says when there is nothing", async () => {
    const { session } = await begun();
    session.undo();
    await settle();
    expect(session.notice?.text).toContain("nothing to undo");
    expect(session.shown?.id).toBe("0");
  });

  it("is not told to a person who went on", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    await settle();
    session.undo();
    await settle();
    expect(session.notice?.text).toContain("Taken back");
    session.answer("ham");
    expect(session.notice).toBeNull();
    await settle();
    const open = gate(server);
    session.undo();
    session.answer("ham");
    open();
    await settle();
    expect([session.notice, server.answers.get("0")]).toEqual([null, "ham"]);
  });

  it("withdraws an answer that could not be saved", async () => {
    const { session, server } = await begun();
    server.faults = [507];
    session.answer("spam");
    await settle();
    session.undo();
    await later(5000);
    expect(session.shown?.id).toBe("0");
    expect(server.writes("/api/undo")).toEqual([]);
    expect(session.notice?.text).toBe("Taken back: the answer “spam” to “text of 0”.");
    expect(server.answers.size).toBe(0);
  });
});

describe("an answer given elsewhere", () => {
  const row = (id: string) => ({
    id,
    line: `item ${id}`,
    answer: "ham",
    status: "labelled" as const,
    flagged: false,
    note: "",
    prediction: null,
    confidence: null,
    std: null,
  });

  it("takes the item off the screen and puts it among the recent ones", async () => {
    const { session, server } = await begun();
    server.answers.set("0", "ham");
    session.heard.answered({ tab: "another", row: row("0") });
    expect(session.shown?.id).toBe("1");
    expect(session.recent.rows[0]?.id).toBe("0");
    server.answers.set("2", "ham");
    session.heard.answered({ tab: "another", row: row("2") });
    await settle();
    expect(session.queue.held).not.toContain("2");
    expect(session.queue.held.length).toBeGreaterThan(3);
  });

  it("is passed over if it is our own, or if an answer of ours to the same item is on its way", async () => {
    const { session, server } = await begun();
    gate(server);
    session.answer("spam");
    session.heard.answered({ tab: "another", row: row("0") });
    expect(session.recent.rows[0]?.answer).toBe("spam");
    expect(session.shown?.id).toBe("1");
  });
});

describe("a new model", () => {
  it("replaces all but the item on screen and the next one", async () => {
    const { session, server } = await begun();
    server.ranking = 1;
    session.heard.model({ version: 1, ranking: 1 });
    expect(session.queue.held).toEqual(["0", "1", "2", "3", "4"]);
    await settle();
    expect(session.queue.held).toEqual(["0", "1", "r1-0", "r1-1", "r1-2"]);
  });

  it("lets at most five old items through while labelling goes on", async () => {
    const { session, server } = await begun();
    const open = gate(server);
    server.ranking = 1;
    session.heard.model({ version: 1, ranking: 1 });
    let old = 0;
    for (let i = 0; i < 8; i++) {
      if (session.shown?.ranking === 0) old += 1;
      session.answer("spam");
      if (i === 2) {
        open();
        await settle();
      }
    }
    expect(old).toBeLessThanOrEqual(5);
  });

  it("is noticed by an acknowledgement, too, if the event was missed", async () => {
    const { session, server } = await begun();
    server.ranking = 3;
    session.answer("spam");
    await settle();
    expect(session.queue.ranking).toBe(3);
    expect(session.queue.ahead.slice(1).every((query) => query.ranking === 3)).toBe(true);
  });
});

describe("suggestions", () => {
  const suggestion = { label: "ham", confidence: 0.87 };

  it("are logged as seen where they were shown", async () => {
    const server = new FakeServer();
    server.details["0"] = { suggestion };
    const { session } = await begun(server);
    expect(session.suggestion?.label).toBe("ham");
    session.answer("ham");
    await settle();
    expect(server.writes("/api/answers")[0]?.body["suggestion_seen"]).toBe(true);
  });

  it("are never shown for items that check the model", async () => {
    const server = new FakeServer();
    server.details["0"] = { suggestion, random: true };
    const { session } = await begun(server);
    expect(session.suggestion).toBeNull();
    session.answer("ham");
    await settle();
    expect(server.writes("/api/answers")[0]?.body["suggestion_seen"]).toBe(false);
  });
});

describe("reopening", () => {
  it("corrects an answer and goes back to the queue", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    session.answer("ham");
    await settle();
    session.stepRecent(1);
    session.stepRecent(1);
    expect(session.shown?.id).toBe("0");
    expect(session.shown?.answer).toBe("spam");
    session.answer("ham");
    expect(session.shown?.id).toBe("2");
    await settle();
    expect(server.answers.get("0")).toBe("ham");
    expect(session.progress?.labelled).toBe(2);
    expect(session.recent.rows.map(({ id, answer }) => `${id} ${answer}`)).toEqual(["0 ham", "1 ham"]);
  });

  it("changes nothing if the answer stays", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    await settle();
    session.stepRecent(1);
    session.answer("spam");
    await settle();
    expect(session.shown?.id).toBe("1");
    expect(server.writes("/api/answers")).toHaveLength(1);
  });

  it("steps back to the queue", async () => {
    const { session } = await begun();
    session.answer("spam");
    session.stepRecent(1);
    session.stepRecent(-1);
    expect(session.reopened).toBeNull();
  });
});

describe("flags, notes and labels", () => {
  it("flags and unflags at once", async () => {
    const { session, server } = await begun();
    session.flag();
    expect(session.shown?.flagged).toBe(true);
    session.flag();
    await settle();
    expect(server.writes("/api/flags").map((call) => call.body["on"])).toEqual([true, false]);
  });

  it("keeps a note", async () => {
    const { session, server } = await begun();
    session.note("odd one");
    session.note("odd one");
    await settle();
    expect(server.writes("/api/notes")).toHaveLength(1);
    expect(session.shown?.note).toBe("odd one");
  });

  it("adds and renames labels after the answers before them", async () => {
    const { session, server } = await begun();
    session.answer("spam");
    await session.addLabel("maybe");
    await session.renameLabel("spam", "junk");
    expect(session.labels.map((label) => label.name)).toEqual(["junk", "ham", "maybe"]);
    expect(session.recent.rows[0]?.answer).toBe("junk");
    const order = server.heard.filter((call) => call.method !== "GET").map((call) => call.path);
    expect(order).toEqual(["/api/answers", "/api/labels", "/api/labels"]);
    expect(server.writes("/api/labels")[1]?.body).toEqual({ old: "spam", new: "junk" });
  });

  it("asks for names first if there are none", async () => {
    const server = new FakeServer();
    server.labels = [];
    const { session } = await begun(server);
    expect(session.phase).toBe("naming");
    await session.start(["yes", "no"]);
    expect(session.phase).toBe("labelling");
    expect(session.shown?.id).toBe("0");
  });
});

describe("several labels for one item", () => {
  it("switches labels and submits them in the declared order", async () => {
    const { session, server } = await begun(new FakeServer(20, "multilabel"));
    session.draft.press("ham");
    session.draft.press("spam");
    expect(session.draft.chosen).toEqual(["spam", "ham"]);
    session.draft.submit();
    expect(session.draft.chosen).toEqual([]);
    await settle();
    expect(server.answers.get("0")).toEqual(["spam", "ham"]);
  });

  it("does not take the suggestion for an answer", async () => {
    const server = new FakeServer(20, "multilabel");
    server.details["0"] = { suggestion: { label: "ham", confidence: 0.9, labels: ["ham"] } };
    const { session } = await begun(server);
    session.draft.submit();
    await settle();
    expect(server.answers.get("0")).toEqual([]);
  });

  it("shows the labels of an undone answer switched on", async () => {
    const { session } = await begun(new FakeServer(20, "multilabel"));
    session.draft.press("ham");
    session.draft.submit();
    await settle();
    session.undo();
    expect(session.draft.chosen).toEqual(["ham"]);
  });
});

describe("a server that is not heard", () => {
  it("is told at once, and forgotten when it is back", async () => {
    const { session, server } = await begun();
    server.gone = true;
    session.heard.lost();
    await settle();
    expect(session.silence).toContain("No answer.");
    server.gone = false;
    session.heard.resumed();
    await settle();
    expect([session.silence, session.notice]).toEqual(["", null]);
  });

  it("is no alarm after it has said goodbye, until it is another one", async () => {
    const { session, server } = await begun();
    session.heard.ended({ title: "", text: "" });
    server.gone = true;
    session.heard.lost();
    await session.reopen({ id: "7" } as never);
    expect([session.silence, session.notice, session.over]).toEqual(["", null, false]);
    session.answer("spam");
    await settle();
    expect(session.outbox.acts).toHaveLength(1);
    server.gone = false;
    session.heard.resumed();
    await later(3000);
    expect([session.farewell, server.answers.get("0")]).toEqual([null, "spam"]);
  });

  it("leaves nothing to be answered where all was done", async () => {
    const { session } = await begun();
    session.heard.ended({ title: "The demonstration is over", text: "" });
    session.answer("spam");
    session.undo();
    session.skip();
    expect([session.shown, session.outbox.acts]).toEqual([null, []]);
  });

  it("is not told if only the stream of news fails", async () => {
    const { session } = await begun();
    session.heard.lost();
    await settle();
    expect(session.silence).toBe("");
  });

  it("is asked for items more and more seldom", async () => {
    const { session, server } = await begun(new FakeServer(1));
    session.answer("spam");
    await settle();
    server.size = 2;
    server.gone = true;
    session.heard.progress(server.progress());
    await later(5 * 60_000);
    const asked = server.heard.filter(({ path }) => path === "/api/queue").length;
    expect(asked).toBeLessThan(20);
    server.gone = false;
    session.retry();
    await settle();
    expect(session.shown?.id).toBe("1");
  });
});
