import { contentKinds, type MessageRow } from "../sql/message-row.ts";
import { foldForSearch } from "./fold.ts";
import { documentOf } from "./tokens.ts";

export type IndexedMessage = Pick<MessageRow, "text" | "authorKey" | "kinds">;

/** Everything that a message is found by: tokens with a space between them. */
export function documentOfMessage({ text, authorKey, kinds }: IndexedMessage): string {
  return documentOf(foldForSearch(text), { authorKey, ...contentKinds(kinds, text) });
}

/** A token's part of the sum of its message. */
export function tokenSum(token: string): number {
  return Bun.hash.xxHash32(token);
}

/** A sum of 32 bits of the tokens of a message, whatever their order. */
export function messageSum(message: IndexedMessage): number {
  let sum = 0;
  for (const token of documentOfMessage(message).split(" ")) sum = (sum + tokenSum(token)) | 0;
  return sum;
}
