import type { LogEvent } from "../../../protocol/events.ts";

/** An event as the table keeps it, without its place. */
export interface EventContent {
  readonly clientMessageId: string | null;
  readonly body: string | null;
}

/** An event as a page is read, with its author. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: LogEvent["type"];
  readonly messageCount: number;
  readonly clientMessageId: string | null;
  readonly body: string | null;
  readonly userId: string | null;
  readonly nickname: string | null;
}

export function contentOf(event: LogEvent): EventContent {
  switch (event.type) {
    case "message":
      return { clientMessageId: event.clientMessageId, body: event.text };
    case "leave":
      return { clientMessageId: null, body: null };
    case "join":
      return { clientMessageId: null, body: event.invitedBy ? JSON.stringify({ invitedBy: event.invitedBy }) : null };
    case "joined":
      return { clientMessageId: null, body: JSON.stringify({ conversation: event.conversation }) };
    case "left":
      return { clientMessageId: null, body: JSON.stringify({ conversationId: event.conversationId }) };
    case "invited":
      return { clientMessageId: null, body: JSON.stringify({ invitation: event.invitation }) };
    case "uninvited":
      return { clientMessageId: null, body: JSON.stringify({ conversationId: event.conversationId }) };
    case "read": {
      const { conversationId, readSeq, readMessageCount } = event;
      return { clientMessageId: null, body: JSON.stringify({ conversationId, readSeq, readMessageCount }) };
    }
  }
}

/** The author has the nickname of today; people inside a body (who invited, a peer) are as they were then. */
export function eventOf(row: EventRow): LogEvent {
  const { seq, at, type } = row;
  if (type === "message") {
    return { seq, at, type, by: authorOf(row), clientMessageId: row.clientMessageId ?? "", text: row.body ?? "" };
  }
  const details = row.body === null ? {} : JSON.parse(row.body);
  const isOfConversation = type === "join" || type === "leave";
  return { seq, at, type, ...(isOfConversation && { by: authorOf(row) }), ...details };
}

function authorOf({ userId, nickname }: EventRow): { id: string; nickname: string } {
  if (userId === null || nickname === null) throw new Error("an event of a conversation has an author");
  return { id: userId, nickname };
}
