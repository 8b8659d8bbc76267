import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Browse } from "./browse.svelte";
import { Session } from "./session.svelte";
import { memory } from "./storage";
import { FakeServer } from "./testing";
import { Typed } from "./typed";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

async function begun(server = new FakeServer(20, "real"), kept = memory()) {
  const typed = new Typed(kept, "typed");
  const session = new Session({ send: server.send, store: memory(), tab: "tab", uuid: () => `request-${Math.random()}`, typed }, "box");
  await session.begin(server.project());
  await settle();
  return { session, server, kept, draft: session.draft };
}

function enter(draft: Session["draft"], text: string) {
  draft.type(text);
  draft.submit();
}

describe("numbers", () => {
  it("are asked for without any name", async () => {
    const { session } = await begun();
    expect([session.phase, session.shown?.id, session.unit]).toEqual(["labelling", "0", "kg"]);
  });

  it("are sent as numbers, and the field is empty for the next item", async () => {
    const { session, server, draft } = await begun();
    enter(draft, "12,5");
    expect([session.shown?.id, draft.text, session.announcement]).toEqual(["1", "", "12.5 kg. text of 1"]);
    enter(draft, "0");
    await settle();
    expect(Object.fromEntries(server.answers)).toEqual({ "0": 12.5, "1": 0 });
    expect(session.recent.rows.map(({ answer }) => answer)).toEqual([0, 12.5]);
  });

  it.each(["", "twelve", "1,234.5", "250", "-1"])("that are none, as “%s”, stay in the field with the reason", async (text) => {
    const { session, server, draft } = await begun();
    enter(draft, text);
    expect([session.shown?.id, draft.text]).toEqual(["0", text]);
    expect(draft.problem).not.toBe("");
    draft.type(`${text}1`);
    expect(draft.problem).toBe("");
    await settle();
    expect(server.answers.size).toBe(0);
  });

  it("come back into the field when they are undone", async () => {
    const { session, draft } = await begun();
    enter(draft, "12,5");
    await settle();
    session.undo();
    expect([draft.id, draft.text, draft.earlier]).toEqual(["0", "12.5", 12.5]);
    await settle();
    expect(session.notice?.text).toBe("Taken back: the answer “12.5 kg” to “text of 0”.");
  });

  it("come back into the field when the server refuses them", async () => {
    const { server, draft } = await begun();
    server.faults = [422];
    enter(draft, "7");
    await settle();
    expect([draft.id, draft.text]).toEqual(["0", "7"]);
  });

  it("are there when they are reopened, and go when they stay", async () => {
    const { session, server, draft } = await begun();
    enter(draft, "0");
    await settle();
    session.stepRecent(1);
    expect([draft.id, draft.answer, draft.text]).toEqual(["0", 0, "0"]);
    draft.submit();
    expect(session.reopened).toBeNull();
    session.stepRecent(1);
    enter(draft, "3");
    await settle();
    expect([server.answers.get("0"), server.writes("/api/answers").length]).toEqual([3, 2]);
  });

  it("are not taken from the model by an empty field", async () => {
    const server = new FakeServer(20, "real");
    server.details["0"] = { suggestion: { label: "152 kg", confidence: null, value: 152, std: 12 } };
    const { draft } = await begun(server);
    expect(draft.suggestion?.value).toBe(152);
    draft.submit();
    expect([draft.id, draft.problem]).toEqual(["0", "There is no number yet. Type one, such as 12.5."]);
  });
});

describe("what is typed and not answered", () => {
  it("survives a reload, and a look at another item", async () => {
    const { session, server, kept, draft } = await begun();
    enter(draft, "4");
    await settle();
    draft.type("12,");
    session.stepRecent(1);
    expect(draft.text).toBe("4");
    session.stepRecent(-1);
    expect(draft.text).toBe("12,");
    const again = await begun(server, kept);
    expect([again.draft.id, again.draft.text]).toEqual(["1", "12,"]);
    enter(again.draft, "12");
    expect(kept.keys()).toEqual([]);
  });

  it("comes back with its item although others are ranked first by now", async () => {
    const { session, server, kept, draft } = await begun();
    session.skip();
    await settle();
    draft.type("12,");
    server.skipped.add("1");
    const again = await begun(server, kept);
    expect([again.draft.id, again.draft.text]).toEqual(["1", "12,"]);
  });

  it("waits for a skipped item", async () => {
    const { session, draft } = await begun();
    draft.type("8");
    session.skip();
    expect(draft.text).toBe("");
    await settle();
    session.undo();
    expect(draft.text).toBe("8");
  });

  it("is read from a storage that somebody spoilt", () => {
    const store = memory();
    for (const spoilt of ["{", "{}", "7", '["a"]', "[1]", '[["0", 5]]']) {
      store.set("typed", spoilt);
      expect(new Typed(store, "typed").of("0")).toBe("");
    }
  });
});

describe("the list of all items", () => {
  it("corrects a number in place, and follows an undo", async () => {
    const { session, server, draft } = await begun();
    enter(draft, "4");
    await settle();
    const browse = new Browse(session);
    let answer: number | null = 4;
    const row = () => ({ id: "0", line: "", answer, status: "labelled", flagged: false, note: "", prediction: 5, confidence: null, std: 1 });
    session.items = async () => ({ total: 1, rows: [row()] }) as never;
    await browse.load();
    await browse.open(0);
    expect(browse.draft.text).toBe("4");
    enter(browse.draft, "6,5");
    expect(browse.row?.answer).toBe(6.5);
    await settle();
    expect(server.answers.get("0")).toBe(6.5);
    session.undo(true);
    await settle();
    answer = 4;
    await browse.load();
    expect(browse.draft.text).toBe("4");
  });
});
