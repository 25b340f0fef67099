import { findSession } from "./accounts.ts";
import { listConversations, listMembers, listRooms } from "./conversations.ts";
import { readHistory, readLog } from "./logs.ts";

/** What the reader's thread does, by name. */
export const readVerbs = { findSession, listConversations, listRooms, listMembers, readLog, readHistory };
