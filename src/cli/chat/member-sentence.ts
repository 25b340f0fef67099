import type { JoinEvent, LeaveEvent, ProfileEvent } from "../../client/index.ts";
import { words } from "./i18n/words.ts";

const say = words.messages;

export type MemberEvent = JoinEvent | LeaveEvent | ProfileEvent;
type Journey = JoinEvent | LeaveEvent;

/** Consecutive joins, leaves and renamings, folded into one sentence: a user who came and went is named once. */
export function memberSentence(events: readonly MemberEvent[]): string {
  const renamed = events.flatMap((event) =>
    event.type === "profile" ? [say.renamed(event.formerNickname ?? "", event.by.nickname)] : [],
  );
  return [...journeySentences(events.filter((event) => event.type !== "profile")), ...renamed].join(say.didSeparator);
}

function journeySentences(events: readonly Journey[]): string[] {
  const journeys = new Map<string, { nickname: string; first: Journey; last: Journey }>();
  for (const event of events) {
    const first = journeys.get(event.by.id)?.first ?? event;
    journeys.set(event.by.id, { nickname: event.by.nickname, first, last: event });
  }
  const named = new Map<string, string[]>();
  for (const { nickname, first, last } of journeys.values()) {
    const what = whatHappened(first, last);
    named.set(what, [...(named.get(what) ?? []), nickname]);
  }
  return [...named].map(([what, nicknames]) => say.did(nicknames, what));
}

function whatHappened(first: Journey, last: Journey): string {
  if (last.type === "leave") return first.type === "join" ? say.cameAndWent : say.left;
  if (first.type === "leave") return say.cameBack;
  return last.invitedBy === undefined ? say.joined : say.joinedBy(last.invitedBy.nickname);
}
