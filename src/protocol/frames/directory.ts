import * as v from "valibot";
import { type ListedRoom, listedRoom } from "../conversations.ts";
import { conversationId, count, requestId } from "../ids.ts";
import { limits } from "../limits.ts";
import { type Member, member } from "../people.ts";

const query = v.optional(v.pipe(v.string(), v.maxBytes(limits.roomNameBytesMax)), "");
/** Opaque: the place where the page before ended. */
const pageToken = v.pipe(v.string(), v.maxBytes(1024));

/** Public rooms by name; `query` is a part of the name [P50f]. */
export const rooms = v.object({ type: v.literal("rooms"), requestId, query, after: v.optional(pageToken) });
export const roomList = v.object({
  type: v.literal("room-list"),
  requestId,
  rooms: v.array(listedRoom),
  next: v.optional(pageToken),
});
/** A page of public rooms. */
export interface RoomList {
  /** The frame's type. */
  type: "room-list";
  /** The request that it answers. */
  requestId: number;
  /** At most 100, by name. */
  rooms: ListedRoom[];
  /** Where the next page begins, for `after`; missing on the last one. */
  next?: string | undefined;
}

/** Members of a conversation by nickname; `query` is a part of the nickname [P50f]. */
export const members = v.object({
  type: v.literal("members"),
  requestId,
  conversationId,
  query,
  after: v.optional(pageToken),
});
export const memberList = v.object({
  type: v.literal("member-list"),
  requestId,
  conversationId,
  members: v.array(member),
  memberCount: count,
  next: v.optional(pageToken),
});
/** A page of the members of a conversation. */
export interface MemberList {
  /** The frame's type. */
  type: "member-list";
  /** The request that it answers. */
  requestId: number;
  /** The conversation of the members. */
  conversationId: string;
  /** At most 200, by nickname. */
  members: Member[];
  /** The number of all members, not only of the requested ones. */
  memberCount: number;
  /** Where the next page begins, for `after`; missing on the last one. */
  next?: string | undefined;
}
