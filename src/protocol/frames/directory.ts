import * as v from "valibot";
import { listedRoom } from "../conversations.ts";
import { conversationId, requestId } from "../ids.ts";
import { limits } from "../limits.ts";
import { member } from "../people.ts";

const query = v.optional(v.pipe(v.string(), v.maxBytes(limits.roomNameBytesMax)), "");
/** Opaque: the place where the page before ended. */
const pageToken = v.pipe(v.string(), v.maxBytes(1024));

/** Public rooms by name; `query` is the beginning of the name. */
export const rooms = v.object({ type: v.literal("rooms"), requestId, query, after: v.optional(pageToken) });
export const roomList = v.object({
  type: v.literal("room-list"),
  requestId,
  rooms: v.array(listedRoom),
  next: v.optional(pageToken),
});
export type RoomList = v.InferOutput<typeof roomList>;

/** Members of a conversation by nickname; `query` is the beginning of the nickname. */
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
  memberCount: v.number(),
  next: v.optional(pageToken),
});
export type MemberList = v.InferOutput<typeof memberList>;
