/** Prints what the built page weighs, gzipped, and fails past the limits. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const ROOT = new URL("../../src/askless/static/", import.meta.url);
/** Sentences bring a screen of their own, which nobody else fetches. */
const LIMITS = { entry: 30, "first label screen": 80, "first sentence": 90 };
/** What the first label screen fetches beyond the entry, one label space and one kind of item; the curve as soon as there is one to draw. */
const SPACES = ["classes", "multilabel", "real"].map((name) => `src/views/spaces/${name}.svelte`);
/** Forms, which are larger, come without a curve. */
const KINDS = ["text", "row", "image"].map((name) => `src/views/items/${name}.svelte`);
const FIRST = ["src/views/parts.ts", "src/views/panel/curve.svelte", "src/views/dialogs/dialogs.ts"];

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", ROOT), "utf8"));

/** A chunk's files and those of everything it imports at once. */
function files(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`The build has no chunk ${name}; adapt the list in dev/sizes.mjs.`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const other of chunk.imports ?? []) files(other, found);
  return found;
}

const weigh = (names) => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, ROOT)), { level: 9 }).length, 0) / 1000;

const entry = files("index.html");
const common = FIRST.reduce((found, name) => files(name, found), new Set([...entry, "index.html"]));
const first = Math.max(...SPACES.flatMap((space) => KINDS.map((kind) => weigh(files(kind, files(space, new Set(common)))))));
const sentence = Math.max(...["tags", "spans"].map((space) => weigh(files("src/views/items/tokens.svelte", files(`src/views/spaces/${space}.svelte`, new Set(common))))));
let heavy = false;
for (const [what, size] of Object.entries({ entry: weigh(entry), "first label screen": first, "first sentence": sentence })) {
  console.log(`${what}: ${size.toFixed(1)} kB gzipped (limit ${LIMITS[what]})`);
  heavy ||= size > LIMITS[what];
}
process.exit(heavy ? 1 : 0);
