import { forgetAll, recall, remember } from "./local-storage.ts";

/** What was typed and not sent, for each conversation. */
export interface Drafts {
  read(conversationId: string): string;
  write(conversationId: string, text: string): void;
}

/** Each tab has its own drafts. A tab that has none of a conversation begins with what was typed last anywhere. */
export function draftsOf(userId: string): Drafts {
  const keyOf = (conversationId: string) => `draft.${userId}.${conversationId}`;
  return {
    read: (conversationId) => recall(keyOf(conversationId), "tab") ?? recall(keyOf(conversationId)) ?? "",
    write(conversationId, text) {
      const key = keyOf(conversationId);
      const before = recall(key, "tab");
      remember(key, text, "tab"); // an empty one too: this tab's draft was sent
      // What another tab keeps for the next one is taken away by that tab only.
      if (text !== "" || recall(key) === before) remember(key, text === "" ? undefined : text);
    },
  };
}

export function forgetDrafts(userId: string): void {
  forgetAll(`draft.${userId}.`);
}
