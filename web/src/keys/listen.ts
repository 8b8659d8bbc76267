/** One listener for the whole page: finds what a key press means in the present scope, and stays out of inputs. */

import { matchKeyBindingPress, parseKeybinding } from "tinykeys";
import { NUMBER_KEYS } from "./keymap";

export interface Binding {
  key: string;
  /** A held key goes on (moving through a list); by default it acts once. */
  repeats?: boolean;
  run(event: KeyboardEvent): void;
}

export interface Scope {
  bindings: Binding[];
  /** A printable key that is bound to nothing. */
  typed?(character: string): void;
  /** Where such a key is written, wherever the focus is. */
  field?: HTMLElement | null;
}

const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
/** A field for numbers has the focus while items are answered, so while it is empty it takes only the keys that begin one. */
const NUMBER = "input[data-keys=number]";
const EDITING: readonly string[] = ["Delete", "Home", "End", "Tab", "Process", "Dead"];
const PRESSED_BY_ENTER = "button, a[href], summary, [role=button]";

/** Whether the key belongs to what has the focus: writing, choosing from a menu, pressing a button. */
export function belongsToFocus(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target instanceof HTMLInputElement && target.matches(NUMBER)) return writesNumber(event, target);
  if (target.closest(WRITING)) return true;
  return (event.key === "Enter" || event.key === " ") && target.closest(PRESSED_BY_ENTER) !== null;
}

/**
 * Whether a key press is for a field for numbers: it begins, writes or edits one. All others stay commands.
 *
 * A field that is empty, or whose text is selected as a whole (as it is when an answer comes back), is not being
 * edited: arrows and Ctrl+Z then go through the answers. Backspace does so in an empty field only.
 */
export function writesNumber(event: KeyboardEvent, field: Pick<HTMLInputElement, "value" | "selectionStart" | "selectionEnd">): boolean {
  const { value, selectionStart, selectionEnd } = field;
  const edited = value !== "" && !(selectionStart === 0 && selectionEnd === value.length);
  if (event.ctrlKey || event.metaKey) return edited || event.key.toLowerCase() !== "z";
  if (event.altKey) return true;
  if (event.key === "Backspace") return value !== "";
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") return edited || event.shiftKey;
  // Once a number is begun its unit may follow: the s of “12 s” must not skip the item.
  return [...event.key].length === 1 ? (edited && event.key !== "?") || NUMBER_KEYS.includes(event.key.toLowerCase()) : EDITING.includes(event.key);
}

/** The binding a key press means: by its character first, else by its place (for keyboards of other scripts). */
export function meaning(event: KeyboardEvent, bindings: readonly Binding[]): Binding | undefined {
  const byCharacter = bindings.find(({ key }) => matches(event, key));
  if (byCharacter) return byCharacter;
  // "é" on the key 2 of a French keyboard, "ы" on the key s of a Russian one.
  if (event.ctrlKey || event.metaKey || event.altKey || /^[\x20-\x7e]$/.test(event.key)) {
    const shiftedDigit = !event.shiftKey && event.code.startsWith("Digit") && !/^[0-9]$/.test(event.key);
    if (!shiftedDigit || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  }
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  const key = place?.[1]?.toLowerCase() ?? place?.[2];
  return key === undefined ? undefined : bindings.find((binding) => binding.key === key);
}

function matches(event: KeyboardEvent, key: string): boolean {
  const [press] = parseKeybinding(key);
  return press !== undefined && matchKeyBindingPress(event, press);
}

/** Listen until the returned function is called. `scope` says what holds right now; null: nothing does. */
export function listen(target: Window, scope: () => Scope | null): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || belongsToFocus(event)) return;
    const now = scope();
    if (!now) return;
    const binding = meaning(event, now.bindings);
    if (binding) {
      event.preventDefault();
      // A label key that is held down answers one item, not thirty.
      if (!event.repeat || binding.repeats) binding.run(event);
    } else if ([...event.key].length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // The browser writes the key into what has the focus by then.
      if (now.field) return now.field.focus();
      if (!now.typed) return;
      event.preventDefault();
      now.typed(event.key);
    }
  };
  target.addEventListener("keydown", heard);
  return () => target.removeEventListener("keydown", heard);
}
