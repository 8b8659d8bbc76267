/**
 * A stand-in for `askless label`, for work on the page: made-up items, a made-up model, the real HTTP API.
 *
 *     node dev/fake_server.mjs --kind text --labels spam,ham --port 8766
 *
 * Faults on demand: POST /dev/fault {"status": 507, "times": 3} refuses the next writes, {"drop": 3} breaks their
 * connections after doing the work, {"delay": 400} slows every call; POST /dev/model makes a new ranking at once.
 */

import { readFileSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { deflateSync, crc32 } from "node:zlib";

const { values: options } = parseArgs({
  options: {
    kind: { type: "string", default: "text" }, // text, rows, images, tokens
    space: { type: "string", default: "classes" }, // classes, multilabel, real, tags, spans
    labels: { type: "string", default: "spam,ham" }, // a list, a number of labels, or "" to be asked
    items: { type: "string", default: "400" },
    answered: { type: "string", default: "0" },
    port: { type: "string", default: "8766" },
    static: { type: "string", default: new URL("../../src/askless/static", import.meta.url).pathname },
  },
});

// ---- made-up data ---------------------------------------------------------------------------------------------------

const N = Number(options.items);
const noise = (seed) => {
  let x = (seed * 2654435761) >>> 0;
  x = ((x ^ (x >>> 15)) * 2246822519) >>> 0;
  return ((x ^ (x >>> 13)) >>> 0) / 2 ** 32;
};
const WORDS =
  "the line from your last call about a free entry to win two tickets please reply before friday evening or ring our office again since nobody was home when it came and thanks for the lovely photographs".split(
    " ",
  );
const prose = (seed, words) =>
  Array.from({ length: words }, (_, i) => WORDS[Math.floor(noise(seed * 977 + i) * WORDS.length)]).join(" ");
const SPECIAL = {
  3: "<script>document.title = 'broken'</script><img src=x onerror=alert(1)>",
  4: "\u202eمرحبا بالعالم هذا نص من اليمين إلى اليسار 😀 👩‍👩‍👧‍👦",
  5: Array.from({ length: 40 }, (_, i) => prose(500 + i, 60)).join("\n\n"),
  6: "x".repeat(3000),
};

function showText(row) {
  const text = SPECIAL[row] ?? `${prose(row, 8 + Math.floor(noise(row) * 40))}.`;
  return { kind: "text", text: text[0].toUpperCase() + text.slice(1) };
}
function showRow(row) {
  const measures = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "symmetry", "points", "dimension"];
  const cells = ["mean", "error", "worst"].flatMap((part, j) =>
    measures.map((name, i) => [`${part} ${name}`, Number((noise(row * 31 + i * 7 + j) * 10 ** (i % 4)).toPrecision(5))]),
  );
  return { kind: "row", cells };
}
const SENTENCES = {
  3: "ذهبت سارة إلى New York City يوم الجمعة مع 😀 👩‍👩‍👧‍👦 وأخيها .",
  4: "Zoe\u0308 👩‍👩‍👧‍👦 paid 𝟓𝟎 € in São\u00a0Paulo ; then the naïve café closed .",
  5: `${prose(5, 500)} .`,
  6: "東京 は 日本 の 首都 です 。",
};
/** What is a word for the stand-in: what stands between blanks; full stops are pulled up to the word before. */
function showTokens(row) {
  const spoken = SENTENCES[row] ?? `Anna ${prose(row, 6 + Math.floor(noise(row) * 22))} in New York .`;
  const text = spoken.replace(/ ([.;])/g, "$1").replaceAll(" 。", "。");
  const points = [...text];
  const tokens = [];
  let start = -1;
  points.forEach((point, at) => {
    const blank = /\s/.test(point);
    const alone = /[.;。]/.test(point);
    if (start >= 0 && (blank || alone)) tokens.push([start, at]);
    start = blank || alone ? -1 : start < 0 ? at : start;
    if (alone) tokens.push([at, at + 1]);
  });
  if (start >= 0) tokens.push([start, points.length]);
  const near = (other) => (row % 3 === 1 ? `${prose(other, 14)}.` : "");
  return { kind: "tokens", text, tokens, before: near(row + 900), after: near(row + 901) };
}
const wordwise = options.space === "tags" || options.space === "spans";
/** What the made-up model answers, and how sure it is of each token. */
function guess(row) {
  const { tokens } = showTokens(row);
  const sure = tokens.map((_, i) => Number((0.55 + 0.449 * noise(row * 71 + i + 7 * version)).toFixed(4)));
  const tag = (i) => names[Math.floor(noise(row * 53 + i) * names.length)];
  if (options.space === "tags") return { answer: tokens.map((_, i) => tag(i)), tokens: sure };
  const answer = [];
  for (let i = 0; i < tokens.length; i += 1) {
    if (noise(row * 37 + i) > 0.2) continue;
    const last = Math.min(tokens.length - 1, i + (noise(row + i) > 0.6 ? 1 : 0));
    answer.push([tokens[i][0], tokens[last][1], tag(i)]);
    i = last;
  }
  return { answer, tokens: sure };
}
const show = { tokens: showTokens, text: showText, rows: showRow, images: (row) => ({ kind: "image", alt: `digit-${row}.png` }) }[options.kind];

