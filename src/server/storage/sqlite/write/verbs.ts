import {
  createDeviceLink,
  createGuest,
  createSession,
  endOtherSessions,
  endSession,
  endSessionOf,
  redeemDeviceLink,
  retireGuests,
  touchSession,
} from "./accounts.ts";
import { block, unblock } from "./blocks.ts";
import { createRoom, join, leave, openDirect } from "./conversations.ts";
import { abandonUpload, completeUpload, createUpload, expireUploads, forgetDoomedBlobs } from "./files.ts";
import { acceptInvitation, declineInvitation, invite, withdrawInvitation } from "./invitations.ts";
import { deleteMessage, editMessage, forgetScrubs, pin, react, unpin, unreact } from "./message-changes.ts";
import { appendMessage, markRead } from "./messages.ts";
import { updateProfile } from "./profiles.ts";

/** The verbs of the writer's thread, by name. */
export const writeVerbs = {
  ...{ createGuest, createSession, touchSession, endSession, retireGuests, createDeviceLink, redeemDeviceLink },
  ...{ endSessionOf, endOtherSessions, updateProfile, block, unblock },
  ...{ createRoom, join, leave, openDirect },
  ...{ invite, withdrawInvitation, acceptInvitation, declineInvitation },
  ...{ appendMessage, markRead },
  ...{ editMessage, deleteMessage, react, unreact, pin, unpin, forgetScrubs },
  ...{ createUpload, completeUpload, abandonUpload, expireUploads, forgetDoomedBlobs },
};
