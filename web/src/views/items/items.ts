/** Item kinds by file name: a new kind is one file in this folder. */

import type { Component } from "svelte";
import type { Item } from "../../core/api";

type ItemView = Component<{ item: never; id: string }>;

const views = import.meta.glob<{ default: ItemView }>("./*.svelte", { eager: true });

export function itemView(kind: Item["kind"]): ItemView {
  const found = views[`./${kind}.svelte`];
  if (!found) throw new Error(`No view for items of kind "${kind}". Add views/items/${kind}.svelte.`);
  return found.default;
}

/** Address of an item's picture. */
export function pictureOf(id: string): string {
  return `/api/image?id=${encodeURIComponent(id)}`;
}
