/** Numbers as people type them, and as they are read back to them. */

/** What the numbers of a project are counted in, and where they end. */
export interface NumberSpace {
  unit: string;
  minimum: number | null;
  maximum: number | null;
}

/** A number, or a sentence that says why there is none. */
export type Reading = { value: number } | { problem: string };

/** As the server has it: squares of larger numbers would overflow. */
const LARGEST = 1e150;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** 1,234: one thousand to some, hardly more than one to others. */
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;
/** 1,234.5 or 1.234,5 or 1 234 or 1'234. */
const GROUPED = /^[+-]?\d+([.,\s'’]\d+[.,\s'’]|[\s'’])[\d.,\s'’]*$/;

/** What was typed, as a number of the project. A comma may stand for the point. */
export function readNumber(typed: string, space: NumberSpace): Reading {
  const text = bare(typed, space.unit);
  if (text === "") return { problem: "There is no number yet. Type one, such as 12.5." };
  const quoted = `“${typed.trim().slice(0, 40)}”`;
  if (EITHER.test(text)) {
    return { problem: `${quoted} could mean ${shown(Number(text.replace(",", ".")))} or ${text.replace(",", "")}. Write it with a point, or without the comma.` };
  }
  if (GROUPED.test(text)) return { problem: `${quoted} is written in groups of digits. Write thousands without them, as in 1234.5.` };
  const plain = text.replace(",", ".");
  if (!NUMBER.test(plain)) return { problem: `${quoted} is no number. Type digits, as in 12.5 or -3e4.` };
  const value = Number(plain) + 0; // no minus zero
  if (Math.abs(value) > LARGEST) return { problem: `${quoted} is too large to be kept. Check its exponent.` };
  const problem = beyond(value, space);
  return problem ? { problem } : { value };
}

/** The text without blanks around it, without the unit after it, and with plain signs (a Japanese keyboard types wide ones). */
function bare(typed: string, unit: string): string {
  const text = typed.trim();
  const number = unit && text.endsWith(unit) ? text.slice(0, -unit.length).trim() : text;
  const narrow = (wide: string) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
  return number.replace(/[\uff01-\uff5e]/g, narrow).replace(/[−‒–]/g, "-");
}

function beyond(value: number, { unit, minimum, maximum }: NumberSpace): string {
  const [least, most] = [minimum ?? -Infinity, maximum ?? Infinity];
  if (value >= least && value <= most) return "";
  const end = value < least ? `below the least that is taken, ${shown(least, unit)}` : `above the most that is taken, ${shown(most, unit)}`;
  return `${shown(value, unit)} is ${end}. Check the number, and the unit.`;
}

/** A number with all its digits, and the unit. */
export function shown(value: number, unit = ""): string {
  return `${value} ${unit}`.trim();
}

/** Which numbers are taken, "" if all are. */
export function range({ unit, minimum, maximum }: NumberSpace): string {
  if (minimum !== null && maximum !== null) return `from ${minimum} to ${shown(maximum, unit)}`;
  if (minimum !== null) return `from ${shown(minimum, unit)} upwards`;
  return maximum === null ? "" : `up to ${shown(maximum, unit)}`;
}

/** A prediction with no more digits than its deviation lets mean something: 152 ± 12. */
export function around(value: number, deviation: number | null): string {
  if (deviation === null || !(deviation > 0)) return String(Number(value.toPrecision(4)));
  const decimals = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(deviation))));
  const [middle, half] = [value, deviation].map((one) => trimmed(one, decimals));
  return `${middle} ± ${half}`;
}

/** An error or a mark on an axis: three figures are enough. */
export function rough(value: number, unit = ""): string {
  return `${Number(value.toPrecision(3))} ${unit}`.trim();
}

const trimmed = (value: number, decimals: number) => (Math.abs(value) < 1e15 ? (Number(value.toFixed(decimals)) + 0).toFixed(decimals) : value.toPrecision(4));
