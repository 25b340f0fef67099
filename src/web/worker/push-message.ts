/** What the service worker may not read from the page's storage: the page leaves it in a cache. */
export const SETTINGS_CACHE = "shoal.notices";
/** Beside the page: other servers of the same host have theirs in the same cache. */
export const SETTINGS_PATH = "./notice-settings";

/** What a notification carries, for the press on it. */
export interface NoticePlace {
  readonly conversationId: string;
  readonly seq: number;
}

/** A press on a notification, as an open page is told of it. */
export interface ShowMessage extends NoticePlace {
  readonly type: "show-message";
}

export type PushLanguage = "en" | "zh";

/** A push message [P130e], as its notification shows it. */
export interface PushNotice {
  readonly title: string;
  readonly body: string;
  /** Missing when the message is of a kind that this version does not know: all that can be told is that there is something. */
  readonly place?: NoticePlace;
}

const words = {
  en: { newMessage: "New message", lobby: "Lobby" },
  zh: { newMessage: "有新消息", lobby: "大厅" },
} as const;

/** Whatever came: browsers demand that something is shown. */
export function noticeOf(text: string, language: PushLanguage): PushNotice {
  const { newMessage } = words[language];
  const { conversationId, seq, by, room, text: said } = read(text);
  const place = typeof conversationId === "string" &&
    Number.isSafeInteger(seq) && { place: { conversationId, seq: Number(seq) } };
  if (typeof by !== "string") return { title: "Shoal", body: newMessage, ...place };
  const where = typeof room === "string" ? ` · ${conversationId === "lobby" ? words[language].lobby : room}` : "";
  return { title: by + where, body: typeof said === "string" && said !== "" ? said : newMessage, ...place };
}

/** The page's address for a message. All of it is in the fragment, so that the kept page opens there without a network. */
export function addressOf({ conversationId, seq }: NoticePlace, page: string): string {
  return new URL(`#c=${encodeURIComponent(conversationId)}&m=${seq}`, page).href;
}

function read(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
