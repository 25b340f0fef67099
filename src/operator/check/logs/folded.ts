import { type MessageChange, withChange } from "../../../protocol/message-changes.ts";
import type { MessageEvent } from "../../../protocol/messages.ts";
import { detailsOf, type MessageDetails } from "../../../server/storage/sql/event-rows.ts";
import type { MessageView } from "./message-view.ts";
import type { NotedChange } from "./noted-changes.ts";
import type { PeopleOfLog } from "./people-of-log.ts";

/** What the log makes of a message, by the one fold. The texts of edits are not in the log: they do not count here. `isLeftOut`: changes that left no trace. */
export function folded(
  view: MessageView,
  people: PeopleOfLog,
  isLeftOut: (change: NotedChange) => boolean = () => false,
): MessageDetails {
  const { seq, at } = view.row;
  const sent: MessageEvent = { type: "message", seq, at, by: personOf(view.authorKey, people), clientMessageId: "", text: "" };
  let state = sent;
  for (const change of view.changes) if (!isLeftOut(change)) state = withChange(state, eventOf(change, people));
  return detailsOf(state);
}

function eventOf({ target, seq, at, type, userKey, emoji, reason }: NotedChange, people: PeopleOfLog): MessageChange {
  const change = { seq, at, by: personOf(userKey, people), target };
  switch (type) {
    case "edit":
      return { ...change, type, text: "" };
    case "react":
    case "unreact":
      return { ...change, type, emoji: emoji ?? "" };
    case "delete":
      return { ...change, type, ...(reason !== null && { reason }) };
    default:
      return { ...change, type };
  }
}

function personOf(key: number, people: PeopleOfLog): { id: string; nickname: string } {
  return { id: people.find(key)?.id ?? String(key), nickname: "" };
}
