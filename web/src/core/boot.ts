/** From a project to a session: who this tab is, and what was left unsent. */

import type { Project } from "./api";
import type { Send } from "./client";
import { Session } from "./session.svelte";
import type { Store } from "./storage";
import { abandoned, tabId } from "./tab";
import { Typed } from "./typed";

export interface Opened {
  session: Session;
  /** Key of this project in the browser's storage. */
  key: string;
}

export async function open(project: Project, send: Send, local: Store, perTab: Store): Promise<Opened> {
  const tab = await tabId(perTab);
  const key = project.id;
  const prefix = `askless:unsent:${key}:`;
  const session = new Session({ send, store: local, tab, typed: new Typed(perTab, `askless:typed:${key}`) }, prefix + tab);
  for (const other of local.keys()) {
    const owner = other.startsWith(prefix) ? other.slice(prefix.length) : tab;
    if (owner !== tab && (await abandoned(owner))) session.outbox.adopt(other);
  }
  return { session, key };
}
