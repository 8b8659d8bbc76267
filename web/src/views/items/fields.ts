/** How the inputs of a form are read: which of them belong together, and what each is said to be. */

import type { Field } from "../../core/api";
import { cell } from "../../core/words";

/** More values than this are not shown beside the chosen one. */
const SHOWN = 8;

/** A mixture with its parts, or an input by itself. */
export interface Group {
  mixture: string;
  fields: Field[];
}

/** Inputs in their order; parts of one mixture stand together. */
export function grouped(fields: readonly Field[]): Group[] {
  const groups: Group[] = [];
  for (const field of fields) {
    const mixture = field.mixture ?? "";
    const last = groups.at(-1);
    if (mixture && last?.mixture === mixture) last.fields.push(field);
    else groups.push({ mixture, fields: [field] });
  }
  return groups;
}

/** Figures of a range that somebody can set an instrument to. */
const FIGURES = 4;

/** A value with its unit, in no more figures than its range needs; a share of a mixture in per cent. */
export function valueText({ value, unit, low, high, mixture, log }: Field): string {
  if (mixture && typeof value === "number") return `${Number((100 * value).toPrecision(4))} %`;
  return `${cell(typeof value === "number" ? settable(value, low, high, log) : value)} ${unit}`.trim();
}

/** The value as it is known, where `valueText` leaves figures out; else nothing. */
export function exactText({ value, unit, low, high, mixture, log }: Field): string {
  if (mixture || typeof value !== "number" || settable(value, low, high, log) === value) return "";
  return `${value} ${unit}`.trim();
}

/** A number in few figures of its range; on a logarithmic scale of its own. */
function settable(value: number, low: number | null, high: number | null, log = false): number {
  if (Number.isInteger(value) || low === null || high === null || low >= high) return value;
  const whole = Math.ceil(Math.log10(log ? Math.abs(value) : high - low));
  return Number(value.toFixed(Math.min(100, Math.max(0, FIGURES - whole))));
}

/** Where the value lies, for those who do not see it. */
export function rangeText({ value, unit, low, high, levels, place, mixture, log }: Field): string {
  if (mixture) return low === null || high === null ? "" : `between ${Number((100 * low).toPrecision(4))} and ${Number((100 * high).toPrecision(4))} %`;
  if (levels) {
    const names = levels.map(cell);
    if (place !== null) return `level ${names.indexOf(cell(value)) + 1} of ${names.length}, from ${names[0]} to ${names.at(-1)}`;
    return names.length > SHOWN ? `one of ${names.length}` : `one of ${names.join(", ")}`;
  }
  return low === null || high === null ? "" : `between ${cell(low)} and ${`${cell(high)} ${unit}`.trim()}${log ? ", on a logarithmic scale" : ""}`;
}

/** Values to be shown beside the chosen one; none if they are too many. */
export function choices({ levels }: Field): string[] {
  return levels && levels.length <= SHOWN ? levels.map(cell) : [];
}

/** A place as a percentage of the whole, within it. */
export function percentOf(place: number): number {
  return 100 * Math.min(1, Math.max(0, place));
}
