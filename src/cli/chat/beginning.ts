import { words } from "./i18n/words.ts";
import type { Talk } from "./talk.ts";

/** Said where nothing older is to be read: whether the conversation begins there, or no more is kept. */
export function beginningSentence({ log, shown, client }: Pick<Talk, "log" | "shown" | "client">): string {
  const say = words.beginning;
  if (log.timeline.window.floor === 0 || shown === undefined) return say.whole;
  const { days, messages } = client.moderation.retentionOf(shown);
  return say.trimmed(shown.kind, days, messages);
}
