/** Label spaces by file name: a new space is one file in this folder. Only the one in use is fetched. */

import type { Component } from "svelte";
import type { Draft, Making } from "../../core/draft.svelte";
import type { ActionName } from "../../keys/keymap";

/** What the rest of the page says and does where answers are of this kind. */
export interface Ways {
  /** Labels have names and keys: they can be added, renamed and found by typing. */
  named: boolean;
  /** An answer is complete when it is submitted. */
  submits: boolean;
  /** Over an item that was answered before. */
  correct: string;
  /** Where the last answers will be listed. */
  nothing: string;
  /** Beside the list of all items. */
  listed: string;
  /** Among the keys: those that are not of actions or labels. */
  keys?: string;
  /** Actions whose usual keys mean something else here. */
  actions?: Partial<Record<ActionName, string[]>>;
}

export interface SpaceView {
  default: Component<{ draft: Draft }>;
  ways: Ways;
  /** What makes answers that take more than a name or a number. */
  making?(draft: Draft): Making;
}

const views = import.meta.glob<SpaceView>("./*.svelte");

export async function spaceView(space: string): Promise<SpaceView> {
  const load = views[`./${space}.svelte`];
  if (!load) throw new Error(`No view for the label space "${space}". Add views/spaces/${space}.svelte.`);
  return await load();
}
