import {
  createDeviceLink,
  createGuest,
  createSession,
  endSession,
  redeemDeviceLink,
  retireGuests,
  touchSession,
} from "./accounts.ts";
import { createRoom, invite, join, leave, openDirect } from "./conversations.ts";
import { appendMessage, markRead } from "./messages.ts";

/** What the writer's thread does, by name. */
export const writeVerbs = {
  ...{ createGuest, createSession, touchSession, endSession, retireGuests, createDeviceLink, redeemDeviceLink },
  ...{ createRoom, join, leave, invite, openDirect },
  ...{ appendMessage, markRead },
};
