import type { NoticePlace } from "../worker/push-message.ts";

/** What is shown, and where a press on it leads. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly place: NoticePlace;
  /** A press, where the page hears of it: those on the service worker's come as messages. */
  onPress(): void;
}

/** Shows it in the place of the one of the same conversation. Resolves with what takes it away, or `undefined` where nothing can be shown. */
export async function showNotice({ title, body, place, onPress }: Notice): Promise<(() => void) | undefined> {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return undefined;
  const tag = place.conversationId;
  const options = { body, tag, icon: "./icon.svg" };
  try {
    // Push messages are shown by the service worker: of one kind, the newer takes the place of the older. Phones know no other.
    const registration = await navigator.serviceWorker?.getRegistration();
    if (registration?.active) {
      await registration.showNotification(title, { ...options, data: place });
      return () => void takeAway(registration, tag);
    }
    const notice = new Notification(title, options);
    notice.onclick = () => {
      window.focus();
      notice.close();
      onPress();
    };
    return () => notice.close();
  } catch {
    return undefined;
  }
}

/** Takes away everything that the service worker has shown, also while the page was closed. */
export async function takeAllAway(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (registration?.active && "getNotifications" in registration) await takeAway(registration);
}

async function takeAway(registration: ServiceWorkerRegistration, tag?: string): Promise<void> {
  for (const notice of await registration.getNotifications(tag === undefined ? {} : { tag })) notice.close();
}
