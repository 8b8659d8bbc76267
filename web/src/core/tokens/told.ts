/** Answers about words, in few words: “PER Anna · LOC Paris”, “PRON VERB …”. */

import type { Answer, Span } from "../api";
import { pieces } from "./points";

/** More tags than this nobody reads, or wants to hear. */
const READ = 30;

/** An answer as a list shows it. `text` is that of the item, if it is here. */
export function tell(answer: Answer, text?: string | null): string {
  if (!Array.isArray(answer)) return String(answer);
  if (answer.some(Array.isArray)) return spansTold(answer as Span[], text);
  if (answer.length === 0) return "no spans";
  const tags = (answer as (string | null)[]).slice(0, READ).map((tag) => tag ?? "–");
  return tags.join(" ") + (answer.length > READ ? ` … (${answer.length} words)` : "");
}

function spansTold(spans: Span[], text?: string | null): string {
  const cut = text ? pieces(text) : null;
  const known = spans.filter(([, , type]) => type !== null);
  const told = known.map(([start, end, type]) => (cut ? `${type} ${cut(start, end).replace(/\s+/g, " ")}` : type));
  const partly = known.length < spans.length;
  return [told.join(" · ") || "no spans", partly && "(in part)"].filter(Boolean).join(" ");
}
