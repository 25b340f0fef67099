import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { currentSession, type Person, signIn, signOut } from "shoal/client";

/** Who the bot is, and the token that proves it. */
export interface Identity {
  readonly user: Person;
  readonly token: string | undefined;
  /** Frees the nickname, and ends the client that has the token. */
  signOut(): Promise<void>;
}

/**
 * Signs in under that nickname; who was killed before and could not sign out is the same person again. For that the token is
 * kept in a file, which only this user of the machine can read: the holder of the token is the bot. Throws `ShoalError`.
 */
export async function takeIdentity(url: string, nickname: string, tokenFile: string): Promise<Identity> {
  const kept = (await readFile(tokenFile, "utf8").catch(() => "")).trim();
  const session = kept === "" ? undefined : await currentSession(url, { token: kept });
  if (session !== undefined) return identity(session.user, kept);

  await keep(tokenFile, ""); // if it cannot be kept, that shows before a nickname is taken
  const { user, token } = await signIn(url, { nickname, device: "a bot" });
  await keep(tokenFile, token ?? "");
  return identity(user, token);

  function identity(user: Person, token: string | undefined): Identity {
    return {
      user,
      token,
      async signOut() {
        await signOut(url, { token });
        await rm(tokenFile, { force: true });
      },
    };
  }
}

async function keep(tokenFile: string, token: string): Promise<void> {
  await mkdir(dirname(tokenFile), { recursive: true, mode: 0o700 });
  await writeFile(tokenFile, token, { mode: 0o600 });
  await chmod(tokenFile, 0o600); // the mode above is only for a file that was not there
}
