import { describe, expect, it, vi, afterEach, beforeEach } from "vitest";
import type { Answer, Query, TokensItem } from "../api";
import { Browse } from "../browse.svelte";
import { Session } from "../session.svelte";
import { memory } from "../storage";
import { FakeServer } from "../testing";
import { Typed } from "../typed";
import { tellBy } from "../words";
import type { Marking } from "./marking.svelte";
import { Spanning } from "./spanning.svelte";
import { Tagging } from "./tagging.svelte";
import { tell } from "./told";

beforeEach(() => {
  vi.useFakeTimers();
  tellBy(tell);
});
afterEach(() => {
  vi.useRealTimers();
  tellBy(null);
});

const settle = () => vi.advanceTimersByTimeAsync(0);

/** A sentence whose tokens stand between blanks. */
function sentence(text: string): TokensItem {
  const tokens: [number, number][] = [];
  let at = 0;
  for (const word of text.split(" ")) {
    const size = [...word].length;
    tokens.push([at, at + size]);
    at += size + 1;
  }
  return { kind: "tokens", text, tokens, before: "", after: "" };
}

const TEXT = "Anna 😀 met Zoe\u0308 Ek in New York";
//            0    1  2   3    4  5  6   7   (code points 0-4, 5-6, 7-10, 11-15, 16-18, 19-21, 22-25, 26-30)

async function begun(space: "tags" | "spans", details: Partial<Query>[], kept = memory()) {
  const server = new FakeServer(details.length, space);
  server.labels = space === "tags" ? ["NOUN", "VERB", "DET"] : ["PER", "LOC"];
  details.forEach((more, at) => (server.details[at] = { item: sentence(TEXT), ...more }));
  const typed = new Typed(kept, "typed");
  const session = new Session({ send: server.send, store: memory(), tab: "tab", uuid: () => `request-${Math.random()}`, typed }, "box");
  session.draft.making = space === "tags" ? new Tagging(session.draft) : new Spanning(session.draft);
  await session.begin(server.project());
  await settle();
  const marking = session.draft.making as Marking<unknown>;
  const send = async () => {
    session.draft.submit();
    await settle();
    return server.answers;
  };
  return { session, server, marking, draft: session.draft, send, kept };
}

const guessed = (answer: Answer, tokens: number[]) => ({ suggestion: { label: "", confidence: 0.9, answer, tokens } });
const TAGS = ["NOUN", "NOUN", "VERB", "NOUN", "NOUN", "DET", "NOUN", "NOUN"];
const SURE = [0.9, 0.8, 0.99, 0.7, 0.95, 0.6, 0.97, 0.98];
const SPANS: Answer = [[0, 4, "PER"], [22, 30, "LOC"]];
const labels = (marking: Marking<unknown>) => marking.cells.map(({ label }) => label);

