import { expect, it } from "vitest";
import { Stopwatch } from "./stopwatch";

it("counts only while somebody attends", () => {
  let now = 0;
  const watch = new Stopwatch(() => now);
  now = 5000;
  expect(watch.seconds).toBe(0);
  watch.attend(true);
  now = 7000;
  watch.attend(false);
  now = 90_000;
  watch.attend(true);
  now = 90_500;
  expect(watch.seconds).toBe(2.5);
  watch.restart();
  now = 91_000;
  expect(watch.seconds).toBe(0.5);
});

it("stops at ten minutes", () => {
  let now = 0;
  const watch = new Stopwatch(() => now);
  watch.attend(true);
  now = 3_600_000;
  expect(watch.seconds).toBe(600);
});

it("never tells less than nothing, though a clock be set back", () => {
  let now = 5000;
  const watch = new Stopwatch(() => now);
  watch.attend(true);
  now = 1000;
  expect(watch.seconds).toBe(0);
});
