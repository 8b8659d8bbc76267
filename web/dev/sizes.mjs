/** Prints what the built page weighs, gzipped, and fails past the limits: 30 kB for the entry, 80 kB for the first label screen. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const ROOT = new URL("../../src/askless/static/", import.meta.url);
const LIMITS = { entry: 30, "first label screen": 80 };
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
let heavy = false;
for (const [what, size] of Object.entries({ entry: weigh(entry), "first label screen": first })) {
  console.log(`${what}: ${size.toFixed(1)} kB gzipped (limit ${LIMITS[what]})`);
  heavy ||= size > LIMITS[what];
}
process.exit(heavy ? 1 : 0);