function line(row) {
  const item = show(row);
  if (item.kind === "image") return item.alt;
  return "text" in item ? item.text.slice(0, 160).replace(/\s+/g, " ") : item.cells.slice(0, 6).map((c) => c.join(" ")).join(", ");
}

/** An 8 x 8 grey picture as PNG. */
function picture(row) {
  const glyph = ["00111100", "01100110", "01100110", "00001100", "00011000", "00110000", "01111110", "00000000"];
  const raw = Buffer.concat(
    glyph.map((bits, y) => Buffer.from([0, ...[...bits].map((bit, x) => Math.floor((bit === "1" ? 200 : 20) + 50 * noise(row * 64 + y * 8 + x)))])),
  );
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, check]);
  };
  const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]);
}

// ---- state ----------------------------------------------------------------------------------------------------------

const DIGITS = "1234567890";
const number = options.space === "real" ? { unit: "kg", minimum: 0, maximum: 500 } : null;
if (number) options.labels = "";
const names = /^\d+$/.test(options.labels)
  ? Array.from({ length: Number(options.labels) }, (_, i) => `${WORDS[i % WORDS.length]} ${i + 1}`)
  : options.labels.split(",").filter(Boolean);
const MEANT = {
  PER: ["People, by name or nickname; no titles.", "Dr [Anna Schmidt]"],
  LOC: ["Places: towns, countries, rivers.", "in [New York]"],
  ORG: ["Companies, parties, clubs and bands.", "at [Nestlé]"],
  NOUN: ["Things, people, ideas.", "a [line]"],
  VERB: ["Acts and states.", "they [win]"],
  DET: ["Articles and the like.", "[the] call"],
};
const labels = names.map((name, i) => ({ name, key: DIGITS[i] ?? "", definition: MEANT[name]?.[0] ?? "", example: MEANT[name]?.[1] ?? "" }));
const multi = options.space === "multilabel";
const answers = new Map();
const skipped = new Set();
const flagged = new Set();
const notes = new Map();
const recent = [];
const deeds = [];
const held = new Map(); // tab -> ids it holds
const known = new Set();
const times = [];
const streams = new Set();
let ranking = 0;
let version = 0;
let strategy = "auto";
const fault = { status: 0, times: 0, drop: 0, delay: 0 };

for (let row = N - 1; row >= N - Number(options.answered); row--) answers.set(String(row), wordwise ? guess(row).answer : number ? row % 100 : multi ? [names[row % names.length]] : names[row % names.length]);

const trained = () => Math.max(0, version * 10);
const weight = (row) => Math.round(4000 * noise(row + 17)) / 10;
const prediction = (row) => (number ? weight(row) : (names[Math.floor(noise(row + 17) * names.length)] ?? null));
const surety = (row) => 0.5 + 0.49 * noise(row * 3 + version);
const isRandom = (row) => row % 10 === 7;

function query(id) {
  const row = Number(id);
  const random = isRandom(row);
  const one = prediction(row);
  const blind = random || version === 0 || one === null;
  const p = surety(row);
  return {
    id,
    item: show(row),
    why: random
      ? "drawn at random to check the model"
      : version === 0
        ? "drawn at random: the model waits for its first labels"
        : number
          ? "many items are like it, and none of them is measured"
          : `torn between ${one} ${p.toFixed(2)} and ${names[(row + 1) % names.length]} ${(1 - p).toFixed(2)}`,
    random,
    window: wordwise && row % 5 === 2 ? [2, 7] : null,
    suggestion: blind ? null : wordwise ? { label: "", confidence: Number(p.toFixed(4)), ...guess(row) } : number ? { label: `${one} kg`, confidence: null, value: one, std: 30 * p } : { label: one, confidence: Number(p.toFixed(4)), labels: multi ? [one] : null },
    version,
    ranking,
    copies: row % 9 === 2 ? 2 : 0,
    flagged: flagged.has(id),
    note: notes.get(id) ?? "",
    answer: answers.get(id) ?? null,
  };
}

