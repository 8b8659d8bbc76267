import { expect, it } from "vitest";
import { length, pieces } from "./points";

it("cuts a text where the server does, whatever takes two halves here", () => {
  const text = "𝟓 👩‍👩‍👧‍👦 Zoe\u0308 x";
  const points = [...text];
  const cut = pieces(text);
  for (let start = 0; start <= points.length; start += 1) {
    for (let end = start; end <= points.length; end += 1) expect(cut(start, end)).toBe(points.slice(start, end).join(""));
  }
  expect([cut(2), cut(3, 99), length(text)]).toEqual([points.slice(2).join(""), points.slice(3).join(""), points.length]);
});

it("counts halves that stand alone as one, as the server does", () => {
  const cut = pieces("a\ud83dbc");
  expect([cut(0, 1), cut(1, 2), cut(2, 4), length("a\ud83dbc")]).toEqual(["a", "\ud83d", "bc", 4]);
});

it("cuts plain texts too", () => {
  expect([pieces("In Paris")(3, 8), pieces("In Paris")(3), pieces("")(0)]).toEqual(["Paris", "Paris", ""]);
});
