import type { Conversation, Invitation } from "../../protocol/conversations.ts";
import type { LogEvent, UserEvent } from "../../protocol/events.ts";
import { features } from "../../protocol/features.ts";
import type { Events, Gap } from "../../protocol/frames/events.ts";
import type { Welcome } from "../../protocol/frames/welcome.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Person } from "../../protocol/people.ts";

export const ann: Person = { id: "u_ann", nickname: "ann" };
export const ben: Person = { id: "u_ben", nickname: "ben" };
export const xiaoyu: Person = { id: "u_xiaoyu", nickname: "小鱼" };

export const at = Date.UTC(2030, 0, 1);

export function room(id: string, fields: Partial<Extract<Conversation, { kind: "room" }>> = {}): Conversation {
  const name = id === LOBBY_ID ? "Lobby" : id;
  return { id, kind: "room", name, isPrivate: false, head: 0, messageCount: 0, readSeq: 0, readMessageCount: 0, ...fields };
}

/** Ann comes in, and is in the lobby. */
export function welcome(fields: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    version: 1,
    sessionId: "s_ann",
    user: ann,
    epoch: "e1",
    serverTime: at,
    userHead: 0,
    conversations: [room(LOBBY_ID)],
    invitations: [],
    limits,
    features: [...features],
    ...fields,
  };
}

/** Messages of a log that has nothing else in it. */
export function events(logId: string, after: number, ...events: LogEvent[]): Events {
  return { type: "events", logId, after, messageCount: after + events.length, events };
}

/** Ben's messages with these seqs. */
export function messages(...seqs: number[]): MessageEvent[] {
  return seqs.map((seq) => message(seq, { clientMessageId: `m_ben_00${seq}`, text: `${seq}` }));
}

export function message(seq: number, fields: Partial<MessageEvent> = {}): MessageEvent {
  return { type: "message", seq, at, by: ben, clientMessageId: `m_00000${seq}`, text: "你好", ...fields };
}

export function joined(seq: number, conversation: Conversation): UserEvent {
  return { type: "joined", seq, at, conversation };
}

export function invitation(conversationId: string, by: Person = ben, name = conversationId): Invitation {
  return { conversationId, name, isPrivate: true, memberCount: 2, by, at };
}

export function invited(seq: number, ...invitationOf: Parameters<typeof invitation>): UserEvent {
  return { type: "invited", seq, at, invitation: invitation(...invitationOf) };
}

export function left(seq: number, conversationId: string): UserEvent {
  return { type: "left", seq, at, conversationId };
}

export function read(seq: number, conversationId: string, readSeq: number, readMessageCount = readSeq): UserEvent {
  return { type: "read", seq, at, conversationId, readSeq, readMessageCount };
}

export function gap(logId: string, after: number, reason: Gap["reason"] = "far"): Gap {
  return { type: "gap", logId, after, messageCount: after, reason };
}
