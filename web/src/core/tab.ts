/** Who this tab is: an id that survives a reload, and that a duplicated tab does not share. */

import type { Store } from "./storage";

const KEY = "askless:tab";
/** On a reload the old page may hold its lock a moment longer. */
const GRACE_MS = 250;

export async function tabId(store: Store): Promise<string> {
  const known = store.get(KEY);
  if (known && (await hold(known, GRACE_MS))) return known;
  const fresh = crypto.randomUUID();
  store.set(KEY, fresh);
  await hold(fresh, GRACE_MS);
  return fresh;
}

/** Whether no open tab has this id (its unsent answers may then be sent by another). */
export async function abandoned(tab: string): Promise<boolean> {
  if (!("locks" in navigator)) return true;
  const state = await navigator.locks.query();
  return !state.held?.some((lock) => lock.name === lockName(tab));
}

const lockName = (tab: string) => `askless:tab:${tab}`;

/** Hold the tab's lock for the life of the page; false if another page has it. */
async function hold(tab: string, patience: number): Promise<boolean> {
  if (!("locks" in navigator)) return true;
  return await new Promise<boolean>((resolve) => {
    navigator.locks
      .request(lockName(tab), { signal: AbortSignal.timeout(patience) }, () => {
        resolve(true);
        return new Promise<never>(() => {});
      })
      .catch(() => resolve(false));
  });
}
