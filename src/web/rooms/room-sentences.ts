import type { RoomEvent } from "../../client/index.ts";

/** One thing that was changed of the room, as it is after all changes of a row. */
export interface RoomSentence {
  readonly field: "name" | "description" | "emoji" | "picture" | "isPrivate" | "owner";
  readonly event: RoomEvent;
}

const roomFields = ["name", "description", "emoji", "picture", "isPrivate", "owner"] as const;

/** Folds changes of the room: of each thing the last one, in their order. */
export function roomSentencesOf(events: readonly RoomEvent[]): readonly RoomSentence[] {
  const last = new Map<RoomSentence["field"], RoomSentence>();
  for (const event of events) {
    for (const field of roomFields) {
      if (event[field] === undefined) continue;
      last.delete(field);
      last.set(field, { field, event });
    }
  }
  return [...last.values()];
}
