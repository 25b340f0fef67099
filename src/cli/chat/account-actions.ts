import { account, changePassword, claimAccount, listSessions, ShoalError } from "../../client/index.ts";
import { ChatError } from "./chat-error.ts";
import { words } from "./i18n/words.ts";
import type { AskSecret } from "./secret-prompt.ts";
import type { Talk } from "./talk.ts";

const say = words.account;

/** Signing out waits no longer for it. */
const WARNING_WITHIN_MS = 5_000;

/** Of a program without a terminal. A flag would be seen in the list of processes. */
export function environmentPassword(): string | undefined {
  const { SHOAL_PASSWORD } = process.env;
  return SHOAL_PASSWORD === "" ? undefined : SHOAL_PASSWORD;
}

/** Gives the guest's nickname a password. Returns the lines of the answer. */
export async function claim(talk: Talk): Promise<readonly string[]> {
  const { client, token, askSecret } = talk;
  if (await hasPassword(talk)) throw new ChatError(say.hasPassword);
  const password = askSecret === undefined ? environmentPassword() : await askTwice(askSecret);
  if (password === undefined) throw new ChatError(askSecret === undefined ? say.claimNeedsTerminal : say.cancelled);
  await claimAccount(client.url, password, { token });
  return [say.claimed(client.user?.nickname ?? "")];
}

/** Changes the password of the account. Returns the lines of the answer. */
export async function replacePassword(talk: Talk): Promise<readonly string[]> {
  const { client, token, askSecret } = talk;
  if (!(await hasPassword(talk))) throw new ChatError(say.hasNoPassword);
  if (askSecret === undefined) throw new ChatError(say.needsTerminal);
  const current = await askSecret(say.current);
  const password = current === undefined ? undefined : await askTwice(askSecret);
  if (current === undefined || password === undefined) throw new ChatError(say.cancelled);
  await changePassword(client.url, { current, password }, { token }).catch((error: unknown) => {
    throw error instanceof ShoalError && error.code === "credentials-invalid" ? new ChatError(say.wrongCurrent) : error;
  });
  return [say.changed];
}

/** What a guest loses by signing out of the last device; `undefined` when that is nothing, or the server does not answer in time. */
export async function signOutWarning({ client, token }: Talk): Promise<string | undefined> {
  const signal = AbortSignal.timeout(WARNING_WITHIN_MS);
  try {
    const [{ isAccount }, sessions] = await Promise.all([
      account(client.url, { token, signal }),
      listSessions(client.url, { token, signal }),
    ]);
    return isAccount || sessions.length > 1 ? undefined : say.lastDevice(client.user?.nickname ?? "");
  } catch (error) {
    if (error instanceof ShoalError || signal.aborted) return undefined;
    throw error;
  }
}

async function hasPassword({ client, token }: Talk): Promise<boolean> {
  const found = await account(client.url, { token }).catch((error: unknown) => {
    // An older server knows no accounts.
    throw error instanceof ShoalError && error.code === "not-found" ? new ShoalError("unsupported") : error;
  });
  return found.hasPassword;
}

async function askTwice(askSecret: AskSecret): Promise<string | undefined> {
  const password = await askSecret(say.fresh);
  if (password === undefined) return undefined;
  const again = await askSecret(say.again);
  if (again !== undefined && again !== password) throw new ChatError(say.differ);
  return again;
}
