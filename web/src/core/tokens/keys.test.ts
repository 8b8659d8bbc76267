import { describe, expect, it } from "vitest";
import { pressed, type Place, type Press } from "./keys";

function hand(more: Partial<Place> = {}) {
  const did: unknown[][] = [];
  const note = (name: string, value: unknown = true) => (...given: unknown[]) => (did.push([name, ...given]), value) as never;
  const marking = { at: 3, window: [2, 9] as [number, number], to: note("to"), move: note("move"), jump: note("jump"), confirm: note("confirm"), remove: note("remove", false), back: note("back"), collapse: note("collapse", false) };
  const place: Place = { rtl: false, zero: false, line: (direction) => (direction > 0 ? 7 : null), leave: note("leave"), ...more };
  const press = (key: string, mods: Partial<Press> = {}) =>
    pressed({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...mods }, marking, place);
  return { did, press };
}

const shiftKey = true;

describe("in a sentence", () => {
  it("arrows go in reading direction", () => {
    for (const [rtl, right] of [[false, 1], [true, -1]] as const) {
      const { did, press } = hand({ rtl });
      expect([press("ArrowRight"), press("ArrowLeft"), press("ArrowRight", { shiftKey })]).toEqual([true, true, true]);
      expect(did).toEqual([["move", right, false], ["move", -right, false], ["move", right, true]]);
    }
  });

  it("arrows go through lines, and past the last one mean what they do elsewhere", () => {
    const { did, press } = hand();
    expect([press("ArrowDown", { shiftKey }), press("ArrowUp")]).toEqual([true, false]);
    expect(did).toEqual([["to", 7, true]]);
  });

  it("Home and End go to the ends of what is asked", () => {
    const { did, press } = hand();
    press("Home");
    press("End", { shiftKey });
    expect(did).toEqual([["to", 2, false], ["to", 8, true]]);
  });

  it("Tab jumps, Space accepts once however long it is held", () => {
    const { did, press } = hand();
    press("Tab");
    press("Tab", { shiftKey });
    press(" ");
    expect(press(" ", { repeat: true })).toBe(true);
    expect(did).toEqual([["jump", 1], ["jump", -1], ["confirm"]]);
  });

  it("Backspace takes a label away, else it is undo; Delete is never undo", () => {
    const { did, press } = hand();
    expect([press("Backspace"), press("Delete"), press("0"), press("Backspace", { repeat: true })]).toEqual([false, true, true, false]);
    expect(did).toEqual([["remove"], ["remove"], ["remove"]]);
  });

  it("0 is a label's key where one has it", () => {
    const { did, press } = hand({ zero: true });
    expect([press("0"), did]).toEqual([false, []]);
  });

  it("Ctrl Z takes back a step, and all else with Ctrl or Alt is the browser's", () => {
    const { did, press } = hand();
    expect([press("z", { ctrlKey: true }), press("ArrowLeft", { altKey: true }), press("ArrowLeft", { ctrlKey: true }), press("z")]).toEqual([true, false, false, false]);
    expect(did).toEqual([["back"]]);
  });

  it("Escape leaves", () => {
    const { did, press } = hand();
    expect(press("Escape")).toBe(true);
    expect(did).toEqual([["collapse"], ["leave"]]);
  });
});
