/** Which colour a label has. */

import "./tones.css";

const TONES = 8;

/** The class of a label's colour, by its place among the labels. */
export function tone(labels: readonly { name: string }[], name: string | null): string {
  const at = labels.findIndex((label) => label.name === name);
  return at < 0 ? "" : `tone${at % TONES}`;
}