describe("tags", () => {
  it("cost one key where the guess is right", async () => {
    const { send, session } = await begun("tags", [guessed(TAGS, SURE), {}]);
    expect(Object.fromEntries(await send())).toEqual({ "0": TAGS });
    expect(session.shown?.id).toBe("1");
  });

  it("cost two keys where one is wrong: the jump and the key", async () => {
    const { marking, draft, send } = await begun("tags", [guessed(TAGS, SURE)]);
    marking.jump(1);
    expect(marking.at).toBe(5);
    draft.press("VERB");
    expect(marking.at).toBe(5);
    marking.jump(1);
    expect(marking.at).toBe(3);
    expect((await send()).get("0")).toEqual(TAGS.map((tag, at) => (at === 5 ? "VERB" : tag)));
  });

  it("jump from the least certain word to the next, past confirmed ones, and back", async () => {
    const { marking, draft } = await begun("tags", [guessed(TAGS, SURE)]);
    const seen: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      marking.jump(1);
      seen.push(marking.at);
    }
    expect(seen).toEqual([5, 3, 1]);
    expect([marking.jump(-1), marking.at, marking.jump(-1), marking.at, marking.jump(-1)]).toEqual([true, 3, true, 5, false]);
    marking.to(0);
    marking.confirm();
    draft.press("DET");
    expect(marking.cells.map(({ by }) => by).slice(0, 3)).toEqual(["person", "person", "model"]);
    for (let at = 0; at < 8; at += 1) {
      marking.to(at);
      marking.confirm();
    }
    expect(marking.jump(1)).toBe(false);
  });

  it("go on by themselves while there is no model, to the next word without one", async () => {
    const { marking, draft, send } = await begun("tags", [{}]);
    marking.to(1);
    draft.press("NOUN");
    expect(marking.at).toBe(2);
    marking.to(0);
    for (const tag of ["NOUN", "VERB", "NOUN", "NOUN", "DET", "NOUN", "NOUN"]) draft.press(tag);
    expect((await send()).get("0")).toEqual(TAGS);
  });

  it("that are missing are sent as not known, after a hint", async () => {
    const { marking, draft, send } = await begun("tags", [{}]);
    expect((await send()).size).toBe(0);
    expect(marking.hint).toContain("No word has a tag yet");
    expect((await send()).size).toBe(0);
    draft.press("NOUN");
    expect(marking.hint).toBe("");
    marking.to(7);
    draft.press("NOUN");
    expect((await send()).size).toBe(0);
    expect([marking.hint, marking.at]).toEqual(["6 words have no tag. Enter again sends them as not known.", 1]);
    expect((await send()).get("0")).toEqual(["NOUN", null, null, null, null, null, null, "NOUN"]);
  });

  it("are taken from several words at once, and taken away", async () => {
    const { marking, draft } = await begun("tags", [guessed(TAGS, SURE)]);
    marking.to(1);
    marking.move(1, true);
    marking.move(1, true);
    expect(marking.selection).toEqual([1, 3]);
    draft.press("DET");
    expect(labels(marking)).toEqual(["NOUN", "DET", "DET", "DET", "NOUN", "DET", "NOUN", "NOUN"]);
    expect([marking.at, marking.selected]).toEqual([3, false]);
    expect([marking.remove(), labels(marking)[3], marking.remove(), labels(marking)[3], marking.remove()]).toEqual([true, "NOUN", true, null, false]);
  });

  it("of a question about some words leave the others unknown", async () => {
    const { marking, draft, send } = await begun("tags", [{ ...guessed(TAGS, SURE), window: [2, 5] }]);
    expect(marking.at).toBe(2);
    marking.move(-1);
    marking.to(7, true);
    expect(marking.selection).toEqual([2, 4]);
    marking.to(3);
    draft.press("DET");
    const seen = [0, 0].map(() => (marking.jump(1), marking.at));
    expect(seen).toEqual([4, 2]);
    expect(labels(marking)).toEqual([null, null, "VERB", "DET", "NOUN", null, null, null]);
    expect((await send()).get("0")).toEqual([null, null, "VERB", "DET", "NOUN", null, null, null]);
  });

  it("are never shown as guesses on items that check the model", async () => {
    const { marking } = await begun("tags", [{ ...guessed(TAGS, SURE), random: true }]);
    expect([marking.guessed, marking.sure]).toEqual([false, null]);
  });
});

