/** Small sentences and numbers as the page writes them. */

import type { Answer, Estimate, Item, Query, Undone } from "./api";
import { rough, shown } from "./number";

export function count(n: number): string {
  return n.toLocaleString("en-GB");
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** An accuracy, or an error in its unit. */
export function measured(value: number, measure: Estimate["measure"], unit = ""): string {
  return measure === "error" ? rough(value, unit) : percent(value);
}

/** A probability as the model states it: two figures, and never a certainty, which no model has. */
export function confidence(p: number): string {
  return p > 0.99 ? "> 0.99" : p.toFixed(2);
}

/** How answers about words read: what shows those says so when it is fetched. */
let teller: ((answer: Answer, text?: string | null) => string) | null = null;
export const tellBy = (told: typeof teller) => void (teller = told);

/** @param item Where it is here: the text that spans are counted in. */
export function answerText(answer: Answer | null, unit = "", item?: { text?: string | null } | Item | null): string {
  if (answer === null) return "";
  if (teller) return teller(answer, item && "text" in item ? item.text : null);
  if (typeof answer === "number") return shown(answer, unit);
  if (typeof answer === "string") return answer;
  return answer.length ? answer.join(", ") : "none";
}

export function sameAnswer(one: Answer | null, other: Answer | null): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  if (one.length !== other.length) return false;
  // Of tags and spans the order counts, of several labels it does not.
  return teller ? JSON.stringify(one) === JSON.stringify(other) : one.every((name) => (other as unknown[]).includes(name));
}

/** A strategy as the page calls it; one that looks for the items of a label names it rather than its position. */
export function strategyName(name: string, labels: { name: string }[]): string {
  const found = /^most_likely\((\d+)\)$/.exec(name);
  const label = found && labels[Number(found[1])];
  return label ? `most likely “${label.name}”` : name.replaceAll("_", " ");
}

/** One line that stands for an item in a list. */
export function lineOf(item: Item, length = 120): string {
  const line =
    "text" in item
      ? ("title" in item && item.title ? `${item.title}: ` : "") + item.text.slice(0, 4 * length)
      : item.kind === "row"
        ? item.cells
            .filter(([, value]) => value !== null && value !== "")
            .slice(0, 8)
            .map(([name, value]) => `${name}: ${cell(value)}`)
            .join(" · ")
        : item.kind === "form"
          ? item.fields.map(({ name, value, unit }) => `${name}: ${`${cell(value)} ${unit}`.trim()}`).join(" · ")
          : item.alt;
  const flat = line.replace(/\s+/g, " ").trim();
  return flat.length > length ? `${flat.slice(0, length - 1)}…` : flat;
}

/** Labels that a new name could be taken for: they differ from it by case or blanks only. */
export function alike(name: string, names: readonly string[]): string[] {
  const folded = (one: string) => one.normalize("NFKC").toLocaleLowerCase().replace(/\s+/g, "");
  return names.filter((other) => other !== name && folded(other) === folded(name));
}

/** “a”, “b” */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(", ");
}

/** What an undo took back. `query` is the item as it is now, `answer` the one that was taken back, if known. */
export function undoneText(kind: Undone, answer: Answer | null, query: Query | null, unit = "", skipping = "skipping"): string {
  const item = query && `“${lineOf(query.item, 40)}”`;
  const what = {
    answer: answer === null ? `the last answer${item ? `, to ${item}` : ""}` : `the answer “${answerText(answer, unit, query?.item)}”${item ? ` to ${item}` : ""}`,
    skip: `${skipping} ${item ?? "an item"}`,
    flag: `the last change of the flag on ${item ?? "an item"}`,
    note: `the last change of the note on ${item ?? "an item"}`,
    label: "the last change of a label",
  };
  return `Taken back: ${what[kind]}.`;
}

/** A number as a file of text writes it, with more decimals than anybody reads. */
const LONG_DECIMAL = /^[-+]?\d+\.\d{6,}(e[-+]?\d+)?$/i;

/** A table value as text; numbers keep at most six significant figures. */
export function cell(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string" && LONG_DECIMAL.test(value)) return cell(Number(value));
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
