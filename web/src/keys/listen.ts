/** One listener for the whole page: finds what a key press means in the present scope, and stays out of inputs. */

import { matchKeyBindingPress, parseKeybinding } from "tinykeys";

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
}

const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const PRESSED_BY_ENTER = "button, a[href], summary, [role=button]";

/** Whether the key belongs to what has the focus: writing, choosing from a menu, pressing a button. */
export function belongsToFocus(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest(WRITING)) return true;
  return (event.key === "Enter" || event.key === " ") && target.closest(PRESSED_BY_ENTER) !== null;
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
    } else if (now.typed && [...event.key].length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      now.typed(event.key);
    }
  };
  target.addEventListener("keydown", heard);
  return () => target.removeEventListener("keydown", heard);
}
