import { describe, expect, it } from "vitest";
import type { Prospect, Prospects } from "./api";
import { bars, Choice, roughly, tolerance } from "./prospects.svelte";
import { memory } from "./storage";

const one = (name: string, chances: Prospect["chances"] = [0.2, 0.55, 0.97], items = 3400): Prospect => ({
  tolerance: name,
  ready: true,
  known: true,
  items,
  chances,
  headline: `within ${name}`,
  range: "About 190 more labels.",
  small_print: "",
  time: "",
});
const prospects: Prospects = { labels: 210, labelled: 210, by: [one("0.01"), one("0.03"), one("gain")], stop: "Enough.", why: "" };

describe("what the page makes of a forecast", () => {
  it("says chances in steps that somebody can know", () => {
    expect([0, 0.04, 0.21, 0.5, 0.96, 1].map(roughly)).toEqual(["< 5 %", "< 5 %", "20 %", "50 %", "> 95 %", "> 95 %"]);
  });

  it("draws now, twice and four times the labels, as far as there are items", () => {
    expect(bars(one("0.01"), 210).map(({ name, told }) => [name, told])).toEqual([
      ["now", "20 %"],
      ["420 labels", "55 %"],
      ["840 labels", "> 95 %"],
    ]);
    expect(bars(one("0.01", [0.2, 0.55, 0.97], 800), 210).map(({ name }) => name)).toEqual(["now", "420 labels"]);
    expect(bars(one("0.01", [0.2, 0.55, 0.97], 210), 210).map(({ name }) => name)).toEqual(["now"]);
    expect(bars(one("0.01", null), 210)).toEqual([]);
  });

  it("counts as the page does, test items and copies included", () => {
    expect(bars(one("0.01"), 229, 282).map(({ name }) => name)).toEqual(["now", "511 labels", "969 labels"]);
  });

  it("names tolerances", () => {
    expect(["0.01", "0.03", "gain"].map(tolerance)).toEqual(["1 point", "3 points", "10 % of the gain"]);
  });

  it("remembers the tolerance, for this project only", () => {
    const store = memory();
    const choice = new Choice(store, "a");
    expect(choice.of(prospects)?.tolerance).toBe("0.01");
    choice.take("gain");
    expect(new Choice(store, "a").of(prospects)?.tolerance).toBe("gain");
    expect(new Choice(store, "b").of(prospects)?.tolerance).toBe("0.01");
    expect(choice.of({ ...prospects, by: [one("0.01")] })?.tolerance).toBe("0.01");
  });

  it("lets a recommendation rest until the next look", () => {
    const store = memory();
    const choice = new Choice(store, "a");
    expect(choice.stop(prospects)).toBe("Enough.");
    choice.turnDown(prospects);
    expect(choice.stop(prospects)).toBeNull();
    expect(new Choice(store, "a").stop(prospects)).toBeNull();
    expect(choice.stop({ ...prospects, labels: 225 })).toBe("Enough.");
  });

  it("bears what another version of the page kept", () => {
    const store = memory();
    for (const kept of ["null", "7", '{"tolerance": 3, "goOn": "x"}', "{"]) {
      store.set("askless:prospects:a", kept);
      expect(new Choice(store, "a").of(prospects)?.tolerance).toBe("0.01");
      expect(new Choice(store, "a").stop(prospects)).toBe("Enough.");
    }
  });
});
