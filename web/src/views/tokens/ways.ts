/** What the page says and does where words are labelled, whether by tags or by spans. */

import { tell } from "../../core/tokens/told";
import { tellBy } from "../../core/words";
import type { Ways } from "../spaces/spaces";

tellBy(tell);

export function waysOf(labels: string): Ways {
  return {
    named: true,
    submits: true,
    correct: "Change its labels to correct it",
    nothing: "Enter sends a sentence.",
    listed: "labels' keys and Enter answer it",
    keys: `In the sentence arrows move the cursor, Home and End go to its ends; ${labels}. Tab goes to the word that the model is least certain of, Shift Tab back; Space accepts its guess for one word, Enter for all; ⌫, Delete or 0 takes a label away; Ctrl Z takes back one step. Esc leaves the sentence for the buttons.`,
    actions: { older: [","], newer: ["."] },
  };
}
