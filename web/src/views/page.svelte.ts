/** What of the page is open: the view, a dialog, the note line; and the keys that hold there. */

import { getContext, setContext } from "svelte";
import type { Session } from "../core/session.svelte";
import type { Store } from "../core/storage";
import type { ThemeChoice } from "../core/theme.svelte";
import { arranged, keymap, NUMBER_KEYS, readChoices, writeChoices, type ActionName, type Choices } from "../keys/keymap";
import type { Binding, Scope } from "../keys/listen";
import type { SpaceView } from "./spaces/spaces";

export type View = "label" | "browse";
export type DialogName = "keys" | "labels" | "find";

export class Page {
  view: View = $state("label");
  dialog: DialogName | null = $state(null);
  /** The note line is open. */
  noting = $state(false);
  /** What was typed to open the label finder. */
  typed = $state("");
  /** The open dialog is on screen and takes the keys; until then they are kept for it. */
  listening = false;
  /** What finding a label does in the view on screen; null where the finder has no place. */
  found: ((name: string) => void) | null = $state.raw(null);
  /** Ask the server at once for all that it owes. */
  retry: () => void = () => {};
  /** Where a printable key goes that means nothing else, if there is a field for it. */
  field: HTMLElement | null = null;
  /** Keys of the view on screen, before the common ones. No state: when a view goes, state still reads as before. */
  #own: Binding[] = [];

  readonly session: Session;
  readonly space: SpaceView;
  readonly theme: ThemeChoice;
  readonly #store: Store;
  readonly #project: string;

  choices: Choices = $state.raw({ actions: {}, labels: {} });
  keys = $derived.by(() => keymap(this.session.labels, this.choices, this.session.project?.number ? NUMBER_KEYS : "", this.session.scenario, this.space.ways.actions));
  /** Labels in the order of their buttons. */
  labels = $derived.by(() => arranged(this.session.labels));
  /** Whether some labels have no key and are found by typing. */
  crowded = $derived.by(() => this.session.labels.some((label) => !this.keys.labels.has(label.name)));

  constructor(session: Session, space: SpaceView, theme: ThemeChoice, store: Store, project: string) {
    this.session = session;
    this.space = space;
    this.theme = theme;
    this.#store = store;
    this.#project = project;
    this.choices = readChoices(store, project);
  }

  bind(kind: "actions" | "labels", name: string, key: string): void {
    const kept = { actions: { ...this.choices.actions }, labels: { ...this.choices.labels } };
    for (const [label, other] of Object.entries(kept.labels)) if (other === key) delete kept.labels[label];
    (kept[kind] as Record<string, string>)[name] = key;
    this.choices = writeChoices(this.#store, this.#project, kept);
  }

  /** A renamed label keeps its key. */
  renamed(old: string, fresh: string): void {
    const key = this.keys.labels.get(old);
    if (key) this.bind("labels", fresh, key);
  }

  resetKeys(): void {
    this.choices = writeChoices(this.#store, this.#project, null);
  }

  /** Whether an action makes sense for answers of this kind. */
  offers(action: ActionName): boolean {
    const { named, submits } = this.space.ways;
    return action === "submit" ? submits : named || (action !== "find" && action !== "labels");
  }

  keyOf(action: ActionName): string {
    return this.keys.actions.get(action)?.[0] ?? "";
  }

  open(dialog: DialogName, typed = ""): void {
    this.typed = typed;
    this.dialog = dialog;
  }

  show(view: View): void {
    this.noting = false;
    this.view = view;
  }

  /** A view takes the keys. What is returned gives them back, unless the next view, which may come first, has them. */
  take(own: Binding[], found: (name: string) => void): () => void {
    this.#own = own;
    this.found = found;
    return () => {
      if (this.#own !== own) return;
      this.#own = [];
      this.found = null;
    };
  }

  /** What the keyboard means at this moment. */
  scope = (): Scope | null => {
    if (this.dialog && !this.listening) {
      const close = { key: "Escape", run: () => (this.dialog = null) };
      return { bindings: [close], typed: (character) => (this.typed += character) };
    }
    if (this.dialog || this.session.over || this.session.phase !== "labelling") return null;
    const bindings = [...this.#own, ...this.#common()];
    const found = this.found;
    if (this.crowded && found) return { bindings, typed: (character) => this.open("find", character) };
    return { bindings, field: this.field };
  };

  #common(): Binding[] {
    const { session } = this;
    const browsing = this.view === "browse";
    return [
      ...this.#act("keys", () => this.open("keys")),
      ...this.#act("labels", () => this.open("labels")),
      ...this.#act("undo", () => session.undo(browsing)),
      ...this.#act("browse", () => this.show(browsing ? "label" : "browse")),
      ...this.#act("back", () => (browsing ? this.show("label") : session.closeReopened())),
    ];
  }

  #act(name: ActionName, run: () => void): Binding[] {
    return this.offers(name) ? (this.keys.actions.get(name) ?? []).map((key) => ({ key, run })) : [];
  }

  /** Bindings of named actions and of all labels, for a view to put first. */
  bindings(actions: Partial<Record<ActionName, () => void>>, press: (label: string) => void): Binding[] {
    const acts = Object.entries(actions) as [ActionName, () => void][];
    const labels = [...this.keys.labels].map(([name, key]) => ({ key, run: () => press(name) }));
    return [...acts.flatMap(([name, run]) => this.#act(name, run)), ...labels];
  }
}

const CONTEXT = Symbol("page");
export const providePage = (page: Page): Page => setContext(CONTEXT, page);
export const usePage = (): Page => getContext<Page>(CONTEXT);