describe("spans", () => {
  it("cost one key where the guess is right, and where there is none", async () => {
    const { send } = await begun("spans", [guessed(SPANS, SURE), {}]);
    await send();
    expect(Object.fromEntries(await send())).toEqual({ "0": SPANS, "1": [] });
  });

  it("are marked on what is selected, in code points", async () => {
    const { marking, draft, send } = await begun("spans", [{}]);
    draft.press("PER");
    marking.to(3);
    marking.move(1, true);
    draft.press("PER");
    marking.to(7);
    marking.move(-1, true);
    draft.press("LOC");
    expect(labels(marking)).toEqual(["PER", null, null, "PER", "PER", null, "LOC", "LOC"]);
    expect(marking.cells.map(({ starts }) => starts)).toEqual([true, false, false, true, false, false, true, false]);
    expect((await send()).get("0")).toEqual([[0, 4, "PER"], [11, 18, "PER"], [22, 30, "LOC"]]);
  });

  it("go with the same key, with Backspace, and under a new one", async () => {
    const { marking, draft } = await begun("spans", [{}]);
    draft.press("PER");
    draft.press("PER");
    expect(marking.answer).toEqual([]);
    draft.press("PER");
    draft.press("LOC");
    expect(marking.answer).toEqual([[0, 4, "LOC"]]);
    marking.to(2, true);
    draft.press("PER");
    expect(marking.answer).toEqual([[0, 10, "PER"]]);
    marking.to(1);
    expect([marking.remove(), marking.answer, marking.remove()]).toEqual([true, [], false]);
  });

  it("that were guessed change their type as a whole with jump and key", async () => {
    const sure = SURE.with(7, 0.5);
    const { marking, draft, send } = await begun("spans", [guessed(SPANS, sure)]);
    marking.jump(1);
    expect(marking.at).toBe(7);
    draft.press("PER");
    expect((await send()).get("0")).toEqual([[0, 4, "PER"], [22, 30, "PER"]]);
  });

  it("that were guessed are one stop of the jump, and none once confirmed or removed", async () => {
    const { marking } = await begun("spans", [guessed(SPANS, [0.9, 0.8, 0.99, 0.95, 0.96, 0.97, 0.6, 0.5])]);
    const jump = () => (marking.jump(1) ? marking.at : null);
    expect([jump(), jump(), jump()]).toEqual([7, 1, 0]);
    marking.confirm();
    marking.to(6);
    marking.remove();
    marking.to(1);
    marking.confirm();
    expect(marking.cells.map(({ by }) => by)).toEqual(["person", "", "", "", "", "", "", ""]);
    expect([jump(), jump(), jump(), jump()]).toEqual([3, 4, 5, 2]);
  });

  it("of a question about some words leave a stretch before and after unknown", async () => {
    const { marking, draft, send } = await begun("spans", [{ ...guessed(SPANS, SURE), window: [2, 5] }]);
    expect(labels(marking)).toEqual(Array(8).fill(null));
    marking.to(3);
    draft.press("PER");
    expect((await send()).get("0")).toEqual([[0, 6, null], [11, 15, "PER"], [19, 30, null]]);
  });

  it("may reach beyond what is asked, since a name does not end there", async () => {
    const { marking, draft, send } = await begun("spans", [{ window: [4, 7] }]);
    marking.to(6);
    marking.move(1, true);
    draft.press("LOC");
    expect((await send()).get("0")).toEqual([[0, 15, null], [22, 30, "LOC"]]);
  });

  it("keep the ends that an answer brought, also within a token", async () => {
    const own: Answer = [[0, 2, "PER"], [19, 30, null]];
    const { marking, draft, session, send, server } = await begun("spans", [{}]);
    server.answers.set("0", own);
    await session.reopen({ id: "0", line: "", answer: own, status: "labelled", flagged: false, note: "", prediction: null, confidence: null, std: null });
    await settle();
    expect([marking.partly, marking.cells[marking.at]?.unknown, marking.cells[marking.at - 1]?.unknown]).toEqual([true, true, false]);
    marking.to(0);
    draft.press("LOC");
    expect(marking.answer).toEqual([[0, 2, "LOC"], [19, 30, null]]);
    marking.to(6);
    marking.confirm();
    expect((await send()).get("0")).toEqual([[0, 2, "LOC"], [19, 21, null], [26, 30, null]]);
  });

  it("are asked again where an answer left a stretch open", async () => {
    const { marking, send } = await begun("spans", [{ answer: [[0, 4, "LOC"], [19, 30, null]], ...guessed(SPANS, SURE) }]);
    expect(labels(marking)).toEqual(["LOC", null, null, null, null, null, "LOC", "LOC"]);
    expect((await send()).get("0")).toEqual([[0, 4, "LOC"], [22, 30, "LOC"]]);
  });
});

