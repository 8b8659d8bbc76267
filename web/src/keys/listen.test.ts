import { expect, it } from "vitest";
import { meaning, type Binding } from "./listen";

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
