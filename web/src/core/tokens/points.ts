/**
 * Places in a text, as the server counts them: in code points. JavaScript counts halves of those beyond the first
 * 65,536, so nothing else on the page may turn one into the other.
 */

/** A function that gives the piece of a text between two places. */
export function pieces(text: string): (start: number, end?: number) => string {
  // Without surrogates both count alike, and most texts have none.
  if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const at: number[] = [];
  let unit = 0;
  for (const point of text) {
    at.push(unit);
    unit += point.length;
  }
  at.push(unit);
  const place = (point: number) => at[Math.min(point, at.length - 1)];
  return (start, end = at.length - 1) => text.slice(place(start), place(end));
}

/** How many code points a text has. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
