import { returnFromProvider } from "./accounts/provider-return.ts";
import { showBadge } from "./attention/badge.ts";
import { tellOfMessages } from "./attention/notices.ts";
import { keepPush } from "./attention/push-device.ts";
import { workOffline } from "./offline/work-offline.ts";
import { followShortcuts } from "./shortcuts/shortcuts.ts";
import type { Chat } from "./state/chat.ts";
import { oidcError } from "./state/oidc-error.ts";

/** For a page that is left while it shows the list. */
function keepPlaces(chat: Chat): () => void {
  const keep = (): void => chat.keepPlaces();
  window.addEventListener("pagehide", keep);
  return () => window.removeEventListener("pagehide", keep);
}

/** A user who signed in at the provider, or linked it [P162f]. */
function comeBack(): () => void {
  oidcError.value = returnFromProvider();
  return () => {};
}

/** What a signed-in user does not wait for. Starts it; the result's result stops it. */
export function startIdleWork(chat: Chat): () => () => void {
  return () => {
    const stops = [
      followShortcuts(chat),
      tellOfMessages(chat),
      showBadge(chat),
      workOffline(chat),
      keepPush(chat),
      keepPlaces(chat),
      comeBack(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  };
}
