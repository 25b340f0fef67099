import type { RoomEvent } from "../../client/index.ts";
import { isolated } from "../i18n/isolated.ts";
import { type RoomSentence, roomSentencesOf } from "./room-sentences.ts";
import { roomWords } from "./words.ts";

/** "Ann renamed the room to “reef” · Ben owns the room now" */
export function RoomChanges({ events }: { events: readonly RoomEvent[] }) {
  return <>{roomSentencesOf(events).map(inWords).join(" · ")}</>;
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
