import { forgetAll, recall, remember } from "./remembered.ts";

/** What was typed and not sent, for each conversation. */
export interface Drafts {
  read(conversationId: string): string;
  write(conversationId: string, text: string): void;
}

export function draftsOf(userId: string): Drafts {
  return {
    read: (conversationId) => recall(`draft.${userId}.${conversationId}`) ?? "",
    write: (conversationId, text) => remember(`draft.${userId}.${conversationId}`, text === "" ? undefined : text),
  };
}

export function forgetDrafts(userId: string): void {
  forgetAll(`draft.${userId}.`);
}
