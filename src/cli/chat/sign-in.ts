import { hostname } from "node:os";
import { currentSession, type Person, ShoalError, type SignedIn, signIn, signOut } from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { environmentPassword } from "./account-actions.ts";
import { ChatError } from "./chat-error.ts";
import type { ChatOptions } from "./chat-options.ts";
import { words } from "./i18n/words.ts";
import type { Questions } from "./questions.ts";
import { SavedSessions } from "./saved-sessions.ts";
import type { AskSecret } from "./secret-prompt.ts";

const say = words.signIn;

export interface Entrance {
  readonly url: string;
  readonly user: Person;
  readonly token: string;
  readonly isKept: boolean;
  /** Ends the session, here and on the server. */
  leave(): Promise<void>;
}

/** Signs in as the user of the last time, or under a nickname that is free. */
export async function enter(url: string, options: ChatOptions, questions: Questions): Promise<Entrance> {
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
  const fresh = await signInAnew(url, options.nickname ?? saved?.nickname, questions);
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

async function signInAnew(url: string, wanted: string | undefined, { ask, askSecret }: Questions): ReturnType<typeof signIn> {
  const device = `shoal chat on ${hostname()}`.slice(0, 50);
  let nickname = wanted;
  for (;;) {
    nickname ??= (await ask(say.yourNickname))?.trim();
    if (nickname === undefined) throw new ChatError(say.nicknameNeeded);
    try {
      return await signIn(url, { nickname, device });
    } catch (error) {
      if (!(error instanceof ShoalError)) throw error;
      if (error.code === "password-needed") {
        const signedIn = await signInByPassword(url, { nickname, device }, askSecret);
        if (signedIn !== undefined) return signedIn;
        nickname = undefined;
        continue;
      }
      if (!/^nickname-/.test(error.code)) throw error;
      const another = (await ask(say.refused(visible(nickname), visible(words.errorOf(error)))))?.trim();
      if (another === undefined) throw error;
      nickname = another;
    }
  }
}

/** By the password of the environment, or by one that is asked for until it is right; `undefined` when the user leaves it empty. */
async function signInByPassword(
  url: string,
  { nickname, device }: { readonly nickname: string; readonly device: string },
  askSecret: AskSecret | undefined,
): Promise<SignedIn | undefined> {
  const given = environmentPassword();
  if (given !== undefined) return await signIn(url, { nickname, password: given, device });
  if (askSecret === undefined) throw new ChatError(say.passwordNeeded(nickname));
  let question = say.password(visible(nickname));
  for (;;) {
    const password = await askSecret(question);
    if (password === undefined) throw new ChatError(say.passwordNeeded(nickname));
    if (password === "") return undefined;
    try {
      return await signIn(url, { nickname, password, device });
    } catch (error) {
      const isAboutPassword = error instanceof ShoalError && /^(credentials|password)-invalid$/.test(error.code);
      if (!isAboutPassword) throw error;
      question = say.wrongPassword(visible(words.errorOf(error)));
    }
  }
}
