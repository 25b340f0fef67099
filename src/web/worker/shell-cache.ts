/** The page's files of one version. The build names them. */
export interface Shell {
  readonly version: string;
  /** Files whose names change with their content, relative to the page, like `./assets/main-a.js`. */
  readonly hashed: readonly string[];
  /** The other ones, but the page itself. */
  readonly others: readonly string[];
}

const PREFIX = "shoal.shell.";
/** Versions that are kept: this one, and the one before for pages that are still open. */
const VERSIONS_MAX = 2;

/** A cache is the whole host's: two servers on it, below different paths, keep theirs apart. */
export function cacheNameOf({ version }: Shell, scope: string): string {
  return prefixOf(scope) + version;
}

/** Whether a page names no file but those of this version: the server may have been replaced a moment ago. */
export function isPageOf({ hashed }: Shell, html: string): boolean {
  const known = new Set(hashed);
  return [...html.matchAll(/"(\.\/assets\/[^"]+)"/g)].every(([, path = ""]) => known.has(path));
}

/** The caches of older versions that go, of all names in the order of their making. */
export function staleCaches(names: readonly string[], current: string, scope: string): readonly string[] {
  const prefix = prefixOf(scope);
  const older = names.filter((name) => name.startsWith(prefix) && !name.slice(prefix.length).includes("/") && name !== current);
  return older.slice(0, Math.max(0, older.length - (VERSIONS_MAX - 1)));
}

function prefixOf(scope: string): string {
  return PREFIX + new URL(scope).pathname.slice(1);
}

/** The first answer that is worth showing: the network's, or after `waitMs`, or when it fails, the kept one. */
export async function networkFirst(
  network: Promise<Response>,
  kept: () => Promise<Response | undefined>,
  waitMs: number,
): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, waitMs));
  const answer = await Promise.race([network, late]).catch(() => undefined);
  // A proxy answers with 502 to 504 while the server behind it is away.
  if (answer !== undefined && answer.status < 500) return answer;
  return (await kept()) ?? (await network);
}
