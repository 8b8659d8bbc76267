import { describe, expect, it } from "vitest";
import { around, range, readNumber, rough, shown, type NumberSpace } from "./number";

const any: NumberSpace = { unit: "kg", minimum: null, maximum: null };
const value = (typed: string, space = any) => {
  const reading = readNumber(typed, space);
  return "value" in reading ? reading.value : reading.problem;
};

describe("a number is read", () => {
  it.each([
    ["12.5", 12.5],
    ["12,5", 12.5],
    [" 12.50 ", 12.5],
    ["-3", -3],
    ["−3", -3],
    ["+3", 3],
    [".5", 0.5],
    [",5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["2,5E-3", 0.0025],
    ["0,125", 0.125],
    ["1,2345", 1.2345],
    ["1234,567", 1234.567],
    ["007", 7],
    ["１２．５", 12.5],
    ["12 kg", 12],
    ["12kg", 12],
  ])("from %s", (typed, expected) => expect(value(typed)).toBe(expected));

  it("without a minus before zero", () => expect(Object.is(value("-0"), 0)).toBe(true));
});

describe("what is no number is refused, and why is said", () => {
  it.each([
    ["1,234.5", "in groups of digits"],
    ["1.234,5", "in groups of digits"],
    ["1,234,567", "in groups of digits"],
    ["1 234 567", "in groups of digits"],
    ["1,234", "could mean 1.234 or 1234"],
    ["-12,500", "could mean -12.5 or -12500"],
    ["1 234", "in groups of digits"],
    ["1\u00a0234,5", "in groups of digits"],
    ["1'234", "in groups of digits"],
    ["1.2.3", "in groups of digits"],
    ["12²", "is no number"],
    ["½", "is no number"],
    ["twelve", "“twelve” is no number"],
    ["12 lb", "is no number"],
    ["kg", "no number yet"],
    ["", "no number yet"],
    ["-", "is no number"],
    [".", "is no number"],
    ["e5", "is no number"],
    ["0x10", "is no number"],
    ["NaN", "is no number"],
    ["Infinity", "is no number"],
    ["1e999", "too large"],
  ])("%s", (typed, reason) => expect(value(typed)).toContain(reason));

  it("beyond the bounds, with the unit", () => {
    const space = { unit: "kg", minimum: 0, maximum: 200 };
    expect(value("250", space)).toBe("250 kg is above the most that is taken, 200 kg. Check the number, and the unit.");
    expect(value("-0,5", space)).toBe("-0.5 kg is below the least that is taken, 0 kg. Check the number, and the unit.");
    expect([value("0", space), value("200", space)]).toEqual([0, 200]);
  });
});

it("is shown back with all its digits", () => {
  expect([shown(12.5, "kg"), shown(1234567.25), shown(0.1 + 0.2, "")]).toEqual(["12.5 kg", "1234567.25", "0.30000000000000004"]);
});

it("says which numbers are taken", () => {
  expect(range(any)).toBe("");
  expect(range({ unit: "kg", minimum: 0, maximum: 200 })).toBe("from 0 to 200 kg");
  expect(range({ unit: "", minimum: 0, maximum: null })).toBe("from 0 upwards");
  expect(range({ unit: "°C", minimum: null, maximum: 40 })).toBe("up to 40 °C");
});

it("gives a prediction the digits that its deviation leaves", () => {
  expect(around(152.34, 12.3)).toBe("152 ± 12");
  expect(around(152.34, 123)).toBe("152 ± 123");
  expect(around(1.23456, 0.0123)).toBe("1.235 ± 0.012");
  expect(around(-0.04, 1.24)).toBe("0.0 ± 1.2");
  expect(around(152.3456, null)).toBe("152.3");
  expect(around(3, 0)).toBe("3");
  expect(around(1e21, 1e20)).toBe("1.000e+21 ± 1.000e+20");
});

it("rounds errors", () => {
  expect([rough(12.345, "kg"), rough(0.000123456), rough(150)]).toEqual(["12.3 kg", "0.000123", "150"]);
});
