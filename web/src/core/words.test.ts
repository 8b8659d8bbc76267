import { expect, it } from "vitest";
import { alike, answerText, cell, confidence, lineOf, percent, sameAnswer, strategyName } from "./words";

it("never rounds a confidence up to certainty", () => {
  expect([0.5, 0.8749, 0.9899, 0.99].map(confidence)).toEqual(["0.50", "0.87", "0.99", "0.99"]);
  expect([0.9901, 0.995, 0.99999, 1].map(confidence)).toEqual(["> 0.99", "> 0.99", "> 0.99", "> 0.99"]);
});

it("compares answers whatever their order", () => {
  expect(sameAnswer(["a", "b"], ["b", "a"])).toBe(true);
  expect(sameAnswer(["a"], ["a", "b"])).toBe(false);
  expect(sameAnswer("a", "a")).toBe(true);
  expect(sameAnswer(null, "a")).toBe(false);
});

it("says what an answer is", () => {
  expect([answerText("a"), answerText(["a", "b"]), answerText([]), answerText(null)]).toEqual(["a", "a, b", "none", ""]);
});

it("names the label that a strategy looks for", () => {
  const labels = [{ name: "no" }, { name: "yes" }];
  expect(["most_likely(1)", "most_likely(2)", "most_likely", "max_herding"].map((name) => strategyName(name, labels))).toEqual(
    ["most likely “yes”", "most likely(2)", "most likely", "max herding"],
  );
});

it("shortens an item to one line", () => {
  expect(lineOf({ kind: "text", text: "one\n two  three" })).toBe("one two three");
  expect(lineOf({ kind: "text", text: "x".repeat(500) })).toHaveLength(120);
  expect(lineOf({ kind: "row", cells: [["a", 1], ["b", null]] })).toBe("a: 1");
  const field = { low: 0, high: 9, place: 0.1, levels: null };
  const fields = [{ ...field, name: "heat", value: 351.2, unit: "K" }, { ...field, name: "parts", value: 2, unit: "" }];
  expect(lineOf({ kind: "form", fields, real: false })).toBe("heat: 351.2 K · parts: 2");
});

it("finds labels that differ by case or blanks only", () => {
  expect(alike("Spam", ["spam", "ham", "SPAM ", "Spam"])).toEqual(["spam", "SPAM "]);
  expect(alike("not  sure", ["not sure", "notsure", "sure"])).toEqual(["not sure", "notsure"]);
});

it("writes numbers short", () => {
  expect([cell(0.1 + 0.2), cell(12), cell(null), cell(true), percent(0.876)]).toEqual(["0.3", "12", "–", "true", "88 %"]);
  expect(["-0.7968808129331238", "1.2345678e-7", "3.14", "0012345678", "1.2.3456789"].map(cell)).toEqual(
    ["-0.796881", "1.23457e-7", "3.14", "0012345678", "1.2.3456789"],
  );
});
