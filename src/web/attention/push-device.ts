import { effect, signal } from "@preact/signals";
import type { PushContent } from "../../client/index.ts";
import type { Chat } from "../state/chat.ts";
import { inTime } from "../state/patience.ts";
import { language, noticeLevel } from "../state/preferences.ts";
import { SETTINGS_CACHE, SETTINGS_PATH } from "../worker/push-message.ts";
import { pushChoiceOf, quietHours, rememberPushChoice, silentUntil } from "./notice-preferences.ts";

/** How long the service worker's start and the browser's push service are waited for. */
const BROWSER_MS_MAX = 15_000;

/** What push messages may say on this device; `undefined` while they are off. */
export const pushContent = signal<PushContent | undefined>(undefined);
/** Whether the last attempt to switch them on or off failed. */
export const hasPushFailed = signal(false);

/** Whether this browser and this server can do it, for a session that outlives the page. */
export function canPush({ client, token }: Chat): boolean {
  const hasWorker = isSecureContext && "serviceWorker" in navigator;
  return (
    client.pushKey !== undefined &&
    token === undefined &&
    hasWorker &&
    "PushManager" in globalThis &&
    "Notification" in globalThis
  );
}

/** Switches push messages on with what they may say, or off. The browser must have allowed notifications. */
export function choosePush({ me }: Chat, content: PushContent | undefined): void {
  rememberPushChoice(me.id, content);
  pushContent.value = content;
}

/** Keeps the server informed of what this device wants. The result stops it. */
export function keepPush(chat: Chat): () => void {
  pushContent.value = pushChoiceOf(chat.me.id);
  let told = "";
  let running = Promise.resolve();
  return effect(() => {
    const content = noticeLevel.value === "none" ? undefined : pushContent.value;
    const wishes = JSON.stringify([content, noticeLevel.value, quietHours.value, silentUntil.value, language.value]);
    if (!chat.isLive || wishes === told || !canPush(chat)) return;
    told = wishes;
    // In order: the last one stays.
    running = running.then(async () => {
      try {
        await (content !== undefined && Notification.permission === "granted" ? subscribe(chat, content) : unsubscribe(chat));
        hasPushFailed.value = false;
      } catch {
        // Said in the settings, and tried again at the next visit.
        hasPushFailed.value = content !== undefined;
      }
    });
  });
}

async function subscribe({ client }: Chat, content: PushContent): Promise<void> {
  const level = noticeLevel.peek() === "all" ? "all" : "calls";
  const { pushManager } = await inTime(navigator.serviceWorker.ready, BROWSER_MS_MAX);
  const { endpoint = "", keys = {} } = (await inTime(subscriptionOf(pushManager, client.pushKey ?? ""), BROWSER_MS_MAX)).toJSON();
  const { p256dh = "", auth = "" } = keys;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const quiet = quietHours.peek();
  await client.subscribePush({
    ...{ endpoint, keys: { p256dh, auth }, content, level },
    ...(quiet !== undefined && { quiet: { ...quiet, timeZone } }),
    ...(silentUntil.peek() > 0 && { silentUntil: silentUntil.peek() }),
  });
  const cache = await caches.open(SETTINGS_CACHE);
  await cache.put(SETTINGS_PATH, Response.json({ language: language.peek() }));
}

/** A subscription is bound to the server's key: of another one it is made anew. */
async function subscriptionOf(pushManager: PushManager, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const before = await pushManager.getSubscription();
    if (before === null) throw error;
    await before.unsubscribe();
    return await pushManager.subscribe(options);
  }
}

/** Also where a user before this one had switched them on. */
async function unsubscribe({ client }: Chat): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription) {
    await client.unsubscribePush(subscription.endpoint);
    await subscription.unsubscribe();
  }
  await (await caches.open(SETTINGS_CACHE)).delete(SETTINGS_PATH);
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64Url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
