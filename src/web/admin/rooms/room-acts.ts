import { LOBBY_ID, type ServerAction } from "../../../client/index.ts";
import type { AdminRoom } from "../../../protocol/admin.ts";
import { roomWords } from "./words.ts";

/** What can be done to a room here: the names of the commands. */
export type RoomAct = "archive-room" | "unarchive-room" | "set-room-owner" | "delete-room";

/** What can be done to the room now by those who may do so much. */
export function actsOn({ conversationId, isArchived }: AdminRoom, mayI: (action: ServerAction) => boolean): readonly RoomAct[] {
  if (conversationId === LOBBY_ID) return [];
  return [
    ...(mayI("archive-room") ? [isArchived ? ("unarchive-room" as const) : ("archive-room" as const)] : []),
    ...(mayI("set-room-owner") ? ["set-room-owner" as const] : []),
    ...(mayI("delete-room") ? ["delete-room" as const] : []),
  ];
}

/** The lobby has a name of its own in each language. */
export function roomNameOf({ conversationId, name }: Pick<AdminRoom, "conversationId" | "name">): string {
  return conversationId === LOBBY_ID ? roomWords.value.lobby : name;
}
