import type { Retention } from "../../protocol/retention.ts";
import type { RetentionAnswer } from "../../protocol/retention-answer.ts";
import type { KeptConversation } from "../storage/retention-records.ts";
import type { AdminContext, AdminHandler } from "./command.ts";

/** How long messages are kept where, and what goes. */
export function retentionCommands({ storage, now, retentionKeeper }: AdminContext) {
  const setRetention: AdminHandler<"set-room-retention"> = async ({ userId: actorId }, input) => {
    const { conversationId, retentionDays: days, retentionMessages: messages } = input;
    await storage.setRoomRetention({ actorId, conversationId, days, messages, at: now() });
    return {};
  };

  const retention: AdminHandler<"retention"> = async (_, { retentionDays: days, retentionMessages: messages, after }) => {
    const { server, items, next } = await retentionKeeper.survey({ days, messages }, after);
    return { ...retentionAnswer(server, items), ...(next !== undefined && { next }) };
  };

  return { "set-room-retention": setRetention, retention };
}

/** Private conversations are counted, and not listed. */
export function retentionAnswer(server: Retention, items: readonly KeptConversation[]): Omit<RetentionAnswer, "next"> {
  const rooms: RetentionAnswer["rooms"] = [];
  const privateConversations = { messages: 0, files: 0, fileBytes: 0 };
  for (const { conversationId, name, own, messages, files, fileBytes } of items) {
    if (name === undefined) {
      privateConversations.messages += messages;
      privateConversations.files += files;
      privateConversations.fileBytes += fileBytes;
      continue;
    }
    if (own.days === 0 && own.messages === 0 && messages === 0) continue;
    const rules = {
      ...(own.days > 0 && { retentionDays: own.days }),
      ...(own.messages > 0 && { retentionMessages: own.messages }),
    };
    rooms.push({ conversationId, name, ...rules, messages, files, fileBytes });
  }
  return { retentionDays: server.days, retentionMessages: server.messages, rooms, privateConversations };
}
