/** What a browser keeps for the page; where that is refused, nothing is kept and nothing breaks. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`shoal.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`shoal.${key}`);
    else localStorage.setItem(`shoal.${key}`, value);
  } catch {
    // A full or forbidden storage costs convenience only.
  }
}

/** Forgets everything whose key begins like this. */
export function forgetAll(prefix: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`shoal.${prefix}`)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
