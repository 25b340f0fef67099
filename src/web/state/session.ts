import { effect, signal, untracked } from "@preact/signals";
import {
  createDeviceLink,
  currentSession,
  type DeviceLink,
  type ErrorCode,
  isKnownErrorCode,
  LOBBY_ID,
  type Person,
  type RequestOptions,
  ShoalError,
  type SignInAs,
  signIn,
  signOut,
  systemClock,
} from "../../client/index.ts";
import { deleteOutbox } from "../outbox-store.ts";
import { deleteUploads } from "../upload-store.ts";
import type { Chat, ChatStart } from "./chat.ts";
import { visitDaily } from "./daily-visit.ts";
import { deviceName } from "./device-name.ts";
import { forgetDrafts } from "./drafts.ts";
import { isOnline, isVisible } from "./environment.ts";
import { keepPlaces } from "./kept-places.ts";
import { forgetUser, knownUser, rememberUser } from "./known-user.ts";
import { forgetAll, recall, remember } from "./local-storage.ts";
import { openedLink, show, shownId } from "./navigation.ts";
import { openedAccountLink } from "./opened-account-link.ts";
import { inTime, REQUEST_MS_MAX } from "./patience.ts";

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
    const answer = currentSession(server, bounded());
    if (knownUser() !== undefined && (await isLate(answer)) && (await openSeenBefore())) return;
    const known = await answer;
    if (known !== undefined) return await open(known.user);
  } catch (error) {
    session.value = codeOf(error) === "banned" ? { stage: "signed-out", because: "banned" } : { stage: "unreachable" };
    return;
  }
  forgetUser();
  pageToken = undefined;
  const link = openedLink.peek();
  openedLink.value = undefined;
  try {
    if (link === undefined) session.value = { stage: "signed-out", ...(because !== undefined && { because }) };
    else await enter(link);
  } catch (error) {
    session.value = { stage: "signed-out", because: codeOf(error) };
  }
}

/** How long the server's answer is waited for where the page can show what the user saw last. */
const SEEN_BEFORE_AFTER_MS = 3_000;

/** Whether the answer failed, or does not come in time. */
function isLate(answer: Promise<unknown>): Promise<boolean> {
  return inTime(answer, SEEN_BEFORE_AFTER_MS).then(
    () => false,
    () => true,
  );
}

/** Without a server: the conversations of the last visit. Its connection asks who the user is, as soon as it can. */
async function openSeenBefore(): Promise<boolean> {
  const user = knownUser();
  if (user === undefined) return false;
  try {
    const { seenBefore } = await import("../offline/seen-before.ts");
    await open(user, { seenBefore: await seenBefore(user.id) });
    return true;
  } catch {
    return false;
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

/** A device link or a JWT signs in where no user is. A signed-in user is asked by a dialog. */
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
export async function enterAs(nickname: string, more: SignInDetails = {}): Promise<void> {
  await enter({ nickname, ...more }, () => {
    openedAccountLink.value = undefined; // it is used
  });
  if (shownId.peek() === undefined) show(LOBBY_ID); // a newcomer is among people at once
  rememberNickname(nickname);
}

/** What goes with a nickname. */
interface SignInDetails {
  readonly password?: string;
  readonly isNew?: boolean;
  readonly inviteLink?: string;
  readonly administratorLink?: string;
}

/** Sets a new password by a reset link, and goes on as its user. Throws `ShoalError`: then nothing has changed. */
export async function resetPassword(chat: Chat | undefined, resetLink: string, password: string): Promise<void> {
  await enter({ resetLink, password }, (me) => {
    openedAccountLink.value = undefined;
    chat?.close();
    if (chat !== undefined && me.id !== chat.me.id) forget(chat.me);
  });
}

/** For the next sign-in here. */
export function rememberNickname(nickname: string): void {
  remember("nickname", nickname);
}

/** The nickname that was used here last. */
export function lastNickname(): string {
  return recall("nickname") ?? "";
}

/** Throws `ShoalError`. */
export async function leave(chat: Chat): Promise<void> {
  await leaveBy(chat, () => signOut(server, bounded()));
}

/** Ends the user's visit by a request that ends their session. Throws `ShoalError`: then nothing has changed. */
export async function leaveBy(chat: Chat, request: () => Promise<void>): Promise<void> {
  leaving = chat;
  try {
    await request();
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
  const { visitBy } = await import("./device-link-visit.ts");
  const visit = await visitBy({ deviceLink }, server, thisDevice());
  openedLink.value = undefined;
  chat.close();
  session.value = { stage: "starting" };
  try {
    await signOut(server, bounded());
    pageToken = undefined;
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

/** A request that ends. */
export function bounded(): RequestOptions {
  return { token: pageToken, signal: AbortSignal.timeout(REQUEST_MS_MAX) };
}

async function enter(request: SignInAs, onEnter?: (me: Person) => void): Promise<void> {
  const named = { ...request, device: thisDevice() };
  const come = () =>
    signIn(server, named, { keep: "cookie", ...bounded() }).catch((error: unknown) => {
      if (codeOf(error) !== "cookies-needed") throw error;
    });
  let signedIn = await come();
  if (signedIn === undefined) {
    await currentSession(server, bounded()); // the cookie that shows that there can be some may have been deleted since
    signedIn = (await come()) ?? (await (await import("./page-visit.ts")).signInWithPage(server, named));
  }
  onEnter?.(signedIn.user);
  pageToken = signedIn.token;
  await open(signedIn.user);
}

/** The session of a browser that keeps no cookies. It ends with the page, and the nickname is free again. */
let pageToken: string | undefined;

function thisDevice(): string {
  return deviceName(navigator.userAgent);
}

function forget(me: Person): void {
  pageToken = undefined;
  forgetUser();
  forgetDrafts(me.id);
  forgetAll(`dismissed.${me.id}`);
  keepPlaces(me.id, []);
  deleteOutbox(me.id);
  deleteUploads(me.id);
}

/** Why a connection is closed whose user is not signed in any more. */
const endings: ReadonlySet<string | undefined> = new Set(["unauthenticated", "signed-out", "banned"]);

async function open(me: Person, start: ChatStart = { token: pageToken }): Promise<void> {
  const { openChat } = await import("./chat.ts"); // a visitor who picks a nickname waits for less
  if (start.token === undefined) rememberUser(me);
  const chat = await openChat(server, me, start);
  chat.client.on("closed", (error) => {
    if (chat === leaving || !endings.has(error?.code)) return;
    chat.close();
    forgetUser();
    void startSession(codeOf(error)); // in another tab another user may have signed in meanwhile
  });
  session.value = { stage: "signed-in", chat };
}
