/** One function over `fetch`: JSON in, JSON out, and errors that keep the server's two sentences. */

import type { Project } from "./api";

export class ApiError extends Error {
  /** HTTP status; 0 if no answer came at all. */
  readonly status: number;
  readonly remedy: string;

  constructor(status: number, problem: string, remedy: string) {
    super(problem);
    this.status = status;
    this.remedy = remedy;
  }

  /** Problem and remedy, as shown in the status line. */
  get sentence(): string {
    return this.remedy ? `${this.message} ${this.remedy}` : this.message;
  }
}

export type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** How long one request may take before it counts as lost; a labelling request takes milliseconds. */
const PATIENCE_MS = 30_000;

/** Requests name the project that was read first, so that a server of another one, on the same port, refuses them. */
export function client(fetcher: typeof fetch = (...call) => fetch(...call)): Send {
  let project = "";
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-Askless"] = "1";
    if (project) headers["X-Askless-Project"] = project;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      response = await fetcher(path, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        // An answer under way survives the closing of its tab.
        keepalive: method !== "GET",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new ApiError(0, "askless does not answer.", "Is it still running in the terminal?");
    }
    let value: unknown;
    try {
      value = await response.json();
    } catch {
      if (response.ok) throw new ApiError(0, "The answer broke off.", "It will be asked again.");
      value = null;
    }
    if (response.ok) {
      if (path === "/api/project") project = (value as Project).id;
      return value as T;
    }
    throw refusal(response.status, value);
  };
}

function refusal(status: number, value: unknown): ApiError {
  const told = value as { error?: unknown; remedy?: unknown } | null;
  const problem = typeof told?.error === "string" ? told.error : `The server refused (${status}).`;
  const remedy = typeof told?.remedy === "string" ? told.remedy : "";
  return new ApiError(status, problem, remedy);
}

const PAUSE_MS = 1500;
/** After so many mistakes in the server, the person says when to try again. */
const TRIES_IF_BROKEN = 3;

/** Read the project, however long the server takes. `told` hears why, and how to go on if that needs a person. */
export async function readProject(send: Send, told: (sentence: string, retry?: () => void) => void): Promise<Project> {
  for (let mistakes = 0; ; ) {
    try {
      return await send<Project>("GET", "/api/project");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status, sentence } = error;
      mistakes = status >= 500 ? mistakes + 1 : 0;
      await new Promise<void>((resolve) => {
        told(sentence, mistakes >= TRIES_IF_BROKEN ? resolve : undefined);
        if (mistakes < TRIES_IF_BROKEN) setTimeout(resolve, PAUSE_MS);
      });
    }
  }
}
