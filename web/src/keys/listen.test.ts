import { describe, expect, it } from "vitest";
import { meaning, writesNumber, type Binding } from "./listen";

const bind = (...keys: string[]): Binding[] => keys.map((key) => ({ key, run: () => {} }));

function pressed(key: string, code: string, held: string[] = []): KeyboardEvent {
  const state = { ctrlKey: held.includes("Control"), metaKey: held.includes("Meta"), altKey: held.includes("Alt"), shiftKey: held.includes("Shift") };
  return { key, code, ...state, getModifierState: (name: string) => held.includes(name) } as unknown as KeyboardEvent;
}

it("finds a key by its character", () => {
  expect(meaning(pressed("1", "Numpad1"), bind("1", "2"))?.key).toBe("1");
  expect(meaning(pressed("S", "KeyS"), bind("s"))?.key).toBe("s");
  expect(meaning(pressed("k", "KeyK"), bind("s"))).toBeUndefined();
});

it("leaves combinations to the browser", () => {
  expect(meaning(pressed("s", "KeyS", ["Control"]), bind("s"))).toBeUndefined();
  expect(meaning(pressed("1", "Digit1", ["Alt"]), bind("1"))).toBeUndefined();
  expect(meaning(pressed("z", "KeyZ", ["Control"]), bind("z", "$mod+z"))?.key).toBe("$mod+z");
});

it("finds keys of other keyboards by their place", () => {
  expect(meaning(pressed("é", "Digit2"), bind("2"))?.key).toBe("2");
  expect(meaning(pressed("&", "Digit1"), bind("1"))?.key).toBe("1");
  expect(meaning(pressed("ы", "KeyS"), bind("s"))?.key).toBe("s");
  expect(meaning(pressed("!", "Digit1", ["Shift"]), bind("1"))).toBeUndefined();
});

it("takes the first of several meanings", () => {
  const [own, common] = [bind("Escape"), bind("Escape")];
  expect(meaning(pressed("Escape", "Escape"), [...own, ...common])).toBe(own[0]);
});

it("hears signs with and without Shift", () => {
  expect(meaning(pressed("?", "Slash", ["Shift"]), bind("?", "Shift+?"))?.key).toBe("Shift+?");
  expect(meaning(pressed("+", "BracketRight"), bind("+", "Shift++"))?.key).toBe("+");
});

describe("a field for numbers", () => {
  const typing = { value: "12", selectionStart: 2, selectionEnd: 2 };
  const empty = { value: "", selectionStart: 0, selectionEnd: 0 };
  const back = { value: "12", selectionStart: 0, selectionEnd: 2 };
  const takes = (field: typeof typing, key: string, ...held: string[]) => writesNumber(pressed(key, "", held), field);

  it("takes what numbers are written with", () => {
    for (const key of "0123456789.,-+eE") expect(takes(empty, key), key).toBe(true);
  });

  it("leaves commands to the page until a number is begun", () => {
    for (const field of [empty, back]) for (const key of "sfnb?/ ") expect(takes(field, key), key).toBe(false);
    for (const key of "sfnb/ ") expect(takes(typing, key), key).toBe(true);
    for (const field of [typing, empty, back])
      for (const key of ["?", "Enter", "Escape", "ArrowUp", "PageDown"]) expect(takes(field, key), key).toBe(false);
  });

  it("is edited while it is, and left by the same keys while it is not", () => {
    for (const key of ["Backspace", "ArrowLeft", "ArrowRight"]) {
      expect([takes(typing, key), takes(empty, key)], key).toEqual([true, false]);
    }
    expect([takes(back, "Backspace"), takes(back, "ArrowLeft"), takes(back, "ArrowLeft", "Shift")]).toEqual([true, false, true]);
    expect([takes(typing, "z", "Control"), takes(back, "z", "Control"), takes(empty, "z", "Meta")]).toEqual([true, false, false]);
    for (const key of "acvx") expect(takes(empty, key, "Control"), key).toBe(true);
    expect([takes(typing, "Home"), takes(typing, "Delete"), takes(typing, "Tab")]).toEqual([true, true, true]);
  });
});