function progress() {
  const minute = times.filter((t) => t > Date.now() - 60_000).length;
  const n = Math.floor(answers.size / 3);
  const ready = n >= 30;
  const value = 0.92 - 0.4 / (1 + answers.size / 40);
  const half = 0.9 / Math.sqrt(n + 1);
  const points = ready ? Array.from({ length: Math.min(24, Math.floor(answers.size / 10)) }, (_, i) => i + 1) : [];
  return {
    items: N,
    labelled: answers.size,
    skipped: skipped.size,
    flagged: flagged.size,
    pending: 0,
    remaining: N - answers.size,
    per_minute: times.length > 1 ? minute : null,
    batch: 10,
    model: { state: version ? "ready" : "waiting", version, name: "text", trained_on: trained(), message: "", share: null },
    estimate: {
      measure: number ? "error" : "accuracy",
      basis: "random",
      ready,
      n,
      needed: 30,
      value: ready ? value : null,
      low: ready ? Math.max(0, value - half) : null,
      high: ready ? Math.min(1, value + half * 0.6) : null,
      sentence: ready ? "" : `Too early to say: ${n} of the 30 random answers that an estimate needs.`,
      note: ready ? `from ${n} random answers` : "",
    },
    curve: points.map((i) => {
      const v = 0.92 - 0.4 / (1 + i / 4);
      return { labels: i * 10, value: v, low: v - 0.5 / Math.sqrt(i + 3), high: Math.min(1, v + 0.3 / Math.sqrt(i + 3)), n: 30 + i };
    }),
    test: null,
    prospects: prospects(),
    ranking,
  };
}

/** A forecast at every tenth label, and from label 90 on the recommendation to stop. */
function prospects() {
  const at = trained();
  if (!at) return null;
  const missing = "Too early to say. At least 10 more labels are needed.";
  const one = (tolerance, chance) => ({
    tolerance,
    ready: at >= 20,
    known: true,
    items: N,
    chances: at >= 20 ? [chance, chance ** 0.6, chance ** 0.4] : null,
    headline: at >= 20 ? `Probably not there yet (1 in 5). Even chance by about ${3 * at} labels; 9 in 10 by ${8 * at}.` : missing,
    range: at >= 20 ? `About ${2 * at} more labels (likely ${at} to ${4 * at}; could be 0 to ${6 * at}).` : "",
    small_print: `Enough means within ${tolerance} of the accuracy with all ${N} items labelled. Ranges like this held for 9 of 10 forecasts.`,
    time: at >= 20 && times.length >= 20 ? "At your pace: even chance in about 8 min, 9 in 10 in about 1 h 10 min." : "",
  });
  const stop = at >= 90 ? "Further labels are unlikely to change predictions (kappa 0.99, three rounds; chance within 1 point: 84 %)." : null;
  return { labels: at, by: [one("0.01", Math.min(0.9, at / 200)), one("0.03", Math.min(0.95, at / 100)), one("gain", Math.min(0.97, at / 80))], stop };
}

const counted = () =>
  labels.map((label) => ({ ...label, count: [...answers.values()].filter((a) => (wordwise ? a.flat().includes(label.name) : multi ? a.includes(label.name) : a === label.name)).length }));

function next(tab, have, n) {
  held.set(tab, new Set(have));
  const elsewhere = new Set([...held].filter(([other]) => other !== tab).flatMap(([, ids]) => [...ids]));
  const order = Array.from({ length: N }, (_, i) => (i + ranking * 37) % N).map(String);
  const open = (id) => !answers.has(id) && !have.includes(id) && !elsewhere.has(id);
  const ids = [...order.filter((id) => open(id) && !skipped.has(id)), ...order.filter((id) => open(id) && skipped.has(id))].slice(0, n);
  for (const id of ids) held.get(tab).add(id);
  return ids.map(query);
}

const reply = (body = {}, more = {}) => ({
  progress: progress(),
  labels: counted(),
  queries: body.n ? next(body.tab, body.have ?? [], body.n) : [],
  ranking,
  ...more,
});

