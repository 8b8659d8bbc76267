/** Browser storage that may be full, switched off or absent (then what is kept lives as long as the page). */

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
  keys(): string[];
}

export function memory(): Store {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
    keys: () => [...kept.keys()],
  };
}

export function browserStore(kind: "localStorage" | "sessionStorage"): Store {
  let real: Storage;
  try {
    real = window[kind];
    real.setItem("askless:probe", "1");
    real.removeItem("askless:probe");
  } catch {
    return memory();
  }
  return {
    get: (key) => real.getItem(key),
    set(key, value) {
      try {
        if (value === null) real.removeItem(key);
        else real.setItem(key, value);
      } catch {
        // Storage is full: the answer still waits in memory, and leaving the page warns.
      }
    },
    keys: () => Object.keys(real),
  };
}

/** Parse JSON that another version of the page may have written; anything odd counts as absent. */
export function parsed<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
