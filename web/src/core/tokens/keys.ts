/** What a key means while the cursor is in a sentence. Labels, skipping and the like have their keys elsewhere. */

import type { Marking } from "./marking.svelte";

export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

export interface Place {
  /** The text runs from right to left, so that ← goes on. */
  rtl: boolean;
  /** 0 is the key of a label. */
  zero: boolean;
  /** The token above (-1) or below (1) the cursor, if lines are gone through here. */
  line(direction: 1 | -1): number | null;
  /** The keyboard goes elsewhere; false if Escape means something else. */
  leave(): boolean;
}

/** Do what the key means; false if it means nothing here. */
export function pressed(event: Press, marking: Pick<Marking<unknown>, "at" | "window" | "to" | "move" | "jump" | "confirm" | "remove" | "back" | "collapse">, place: Place): boolean {
  const { key, shiftKey: shift } = event;
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === "z" && !shift && marking.back();
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight":
      marking.move((key === "ArrowRight") === place.rtl ? -1 : 1, shift);
      return true;
    case "ArrowUp":
    case "ArrowDown": {
      const to = place.line(key === "ArrowDown" ? 1 : -1);
      if (to === null) return false;
      marking.to(to, shift);
      return true;
    }
    case "Home":
    case "End":
      marking.to(key === "Home" ? marking.window[0] : marking.window[1] - 1, shift);
      return true;
    case "Tab":
      return marking.jump(shift ? -1 : 1);
    case " ":
      if (!event.repeat) marking.confirm();
      return true;
    // Where there is nothing to take away, this is undo.
    case "Backspace":
      return !event.repeat && marking.remove();
    case "Delete":
      marking.remove();
      return true;
    case "0":
      if (!place.zero) marking.remove();
      return !place.zero;
    case "Escape":
      return marking.collapse() || place.leave();
    default:
      return false;
  }
}
