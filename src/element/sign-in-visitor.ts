import { ShoalError, signIn } from "../client/index.ts";
import type { ChatSettings } from "./chat-settings.ts";
import { keepToken, keptToken } from "./kept-session.ts";

/** Visitors of a site share one `guest-nickname`: one whose name is taken is `Visitor 4821`. */
const NICKNAME_ATTEMPTS_MAX = 4;
const NICKNAME_CHARACTERS_MAX = 27; // room for a space and four digits below the server's 32

/** A session, and whether it is the one that this browser keeps. */
export interface VisitorSession {
  readonly token: string;
  readonly isKept: boolean;
}

/** The visitor's session; `undefined` where only a nickname can tell who they are. Throws what `signIn` throws. */
export async function signInVisitor(settings: ChatSettings, signal: AbortSignal): Promise<VisitorSession | undefined> {
  const { url, token, jwt, guestNickname } = settings;
  if (token !== "") return { token, isKept: false };
  if (jwt !== "") return { token: tokenOf(await signIn(url, { jwt }, { signal })), isKept: false };
  const kept = keptToken(url);
  if (kept !== undefined) return { token: kept, isKept: true };
  return guestNickname === "" ? undefined : await signInOneGuest(url, guestNickname);
}

/** By server and nickname: elements that stand on one page are one guest. */
const guests = new Map<string, Promise<VisitorSession>>();

function signInOneGuest(url: string, nickname: string): Promise<VisitorSession> {
  const key = JSON.stringify([url, nickname]);
  const guest = guests.get(key) ?? signInGuestLike(url, nickname).finally(() => guests.delete(key));
  guests.set(key, guest);
  return guest;
}

/** A guest with exactly that nickname. Throws what `signIn` throws. */
export async function signInGuest(url: string, nickname: string): Promise<VisitorSession> {
  const token = tokenOf(await signIn(url, { nickname }));
  keepToken(url, token);
  return { token, isKept: true };
}

async function signInGuestLike(url: string, nickname: string): Promise<VisitorSession> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await signInGuest(url, attempt === 1 ? nickname : numbered(nickname));
    } catch (error) {
      const isTaken = error instanceof ShoalError && (error.code === "nickname-taken" || error.code === "password-needed");
      if (!isTaken || attempt === NICKNAME_ATTEMPTS_MAX) throw error;
    }
  }
}

function numbered(nickname: string): string {
  const beginning = [...nickname].slice(0, NICKNAME_CHARACTERS_MAX).join("");
  return `${beginning} ${1000 + Math.floor(Math.random() * 9000)}`;
}

function tokenOf({ token }: { readonly token?: string | undefined }): string {
  if (token === undefined) throw new ShoalError("unsupported", { message: "The server gave no token." });
  return token;
}