const row = (id) => {
  const r = Number(id);
  const answer = answers.get(id) ?? null;
  const status = answer !== null ? "labelled" : skipped.has(id) ? "skipped" : "unlabelled";
  const one = version ? prediction(r) : null;
  return { id, line: line(r), text: show(r).text, answer, status, flagged: flagged.has(id), note: notes.get(id) ?? "", prediction: one && wordwise ? guess(r).answer : one && multi ? [one] : one, confidence: number ? null : one && surety(r), std: number && version ? 30 * surety(r) : null };
};

function say(event, data) {
  for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

function newModel() {
  version += 1;
  ranking += 1;
  say("model", { version, ranking });
  say("progress", progress());
}

// ---- the API --------------------------------------------------------------------------------------------------------

class Refusal extends Error {
  constructor(status, error, remedy = "") {
    super(error);
    Object.assign(this, { status, remedy });
  }
}

const note = (id, before) => deeds.push({ id, ...before });

const routes = {
  "GET /api/project": () => ({
    id: "messages",
    name: "messages",
    source: "messages.csv",
    kind: options.kind,
    space: options.space,
    number,
    labels: counted(),
    strategy,
    strategies: [
      { name: "auto", summary: "Coverage first, then the closest calls." },
      { name: "margin", summary: "Where the two most probable labels are closest." },
      { name: "random", summary: "Any item, with equal chance." },
    ],
    progress: progress(),
  }),
  "GET /api/queue": (_, url) => {
    const queries = labels.length || number ? next(url.searchParams.get("tab"), url.searchParams.getAll("have"), Number(url.searchParams.get("n") ?? 5)) : [];
    return { queries, ranking, done: answers.size === N, sentence: answers.size === N ? "Nothing is left to ask." : "" };
  },
  "GET /api/item": (_, url) => query(url.searchParams.get("id")),
  "GET /api/recent": () => ({ items: recent.slice(0, 10).map(row) }),
  "GET /api/items": (_, { searchParams: p }) => {
    let rows = Array.from({ length: N }, (_, i) => row(String(i)));
    const search = (p.get("search") ?? "").toLowerCase();
    if (search) rows = rows.filter((r) => JSON.stringify(show(Number(r.id))).toLowerCase().includes(search));
    const status = p.get("status") ?? "all";
    if (status === "flagged") rows = rows.filter((r) => r.flagged);
    else if (status !== "all") rows = rows.filter((r) => r.status === status);
    if (p.get("label")) rows = rows.filter((r) => (wordwise ? r.answer?.flat() : r.answer)?.includes(p.get("label")));
    if (p.get("prediction")) rows = rows.filter((r) => r.prediction?.includes(p.get("prediction")));
    if (p.get("low")) rows = rows.filter((r) => r.confidence >= Number(p.get("low")));
    if (p.get("high")) rows = rows.filter((r) => r.confidence <= Number(p.get("high")));
    if (p.get("sort") === "confidence") rows.sort((a, b) => a.confidence - b.confidence);
    if (p.get("sort") === "-confidence") rows.sort((a, b) => b.confidence - a.confidence);
    const offset = Number(p.get("offset") ?? 0);
    return { total: rows.length, rows: rows.slice(offset, offset + Number(p.get("limit") ?? 50)) };
  },
  "POST /api/answers": (body) => {
    const { id, answer } = body;
    if (number && !(answer >= number.minimum && answer <= number.maximum)) throw new Refusal(422, `${answer} is not a number from 0 up to 500 kg.`, "Check the answer, and the unit.");
    for (const name of number ? [] : wordwise ? answer.map((one) => (Array.isArray(one) ? one[2] : one)).filter((one) => one !== null) : [answer].flat()) {
      if (!labels.some((label) => label.name === name)) throw new Refusal(422, `"${name}" is not a label.`, "Add it first.");
    }
    note(id, { undone: "answer", answer: answers.get(id) ?? null, skipped: skipped.has(id) });
    answers.set(id, answer);
    skipped.delete(id);
    recent.splice(0, recent.length, id, ...recent.filter((other) => other !== id));
    times.push(Date.now());
    if (answers.size % 10 === 0) setTimeout(newModel, 300);
    return reply(body);
  },
  "POST /api/skips": (body) => {
    note(body.id, { undone: "skip" });
    skipped.add(body.id);
    return reply(body);
  },
  "POST /api/flags": (body) => {
    note(body.id, { undone: "flag", on: !body.on });
    if (body.on) flagged.add(body.id);
    else flagged.delete(body.id);
    return reply(body);
  },
  "POST /api/notes": (body) => {
    note(body.id, { undone: "note", text: notes.get(body.id) ?? "" });
    notes.set(body.id, body.text);
    return reply(body);
  },
  "POST /api/undo": () => {
    const deed = deeds.pop();
    if (!deed) throw new Refusal(409, "There is nothing to undo.");
    const { id, undone } = deed;
    if (undone === "answer") {
      if (deed.answer === null) answers.delete(id);
      else answers.set(id, deed.answer);
      if (deed.skipped) skipped.add(id);
      recent.splice(recent.indexOf(id), 1);
    }
    if (undone === "skip") skipped.delete(id);
    if (undone === "flag") deed.on ? flagged.add(id) : flagged.delete(id);
    if (undone === "note") notes.set(id, deed.text);
    return reply({}, { query: id ? query(id) : null, undone });
  },
  "POST /api/labels": ({ name }) => {
    if (labels.some((label) => label.name === name)) throw new Refusal(409, `There is a label "${name}" already.`, "Choose another name.");
    labels.push({ name, key: DIGITS[labels.length] ?? "" });
    names.push(name);
    say("labels", counted());
    return reply();
  },
  "PATCH /api/labels": ({ old, new: fresh }) => {
    if (labels.some((label) => label.name === fresh)) throw new Refusal(409, `There is a label "${fresh}" already.`, "Choose another name.");
    labels.find((label) => label.name === old).name = fresh;
    names[names.indexOf(old)] = fresh;
    for (const [id, a] of answers) answers.set(id, wordwise ? JSON.parse(JSON.stringify(a).replaceAll(JSON.stringify(old), JSON.stringify(fresh))) : multi ? a.map((n) => (n === old ? fresh : n)) : a === old ? fresh : a);
    say("labels", counted());
    return reply();
  },
  "POST /api/strategy": ({ name }) => {
    strategy = name;
    ranking += 1;
    return reply();
  },
  "POST /dev/fault": (body) => Object.assign(fault, body),
  "POST /dev/model": () => (newModel(), {}),
  "POST /dev/say": ({ event, data }) => (say(event, data), {}),
};

function call(method, url, body) {
  const one = /^\/api\/items\/([^/]+)$/.exec(url.pathname);
  const route = one && method === "GET" ? () => query(decodeURIComponent(one[1])) : routes[`${method} ${url.pathname}`];
  if (!route) throw new Refusal(404, `There is nothing at ${url.pathname}.`);
  const writes = method !== "GET" && url.pathname.startsWith("/api/");
  if (writes && fault.times > 0 && fault.status) {
    fault.times -= 1;
    throw new Refusal(fault.status, "The label was not saved: the disk is full.", "Free some space, then try again.");
  }
  if (body.request && known.has(body.request)) return reply(body);
  const result = route(body, url);
  if (body.request) known.add(body.request);
  if (writes) say("progress", progress());
  return result;
}

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };

