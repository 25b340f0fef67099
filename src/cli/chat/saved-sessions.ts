import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { limits, type SignedIn } from "../../client/index.ts";
import { foldText } from "../../protocol/fold-text.ts";

export interface SavedSession {
  readonly nickname: string;
  readonly token: string;
}

/** Sessions of one server, each in a file that only this user of the machine can read. */
export class SavedSessions {
  readonly folder: string;

  constructor(url: string, stateFolder: string = shoalStateFolder()) {
    this.folder = join(stateFolder, "sessions", encodeURIComponent(url));
  }

  /** The one that was used last, of that nickname or of any. */
  async find(nickname?: string): Promise<SavedSession | undefined> {
    const files = await readdir(this.folder).catch(() => []);
    const found: { session: SavedSession; usedAt: number }[] = [];
    for (const file of files.filter((name) => name.endsWith(".json"))) {
      const path = join(this.folder, file);
      const session = parse(await readFile(path, "utf8").catch(() => ""));
      if (session === undefined || (nickname !== undefined && foldText(session.nickname) !== foldText(nickname))) continue;
      found.push({ session, usedAt: (await stat(path)).mtimeMs });
    }
    return found.sort((one, other) => other.usedAt - one.usedAt)[0]?.session;
  }

  async save({ user }: SignedIn, token: string): Promise<void> {
    const fresh = await this.#write({ nickname: user.nickname, token });
    await rename(fresh, this.#pathOf(user.id));
  }

  /** Throws like `save`. */
  async tryToSave(): Promise<void> {
    await rm(await this.#write({ nickname: "x".repeat(limits.nicknameBytesMax), token: "" }));
  }

  /** Into a file that `find` ignores. */
  async #write(session: SavedSession): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    const path = join(this.folder, `${process.pid}.fresh`);
    await writeFile(path, `${JSON.stringify(session)}\n`, { mode: 0o600 });
    return path;
  }

  /** It was used now. */
  async touch({ user }: SignedIn): Promise<void> {
    const now = new Date();
    await utimes(this.#pathOf(user.id), now, now).catch(() => {});
  }

  async forget(token: string): Promise<void> {
    const files = await readdir(this.folder).catch(() => []);
    for (const file of files) {
      const path = join(this.folder, file);
      if (parse(await readFile(path, "utf8").catch(() => ""))?.token === token) await rm(path, { force: true });
    }
  }

  #pathOf(userId: string): string {
    return join(this.folder, `${userId}.json`);
  }
}

// The XDG specification: a relative path must be ignored.
function shoalStateFolder(): string {
  const { XDG_STATE_HOME } = process.env;
  const base = XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(homedir(), ".local/state");
  return join(base, "shoal");
}

function parse(text: string): SavedSession | undefined {
  try {
    const { nickname, token } = JSON.parse(text) as Partial<Record<keyof SavedSession, unknown>>;
    return typeof nickname === "string" && typeof token === "string" ? { nickname, token } : undefined;
  } catch {
    return undefined;
  }
}
