import {
  createDeviceLink,
  createGuest,
  createSession,
  endSession,
  redeemDeviceLink,
  retireGuests,
  touchSession,
} from "./accounts.ts";
import { createRoom, join, leave, openDirect } from "./conversations.ts";
import { abandonUpload, completeUpload, createUpload, expireUploads, forgetDoomedBlobs } from "./files.ts";
import { acceptInvitation, declineInvitation, invite, withdrawInvitation } from "./invitations.ts";
import { deleteMessage, editMessage, forgetScrubs, pin, react, unpin, unreact } from "./message-changes.ts";
import { appendMessage } from "./messages.ts";
import { subscribePush, unsubscribePush } from "./push-subscriptions.ts";
import { markRead, readAll } from "./read-markers.ts";
import { configure } from "./settings.ts";

/** The verbs of the writer's thread, by name. */
export const writeVerbs = {
  ...{ createGuest, createSession, touchSession, endSession, retireGuests, createDeviceLink, redeemDeviceLink },
  ...{ createRoom, join, leave, openDirect },
  ...{ invite, withdrawInvitation, acceptInvitation, declineInvitation },
  ...{ appendMessage, markRead, readAll, configure },
  ...{ editMessage, deleteMessage, react, unreact, pin, unpin, forgetScrubs },
  ...{ createUpload, completeUpload, abandonUpload, expireUploads, forgetDoomedBlobs },
  ...{ subscribePush, unsubscribePush },
};
