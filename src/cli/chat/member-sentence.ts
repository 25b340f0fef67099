import type { ConversationEvent } from "../../client/index.ts";

export type MemberEvent = Exclude<ConversationEvent, { type: "message" }>;

/** Comings and goings in a row, folded into one sentence: whoever came and went is named once. */
export function memberSentence(events: readonly MemberEvent[]): string {
  const journeys = new Map<string, { nickname: string; first: MemberEvent; last: MemberEvent }>();
  for (const event of events) {
    const first = journeys.get(event.by.id)?.first ?? event;
    journeys.set(event.by.id, { nickname: event.by.nickname, first, last: event });
  }
  const named = new Map<string, string[]>();
  for (const { nickname, first, last } of journeys.values()) {
    const what = whatHappened(first, last);
    named.set(what, [...(named.get(what) ?? []), nickname]);
  }
  return [...named].map(([what, nicknames]) => `${nicknames.join(", ")} ${what}`).join("; ");
}

function whatHappened(first: MemberEvent, last: MemberEvent): string {
  if (last.type === "leave") return first.type === "join" ? "came and went" : "left";
  if (first.type === "leave") return "came back";
  return last.invitedBy === undefined ? "joined" : `joined, invited by ${last.invitedBy.nickname}`;
}
