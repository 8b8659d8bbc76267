/**
 * Which key does what: actions have theirs, labels take digits first and then the letters that are left.
 *
 * A person's own choice, kept in this browser, goes first; then a label's name if it is a digit; then the key the
 * server suggests; then the automatic one.
 */

import { parsed, type Store } from "../core/storage";

export type ActionName =
  | "skip"
  | "flag"
  | "note"
  | "undo"
  | "submit"
  | "find"
  | "labels"
  | "older"
  | "newer"
  | "browse"
  | "keys"
  | "back";

/** Where items come from. */
export type Scenario = "pool" | "stream" | "synthesis";

export interface Action {
  name: ActionName;
  /** What it does, in the words of the overlay. */
  title: string;
  /** The same where items come otherwise than from a pool, if that differs. */
  titles?: Partial<Record<Scenario, string>>;
  /** Keys in tinykeys' notation; the first is the one shown. */
  keys: string[];
  /** Those where questions are made up, if they differ: what means something else there has another key. */
  synthesis?: string[];
  /** Whether a single other key may be chosen for it. */
  free: boolean;
}

export const ACTIONS: readonly Action[] = [
  {
    name: "skip",
    title: "Skip: ask it again at the end",
    titles: {
      stream: "Skip: leave it without an answer",
      synthesis: "Cannot tell: it counts as a question, and teaches which items nobody can answer",
    },
    keys: ["s"],
    synthesis: ["c"],
    free: true,
  },
  { name: "flag", title: "Flag, or remove the flag", keys: ["f"], free: true },
  { name: "note", title: "Write a note", keys: ["n"], free: true },
  { name: "undo", title: "Undo, across items", keys: ["Backspace", "$mod+z"], free: false },
  { name: "submit", title: "Submit the answer", keys: ["Enter"], free: false },
  { name: "find", title: "Find a label by typing", keys: ["/"], free: false },
  { name: "labels", title: "Add or rename labels", titles: { stream: "Add a label" }, keys: ["+", "Shift++"], free: false },
  { name: "older", title: "Reopen the answer before", keys: ["ArrowLeft"], free: false },
  { name: "newer", title: "Towards the newest answer", keys: ["ArrowRight"], free: false },
  { name: "browse", title: "Browse all items", titles: { stream: "Browse the latest items" }, keys: ["b"], free: true },
  { name: "back", title: "Back to labelling", keys: ["Escape"], free: false },
  { name: "keys", title: "All keys", keys: ["?", "Shift+?"], free: false },
];

const DIGITS = [..."1234567890"];
const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];

/** What was chosen by hand: key by action name or by label name. */
export interface Choices {
  actions: Partial<Record<ActionName, string>>;
  labels: Record<string, string>;
}

export interface Keymap {
  actions: Map<ActionName, string[]>;
  /** Label name -> its key; labels beyond the keys are missing and found by typing. */
  labels: Map<string, string>;
  /** Keys that are typed into a field and can mean nothing else. */
  typed: string;
}

/** What numbers are written with. */
export const NUMBER_KEYS = "0123456789.,+-−e";

/** A key that may be chosen: one printable character that does nothing else. */
export function choosable(key: string): boolean {
  return [...key].length === 1 && key.trim() !== "" && !["/", "?", "+"].includes(key);
}

/** @param other Keys of actions whose usual ones mean something else here. */
export function keymap(
  labels: readonly { name: string; key: string }[],
  choices: Choices,
  typed = "",
  scenario: Scenario = "pool",
  other: Partial<Record<ActionName, string[]>> = {},
): Keymap {
  const actions = new Map<ActionName, string[]>();
  for (const action of ACTIONS) {
    const own = action.free ? choices.actions[action.name] : undefined;
    actions.set(action.name, own && choosable(own) && !typed.includes(own) ? [own] : (other[action.name] ?? ((scenario === "synthesis" && action.synthesis) || action.keys)));
  }
  const taken = new Set([...actions.values()].flat());
  const given = new Map<string, string>();
  const give = (name: string, key: string | undefined) => {
    if (!key || given.has(name) || taken.has(key) || !choosable(key)) return;
    given.set(name, key);
    taken.add(key);
  };
  for (const label of labels) give(label.name, choices.labels[label.name]);
  // A label that is called like a digit has that key: 3 for the digit 3. Letters would mix with 1, 2, 3 for the rest.
  for (const label of labels) if (DIGITS.includes(label.name)) give(label.name, label.name);
  for (const label of labels) give(label.name, label.key.toLowerCase());
  const spare = [...DIGITS, ...LETTERS].filter((key) => !taken.has(key));
  for (const label of labels) {
    if (!given.has(label.name)) give(label.name, spare.shift());
  }
  return { actions, labels: given, typed };
}

const NONE: Choices = { actions: {}, labels: {} };

/**
 * Labels as their buttons stand: as they were declared, or where some are called like digits, so that keys rise.
 *
 * Of the labels -1 and 1 the second has the key 1, which a hand would not look for on the right of 2. Keys chosen by
 * hand move no button.
 */
export function arranged<L extends { name: string; key: string }>(labels: readonly L[]): L[] {
  if (!labels.some(({ name }) => DIGITS.includes(name))) return [...labels];
  const keys = keymap(labels, NONE).labels;
  // The key 0 is the tenth, unless it is that of the digit 0.
  const digits = keys.get("0") === "0" ? [...DIGITS].sort() : DIGITS;
  const rising = [...digits, ...LETTERS];
  const place = ({ name }: L) => (keys.has(name) ? rising.indexOf(keys.get(name) ?? "") : rising.length);
  return [...labels].sort((one, other) => place(one) - place(other));
}

export function readChoices(store: Store, project: string): Choices {
  const kept = parsed<Partial<Choices>>(store.get(`askless:keys:${project}`));
  return { actions: kept?.actions ?? {}, labels: kept?.labels ?? {} };
}

export function writeChoices(store: Store, project: string, choices: Choices | null): Choices {
  store.set(`askless:keys:${project}`, choices && JSON.stringify(choices));
  return choices ?? NONE;
}

/** Why a key may not be given to this holder, or "" if it may. */
export function clash(map: Keymap, key: string, holder: string, scenario: Scenario = "pool"): string {
  if (!choosable(key)) return "Choose a letter, a digit or a sign.";
  if (map.typed.includes(key)) return `${face(key)} is typed into numbers. Choose another key.`;
  for (const [name, keys] of map.actions) {
    if (name !== holder && keys.includes(key)) return `${face(key)} already means: ${titleOf(name, scenario)}.`;
  }
  return "";
}

/** What an action does, in the words of the overlay. */
export function titleOf(name: ActionName, scenario: Scenario): string {
  const action = ACTIONS.find((one) => one.name === name);
  return action?.titles?.[scenario] ?? action?.title ?? name;
}

const FACES: Record<string, string> = {
  Backspace: "⌫",
  Enter: "↵",
  Escape: "Esc",
  ArrowLeft: "←",
  ArrowRight: "→",
};

/** A key as it is printed on the page. */
export function face(key: string): string {
  if (key === "$mod+z") return "Ctrl Z";
  return FACES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

const SPOKEN: Record<string, string> = { "/": "slash", "?": "question mark", "+": "plus" };

/** A key as a screen reader says it. */
export function spoken(key: string): string {
  return SPOKEN[key] ?? key;
}
