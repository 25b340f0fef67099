import type { Room } from "../../../protocol/conversations.ts";

/** How a room looks, as the table keeps it: "" is no description and no emoji. */
export interface RoomLooksRow {
  readonly name: string;
  readonly description: string;
  readonly emoji: string;
  /** NULL where its owner chose none. */
  readonly picture: string | null;
}

export type RoomLooks = Pick<Room, "name" | "description" | "emoji" | "picture">;

/** As the wire has it: what is not there is left out. */
export function roomLooksOf({ name, description, emoji, picture }: RoomLooksRow): RoomLooks {
  return {
    name,
    ...(description !== "" && { description }),
    ...(emoji !== "" && { emoji }),
    ...(picture !== null && { picture }),
  };
}
