/** The dialogs, fetched together before anybody presses their keys. */

export { default as find } from "./find.svelte";
export { default as keys } from "./keys.svelte";
export { default as labels } from "./labels.svelte";
