import { hostname } from "node:os";
import { createInterface } from "node:readline/promises";
import { currentSession, type Person, ShoalError, signIn, signOut } from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { ChatError } from "./chat-error.ts";
import type { ChatOptions } from "./chat-options.ts";
import { words } from "./i18n/words.ts";
import { SavedSessions } from "./saved-sessions.ts";

const say = words.signIn;

export interface Entrance {
  readonly url: string;
  readonly user: Person;
  readonly token: string;
  readonly isKept: boolean;
  /** Ends the session, here and on the server. */
  leave(): Promise<void>;
}

/** Asks the user at the terminal; `undefined` without one, or when they left. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Signs in as the user of the last time, or under a nickname that is free. */
export async function enter(url: string, options: ChatOptions, ask: Ask): Promise<Entrance> {
  const sessions = new SavedSessions(url);
  const isKept = options.asGuest !== true;
  const saved = isKept ? await sessions.find(options.nickname) : undefined;
  const session = saved && (await currentSession(url, { token: saved.token }));
  if (saved !== undefined && session !== undefined) {
    await sessions.touch(session);
    return entrance(session.user, saved.token);
  }
  if (saved !== undefined) await sessions.forget(saved.token); // it has expired, or was signed out elsewhere
  // Before the nickname is taken: without its saved token the user could not come back to it.
  if (isKept) await requireKeepable(sessions);
  const fresh = await signInAnew(url, options.nickname ?? saved?.nickname, ask);
  const { token } = fresh;
  if (token === undefined) throw new ShoalError("unavailable");
  if (isKept) {
    await sessions.save(fresh, token).catch(async (error: unknown) => {
      await signOut(url, { token }).catch(() => {});
      throw cannotKeep(sessions, error);
    });
  }
  return entrance(fresh.user, token);

  function entrance(user: Person, token: string): Entrance {
    return {
      url,
      user,
      token,
      isKept,
      async leave() {
        await sessions.forget(token);
        await signOut(url, { token });
      },
    };
  }
}

async function requireKeepable(sessions: SavedSessions): Promise<void> {
  await sessions.tryToSave().catch((error: unknown) => {
    throw cannotKeep(sessions, error);
  });
}

function cannotKeep({ folder }: SavedSessions, error: unknown): ChatError {
  const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new ChatError(say.cannotKeep(folder, reason));
}

async function signInAnew(url: string, wanted: string | undefined, ask: Ask): ReturnType<typeof signIn> {
  let nickname = wanted;
  for (;;) {
    nickname ??= (await ask(say.yourNickname))?.trim();
    if (nickname === undefined) throw new ChatError(say.nicknameNeeded);
    try {
      return await signIn(url, { nickname, device: `shoal chat on ${hostname()}`.slice(0, 50) });
    } catch (error) {
      const isAboutNickname = error instanceof ShoalError && /^nickname-/.test(error.code);
      if (!isAboutNickname) throw error;
      const another = (await ask(say.refused(visible(nickname), visible(words.errorOf(error)))))?.trim();
      if (another === undefined) throw error;
      nickname = another;
    }
  }
}

export async function askAtTerminal(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const abort = new AbortController();
  terminal.on("SIGINT", () => abort.abort());
  terminal.on("close", () => abort.abort());
  try {
    return await terminal.question(question, { signal: abort.signal });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.stdout.write("\n");
    return undefined;
  } finally {
    terminal.close();
  }
}

export async function askNobody(): Promise<string | undefined> {
  return undefined;
}
