import { expect, it } from "vitest";
import type { Field } from "../../core/api";
import { choices, exactText, grouped, percentOf, rangeText, valueText } from "./fields";

const field = (more: Partial<Field>): Field => ({ name: "x", value: 1, unit: "", low: null, high: null, place: null, levels: null, ...more });
const levels = ["off", "slow", "fast"];

it("writes values with their units, and shares in per cent", () => {
  expect(valueText(field({ value: 351.20000000001, unit: "K" }))).toBe("351.2 K");
  expect(valueText(field({ value: 3 }))).toBe("3");
  expect(valueText(field({ value: null, unit: "K" }))).toBe("– K");
  expect(valueText(field({ value: 0.3333333, mixture: "solvent" }))).toBe("33.33 %");
});

it("writes no more figures than somebody can set, and keeps the others at hand", () => {
  const heat = field({ value: 213.5721849, unit: "°C", low: 180, high: 240, place: 0.5 });
  expect([valueText(heat), exactText(heat)]).toEqual(["213.57 °C", "213.5721849 °C"]);
  const hotter = field({ ...heat, low: 0, high: 400 });
  expect([valueText(hotter), exactText(hotter)]).toEqual(["213.6 °C", "213.5721849 °C"]);
  const flow = field({ value: 31.4999991184, low: 0, high: 100 });
  expect([valueText(flow), exactText(flow)]).toEqual(["31.5", "31.4999991184"]);
  const thin = field({ value: 0.00123456789, unit: "mol/l", low: 0.001, high: 2, log: true });
  expect([valueText(thin), exactText(thin)]).toEqual(["0.001235 mol/l", "0.00123456789 mol/l"]);
  for (const plain of [field({ value: 31.5, low: 0, high: 100 }), field({ value: 3 }), field({ value: "off", levels }), field({ value: 0.3333333, mixture: "solvent" })])
    expect(exactText(plain)).toBe("");
});

it("says where a value lies", () => {
  expect(rangeText(field({ unit: "K", low: 280, high: 420.5, place: 0.5 }))).toBe("between 280 and 420.5 K");
  expect(rangeText(field({ value: "slow", levels, place: 0.5 }))).toBe("level 2 of 3, from off to fast");
  expect(rangeText(field({ value: "slow", levels }))).toBe("one of off, slow, fast");
  expect(rangeText(field({ value: 0.2, low: 0, high: 0.5, mixture: "solvent" }))).toBe("between 0 and 50 %");
  expect(rangeText(field({ value: 2, levels: [1, 2, 3], place: 0.5 }))).toBe("level 2 of 3, from 1 to 3");
  expect(rangeText(field({}))).toBe("");
});

it("lists few values, and counts many", () => {
  const many = Array.from({ length: 30 }, (_, i) => `value ${i}`);
  expect(choices(field({ levels }))).toEqual(levels);
  expect(choices(field({ levels: many }))).toEqual([]);
  expect(rangeText(field({ value: "value 3", levels: many }))).toBe("one of 30");
});

it("keeps the parts of a mixture together, and two mixtures apart", () => {
  const names = (fields: Field[]) => grouped(fields).map(({ mixture, fields: parts }) => [mixture, parts.length]);
  const part = (mixture: string) => field({ mixture });
  expect(names([field({}), part("solvent"), part("solvent"), part("alloy"), field({})])).toEqual([["", 1], ["solvent", 2], ["alloy", 1], ["", 1]]);
});

it("keeps a mark within its range", () => {
  expect([-0.2, 0, 0.25, 1.7].map(percentOf)).toEqual([0, 0, 25, 100]);
});
