import { describe, expect, it } from "vitest";
import { memory } from "../core/storage";
import { arranged, clash, face, keymap, NUMBER_KEYS, readChoices, writeChoices } from "./keymap";

const none = { actions: {}, labels: {} };
const named = (...names: string[]) => names.map((name) => ({ name, key: "" }));

describe("keys of labels", () => {
  it("are the digits first, then the letters that mean nothing else", () => {
    const labels = named(...Array.from({ length: 40 }, (_, i) => `label ${i}`));
    const keys = [...keymap(labels, none).labels.values()].join("");
    expect(keys).toBe("1234567890acdeghijklmopqrtuvwxyz");
  });

  it("leave out labels beyond the keys, which are found by typing", () => {
    const labels = named(...Array.from({ length: 40 }, (_, i) => `label ${i}`));
    expect(keymap(labels, none).labels.has("label 32")).toBe(false);
  });

  it("follow the server's suggestion unless it is reserved or taken", () => {
    const labels = [
      { name: "ham", key: "h" },
      { name: "spam", key: "s" },
      { name: "eggs", key: "h" },
    ];
    expect([...keymap(labels, none).labels]).toEqual([
      ["ham", "h"],
      ["spam", "1"],
      ["eggs", "2"],
    ]);
  });

  it("are the name itself where the name is a digit", () => {
    const labels = ["0", "1", "2", "x", "n"].map((name, i) => ({ name, key: String(i + 1) }));
    expect(Object.fromEntries(keymap(labels, none).labels)).toEqual({ "0": "0", "1": "1", "2": "2", x: "4", n: "5" });
  });

  it("can be chosen, and the choice goes first", () => {
    const map = keymap(named("spam", "ham"), { actions: { skip: "1" }, labels: { ham: "j" } });
    expect(map.actions.get("skip")).toEqual(["1"]);
    expect(Object.fromEntries(map.labels)).toEqual({ spam: "2", ham: "j" });
  });
});

describe("the order of buttons", () => {
  const order = (...names: string[]) => arranged(named(...names)).map(({ name }) => name);

  it("is the one declared", () => {
    expect(order("spam", "ham", "eggs")).toEqual(["spam", "ham", "eggs"]);
  });

  it("lets keys rise where labels are called like digits", () => {
    expect(order("-1", "1")).toEqual(["1", "-1"]);
    expect(order("-1", "0", "1", "unclear")).toEqual(["0", "1", "-1", "unclear"]);
    expect(order(..."0123456789")).toEqual([..."0123456789"]);
    expect(order("3", ..."abcdefghi")).toEqual(["a", "b", "3", ..."cdefghi"]);
    expect(order("none", "3", "1")).toEqual(["1", "none", "3"]);
  });

  it("keeps labels without a key at the end", () => {
    const names = ["x".repeat(40), ...Array.from({ length: 40 }, (_, i) => `label ${i}`), "1"];
    expect(order(...names).slice(0, 2)).toEqual(["1", names[0]]);
    expect(order(...names).at(-1)).toBe("label 39");
  });
});

describe("choices", () => {
  it("survive in storage, per project", () => {
    const store = memory();
    writeChoices(store, "one", { actions: { flag: "q" }, labels: {} });
    expect(readChoices(store, "one").actions.flag).toBe("q");
    expect(readChoices(store, "two")).toEqual(none);
  });

  it("read rubbish as no choice", () => {
    const store = memory();
    store.set("askless:keys:one", "{not json");
    expect(readChoices(store, "one")).toEqual(none);
  });

  it("leave the keys of numbers to numbers", () => {
    const map = keymap([], { actions: { skip: "5", flag: "q" }, labels: {} }, NUMBER_KEYS);
    expect([map.actions.get("skip"), map.actions.get("flag")]).toEqual([["s"], ["q"]]);
    expect(clash(map, "5", "skip")).toContain("typed into numbers");
    expect(clash(map, "j", "skip")).toBe("");
  });

  it("refuse a key that means something else", () => {
    const map = keymap(named("spam"), none);
    expect(clash(map, "f", "spam")).toContain("Flag");
    expect(clash(map, "f", "flag")).toBe("");
    expect(clash(map, "/", "spam")).not.toBe("");
    expect(clash(map, "k", "spam")).toBe("");
    expect(clash(map, "s", "spam")).toContain("ask it again at the end");
    expect(clash(map, "s", "spam", "stream")).toContain("leave it without an answer");
    expect(clash(keymap(named("spam"), none, "", "synthesis"), "c", "spam", "synthesis")).toContain("Cannot tell: it counts");
  });
});

it("prints keys as they look", () => {
  expect(["Backspace", "a", "$mod+z"].map(face)).toEqual(["⌫", "A", "Ctrl Z"]);
});
