/** The browser's storage for the page: for good, or for the life of the tab. Where it is refused, nothing is kept and nothing breaks. */
export type Keeper = "browser" | "tab";

/** A storage is the whole host's, and the server may live below a path of it, beside others. */
const PREFIX = `shoal.${globalThis.location?.pathname.slice(1, globalThis.location.pathname.lastIndexOf("/") + 1) ?? ""}`;

export function recall(key: string, keeper: Keeper = "browser"): string | undefined {
  try {
    return storageOf(keeper).getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string | undefined, keeper: Keeper = "browser"): void {
  try {
    if (value === undefined) storageOf(keeper).removeItem(PREFIX + key);
    else storageOf(keeper).setItem(PREFIX + key, value);
  } catch {
    // A full or forbidden storage costs convenience only.
  }
}

/** Removes all keys with this prefix. */
export function forgetAll(prefix: string): void {
  for (const keeper of ["browser", "tab"] as const) {
    try {
      const storage = storageOf(keeper);
      for (const key of Object.keys(storage)) if (key.startsWith(PREFIX + prefix)) storage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  }
}

function storageOf(keeper: Keeper): Storage {
  return keeper === "tab" ? sessionStorage : localStorage;
}
