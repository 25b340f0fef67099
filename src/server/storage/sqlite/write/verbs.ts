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
import { createRoom, describeRoom, join, leave, openDirect } from "./conversations.ts";
import { eraseEmptyRooms } from "./empty-rooms.ts";
import { abandonUpload, completeUpload, createUpload, expireUploads, forgetDoomedBlobs } from "./files.ts";
import { acceptInvitation, declineInvitation, invite, withdrawInvitation } from "./invitations.ts";
import { createInviteLink, redeemInviteLink, revokeInviteLink } from "./invite-links.ts";
import { deleteMessage, editMessage, forgetScrubs, pin, react, unpin, unreact } from "./message-changes.ts";
import { appendMessage } from "./messages.ts";
import { updateProfile } from "./profiles.ts";
import { subscribePush, unsubscribePush } from "./push-subscriptions.ts";
import { markRead, readAll } from "./read-markers.ts";
import { configure } from "./settings.ts";

/** The verbs of the writer's thread, by name. */
export const writeVerbs = {
  ...{ createGuest, createSession, touchSession, endSession, retireGuests, createDeviceLink, redeemDeviceLink },
  ...{ endSessionOf, endOtherSessions, updateProfile, block, unblock },
  ...{ createRoom, describeRoom, join, leave, openDirect, eraseEmptyRooms },
  ...{ invite, withdrawInvitation, acceptInvitation, declineInvitation },
  ...{ createInviteLink, revokeInviteLink, redeemInviteLink },
  ...{ appendMessage, markRead, readAll, configure },
  ...{ editMessage, deleteMessage, react, unreact, pin, unpin, forgetScrubs },
  ...{ createUpload, completeUpload, abandonUpload, expireUploads, forgetDoomedBlobs },
  ...{ subscribePush, unsubscribePush },
};
