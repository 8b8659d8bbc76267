import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "./client";
import { Outbox, type Act } from "./outbox.svelte";
import { memory } from "./storage";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const act = (request: string): Act => ({ request, kind: "answer", item: request, body: { id: request, answer: "spam" }, counts: 1 });
const settle = () => vi.advanceTimersByTimeAsync(0);

function outboxWith(outcomes: (number | "ok")[], store = memory()) {
  const sent: string[] = [];
  const told: string[] = [];
  const send = async <T>(_method: string, _path: string, body?: unknown): Promise<T> => {
    sent.push((body as { request: string }).request);
    const outcome = outcomes.shift() ?? "ok";
    if (outcome !== "ok") throw new ApiError(outcome, "It failed.", "");
    return {} as T;
  };
  const outbox = new Outbox(send, store, "box", {
    acknowledged: ({ request }) => void told.push(`+${request}`),
    refused: ({ request }, { status }) => void told.push(`${status} ${request}`),
    fields: () => ({}),
  });
  return { outbox, sent, told, store };
}

it("sends in order, one at a time, and then forgets", async () => {
  const { outbox, told, store } = outboxWith([]);
  for (const name of ["a", "b", "c"]) outbox.add(act(name));
  expect(outbox.counted).toBe(3);
  await settle();
  expect(told).toEqual(["+a", "+b", "+c"]);
  expect(store.keys()).toEqual([]);
});

it("tries again under the same request id until it is acknowledged", async () => {
  const { outbox, sent, told } = outboxWith([0, 503, "ok"]);
  outbox.add(act("a"));
  outbox.add(act("b"));
  await settle();
  expect(outbox.trouble?.kind).toBe("offline");
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent).toEqual(["a", "a", "a", "b"]);
  expect(told).toEqual(["+a", "+b"]);
  expect(outbox.trouble).toBeNull();
});

it("keeps what could not be saved, says so, and sends it when asked", async () => {
  const { outbox, told, store } = outboxWith([507]);
  outbox.add(act("a"));
  await settle();
  expect(outbox.trouble?.kind).toBe("unsaved");
  expect(store.get("box")).toContain('"a"');
  outbox.retry();
  await settle();
  expect(told).toEqual(["+a"]);
});

it("waits for a lost sign-in", async () => {
  const { outbox } = outboxWith([401]);
  outbox.add(act("a"));
  await settle();
  expect(outbox.trouble?.kind).toBe("locked");
  expect(outbox.acts).toHaveLength(1);
});

it("reports what the server judged and goes on", async () => {
  const { outbox, told } = outboxWith([422]);
  outbox.add(act("a"));
  outbox.add(act("b"));
  await settle();
  expect(told).toEqual(["422 a", "+b"]);
});

it("takes up after a reload what was not acknowledged", async () => {
  const store = memory();
  const before = outboxWith([507], store).outbox;
  before.add(act("a"));
  before.add(act("b"));
  await settle();
  before.stop();
  const { outbox, sent } = outboxWith([], store);
  expect(outbox.adopt()).toBe(2);
  await settle();
  expect(sent).toEqual(["a", "b"]);
  expect(store.keys()).toEqual([]);
});

it("adopts the acts of a closed tab once", async () => {
  const { outbox, told, store } = outboxWith([]);
  store.set("other", JSON.stringify([act("x")]));
  expect(outbox.adopt("other")).toBe(1);
  expect(outbox.adopt("other")).toBe(0);
  await settle();
  expect(told).toEqual(["+x"]);
});

it("withdraws only what the server cannot have recorded", async () => {
  const unsaved = outboxWith([507, 507]).outbox;
  unsaved.add(act("a"));
  await settle();
  expect(unsaved.withdraw()?.request).toBe("a");
  expect(unsaved.trouble).toBeNull();

  const lost = outboxWith([0, 0]).outbox;
  lost.add(act("a"));
  lost.add(act("b"));
  await settle();
  expect(lost.withdraw()?.request).toBe("b");
  expect(lost.withdraw()).toBeNull();
  lost.stop();
});

it("stops after three mistakes of the server until it is told to try again", async () => {
  const { outbox, sent, told } = outboxWith([500, 500, 500, 500, "ok"]);
  outbox.add(act("a"));
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect([sent.length, outbox.trouble?.kind, outbox.acts.length]).toEqual([3, "broken", 1]);
  outbox.retry();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(sent).toHaveLength(4);
  outbox.retry();
  await settle();
  expect([told, outbox.trouble]).toEqual([["+a"], null]);
});

it("withdraws no label: undo does not take labels back", async () => {
  const { outbox } = outboxWith([507]);
  outbox.add(act("a"));
  outbox.add({ ...act("b"), kind: "label", item: null });
  await settle();
  expect(outbox.withdraw()).toBeNull();
  expect(outbox.acts).toHaveLength(2);
  outbox.stop();
});
