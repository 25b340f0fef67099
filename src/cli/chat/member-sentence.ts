import type { JoinEvent, LeaveEvent, LogEntry, MessageEvent, RoomEvent } from "../../client/index.ts";
import { words } from "./i18n/words.ts";
import { orderSentences, type RulesState } from "./order-sentences.ts";

const say = words.messages;

type Journey = JoinEvent | LeaveEvent;
/** A user came, went or has another nickname, or the room or its order was changed. */
export type MemberEvent = Exclude<LogEntry, MessageEvent>;

/**
 * Consecutive joins and leaves, folded into one sentence: a user who came and went is named once. Other changes follow; those of rules are told by what
 * was before.
 */
export function memberSentence(events: readonly MemberEvent[], before?: RulesState): string {
  const journeys = events.filter(isJourney);
  return [...journeySentences(journeys), ...events.flatMap(changeSentences), ...orderSentences(events, before)].join(
    say.didSeparator,
  );
}

/** Those who were removed did not go by themselves. */
function isJourney(event: MemberEvent): event is Journey {
  return event.type === "join" || (event.type === "leave" && event.isRemoved !== true);
}

function changeSentences(event: MemberEvent): readonly string[] {
  if (event.type === "profile") return [say.tookNickname(event.formerNickname ?? "", event.by.nickname)];
  return event.type === "room" ? roomChanges(event) : [];
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

function roomChanges({ by, name, description, emoji, picture, isPrivate, owner }: RoomEvent): readonly string[] {
  const done = [
    name !== undefined && say.renamed(name),
    description !== undefined && say.described(description),
    emoji !== undefined && say.choseEmoji(emoji),
    picture !== undefined && say.chosePicture(picture),
    isPrivate !== undefined && (isPrivate ? say.madePrivate : say.madePublic),
  ].filter((what) => what !== false);
  const sentences = done.map((what) => say.did([by.nickname], what));
  return owner === undefined ? sentences : [...sentences, say.did([owner.nickname], say.ownsNow)];
}

function whatHappened(first: Journey, last: Journey): string {
  if (last.type === "leave") return first.type === "join" ? say.cameAndWent : say.left;
  if (first.type === "leave") return say.cameBack;
  return last.invitedBy === undefined ? say.joined : say.joinedBy(last.invitedBy.nickname);
}
