import { signal } from "@preact/signals";
import {
  createDeviceLink,
  currentSession,
  type DeviceLink,
  type ErrorCode,
  type Person,
  ShoalError,
  type SignInAs,
  signIn,
  signOut,
} from "../../client/index.ts";
import { deleteOutbox } from "../outbox-store.ts";
import { type Chat, openChat } from "./chat.ts";
import { deviceName } from "./device-name.ts";
import { forgetDrafts } from "./drafts.ts";
import { takeDeviceLink } from "./navigation.ts";
import { recall, remember } from "./remembered.ts";

export type Session =
  | { readonly stage: "starting" }
  | { readonly stage: "unreachable" }
  /** `because` is what a person is told when they did not come here by themselves. */
  | { readonly stage: "signed-out"; readonly because?: ErrorCode }
  | { readonly stage: "signed-in"; readonly chat: Chat };

export const session = signal<Session>({ stage: "starting" });

/** The page may live below a path of its host. */
const server = new URL(".", globalThis.location?.href ?? "http://localhost/").href;

/** Finds out who is here: the bearer of a device link, somebody with a cookie, or nobody. */
export async function startSession(): Promise<void> {
  session.value = { stage: "starting" };
  const deviceLink = takeDeviceLink();
  try {
    if (deviceLink !== undefined) return await enter({ deviceLink });
    const known = await currentSession(server);
    if (known === undefined) session.value = { stage: "signed-out" };
    else await open(known.user);
  } catch (error) {
    const code = codeOf(error);
    if (deviceLink === undefined) session.value = { stage: "unreachable" };
    else session.value = { stage: "signed-out", because: code };
  }
}

/** Throws `ShoalError`. */
export async function enterAs(nickname: string): Promise<void> {
  await enter({ nickname });
  remember("nickname", nickname);
}

/** The nickname that was used here last. */
export function lastNickname(): string {
  return recall("nickname") ?? "";
}

/** Throws `ShoalError`. */
export async function leave(chat: Chat): Promise<void> {
  await signOut(server);
  chat.close();
  forgetDrafts(chat.me.id);
  deleteOutbox(chat.me.id);
  session.value = { stage: "signed-out" };
}

/** Throws `ShoalError`. */
export async function linkDevice(): Promise<DeviceLink> {
  return await createDeviceLink(server);
}

export function codeOf(error: unknown): ErrorCode {
  return error instanceof ShoalError ? error.code : "internal";
}

async function enter(request: SignInAs): Promise<void> {
  const { user } = await signIn(server, { ...request, device: deviceName(navigator.userAgent) }, { keep: "cookie" });
  await open(user);
}

async function open(me: Person): Promise<void> {
  const chat = await openChat(server, me);
  chat.client.on("closed", (error) => {
    if (error?.code !== "unauthenticated" && error?.code !== "signed-out") return;
    chat.close();
    session.value = { stage: "signed-out", because: error.code };
  });
  session.value = { stage: "signed-in", chat };
}
