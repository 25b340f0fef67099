/** The guest's session in this browser, one for each server. Where the storage is refused nothing is kept, and nothing breaks. */
export function keptToken(url: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(url)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a token, or forgets the one that is kept. */
export function keepToken(url: string, token: string | undefined): void {
  try {
    if (token === undefined) localStorage.removeItem(keyOf(url));
    else localStorage.setItem(keyOf(url), token);
  } catch {
    // A full or forbidden storage costs convenience only.
  }
}

/** The same server has one key, however its address is written. */
function keyOf(url: string): string {
  const address = URL.parse(url, location.href)?.href ?? url;
  return `shoal-chat ${address.replace(/\/$/, "")}`;
}
