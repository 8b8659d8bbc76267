/** Item kinds by file name: a new kind is one file in this folder. Only those in use are fetched. */

import type { Component } from "svelte";
import type { Item, Project } from "../../core/api";
import type { Draft } from "../../core/draft.svelte";

type ItemView = Component<{ item: never; id: string; draft: Draft | undefined }>;

const views = import.meta.glob<{ default: ItemView }>("./*.svelte");
const loaded = new Map<string, ItemView>();

/** What most items of a project are. */
const USUAL: Record<Project["kind"], Item["kind"]> = { text: "text", rows: "row", array: "row", images: "image", tokens: "tokens" };

/** The view of a kind of item: at once if it was fetched before. */
export function itemView(kind: Item["kind"]): ItemView | Promise<ItemView> {
  return loaded.get(kind) ?? fetched(kind);
}

/** Fetch the view that the first item will need. */
export async function prepare({ kind, progress }: Project): Promise<void> {
  await itemView(progress.synthesis && kind !== "images" ? "form" : USUAL[kind]);
}

async function fetched(kind: string): Promise<ItemView> {
  const load = views[`./${kind}.svelte`];
  if (!load) throw new Error(`No view for items of kind "${kind}". Add views/items/${kind}.svelte.`);
  const { default: view } = await load();
  loaded.set(kind, view);
  return view;
}

/** Address of an item's picture. */
export function pictureOf(id: string): string {
  return `/api/image?id=${encodeURIComponent(id)}`;
}
