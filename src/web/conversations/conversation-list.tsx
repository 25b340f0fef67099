import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { shownId } from "../state/navigation.ts";
import { whenIdle } from "../when-idle.ts";
import { ConversationLink, type RowState } from "./conversation-link.tsx";

interface DrawnRow {
  readonly state: RowState;
  readonly row: VNode;
}

/** As many as a window has room for: they are there at once. */
const ROWS_AT_FIRST = 24;
/** The others follow so many at a time. */
const ROWS_AT_ONCE = 60;
/** Of a row and the gap below it. Rows that are not there yet have their place. */
const ROW_REM = 3.375;

/**
 * Reads everything that rows show, so that they read nothing: a row that stays the same is not drawn again. A long list is there as soon as a short
 * one.
 */
export function ConversationList({ conversations, label }: { conversations: readonly Conversation[]; label?: string }) {
  const chat = useChat();
  const before = useRef<ReadonlyMap<string, DrawnRow>>(new Map());
  const [rowCount, setRowCount] = useState(ROWS_AT_FIRST);
  const missingCount = Math.max(0, conversations.length - rowCount);
  useEffect(
    () => (missingCount === 0 ? undefined : whenIdle(() => setRowCount(rowCount + ROWS_AT_ONCE))),
    [rowCount, missingCount === 0],
  );
  const drawn = new Map<string, DrawnRow>();
  for (const conversation of conversations.slice(0, rowCount)) {
    const state: RowState = {
      conversation,
      isShown: conversation.id === shownId.value,
      unread: chat.unreadOf(conversation),
      mentionCount: chat.unreadMentionsOf(conversation),
      isPeerOnline: chat.isLive && conversation.kind === "direct" && chat.onlinePeers.value.has(conversation.peer.id),
      hasLeft: conversation.kind === "direct" && chat.people.departures.has(conversation.peer.id),
    };
    const known = before.current.get(conversation.id);
    const isSame = known !== undefined && isSameState(known.state, state);
    drawn.set(conversation.id, isSame ? known : { state, row: <ConversationLink key={conversation.id} {...state} /> });
  }
  before.current = drawn;
  return (
    <ul class="nav-list" aria-label={label} style={{ paddingBlockEnd: missingCount > 0 ? `${missingCount * ROW_REM}rem` : "" }}>
      {[...drawn.values()].map(({ row }) => row)}
    </ul>
  );
}

function isSameState(one: RowState, other: RowState): boolean {
  return (Object.keys(one) as (keyof RowState)[]).every((name) => one[name] === other[name]);
}