function file(path, response) {
  const wanted = join(options.static, normalize(path === "/" ? "/index.html" : path));
  if (!wanted.startsWith(options.static) || !existsSync(wanted)) return response.writeHead(404).end();
  const headers = { "Content-Type": TYPES[extname(wanted)] ?? "application/octet-stream", "Content-Security-Policy": "default-src 'self'" };
  response.writeHead(200, headers).end(readFileSync(wanted));
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const image = /^\/api\/items\/([^/]+)\/image$/.exec(url.pathname);
  if (image) return response.writeHead(200, { "Content-Type": "image/png", "Cache-Control": "private, max-age=3600" }).end(picture(Number(image[1])));
  if (url.pathname === "/api/events") {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 1000\n\n");
    streams.add(response);
    return request.on("close", () => streams.delete(response));
  }
  if (!/^\/(api|dev)\//.test(url.pathname)) return file(url.pathname, response);
  let text = "";
  for await (const part of request) text += part;
  if (fault.delay && url.pathname.startsWith("/api/")) await new Promise((resolve) => setTimeout(resolve, fault.delay));
  try {
    const value = call(request.method, url, text ? JSON.parse(text) : {});
    if (fault.drop > 0 && request.method !== "GET" && url.pathname.startsWith("/api/")) {
      fault.drop -= 1;
      return response.destroy();
    }
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.writeHead(error.status, { "Content-Type": "application/json" }).end(JSON.stringify({ error: error.message, remedy: error.remedy }));
  }
}).listen(Number(options.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${options.port}/`));
