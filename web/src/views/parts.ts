/** All that a page needs at once, fetched together while the project is read: what travels as one file is smaller than its parts. */

export { open } from "../core/boot";
export { default as Frame } from "./frame.svelte";
export { prepare } from "./items/items";
export { Page } from "./page.svelte";
export { spaceView } from "./spaces/spaces";
