import { expect, it } from "vitest";
import { tell } from "./told";

it("names spans with their words where the text is here, and in code points", () => {
  const spans: [number, number, string | null][] = [[2, 6, "PER"], [10, 15, "LOC"]];
  expect(tell(spans, "😀 Anna in Paris")).toBe("PER Anna · LOC Paris");
  expect(tell(spans)).toBe("PER · LOC");
  expect(tell([[0, 2, null], [2, 6, "PER"]], "😀 Anna")).toBe("PER Anna (in part)");
  expect([tell([[0, 2, null]], "ab"), tell([])]).toEqual(["no spans (in part)", "no spans"]);
});

it("lists tags, with a dash for each that is not known", () => {
  expect(tell(["NOUN", null, "VERB"])).toBe("NOUN – VERB");
  expect(tell(Array(31).fill("X"))).toBe(`${Array(30).fill("X").join(" ")} … (31 words)`);
});
