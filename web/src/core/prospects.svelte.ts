/** What the page itself makes of a forecast: the bars, and what somebody chose to see of it. */

import type { Prospect, Prospects } from "./api";
import { parsed, type Store } from "./storage";
import { count } from "./words";

export interface Bar {
  name: string;
  chance: number;
  told: string;
}

/** A chance in steps of five: nobody knows it better. */
export function roughly(chance: number): string {
  if (chance < 0.05) return "< 5 %";
  return chance > 0.95 ? "> 95 %" : `${5 * Math.round(20 * chance)} %`;
}

/**
 * Chances of now, of twice and of four times the labels, as far as there are so many items. The model does not learn
 * from all labels that the page counts; the names of the bars count like the page.
 */
export function bars({ chances, items }: Prospect, labels: number, labelled = labels): Bar[] {
  return (chances ?? []).flatMap((chance, i) => {
    const at = labels * 2 ** i;
    return at < items || i === 0 ? [{ name: i ? `${count(at + labelled - labels)} labels` : "now", chance, told: roughly(chance) }] : [];
  });
}

/** A tolerance as the control names it, after “within”. */
export function tolerance(name: string): string {
  if (name === "gain") return "10 % of the gain";
  const points = Math.round(Number(name) * 100);
  return points === 1 ? "1 point" : `${points} points`;
}

interface Kept {
  tolerance?: string;
  /** Labels of the look whose recommendation to stop was turned down. */
  goOn?: number;
}

/** What was chosen, kept in the browser for a project. */
export class Choice {
  tolerance = $state("");
  goOn = $state(-1);
  readonly #store: Store;
  readonly #key: string;

  constructor(store: Store, project: string) {
    this.#store = store;
    this.#key = `askless:prospects:${project}`;
    const kept = parsed<Kept>(store.get(this.#key)) ?? {};
    this.tolerance = String(kept.tolerance ?? "");
    this.goOn = Number(kept.goOn ?? -1);
  }

  /** The forecast to show: of the tolerance that was chosen, else of the tightest. */
  of({ by }: Prospects): Prospect | undefined {
    return by.find((one) => one.tolerance === this.tolerance) ?? by[0];
  }

  /** The recommendation to stop, unless somebody has turned that of this look down. */
  stop({ stop, labels }: Prospects): string | null {
    return labels === this.goOn ? null : stop;
  }

  take(tolerance: string): void {
    this.tolerance = tolerance;
    this.#keep();
  }

  turnDown({ labels }: Prospects): void {
    this.goOn = labels;
    this.#keep();
  }

  #keep(): void {
    this.#store.set(this.#key, JSON.stringify({ tolerance: this.tolerance, goOn: this.goOn } satisfies Kept));
  }
}
