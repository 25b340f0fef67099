import {
  addressOf,
  type NoticePlace,
  noticeOf,
  type PushLanguage,
  SETTINGS_CACHE,
  SETTINGS_PATH,
  type ShowMessage,
} from "./push-message.ts";
import type { ServiceWorkerScope } from "./worker-scope.ts";

/** The lab is below the same scope, and shows no messages. */
const LAB_PATH = "lab";

/** Shows push messages, and leads from a notification to its message. */
export function listenForPush(scope: ServiceWorkerScope): void {
  scope.addEventListener("push", (event) => {
    event.waitUntil(show(scope, event.data?.text() ?? ""));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(lead(scope, event.notification.data as NoticePlace | undefined));
  });
}

async function show(scope: ServiceWorkerScope, text: string): Promise<void> {
  // A page in front shows the message itself; browsers demand a notification only where there is none.
  if ((await pages(scope)).some(({ focused, visibilityState }) => focused && visibilityState === "visible")) return;
  const { title, body, place } = noticeOf(text, await language(scope));
  await scope.registration.showNotification(title, {
    body,
    icon: new URL("icon.svg", scope.registration.scope).href,
    // The newest of a conversation takes the place of the one before, also of one that a page showed.
    tag: place?.conversationId ?? "shoal",
    data: place,
  });
  const { navigator } = scope as { navigator: Navigator & { setAppBadge?: () => Promise<void> } };
  await navigator.setAppBadge?.().catch(() => {});
}

async function lead(scope: ServiceWorkerScope, place: NoticePlace | undefined): Promise<void> {
  const open = await pages(scope);
  const page =
    open.find(({ focused }) => focused) ?? open.find(({ visibilityState }) => visibilityState === "visible") ?? open[0];
  const home = scope.registration.scope;
  if (page === undefined) {
    await scope.clients.openWindow(place === undefined ? home : addressOf(place, home));
    return;
  }
  if (place !== undefined) page.postMessage({ type: "show-message", ...place } satisfies ShowMessage);
  await page.focus();
}

async function pages({ clients, registration }: ServiceWorkerScope) {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => !url.startsWith(new URL(LAB_PATH, registration.scope).href));
}

/** As the page was last seen; the browser's where it left nothing. */
async function language({ navigator }: ServiceWorkerScope): Promise<PushLanguage> {
  const kept = await caches.match(SETTINGS_PATH, { cacheName: SETTINGS_CACHE }).catch(() => undefined);
  const settings: unknown = await kept?.json().catch(() => undefined);
  const chosen =
    typeof settings === "object" && settings !== null && "language" in settings ? settings.language : navigator.language;
  return String(chosen).toLowerCase().startsWith("zh") ? "zh" : "en";
}
