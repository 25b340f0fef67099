import { effect, signal, untracked } from "@preact/signals";
import {
  createDeviceLink,
  currentSession,
  type DeviceLink,
  type ErrorCode,
  isKnownErrorCode,
  LOBBY_ID,
  type Person,
  ShoalError,
  type SignInAs,
  signIn,
  signOut,
  systemClock,
} from "../../client/index.ts";
import { deleteOutbox } from "../outbox-store.ts";
import { deleteUploads } from "../upload-store.ts";
import type { Chat } from "./chat.ts";
import { visitDaily } from "./daily-visit.ts";
import { visitBy } from "./device-link-visit.ts";
import { deviceName } from "./device-name.ts";
import { forgetDrafts } from "./drafts.ts";
import { isOnline, isVisible } from "./environment.ts";
import { recall, remember } from "./local-storage.ts";
import { openedLink, show, shownId } from "./navigation.ts";
import { REQUEST_MS_MAX } from "./patience.ts";

export type Session =
  | { readonly stage: "starting" }
  | { readonly stage: "unreachable" }
  /** `because` is the reason shown to a user who was signed out. */
  | { readonly stage: "signed-out"; readonly because?: ErrorCode }
  | { readonly stage: "signed-in"; readonly chat: Chat };

export const session = signal<Session>({ stage: "starting" });

/** Signs out by themselves: that the server ends their connections is no news to them. */
let leaving: Chat | undefined;

/** The page may live below a path of its host. */
export const server = new URL(".", globalThis.location?.href ?? "http://localhost/").href;

/** Finds the session: a user with a cookie, the bearer of a device link, or a new visitor, who is shown `because`. */
export async function startSession(because?: ErrorCode): Promise<void> {
  // Trying again shows nothing until something has come of it.
  if (session.value.stage !== "unreachable") session.value = { stage: "starting" };
  try {
    const known = await currentSession(server, bounded());
    if (known !== undefined) return await open(known.user);
  } catch {
    session.value = { stage: "unreachable" };
    return;
  }
  const deviceLink = openedLink.peek();
  openedLink.value = undefined;
  try {
    if (deviceLink === undefined) session.value = { stage: "signed-out", ...(because !== undefined && { because }) };
    else await enter({ deviceLink });
  } catch (error) {
    session.value = { stage: "signed-out", because: codeOf(error) };
  }
}

const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 15_000;

/** A server that could not be reached at the start is asked again: after a while, and at once when the network or the reader is back. */
export function retryUntilReached(): void {
  let delayMs = RETRY_MIN_MS;
  effect(() => {
    const { stage } = session.value;
    if (stage === "signed-out" || stage === "signed-in") delayMs = RETRY_MIN_MS;
    if (stage !== "unreachable") return undefined;
    const waitMs = delayMs;
    delayMs = Math.min(RETRY_MAX_MS, 2 * delayMs);
    return systemClock.after(waitMs, () => void startSession());
  });
  effect(() => {
    if (isOnline.value && isVisible.value && session.peek().stage === "unreachable") untracked(() => void startSession());
  });
}

/** A device link signs in where no user is. A signed-in user is asked by a dialog. */
export function followDeviceLinks(): void {
  effect(() => {
    if (openedLink.value !== undefined && session.value.stage === "signed-out") void startSession();
  });
}

/** Only a visit renews the cookie [P29]: the connection of a page that stays open renews no more than the session. */
export function keepCookie(): void {
  const visit = async (): Promise<void> => {
    if (session.peek().stage === "signed-in") await currentSession(server, bounded());
  };
  const wake = (onWake: () => void): (() => void) =>
    effect(() => {
      if (isOnline.value && isVisible.value) untracked(onWake);
    });
  visitDaily(visit, { clock: systemClock, wake });
}

/** Throws `ShoalError`. */
export async function enterAs(nickname: string): Promise<void> {
  await enter({ nickname });
  if (shownId.peek() === undefined) show(LOBBY_ID); // a newcomer is among people at once
  remember("nickname", nickname);
}

/** The nickname that was used here last. */
export function lastNickname(): string {
  return recall("nickname") ?? "";
}

/** Throws `ShoalError`. */
export async function leave(chat: Chat): Promise<void> {
  leaving = chat;
  try {
    await signOut(server, bounded());
  } finally {
    leaving = undefined;
  }
  chat.close();
  forget(chat.me);
  session.value = { stage: "signed-out" };
}

/**
 * Signs out here, and goes on as the person whose device link that is. Throws `ShoalError` when the link is refused: then
 * nothing has changed.
 */
export async function changePerson(chat: Chat, deviceLink: string): Promise<void> {
  const visit = await visitBy(deviceLink, server, thisDevice());
  openedLink.value = undefined;
  chat.close();
  session.value = { stage: "starting" };
  try {
    await signOut(server, bounded());
    if (visit.user.id !== chat.me.id) forget(chat.me);
    await enter({ deviceLink: visit.deviceLink });
  } catch {
    await startSession();
  } finally {
    await visit.end();
  }
}

/** Throws `ShoalError`. */
export async function linkDevice(): Promise<DeviceLink> {
  return await createDeviceLink(server, bounded());
}

export function codeOf(error: unknown): ErrorCode {
  if (error instanceof ShoalError) return isKnownErrorCode(error.code) ? error.code : "unsupported";
  return error instanceof DOMException && error.name === "TimeoutError" ? "unavailable" : "internal";
}

function bounded(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(REQUEST_MS_MAX) };
}

async function enter(request: SignInAs): Promise<void> {
  const come = () => signIn(server, { ...request, device: thisDevice() }, { keep: "cookie", ...bounded() });
  const { user } = await come().catch(async (error: unknown) => {
    if (codeOf(error) !== "cookies-needed") throw error;
    await currentSession(server, bounded()); // the cookie that shows that there can be some may have been deleted since
    return await come();
  });
  await open(user);
}

function thisDevice(): string {
  return deviceName(navigator.userAgent);
}

function forget(me: Person): void {
  forgetDrafts(me.id);
  deleteOutbox(me.id);
  deleteUploads(me.id);
}

async function open(me: Person): Promise<void> {
  const { openChat } = await import("./chat.ts"); // a visitor who picks a nickname waits for less
  const chat = await openChat(server, me);
  chat.client.on("closed", (error) => {
    if (chat === leaving || (error?.code !== "unauthenticated" && error?.code !== "signed-out")) return;
    chat.close();
    void startSession(codeOf(error)); // in another tab another user may have signed in meanwhile
  });
  session.value = { stage: "signed-in", chat };
}
