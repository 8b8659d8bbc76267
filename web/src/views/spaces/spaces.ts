/** Label spaces by file name: a new space is one file in this folder. */

import type { Component } from "svelte";

const views = import.meta.glob<{ default: Component }>("./*.svelte", { eager: true });

export function spaceView(space: string): Component {
  const found = views[`./${space}.svelte`];
  if (!found) throw new Error(`No view for the label space "${space}". Add views/spaces/${space}.svelte.`);
  return found.default;
}