describe("a sentence", () => {
  it("takes its steps back one by one, then the answer before", async () => {
    const { marking, draft, session, send } = await begun("spans", [{}, {}]);
    draft.press("LOC");
    await send();
    draft.press("PER");
    marking.to(2);
    draft.press("PER");
    session.undo();
    expect([marking.answer, marking.at, session.shown?.id]).toEqual([[[0, 4, "PER"]], 2, "1"]);
    session.undo();
    expect([marking.answer, session.shown?.id]).toEqual([[], "1"]);
    session.undo();
    await settle();
    expect([marking.answer, session.shown?.id]).toEqual([[[0, 4, "LOC"]], "0"]);
    expect(session.notice?.text).toBe(`Taken back: the answer “LOC Anna” to “${TEXT}”.`);
  });

  it("that was left half marked comes back as it was", async () => {
    const { draft, kept } = await begun("tags", [guessed(TAGS, SURE), {}]);
    draft.press("DET");
    const again = await begun("tags", [guessed(TAGS, SURE), {}], kept);
    expect(again.marking.cells[0]).toMatchObject({ label: "DET", by: "person" });
    expect((await again.send()).get("0")).toEqual(["DET", ...TAGS.slice(1)]);
    expect(again.kept.get("typed")).toBe(null);
  });

  it("says what changed, and what was sent", async () => {
    const { marking, draft, session, send } = await begun("spans", [{}, {}]);
    marking.to(6);
    marking.move(1, true);
    draft.press("LOC");
    expect(marking.spoken).toBe("New York, LOC.");
    await send();
    expect(session.announcement).toBe(`LOC New York. ${TEXT}`);
    expect(session.recent.rows[0]).toMatchObject({ text: TEXT, answer: [[22, 30, "LOC"]] });
  });

  it("keeps its labels under a new name", async () => {
    const { session, marking, draft } = await begun("spans", [guessed(SPANS, SURE)]);
    marking.to(2);
    draft.press("PER");
    await session.renameLabel("PER", "person");
    await settle();
    expect(labels(marking)).toEqual(["person", null, "person", null, null, null, "LOC", "LOC"]);
    session.undo();
    expect(labels(marking)).toEqual(["person", null, null, null, null, null, "LOC", "LOC"]);
  });

  it("leaves cells that did not change alone", async () => {
    const { marking, draft } = await begun("tags", [guessed(TAGS, SURE)]);
    const before = marking.cells;
    draft.press("DET");
    expect(marking.cells.map((cell, at) => cell === before[at])).toEqual([false, ...Array(7).fill(true)]);
  });

  it("of 500 words is marked without a wait", async () => {
    const item = sentence(Array.from({ length: 500 }, (_, at) => `word${at}`).join(" "));
    const { marking, draft } = await begun("spans", [{ item }]);
    for (let at = 0; at < 200; at += 2) {
      marking.to(at);
      draft.press("PER");
    }
    expect(marking.cells.filter(({ label }) => label).length).toBe(100);
  });

  it("that is not here yet takes no key", async () => {
    const { session, draft } = await begun("spans", [{}]);
    for (const making of [new Spanning(draft), new Tagging(draft)]) {
      making.press("PER");
      making.confirm();
      expect([making.cells, making.remove(), making.jump(1), making.submit(), making.back()]).toEqual([[], false, false, null, false]);
    }
    expect(session.shown?.id).toBe("0");
  });

  it("is corrected in the list, where its guess is seen too", async () => {
    const { session, server } = await begun("spans", [guessed(SPANS, SURE), {}]);
    session.items = async () => ({
      total: 1,
      rows: [{ id: "0", line: TEXT, answer: null, status: "unlabelled", flagged: false, note: "", prediction: SPANS, confidence: 0.9, std: null }],
    });
    const browse = new Browse(session);
    browse.draft.making = new Spanning(browse.draft);
    await browse.load();
    await browse.open(0);
    const marking = browse.draft.making as Spanning;
    expect(labels(marking)).toEqual(["PER", null, null, null, null, null, "LOC", "LOC"]);
    browse.draft.press("LOC");
    browse.draft.submit();
    await settle();
    expect(server.answers.get("0")).toEqual([[0, 4, "LOC"], [22, 30, "LOC"]]);
    expect(browse.row?.answer).toEqual([[0, 4, "LOC"], [22, 30, "LOC"]]);
  });
});
