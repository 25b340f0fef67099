import { adminLimits } from "../../protocol/admin.ts";
import { foldText } from "../../protocol/fold-text.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** Rooms, of which their members alone read what is written. */
export function roomCommands({ storage, now, clearDeletedRooms }: AdminContext) {
  const rooms: AdminHandler<"rooms"> = async (
    { userId: actorId },
    { text = "", sort = "name", limit = adminLimits.entriesPerPageMax, ...query },
  ) => {
    const { items, next } = await storage.listAllRooms({ ...query, actorId, text: foldText(text.trim()), sort, limit });
    return { rooms: [...items], next };
  };

  const archive: AdminHandler<"archive-room"> = async ({ userId: actorId }, { conversationId }) => {
    await storage.archiveRoom({ actorId, conversationId, isArchived: true, at: now() });
    return {};
  };

  const unarchive: AdminHandler<"unarchive-room"> = async ({ userId: actorId }, { conversationId }) => {
    await storage.archiveRoom({ actorId, conversationId, isArchived: false, at: now() });
    return {};
  };

  /** The answer does not wait for the last member to be removed: housekeeping goes on after a kill. */
  const deleteRoom: AdminHandler<"delete-room"> = async ({ userId: actorId }, { conversationId }) => {
    await storage.deleteRoom({ actorId, conversationId, at: now() });
    clearDeletedRooms();
    return {};
  };

  const setOwner: AdminHandler<"set-room-owner"> = async ({ userId: actorId }, { conversationId, userId }) => {
    await storage.setRoomOwner({ actorId, conversationId, userId, at: now() });
    return {};
  };

  return {
    rooms,
    "archive-room": archive,
    "unarchive-room": unarchive,
    "delete-room": deleteRoom,
    "set-room-owner": setOwner,
  };
}
