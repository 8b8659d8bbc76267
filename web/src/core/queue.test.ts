import { expect, it } from "vitest";
import { HELD, Queue } from "./queue.svelte";
import { query } from "./testing";

const ids = (queue: Queue) => queue.held.join(" ");

function filled(...names: string[]): Queue {
  const queue = new Queue();
  queue.add(names.map((id) => query(id)), 0);
  return queue;
}

it("shows the first item and keeps a few behind it", () => {
  const queue = filled("a", "b", "c", "d", "e", "f", "g");
  expect(queue.current?.id).toBe("a");
  expect(queue.held).toHaveLength(HELD);
  expect(queue.wanted).toBe(0);
});

it("never holds an item twice", () => {
  const queue = filled("a", "b");
  queue.add([query("b"), query("c")], 0);
  expect(ids(queue)).toBe("a b c");
});

it("does not take what was asked for before the item was dealt with", () => {
  const queue = filled("a", "b");
  const mark = queue.mark;
  queue.acted("a");
  queue.advance();
  queue.add([query("a"), query("c")], mark);
  expect(ids(queue)).toBe("b c");
  queue.add([query("a")], queue.mark); // a skipped item may return later
  expect(ids(queue)).toBe("b c a");
});

it("keeps the item on screen and the next one when a new ranking comes", () => {
  const queue = filled("a", "b", "c", "d", "e");
  queue.ranking = 1;
  expect(ids(queue)).toBe("a b c d e"); // nobody waits for the replacements
  queue.replace(["v", "w", "x"].map((id) => query(id, { ranking: 1 })), "b", queue.mark);
  expect(ids(queue)).toBe("a b v w x");
});

it("takes late items of an old ranking only if nothing else is left", () => {
  const queue = filled("a");
  queue.ranking = 2;
  queue.add([query("b", { ranking: 1 })], 0);
  expect(ids(queue)).toBe("a");
  queue.advance();
  queue.add([query("b", { ranking: 1 }), query("c", { ranking: 1 })], 0);
  expect(ids(queue)).toBe("b");
});

it("brings an item back in front of the one on screen", () => {
  const queue = filled("b", "c");
  queue.comeBack(query("a"));
  expect(ids(queue)).toBe("a b c");
  queue.comeBack(query("c"));
  expect(ids(queue)).toBe("c a b");
});
