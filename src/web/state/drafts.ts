import { forgetAll, recall, remember } from "./local-storage.ts";

/** The unsent text of each conversation. */
export interface Drafts {
  read(conversationId: string): string;
  write(conversationId: string, text: string): void;
}

/** Each tab has its own drafts. A tab without a draft of a conversation begins with the last one of any tab. */
export function draftsOf(userId: string): Drafts {
  const keyOf = (conversationId: string) => `draft.${userId}.${conversationId}`;
  return {
    read: (conversationId) => recall(keyOf(conversationId), "tab") ?? recall(keyOf(conversationId)) ?? "",
    write(conversationId, text) {
      const key = keyOf(conversationId);
      const before = recall(key, "tab");
      remember(key, text, "tab"); // an empty one too: this tab's draft was sent
      // A draft that another tab keeps for the next one is removed by that tab only.
      if (text !== "" || recall(key) === before) remember(key, text === "" ? undefined : text);
    },
  };
}

export function forgetDrafts(userId: string): void {
  forgetAll(`draft.${userId}.`);
}
