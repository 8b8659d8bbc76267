import { expect, it } from "vitest";
import { direction, runs } from "./runs";

/** Groups of a text whose tokens stand between blanks; | glues two. */
function grouped(text: string) {
  const parts = text.split(" ").flatMap((word) => word.split("|").map((token, at) => ({ token, gap: at ? "" : " " })));
  return runs(parts.map(({ token }) => token), parts.map(({ gap }, at) => (at ? gap : "")));
}

it("keeps what has no blank between on one line", () => {
  expect(grouped("do|n't go|.")).toEqual([{ dir: "ltr", pieces: [[0, 1], [2, 3]] }]);
});

it("breaks scripts without blanks between any two words", () => {
  expect(grouped("東京|は|首都")[0]?.pieces).toEqual([[0], [1], [2]]);
});

it("keeps words of the other direction together, in their order", () => {
  const found = grouped("ذهبت إلى New York 2 City يوم |.");
  expect(found.map(({ dir, pieces }) => [dir, pieces.flat()])).toEqual([
    ["rtl", [0, 1]],
    ["ltr", [2, 3, 4, 5]],
    ["rtl", [6, 7, 8]],
  ]);
});

it("tells directions by the first letter", () => {
  expect(["Paris", "إلى", "2 שלום", "12.", "😀 a"].map(direction)).toEqual(["ltr", "rtl", "rtl", "", "ltr"]);
});
