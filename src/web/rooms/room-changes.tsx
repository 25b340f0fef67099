import type { RoomEvent } from "../../client/index.ts";
import { isolated } from "../i18n/isolated.ts";
import type { MembersRow, RoomChange } from "../messages/rows.ts";
import { orderSentencesOf } from "../order/order-sentences.ts";
import { sayOrder } from "../order/say.ts";
import { type RoomSentence, roomSentencesOf } from "./room-sentences.ts";
import { roomWords } from "./words.ts";

interface RoomChangesProps {
  readonly events: readonly RoomChange[];
  readonly rulesBefore: MembersRow["rulesBefore"];
}

/** "Ann renamed the room to “reef” · Ben muted 小鱼 for 10 minutes" */
export function RoomChanges({ events, rulesBefore }: RoomChangesProps) {
  const looks = events.filter((event): event is RoomEvent => event.type === "room");
  const order = events.filter((event) => event.type !== "room");
  const sentences = [
    ...roomSentencesOf(looks).map((sentence) => ({ seq: sentence.event.seq, text: inWords(sentence) })),
    ...orderSentencesOf(order, rulesBefore).map((sentence) => ({ seq: sentence.seq, text: sayOrder(sentence) })),
  ];
  const inOrder = sentences.toSorted((one, other) => one.seq - other.seq);
  return <>{inOrder.map(({ text }) => text).join(" · ")}</>;
}

function inWords({ field, event }: RoomSentence): string {
  const { changes } = roomWords.value;
  const by = isolated(event.by.nickname);
  switch (field) {
    case "name":
      return changes.name(by, isolated(event.name ?? ""));
    case "description":
      return event.description ? changes.description(by, isolated(event.description)) : changes.noDescription(by);
    case "emoji":
      return event.emoji ? changes.emoji(by, event.emoji) : changes.noEmoji(by);
    case "picture":
      return event.picture ? changes.picture(by) : changes.noPicture(by);
    case "isPrivate":
      return event.isPrivate === true ? changes.private(by) : changes.public(by);
    case "owner":
      return changes.owner(isolated(event.owner?.nickname ?? ""));
  }
}
