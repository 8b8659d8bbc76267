/** Which tokens are laid out as one piece: what has no blank between, and words of the other direction of writing. */

export type Direction = "ltr" | "rtl" | "";

const RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const LETTER = /\p{L}/u;
/** Scripts that write without blanks break between any two tokens. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The direction of the first letter; "" where there is none. */
export function direction(text: string): Direction {
  for (const point of text) if (LETTER.test(point)) return RIGHT.test(point) ? "rtl" : "ltr";
  return "";
}

export interface Run {
  dir: Direction;
  /** Pieces that no line may break, each of numbers of tokens. */
  pieces: number[][];
}

/**
 * Tokens in the order of the text, grouped.
 *
 * @param gaps The text before each token, "" where it follows at once.
 */
export function runs(tokens: readonly string[], gaps: readonly string[]): Run[] {
  const base = tokens.map(direction).find(Boolean) ?? "ltr";
  const found: Run[] = [];
  // What has no direction belongs to words of the other direction only if such follow in front and behind.
  const dirs = tokens.map((token) => direction(token));
  const settled = dirs.map((own, at) => {
    if (own) return own;
    const before = dirs.slice(0, at).findLast(Boolean) ?? base;
    const after = dirs.slice(at).find(Boolean) ?? base;
    return before === after ? before : base;
  });
  tokens.forEach((token, at) => {
    const dir = settled[at] ?? base;
    const last = found.at(-1);
    const before = tokens[at - 1];
    const glued = gaps[at] === "" && before !== undefined && !UNSPACED.test(before.slice(-1)) && !UNSPACED.test(token.slice(0, 1));
    if (last?.dir !== dir) found.push({ dir, pieces: [[at]] });
    else if (glued) last.pieces.at(-1)?.push(at);
    else last.pieces.push([at]);
  });
  return found;
}
